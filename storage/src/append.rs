//! The append: entries of many aggregates in one statement and one commit.
//!
//! The statement is safe by itself: it looks at epoch and position, and the insert's only source is what it could hold.
//! What this file adds is what to do with each way it can end. A definite no is an ERROR on a living connection; all else
//! is unknown, and after that the connection must not be used again.

use std::collections::HashSet;

use homeroom_protocol::ids::CommandId;
use sqlx::Row;
use sqlx::postgres::PgDatabaseError;
use uuid::Uuid;

use crate::journal::{JournalEntry, LaneConnection};
use crate::stamp::Stamp;

pub(crate) const APPEND: &str = "\
with held as (
  update aggregate a set position = h.last, effects_done = h.effects_done
    from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      as h(id, epoch, expected, last, effects_done)
   where a.id = h.id and a.epoch = h.epoch and a.position = h.expected
  returning a.id, a.epoch
), written as (
  insert into journal (aggregate_id, position, epoch, command_id, events, at)
  select e.id, e.position, held.epoch, e.command_id, e.events, e.at
    from unnest($6::uuid[], $7::bigint[], $8::uuid[], $9::bytea[], $10::timestamptz[])
      as e(id, position, command_id, events, at)
    join held on held.id = e.id
) select id from held";

/// How often a batch that met a deadlock is sent again before it counts as refused.
const DEADLOCKS_MAX: usize = 10;
/// SQLSTATE of a deadlock.
const DEADLOCK: &str = "40P01";

/// Entries of one aggregate, continuing each other.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which aggregate.
    pub id: Uuid,
    /// The term it is written in.
    pub epoch: i64,
    /// The position before the first entry.
    pub expected: i64,
    /// Effects of entries up to here are done.
    pub effects_done: i64,
    /// The entries; none where only the cursor of effects moves.
    pub entries: Vec<JournalEntry>,
}

/// What became of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunOutcome {
    /// It is in the journal.
    Committed,
    /// The aggregate's row names another term or position: nothing was written.
    Fenced,
    /// Postgres refused this aggregate's entries alone, for example a command id twice: nothing was written.
    Refused,
}

/// The outcome is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppendError {
    /// No answer, or a connection that died: it may be in the journal, come to be there later, or not. Regrasp and read.
    #[error("the outcome of an append is not known")]
    Unknown,
}

enum Sent {
    Held(HashSet<Uuid>),
    Poisoned,
}

impl LaneConnection {
    /// Appends runs of different aggregates in one commit. The outcomes are in the order of `runs`.
    ///
    /// # Errors
    /// `Unknown`; the connection must be dropped.
    pub async fn append(&mut self, runs: &[Run]) -> Result<Vec<RunOutcome>, AppendError> {
        let mut order: Vec<&Run> = runs.iter().collect();
        // Row locks are taken in this order by every lane.
        order.sort_by_key(|run| run.id);
        match self.send(&order).await? {
            Sent::Held(held) => Ok(runs.iter().map(|run| outcome(run, &held)).collect()),
            Sent::Poisoned => {
                let mut outcomes = Vec::with_capacity(runs.len());
                for run in runs {
                    outcomes.push(match self.send(&[run]).await? {
                        Sent::Held(held) => outcome(run, &held),
                        Sent::Poisoned => RunOutcome::Refused,
                    });
                }
                Ok(outcomes)
            }
        }
    }

    async fn send(&mut self, runs: &[&Run]) -> Result<Sent, AppendError> {
        for _ in 0..DEADLOCKS_MAX {
            match self.send_once(runs).await {
                Ok(held) => return Ok(Sent::Held(held)),
                Err(sqlx::Error::Database(said)) if said.code().as_deref() == Some(DEADLOCK) => {}
                // A FATAL is the end of the connection, and of what is known.
                Err(sqlx::Error::Database(said))
                    if said.try_downcast_ref::<PgDatabaseError>().is_some_and(|said| !is_fatal(said)) =>
                {
                    tracing::error!(postgres.code = ?said.code(), "an append was refused");
                    return Ok(Sent::Poisoned);
                }
                Err(_) => return Err(AppendError::Unknown),
            }
        }
        Ok(Sent::Poisoned)
    }

    async fn send_once(&mut self, runs: &[&Run]) -> Result<HashSet<Uuid>, sqlx::Error> {
        let entries: Vec<(&Run, &JournalEntry)> =
            runs.iter().flat_map(|run| run.entries.iter().map(move |entry| (*run, entry))).collect();
        let last = |run: &&Run| run.entries.last().map_or(run.expected, |entry| entry.position);
        // Only ReadyForQuery is a commit, and `fetch_all` waits for it.
        let rows = sqlx::query(self.statement)
            .bind(runs.iter().map(|run| run.id).collect::<Vec<Uuid>>())
            .bind(runs.iter().map(|run| run.epoch).collect::<Vec<i64>>())
            .bind(runs.iter().map(|run| run.expected).collect::<Vec<i64>>())
            .bind(runs.iter().map(last).collect::<Vec<i64>>())
            .bind(runs.iter().map(|run| run.effects_done).collect::<Vec<i64>>())
            .bind(entries.iter().map(|(run, _)| run.id).collect::<Vec<Uuid>>())
            .bind(entries.iter().map(|(_, entry)| entry.position).collect::<Vec<i64>>())
            .bind(entries.iter().map(|(_, entry)| entry.command_id.map(|CommandId(id)| id)).collect::<Vec<_>>())
            .bind(entries.iter().map(|(_, entry)| &*entry.events).collect::<Vec<&[u8]>>())
            .bind(entries.iter().map(|(_, entry)| Stamp(entry.at)).collect::<Vec<Stamp>>())
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(|row| row.try_get(0)).collect()
    }
}

fn outcome(run: &Run, held: &HashSet<Uuid>) -> RunOutcome {
    if held.contains(&run.id) { RunOutcome::Committed } else { RunOutcome::Fenced }
}

fn is_fatal(said: &PgDatabaseError) -> bool {
    use sqlx::postgres::PgSeverity;
    matches!(said.severity(), PgSeverity::Fatal | PgSeverity::Panic)
}
