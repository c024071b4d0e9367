//! What somebody may do in a class now: asked of its actor, of oneself by whoever may know of the class, of others by its
//! staff, whom students ask why they can not.

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::may::May;

use crate::kit::shell::Done;
use crate::session::attending::place;
use crate::session::directory::Directory;
use crate::session::message::{Asker, Msg};
use crate::session::question::{Attempt, Looking, ask};
use crate::session::state::State;

/// A question to the actor.
pub(crate) struct Wondering {
    /// In which class.
    session: SessionId,
    /// Who asks.
    asker: PersonId,
    /// Of whom.
    person: PersonId,
    pub(crate) asking: Looking<May>,
}

/// What a person may; `None`: whoever asks.
pub(crate) async fn look(
    directory: &Directory,
    principal: Principal,
    session: SessionId,
    person: Option<PersonId>,
) -> Result<May, Refusal> {
    let world = &*directory.world;
    let place = place(world, session, principal).await?;
    place.open(world)?;
    let asker = principal.person;
    let person = person.unwrap_or(asker);
    if person != asker && !place.role.is_staff() {
        return Err(Refusal::new(Code::NotPermitted).explain("What others may do is for staff of the class to ask."));
    }
    let asked = ask(directory, session, |attempt: Attempt<May>| {
        Msg::May(Box::new(Wondering { session, asker, person, asking: Looking::of(attempt) }))
    });
    asked.await.map(|(_, may)| may)
}

impl State {
    /// What a person may, as everything committed so far makes it.
    pub(crate) fn wonder(&mut self, wondering: Wondering) {
        let Wondering { session, asker, person, asking: Looking { sent, reply, _credit } } = wondering;
        self.handle.glass.taken(sent);
        let now = self.handle.clock.now();
        let may = self.shell.machine().may_and_may_not(self.shell.live(), session, asker, person, now);
        let done = Done { offset: None, answer: None, you: None };
        self.shell.rest(Asker::May(reply, Box::new(may)), Ok(done));
    }
}
