//! `cargo xtask up`: from a fresh clone to a class one can join.

use std::os::unix::process::CommandExt;
use std::process::Command;

use homeroom_children::Place;

use crate::failure::Failure;
use crate::part::part;
use crate::program::Program;
use crate::project;
use crate::setup::{self, Wanted};

/// Sets everything up and becomes the server.
///
/// The server is built in the dev profile: it starts minutes sooner, and a handful of people in a demo class do not
/// notice the difference. For load there is `cargo build --release`.
pub(crate) fn run(rest: &[&str]) -> Result<(), Failure> {
    println!("homeroom: setting up");
    let place = Place::from_environment()?;
    if std::env::var_os("DATABASE_URL").is_none() {
        setup::postgres(&place)?;
    }
    if let Wanted::Missing { mend } = setup::media(&place) {
        crate::part::line("media", &format!("none; to have pictures and sound: {mend}"), None);
    }
    part("pages", setup::pages::build, |()| "built".to_owned())?;
    println!("  building the server; the first time takes some minutes");
    part("server", build_server, |()| "built".to_owned())?;
    // Becoming the server, instead of waiting for it, leaves one process less to kill and to be killed with.
    let error = Command::new(project::server()).arg("dev").args(rest).exec();
    Err(Failure::new(format!("could not start {}: {error}", project::server().display())))
}

/// Builds the binary with the features the whole workspace has, so that tests and server share what was compiled.
pub(crate) fn build_server() -> Result<(), Failure> {
    Program::cargo().words("build --workspace --bins").run()
}
