//! Building the media server with Go. Its project hands out no packages, but its sources install as they are.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use crate::installer::{Staging, install};
use crate::place::make_open;
use crate::{ChildError, Place, go};

/// The version the project is tested with; it wants Go 1.26.
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
    let staging = Staging::new(&place.tools())?;
    let mut command = Command::new(go::program()?);
    // Without C the program needs no libraries of this machine, and no C compiler.
    command
        .args(["install", &package()])
        .env("GOBIN", staging.path())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "")
        .env_remove("GOROOT");
    install(command, &build_command(), "Go", "install Go (Debian: golang-go), or put `livekit-server` into PATH")?;
    if let Some(folder) = target.parent() {
        make_open(folder)?;
    }
    // The package's folder names the program `server`.
    let built = staging.path().join("server");
    let runnable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&built, runnable).map_err(ChildError::system("open to other users", &built))?;
    fs::rename(&built, &target).map_err(ChildError::system("move into place", &target))?;
    Ok(target)
}
