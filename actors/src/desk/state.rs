//! What the desk's actor holds, and what each thing it is told leads to. It never waits: what takes time is a task that tells
//! the actor when it is done.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::desk::{Command, Desk, Finding, Observation, Query, Wish as Act};
use homeroom_machines::machine::Moment;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::desk::client::{DeskClientFrame, DeskRequest};
use homeroom_protocol::frame::desk::server::{DeskFrame, DeskWelcome};
use homeroom_protocol::ids::{CommandId, ConnectionId};
use homeroom_protocol::limits::{HEARTBEAT, PASSIVATE_AFTER};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::Held;
use ractor::ActorRef;
use uuid::Uuid;

use crate::desk::host::DeskHost;
use crate::desk::message::{Asker, Attaching, Msg};
use crate::desk::room::Room;
use crate::kit::admission::Credit;
use crate::kit::deadline::Deadline;
use crate::kit::entropy;
use crate::kit::host::Start;
use crate::kit::lane::{Job, Report, Reporter};
use crate::kit::recovery::Replayed;
use crate::kit::shell::{Done, Poisoned, Shell, Wish};
use crate::relay::link::{Down, Link};
use crate::relay::ring::Ring;
use crate::session::directory::World;
use crate::session::effects::Cursor;
use crate::session::handle::Handle;
use crate::session::held::{Again, Falling, put_to_sleep, read_again};
use crate::session::post::Ordered;
use crate::session::state::Mode;

/// How often the machine's invariants and its figures are looked at while it works.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a client is told to wait while the journal is being read again.
const RECOVERING_RETRY_MILLIS: u64 = 1_000;

/// What the desk's actor holds.
pub(crate) struct State {
    pub(crate) world: Arc<World>,
    pub(crate) handle: Handle<DeskHost>,
    pub(crate) shell: Shell<Desk, Asker>,
    pub(crate) room: Room,
    pub(crate) relay: Link,
    pub(crate) ring: Ring,
    pub(crate) effects: Cursor,
    pub(crate) mode: Mode,
    pub(crate) drains: bool,
    poisoned: HashSet<CommandId>,
    reporter: Reporter,
    deadline: Deadline,
    pub(crate) idle: Deadline,
    idle_since: Option<Timestamp>,
    looked_at: Timestamp,
}

impl State {
    pub(crate) fn begin(myself: ActorRef<Msg>, start: Start<DeskHost>) -> Result<Self, Poisoned> {
        let Start { world, id, book, gate, glass, facts: (), held, mut replayed, poisoned } = start;
        let clock = world.clock.clone();
        let handle = Handle { id, book, actor: myself.clone(), gate, glass, clock: clock.clone() };
        let ring = Ring::new(replayed.feed_head, std::mem::take(&mut replayed.tail));
        let owed = std::mem::take(&mut replayed.owed);
        let moment = Moment { now: clock.now(), command: CommandId(entropy::uuid_v7(clock.now())) };
        let mut state = Self {
            shell: Shell::new(id.0, held.epoch, replayed, &moment),
            room: Room::default(),
            relay: Link::start(),
            ring,
            effects: Cursor::at(u64::try_from(held.effects_done).unwrap_or(0)),
            mode: Mode::Working,
            drains: false,
            poisoned,
            reporter: Arc::new(move |report| drop(myself.cast(Msg::Lane(report)))),
            deadline: Deadline::default(),
            idle: Deadline::default(),
            idle_since: None,
            looked_at: moment.now,
            handle,
            world,
        };
        for (offset, effects) in owed {
            state.perform(offset, effects);
        }
        state.shell.tick(&moment)?;
        state.after();
        Ok(state)
    }

    fn moment(&self, command: Option<CommandId>) -> Moment {
        let now = self.handle.clock.now();
        Moment { now, command: command.unwrap_or_else(|| CommandId(entropy::uuid_v7(now))) }
    }

    fn observe(&mut self, observation: Observation) {
        // A report is no command, so no id is made for it.
        let moment = Moment { now: self.handle.clock.now(), command: CommandId(Uuid::nil()) };
        self.shell.observe(&moment, observation);
    }

    /// A room hands over a report.
    pub(crate) fn order(&mut self, ordered: Ordered<Command>) -> Result<(), Poisoned> {
        self.handle.glass.taken(ordered.sent);
        let wish = Wish { by: None, digest: None, with_you: false, command: ordered.command };
        self.command(ordered.id, wish, Asker::Order(ordered.reply))
    }

    /// A moderator's socket with a good hello; its welcome waits behind everything its picture rests on.
    pub(crate) fn attach(&mut self, attaching: Attaching) {
        self.handle.glass.taken(attaching.sent);
        if self.mode == Mode::Recovering {
            let refusal = Refusal::new(Code::Unavailable).retry_after_ms(RECOVERING_RETRY_MILLIS);
            // Whoever asked may have gone.
            let _ = attaching.reply.send(Err(refusal));
            return;
        }
        let (connection, badge) = (attaching.connection, attaching.badge.clone());
        // Who sees a part is shown a picture again: the ring holds what all see together.
        let after = attaching.after.filter(|after| badge.courses().is_none() && self.ring.covers(*after));
        self.observe(Observation::Here { badge: badge.clone(), connection });
        let now = self.handle.clock.now();
        let offset = self.shell.feed_head();
        let resume_token = self.world.credentials.desk_token(badge.who().person, attaching.sign_in, now);
        let (machine, live) = (self.shell.machine(), self.shell.live());
        let welcome = self.shell.you(badge.who().person).map(|you| DeskWelcome {
            offset,
            you,
            server_time: now,
            heartbeat_seconds: u32::try_from(HEARTBEAT.as_secs()).unwrap_or(u32::MAX),
            resume_token,
            resumed: after.is_some(),
            view: after.is_none().then(|| machine.view_for(live, &badge)),
        });
        let text = welcome.and_then(|welcome| serde_json::to_vec(&DeskFrame::Welcome(welcome)).ok());
        self.room.entering(attaching);
        if let Some(text) = text {
            let done = Done { offset: None, answer: None, you: None };
            self.shell.rest(Asker::Welcome { connection, text, offset, after }, Ok(done));
        }
    }

    /// A request of a socket.
    pub(crate) fn request(
        &mut self,
        connection: ConnectionId,
        frame: DeskClientFrame,
        credit: Credit,
    ) -> Result<(), Poisoned> {
        let Some(badge) = self.room.badge(connection).cloned() else { return Ok(()) };
        let asker = Asker::Socket { connection, id: frame.id, credit };
        let (case, wish) = match frame.request {
            DeskRequest::Claim(on) => (on.case, Act::Claim),
            DeskRequest::Renew(on) => (on.case, Act::Renew),
            DeskRequest::Release(on) => (on.case, Act::Release),
            DeskRequest::HandOver(over) => (over.case, Act::HandOver { to: over.to, note: over.text }),
            DeskRequest::Note(note) => (note.case, Act::Note { text: note.text }),
            DeskRequest::Decide(found) => {
                let (version, reason, measure) = (found.version, found.reason, found.measure);
                let finding = Finding { version, reason, measure, minutes: found.minutes, note: found.note };
                (found.case, Act::Decide(finding))
            }
            DeskRequest::Undo(on) => (on.case, Act::Undo),
            DeskRequest::Reverse(why) => (why.case, Act::Reverse { note: why.text }),
            DeskRequest::Escalate(why) => (why.case, Act::Escalate { note: why.text }),
            DeskRequest::Case(on) => {
                let outcome = self.shell.look(Query::Case { badge, case: on.case });
                let done = |answer| Done { offset: None, answer: Some(answer), you: None };
                self.shell.rest(asker, outcome.map(done));
                return Ok(());
            }
            DeskRequest::Hello(_) => {
                self.refuse(asker, Refusal::new(Code::Malformed));
                return Ok(());
            }
        };
        let by = Some(badge.who().person);
        let wish = Wish { by, digest: None, with_you: false, command: Command::Act { badge, case, wish } };
        self.command(frame.id, wish, asker)
    }

    fn command(&mut self, id: CommandId, wish: Wish<Desk>, asker: Asker) -> Result<(), Poisoned> {
        if self.mode == Mode::Recovering {
            let refusal = Refusal::new(Code::Unavailable).retry_after_ms(RECOVERING_RETRY_MILLIS);
            self.refuse(asker, refusal);
            return Ok(());
        }
        if self.poisoned.contains(&id) {
            self.refuse(asker, Refusal::new(Code::Broke));
            return Ok(());
        }
        let (moment, took) = (self.moment(Some(id)), timed(&wish.command));
        if self.shell.command(&moment, wish, asker)?
            && let Some((what, case)) = took
            && let Some(opened) = self.shell.machine().opened_at(case)
        {
            metrics::histogram!("homeroom_desk_act_seconds", "act" => what)
                .record(moment.now.since(opened).as_secs_f64());
        }
        Ok(())
    }

    /// A connection is lost.
    pub(crate) fn gone(&mut self, connection: ConnectionId) {
        if self.room.remove(connection) {
            self.relay.tell(Down::Forget(connection));
            self.observe(Observation::Gone { connection });
            self.show_moderators();
        }
    }

    /// What became of entries.
    pub(crate) fn lane(&mut self, report: Report) {
        match report {
            Report::Committed { epoch, through } => self.shell.committed_through(epoch, through),
            Report::Lost { epoch, why } => {
                if epoch == self.shell.epoch() && !matches!(self.mode, Mode::Recovering | Mode::Ending) {
                    tracing::warn!(aggregate.id = %self.handle.id, lane.why = ?why, "entries are lost or not known of");
                    self.mode = Mode::Recovering;
                    self.recover();
                }
            }
        }
    }

    /// The machine's deadline has come.
    pub(crate) fn tick(&mut self) -> Result<(), Poisoned> {
        self.deadline.fired();
        if self.mode == Mode::Recovering {
            return Ok(());
        }
        let moment = self.moment(None);
        self.shell.tick(&moment)
    }

    /// Fences whatever may still be on its way, and reads the journal: what is there was committed, the rest was not.
    pub(crate) fn recover(&self) {
        let (world, id, actor) = (Arc::clone(&self.world), self.handle.id, self.handle.actor.clone());
        tokio::spawn(async move {
            let told = match read_again(&world, id.0).await {
                Again::Rebuilt(rebuilt) => Msg::Rebuilt(rebuilt),
                Again::Unreadable(why) => Msg::Unreadable(why),
                Again::NotHome => Msg::NotHome,
            };
            // An actor that has ended meanwhile needs no answer; its successor reads for itself.
            let _ = actor.cast(told);
        });
    }

    /// The journal was read again.
    pub(crate) fn rebuilt(&mut self, held: Held, replayed: Replayed<Desk>) -> Result<(), Poisoned> {
        self.shell.recover(held.epoch, replayed);
        self.mode = if self.drains { Mode::Draining } else { Mode::Working };
        tracing::info!(aggregate.id = %self.handle.id, journal.position = held.position, "the journal was read again");
        // What was committed leaves before anything new is written: the effects cursor must not pass what has not begun.
        self.settle();
        let moment = self.moment(None);
        self.shell.tick(&moment)
    }

    /// Writes the effects cursor where it lags, and puts the aggregate to sleep until its deadline.
    pub(crate) fn fall_asleep(&mut self) {
        self.mode = Mode::FallingAsleep;
        let (world, actor) = (Arc::clone(&self.world), self.handle.actor.clone());
        let committed = self.shell.committed();
        let falling = Falling {
            id: self.handle.id.0,
            epoch: self.shell.epoch(),
            committed,
            effects_done: self.effects.through(committed),
            written: self.effects.written(),
            wake_at: self.shell.deadline(),
        };
        tokio::spawn(async move {
            let asleep = put_to_sleep(&world, falling).await;
            let _ = actor.cast(Msg::Slept(asleep));
        });
    }

    /// The node ends: every socket is told to come back, and the aggregate sleeps once everything is committed.
    pub(crate) fn drain(&mut self) {
        for connection in self.room.connections() {
            self.close(connection, Close::Moved);
        }
        self.drains = true;
        if self.mode == Mode::Working {
            self.mode = Mode::Draining;
        }
    }

    /// After every message: entries go to the lane, what may leave leaves, and the timers stand right.
    pub(crate) fn after(&mut self) {
        if self.mode != Mode::Recovering {
            self.commit();
        }
        self.settle();
        let (now, clock) = (self.handle.clock.now(), self.handle.clock.clone());
        if matches!(self.mode, Mode::Working | Mode::Draining) {
            let actor = self.handle.actor.clone();
            self.deadline.arm(&clock, self.shell.deadline(), move || drop(actor.cast(Msg::Tick)));
        }
        self.rest_or_sleep(now);
        if now.since(self.looked_at) >= LOOK_EVERY {
            self.looked_at = now;
            self.look(now);
        }
        self.handle.glass.rests(self.shell.committed(), self.shell.pending(), self.room.len());
    }

    fn look(&self, now: Timestamp) {
        for broken in self.shell.broken_invariants() {
            metrics::counter!("homeroom_invariants_broken_total").increment(1);
            tracing::error!(aggregate.id = %self.handle.id, invariant = broken, "an invariant does not hold");
        }
        for (severity, waiting) in self.shell.machine().waiting() {
            let severity = severity.to_string();
            let oldest = waiting.oldest.map_or(0.0, |at| now.since(at).as_secs_f64());
            metrics::gauge!("homeroom_desk_cases_open", "severity" => severity.clone()).set(waiting.cases as f64);
            metrics::gauge!("homeroom_desk_oldest_seconds", "severity" => severity).set(oldest);
        }
    }

    fn commit(&mut self) {
        let entries = self.shell.take_outgoing();
        let Some(first) = entries.first() else { return };
        let through = self.effects.through(self.shell.committed());
        self.effects.wrote(through);
        self.world.lane.send(Job {
            id: self.handle.id.0,
            epoch: self.shell.epoch(),
            expected: first.position - 1,
            effects_done: i64::try_from(through).unwrap_or(0),
            entries,
            report: self.reporter.clone(),
        });
    }

    /// Whether nobody is here and nothing is under way.
    pub(crate) fn is_idle(&self) -> bool {
        let still = self.shell.is_settled() && self.effects.is_empty() && self.room.is_empty();
        match self.mode {
            Mode::Working => still && self.shell.is_idle(),
            Mode::Draining => still,
            Mode::Recovering | Mode::FallingAsleep | Mode::Ending => false,
        }
    }

    fn rest_or_sleep(&mut self, now: Timestamp) {
        if !self.is_idle() {
            self.idle_since = None;
            self.idle.arm(&self.handle.clock, None, || {});
            return;
        }
        if self.mode == Mode::Draining {
            self.fall_asleep();
            return;
        }
        let since = *self.idle_since.get_or_insert(now);
        let actor = self.handle.actor.clone();
        let at = Some(since.plus(PASSIVATE_AFTER));
        self.idle.arm(&self.handle.clock, at, move || drop(actor.cast(Msg::Idle)));
    }
}

/// Acts whose time since the case began is measured.
fn timed(command: &Command) -> Option<(&'static str, homeroom_protocol::ids::CaseId)> {
    let Command::Act { case, wish, .. } = command else { return None };
    match wish {
        Act::Claim => Some(("claim", *case)),
        Act::Decide(_) => Some(("decide", *case)),
        Act::Renew
        | Act::Release
        | Act::HandOver { .. }
        | Act::Note { .. }
        | Act::Undo
        | Act::Reverse { .. }
        | Act::Escalate { .. } => None,
    }
}
