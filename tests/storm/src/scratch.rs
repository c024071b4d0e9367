//! The folder of one run: a cluster of its own, with fsync on, because that is what a commit costs, and the server's log.
//! It goes with the run; those of runs that were killed are swept by the next one.

use std::fs;
use std::path::{Path, PathBuf};

use homeroom_children::Place;
use homeroom_children::postgres::{self, Cluster, Found};

use crate::failure::Failure;

/// How the folders are called, before the number of the process they belong to.
const NAME: &str = "bench-";

/// A folder that goes when this is dropped.
pub(crate) struct Scratch {
    home: PathBuf,
    found: Found,
}

impl Scratch {
    /// Makes it in the place the environment names.
    pub(crate) fn make() -> Result<Self, Failure> {
        let place = Place::from_environment()?;
        sweep(place.home());
        let home = place.home().join(format!("{NAME}{}", std::process::id()));
        Ok(Self { found: postgres::find(&place)?, home })
    }

    /// A fresh cluster; each round has its own, so that no round does what an earlier one left to be done.
    pub(crate) fn cluster(&self, round: usize) -> Result<Cluster, Failure> {
        Ok(postgres::start(&self.found, &Place::at(&self.home.join(round.to_string()))?)?)
    }

    /// The programs of the cluster.
    pub(crate) fn postgres(&self) -> &Found {
        &self.found
    }

    /// A file in the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is swept by the next run.
        let _ = fs::remove_dir_all(&self.home);
    }
}

fn sweep(home: &Path) {
    for folder in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = folder.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(NAME));
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}
