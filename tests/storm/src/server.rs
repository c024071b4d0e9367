//! What is measured, as a process of its own: the real server, or the floor.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use homeroom_children::{Ending, start_tied};

use crate::cpus::Cpus;
use crate::failure::Failure;
use crate::process;
use crate::web::{Web, get};

/// How long a start may take; on a fresh database it takes well under a second.
const START_PATIENCE: Duration = Duration::from_secs(30);
/// How often a starting server is asked.
const ASK_EVERY: Duration = Duration::from_millis(50);
/// More than any run needs: the load comes from one address, and its size is not what is looked at here.
const SOCKETS_MAX: &str = "100000";

/// A process that is measured; killed when this is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    process: Child,
}

/// How much of the journal's work was done in common.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lane {
    pub(crate) entries: f64,
    pub(crate) commits: f64,
}

impl Server {
    /// Starts the server on a database, and waits until it takes people.
    pub(crate) async fn start(program: &Path, cpus: &Cpus, database_url: &str, log: &Path) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = cpus.measured(program);
        command.arg("serve").env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("DATABASE_URL", database_url).env("HOMEROOM_LISTEN", address.to_string());
        command.env("HOMEROOM_METRICS_PUBLIC", "true").env("HOMEROOM_LOG", "warn");
        command.env("HOMEROOM_SOCKETS_MAX", SOCKETS_MAX).env("HOMEROOM_SOCKETS_PER_ADDRESS_MAX", SOCKETS_MAX);
        command.current_dir(std::env::temp_dir()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(log)?);
        let mut server = Self { address, process: start_tied(command, Ending::Kill)? };
        let ready = async {
            loop {
                if let Some(status) = server.process.try_wait()? {
                    let said = std::fs::read_to_string(log).unwrap_or_default();
                    return Err(Failure::new(format!("the server ended by itself ({status}): {said}")));
                }
                if let Ok(mut web) = Web::connect(address).await
                    && web.good(&get("/readyz")).await.is_ok()
                {
                    return Ok(());
                }
                tokio::time::sleep(ASK_EVERY).await;
            }
        };
        tokio::time::timeout(START_PATIENCE, ready).await.map_err(|_| Failure::new("the server did not start"))??;
        Ok(server)
    }

    /// Starts the floor with its two ready frames.
    pub(crate) fn floor(cpus: &Cpus, entry: &Path, welcome: &Path) -> Result<Self, Failure> {
        let mut command = cpus.measured(&std::env::current_exe()?);
        command.arg("floor").arg("--entry").arg(entry).arg("--welcome").arg(welcome);
        Self::with_port(command)
    }

    /// A program that says its port first.
    fn with_port(mut command: Command) -> Result<Self, Failure> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = start_tied(command, Ending::Kill)?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(|_| Failure::new("what is measured did not say its port"))?;
        Ok(Self { address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), process })
    }

    /// Starts the bare server with its answer.
    pub(crate) fn bare(cpus: &Cpus, body: &Path) -> Result<Self, Failure> {
        let mut command = cpus.measured(&std::env::current_exe()?);
        command.arg("bare").arg("--body").arg(body);
        Self::with_port(command)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The time it has run.
    pub(crate) fn cpu_time(&self) -> Result<Duration, Failure> {
        process::cpu_time(self.process.id())
    }

    /// Its memory, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64, Failure> {
        process::resident_kib(self.process.id())
    }

    /// The counters of its lane; the floor has none.
    pub(crate) async fn lane(&self) -> Result<Lane, Failure> {
        let mut web = Web::connect(self.address).await?;
        let text = web.good(&get("/metrics")).await?;
        let text = String::from_utf8_lossy(&text);
        let counter = |name| counter(&text, name).unwrap_or(0.0);
        Ok(Lane { entries: counter("homeroom_lane_entries_total"), commits: counter("homeroom_lane_commits_total") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; whoever measured it has found out then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Lane {
    /// What was done since `before`.
    pub(crate) fn since(self, before: Self) -> Self {
        Self { entries: self.entries - before.entries, commits: self.commits - before.commits }
    }
}

/// A port nobody listens on just now.
fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A counter without labels in the text form of Prometheus.
fn counter(text: &str, name: &str) -> Option<f64> {
    let value = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok();
    text.lines().find_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_found_by_its_whole_name() {
        let text = "# TYPE a_total counter\na_total_more 1\na_total 42\n";
        assert_eq!(counter(text, "a_total"), Some(42.0));
        assert_eq!(counter(text, "b_total"), None);
    }
}
