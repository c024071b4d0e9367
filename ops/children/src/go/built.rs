//! Programs of other projects whose sources install as they are.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use super::program;
use crate::installer::{Staging, install};
use crate::place::make_open;
use crate::{ChildError, Place};

/// A program that is built with Go, pinned to one version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Built {
    /// What the program is called: `livekit-server`.
    pub name: &'static str,
    /// The version the project is tested with: `1.13.5`.
    pub version: &'static str,
    /// The package, whose last part is what Go calls the program.
    pub package: &'static str,
}

impl Built {
    /// Where the built program lies.
    #[must_use]
    pub fn program(&self, place: &Place) -> PathBuf {
        place.tools().join(format!("{}-{}", self.name, self.version)).join(self.name)
    }

    fn source(&self) -> String {
        format!("{}@v{}", self.package, self.version)
    }

    /// The command that builds it, as one would type it.
    #[must_use]
    pub fn command(&self) -> String {
        format!("go install {}", self.source())
    }

    /// Builds it into the place's tools; nothing to do when it is there. Takes minutes.
    ///
    /// # Errors
    /// When Go is missing or too old, or the build fails.
    pub fn build(&self, place: &Place) -> Result<PathBuf, ChildError> {
        let target = self.program(place);
        if target.is_file() {
            return Ok(target);
        }
        let staging = Staging::new(&place.tools())?;
        let mut command = Command::new(program()?);
        // Without C the program needs no libraries of this machine, and no C compiler.
        command
            .args(["install", &self.source()])
            .env("GOBIN", staging.path())
            .env("CGO_ENABLED", "0")
            .env("GOFLAGS", "")
            .env_remove("GOROOT");
        let mend = format!("install Go (Debian: golang-go), or put `{}` into PATH", self.name);
        install(command, &self.command(), "Go", &mend)?;
        if let Some(folder) = target.parent() {
            make_open(folder)?;
        }
        let built = staging.path().join(self.package.rsplit('/').next().unwrap_or(self.name));
        let runnable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&built, runnable).map_err(ChildError::system("open to other users", &built))?;
        fs::rename(&built, &target).map_err(ChildError::system("move into place", &target))?;
        Ok(target)
    }
}
