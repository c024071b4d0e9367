//! Load. `storm room` measures one room of the real server, and in the same run the same work done by `storm floor`: a
//! bare sender of ready frames. `storm join` is the top of the hour beside bare commits that come as fast; `storm read`
//! asks for what is kept in memory, beside `storm bare`; `storm attendance` files records; `storm
//! reactions` has a room click; `storm poll` has it answer a poll; `storm desk` reports to a desk that is full. What counts
//! are the ratios; the absolute times belong to the machine.
//!
//! `cargo xtask bench room|join|read|attendance|reactions|poll|desk` builds everything and calls this.

mod attendance;
mod bare;
mod bench;
mod change;
mod cpus;
mod crowd;
mod desk;
mod failure;
mod floor;
mod goal;
mod join;
mod pgbench;
mod process;
mod reactions;
mod read;
mod report;
mod room_figures;
mod rush;
mod scratch;
mod server;
mod stat;
mod tally;
mod vote;
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
    /// Measures the top of the hour: everybody joins within a second.
    Join(RunArguments),
    /// Measures what is answered from memory, beside a bare server with an answer of the same bytes.
    Read(RunArguments),
    /// Measures records of attendance beside one row a commit and a bare batch.
    Attendance(RunArguments),
    /// Measures a storm of reactions in one room.
    Reactions(RunArguments),
    /// Measures a poll that a thousand people answer, beside single commits.
    Poll(RunArguments),
    /// Measures how soon a desk with 500 open cases hears of one more.
    Desk(RunArguments),
    /// Is the bare server: answers everything with the bytes of a file. Prints its port.
    Bare {
        /// The file.
        #[arg(long)]
        body: PathBuf,
    },
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

/// What the other runs are told.
#[derive(Args)]
pub(crate) struct RunArguments {
    /// The homeroom program.
    #[arg(long)]
    pub(crate) server: PathBuf,
    /// Rounds, whose medians are shown.
    #[arg(long, default_value_t = 3)]
    pub(crate) rounds: usize,
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
        Verb::Join(arguments) => {
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, rush::run(arguments, &cpus))
        }
        Verb::Read(arguments) => {
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, read::run(arguments, &cpus))
        }
        Verb::Attendance(arguments) => {
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, attendance::run(arguments, &cpus))
        }
        Verb::Reactions(arguments) => {
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, reactions::run(arguments, &cpus))
        }
        Verb::Poll(arguments) => {
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, vote::run(arguments, &cpus))
        }
        Verb::Desk(arguments) => {
            let cpus = cpus::settle();
            tokio::task::LocalSet::new().block_on(&runtime()?, desk::run(arguments, &cpus))
        }
        Verb::Bare { body } => {
            let body = std::fs::read(body)?;
            tokio::task::LocalSet::new().block_on(&runtime()?, bare::serve(body))
        }
        Verb::Floor { entry, welcome } => {
            let frames = floor::Frames::read(entry, welcome)?;
            tokio::task::LocalSet::new().block_on(&runtime()?, floor::serve(frames))
        }
    }
}
