//! A Postgres of a test's own, that can be away for a while, or there and silent.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use homeroom_children::Place;
use homeroom_children::postgres::{self, Cluster};
use homeroom_storage::{Settings, Store};
use tokio::task::spawn_blocking;

use crate::clock::uuid;

/// Connections of the test's own pool.
const POOL_CONNECTIONS: u32 = 4;

/// The cluster, and where its data are kept while it is away.
pub struct Outage {
    home: PathBuf,
    cluster: Option<Cluster>,
    /// Its database.
    pub url: String,
}

impl Outage {
    /// A fresh cluster, whose database has the schema.
    pub async fn open() -> Self {
        let home = std::env::temp_dir().join(format!("homeroom-outage-{}", uuid()));
        let mut outage = Self { home, cluster: None, url: String::new() };
        outage.end().await;
        outage.store().await.migrate().await.expect("the migrations run");
        outage
    }

    /// A store on it.
    pub async fn store(&self) -> Store {
        let name = "homeroom-test".to_owned();
        let settings = Settings { url: self.url.clone(), pool_connections_max: POOL_CONNECTIONS, name };
        Store::connect(&settings).await.expect("the cluster answers")
    }

    /// Postgres is stopped; connections to it break.
    pub async fn begin(&mut self) {
        let cluster = self.cluster.take();
        spawn_blocking(move || drop(cluster)).await.unwrap();
    }

    /// Postgres is back, under the same address and with the same data.
    pub async fn end(&mut self) {
        let home = self.home.clone();
        let start = move || {
            // Programs are found, or were fetched, where the run of tests keeps them; only the data lie here.
            let found = postgres::find(&Place::from_environment()?)?;
            postgres::start(&found, &Place::at(&home)?)
        };
        let cluster = spawn_blocking(start).await.unwrap().expect("a cluster");
        self.url = cluster.url(cluster.database());
        self.cluster = Some(cluster);
    }

    /// Every process of it stops where it is: connections stand, and nothing comes back on them.
    pub fn freeze(&self) {
        // The postmaster first, which then starts no new ones.
        self.signal("-STOP");
    }

    /// They go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let Some(postmaster) = self.cluster.as_ref().map(Cluster::id) else { return };
        let mut all = vec![postmaster];
        all.extend(children(postmaster));
        let sent = Command::new("kill").arg(signal).args(all.iter().map(u32::to_string)).status();
        // A backend may have ended between the look and the signal, so the status says nothing.
        assert!(sent.is_ok(), "kill could not be run");
    }
}

/// The children of a process, from the fourth field of `/proc/<pid>/stat` (proc(5)).
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|pid| parent_of(*pid) == Some(parent)).collect()
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before it stands in brackets and may hold anything.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

impl Drop for Outage {
    fn drop(&mut self) {
        // What is frozen cannot end.
        self.thaw();
        drop(self.cluster.take());
        // A folder in the temporary files that stays is the machine's to sweep.
        let _ = fs::remove_dir_all(&self.home);
    }
}
