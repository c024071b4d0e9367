//! The workflows of the forge, read by actionlint. They run only there, so a slip in one would be found by a release
//! that fails. It is a Go program: where Go is missing it is left out and said, and CI, which has Go, decides.

use std::fs;

use crate::failure::Failure;
use crate::program::{Program, in_path};
use crate::project;

/// The version that is asked for where none is installed.
const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";
/// Where the workflows lie, from the project's root.
const FOLDER: &str = ".github/workflows";

pub(super) fn check() -> Result<String, Failure> {
    let program = if in_path("actionlint").is_some() {
        Program::new("actionlint")
    } else if in_path("go").is_some() {
        let go = homeroom_children::go::program()?;
        // What a user's own settings add to every build is not ours to know.
        Program::new(&go.to_string_lossy()).words("run").argument(ACTIONLINT).with("GOFLAGS", "")
    } else if std::env::var_os("CI").is_some() {
        return Err(Failure::new("actionlint cannot be had: install Go (Debian: golang-go)"));
    } else {
        return Ok("left out: actionlint needs Go (Debian: golang-go)".to_owned());
    };
    let folder = project::root().join(FOLDER);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Failure::file("list", &folder))? {
        files.push(entry.map_err(Failure::file("list", &folder))?.path());
    }
    let count = files.len();
    files.into_iter().fold(program, Program::argument).run()?;
    Ok(format!("{count} workflows are well formed"))
}
