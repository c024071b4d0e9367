//! What the desk is to the directory: there is one, it needs no row of a plan, and it exists as soon as somebody asks.

use homeroom_machines::desk::Desk as Machine;
use homeroom_protocol::ids::{DESK, DeskId};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::aggregate::Kind;
use ractor::{Actor, ActorCell, ActorRef, SpawnErr};

use crate::desk::actor::DeskActor;
use crate::desk::message::Msg;
use crate::kit::host::{Host, Start};
use crate::session::directory::World;

/// The desk as a kind of aggregate.
#[derive(Clone)]
pub(crate) struct DeskHost;

impl Host for DeskHost {
    type Id = DeskId;
    type Machine = Machine;
    type Msg = Msg;
    type Facts = ();

    const KIND: Kind = Kind::Desk;

    async fn facts(_: &World, id: DeskId) -> Result<(), Refusal> {
        if id == DESK { Ok(()) } else { Err(Refusal::new(Code::NotFound)) }
    }

    async fn spawn(start: Start<Self>, supervisor: ActorCell) -> Result<ActorRef<Msg>, SpawnErr> {
        Ok(Actor::spawn_linked(None, DeskActor, start, supervisor).await?.0)
    }

    fn drain() -> Msg {
        Msg::Drain
    }
}
