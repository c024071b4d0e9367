//! One side of a race: it writes to what it believes to be home of, takes over from the other side as rudely as can be,
//! and keeps the rules after every answer that is not a plain yes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use homeroom_protocol::ids::IncarnationId;
use homeroom_storage::Store;
use homeroom_storage::aggregate::{self, Held, Kind};
use homeroom_storage::journal::{self, AppendError, LaneConnection, Run, RunOutcome};
use uuid::Uuid;

use super::dice::Dice;
use super::ledger::Ledger;
use super::{AGGREGATES, Sabotage};
use crate::cast::{entry, id};

/// How long the impatient wait for an answer, at most: about as long as a commit takes.
const PATIENCE_MAX: Duration = Duration::from_millis(3);
/// How long a bystander holds a lock, at most.
const LOCKED_MAX: Duration = Duration::from_millis(15);
/// How far behind its entry what continues it is sent, at most.
const AHEAD_MAX: Duration = Duration::from_millis(2);
/// More entries than any run has.
const ENTRIES_READ: i64 = 1_000;

type Answer = Result<Vec<RunOutcome>, AppendError>;

pub(super) struct Home {
    store: Store,
    me: IncarnationId,
    other: IncarnationId,
    sabotage: Sabotage,
    dice: Dice,
    ledger: Arc<Ledger>,
    /// What it believes to be home of, until it is told otherwise.
    believed: BTreeMap<Uuid, Held>,
}

impl Home {
    pub(super) fn new(
        store: Store,
        (me, other): (IncarnationId, IncarnationId),
        sabotage: Sabotage,
        dice: Dice,
        ledger: Arc<Ledger>,
    ) -> Self {
        Self { store, me, other, sabotage, dice, ledger, believed: BTreeMap::new() }
    }

    pub(super) async fn live(mut self, claims: Vec<Uuid>, stop: Arc<AtomicBool>) {
        for id in claims {
            let held = aggregate::claim(&self.store, id, Kind::Session, self.me).await.unwrap().unwrap();
            self.believed.insert(id, held);
        }
        let mut lanes = (self.lane().await, self.lane().await);
        while !stop.load(Ordering::Relaxed) {
            if self.believed.is_empty() || self.dice.one_in(6) {
                self.take_over().await;
            }
            self.write(&mut lanes).await;
        }
    }

    /// A lane that has prepared its statement: what is dropped later was always sent.
    async fn lane(&self) -> LaneConnection {
        let mut lane = self.store.lane(self.me).await.unwrap().with_statement(self.sabotage.statement());
        lane.append(&[]).await.unwrap();
        lane
    }

    /// Takes a few away, without ending the other's lanes: it goes on writing.
    async fn take_over(&mut self) {
        let count = 1 + self.dice.below(5);
        let ids: Vec<Uuid> = (0..count).map(|_| id(u128::from(self.dice.below(AGGREGATES as u64)))).collect();
        for held in aggregate::take_over(&self.store, &ids, self.other, self.me).await.unwrap() {
            self.ledger.taken.fetch_add(1, Ordering::Relaxed);
            self.believed.insert(held.id, held);
        }
    }

    /// Writes to about half of what it believes to hold and, for some of it, sends what continues that right after it on
    /// another lane: an actor decides ahead of its journal, so this is on its way when the first is lost.
    async fn write(&mut self, lanes: &mut (LaneConnection, LaneConnection)) {
        let (mut first, mut ahead) = (Vec::new(), Vec::new());
        for held in self.believed.values().copied().collect::<Vec<_>>() {
            if self.dice.one_in(2) {
                let run = self.run(held);
                if self.dice.one_in(4) {
                    let position = held.position + run.entries.len() as i64;
                    ahead.push(self.run(Held { position, ..held }));
                }
                first.push(run);
            }
        }
        if self.dice.one_in(6) {
            self.stand_in_the_way(&first).await;
        }
        let (patience, more, behind) = (self.patience(), self.patience(), self.dice.up_to(AHEAD_MAX));
        let killed = self.dice.one_in(8).then(|| (lanes.0.backend_pid(), self.dice.up_to(PATIENCE_MAX)));
        let answers = tokio::join!(
            send(&mut lanes.0, &first, patience),
            async {
                tokio::time::sleep(behind).await;
                send(&mut lanes.1, &ahead, more).await
            },
            async {
                let Some((pid, moment)) = killed else { return };
                tokio::time::sleep(moment).await;
                journal::terminate_backend(&self.store, pid).await.unwrap();
            }
        );
        let dead = (answers.0.is_err(), answers.1.is_err());
        let doubtful: Vec<_> = self.settle(first, answers.0).into_iter().chain(self.settle(ahead, answers.1)).collect();
        // At once, while what was dropped may still be at work: a new lane takes longer than that.
        self.clear_up(doubtful).await;
        if dead.0 {
            lanes.0 = self.lane().await;
        }
        if dead.1 {
            lanes.1 = self.lane().await;
        }
    }

    fn run(&mut self, held: Held) -> Run {
        let entries = (1..=1 + self.dice.below(3) as i64)
            .map(|n| entry(held.position + n, self.ledger.command(), format!("{{\"epoch\":{}}}", held.epoch)))
            .collect();
        Run { id: held.id, epoch: held.epoch, expected: held.position, effects_done: held.effects_done, entries }
    }

    /// Locks a row of a run for some milliseconds, as a person with psql might: what is sent meanwhile is carried out late,
    /// and perhaps when whoever sent it has given up.
    async fn stand_in_the_way(&mut self, runs: &[Run]) {
        let Some(run) = runs.get(self.dice.below(runs.len().max(1) as u64) as usize) else { return };
        let mut locking = self.store.pool().begin().await.unwrap();
        let lock = sqlx::query("select from aggregate where id = $1 for no key update").bind(run.id);
        lock.execute(&mut *locking).await.unwrap();
        let held = self.dice.up_to(LOCKED_MAX);
        tokio::spawn(async move {
            tokio::time::sleep(held).await;
            locking.rollback().await.unwrap();
        });
    }

    fn patience(&mut self) -> Option<Duration> {
        self.dice.one_in(5).then(|| self.dice.up_to(PATIENCE_MAX))
    }

    /// Tells people what is certain. What comes back are the aggregates of which this side no longer knows how they
    /// stand, with the run whose outcome is not known, where it is that.
    fn settle(&mut self, runs: Vec<Run>, answer: Answer) -> Vec<(Uuid, Option<Run>)> {
        let Ok(outcomes) = answer else {
            self.ledger.unknown.fetch_add(runs.len(), Ordering::Relaxed);
            return runs.into_iter().map(|run| (run.id, Some(run))).collect();
        };
        let mut doubtful = Vec::new();
        for (run, outcome) in runs.iter().zip(outcomes) {
            match outcome {
                RunOutcome::Committed => {
                    run.entries.iter().for_each(|entry| self.ledger.ack(run.id, entry));
                    if let Some(held) = self.believed.get_mut(&run.id) {
                        held.position = run.expected + run.entries.len() as i64;
                    }
                }
                RunOutcome::Fenced | RunOutcome::Refused => {
                    self.ledger.fenced.fetch_add(1, Ordering::Relaxed);
                    run.entries.iter().for_each(|entry| self.ledger.deny(entry));
                    doubtful.push((run.id, None));
                }
            }
        }
        doubtful
    }

    /// Regrasps, and only then reads what became of a run.
    async fn clear_up(&mut self, doubtful: Vec<(Uuid, Option<Run>)>) {
        let mut unknown: BTreeMap<Uuid, Vec<Run>> = BTreeMap::new();
        for (id, run) in doubtful {
            unknown.entry(id).or_default().extend(run);
        }
        for (id, runs) in unknown {
            let Some(held) = self.grasp(id).await else {
                // Somebody else is home. What became of the runs is theirs to tell.
                self.believed.remove(&id);
                continue;
            };
            self.believed.insert(id, held);
            for run in runs {
                let journal = journal::read(&self.store, id, run.expected, ENTRIES_READ).await.unwrap();
                self.ledger.tell(&run, &journal);
            }
        }
    }

    async fn grasp(&self, id: Uuid) -> Option<Held> {
        if self.sabotage != Sabotage::Regrasp {
            return aggregate::reclaim(&self.store, id, self.me).await.unwrap();
        }
        let row = aggregate::row(&self.store, id).await.unwrap()?;
        let (epoch, position, effects_done) = (row.epoch, row.position, row.effects_done);
        (row.home == Some(self.me)).then_some(Held { id, kind: Kind::Session, epoch, position, effects_done })
    }
}

/// Sends; the impatient drop the question in the middle, and the answer is lost to them.
async fn send(lane: &mut LaneConnection, runs: &[Run], patience: Option<Duration>) -> Answer {
    let Some(patience) = patience else { return lane.append(runs).await };
    tokio::time::timeout(patience, lane.append(runs)).await.unwrap_or(Err(AppendError::Unknown))
}
