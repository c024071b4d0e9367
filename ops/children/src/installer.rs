//! Running a foreign installer, npm or Go, and saying in one sentence why it did not work.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ChildError;
use crate::place::make_open;

/// How many of an installer's last lines are shown when it fails.
const LINES_SHOWN: usize = 12;

/// A folder to build something in before it is moved into its place; removed at the end, also when that ends badly.
pub(crate) struct Staging(PathBuf);

impl Staging {
    /// Makes it below `tools`. Its name is this process' own, so that two that build at once do not meet.
    pub(crate) fn new(tools: &Path) -> Result<Self, ChildError> {
        let path = tools.join(format!(".staging-{}", std::process::id()));
        make_open(tools)?;
        make_open(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed is in nobody's way.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs `command` to its end. `what` it is and how to `mend` its absence are for the one who has not got it; `shown` is
/// the command as one would type it.
pub(crate) fn install(mut command: Command, shown: &str, what: &str, mend: &str) -> Result<(), ChildError> {
    let failed = |output: String| ChildError::Install { command: shown.to_owned(), output };
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ChildError::NotFound { what: what.to_owned(), mend: mend.to_owned() });
        }
        Err(error) => return Err(failed(error.to_string())),
    };
    if output.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = printed.trim().lines().collect();
    Err(failed(lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_installer_and_a_failing_one_each_say_what_to_do() {
        let missing = install(Command::new("no-such-program"), "x", "Go", "install Go").unwrap_err();
        assert_eq!(missing.to_string(), "Go was not found: install Go");
        let mut failing = Command::new("sh");
        failing.args(["-c", "echo no network >&2; exit 1"]);
        assert_eq!(install(failing, "npm ci", "npm", "").unwrap_err().to_string(), "npm ci failed:\nno network");
    }
}
