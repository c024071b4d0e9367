//! The journal: appended to through lanes, read in order.

use bytes::Bytes;
use homeroom_protocol::ids::{CommandId, IncarnationId};
use homeroom_protocol::time::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection, Row};
use uuid::Uuid;

use crate::append::APPEND;
pub use crate::append::{AppendError, Run, RunOutcome};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

/// What the backend of a lane is called; a take-over ends all that carry the lost incarnation.
#[must_use]
pub fn lane_name(incarnation: IncarnationId) -> String {
    format!("homeroom:{incarnation}")
}

/// One row of the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalEntry {
    /// Its position, from 1, without gaps.
    pub position: i64,
    /// The command that made it.
    pub command_id: Option<CommandId>,
    /// Its events: JSON.
    pub events: Bytes,
    /// When it was decided.
    pub at: Timestamp,
}

pub(crate) const READ: &str = "select position, command_id, events, at from journal \
     where aggregate_id = $1 and position > $2 order by position limit $3";
pub(crate) const TERMINATE: &str = "select pg_terminate_backend($1)";

/// The entries after `after`, in order, at most `limit`.
///
/// # Errors
/// When the store does not answer.
pub async fn read(store: &Store, id: Uuid, after: i64, limit: i64) -> Result<Vec<JournalEntry>, StoreError> {
    let rows = sqlx::query(READ).bind(id).bind(after).bind(limit).fetch_all(store.pool()).await?;
    let entry = |row: &sqlx::postgres::PgRow| -> Result<JournalEntry, sqlx::Error> {
        Ok(JournalEntry {
            position: row.try_get(0)?,
            command_id: row.try_get::<Option<Uuid>, _>(1)?.map(CommandId),
            events: Bytes::from(row.try_get::<Vec<u8>, _>(2)?),
            at: row.try_get::<Stamp, _>(3)?.0,
        })
    };
    Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
}

/// Ends a backend. A client frozen in the middle of a statement holds its row locks for ever, whatever the timeouts.
///
/// # Errors
/// When the store does not answer.
pub async fn terminate_backend(store: &Store, pid: i32) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(TERMINATE).bind(pid).fetch_one(store.pool()).await?)
}

/// One connection for appends.
pub struct LaneConnection {
    pub(crate) connection: PgConnection,
    /// What [`LaneConnection::append`] sends.
    pub(crate) statement: &'static str,
    pid: i32,
}

impl LaneConnection {
    pub(crate) async fn open(options: &PgConnectOptions, incarnation: IncarnationId) -> Result<Self, StoreError> {
        // Sorting the arrays alone still deadlocked: the plan has to walk them in that order too.
        let options = options
            .clone()
            .application_name(&lane_name(incarnation))
            .options([("enable_seqscan", "off"), ("plan_cache_mode", "force_generic_plan")]);
        let mut connection = options.connect().await?;
        let pid = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut connection).await?;
        Ok(Self { connection, statement: APPEND, pid })
    }

    /// The process id of the backend.
    #[must_use]
    pub fn backend_pid(&self) -> i32 {
        self.pid
    }

    /// A lane that appends with another statement: the race tests leave a condition out and expect to be caught.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn with_statement(self, statement: &'static str) -> Self {
        Self { statement, ..self }
    }

    /// Closes the connection in order; where that fails the server notices by itself.
    pub async fn close(self) {
        let _ = self.connection.close().await;
    }
}
