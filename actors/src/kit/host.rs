//! What is different about the kinds of aggregates: what has to be known before one can begin, which machine its journal
//! makes, what its actor is told besides what all are, and what it does after a commit. A further kind is a further type that
//! says so; everything else is in [`State`].

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use homeroom_machines::machine::Machine;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{Held, Kind};
use uuid::Uuid;

use crate::kit::admission::Gate;
use crate::kit::glass::{Doing, Figures, Glass};
use crate::kit::recovery::Replayed;
use crate::kit::shell::{Asks, Poisoned};
use crate::kit::state::{Chore, State};
use crate::session::directory::World;

/// A kind of aggregate.
pub(crate) trait Host: Clone + Send + Sync + Sized + 'static {
    /// What tells one from another.
    type Id: Copy + Eq + Hash + Display + Into<Uuid> + Send + Sync;
    /// What its journal makes.
    type Machine: Machine;
    /// What its actor is told.
    type Msg: ractor::Message + From<Chore<Self::Machine>>;
    /// Who waits for an answer.
    type Asker: Asks + Send + 'static;
    /// What only an actor of this kind holds.
    type Own: Default + Send + 'static;
    /// What has to be known before one can begin.
    type Facts: Send + 'static;

    /// The kind in its row.
    const KIND: Kind;

    /// Reads what has to be known.
    ///
    /// # Errors
    /// `not_found` where there is no such aggregate, `unavailable` where the store does not answer.
    fn facts(world: &World, id: Self::Id) -> impl Future<Output = Result<Self::Facts, Refusal>> + Send;

    /// What a fresh actor does first: what a crash left undone, and what time has brought.
    ///
    /// # Errors
    /// Where that broke the machine.
    fn begin(state: &mut State<Self>, facts: Self::Facts, owed: Owed<Self>) -> Result<(), Poisoned>;

    /// What kind of work a message is, for the glass.
    fn doing(message: &Self::Msg) -> Doing;

    /// Does what a message means.
    ///
    /// # Errors
    /// Where it broke the machine.
    fn take(state: &mut State<Self>, message: Self::Msg) -> Result<(), Poisoned>;

    /// A message that comes while the aggregate is let go of: nothing is begun any more.
    ///
    /// # Errors
    /// Where a chore broke the machine.
    fn miss(state: &mut State<Self>, message: Self::Msg) -> Result<(), Poisoned>;

    /// Lets everything leave that may.
    fn settle(state: &mut State<Self>);

    /// What follows on that each time, timers of this kind's own and what relays show.
    fn settled(state: &mut State<Self>, now: Timestamp);

    /// What was shown before the journal was read again is shown anew.
    fn rebuilt(state: &mut State<Self>);

    /// Whether no socket is here and nothing of this kind's own is under way.
    fn is_still(state: &State<Self>) -> bool;

    /// What is to be seen, for the glass.
    fn figures(state: &State<Self>) -> Figures;

    /// Figures that are told once a second.
    fn look(state: &State<Self>, now: Timestamp);

    /// Every socket is told to come back: the node ends.
    fn send_away(state: &mut State<Self>);
}

/// Effects that a crash left undone, by the offset of their entry.
pub(crate) type Owed<H> = Vec<(u64, Vec<<<H as Host>::Machine as Machine>::Effect>)>;

/// What an actor begins with.
pub(crate) struct Start<H: Host> {
    pub(crate) world: Arc<World>,
    pub(crate) id: H::Id,
    pub(crate) book: Uuid,
    pub(crate) gate: Gate,
    pub(crate) glass: Arc<Glass>,
    pub(crate) facts: H::Facts,
    pub(crate) held: Held,
    pub(crate) replayed: Replayed<H::Machine>,
    pub(crate) poisoned: HashSet<CommandId>,
}
