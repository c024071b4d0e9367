//! What a session is to its keeper and to the directory: what it needs to begin, what its actor is told, and what it does
//! after a commit.

use homeroom_machines::session::{Command, Glance, Session};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_protocol::journal::v1::SessionFacts;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::Kind;
use homeroom_storage::sessions;
use uuid::Uuid;

use crate::kit::glass::{Doing, Figures};
use crate::kit::host::{Host, Owed};
use crate::kit::shell::{Poisoned, Wish};
use crate::kit::state::Mode;
use crate::session::directory::{World, facts, unavailable};
use crate::session::message::{Asker, Msg};
use crate::session::state::{Own, State};

/// The session as a kind of aggregate.
#[derive(Clone)]
pub(crate) struct Classroom;

impl Host for Classroom {
    type Id = SessionId;
    type Machine = Session;
    type Msg = Msg;
    type Asker = Asker;
    type Own = Own;
    type Facts = SessionFacts;

    const KIND: Kind = Kind::Session;

    async fn facts(world: &World, id: SessionId) -> Result<SessionFacts, Refusal> {
        let row = sessions::read(&world.store, id).await.map_err(unavailable)?;
        row.map(facts).ok_or(Refusal::new(Code::NotFound))
    }

    fn begin(state: &mut State, facts: SessionFacts, owed: Owed<Self>) -> Result<(), Poisoned> {
        state.perform_owed(owed);
        state.expect();
        // The first command of a session is known to all who might send it: announced twice is announced once.
        let announcement = CommandId(Uuid::new_v5(&state.handle.id.0, b"announce"));
        let (id, command) = match state.shell.machine().facts() {
            None => (Some(announcement), Command::Announce(facts)),
            Some(old) if *old != facts => (None, Command::Amend(facts)),
            Some(_) => {
                let moment = state.moment(None);
                return state.shell.tick(&moment);
            }
        };
        let wish = Wish { by: None, digest: None, with_you: false, command };
        let moment = state.moment(id);
        state.shell.command(&moment, wish, Asker::Nobody).map(drop)
    }

    fn doing(message: &Msg) -> Doing {
        match message {
            Msg::Join(_)
            | Msg::Book(_)
            | Msg::Appeal(_)
            | Msg::Order(_)
            | Msg::Request { .. }
            | Msg::Heartbeat(_)
            | Msg::MediaSays { .. }
            | Msg::SignedOut(_)
            | Msg::ShutOut(_)
            | Msg::Listed { .. } => Doing::Command,
            Msg::Attach(_) => Doing::Attach,
            Msg::LookAround | Msg::Tell => Doing::Tick,
            Msg::Attendance(_)
            | Msg::Polls(..)
            | Msg::Chapters(..)
            | Msg::May(_)
            | Msg::Gone(_)
            | Msg::Projected(_)
            | Msg::Amend(_) => Doing::Control,
            Msg::Chore(chore) => chore.doing(),
            #[cfg(test)]
            Msg::BreakEvolve | Msg::Stick(_) => Doing::Control,
        }
    }

    fn take(state: &mut State, message: Msg) -> Result<(), Poisoned> {
        state.look_at_the_gate();
        state.look_at_the_words();
        match message {
            Msg::Join(joining) => return state.join(*joining),
            Msg::Book(booking) => return state.book(*booking),
            Msg::Appeal(appealing) => return state.appeal(*appealing),
            Msg::Attach(attaching) => return state.attach(*attaching),
            Msg::Order(ordered) => return state.order(*ordered),
            Msg::Request { connection, frame, sent, credit } => {
                state.handle.glass.taken(sent);
                let asker = Asker::Socket { connection, id: frame.id, credit: Some(credit) };
                return state.request(connection, frame, asker);
            }
            Msg::Heartbeat(beating) => return state.heartbeat(beating),
            Msg::MediaSays { words, sent, reply } => {
                state.handle.glass.taken(sent);
                return state.hear_media(words, reply);
            }
            Msg::Attendance(asking) => state.attended(asking),
            Msg::Polls(person, asking) => state.polls(person, asking),
            Msg::Chapters(person, asking) => state.chapters(person, asking),
            Msg::May(wondering) => state.wonder(*wondering),
            Msg::Gone(connection) => state.gone(connection),
            Msg::LookAround => return state.look_around(),
            Msg::Tell => {
                state.own.telling.fired();
                state.own.crowd.fired();
            }
            Msg::Listed { asked_at, outcome } => return state.listed(asked_at, outcome),
            Msg::Projected(offsets) => state.projected(offsets),
            Msg::SignedOut(principal) => return state.signed_out(principal),
            Msg::ShutOut(out) => return state.shut_out(out),
            Msg::Amend(facts) => return state.amend(*facts),
            Msg::Chore(chore) => return state.chore(chore),
            #[cfg(test)]
            Msg::BreakEvolve => state.shell.break_next_evolve(),
            #[cfg(test)]
            Msg::Stick(until) => drop(until.recv()),
        }
        Ok(())
    }

    fn miss(state: &mut State, message: Msg) -> Result<(), Poisoned> {
        match message {
            Msg::Join(joining) => state.handle.glass.taken(joining.sent),
            Msg::Book(booking) => state.handle.glass.taken(booking.sent),
            Msg::Appeal(appealing) => state.handle.glass.taken(appealing.sent),
            Msg::Attach(attaching) => state.handle.glass.taken(attaching.sent),
            Msg::Order(ordered) => state.handle.glass.taken(ordered.sent),
            Msg::Request { sent, .. } | Msg::MediaSays { sent, .. } => state.handle.glass.taken(sent),
            Msg::Heartbeat(beating) => state.handle.glass.taken(beating.sent),
            Msg::Attendance(asking) => state.handle.glass.taken(asking.sent),
            Msg::Polls(_, asking) => state.handle.glass.taken(asking.sent),
            Msg::Chapters(_, asking) => state.handle.glass.taken(asking.sent),
            Msg::May(wondering) => state.handle.glass.taken(wondering.asking.sent),
            Msg::Gone(connection) => state.gone(connection),
            // Not used, but it has come: should the aggregate turn out to be awake, the next one is asked for.
            Msg::Listed { .. } => state.own.sightings.answered(),
            Msg::Chore(chore) => return state.chore(chore),
            // Nobody is in an aggregate that falls asleep.
            Msg::SignedOut(_) | Msg::ShutOut(_) => {}
            // Whoever wakes it next reads the row.
            Msg::Amend(_) | Msg::LookAround | Msg::Tell | Msg::Projected(_) => {}
            #[cfg(test)]
            Msg::BreakEvolve | Msg::Stick(_) => {}
        }
        Ok(())
    }

    fn settle(state: &mut State) {
        state.tell_signals();
        state.tell_people();
        state.settle();
    }

    fn settled(state: &mut State, now: Timestamp) {
        state.project();
        if matches!(state.mode, Mode::Working | Mode::Draining) {
            state.arm_sightings(now);
        }
        let presence = state.shell.machine().presence(state.shell.live());
        state.relay.present(presence);
    }

    fn rebuilt(state: &mut State) {
        // Pictures of people's own that waited behind what was lost are taken again.
        state.show_everyone();
        state.expect();
        for principal in std::mem::take(&mut state.own.signed_out) {
            state.handle.tell(Msg::SignedOut(principal));
        }
        for out in std::mem::take(&mut state.own.shut_out) {
            state.handle.tell(Msg::ShutOut(out));
        }
    }

    fn is_still(state: &State) -> bool {
        state.own.room.is_empty() && state.own.sightings.is_empty()
    }

    fn figures(state: &State) -> Figures {
        let Glance { hands, in_lobby, calm } = state.shell.machine().glance();
        let presence = state.shell.machine().presence(state.shell.live());
        let people = usize::try_from(presence.seated.saturating_add(presence.watching)).unwrap_or(usize::MAX);
        Figures { people, hands, in_lobby, calm }
    }

    fn look(_: &State, _: Timestamp) {}

    fn send_away(state: &mut State) {
        for connection in state.own.room.connections() {
            state.close(connection, Close::Moved, None);
        }
    }
}
