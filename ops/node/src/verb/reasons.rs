//! `homeroom reasons`: for which reasons moderators decide. The list is closed, since pages say each in words; what staff can
//! do is to retire one, and to bring it back. A moderator who is at the desk works on with what they came with, and hears of
//! the change when they come back to it.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::moderation::ReasonCode;
use homeroom_storage::reasons;
use serde_json::json;

use super::staff::Staff;
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with reasons.
#[derive(Subcommand)]
pub(crate) enum Reasons {
    /// Every reason, and which are retired.
    List(List),
    /// Decide for a reason no more. What was decided for it stays.
    Retire(Change),
    /// Decide for it again.
    Restore(Change),
}

/// Options of `list`.
#[derive(Args)]
pub(crate) struct List {
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

/// Options of `retire` and `restore`.
#[derive(Args)]
pub(crate) struct Change {
    /// The code, as `list` shows it.
    code: ReasonCode,
    #[command(flatten)]
    staff: Staff,
}

pub(crate) fn run(verb: &Reasons, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        match verb {
            Reasons::List(options) => {
                let retired = reasons::retired(&store).await?;
                for reason in ReasonCode::ALL {
                    let (code, since) = (reason.as_str(), retired.get(reason));
                    match since {
                        _ if options.json => println!("{}", json!({ "code": code, "retired_at": since })),
                        Some(since) => println!("{code}  retired {since}"),
                        None => println!("{code}"),
                    }
                }
                Ok(())
            }
            Reasons::Retire(options) if !options.code.can_be_retired() => {
                let code = options.code.as_str();
                Err(Stop::Conflict(format!("{code} is always in use: without it some cases could not be decided")))
            }
            Reasons::Retire(options) => {
                let act = options.staff.act(Clock::system().now());
                let done = reasons::retire(&store, options.code, act).await?;
                said(options, done, "retired")
            }
            Reasons::Restore(options) => {
                let act = options.staff.act(Clock::system().now());
                let done = reasons::restore(&store, options.code, act).await?;
                said(options, done, "restored")
            }
        }
    })
}

fn said(options: &Change, done: bool, what: &str) -> Result<(), Stop> {
    let code = options.code.as_str();
    if !done {
        return Err(Stop::Conflict(format!("{code} was {what} before, or is as it always was")));
    }
    if options.staff.json {
        println!("{}", json!({ "code": code, "done": what }));
    } else {
        println!("{code}  {what}");
    }
    Ok(())
}
