//! What goes into a shell, what waits in it, and what comes out.

use bytes::Bytes;
use homeroom_machines::machine::Machine;
use homeroom_protocol::audit::Link;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::kit::feeds::Feeds;

/// A command and whose it is.
pub struct Wish<M: Machine> {
    /// Whose; `None` for the system's own.
    pub by: Option<PersonId>,
    /// A hash of the request's body, where an idempotency key came with it.
    pub digest: Option<String>,
    /// Whether the answer is to carry the asker's `you`.
    pub with_you: bool,
    /// The command.
    pub command: M::Command,
}

/// Whoever waits for an answer.
pub trait Asks {
    /// The answer may take long: what they hold that others need is given back.
    fn waits_long(self) -> Self;
}

/// The good answer to a command.
pub struct Done<M: Machine> {
    /// The offset of its entry, where it made one.
    pub offset: Option<u64>,
    /// What the acknowledgement carries.
    pub answer: Option<M::Answer>,
    /// The asker's `you`, where it was wished.
    pub you: Option<M::You>,
}

/// Something that may leave the actor: everything it rests on is committed.
pub enum Release<M: Machine, A> {
    /// What one entry means outside.
    Entry {
        /// Its offset.
        offset: u64,
        /// The text of its `entry` frame for each feed that sees something of it.
        feeds: Feeds<Option<Bytes>>,
        /// What only those of a scope may see of it, event by event.
        scoped: Vec<(Uuid, Box<RawValue>)>,
        /// When it was decided.
        at: Timestamp,
        /// What the world should do about it.
        effects: Vec<M::Effect>,
        /// What the audit has of it.
        links: Vec<Link>,
        /// Whether everybody's `you` may have changed.
        everyone: bool,
    },
    /// A person's `you` may have changed to this.
    You {
        /// Whose.
        person: PersonId,
        /// What.
        you: M::You,
    },
    /// An answer to whoever asked.
    Answer {
        /// Who asked.
        asker: A,
        /// The answer.
        outcome: Result<Done<M>, Refusal>,
    },
}

/// `evolve` panicked: the machine can no longer be trusted, and this command must not be tried again.
#[derive(Debug)]
pub struct Poisoned {
    /// Which command did it.
    pub command: CommandId,
}

/// An entry on its way through the lane.
pub(crate) struct Pending<M: Machine, A> {
    pub(crate) offset: u64,
    pub(crate) feeds: Feeds<Option<Bytes>>,
    pub(crate) scoped: Vec<(Uuid, Box<RawValue>)>,
    pub(crate) at: Timestamp,
    pub(crate) effects: Vec<M::Effect>,
    pub(crate) links: Vec<Link>,
    pub(crate) yous: Vec<(PersonId, M::You)>,
    pub(crate) everyone: bool,
    pub(crate) replies: Vec<(A, Done<M>)>,
}

pub(crate) enum Waiting<M: Machine, A> {
    Entry(Pending<M, A>),
    Answer(A, Result<Done<M>, Refusal>),
}
