//! The questions that were answered in a class: asked of its actor, for everybody who was there or could
//! have been. Whoever is banned from a class is from what is kept of it too (FEATURES, K1).

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::chapters::{Chapter, Chapters};

use crate::session::attending::{Place, place};
use crate::session::directory::Directory;
use crate::session::message::Msg;
use crate::session::question::{Attempt, Looking, ask};

/// What was answered so far.
pub(crate) async fn look(directory: &Directory, principal: Principal, session: SessionId) -> Result<Chapters, Refusal> {
    let world = &*directory.world;
    let place = place(world, session, principal).await?;
    place.open(world)?;
    let (Place { row, .. }, person, now) = (place, principal.person, world.clock.now());
    let chapters = if now < row.starts_at.minus(DOORS_SPAN) {
        Vec::new()
    } else {
        ask(directory, session, |attempt: Attempt<Vec<Chapter>>| Msg::Chapters(person, Looking::of(attempt))).await?.1
    };
    Ok(Chapters { session_id: session, title: row.title, starts_at: row.starts_at, chapters })
}
