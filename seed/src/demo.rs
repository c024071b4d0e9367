//! The demo world: one course, its people, one class that is always open, and one-use links to walk into it.
//!
//! Planting is safe to repeat: people and course have fixed ids, and a class that is still going is found again, so that
//! a restarted server brings everybody back to the seat they had.

pub mod lessons;
pub mod links;
pub mod timetable;
pub mod world;

use std::time::Duration;

use homeroom_protocol::entitlement::{Feature, GrantKind};
use homeroom_protocol::ids::{GrantId, SessionId};
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::pack::Manifest;
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::grants::{self, Courses};
use homeroom_storage::sessions::{Open, SessionRow};
use homeroom_storage::{Store, StoreError, accounts, courses, journal, moderators, plans, sessions, sign_in_requests};

/// A demo class began this long ago, so that it is live from the first moment.
const BEGAN_AGO: Duration = Duration::from_secs(5 * 60);
/// And goes on this long: an evening of trying things out.
const GOES_ON: Duration = Duration::from_secs(3 * 60 * 60);
/// A class with less than this left is not worth walking into.
const LEFT_MIN: Duration = Duration::from_secs(30 * 60);
/// The version of ids that are derived from a name (RFC 9562, section 5.5).
const DERIVED: usize = 5;
/// How many journal entries are read at a time.
const ENTRIES_READ: i64 = 500;

/// Puts the people and the course there, and gives the students a subscription for it.
///
/// # Errors
/// When the store does not take them.
pub async fn plant(store: &Store) -> Result<(), StoreError> {
    courses::put(store, world::COURSE, world::COURSE_TITLE).await?;
    for person in world::PEOPLE {
        // Whoever is there already may have chosen another name.
        if accounts::read(store, person.id).await?.is_none() {
            accounts::put(store, person.id, person.name).await?;
        }
        sign_in_requests::give_email(store, person.email, person.id).await?;
        courses::enrol(store, world::COURSE, person.id, person.role).await?;
    }
    plans::put(store, world::PLAN, world::PLAN_NAME, Feature::ALL, &Courses::Only(vec![world::COURSE])).await?;
    let students = world::PEOPLE.iter().filter(|person| person.role == Role::Student);
    let held: Vec<_> = students.map(|student| (GrantId(student.id.0), student.id)).collect();
    // A grant that somebody ended stays ended: its id is there.
    grants::plant(store, world::PLAN_NAME, GrantKind::Subscription, &held).await?;
    moderators::appoint(store, world::PLATFORM_MODERATOR).await?;
    Ok(())
}

/// Opens a class under `id`, with so many seats.
///
/// # Errors
/// When the store does not take it.
pub async fn open(store: &Store, id: SessionId, now: Timestamp, capacity: u32) -> Result<SessionRow, StoreError> {
    let lesson = lessons::lesson(store).await?;
    let (title, summary) = lesson.as_ref().map_or((world::LESSON_TITLE, world::LESSON_SUMMARY), |manifest| {
        (manifest.contents.title.as_str(), manifest.contents.summary.as_str())
    });
    let class = SessionRow {
        id,
        course: world::COURSE,
        course_title: world::COURSE_TITLE.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        capacity,
        starts_at: now.minus(BEGAN_AGO),
        ends_at: now.plus(GOES_ON),
        lesson: lesson.as_ref().map(Manifest::revision),
        lobby: false,
    };
    sessions::put(store, &class).await?;
    Ok(class)
}

/// The class of the demo course that is going and will go on for a while, if there is one.
///
/// # Errors
/// When the store does not answer, or the journal of a class cannot be read.
pub async fn still_open(store: &Store, now: Timestamp) -> Result<Option<SessionRow>, StoreError> {
    let Some(teacher) = world::PEOPLE.first() else { return Ok(None) };
    for Open { session: class, .. } in sessions::open_for(store, teacher.id, now).await? {
        let going = class.course == world::COURSE
            && !is_of_timetable(&class)
            && class.starts_at <= now
            && class.ends_at.since(now) >= LEFT_MIN;
        if going && !is_over(store, class.id).await? {
            return Ok(Some(class));
        }
    }
    Ok(None)
}

/// Whether a class belongs to an hour of the timetable: its id is derived, and not minted.
fn is_of_timetable(class: &SessionRow) -> bool {
    class.id.0.get_version_num() == DERIVED
}

/// Whether a class was ended: its row does not say, its journal does.
///
/// # Errors
/// When the store does not answer.
pub async fn is_over(store: &Store, class: SessionId) -> Result<bool, StoreError> {
    let mut after = 0;
    loop {
        let entries = journal::read(store, class.0, after, ENTRIES_READ).await?;
        let Some(last) = entries.last() else { return Ok(false) };
        after = last.position;
        if entries.iter().any(|entry| ends(&entry.events)) {
            return Ok(true);
        }
    }
}

/// Whether an entry ends the class. One that cannot be read is not for the demo world to judge.
fn ends(entry: &[u8]) -> bool {
    let entry: Result<Entry<SessionEvent>, _> = serde_json::from_slice(entry);
    entry.is_ok_and(|entry| entry.events.iter().any(|event| matches!(event, SessionEvent::Ended { .. })))
}
