//! The lessons of the demo world: the project's own courses, built, signed, published, and one for every day.
//!
//! Which lesson is on which day is counted from 1970, so that a world that is planted again on another day does not
//! change its mind about the days between.

use std::time::Duration;

use homeroom_machines::lesson::local_day;
use homeroom_objects::Objects;
use homeroom_protocol::ids::{CourseId, LessonId};
use homeroom_protocol::pack::{Manifest, Signed};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{Store, StoreError, courses, lessons};

use super::world;
use crate::lessons::{Course, Finding, Sources, compile, lesson_id};
use crate::packs::{Key, Pack, SealError, seal};
use crate::publish::{PublishError, publish};

/// How long a manifest of the demo world is good; it is signed again at each start.
const GOOD_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Days before today that are planned, for those where it still is yesterday.
const DAYS_BEFORE: i32 = 2;
/// Days from today on that are planned: the seven that are hinted, for as long as a world is left running.
const DAYS_AFTER: i32 = 60;
/// Milliseconds of a day of UTC.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// Why there are no lessons.
#[derive(Debug, thiserror::Error)]
pub enum PlantError {
    /// A course of the project is wrong or not there.
    #[error("the course {course} cannot be built: {what}")]
    Course {
        /// Which.
        course: &'static str,
        /// The first thing that is wrong.
        what: String,
    },
    /// A lesson could not be signed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A lesson could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Builds, publishes and plans the lessons of the demo world's courses.
///
/// # Errors
/// When a course cannot be built, or a store does not answer.
pub async fn plant(store: &Store, objects: &Objects, key: &Key, now: Timestamp) -> Result<(), PlantError> {
    for (id, slug) in world::COURSES {
        let course = built(slug)?;
        courses::put(store, *id, &course.title).await?;
        let packs = sealed(store, &course, key, now).await?;
        publish(store, objects, *id, &packs, now).await?;
        plan(store, *id, &packs, now).await?;
    }
    Ok(())
}

fn built(slug: &'static str) -> Result<Course, PlantError> {
    let wrong = |what: String| PlantError::Course { course: slug, what };
    let sources = Sources::own(slug).ok_or_else(|| wrong("it is not there".to_owned()))?;
    compile(&sources).map_err(|findings| wrong(findings.first().map(Finding::to_string).unwrap_or_default()))
}

/// Each lesson, with the number that comes after what is published already.
async fn sealed(store: &Store, course: &Course, key: &Key, now: Timestamp) -> Result<Vec<Pack>, PlantError> {
    let mut packs = Vec::new();
    for lesson in &course.lessons {
        let before = latest(store, lesson.contents.lesson_id).await?;
        packs.push(seal(lesson, before.as_ref(), key, now.plus(GOOD_FOR))?);
    }
    Ok(packs)
}

async fn latest(store: &Store, lesson: LessonId) -> Result<Option<Manifest>, StoreError> {
    let text = lessons::latest(store, lesson).await?;
    let document: Option<Signed<Manifest>> = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(document.map(|document| document.signed))
}

/// The newest edition of what the class that is always open teaches; `None` where no lessons are published.
pub(super) async fn lesson(store: &Store) -> Result<Option<Manifest>, StoreError> {
    let Some((_, course)) = world::COURSES.first() else { return Ok(None) };
    latest(store, lesson_id(course, world::LESSON)).await
}

async fn plan(store: &Store, course: CourseId, packs: &[Pack], now: Timestamp) -> Result<(), PlantError> {
    let Some(today) = local_day("UTC", now) else { return Ok(()) };
    let number = now.as_millis().div_euclid(DAY_MILLIS);
    let count = i64::try_from(packs.len()).unwrap_or(i64::MAX).max(1);
    let days: Vec<_> = (-DAYS_BEFORE..=DAYS_AFTER)
        .filter_map(|offset| {
            let place = usize::try_from(number.saturating_add(i64::from(offset)).rem_euclid(count)).ok()?;
            Some((today.day.plus(offset), packs.get(place)?.manifest.contents.lesson_id))
        })
        .collect();
    Ok(lessons::plan(store, course, &days, now).await?)
}
