//! What the desk is to its keeper and to the directory: there is one, it needs no row of a plan, and it exists as soon as
//! somebody asks.

use homeroom_machines::desk::Desk as Machine;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::{DESK, DeskId};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::Kind;

use crate::desk::alarming;
use crate::desk::message::{Asker, Msg};
use crate::desk::state::{Own, State};
use crate::kit::glass::{Doing, Figures};
use crate::kit::host::{Host, Owed};
use crate::kit::shell::Poisoned;
use crate::kit::state::Mode;
use crate::session::directory::World;

/// The desk as a kind of aggregate.
#[derive(Clone)]
pub(crate) struct DeskHost;

impl Host for DeskHost {
    type Id = DeskId;
    type Machine = Machine;
    type Msg = Msg;
    type Asker = Asker;
    type Own = Own;
    type Facts = ();

    const KIND: Kind = Kind::Desk;

    async fn facts(_: &World, id: DeskId) -> Result<(), Refusal> {
        if id == DESK { Ok(()) } else { Err(Refusal::new(Code::NotFound)) }
    }

    fn begin(state: &mut State, (): (), owed: Owed<Self>) -> Result<(), Poisoned> {
        if !alarming::is_anybody_on_call(&state.world) {
            tracing::warn!("nobody is on call: no mail is sent when cases wait too long (HOMEROOM_MAIL_ON_CALL)");
        }
        for (offset, effects) in owed {
            state.perform(offset, effects);
        }
        let moment = state.moment(None);
        state.shell.tick(&moment)
    }

    fn doing(message: &Msg) -> Doing {
        match message {
            Msg::Order(_) | Msg::Request { .. } => Doing::Command,
            Msg::Attach(_) => Doing::Attach,
            Msg::Gone(_) => Doing::Control,
            Msg::Chore(chore) => chore.doing(),
        }
    }

    fn take(state: &mut State, message: Msg) -> Result<(), Poisoned> {
        match message {
            Msg::Order(ordered) => return state.order(*ordered),
            Msg::Attach(attaching) => state.attach(*attaching),
            Msg::Request { connection, frame, sent, credit } => {
                state.handle.glass.taken(sent);
                return state.request(connection, frame, credit);
            }
            Msg::Gone(connection) => state.gone(connection),
            Msg::Chore(chore) => return state.chore(chore),
        }
        Ok(())
    }

    fn miss(state: &mut State, message: Msg) -> Result<(), Poisoned> {
        match message {
            Msg::Order(ordered) => state.handle.glass.taken(ordered.sent),
            Msg::Attach(attaching) => state.handle.glass.taken(attaching.sent),
            Msg::Request { sent, .. } => state.handle.glass.taken(sent),
            Msg::Gone(connection) => state.gone(connection),
            Msg::Chore(chore) => return state.chore(chore),
        }
        Ok(())
    }

    fn settle(state: &mut State) {
        state.settle();
    }

    fn settled(state: &mut State, now: Timestamp) {
        state.look_again(now);
    }

    fn rebuilt(_: &mut State) {}

    /// While something waits, whoever is on call is told how long: only a node that goes may put the desk to sleep then.
    fn is_still(state: &State) -> bool {
        let may_rest = state.mode == Mode::Draining || !state.shell.machine().is_anything_open();
        state.own.room.is_empty() && may_rest
    }

    fn figures(state: &State) -> Figures {
        Figures { people: state.own.room.len(), ..Figures::default() }
    }

    /// It has a timer for it, and looks also while nothing comes.
    fn look(_: &State, _: Timestamp) {}

    fn send_away(state: &mut State) {
        for connection in state.own.room.connections() {
            state.close(connection, Close::Moved);
        }
    }
}
