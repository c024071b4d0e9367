//! The plan in memory, and the answers that were written from it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use homeroom_machines::lesson::LocalDay;
use homeroom_protocol::ids::{CourseId, LessonId};
use homeroom_protocol::pack::{Contents, Manifest, Signed};
use homeroom_protocol::rest::lessons::{ComingLesson, Today, TodaysLesson};
use homeroom_protocol::time::{Day, Timestamp};
use homeroom_storage::lessons;
use homeroom_storage::{Store, StoreError};
use sha2::{Digest, Sha256};

use super::Published;

/// Days that are hinted after today.
const COMING_DAYS: i32 = 7;
/// Days read before and after the day of UTC: zones are up to 14 hours ahead and 12 behind, and the plan may be a day
/// old when the store is away over midnight.
const DAYS_BEFORE: i32 = 2;
const DAYS_AFTER: i32 = COMING_DAYS + 3;

/// Which lesson is whose on which day, around today.
#[derive(Default)]
pub(super) struct Plan {
    courses: BTreeMap<CourseId, BTreeMap<Day, Planned>>,
    /// By course and zone. Only zones of the database get in, so there is an end to them.
    written: RwLock<HashMap<(CourseId, String), Arc<Published>>>,
}

struct Planned {
    lesson: LessonId,
    manifest: Manifest,
    signed: String,
}

impl Plan {
    /// Reads it.
    pub(super) async fn read(store: &Store, today: Day) -> Result<Self, StoreError> {
        let mut courses: BTreeMap<CourseId, BTreeMap<Day, Planned>> =
            lessons::courses(store).await?.into_iter().map(|course| (course, BTreeMap::new())).collect();
        for row in lessons::planned(store, today.plus(-DAYS_BEFORE), today.plus(DAYS_AFTER)).await? {
            let Ok(document) = serde_json::from_str::<Signed<Manifest>>(&row.manifest) else {
                // One that cannot be read takes no other day with it.
                tracing::error!(lesson.id = %row.lesson, "the manifest of a lesson cannot be read");
                continue;
            };
            let planned = Planned { lesson: row.lesson, manifest: document.signed, signed: row.manifest };
            courses.entry(row.course).or_default().insert(row.day, planned);
        }
        Ok(Self { courses, written: RwLock::default() })
    }

    pub(super) fn has(&self, course: CourseId) -> bool {
        self.courses.contains_key(&course)
    }

    /// An answer that was written before and is still the answer.
    pub(super) fn written(&self, course: CourseId, zone: &str, now: Timestamp) -> Option<Arc<Published>> {
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        written.get(&(course, zone.to_owned())).filter(|written| now < written.valid_until).cloned()
    }

    /// Writes the answer of a day; `None`: it cannot be written.
    pub(super) fn write(&self, course: CourseId, day: &LocalDay, now: Timestamp) -> Option<Arc<Published>> {
        let today = self.today(course, day, now);
        let body = serde_json::to_vec(&today).ok()?;
        let hash = Sha256::digest(&body);
        let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let valid_until = today.valid_until;
        let published = Arc::new(Published { body: Bytes::from(body), etag: format!("\"{hash}\""), valid_until });
        let mut written = self.written.write().unwrap_or_else(PoisonError::into_inner);
        written.insert((course, day.zone.clone()), Arc::clone(&published));
        Some(published)
    }

    fn today(&self, course: CourseId, day: &LocalDay, now: Timestamp) -> Today {
        let days = self.courses.get(&course);
        let planned = days.and_then(|days| days.get(&day.day));
        let coming = days.into_iter().flat_map(|days| days.range(day.day.plus(1)..=day.day.plus(COMING_DAYS)));
        // A manifest that is past its end is shown as it is: who checks it knows, and nobody else can help.
        let ends = planned.map(|planned| planned.manifest.expires_at).filter(|end| *end > now);
        Today {
            course_id: course,
            zone: day.zone.clone(),
            day: day.day,
            valid_until: ends.map_or(day.ends_at, |end| end.min(day.ends_at)),
            lesson: planned.map(todays),
            coming: coming.map(|(day, planned)| hinted(*day, planned)).collect(),
        }
    }
}

fn todays(planned: &Planned) -> TodaysLesson {
    let Contents { level, minutes, summary, title, topics, .. } = planned.manifest.contents.clone();
    TodaysLesson {
        lesson_id: planned.lesson,
        title,
        summary,
        level,
        topics,
        minutes,
        version: planned.manifest.version,
        files: format!("/v1/lessons/{}/files/", planned.lesson),
        manifest: planned.signed.clone(),
    }
}

fn hinted(day: Day, planned: &Planned) -> ComingLesson {
    let contents = &planned.manifest.contents;
    ComingLesson {
        day,
        lesson_id: planned.lesson,
        title: contents.title.clone(),
        level: contents.level.clone(),
        minutes: contents.minutes,
        pack: planned.manifest.pack.clone(),
        size: contents.files.iter().map(|file| file.size).sum(),
    }
}
