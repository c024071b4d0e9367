//! `homeroom session cancel`: a class does not take place, or no further. It works on the database; nodes that run tell the
//! class within seconds, and it tells everybody who counted on it. Where none runs, the next one does.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::ids::SessionId;
use homeroom_storage::sessions::{self, Cancelled};
use serde_json::json;

use super::staff::Staff;
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with classes.
#[derive(Subcommand)]
pub(crate) enum Session {
    /// Call a class off: reservations, offers and the line end, people in it are sent home, and everybody is told. This
    /// cannot be taken back.
    Cancel(Cancel),
}

/// Options of `cancel`.
#[derive(Args)]
pub(crate) struct Cancel {
    /// The class's id, as the timetable and its page's address have it.
    session: SessionId,
    #[command(flatten)]
    staff: Staff,
}

pub(crate) fn run(verb: &Session, file: Option<PathBuf>) -> Result<(), Stop> {
    let Session::Cancel(options) = verb;
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let id = options.session;
        match sessions::cancel(&store, id, options.staff.act(Clock::system().now())).await? {
            Cancelled::Cancelled if options.staff.json => println!("{}", json!({ "id": id, "cancelled": true })),
            Cancelled::Cancelled => println!("{id}  cancelled"),
            Cancelled::Before => return Err(Stop::Conflict("it was cancelled before".to_owned())),
            Cancelled::Over => return Err(Stop::Conflict("it is over already".to_owned())),
            Cancelled::NoSession => return Err(Stop::NotThere(format!("there is no class {id}"))),
        }
        Ok(())
    })
}
