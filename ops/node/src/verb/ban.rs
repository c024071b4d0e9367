//! `homeroom ban list|lift`: bans that reach further than one class, for staff. They are made in a room or at the desk; once
//! the class is over, a ban that was made in its room is lifted here. It works on the database, where every door asks: the
//! next time somebody knocks it is as if they had never been banned. The class it was made in keeps it while it goes on;
//! there its staff lift it.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::ids::SanctionId;
use homeroom_storage::bans::{self, Lifted};
use serde_json::json;

use super::staff::{Staff, account};
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with bans.
#[derive(Subcommand)]
pub(crate) enum Ban {
    /// The bans of somebody that hold in more than one class.
    List(List),
    /// Let one hold no more.
    Lift(Lift),
}

/// Options of `list`.
#[derive(Args)]
pub(crate) struct List {
    /// Whose: an account's id, or an email address.
    account: String,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

/// Options of `lift`.
#[derive(Args)]
pub(crate) struct Lift {
    /// Which, as `list` shows it.
    sanction: SanctionId,
    #[command(flatten)]
    staff: Staff,
}

pub(crate) fn run(verb: &Ban, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        match verb {
            Ban::List(options) => {
                let person = account(&store, &options.account).await?;
                for ban in bans::holding(&store, person, Clock::system().now()).await? {
                    let (id, since, course, until) = (ban.id, ban.at, ban.course, ban.until);
                    let end = until.map_or_else(|| "until it is lifted".to_owned(), |until| format!("until {until}"));
                    match course {
                        _ if options.json => {
                            let scope = if course.is_some() { "series" } else { "platform" };
                            let shown =
                                json!({ "id": id, "scope": scope, "course": course, "since": since, "until": until });
                            println!("{shown}");
                        }
                        Some(course) => println!("{id}  course {course}, since {since}, {end}"),
                        None => println!("{id}  all classes, since {since}, {end}"),
                    }
                }
                Ok(())
            }
            Ban::Lift(options) => {
                let id = options.sanction;
                match bans::lift(&store, id, options.staff.act(Clock::system().now())).await? {
                    Lifted::Lifted if options.staff.json => println!("{}", json!({ "id": id, "done": "lifted" })),
                    Lifted::Lifted => println!("{id}  lifted"),
                    Lifted::Before => return Err(Stop::Conflict(format!("{id} was lifted before, or has ended"))),
                    Lifted::NoBan => {
                        return Err(Stop::NotThere(format!("there is no ban {id} from more than a class")));
                    }
                }
                Ok(())
            }
        }
    })
}
