//! A Go that is new enough. One of 1.21 or newer fetches the toolchain a module asks for by itself; the older ones that
//! stable systems carry can fetch it as a module, and then only the runnable bits are missing (go.dev/doc/toolchain).

mod built;

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ChildError;

pub use built::Built;

/// The first minor version that fetches toolchains.
const FETCHES_SINCE: u32 = 21;
/// What an older one is made to fetch.
const FETCHED: &str = "go1.26.8";

/// The `go` to build with.
///
/// # Errors
/// When there is none, or a newer one has to be fetched and cannot be.
pub fn program() -> Result<PathBuf, ChildError> {
    let Some(minor) = minor(&said("go", &["env", "GOVERSION"])?) else { return Ok("go".into()) };
    if minor >= FETCHES_SINCE { Ok("go".into()) } else { fetch() }
}

fn fetch() -> Result<PathBuf, ChildError> {
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let os = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let module = format!("golang.org/toolchain@v0.0.1-{FETCHED}.{os}-{arch}");
    let root = folder(&said("go", &["mod", "download", "-json", &module])?).ok_or_else(|| ChildError::Install {
        command: format!("go mod download {module}"),
        output: "it does not say where the toolchain lies".to_owned(),
    })?;
    make_runnable(&root).map_err(ChildError::system("make runnable", &root))?;
    Ok(root.join("bin/go"))
}

/// What a command prints; an empty answer where it fails, which then reads as an unknown version.
fn said(program: &str, arguments: &[&str]) -> Result<String, ChildError> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| match error.kind() == io::ErrorKind::NotFound {
        true => ChildError::NotFound { what: "Go".to_owned(), mend: "install Go (Debian: golang-go)".to_owned() },
        false => ChildError::system("run", program)(error),
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The minor version in `go1.19.8`.
fn minor(version: &str) -> Option<u32> {
    version.trim().strip_prefix("go1.")?.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()
}

/// The folder in the answer of `go mod download -json`.
fn folder(answer: &str) -> Option<PathBuf> {
    answer.lines().find_map(|line| line.trim().strip_prefix("\"Dir\": \"")?.split('"').next().map(PathBuf::from))
}

/// Modules are unpacked without the bit that lets a file be run.
fn make_runnable(root: &Path) -> io::Result<()> {
    let mut programs: Vec<PathBuf> = fs::read_dir(root.join("bin"))?.flatten().map(|entry| entry.path()).collect();
    for folder in fs::read_dir(root.join("pkg/tool"))?.flatten() {
        programs.extend(fs::read_dir(folder.path())?.flatten().map(|entry| entry.path()));
    }
    for program in programs {
        fs::set_permissions(program, fs::Permissions::from_mode(0o555))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_the_folder_are_read_from_what_go_says() {
        assert_eq!(minor("go1.19.8\n"), Some(19));
        assert_eq!(minor("go1.26rc1"), Some(26));
        assert_eq!(minor("devel +abc"), None);
        let answer = "{\n\t\"Path\": \"golang.org/toolchain\",\n\t\"Dir\": \"/home/m/go/pkg/mod/t\",\n}";
        assert_eq!(folder(answer), Some(PathBuf::from("/home/m/go/pkg/mod/t")));
    }
}
