//! What is different about the kinds of aggregates, for those who start and find their actors: what has to be known before
//! one can begin, which machine its journal makes, and how it is told that the node ends. A further kind is a further type
//! that says so.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use homeroom_machines::machine::Machine;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::refusal::Refusal;
use homeroom_storage::aggregate::{Held, Kind};
use ractor::{ActorCell, ActorRef, SpawnErr};
use uuid::Uuid;

use crate::kit::admission::Gate;
use crate::kit::glass::Glass;
use crate::kit::recovery::Replayed;
use crate::session::directory::World;

/// A kind of aggregate.
pub(crate) trait Host: Clone + Send + Sync + Sized + 'static {
    /// What tells one from another.
    type Id: Copy + Eq + Hash + Display + Into<Uuid> + Send + Sync;
    /// What its journal makes.
    type Machine: Machine;
    /// What its actor is told.
    type Msg: ractor::Message;
    /// What has to be known before one can begin.
    type Facts: Send;

    /// The kind in its row.
    const KIND: Kind;

    /// Reads what has to be known.
    ///
    /// # Errors
    /// `not_found` where there is no such aggregate, `unavailable` where the store does not answer.
    fn facts(world: &World, id: Self::Id) -> impl Future<Output = Result<Self::Facts, Refusal>> + Send;

    /// Starts the actor.
    fn spawn(
        start: Start<Self>,
        supervisor: ActorCell,
    ) -> impl Future<Output = Result<ActorRef<Self::Msg>, SpawnErr>> + Send;

    /// What an actor is told when the node ends.
    fn drain() -> Self::Msg;
}

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
