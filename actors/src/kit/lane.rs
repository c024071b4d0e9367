//! The lane: the one connection through which every journal entry of this node goes. It commits whatever arrived during
//! its previous commit (group commit), so a busy node pays for a flush per batch and not per entry.
//!
//! What the store answers is one of three things: committed, not yours any more, or nothing. Nothing is dangerous: the
//! entry may be there, may come to be there later, or not. So the lane never tries such a batch again; it ends the
//! backend it lost, tells every actor in the batch, and those regrasp and read (STORE, rule 1). While there is no
//! connection every job is answered that way at once: an actor that recovers refuses commands and queues nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use homeroom_protocol::ids::IncarnationId;
use homeroom_storage::Store;
use homeroom_storage::journal::{self, JournalEntry, LaneConnection, Run, RunOutcome};
use tokio::sync::mpsc;
use tokio::time::timeout;
use uuid::Uuid;

/// How long one commit may take before its outcome counts as unknown: far over the slowest that a healthy store showed,
/// well under what a person waits before sending again.
const APPEND_TIMEOUT: Duration = Duration::from_secs(3);
/// How long opening the connection, or ending the old one's backend, may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long the lane rests after it could not connect.
const CONNECT_AGAIN_AFTER: Duration = Duration::from_millis(250);
/// Entries in one statement; more would only make those at its front wait.
const ENTRIES_PER_COMMIT_MAX: usize = 2_000;
/// Bytes of events in one statement.
const BYTES_PER_COMMIT_MAX: usize = 8 * 1024 * 1024;

/// What became of a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Report {
    /// The journal has everything of this term up to here.
    Committed {
        /// The term it was written in.
        epoch: i64,
        /// The last committed position.
        through: u64,
    },
    /// The journal did not take it, or it is not known whether it did; the actor has to look for itself.
    Lost {
        /// The term it was to be written in.
        epoch: i64,
        /// Why.
        why: Lost,
    },
}

/// Why a job is lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lost {
    /// The aggregate's row has another term or position.
    Fenced,
    /// The store said no to this aggregate alone.
    Refused,
    /// The store said nothing.
    Unknown,
}

/// Where a report goes; never blocks.
pub type Reporter = Arc<dyn Fn(Report) + Send + Sync>;

/// Entries of one aggregate to commit.
pub struct Job {
    /// Which aggregate.
    pub id: Uuid,
    /// The actor's term.
    pub epoch: i64,
    /// The position before the first entry.
    pub expected: i64,
    /// Effects up to here are done.
    pub effects_done: i64,
    /// The entries, in order; none where only the effects cursor moves.
    pub entries: Vec<JournalEntry>,
    /// Whom to tell.
    pub report: Reporter,
}

/// The actors' end of the lane; cheap to clone.
#[derive(Clone)]
pub struct Lane(mpsc::UnboundedSender<Job>);

impl Lane {
    /// Opens the lane of this incarnation. It runs until the last clone is gone.
    #[must_use]
    pub fn open(store: Store, incarnation: IncarnationId) -> Self {
        // Unbounded, because the gates before the actors bound it: each job stands for commands that hold credits.
        let (sender, jobs) = mpsc::unbounded_channel();
        tokio::spawn(Driver { store, incarnation, connection: None, waiting: VecDeque::new() }.run(jobs));
        Self(sender)
    }

    /// Sends a job. What becomes of it is reported, once.
    pub fn send(&self, job: Job) {
        if let Err(unsent) = self.0.send(job) {
            // The driver ended, which only a defect of ours brings: to the actor it is a store that says nothing.
            let job = unsent.0;
            (job.report)(Report::Lost { epoch: job.epoch, why: Lost::Unknown });
        }
    }
}

struct Driver {
    store: Store,
    incarnation: IncarnationId,
    connection: Option<LaneConnection>,
    waiting: VecDeque<Job>,
}

impl Driver {
    async fn run(mut self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        loop {
            if self.waiting.is_empty() {
                let Some(job) = jobs.recv().await else { return };
                self.waiting.push_back(job);
            }
            // Whoever is ready to run goes first: of many that were woken together the first one's job would otherwise be
            // committed alone, and those of all others one commit later.
            tokio::task::yield_now().await;
            while let Ok(job) = jobs.try_recv() {
                self.waiting.push_back(job);
            }
            let batch = Batch::of(&mut self.waiting);
            self.commit(batch).await;
        }
    }

    async fn commit(&mut self, batch: Batch) {
        let Some(mut connection) = self.connect().await else {
            batch.lost();
            return;
        };
        let outcome = timeout(APPEND_TIMEOUT, connection.append(&batch.runs)).await;
        if let Ok(Ok(outcomes)) = outcome {
            self.connection = Some(connection);
            metrics::counter!("homeroom_lane_commits_total").increment(1);
            metrics::counter!("homeroom_lane_entries_total").increment(batch.entries as u64);
            batch.report(&outcomes);
            return;
        }
        metrics::counter!("homeroom_lane_unknown_total").increment(1);
        tracing::warn!(lane.entries = batch.entries, "a commit had no answer");
        let pid = connection.backend_pid();
        drop(connection);
        self.end_backend(pid).await;
        batch.lost();
    }

    async fn connect(&mut self) -> Option<LaneConnection> {
        if let Some(connection) = self.connection.take() {
            return Some(connection);
        }
        match timeout(CONNECT_TIMEOUT, self.store.lane(self.incarnation)).await {
            Ok(Ok(connection)) => Some(connection),
            Ok(Err(_)) | Err(_) => {
                metrics::counter!("homeroom_lane_unreachable_total").increment(1);
                tokio::time::sleep(CONNECT_AGAIN_AFTER).await;
                None
            }
        }
    }

    /// Ends the backend of a connection that was lost: frozen between two messages it would hold its row locks for ever
    /// (STORE, rule 8). Where the store is away its backends are too.
    async fn end_backend(&self, pid: i32) {
        match timeout(CONNECT_TIMEOUT, journal::terminate_backend(&self.store, pid)).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => tracing::warn!("the lost lane's backend could not be ended"),
        }
    }
}

/// One statement's worth: at most one run per aggregate.
struct Batch {
    runs: Vec<Run>,
    reporters: Vec<Reporter>,
    entries: usize,
}

impl Batch {
    /// Takes from `waiting` what fits into one statement. Jobs of one aggregate that continue each other become one run;
    /// what does not continue waits for the next statement, and so does everything of that aggregate behind it.
    fn of(waiting: &mut VecDeque<Job>) -> Self {
        let mut batch = Self { runs: Vec::new(), reporters: Vec::new(), entries: 0 };
        let mut slots: HashMap<Uuid, Option<usize>> = HashMap::new();
        let mut bytes = 0;
        let mut later = VecDeque::new();
        while let Some(job) = waiting.pop_front() {
            let size: usize = job.entries.iter().map(|entry| entry.events.len()).sum();
            let full = batch.entries > 0
                && (batch.entries + job.entries.len() > ENTRIES_PER_COMMIT_MAX || bytes + size > BYTES_PER_COMMIT_MAX);
            if full {
                waiting.push_front(job);
                break;
            }
            match slots.get(&job.id).copied() {
                None => {
                    slots.insert(job.id, Some(batch.runs.len()));
                    batch.reporters.push(job.report);
                    batch.entries += job.entries.len();
                    batch.runs.push(Run {
                        id: job.id,
                        epoch: job.epoch,
                        expected: job.expected,
                        effects_done: job.effects_done,
                        entries: job.entries,
                    });
                }
                Some(slot) => {
                    let run = slot.and_then(|slot| batch.runs.get_mut(slot));
                    match run.filter(|run| run.epoch == job.epoch && last(run) == job.expected) {
                        Some(run) => {
                            batch.entries += job.entries.len();
                            run.effects_done = run.effects_done.max(job.effects_done);
                            run.entries.extend(job.entries);
                        }
                        None => {
                            slots.insert(job.id, None);
                            later.push_back(job);
                            continue;
                        }
                    }
                }
            }
            bytes += size;
        }
        later.append(waiting);
        *waiting = later;
        batch
    }

    fn report(self, outcomes: &[RunOutcome]) {
        for ((run, reporter), outcome) in self.runs.iter().zip(&self.reporters).zip(outcomes) {
            let epoch = run.epoch;
            reporter(match outcome {
                RunOutcome::Committed => Report::Committed { epoch, through: u64::try_from(last(run)).unwrap_or(0) },
                RunOutcome::Fenced => Report::Lost { epoch, why: Lost::Fenced },
                RunOutcome::Refused => Report::Lost { epoch, why: Lost::Refused },
            });
        }
    }

    fn lost(self) {
        for (run, reporter) in self.runs.iter().zip(&self.reporters) {
            reporter(Report::Lost { epoch: run.epoch, why: Lost::Unknown });
        }
    }
}

/// The position after a run.
fn last(run: &Run) -> i64 {
    run.entries.last().map_or(run.expected, |entry| entry.position)
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::time::Timestamp;

    use super::*;

    fn job(id: u128, epoch: i64, expected: i64, entries: i64) -> Job {
        let entry = |position| JournalEntry {
            position,
            command_id: None,
            events: bytes::Bytes::from_static(b"{}"),
            at: Timestamp::default(),
        };
        Job {
            id: Uuid::from_u128(id),
            epoch,
            expected,
            effects_done: 0,
            entries: (expected + 1..=expected + entries).map(entry).collect(),
            report: Arc::new(|_| {}),
        }
    }

    #[test]
    fn what_continues_is_one_run_and_what_does_not_waits_with_all_behind_it() {
        let mut waiting: VecDeque<Job> =
            [job(1, 1, 0, 2), job(2, 1, 5, 1), job(1, 1, 2, 1), job(1, 2, 3, 1), job(1, 2, 4, 1)].into();
        let batch = Batch::of(&mut waiting);
        let seen: Vec<_> = batch.runs.iter().map(|run| (run.expected, run.entries.len())).collect();
        assert_eq!(seen, [(0, 3), (5, 1)]);
        assert_eq!(waiting.iter().map(|job| job.expected).collect::<Vec<_>>(), [3, 4]);
        let batch = Batch::of(&mut waiting);
        assert_eq!((batch.runs.len(), batch.entries, waiting.len()), (1, 2, 0));
    }

    #[test]
    fn a_statement_takes_so_many_entries_and_the_next_job_waits() {
        let most = i64::try_from(ENTRIES_PER_COMMIT_MAX).unwrap();
        let mut waiting: VecDeque<Job> = [job(1, 1, 0, most), job(2, 1, 0, 1)].into();
        assert_eq!(Batch::of(&mut waiting).entries, ENTRIES_PER_COMMIT_MAX);
        assert_eq!(Batch::of(&mut waiting).entries, 1);
        let mut waiting: VecDeque<Job> = [job(1, 1, 0, most - 1), job(2, 1, 0, 1)].into();
        assert_eq!(Batch::of(&mut waiting).entries, ENTRIES_PER_COMMIT_MAX);
    }
}
