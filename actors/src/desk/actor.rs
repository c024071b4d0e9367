//! The actor of the desk: it takes one message at a time, lets [`State`] do what it means, and ends when it is fenced, asleep,
//! or poisoned.

use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::desk::host::DeskHost;
use crate::desk::message::Msg;
use crate::desk::state::State;
use crate::kit::glass::Doing;
use crate::kit::host::Start;
use crate::kit::shell::Poisoned;
use crate::session::state::Mode;

/// The actor; all it has is in its state.
pub(crate) struct DeskActor;

impl Actor for DeskActor {
    type Msg = Msg;
    type State = State;
    type Arguments = Start<DeskHost>;

    async fn pre_start(&self, myself: ActorRef<Msg>, start: Start<DeskHost>) -> Result<State, ActorProcessingErr> {
        State::begin(myself, start).map_err(|_| "the deadline broke the machine".into())
    }

    async fn handle(&self, myself: ActorRef<Msg>, message: Msg, state: &mut State) -> Result<(), ActorProcessingErr> {
        state.handle.glass.begins(doing(&message), state.handle.clock.now());
        if let Err(Poisoned { command }) = take(message, state) {
            state.world.crashes.poison(state.handle.id.0, command);
            return Err("an event broke the machine".into());
        }
        state.after();
        if state.mode == Mode::Ending {
            myself.stop(None);
        }
        Ok(())
    }
}

fn take(message: Msg, state: &mut State) -> Result<(), Poisoned> {
    if matches!(state.mode, Mode::FallingAsleep | Mode::Ending) {
        falling_asleep(message, state);
        return Ok(());
    }
    match message {
        Msg::Order(ordered) => return state.order(*ordered),
        Msg::Attach(attaching) => state.attach(*attaching),
        Msg::Request { connection, frame, sent, credit } => {
            state.handle.glass.taken(sent);
            return state.request(connection, frame, credit);
        }
        Msg::Gone(connection) => state.gone(connection),
        Msg::Lane(report) => state.lane(report),
        Msg::Tick => return state.tick(),
        Msg::Idle => {
            state.idle.fired();
            if state.is_idle() {
                state.fall_asleep();
            }
        }
        Msg::Effected(offset) => state.effects.done(offset),
        Msg::Rebuilt(rebuilt) => {
            let (held, replayed) = *rebuilt;
            return state.rebuilt(held, replayed);
        }
        Msg::Unreadable(why) => {
            tracing::error!(aggregate.id = %state.handle.id, journal.error = why, "the journal cannot be replayed");
            state.world.crashes.quarantine(state.handle.id.0);
            state.mode = Mode::Ending;
        }
        Msg::NotHome => state.mode = Mode::Ending,
        Msg::Slept(_) => {}
        Msg::Drain => state.drain(),
    }
    Ok(())
}

/// While the aggregate falls asleep nothing is begun any more: whoever asked finds its reply gone and looks the desk up
/// again.
fn falling_asleep(message: Msg, state: &mut State) {
    match message {
        Msg::Slept(true) | Msg::NotHome => state.mode = Mode::Ending,
        Msg::Slept(false) => {
            // Whether it sleeps is not known: the row says.
            state.mode = Mode::Recovering;
            state.recover();
        }
        Msg::Order(ordered) => state.handle.glass.taken(ordered.sent),
        Msg::Attach(attaching) => state.handle.glass.taken(attaching.sent),
        Msg::Request { sent, .. } => state.handle.glass.taken(sent),
        Msg::Gone(connection) => state.gone(connection),
        Msg::Drain => state.drains = true,
        Msg::Lane(_) | Msg::Tick | Msg::Idle | Msg::Effected(_) | Msg::Rebuilt(_) | Msg::Unreadable(_) => {}
    }
}

fn doing(message: &Msg) -> Doing {
    match message {
        Msg::Order(_) | Msg::Request { .. } => Doing::Command,
        Msg::Attach(_) => Doing::Attach,
        Msg::Lane(_) => Doing::Commit,
        Msg::Tick | Msg::Idle => Doing::Tick,
        Msg::Gone(_)
        | Msg::Effected(_)
        | Msg::Rebuilt(_)
        | Msg::Unreadable(_)
        | Msg::NotHome
        | Msg::Slept(_)
        | Msg::Drain => Doing::Control,
    }
}
