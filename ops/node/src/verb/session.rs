//! `homeroom session cancel|lobby`: a class does not take place, or no further; and whether one class begins with its lobby
//! on, whatever its course says. It works on the database; nodes that run tell the class within seconds, and it tells
//! everybody who counted on it. Where none runs, the next one does.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::ids::SessionId;
use homeroom_storage::Store;
use homeroom_storage::beginnings::{self, Said};
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
    /// Say whether newcomers wait in the lobby from the moment its doors open. Once they are open, that is said in the class.
    Lobby(Lobby),
}

/// Options of `cancel`.
#[derive(Args)]
pub(crate) struct Cancel {
    /// The class's id, as the timetable and its page's address have it.
    session: SessionId,
    #[command(flatten)]
    staff: Staff,
}

/// Options of `lobby`.
#[derive(Args)]
pub(crate) struct Lobby {
    /// The class's id, as the timetable and its page's address have it.
    session: SessionId,
    /// Whether they do, or as the course says.
    #[arg(value_enum)]
    lobby: Begins,
    #[command(flatten)]
    staff: Staff,
}

/// How a class begins, as it is typed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Begins {
    On,
    Off,
    Course,
}

pub(crate) fn run(verb: &Session, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        match verb {
            Session::Cancel(options) => cancel(&store, options).await,
            Session::Lobby(options) => lobby(&store, options).await,
        }
    })
}

async fn cancel(store: &Store, options: &Cancel) -> Result<(), Stop> {
    let id = options.session;
    match sessions::cancel(store, id, options.staff.act(Clock::system().now())).await? {
        Cancelled::Cancelled if options.staff.json => println!("{}", json!({ "id": id, "cancelled": true })),
        Cancelled::Cancelled => println!("{id}  cancelled"),
        Cancelled::Before => return Err(Stop::Conflict("it was cancelled before".to_owned())),
        Cancelled::Over => return Err(Stop::Conflict("it is over already".to_owned())),
        Cancelled::NoSession => return Err(no_class(id)),
    }
    Ok(())
}

async fn lobby(store: &Store, options: &Lobby) -> Result<(), Stop> {
    let id = options.session;
    let (lobby, word) = match options.lobby {
        Begins::On => (Some(true), "on"),
        Begins::Off => (Some(false), "off"),
        Begins::Course => (None, "as its course"),
    };
    match beginnings::set_session(store, id, lobby, options.staff.act(Clock::system().now())).await? {
        Said::Said if options.staff.json => println!("{}", json!({ "id": id, "lobby": lobby })),
        Said::Said => println!("{id}  lobby {word}"),
        Said::Before => return Err(Stop::Conflict("it was so before".to_owned())),
        Said::Begun => {
            let sentence =
                "its doors are open, or it is over; once they are open, staff turn the lobby on or off in the class";
            return Err(Stop::Conflict(sentence.to_owned()));
        }
        Said::Nowhere => return Err(no_class(id)),
    }
    Ok(())
}

fn no_class(id: SessionId) -> Stop {
    Stop::NotThere(format!("there is no class {id}"))
}
