//! What every aggregate's actor holds, and what it does whatever its kind: entries go to the lane, what was committed leaves,
//! timers stand right, the journal is read again after an outcome that is not known, and who is idle sleeps. It never waits:
//! what takes time is a task that tells the actor when it is done. What a kind does besides, its [`Host`] says.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::machine::{Machine, Moment};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::PASSIVATE_AFTER;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::Held;
use ractor::ActorRef;
use uuid::Uuid;

use crate::kit::cursor::Cursor;
use crate::kit::deadline::Deadline;
use crate::kit::entropy;
use crate::kit::feeds::Feeds;
use crate::kit::glass::Doing;
use crate::kit::held::{Again, Falling, put_to_sleep, read_again};
use crate::kit::host::{Host, Start};
use crate::kit::lane::{Job, Report, Reporter};
use crate::kit::recovery::Replayed;
use crate::kit::shell::{Poisoned, Shell};
use crate::relay::link::Link;
use crate::relay::ring::Ring;
use crate::session::directory::World;
use crate::session::handle::Handle;

/// How often the machine's invariants, and what else a kind looks at, are looked at while it works.
const LOOK_EVERY: Duration = Duration::from_secs(1);
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

/// What the system tells any actor; it passes no gate and is never refused.
pub(crate) enum Chore<M: Machine> {
    /// What became of entries.
    Lane(Report),
    /// The machine's deadline has come.
    Tick,
    /// Nobody has been here for a while.
    Idle,
    /// An effect of the entry at this offset is done.
    Effected(u64),
    /// Row and journal were looked at again after an outcome that was not known.
    Again(Again<M>),
    /// Whether the aggregate was put to sleep.
    Slept(bool),
    /// The node ends: put everything in order and go.
    Drain,
}

impl<M: Machine> Chore<M> {
    /// What kind of work it is, for the glass.
    pub(crate) fn doing(&self) -> Doing {
        match self {
            Self::Lane(_) => Doing::Commit,
            Self::Tick | Self::Idle => Doing::Tick,
            Self::Effected(_) | Self::Again(_) | Self::Slept(_) | Self::Drain => Doing::Control,
        }
    }
}

/// What an actor holds.
pub(crate) struct State<H: Host> {
    pub(crate) world: Arc<World>,
    pub(crate) handle: Handle<H>,
    pub(crate) shell: Shell<H::Machine, H::Asker>,
    pub(crate) relay: Link,
    pub(crate) rings: Feeds<Ring>,
    pub(crate) effects: Cursor,
    pub(crate) mode: Mode,
    pub(crate) drains: bool,
    /// What only this kind has.
    pub(crate) own: H::Own,
    poisoned: HashSet<CommandId>,
    reporter: Reporter,
    deadline: Deadline,
    idle: Deadline,
    idle_since: Option<Timestamp>,
    looked_at: Timestamp,
}

impl<H: Host> State<H> {
    /// Around a machine that was replayed; what its kind does first is done.
    pub(super) fn begin(myself: ActorRef<H::Msg>, start: Start<H>) -> Result<Self, Poisoned> {
        let Start { world, id, book, gate, glass, facts, held, mut replayed, poisoned } = start;
        let clock = world.clock.clone();
        let handle = Handle { id, book, actor: myself.clone(), gate, glass, clock: clock.clone() };
        let (heads, mut tails) = (replayed.heads, std::mem::take(&mut replayed.tails));
        let rings = Feeds::each(|feed| Ring::new(*heads.of(feed), std::mem::take(tails.of_mut(feed))));
        let owed = std::mem::take(&mut replayed.owed);
        let unwritten = std::mem::take(&mut replayed.unwritten);
        let moment = Moment { now: clock.now(), command: CommandId(entropy::uuid_v7(clock.now())) };
        let mut state = Self {
            shell: Shell::new(id.into(), held.epoch, replayed, &moment),
            relay: Link::start(),
            rings,
            effects: Cursor::at(u64::try_from(held.effects_done).unwrap_or(0)),
            mode: Mode::Working,
            drains: false,
            own: H::Own::default(),
            poisoned,
            reporter: Arc::new(move |report| drop(myself.cast(Chore::Lane(report).into()))),
            deadline: Deadline::default(),
            idle: Deadline::default(),
            idle_since: None,
            looked_at: moment.now,
            handle,
            world,
        };
        for (offset, links) in unwritten {
            state.write_audit(offset, links);
        }
        H::begin(&mut state, facts, owed)?;
        state.after();
        Ok(state)
    }

    pub(crate) fn moment(&self, command: Option<CommandId>) -> Moment {
        let now = self.handle.clock.now();
        Moment { now, command: command.unwrap_or_else(|| CommandId(entropy::uuid_v7(now))) }
    }

    /// What a relay reports.
    pub(crate) fn observe(&mut self, observation: <H::Machine as Machine>::Observation) {
        // A report is no command, so no id is made for it.
        let moment = Moment { now: self.handle.clock.now(), command: CommandId(Uuid::nil()) };
        self.shell.observe(&moment, observation);
    }

    /// Why a command is not looked at now, where that is so.
    pub(crate) fn bars(&self, command: CommandId) -> Option<Refusal> {
        if self.mode == Mode::Recovering {
            return Some(Refusal::new(Code::Unavailable).retry_after_ms(RECOVERING_RETRY_MILLIS));
        }
        self.poisoned.contains(&command).then(|| Refusal::new(Code::Broke))
    }

    /// Whether nothing is begun any more: whoever asks finds its reply gone and looks the aggregate up again.
    pub(super) fn is_leaving(&self) -> bool {
        matches!(self.mode, Mode::FallingAsleep | Mode::Ending)
    }

    /// Does what the system has to say.
    pub(crate) fn chore(&mut self, chore: Chore<H::Machine>) -> Result<(), Poisoned> {
        if self.is_leaving() {
            self.last_chore(chore);
            return Ok(());
        }
        match chore {
            Chore::Lane(report) => self.lane(report),
            Chore::Tick => return self.tick(),
            Chore::Idle => {
                self.idle.fired();
                if self.is_idle() {
                    self.fall_asleep();
                }
            }
            Chore::Effected(offset) => self.effects.done(offset),
            Chore::Again(Again::Rebuilt(rebuilt)) => {
                let (held, replayed) = *rebuilt;
                return self.rebuilt(&held, replayed);
            }
            Chore::Again(Again::Unreadable(why)) => {
                tracing::error!(aggregate.id = %self.handle.id, journal.error = why, "the journal cannot be replayed");
                self.world.crashes.quarantine(self.handle.id.into());
                self.mode = Mode::Ending;
            }
            Chore::Again(Again::NotHome) => self.mode = Mode::Ending,
            Chore::Slept(_) => {}
            Chore::Drain => self.drain(),
        }
        Ok(())
    }

    fn last_chore(&mut self, chore: Chore<H::Machine>) {
        match chore {
            Chore::Slept(true) | Chore::Again(Again::NotHome) => self.mode = Mode::Ending,
            Chore::Slept(false) => {
                // Whether it sleeps is not known: the row says.
                self.mode = Mode::Recovering;
                self.recover();
            }
            // Should it turn out to be awake still, it has to fall asleep again and not to go on.
            Chore::Drain => self.drains = true,
            Chore::Lane(_)
            | Chore::Tick
            | Chore::Idle
            | Chore::Effected(_)
            | Chore::Again(Again::Rebuilt(_) | Again::Unreadable(_)) => {}
        }
    }

    fn lane(&mut self, report: Report) {
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

    fn tick(&mut self) -> Result<(), Poisoned> {
        self.deadline.fired();
        if self.mode == Mode::Recovering {
            return Ok(());
        }
        let moment = self.moment(None);
        self.shell.tick(&moment)
    }

    /// Fences whatever may still be on its way, and reads the journal: what is there was committed, the rest was not.
    fn recover(&self) {
        let (world, id, actor) = (Arc::clone(&self.world), self.handle.id.into(), self.handle.actor.clone());
        tokio::spawn(async move {
            let again = read_again(&world, id).await;
            // An actor that has ended meanwhile needs no answer; its successor reads for itself.
            let _ = actor.cast(Chore::Again(again).into());
        });
    }

    fn rebuilt(&mut self, held: &Held, replayed: Replayed<H::Machine>) -> Result<(), Poisoned> {
        self.shell.recover(held.epoch, replayed);
        self.mode = if self.drains { Mode::Draining } else { Mode::Working };
        tracing::info!(aggregate.id = %self.handle.id, journal.position = held.position, "the journal was read again");
        // What was committed leaves before anything new is written: the effects cursor must not pass what has not begun.
        H::settle(self);
        H::rebuilt(self);
        let moment = self.moment(None);
        self.shell.tick(&moment)
    }

    /// Writes the effects cursor where it lags, and puts the aggregate to sleep until its deadline.
    fn fall_asleep(&mut self) {
        self.mode = Mode::FallingAsleep;
        let (world, actor) = (Arc::clone(&self.world), self.handle.actor.clone());
        let committed = self.shell.committed();
        let falling = Falling {
            id: self.handle.id.into(),
            epoch: self.shell.epoch(),
            committed,
            effects_done: self.effects.through(committed),
            written: self.effects.written(),
            wake_at: self.shell.deadline(),
        };
        tokio::spawn(async move {
            let asleep = put_to_sleep(&world, falling).await;
            let _ = actor.cast(Chore::Slept(asleep).into());
        });
    }

    /// The node ends: every socket is told to come back, and the aggregate sleeps once everything is committed.
    fn drain(&mut self) {
        H::send_away(self);
        self.drains = true;
        if self.mode == Mode::Working {
            self.mode = Mode::Draining;
        }
    }

    /// After every message: entries go to the lane, what may leave leaves, and the timers stand right.
    pub(super) fn after(&mut self) {
        if self.mode != Mode::Recovering {
            self.commit();
        }
        H::settle(self);
        let now = self.handle.clock.now();
        if matches!(self.mode, Mode::Working | Mode::Draining) {
            let actor = self.handle.actor.clone();
            let told = move || drop(actor.cast(Chore::Tick.into()));
            self.deadline.arm(&self.handle.clock, self.shell.deadline(), told);
        }
        H::settled(self, now);
        self.rest_or_sleep(now);
        if now.since(self.looked_at) >= LOOK_EVERY {
            self.looked_at = now;
            for broken in self.shell.broken_invariants() {
                metrics::counter!("homeroom_invariants_broken_total").increment(1);
                tracing::error!(aggregate.id = %self.handle.id, invariant = broken, "an invariant does not hold");
            }
            H::look(self, now);
        }
        self.handle.glass.rests(self.shell.committed(), self.shell.pending(), H::figures(self));
    }

    fn commit(&mut self) {
        let entries = self.shell.take_outgoing();
        let Some(first) = entries.first() else { return };
        let through = self.effects.through(self.shell.committed());
        self.effects.wrote(through);
        self.world.lane.send(Job {
            id: self.handle.id.into(),
            epoch: self.shell.epoch(),
            expected: first.position - 1,
            effects_done: i64::try_from(through).unwrap_or(0),
            entries,
            report: self.reporter.clone(),
        });
    }

    /// Whether nobody is here and nothing is under way.
    fn is_idle(&self) -> bool {
        let still = self.shell.is_settled() && self.effects.is_empty() && H::is_still(self);
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
        self.idle.arm(&self.handle.clock, at, move || drop(actor.cast(Chore::Idle.into())));
    }
}
