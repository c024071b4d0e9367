//! Lessons: the plan of days, published from memory, and the way to a lesson's files.
//!
//! The plan is read from the store every few seconds where something changed, and published as a whole; who asks reads
//! the last one, so a store that is away makes it old and not absent. It is not an actor: it owns nothing that is not in
//! the store, and after a crash it is read again. Each answer is written once for a course and a zone and given to
//! everybody until it ends.

mod file;
mod plan;
mod polls;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use homeroom_machines::lesson::local_day;
use homeroom_objects::Objects;
use homeroom_protocol::ids::{CourseId, LessonId};
use homeroom_protocol::pack::{Manifest, Signed};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::{Day, Timestamp};
use homeroom_storage::lessons::{self, PlanStamp};
use homeroom_storage::{Store, StoreError};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::entitlement::Entitlements;
use crate::kit::clock::Clock;
use plan::Plan;

/// How often it is looked whether something changed: somebody who publishes looks at the page next.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The zone in which the plan's span is counted; whoever asks from another is a day off at most.
const SPAN_ZONE: &str = "UTC";

/// When to try again where there is no object store that answers.
const RETRY_AFTER_MS: u64 = 5_000;

/// Lessons; cheap to clone.
#[derive(Clone)]
pub struct Lessons(Arc<Shared>);

struct Shared {
    store: Store,
    clock: Clock,
    /// `None`: no object store is configured, and there are no files.
    objects: Option<Objects>,
    /// Who may have them.
    entitlements: Entitlements,
    published: RwLock<Arc<Plan>>,
    /// What the published plan was read from; held while one is read, so that two readers do not publish in the wrong
    /// order.
    read: Mutex<Option<(PlanStamp, Day)>>,
}

/// An answer to `GET /v1/lessons/today`, written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// JSON of [`homeroom_protocol::rest::lessons::Today`].
    pub body: Bytes,
    /// The strong validator of the body (RFC 9110, section 8.8.3), with its quotes.
    pub etag: String,
    /// Until when it is the answer.
    pub valid_until: Timestamp,
}

/// The way to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileLink {
    /// Good for 120 seconds (L11).
    pub url: String,
    /// What support looks up by which decision it was given.
    pub decision: Uuid,
}

/// Keeps the plan fresh until this is dropped.
pub struct Reading(AbortHandle);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Lessons {
    /// Lessons of this store, with the plan as it is now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn start(
        store: Store,
        clock: Clock,
        objects: Option<Objects>,
        entitlements: Entitlements,
    ) -> Result<(Self, Reading), StoreError> {
        let published = RwLock::new(Arc::new(Plan::default()));
        let lessons = Self(Arc::new(Shared { store, clock, objects, entitlements, published, read: Mutex::new(None) }));
        lessons.refresh().await?;
        let reader = lessons.clone();
        let reading = tokio::spawn(async move {
            loop {
                reader.0.clock.sleep(LOOK_EVERY).await;
                if let Err(error) = reader.refresh().await {
                    tracing::warn!(store.error = %error, "the plan of lessons could not be read and stays as it was");
                }
            }
        });
        Ok((lessons, Reading(reading.abort_handle())))
    }

    /// Reads the plan where something changed, and publishes it.
    ///
    /// # Errors
    /// When the store does not answer; the published plan stays.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let shared = &*self.0;
        let mut read = shared.read.lock().await;
        let Some(today) = local_day(SPAN_ZONE, shared.clock.now()) else {
            return Err(StoreError::Corrupt("there is no such day as today".to_owned()));
        };
        let stamp = lessons::stamp(&shared.store).await?;
        if *read == Some((stamp, today.day)) {
            return Ok(());
        }
        let plan = Plan::read(&shared.store, today.day).await?;
        *shared.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(plan);
        *read = Some((stamp, today.day));
        Ok(())
    }

    /// The lesson of the day in a course, for somebody in a zone.
    ///
    /// # Errors
    /// `not_found` where there is no such course, `invalid` where there is no such zone.
    pub fn today(&self, course: CourseId, zone: &str) -> Result<Arc<Published>, Refusal> {
        let now = self.0.clock.now();
        let plan = self.0.published.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(written) = plan.written(course, zone, now) {
            return Ok(written);
        }
        if !plan.has(course) {
            return Err(Code::NotFound.into());
        }
        let Some(day) = local_day(zone, now) else {
            return Err(Refusal::new(Code::Invalid).detail("`zone` is not one of the IANA database."));
        };
        plan.write(course, &day, now).ok_or_else(|| Code::Broke.into())
    }
}

fn no_objects() -> Refusal {
    Refusal::new(Code::Unavailable).detail("No object store is configured here.")
}

/// The manifest of an edition, out of what was signed.
fn signed(lesson: LessonId, text: &str) -> Result<Manifest, Refusal> {
    let manifest: Signed<Manifest> = serde_json::from_str(text).map_err(|error| {
        tracing::error!(lesson.id = %lesson, error = %error, "the manifest of a lesson cannot be read");
        Refusal::new(Code::Broke)
    })?;
    Ok(manifest.signed)
}
