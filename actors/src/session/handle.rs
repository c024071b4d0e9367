//! How the rest of the node talks to one aggregate's actor (a session's, where no kind is named): through its gate, never
//! waiting for its mailbox.

use std::sync::Arc;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::refusal::Refusal;
use ractor::ActorRef;
use uuid::Uuid;

use crate::kit::admission::{Credit, Gate};
use crate::kit::clock::Clock;
use crate::kit::glass::Glass;
use crate::kit::host::Host;
use crate::session::host::Classroom;

/// One aggregate's actor, as long as it runs; cheap to clone.
pub(crate) struct Handle<H: Host = Classroom> {
    pub(crate) id: H::Id,
    /// This run of the actor: tickets name it.
    pub(crate) book: Uuid,
    pub(crate) actor: ActorRef<H::Msg>,
    pub(crate) gate: Gate,
    pub(crate) glass: Arc<Glass>,
    pub(crate) clock: Clock,
}

impl<H: Host> Clone for Handle<H> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            book: self.book,
            actor: self.actor.clone(),
            gate: self.gate.clone(),
            glass: Arc::clone(&self.glass),
            clock: self.clock.clone(),
        }
    }
}

/// The actor has ended: look it up again.
#[derive(Debug)]
pub(crate) struct Ended;

impl<H: Host> Handle<H> {
    /// A credit for one command.
    ///
    /// # Errors
    /// `busy` when there is none left (L8).
    pub(crate) fn enter(&self) -> Result<Credit, Refusal> {
        self.gate.enter()
    }

    /// The same for somebody in particular, who may be expected.
    ///
    /// # Errors
    /// `busy` when there is none left for them.
    pub(crate) fn enter_as(&self, person: PersonId) -> Result<Credit, Refusal> {
        self.gate.enter_as(person)
    }

    /// Sends a command that passed the gate.
    pub(crate) fn ask(&self, message: H::Msg) -> Result<(), Ended> {
        self.glass.sent(self.clock.now());
        self.actor.cast(message).map_err(|_| Ended)
    }

    /// Says what the system has to say. An actor that has ended needs to hear nothing any more.
    pub(crate) fn tell(&self, message: H::Msg) {
        let _ = self.actor.cast(message);
    }
}
