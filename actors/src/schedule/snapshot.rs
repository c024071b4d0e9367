//! The coming slots in memory, and the answers that were written from them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use homeroom_machines::timetable::local_time;
use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::journal::v1::SessionFacts;
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::rest::schedule::{NextSlot, NextSlots, SlotSession};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::timetable::{self, SlotRow};
use homeroom_storage::{Store, StoreError, courses};
use sha2::{Digest, Sha256};

use super::Next;

/// A class lasts no longer than a day, so none that began before that goes on.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The two weeks that are filled, and a day.
const AHEAD: Duration = Duration::from_secs(15 * 24 * 60 * 60);
/// Answers kept. There are more courses, zones and limits than anybody needs, and what is not kept is written again.
/// Fifty slots are some 25 KB, so these are a dozen megabytes at the very most.
const WRITTEN_MAX: usize = 512;
/// What every answer begins with, up to the time.
const BEGINNING: &[u8] = b"{\"server_time\":\"";

type Key = (Option<CourseId>, String, usize);

/// The coming slots.
#[derive(Default)]
pub(super) struct Snapshot {
    courses: BTreeMap<CourseId, String>,
    /// Soonest first.
    slots: Vec<SlotRow>,
    written: RwLock<HashMap<Key, Arc<Written>>>,
}

/// An answer without its time.
struct Written {
    /// What follows the time.
    rest: Bytes,
    etag: String,
    /// When a slot is over, and the answer is another one.
    valid_until: Timestamp,
}

impl Snapshot {
    /// Reads them.
    pub(super) async fn read(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let slots = timetable::slots(store, now.minus(LONGEST), now.plus(AHEAD), &[]).await?;
        let courses = courses::titles(store).await?.into_iter().collect();
        Ok(Self { courses, slots, written: RwLock::default() })
    }

    pub(super) fn has(&self, course: CourseId) -> bool {
        self.courses.contains_key(&course)
    }

    /// The sessions that have begun by `at`, when the doors of those that begin then open, and are not over now; with when
    /// they begin.
    pub(super) fn open_at(&self, at: Timestamp) -> impl Iterator<Item = (SessionId, Timestamp)> {
        let now = at.minus(DOORS_SPAN);
        let begun = self.slots.iter().take_while(move |slot| slot.starts_at <= at);
        begun
            .filter(move |slot| now < slot.ends_at && !slot.ended && !slot.cancelled)
            .map(|slot| (slot.session, slot.starts_at))
    }

    /// The sessions of which something else is said here than in an earlier reading.
    pub(super) fn amended(&self, before: &Self) -> Vec<(SessionId, SessionFacts)> {
        let known: BTreeMap<_, _> = before.slots.iter().map(|slot| (slot.session, facts(slot))).collect();
        let now = self.slots.iter().map(|slot| (slot.session, facts(slot)));
        now.filter(|(id, facts)| known.get(id).is_some_and(|before| before != facts)).collect()
    }

    /// An answer that was written before and is still the answer.
    pub(super) fn written(&self, course: Option<CourseId>, zone: &str, limit: usize, now: Timestamp) -> Option<Next> {
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        let found = written.get(&(course, zone.to_owned(), limit)).filter(|written| now < written.valid_until)?;
        Some(found.at(now))
    }

    /// Writes an answer; `None`: it cannot be written. `zone` is as the database writes it.
    pub(super) fn write(&self, course: Option<CourseId>, zone: &str, limit: usize, now: Timestamp) -> Option<Next> {
        // One that is cancelled is told of until it would have been over: somebody may be on their way.
        let is_wanted = |slot: &&SlotRow| {
            let goes_on = now < slot.ends_at && (!slot.ended || slot.cancelled);
            goes_on && course.is_none_or(|course| course == slot.course)
        };
        let wanted: Vec<_> = self.slots.iter().filter(is_wanted).take(limit).collect();
        let valid_until = wanted.iter().map(|slot| slot.ends_at).min().unwrap_or(Timestamp::from_millis(i64::MAX));
        let slots = wanted.iter().map(|slot| self.shown(slot, zone)).collect::<Option<_>>()?;
        let body = serde_json::to_vec(&NextSlots { server_time: now, zone: zone.to_owned(), slots }).ok()?;
        let rest = Bytes::from(body).slice(BEGINNING.len() + now.to_string().len()..);
        let hash: String = Sha256::digest(&rest).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let written = Arc::new(Written { rest, etag: format!("W/\"{hash}\""), valid_until });
        let mut kept = self.written.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < WRITTEN_MAX {
            kept.insert((course, zone.to_owned(), limit), Arc::clone(&written));
        }
        Some(written.at(now))
    }

    fn shown(&self, slot: &SlotRow, zone: &str) -> Option<NextSlot> {
        let session = SlotSession {
            session_id: slot.session,
            title: slot.title.clone(),
            summary: slot.summary.clone(),
            lesson: slot.lesson,
            capacity: slot.capacity,
            seats_left: if slot.cancelled { 0 } else { slot.capacity.saturating_sub(slot.taken) },
            waiting: if slot.cancelled { 0 } else { slot.waiting },
            cancelled: slot.cancelled,
        };
        Some(NextSlot {
            slot_id: slot.id,
            course_id: slot.course,
            course: self.courses.get(&slot.course).cloned().unwrap_or_default(),
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            local_starts_at: local_time(zone, slot.starts_at)?,
            local_ends_at: local_time(zone, slot.ends_at)?,
            sessions: vec![session],
        })
    }
}

fn facts(slot: &SlotRow) -> SessionFacts {
    SessionFacts {
        course: slot.course,
        title: slot.title.clone(),
        summary: slot.summary.clone(),
        lesson: slot.lesson,
        capacity: slot.capacity,
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        lobby: slot.lobby,
    }
}

impl Written {
    fn at(&self, now: Timestamp) -> Next {
        let now = now.to_string();
        let mut body = BytesMut::with_capacity(BEGINNING.len() + now.len() + self.rest.len());
        body.put_slice(BEGINNING);
        body.put_slice(now.as_bytes());
        body.put_slice(&self.rest);
        Next { body: body.freeze(), etag: self.etag.clone() }
    }
}
