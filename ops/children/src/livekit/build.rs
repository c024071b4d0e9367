//! Building the media server with Go. Its project hands out no packages, but its sources install as they are.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::installer::install;
use crate::{ChildError, Place};

/// The version the project is tested with; it wants Go 1.26, which a Go of 1.21 or newer fetches by itself.
pub const VERSION_BUILT: &str = "1.13.5";

/// Where the built program lies.
pub(super) fn program(place: &Place) -> PathBuf {
    place.tools().join(format!("livekit-server-{VERSION_BUILT}")).join("livekit-server")
}

fn package() -> String {
    format!("github.com/livekit/livekit-server/cmd/server@v{VERSION_BUILT}")
}

/// The command that builds it, as one would type it.
#[must_use]
pub fn build_command() -> String {
    format!("go install {}", package())
}

/// Builds it into the place's tools; nothing to do when it is there. Takes minutes.
///
/// # Errors
/// When Go is missing or too old, or the build fails.
pub fn build(place: &Place) -> Result<PathBuf, ChildError> {
    let target = program(place);
    if target.is_file() {
        return Ok(target);
    }
    let staging = place.tools().join(format!(".building-{}", std::process::id()));
    fs::create_dir_all(&staging).map_err(ChildError::system("make the folder", &staging))?;
    let mut go = Command::new("go");
    // Without C the program needs no libraries of this machine, and no C compiler.
    go.args(["install", &package()]).env("GOBIN", &staging).env("CGO_ENABLED", "0").env("GOFLAGS", "");
    install(go, &build_command(), "Go", "install Go 1.21 or newer, or put `livekit-server` into PATH")?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(ChildError::system("make the folder", folder))?;
    }
    // The package's folder names the program `server`.
    fs::rename(staging.join("server"), &target).map_err(ChildError::system("move into place", &target))?;
    fs::remove_dir_all(&staging).map_err(ChildError::system("remove", &staging))?;
    Ok(target)
}
