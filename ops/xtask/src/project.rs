//! Where the project and what was built of it lie.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::program::Program;

/// The folder with the root `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    // `cargo run` says where the package lies now, which after a move is not where it was compiled.
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder with the web pages.
pub(crate) fn pages() -> PathBuf {
    root().join("http/pages")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    let given = std::env::var_os("CARGO_TARGET_DIR").filter(|given| !given.is_empty());
    given.map_or_else(|| root().join("target"), |given| root().join(given))
}

/// The homeroom binary as `cargo build` makes it.
pub(crate) fn server() -> PathBuf {
    target().join("debug/homeroom")
}

/// Whether this run is one of continuous integration, where nothing may be left out.
pub(crate) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// Every file of the project: those that are tracked and those that are about to be.
pub(crate) fn files() -> Result<Vec<PathBuf>, Failure> {
    let listing = Program::new("git").words("ls-files --cached --others --exclude-standard").output()?;
    let there = |path: &PathBuf| root().join(path).is_file();
    Ok(listing.lines().map(PathBuf::from).filter(there).collect())
}
