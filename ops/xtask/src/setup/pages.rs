//! The web pages: their packages by `npm ci`, and the build that the server carries inside.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::failure::Failure;
use crate::program::Program;
use crate::project;

/// Installs the pages' packages, unless those of this lock file are there.
pub(crate) fn install() -> Result<(), Failure> {
    packages(&project::pages())
}

/// Installs and builds.
pub(crate) fn build() -> Result<(), Failure> {
    install()?;
    Program::new("npm").words("run --silent build").within(&project::pages()).run()
}

/// Runs `npm ci` in a folder whose packages are older than its lock file.
pub(crate) fn packages(folder: &Path) -> Result<(), Failure> {
    // npm writes this file last, so a broken install is made anew.
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&folder.join("package-lock.json")) {
        return Ok(());
    }
    Program::new("npm").words("ci --no-audit --no-fund --loglevel=error").within(folder).run()
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|facts| facts.modified()).ok()
}
