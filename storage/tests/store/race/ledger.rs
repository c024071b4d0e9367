//! What the people of a race were told, and its comparison with what the journal holds in the end.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use homeroom_protocol::ids::CommandId;
use homeroom_storage::Store;
use homeroom_storage::journal::{JournalEntry, Run};
use sqlx::Row;
use uuid::Uuid;

#[derive(Default)]
pub(super) struct Ledger {
    commands: AtomicU64,
    acked: Mutex<Vec<(Uuid, i64, Option<CommandId>)>>,
    denied: Mutex<HashSet<Option<CommandId>>>,
    pub(super) fenced: AtomicUsize,
    pub(super) unknown: AtomicUsize,
    pub(super) taken: AtomicUsize,
}

/// What a comparison found; the first four have to be none.
pub(super) struct Found {
    /// Acknowledged, and not in the journal where it was said to be.
    pub(super) lost: usize,
    /// Denied, and in the journal all the same.
    pub(super) risen: usize,
    /// Written in another term than its author's, or after a later term had begun.
    pub(super) stale: usize,
    /// Positions that are missing, and rows that name another last position than the journal.
    pub(super) gaps: usize,
    pub(super) acked: usize,
    pub(super) denied: usize,
    pub(super) fenced: usize,
    pub(super) unknown: usize,
    pub(super) taken: usize,
}

impl Found {
    pub(super) fn is_clean(&self) -> bool {
        self.lost + self.risen + self.stale + self.gaps == 0
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} lost, {} risen, {} stale, {} gaps; {} entries acked, {} denied; {} runs fenced, {} unknown; {} taken over",
            self.lost,
            self.risen,
            self.stale,
            self.gaps,
            self.acked,
            self.denied,
            self.fenced,
            self.unknown,
            self.taken
        )
    }
}

impl Ledger {
    /// The id of a command that nobody gave before.
    pub(super) fn command(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.commands.fetch_add(1, Ordering::Relaxed)) + 1)
    }

    pub(super) fn ack(&self, id: Uuid, entry: &JournalEntry) {
        self.acked.lock().unwrap().push((id, entry.position, entry.command_id));
    }

    pub(super) fn deny(&self, entry: &JournalEntry) {
        self.denied.lock().unwrap().insert(entry.command_id);
    }

    /// A run whose outcome was not known is told by what the journal holds after it.
    pub(super) fn tell(&self, run: &Run, journal: &[JournalEntry]) {
        for entry in &run.entries {
            match journal.iter().any(|there| there == entry) {
                true => self.ack(run.id, entry),
                false => self.deny(entry),
            }
        }
    }

    /// Compares with the journal. Every lane has to be gone.
    pub(super) async fn compare(&self, store: &Store) -> Found {
        let (mut stale, mut gaps) = (0, 0);
        let mut journal = HashMap::new();
        let mut last: HashMap<Uuid, (i64, i64)> = HashMap::new();
        let rows = sqlx::query(
            "select aggregate_id, position, epoch, command_id, (events->>'epoch')::bigint from journal_json order by 1, 2",
        );
        for row in rows.fetch_all(store.pool()).await.unwrap() {
            let (id, position, epoch): (Uuid, i64, i64) = (row.get(0), row.get(1), row.get(2));
            let (before, epoch_before) = last.insert(id, (position, epoch)).unwrap_or_default();
            gaps += usize::from(position != before + 1);
            stale += usize::from(epoch != row.get::<i64, _>(4) || epoch < epoch_before);
            journal.insert((id, position), Some(CommandId(row.get(3))));
        }
        let heads: Vec<(Uuid, i64)> =
            sqlx::query_as("select id, position from aggregate").fetch_all(store.pool()).await.unwrap();
        gaps += heads.iter().filter(|(id, position)| last.get(id).map_or(0, |last| last.0) != *position).count();
        let (acked, denied) = (self.acked.lock().unwrap(), self.denied.lock().unwrap());
        Found {
            lost: acked
                .iter()
                .filter(|(id, position, command)| journal.get(&(*id, *position)) != Some(command))
                .count(),
            risen: journal.values().filter(|command| denied.contains(command)).count(),
            stale,
            gaps,
            acked: acked.len(),
            denied: denied.len(),
            fenced: self.fenced.load(Ordering::Relaxed),
            unknown: self.unknown.load(Ordering::Relaxed),
            taken: self.taken.load(Ordering::Relaxed),
        }
    }
}
