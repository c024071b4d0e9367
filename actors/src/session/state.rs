//! What a session's actor holds, and what each thing it is told leads to. It never waits: what takes time is a task that
//! tells the actor when it is done.

use std::collections::HashSet;
use std::time::Duration;

use homeroom_machines::machine::{Feed, Moment};
use homeroom_machines::session::{Command, Join, Observation, Query, Session};
use homeroom_protocol::frame::client::{ClientFrame, Request};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::{ServerFrame, Welcome};
use homeroom_protocol::ids::{CommandId, ConnectionId};
use homeroom_protocol::journal::v1::SessionFacts;
use homeroom_protocol::limits::{HEARTBEAT, PASSIVATE_AFTER};
use homeroom_protocol::permit::Phase;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use crate::kit::deadline::Deadline;
use crate::kit::entropy;
use crate::kit::lane::{Job, Report, Reporter};
use crate::kit::shell::{Done, Poisoned, Shell, Wish};
use crate::relay::link::{Down, Link};
use crate::relay::ring::Ring;
use crate::session::attending::{Asking, Now};
use crate::session::booking::Bookings;
use crate::session::directory::World;
use crate::session::effects::Cursor;
use crate::session::handle::Handle;
use crate::session::message::{Asker, Attaching, Hello, Joining, Msg};
use crate::session::post::Ordered;
use crate::session::projection::Projecting;
use crate::session::room::Room;
use crate::session::sightings::Sightings;

/// How often the machine's invariants are looked at while it works.
const INVARIANTS_EVERY: Duration = Duration::from_secs(1);
/// How long a client is told to wait while the journal is being read again.
const RECOVERING_RETRY_MILLIS: u64 = 1_000;

/// What the actor is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// Its work.
    Working,
    /// An outcome is not known; the journal is being read again.
    Recovering,
    /// Its work, and then sleep: the node ends.
    Draining,
    /// The aggregate is being put to sleep; whoever comes now looks it up again.
    FallingAsleep,
    /// It is over for this actor.
    Ending,
}

/// What a session's actor holds.
pub(crate) struct State {
    pub(crate) world: std::sync::Arc<World>,
    pub(crate) handle: Handle,
    pub(crate) shell: Shell<Session, Asker>,
    pub(crate) room: Room,
    pub(crate) relay: Link,
    pub(crate) ring: Ring,
    pub(crate) bookings: Bookings,
    pub(crate) projecting: Projecting,
    pub(crate) effects: Cursor,
    pub(crate) mode: Mode,
    pub(crate) drains: bool,
    pub(crate) poisoned: HashSet<CommandId>,
    pub(crate) reporter: Reporter,
    pub(crate) deadline: Deadline,
    pub(crate) sightings: Sightings,
    pub(crate) idle: Deadline,
    pub(crate) idle_since: Option<Timestamp>,
    pub(crate) looked_at: Timestamp,
    /// How many the gate had turned away when that was last looked at.
    pub(crate) turned_away: u64,
}

impl State {
    pub(crate) fn moment(&self, command: Option<CommandId>) -> Moment {
        let now = self.handle.clock.now();
        Moment { now, command: command.unwrap_or_else(|| CommandId(entropy::uuid_v7(now))) }
    }

    pub(crate) fn observe(&mut self, observation: Observation) {
        // A report is no command, so no id is made for it.
        let moment = Moment { now: self.handle.clock.now(), command: CommandId(Uuid::nil()) };
        self.shell.observe(&moment, observation);
    }

    /// Tells the machine where the gate has turned people away: seats of theirs must not be called abandoned.
    pub(crate) fn look_at_the_gate(&mut self) {
        let refused = self.handle.gate.refused();
        if refused != self.turned_away {
            self.turned_away = refused;
            self.observe(Observation::TurnedAway);
        }
    }

    /// Someone at the door.
    pub(crate) fn join(&mut self, joining: Joining) -> Result<(), Poisoned> {
        let Joining { who, admission, take_over, command, digest, sent, reply } = joining;
        self.handle.glass.taken(sent);
        // A command sent again is not decided again, so that the same key from another device would be let in unasked.
        let standing = self.shell.machine().standing(who.person);
        let elsewhere = standing.is_some_and(|standing| standing.sign_in != who.sign_in);
        if elsewhere && !take_over && self.shell.machine().phase() != Phase::Ended {
            self.shell.rest(Asker::Door(reply), Err(Refusal::new(Code::OtherDevice)));
            return Ok(());
        }
        let by = Some(who.person);
        let join = Command::Join(Join { who, admission, take_over });
        let wish = Wish { by, digest: Some(digest), with_you: true, command: join };
        self.command(command, wish, Asker::Door(reply)).map(drop)
    }

    /// A socket with a good hello: it enters, and its welcome waits behind that.
    pub(crate) fn attach(&mut self, attaching: Attaching) -> Result<(), Poisoned> {
        self.handle.glass.taken(attaching.sent);
        let (person, sign_in, connection) = (attaching.person, attaching.sign_in, attaching.connection);
        let mut after = None;
        match attaching.hello {
            Hello::Ticket { nonce, book, until } => {
                let now = self.handle.clock.now();
                if book != self.handle.book || !self.room.burn(nonce, until, now) {
                    let _ = attaching.reply.send(Err(Refusal::new(Code::TicketRefused)));
                    return Ok(());
                }
            }
            Hello::Resume { after: offset } => after = Some(offset).filter(|after| self.ring.covers(*after)),
        }
        self.room.entering(attaching);
        let command = CommandId(Uuid::new_v5(&connection.0, b"enter"));
        let enter = Command::Enter { person, sign_in };
        let wish = Wish { by: Some(person), digest: None, with_you: false, command: enter };
        if self.command(command, wish, Asker::Entering(connection))? {
            self.observe(Observation::Here { person, connection });
            if let Some(text) = self.welcome_text(&Socketed { person, sign_in }, after) {
                let done = Done { offset: None, answer: None, you: None };
                self.shell.rest(Asker::Welcome { connection, text, after }, Ok(done));
            }
        }
        Ok(())
    }

    fn welcome_text(&self, who: &Socketed, after: Option<u64>) -> Option<Vec<u8>> {
        let now = self.handle.clock.now();
        let credentials = &self.world.credentials;
        let frame = ServerFrame::Welcome(Welcome {
            offset: self.shell.feed_head(),
            you: self.shell.you(who.person)?,
            server_time: now,
            heartbeat_seconds: u32::try_from(HEARTBEAT.as_secs()).unwrap_or(u32::MAX),
            resume_token: credentials.resume_token(self.handle.id, who.person, who.sign_in, now),
            resumed: after.is_some(),
            view: after.is_none().then(|| self.shell.view(Feed::Class)),
        });
        serde_json::to_vec(&frame).ok()
    }

    /// What the desk decided.
    pub(crate) fn order(&mut self, ordered: Ordered<Command>) -> Result<(), Poisoned> {
        self.handle.glass.taken(ordered.sent);
        let wish = Wish { by: None, digest: None, with_you: false, command: ordered.command };
        self.command(ordered.id, wish, Asker::Order(ordered.reply)).map(drop)
    }

    /// A request of a socket.
    pub(crate) fn request(
        &mut self,
        connection: ConnectionId,
        frame: ClientFrame,
        asker: Asker,
    ) -> Result<(), Poisoned> {
        let Some(socket) = self.room.whose(connection) else { return Ok(()) };
        let person = socket.person;
        let command = match frame.request {
            Request::Say(say) => Command::Say { person, text: say.text },
            Request::Leave(_) => Command::Leave { person },
            Request::End(_) => Command::End { person },
            Request::Report(report) => Command::Report { session: self.handle.id, person, report },
            Request::Sanction(sanction) => Command::Sanction { person, sanction },
            Request::Lift(lift) => Command::Lift { person, sanction: lift.sanction },
            Request::History(history) => {
                let query = Query::History { person, before: history.before, limit: history.limit };
                let outcome = self.shell.look(query);
                let done = |answer| Done { offset: None, answer: Some(answer), you: None };
                self.shell.rest(asker, outcome.map(done));
                return Ok(());
            }
            Request::Hello(_) => {
                self.refuse(asker, Refusal::new(Code::Malformed));
                return Ok(());
            }
        };
        let wish = Wish { by: Some(person), digest: None, with_you: false, command };
        self.command(frame.id, wish, asker).map(drop)
    }

    /// What the row says of the class has changed.
    pub(crate) fn amend(&mut self, facts: SessionFacts) -> Result<(), Poisoned> {
        if self.shell.machine().facts() == Some(&facts) {
            return Ok(());
        }
        let id = self.moment(None).command;
        let wish = Wish { by: None, digest: None, with_you: false, command: Command::Amend(facts) };
        self.command(id, wish, Asker::Nobody).map(drop)
    }

    pub(crate) fn command(&mut self, id: CommandId, wish: Wish<Session>, asker: Asker) -> Result<bool, Poisoned> {
        if self.mode == Mode::Recovering {
            let refusal = Refusal::new(Code::Unavailable).retry_after_ms(RECOVERING_RETRY_MILLIS);
            self.refuse(asker, refusal);
            return Ok(false);
        }
        if self.poisoned.contains(&id) {
            self.refuse(asker, Refusal::new(Code::Broke));
            return Ok(false);
        }
        let moment = self.moment(Some(id));
        self.shell.command(&moment, wish, asker)
    }

    /// A connection is lost.
    pub(crate) fn gone(&mut self, connection: ConnectionId) {
        let whose = self.room.remove(connection).map(|socket| socket.person);
        let whose = whose.or_else(|| self.room.entered(connection).map(|attaching| attaching.person));
        if let Some(person) = whose {
            self.relay.tell(Down::Forget(connection));
            self.observe(Observation::Gone { person, connection });
            self.list_soon();
        }
    }

    /// When people were here, as everything committed so far makes it.
    pub(crate) fn attended(&mut self, asking: Asking) {
        let Asking { whose, sent, reply, _credit } = asking;
        self.handle.glass.taken(sent);
        let now = Now::of(self.shell.machine(), self.handle.clock.now(), whose);
        let done = Done { offset: None, answer: None, you: None };
        self.shell.rest(Asker::Attendance(reply, now), Ok(done));
    }

    /// What became of entries.
    pub(crate) fn lane(&mut self, report: Report) {
        match report {
            Report::Committed { epoch, through } => self.shell.committed_through(epoch, through),
            Report::Lost { epoch, why } => {
                if epoch == self.shell.epoch() && !matches!(self.mode, Mode::Recovering | Mode::Ending) {
                    tracing::warn!(session.id = %self.handle.id, lane.why = ?why, "entries are lost or not known of");
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

    /// The node ends: every socket is told to come back, and the aggregate sleeps once everything is committed.
    pub(crate) fn drain(&mut self) {
        for connection in self.room.connections() {
            self.close(connection, Close::Moved, None);
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
        self.project();
        let (now, clock) = (self.handle.clock.now(), self.handle.clock.clone());
        if matches!(self.mode, Mode::Working | Mode::Draining) {
            let actor = self.handle.actor.clone();
            self.deadline.arm(&clock, self.shell.deadline(), move || drop(actor.cast(Msg::Tick)));
            self.arm_sightings(now);
        }
        self.relay.present(self.shell.machine().presence(self.shell.live()));
        self.rest_or_sleep(now);
        if now.since(self.looked_at) >= INVARIANTS_EVERY {
            self.looked_at = now;
            for broken in self.shell.broken_invariants() {
                metrics::counter!("homeroom_invariants_broken_total").increment(1);
                tracing::error!(session.id = %self.handle.id, invariant = broken, "an invariant does not hold");
            }
        }
        self.handle.glass.rests(self.shell.committed(), self.shell.pending(), self.room.people_len());
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
        let still = still && self.sightings.is_empty();
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

/// Whom a welcome is for.
struct Socketed {
    person: homeroom_protocol::ids::PersonId,
    sign_in: homeroom_protocol::ids::SignInId,
}
