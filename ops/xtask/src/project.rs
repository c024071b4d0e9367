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

/// Where cargo puts what it builds: where it put us, whoever told it to, by a variable or by a setting of theirs.
pub(crate) fn target() -> PathBuf {
    let here = std::env::current_exe().ok();
    here.as_deref().and_then(target_of).map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// The folder that a built program lies in, as `target/debug/xtask`, without its profile.
fn target_of(program: &Path) -> Option<&Path> {
    program.parent()?.parent()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_looked_for_where_cargo_put_us() {
        let target = |program: &str| target_of(Path::new(program)).map(|folder| folder.display().to_string());
        assert_eq!(target("/home/mira/target/debug/xtask"), Some("/home/mira/target".to_owned()));
        // The build replaces our own file while we run, and then the system says so in the name.
        assert_eq!(target("/cache/debug/xtask (deleted)"), Some("/cache".to_owned()));
        assert_eq!(target("/t/x86_64-unknown-linux-gnu/debug/xtask"), Some("/t/x86_64-unknown-linux-gnu".to_owned()));
    }
}
