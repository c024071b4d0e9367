//! `cargo xtask bench`: the server as it ships, under load.

use std::os::unix::process::CommandExt;
use std::process::Command;

use homeroom_children::Place;

use crate::failure::Failure;
use crate::part::part;
use crate::program::Program;
use crate::{project, setup};

/// Builds the server and its load for release, and becomes the load, which starts everything else it needs.
pub(crate) fn run(what: &str, rest: &[&str]) -> Result<(), Failure> {
    setup::postgres(&Place::from_environment()?)?;
    println!("  building the server and its load for release; the first time takes some minutes");
    let build = || Program::cargo().words("build --release --package homeroom-node --package homeroom-storm").run();
    part("release", build, |()| "built".to_owned())?;
    let built = project::target().join("release");
    let storm = built.join("storm");
    let error = Command::new(&storm).args([what, "--server"]).arg(built.join("homeroom")).args(rest).exec();
    Err(Failure::new(format!("could not start {}: {error}", storm.display())))
}
