//! The binary as people and programs start it.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod dev;
mod settings;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A folder of its own for one test, removed at its end. It lies below `/tmp`, which every user can reach.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let path = PathBuf::from(format!("/tmp/homeroom-node-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The binary with an environment of its own: what a developer has set must not change a test.
fn homeroom(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_homeroom"));
    let kept = ["PATH", "PG_BIN"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    command.env_clear().envs(kept).env("HOMEROOM_HOME", folder.0.join("home")).current_dir(&folder.0);
    command
}
