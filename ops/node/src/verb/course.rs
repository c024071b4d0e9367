//! `homeroom course list|lobby`: whether the classes of a course begin with their lobby on. It works on the database; nodes
//! that run have it within seconds, for every class whose doors are not open then and of which nothing is said itself
//! (`homeroom session lobby`).
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::ids::CourseId;
use homeroom_storage::beginnings::{self, CourseLobby, Said};
use serde_json::json;

use super::staff::Staff;
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with courses.
#[derive(Subcommand)]
pub(crate) enum Course {
    /// Every course, and whether its classes begin with their lobby on.
    List {
        /// One JSON object per line.
        #[arg(long)]
        json: bool,
    },
    /// Say whether newcomers of its classes wait in the lobby from the moment the doors open, until staff let them in or turn
    /// it off in the class.
    Lobby(Lobby),
}

/// Options of `lobby`.
#[derive(Args)]
pub(crate) struct Lobby {
    /// The course, by id.
    course: CourseId,
    /// Whether they do.
    #[arg(value_enum)]
    lobby: OnOff,
    #[command(flatten)]
    staff: Staff,
}

/// Yes or no, as it is typed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnOff {
    On,
    Off,
}

pub(crate) fn run(verb: &Course, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        match verb {
            Course::List { json } => {
                for CourseLobby { id, title, lobby } in beginnings::of_courses(&store).await? {
                    if *json {
                        println!("{}", json!({ "id": id, "title": title, "lobby": lobby }));
                    } else {
                        println!("{id}  lobby {}  {title}", word(lobby));
                    }
                }
            }
            Course::Lobby(Lobby { course, lobby, staff }) => {
                let on = *lobby == OnOff::On;
                match beginnings::set_course(&store, *course, on, staff.act(Clock::system().now())).await? {
                    Said::Said if staff.json => println!("{}", json!({ "id": course, "lobby": on })),
                    Said::Said => println!("{course}  lobby {}", word(on)),
                    // Of a course nothing is ever too late.
                    Said::Before | Said::Begun => return Err(Stop::Conflict("it was so before".to_owned())),
                    Said::Nowhere => return Err(Stop::NotThere(format!("there is no course {course}"))),
                }
            }
        }
        Ok(())
    })
}

fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
