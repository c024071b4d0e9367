//! Reading what people hold: everyone who asks while the previous read is under way is answered by the next one together,
//! and many who ask for the same account cost one row.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use homeroom_machines::entitlement::{Courses, Grant};
use homeroom_protocol::ids::PersonId;
use homeroom_storage::grants::{self, HeldGrant};
use homeroom_storage::{Store, StoreError};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::Remembered;
use super::cache::Held;
use super::kept::Kept;
use crate::kit::clock::Clock;

/// Askers answered by one statement.
const ASKERS_PER_READ_MAX: usize = 500;
/// Askers that may wait; a longer line would wait longer than people do.
const ASKERS_MAX: usize = 50_000;
/// How long one read may take. Everyone behind it waits for it, and a store that is frozen says nothing at all.
const READ_TIMEOUT: Duration = Duration::from_secs(3);

type Asking = (PersonId, oneshot::Sender<Option<Held>>);

/// Reads what people hold.
pub(super) struct Loader {
    asking: mpsc::Sender<Asking>,
    reads: Arc<AtomicU64>,
}

impl Loader {
    /// One on this store, which writes what it read into the cache; it runs until this is dropped.
    pub(super) fn open(store: Store, clock: Clock, cache: Arc<Remembered>) -> Self {
        let (sender, asking) = mpsc::channel(ASKERS_MAX);
        let reads = Arc::new(AtomicU64::new(0));
        let work = Work { store, clock, cache, reads: Arc::clone(&reads), kept: Kept::default() };
        tokio::spawn(work.run(asking));
        Self { asking: sender, reads }
    }

    /// What an account holds, read now; `None`: it could not be.
    pub(super) async fn load(&self, account: PersonId) -> Option<Held> {
        let (reply, answer) = oneshot::channel();
        self.asking.try_send((account, reply)).ok()?;
        answer.await.ok().flatten()
    }

    /// Statements sent so far.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests count them"))]
    pub(super) fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }
}

struct Work {
    store: Store,
    clock: Clock,
    cache: Arc<Remembered>,
    reads: Arc<AtomicU64>,
    kept: Kept,
}

impl Work {
    async fn run(mut self, mut asking: mpsc::Receiver<Asking>) {
        let mut waiting: Vec<Asking> = Vec::new();
        while asking.recv_many(&mut waiting, ASKERS_PER_READ_MAX).await > 0 {
            let mut askers: BTreeMap<PersonId, Vec<oneshot::Sender<Option<Held>>>> = BTreeMap::new();
            for (account, reply) in waiting.drain(..) {
                askers.entry(account).or_default().push(reply);
            }
            self.answer_known(&mut askers);
            if !askers.is_empty() {
                self.answer_read(askers).await;
            }
            if asking.is_empty() {
                self.kept.let_go();
            }
        }
    }

    /// Answers those for whom the read before this one has brought it.
    fn answer_known(&self, askers: &mut BTreeMap<PersonId, Vec<oneshot::Sender<Option<Held>>>>) {
        let now = self.clock.now();
        let cache = self.cache.lock();
        askers.retain(|account, replies| match cache.fresh(*account, now) {
            None => true,
            Some(held) => {
                reply(std::mem::take(replies), Some(&held));
                false
            }
        });
    }

    async fn answer_read(&mut self, askers: BTreeMap<PersonId, Vec<oneshot::Sender<Option<Held>>>>) {
        let accounts: Vec<PersonId> = askers.keys().copied().collect();
        let (as_of, seen) = (self.clock.now(), self.cache.lock().seen());
        self.reads.fetch_add(1, Ordering::Relaxed);
        let read = timeout(READ_TIMEOUT, self.read(&accounts)).await;
        let silent = || Err(StoreError::Unreachable("no answer in time".to_owned()));
        match read.unwrap_or_else(|_| silent()) {
            Ok(grants) => {
                for ((account, replies), grants) in askers.into_iter().zip(grants) {
                    let held = Held { grants: grants.into_iter().map(grant).collect(), as_of };
                    self.cache.lock().put(account, held.clone(), seen);
                    reply(replies, Some(&held));
                }
            }
            Err(error) => {
                tracing::warn!(store.error = %error, "it could not be read what people hold");
                self.cache.lock().failed(self.clock.now());
                for replies in askers.into_values() {
                    reply(replies, None);
                }
            }
        }
    }

    async fn read(&mut self, accounts: &[PersonId]) -> Result<Vec<Vec<HeldGrant>>, StoreError> {
        let (mut reader, reads) = self.kept.take(&self.store).await?;
        let grants = reader.grants(accounts).await?;
        self.kept.give_back(reader, reads);
        Ok(grants)
    }
}

/// Whoever asked may have gone.
fn reply(replies: Vec<oneshot::Sender<Option<Held>>>, held: Option<&Held>) {
    for reply in replies {
        let _ = reply.send(held.cloned());
    }
}

fn grant(row: HeldGrant) -> Grant {
    let HeldGrant { id, kind, features, courses, from, until } = row;
    let courses = match courses {
        grants::Courses::Every => Courses::Every,
        grants::Courses::Only(courses) => Courses::Only(courses.into_iter().collect()),
    };
    Grant { id, kind, features: features.into_iter().collect(), courses, from, until }
}
