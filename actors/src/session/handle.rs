//! How the rest of the node talks to one session's actor: through its gate, never waiting for its mailbox.

use std::sync::Arc;

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::Refusal;
use ractor::ActorRef;
use uuid::Uuid;

use crate::kit::admission::{Credit, Gate};
use crate::kit::clock::Clock;
use crate::kit::glass::Glass;
use crate::session::message::Msg;

/// One session's actor, as long as it runs; cheap to clone.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(crate) id: SessionId,
    /// This run of the actor: tickets name it.
    pub(crate) book: Uuid,
    pub(crate) actor: ActorRef<Msg>,
    pub(crate) gate: Gate,
    pub(crate) glass: Arc<Glass>,
    pub(crate) clock: Clock,
}

/// The actor has ended: look it up again.
#[derive(Debug)]
pub(crate) struct Ended;

impl Handle {
    /// A credit for one command.
    ///
    /// # Errors
    /// `busy` when there is none left (L8).
    pub(crate) fn enter(&self) -> Result<Credit, Refusal> {
        self.gate.enter()
    }

    /// Sends a command that passed the gate.
    pub(crate) fn ask(&self, message: Msg) -> Result<(), Ended> {
        self.glass.sent(self.clock.now());
        self.actor.cast(message).map_err(|_| Ended)
    }

    /// Says what the system has to say. An actor that has ended needs to hear nothing any more.
    pub(crate) fn tell(&self, message: Msg) {
        let _ = self.actor.cast(message);
    }
}
