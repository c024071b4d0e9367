//! The actor of an aggregate, of whatever kind: it takes one message at a time, lets its [`State`] do what it means, and ends
//! when it is fenced, asleep, or poisoned. What it was told is lost with it, and nothing that it said: the journal has that.

use std::marker::PhantomData;

use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::kit::host::{Host, Start};
use crate::kit::shell::Poisoned;
use crate::kit::state::{Mode, State};

/// The actor; all it has is in its state.
pub(crate) struct Keeper<H>(PhantomData<fn() -> H>);

impl<H> Default for Keeper<H> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<H: Host> Actor for Keeper<H> {
    type Msg = H::Msg;
    type State = State<H>;
    type Arguments = Start<H>;

    async fn pre_start(&self, myself: ActorRef<H::Msg>, start: Start<H>) -> Result<State<H>, ActorProcessingErr> {
        State::begin(myself, start).map_err(|_| "what it begins with broke the machine".into())
    }

    async fn handle(
        &self,
        myself: ActorRef<H::Msg>,
        message: H::Msg,
        state: &mut State<H>,
    ) -> Result<(), ActorProcessingErr> {
        state.handle.glass.begins(H::doing(&message), state.handle.clock.now());
        let taken = if state.is_leaving() { H::miss(state, message) } else { H::take(state, message) };
        if let Err(Poisoned { command }) = taken {
            state.world.crashes.poison(state.handle.id.into(), command);
            return Err("an event broke the machine".into());
        }
        state.after();
        if state.mode == Mode::Ending {
            myself.stop(None);
        }
        Ok(())
    }
}
