//! What was asked in a class and how it was answered: asked of its actor, which is woken where nobody is there any more. Who is
//! banned from the class is refused, as at its door.

use std::collections::HashMap;

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::permit::Role;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::polls::{PollRecord, PollReport};
use homeroom_storage::attendance;

use crate::session::attending::{Place, place};
use crate::session::directory::{Directory, unavailable};
use crate::session::message::Msg;
use crate::session::question::{Attempt, Looking, ask};

/// Every poll of a class, for whoever gives it.
pub(crate) async fn report(
    directory: &Directory,
    principal: Principal,
    session: SessionId,
) -> Result<PollReport, Refusal> {
    let world = &*directory.world;
    let place = place(world, session, principal).await?;
    place.open(world)?;
    let (Place { role, row, .. }, person) = (place, principal.person);
    match role {
        Role::Teacher | Role::Assistant => {}
        // Who answered what is between a class and whoever gives it.
        Role::Student | Role::Moderator => return Err(Code::NotPermitted.into()),
    }
    let mut polls = if world.clock.now() < row.starts_at.minus(DOORS_SPAN) {
        Vec::new()
    } else {
        ask(directory, session, |attempt: Attempt<Vec<PollRecord>>| Msg::Polls(person, Looking::of(attempt))).await?.1
    };
    let mut ids: Vec<PersonId> = polls.iter().flat_map(|poll| &poll.answers).map(|one| one.person_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = attendance::names(&world.store, row.course, &ids).await.map_err(unavailable)?;
    let names: HashMap<PersonId, String> = rows.into_iter().map(|row| (row.person, row.name)).collect();
    for poll in &mut polls {
        for answered in &mut poll.answers {
            answered.name = names.get(&answered.person_id).cloned().unwrap_or_default();
        }
        poll.answers.sort_by(|one, two| (&one.name, one.person_id).cmp(&(&two.name, two.person_id)));
    }
    Ok(PollReport {
        session_id: session,
        course_id: row.course,
        title: row.title,
        starts_at: row.starts_at,
        polls,
        server_time: world.clock.now(),
    })
}
