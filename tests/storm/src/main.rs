//! Load. `storm room` measures one room of the real server, and in the same run the same work done by `storm floor`: a
//! bare sender of ready frames. What counts are the ratios; the absolute times belong to the machine.
//!
//! `cargo xtask bench room` builds everything and calls this.

mod bench;
mod cpus;
mod crowd;
mod failure;
mod floor;
mod goal;
mod join;
mod pgbench;
mod process;
mod report;
mod scratch;
mod server;
mod stat;
mod tally;
mod watch;
mod web;
mod wire;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use failure::Failure;

/// Load on homeroom, measured beside a floor.
#[derive(Parser)]
#[command(name = "storm")]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Measures one room of a server, and its joins, beside their floors.
    Room(RoomArguments),
    /// Is the floor: holds sockets and writes ready frames to each. Prints its port.
    Floor {
        /// The file with the frame that every message leads to, without its header.
        #[arg(long)]
        entry: PathBuf,
        /// The file with the frame that answers a hello, without its header.
        #[arg(long)]
        welcome: PathBuf,
    },
}

/// What `storm room` is told.
#[derive(Args)]
pub(crate) struct RoomArguments {
    /// The homeroom program.
    #[arg(long)]
    pub(crate) server: PathBuf,
    /// Sockets in the room.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) sockets: usize,
    /// Rounds, whose medians are shown.
    #[arg(long, default_value_t = 3)]
    pub(crate) rounds: usize,
    /// Seconds of each of the three ways to talk.
    #[arg(long, default_value_t = 4)]
    pub(crate) seconds: u64,
}

fn main() -> ExitCode {
    match run(&Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("storm: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// One thread on one core: the load must not take the core of the server that is measured.
fn run(command: &Command) -> Result<(), Failure> {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    match &command.verb {
        Verb::Room(arguments) => {
            // Before the first thread is started: threads and children inherit the core.
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, bench::run(arguments, &cpus))
        }
        Verb::Floor { entry, welcome } => {
            let frames = floor::Frames::read(entry, welcome)?;
            tokio::task::LocalSet::new().block_on(&runtime()?, floor::serve(frames))
        }
    }
}
