//! What people were told, kept for support to look up by the decision's id (FEATURES J9).
//!
//! It is written behind the answer, many in one statement, and nobody waits for it: while the store is away some are kept
//! here, the rest is lost and counted. A decision explains; nothing is decided by what was kept of it.

use std::time::Duration;

use homeroom_protocol::entitlement::Entitlement;
use homeroom_protocol::refusal::Code;
use homeroom_storage::decisions::{self, DecisionRow};
use homeroom_storage::{Store, StoreError};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use super::Decision;
use crate::kit::clock::Clock;

/// Answers that wait to be written: ten thousand at the full hour come within seconds. Some 5 MB.
const WAITING_MAX: usize = 20_000;
/// Answers written by one statement.
const ROWS_PER_WRITE_MAX: usize = 500;
/// Answers are written together as they come within this span; support looks later than that.
const GATHERING: Duration = Duration::from_millis(200);
/// How long one write may take, and how long it waits before it is tried again.
const WRITE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long an answer can be looked up: whoever complains of a class does so within a month.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often what is too old is forgotten.
const FORGETTING: Duration = Duration::from_secs(600);
/// Rows forgotten by one statement, so that it holds up nobody.
const FORGOTTEN_MAX: i64 = 10_000;

/// Keeps answers.
pub(super) struct Record {
    waiting: mpsc::Sender<DecisionRow>,
    forgetting: AbortHandle,
}

impl Record {
    /// One on this store; what still waits when it is dropped is written before it ends.
    pub(super) fn open(store: Store, clock: Clock) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        tokio::spawn(write(store.clone(), waiting));
        let forgetting = tokio::spawn(forget(store, clock)).abort_handle();
        Self { waiting: sender, forgetting }
    }

    /// Keeps one, if there is room.
    pub(super) fn keep(&self, decision: &Decision, entitlement: Entitlement, refused: Option<Code>) {
        let about = &decision.about;
        let row = DecisionRow {
            id: decision.id,
            at: decision.at,
            account: about.person,
            feature: about.what.feature(),
            course: about.what.course(),
            session: about.session,
            refused: refused.map(|code| code.to_string()),
            entitlement,
        };
        if self.waiting.try_send(row).is_err() {
            lost(1);
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.forgetting.abort();
    }
}

/// Writes what waits, until no one is left who could add to it.
async fn write(store: Store, mut waiting: mpsc::Receiver<DecisionRow>) {
    let mut rows = Vec::new();
    while waiting.recv_many(&mut rows, ROWS_PER_WRITE_MAX).await > 0 {
        while let Err(error) = write_once(&store, &rows).await {
            tracing::warn!(error = %error, decisions = rows.len(), "what people were told was not kept yet");
            if waiting.is_closed() || matches!(error, StoreError::Refused { .. } | StoreError::Corrupt(_)) {
                lost(rows.len());
                break;
            }
            sleep(WRITE_TIMEOUT).await;
        }
        rows.clear();
        if !waiting.is_closed() {
            sleep(GATHERING).await;
        }
    }
}

async fn write_once(store: &Store, rows: &[DecisionRow]) -> Result<(), StoreError> {
    let late = |_| StoreError::Unreachable("it does not answer".to_owned());
    timeout(WRITE_TIMEOUT, decisions::keep(store, rows)).await.map_err(late)?
}

fn lost(rows: usize) {
    metrics::counter!("homeroom_decisions_not_kept_total").increment(u64::try_from(rows).unwrap_or(u64::MAX));
}

/// Forgets what is too old, again and again.
async fn forget(store: Store, clock: Clock) {
    loop {
        match decisions::forget(&store, clock.now().minus(KEPT), FORGOTTEN_MAX).await {
            // There may be more.
            Ok(rows) if i64::try_from(rows).is_ok_and(|rows| rows == FORGOTTEN_MAX) => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(error = %error, "old decisions were not forgotten"),
        }
        sleep(FORGETTING).await;
    }
}
