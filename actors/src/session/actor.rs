//! The actor of one session: it takes one message at a time, lets [`State`] do what it means, and ends when it is fenced,
//! asleep, or poisoned. What it was told is lost with it, and nothing that it said: the journal has that.

use std::collections::HashSet;
use std::sync::Arc;

use homeroom_machines::session::{Command, Session};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::journal::v1::SessionFacts;
use homeroom_storage::aggregate::Held;
use ractor::{Actor, ActorProcessingErr, ActorRef};
use uuid::Uuid;

use crate::kit::admission::Gate;
use crate::kit::deadline::Deadline;
use crate::kit::glass::{Doing, Glass};
use crate::kit::lane::Reporter;
use crate::kit::recovery::Replayed;
use crate::kit::shell::{Poisoned, Shell, Wish};
use crate::relay::link::Link;
use crate::relay::ring::Ring;
use crate::session::booking::Bookings;
use crate::session::directory::World;
use crate::session::effects::Cursor;
use crate::session::handle::Handle;
use crate::session::message::{Asker, Msg};
use crate::session::projection::Projecting;
use crate::session::room::Room;
use crate::session::sightings::Sightings;
use crate::session::state::{Mode, State};

/// The actor; all it has is in its state.
pub(crate) struct SessionActor;

/// What an actor begins with.
pub(crate) struct Beginning {
    pub(crate) world: Arc<World>,
    pub(crate) id: homeroom_protocol::ids::SessionId,
    pub(crate) book: Uuid,
    pub(crate) gate: Gate,
    pub(crate) glass: Arc<Glass>,
    pub(crate) facts: SessionFacts,
    pub(crate) held: Held,
    pub(crate) replayed: Replayed<Session>,
    pub(crate) poisoned: HashSet<CommandId>,
}

impl Actor for SessionActor {
    type Msg = Msg;
    type State = State;
    type Arguments = Beginning;

    async fn pre_start(&self, myself: ActorRef<Msg>, beginning: Beginning) -> Result<State, ActorProcessingErr> {
        let Beginning { world, id, book, gate, glass, facts, held, mut replayed, poisoned } = beginning;
        let clock = world.clock.clone();
        let handle = Handle { id, book, actor: myself.clone(), gate, glass, clock: clock.clone() };
        let reporter: Reporter = Arc::new(move |report| drop(myself.cast(Msg::Lane(report))));
        let ring = Ring::new(replayed.feed_head, std::mem::take(&mut replayed.tail));
        let owed = std::mem::take(&mut replayed.owed);
        let moment = homeroom_machines::machine::Moment { now: clock.now(), command: announcement(id) };
        let mut state = State {
            shell: Shell::new(id.0, held.epoch, replayed, &moment),
            room: Room::default(),
            relay: Link::start(),
            ring,
            bookings: Bookings::default(),
            projecting: Projecting::default(),
            effects: Cursor::at(u64::try_from(held.effects_done).unwrap_or(0)),
            mode: Mode::Working,
            drains: false,
            poisoned,
            reporter,
            deadline: Deadline::default(),
            sightings: Sightings::default(),
            idle: Deadline::default(),
            idle_since: None,
            looked_at: moment.now,
            turned_away: 0,
            handle,
            world,
        };
        state.perform_owed(owed);
        // The first command of a session is known to all who might send it: announced twice is announced once.
        let known = state.shell.machine().facts().cloned();
        let (id, command) = match known {
            None => (Some(moment.command), Some(Command::Announce(facts))),
            Some(old) if old != facts => (None, Some(Command::Amend(facts))),
            Some(_) => (None, None),
        };
        if let Some(command) = command {
            let wish = Wish { by: None, digest: None, with_you: false, command };
            let moment = state.moment(id);
            state.shell.command(&moment, wish, Asker::Nobody).map_err(|_| "the first command broke the machine")?;
        } else {
            state.shell.tick(&moment).map_err(|_| "the deadline broke the machine")?;
        }
        state.after();
        Ok(state)
    }

    async fn handle(&self, myself: ActorRef<Msg>, message: Msg, state: &mut State) -> Result<(), ActorProcessingErr> {
        state.handle.glass.begins(doing(&message), state.handle.clock.now());
        state.look_at_the_gate();
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

/// The id of the command that announces a session.
fn announcement(id: homeroom_protocol::ids::SessionId) -> CommandId {
    CommandId(Uuid::new_v5(&id.0, b"announce"))
}

fn take(message: Msg, state: &mut State) -> Result<(), Poisoned> {
    if matches!(state.mode, Mode::FallingAsleep | Mode::Ending) {
        falling_asleep(message, state);
        return Ok(());
    }
    match message {
        Msg::Join(joining) => return state.join(*joining),
        Msg::Book(booking) => return state.book(*booking),
        Msg::Attach(attaching) => return state.attach(*attaching),
        Msg::Order(ordered) => return state.order(*ordered),
        Msg::Request { connection, frame, sent, credit } => {
            state.handle.glass.taken(sent);
            let asker = Asker::Socket { connection, id: frame.id, credit };
            return state.request(connection, frame, asker);
        }
        Msg::Heartbeat(beating) => return state.heartbeat(beating),
        Msg::MediaSays { words, sent, reply } => {
            state.handle.glass.taken(sent);
            return state.hear_media(words, reply);
        }
        Msg::Attendance(asking) => state.attended(asking),
        Msg::Gone(connection) => state.gone(connection),
        Msg::Lane(report) => state.lane(report),
        Msg::Tick => return state.tick(),
        Msg::LookAround => return state.look_around(),
        Msg::Listed { asked_at, outcome } => return state.listed(asked_at, outcome),
        Msg::Idle => {
            state.idle.fired();
            if state.is_idle() {
                state.fall_asleep();
            }
        }
        Msg::Effected(offset) => state.effects.done(offset),
        Msg::Projected(offsets) => state.projected(offsets),
        Msg::Rebuilt(rebuilt) => {
            let (held, replayed) = *rebuilt;
            state.shell.recover(held.epoch, replayed);
            state.mode = if state.drains { Mode::Draining } else { Mode::Working };
            tracing::info!(session.id = %state.handle.id, journal.position = held.position, "the journal was read again");
            // What was committed leaves before anything new is written: the effects cursor must not pass what has not
            // begun. Pictures of people's own that waited behind what was lost are taken again.
            state.settle();
            state.show_everyone();
            let moment = state.moment(None);
            return state.shell.tick(&moment);
        }
        Msg::Unreadable(why) => {
            tracing::error!(session.id = %state.handle.id, journal.error = why, "the journal cannot be replayed");
            state.world.crashes.quarantine(state.handle.id.0);
            state.mode = Mode::Ending;
        }
        Msg::NotHome => state.mode = Mode::Ending,
        Msg::Slept(_) => {}
        Msg::Amend(facts) => return state.amend(*facts),
        Msg::Drain => state.drain(),
        #[cfg(test)]
        Msg::BreakEvolve => state.shell.break_next_evolve(),
        #[cfg(test)]
        Msg::Stick(until) => drop(until.recv()),
    }
    Ok(())
}

/// While the aggregate falls asleep nothing is begun any more: whoever asked finds its reply gone and looks the session up
/// again.
fn falling_asleep(message: Msg, state: &mut State) {
    match message {
        Msg::Slept(true) | Msg::NotHome => state.mode = Mode::Ending,
        Msg::Slept(false) => {
            // Whether it sleeps is not known: the row says.
            state.mode = Mode::Recovering;
            state.recover();
        }
        Msg::Join(joining) => state.handle.glass.taken(joining.sent),
        Msg::Book(booking) => state.handle.glass.taken(booking.sent),
        Msg::Attach(attaching) => state.handle.glass.taken(attaching.sent),
        Msg::Order(ordered) => state.handle.glass.taken(ordered.sent),
        Msg::Request { sent, .. } | Msg::MediaSays { sent, .. } => state.handle.glass.taken(sent),
        Msg::Heartbeat(beating) => state.handle.glass.taken(beating.sent),
        Msg::Attendance(asking) => state.handle.glass.taken(asking.sent),
        Msg::Gone(connection) => state.gone(connection),
        // Not used, but it has come: should the aggregate turn out to be awake, the next one is asked for.
        Msg::Listed { .. } => state.sightings.answered(),
        // Should it turn out to be awake still, it has to fall asleep again and not to go on.
        Msg::Drain => state.drains = true,
        Msg::Lane(_)
        | Msg::Tick
        | Msg::Idle
        | Msg::LookAround
        | Msg::Effected(_)
        | Msg::Projected(_)
        | Msg::Rebuilt(_)
        // Whoever wakes it next reads the row.
        | Msg::Amend(_)
        | Msg::Unreadable(_) => {}
        #[cfg(test)]
        Msg::BreakEvolve | Msg::Stick(_) => {}
    }
}

fn doing(message: &Msg) -> Doing {
    match message {
        Msg::Join(_)
        | Msg::Book(_)
        | Msg::Order(_)
        | Msg::Request { .. }
        | Msg::Heartbeat(_)
        | Msg::MediaSays { .. }
        | Msg::Listed { .. } => Doing::Command,
        Msg::Attach(_) => Doing::Attach,
        Msg::Lane(_) => Doing::Commit,
        Msg::Tick | Msg::Idle | Msg::LookAround => Doing::Tick,
        Msg::Attendance(_)
        | Msg::Gone(_)
        | Msg::Effected(_)
        | Msg::Projected(_)
        | Msg::Rebuilt(_)
        | Msg::Unreadable(_)
        | Msg::NotHome
        | Msg::Slept(_)
        | Msg::Amend(_)
        | Msg::Drain => Doing::Control,
        #[cfg(test)]
        Msg::BreakEvolve | Msg::Stick(_) => Doing::Control,
    }
}
