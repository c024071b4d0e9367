//! The `homeroom` binary. One verb, one file; [`compose`] is the one place where the parts of a node are put together.

mod compose;
mod config;
mod demo;
mod descriptors;
mod exit;
mod telemetry;
mod verb;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A realtime server for hourly live classes.
#[derive(Parser)]
#[command(name = "homeroom", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// The settings file; without it `homeroom.toml` is read where there is one.
    #[arg(long, global = true, env = "HOMEROOM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Verb {
    /// Run a node.
    Serve,
    /// Run a node with everything it needs and a demo class one can walk into.
    Dev(verb::dev::Options),
    /// Bring the database's tables to this version.
    Migrate,
    /// Bring packs that were built, checked as a client checks them, into the object store and the database.
    Publish(verb::publish::Options),
    /// Look at everything a node needs: found, which version, working, or how to mend it.
    Doctor,
    /// Who may use this platform at all: disable, enable.
    #[command(subcommand)]
    Account(verb::account::Account),
    /// Courses: list, and whether their classes begin with their lobby on.
    #[command(subcommand)]
    Course(verb::course::Course),
    /// Classes of the timetable: call off, and whether one begins with its lobby on.
    #[command(subcommand)]
    Session(verb::session::Session),
    /// What can be given to people: add, change, list.
    #[command(subcommand)]
    Plan(verb::plan::Plan),
    /// What people hold: add, end, list.
    #[command(subcommand)]
    Grant(verb::grant::Grant),
    /// What somebody was told when they wanted into a class, a seat or a file, by the id that stands in the answer.
    Decision(verb::decision::Decision),
    /// Words nobody should have to read: try, add, retire, list.
    #[command(subcommand)]
    Words(verb::words::Words),
    /// Bans from more than one class: list those that hold, lift one.
    #[command(subcommand)]
    Ban(verb::ban::Ban),
    /// For which reasons moderators decide: list, retire one, restore it.
    #[command(subcommand)]
    Reasons(verb::reasons::Reasons),
    /// What staff did: list it, and verify its chains.
    #[command(subcommand)]
    Audit(verb::audit::Audit),
    /// Show every setting: its value, where that came from, what it means.
    Config(verb::config::Options),
}

fn main() -> ExitCode {
    let Arguments { verb, config } = Arguments::parse();
    let outcome = match verb {
        Verb::Serve => verb::serve::run(config),
        Verb::Dev(options) => verb::dev::run(&options, config),
        Verb::Migrate => verb::migrate::run(config),
        Verb::Publish(options) => verb::publish::run(&options, config),
        Verb::Account(account) => verb::account::run(&account, config),
        Verb::Course(course) => verb::course::run(&course, config),
        Verb::Session(session) => verb::session::run(&session, config),
        Verb::Plan(plan) => verb::plan::run(&plan, config),
        Verb::Grant(grant) => verb::grant::run(&grant, config),
        Verb::Decision(decision) => verb::decision::run(&decision, config),
        Verb::Words(words) => verb::words::run(&words, config),
        Verb::Ban(ban) => verb::ban::run(&ban, config),
        Verb::Reasons(reasons) => verb::reasons::run(&reasons, config),
        Verb::Audit(audit) => verb::audit::run(&audit, config),
        Verb::Doctor => verb::doctor::run(config),
        Verb::Config(options) => verb::config::run(&options, config),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("homeroom: {stop}");
            stop.code()
        }
    }
}
