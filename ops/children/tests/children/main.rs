//! What is promised of children, tried with real ones: this test program, Postgres, and LiveKit where there is one.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod chain;
mod clusters;
mod media;
mod upkeep;

use std::path::PathBuf;
use std::time::Duration;
use std::{fs, thread};

use homeroom_children::Place;

/// A folder of its own for one test, removed at its end. It lies below `/tmp`, which every user can reach.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(format!("/tmp/homeroom-test-{name}-{}", std::process::id()));
        Place::at(&path).unwrap();
        Self(path)
    }

    fn place(&self) -> Place {
        Place::at(&self.0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Looks every 20 ms for at most `seconds`.
fn within(seconds: u64, mut holds: impl FnMut() -> bool) -> bool {
    (0..seconds * 50).any(|_| {
        thread::sleep(Duration::from_millis(20));
        holds()
    })
}

/// Whether the process runs; one that ended and waits for its parent does not.
fn runs(pid: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

/// The user a process runs as.
fn uid_of(pid: u32) -> u32 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(format!("/proc/{pid}")).unwrap().uid()
}
