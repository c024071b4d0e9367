//! The node's timetable: what comes next, published from memory, and classes woken before their doors open.
//!
//! The coming slots are read from the store where something changed, and published as a whole; who asks reads the last
//! reading, so a store that is away makes it old and not absent. Like the lessons it is no actor: it owns nothing that is
//! not in the store. What it has woken it remembers only so as not to ask twice, and after a crash it asks again, which
//! wakes nobody who is awake.
//!
//! It wakes what the timetable says, journal or none: from ten minutes before the hour a class is kept awake, so that its
//! doors open and the storm meets it awake. What has a deadline of its own, a hold or an offer that ends, is woken by
//! `session/due.rs` from the aggregate's row. A class that is asked for by neither is woken by who asks for it.
//!
//! A class whose slot was moved or amended hears of it here, if it runs; one that sleeps reads its row when it wakes.

mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use homeroom_machines::timetable::zone_name;
use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::StoreError;
use homeroom_storage::timetable::{self, SlotStamp};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use crate::session::directory::Directory;
use crate::session::sessions::Sessions;
use snapshot::{LONGEST, Snapshot};

/// How often it is looked whether something changed or is due: a door opens no more than this late.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How old a reading may be where no slot changed: titles may have, and the days go on.
const READ_EVERY: Duration = Duration::from_secs(60);
/// How long the store may take.
const STORE_TIMEOUT: Duration = Duration::from_secs(10);
/// Classes woken at once: at the top of the hour there are hundreds, and each reads a journal.
const WOKEN_AT_ONCE: usize = 32;

/// The timetable; cheap to clone.
#[derive(Clone)]
pub struct Schedule(Arc<Shared>);

struct Shared {
    directory: Arc<Directory>,
    published: RwLock<Arc<Snapshot>>,
    /// What the published reading was made from, and when; held while one is read, so that two readers do not publish in
    /// the wrong order.
    read: Mutex<Option<(SlotStamp, Timestamp)>>,
}

/// An answer to `GET /v1/schedule/next`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Next {
    /// JSON of [`homeroom_protocol::rest::schedule::NextSlots`].
    pub body: Bytes,
    /// The validator of everything in the body but the server's time: weak for that reason (RFC 9110, section 8.8.3).
    pub etag: String,
}

/// Keeps the timetable fresh and wakes classes until this is dropped.
pub struct Keeping(AbortHandle);

impl Drop for Keeping {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Schedule {
    /// The timetable of the store these sessions are of, as it is now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn start(sessions: &Sessions) -> Result<(Self, Keeping), StoreError> {
        let published = RwLock::new(Arc::new(Snapshot::default()));
        let directory = Arc::clone(&sessions.directory);
        let schedule = Self(Arc::new(Shared { directory, published, read: Mutex::new(None) }));
        schedule.refresh().await?;
        let keeper = schedule.clone();
        let keeping = tokio::spawn(async move { keeper.keep().await });
        Ok((schedule, Keeping(keeping.abort_handle())))
    }

    /// Reads the coming slots where something changed, and publishes them.
    ///
    /// # Errors
    /// When the store does not answer; what is published stays.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let mut read = self.0.read.lock().await;
        let world = &self.0.directory.world;
        let now = world.clock.now();
        let stamp = timetable::stamp(&world.store, now.minus(LONGEST)).await?;
        if read.is_some_and(|(of, at)| of == stamp && now.since(at) < READ_EVERY) {
            return Ok(());
        }
        let snapshot = Snapshot::read(&world.store, now).await?;
        for (id, facts) in snapshot.amended(&self.published()) {
            self.0.directory.amend(id, facts);
        }
        *self.0.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        *read = Some((stamp, now));
        Ok(())
    }

    /// What comes next: of a course or of all, with local times of a zone, at most `limit` slots.
    ///
    /// # Errors
    /// `not_found` where there is no such course, `invalid` where there is no such zone.
    pub fn next(&self, course: Option<CourseId>, zone: &str, limit: usize) -> Result<Next, Refusal> {
        let now = self.0.directory.world.clock.now();
        let snapshot = self.published();
        if let Some(next) = snapshot.written(course, zone, limit, now) {
            return Ok(next);
        }
        if course.is_some_and(|course| !snapshot.has(course)) {
            return Err(Code::NotFound.into());
        }
        let Some(zone) = zone_name(zone) else {
            return Err(Refusal::new(Code::Invalid).detail("`zone` is not one of the IANA database."));
        };
        snapshot.write(course, &zone, limit, now).ok_or_else(|| Code::Broke.into())
    }

    fn published(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn keep(&self) {
        let clock = self.0.directory.world.clock.clone();
        let mut woken = BTreeSet::new();
        loop {
            match timeout(STORE_TIMEOUT, self.refresh()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!(store.error = %error, "the timetable could not be read and stays as it was");
                }
                Err(_) => tracing::warn!("the timetable was not read in time and stays as it was"),
            }
            self.wake(&mut woken).await;
            clock.sleep(LOOK_EVERY).await;
        }
    }

    /// Wakes the classes whose doors are to be open now, and keeps them awake until they begin; those that have begun once,
    /// from then on they know themselves when they are needed. What could not be woken is tried at the next look.
    async fn wake(&self, woken: &mut BTreeSet<SessionId>) {
        let directory = &self.0.directory;
        let now = directory.world.clock.now();
        let due: BTreeMap<_, _> = self.published().open_at(now.plus(DOORS_SPAN)).collect();
        woken.retain(|id| due.contains_key(id));
        let is_asked = |id: &SessionId, starts_at: Timestamp| {
            !woken.contains(id) || now < starts_at && directory.running(*id).is_none()
        };
        let asked: Vec<_> = due.into_iter().filter(|(id, at)| is_asked(id, *at)).map(|(id, _)| id).collect();
        let waking = futures_util::stream::iter(asked).map(|id| wake(Arc::clone(directory), id));
        woken.extend(waking.buffer_unordered(WOKEN_AT_ONCE).filter_map(std::future::ready).collect::<Vec<_>>().await);
    }
}

/// Wakes a class; `Some` where there is no need to try again.
async fn wake(directory: Arc<Directory>, id: SessionId) -> Option<SessionId> {
    match directory.find(id).await {
        Ok(_) => Some(id),
        Err(refusal) => {
            tracing::warn!(session.id = %id, refusal.code = %refusal.code, "a class was not woken for its doors");
            // What is set aside or gone will not come by being asked for again.
            (refusal.code != Code::Unavailable).then_some(id)
        }
    }
}
