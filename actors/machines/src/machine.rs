//! The contract between a machine and the shell that feeds it.
//!
//! The shell asks in one order: [`Machine::decide`], then for each event [`Machine::evolve`] followed at once by
//! [`Machine::effects`], [`Machine::frames`] and [`Machine::concerns`] (the machine runs ahead of the journal, so what an
//! event means outside is computed now and kept with the pending entry), then [`Machine::follow`] until it answers
//! nothing. All of it is one entry. Pictures ([`Machine::view`], [`Machine::you`], [`Machine::look`]) are taken when they
//! are asked for, of the machine as it runs ahead, and leave behind the entries they rest on. After a crash `evolve` alone,
//! fed from the journal, rebuilds the durable state.

use homeroom_protocol::audit::Deed;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Time and a source of ids: all that a machine may know of the world around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The command's id; where the clock asked, an id the shell made.
    pub command: CommandId,
}

impl Moment {
    /// The `n`th id of this moment: the same for the same command and `n`, different from all others (UUIDv5).
    #[must_use]
    pub fn id(&self, n: u32) -> Uuid {
        Uuid::new_v5(&self.command.0, &n.to_be_bytes())
    }
}

/// Whom a feed is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Feed {
    /// All in the room.
    Class,
    /// Who gives the class or watches over it: everything the class sees, and more.
    Staff,
    /// Who waits to be let in: nothing of what happens, and a picture of what everybody may know.
    Lobby,
}

impl Feed {
    /// Every feed that entries are told to.
    pub const ALL: &'static [Self] = &[Self::Class, Self::Staff];
}

/// Whose `you` an event may have changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Concerns {
    /// Nobody's.
    Nobody,
    /// This person's.
    One(PersonId),
    /// Everybody's: the facts that permits hang on have changed.
    Everyone,
}

/// In which of a person's lines a command waits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Line {
    /// One at a time: a later command takes the place of the one before.
    Single,
    /// All of them together.
    Together,
}

/// What becomes of a command before it is decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken<C> {
    /// It is decided now.
    Goes(C),
    /// It waits in the live state, and is answered with the entry that [`Machine::releases`] this person from this line.
    Waits(Line, PersonId),
}

/// A pure, deterministic state machine. `self` is the durable state, a function of the journal and nothing else; `Live`
/// is what is lost with the node.
pub trait Machine: Default + Send + 'static {
    /// What is lost with the node and rebuilt from relays' reports.
    type Live: Send + 'static;
    /// What a relay reports about people and connections.
    type Observation: Send + 'static;
    /// A wish with the proofs it needs.
    type Command: Send + 'static;
    /// A fact; the stored form.
    type Event: Clone + Serialize + DeserializeOwned + Send + 'static;
    /// A request to the outside world, as a value.
    type Effect: Clone + Send + 'static;
    /// What a feed sees of an event.
    type EventFrame: PartialEq + Serialize;
    /// A question about the state.
    type Query: Send + 'static;
    /// What an answer carries.
    type Answer: Clone + Send + 'static;
    /// A feed's state as a picture.
    type View: Serialize;
    /// The whole of what is one person's own.
    type You: Clone + PartialEq + Serialize + Send + 'static;

    /// Takes a command that has to wait for those of others into the live state; hands back every other. What waits is in no
    /// entry, and is lost with the node: nobody has been told that it was taken.
    ///
    /// # Errors
    /// The refusal, when it may not wait.
    fn hold(
        &self,
        _live: &mut Self::Live,
        _moment: &Moment,
        command: Self::Command,
    ) -> Result<Taken<Self::Command>, Refusal> {
        Ok(Taken::Goes(command))
    }

    /// Whose waiting commands an event settles, and of which line: they are answered when its entry is committed.
    fn releases<'a>(&self, _event: &'a Self::Event) -> Option<(Line, &'a [PersonId])> {
        None
    }

    /// What a command does now. Reads only; a panic in here changes nothing.
    ///
    /// # Errors
    /// The refusal, when it does nothing.
    fn decide(&self, live: &Self::Live, moment: &Moment, command: Self::Command) -> Result<Vec<Self::Event>, Refusal>;

    /// The durable state after an event. `offset` is the position of the entry the event stands in. Cannot fail, never
    /// sees `Live`.
    fn evolve(&mut self, offset: u64, event: &Self::Event);

    /// What must happen now because of what is. Asked until it answers nothing.
    fn follow(&self, live: &Self::Live, moment: &Moment) -> Option<Self::Event>;

    /// When to ask [`Machine::follow`] next, if nothing else happens.
    fn deadline(&self, live: &Self::Live) -> Option<Timestamp>;

    /// What the world should do about an event; asked right after its own `evolve`.
    fn effects(&self, event: &Self::Event) -> Vec<Self::Effect>;

    /// What a feed may see of an event; asked for each feed right after its own `evolve`. `offset` as in `evolve`. Staff
    /// see what the class sees where there is nothing more to see.
    fn frames(&self, offset: u64, event: &Self::Event, feed: Feed) -> Option<Self::EventFrame>;

    /// Which people of a feed may see an event: those of this scope, whatever the machine means by one (the desk: a
    /// course); `None`: all of them. Asked right after its own `evolve`.
    fn scope(&self, _event: &Self::Event) -> Option<Uuid> {
        None
    }

    /// What of an event is an act of staff, for the audit; asked right before its own `evolve`. `by` is whose command the
    /// entry is.
    fn deed(&self, _by: PersonId, _event: &Self::Event) -> Option<Deed> {
        None
    }

    /// Whose `you` an event may have changed.
    fn concerns(&self, event: &Self::Event) -> Concerns;

    /// What the acknowledgement of an entry carries; the same from replay.
    fn answer(events: &[Self::Event]) -> Option<Self::Answer>;

    /// The live state of a machine that has just been built or rebuilt: everyone durably here counts as lost since
    /// `moment.now`, until relays report again.
    fn wake(&self, moment: &Moment) -> Self::Live;

    /// Takes a relay's report into the live state.
    fn observe(&self, live: &mut Self::Live, moment: &Moment, observation: Self::Observation);

    /// Whether nobody is here and nothing but time could happen: the aggregate may be put to sleep.
    fn is_idle(&self, live: &Self::Live) -> bool;

    /// The answer to a question about the state.
    ///
    /// # Errors
    /// The refusal, when the asker may not know or asks for nonsense.
    fn look(&self, live: &Self::Live, query: Self::Query) -> Result<Self::Answer, Refusal>;

    /// A feed's state as a picture.
    fn view(&self, live: &Self::Live, feed: Feed) -> Self::View;

    /// What is this person's own; `None` for who is not here.
    fn you(&self, live: &Self::Live, person: PersonId) -> Option<Self::You>;

    /// Which invariants do not hold, by number and sentence. Empty when all is well.
    fn broken_invariants(&self, live: &Self::Live) -> Vec<&'static str>;
}
