//! Sessions as they are planned. What happens in one stands in its journal; this row is read once, when it is announced,
//! and again for lists. When the session really ended is written to it by the session.

use std::collections::BTreeSet;
use std::time::Duration;

use homeroom_protocol::audit::What;
use homeroom_protocol::ids::{CourseId, PersonId, SessionId};
use homeroom_protocol::lesson::LessonRevision;
use homeroom_protocol::limits::{CLOSING_SPAN, DOORS_SPAN};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::audit::{self, Act};
use crate::stamp::Stamp;
use crate::{Store, StoreError, courses, taught};

pub(crate) const READ: &str = "\
select s.id, s.course_id, c.title, s.title, s.summary, s.capacity, s.starts_at, s.ends_at, s.lesson_id, s.lesson_version,
       coalesce(s.lobby, c.lobby)
  from session s join course c on c.id = s.course_id where s.id = $1";
pub(crate) const PUT: &str = "\
insert into session (id, course_id, title, summary, capacity, starts_at, ends_at, lesson_id, lesson_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (id) do update set course_id = excluded.course_id, title = excluded.title, summary = excluded.summary,
  capacity = excluded.capacity, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
  lesson_id = excluded.lesson_id, lesson_version = excluded.lesson_version";
pub(crate) const OPEN_FOR: &str = "\
with mine as (
  select course_id, role from enrolment where account_id = $1
  union all
  select c.id, 'student' from course c
   where not exists (select 1 from enrolment e where e.course_id = c.id and e.account_id = $1)
     and exists (select 1 from \"grant\" g join plan p on p.id = g.plan_id
                  where g.account_id = $1 and g.valid_from <= $4
                    and coalesce(least(g.valid_until, g.ended_at), 'infinity') > $4
                    and (p.every_course
                      or exists (select 1 from plan_course o where o.plan_id = p.id and o.course_id = c.id))
                    and exists (select 1 from plan_feature f
                                 where f.plan_id = p.id and f.feature in ('live_seat', 'overflow')))
)
select s.id, s.course_id, c.title, s.title, s.summary, s.capacity, s.starts_at,
       case when s.cancelled_at is null then coalesce(s.ended_at, s.ends_at) else s.ends_at end,
       s.lesson_id, s.lesson_version, coalesce(s.lobby, c.lobby), mine.role, s.cancelled_at is not null
  from mine join session s on s.course_id = mine.course_id join course c on c.id = s.course_id
 where s.starts_at <= $2 and case when s.cancelled_at is null then coalesce(s.ended_at, s.ends_at) else s.ends_at end > $3
 order by s.starts_at, s.id limit 20";
/// Of these sessions, those of these courses (null: of any) whose doors are open.
pub(crate) const DOORS_OPEN: &str = "\
select s.id, s.course_id, c.title, s.title, s.summary, s.capacity, s.starts_at, s.ends_at, s.lesson_id, s.lesson_version,
       coalesce(s.lobby, c.lobby)
  from session s join course c on c.id = s.course_id
 where s.id = any($1) and ($2::uuid[] is null or s.course_id = any($2)) and s.cancelled_at is null and s.ended_at is null
   and s.starts_at <= $3 and s.ends_at > $4
 order by s.starts_at, s.title, s.id";
pub(crate) const CANCEL: &str = "\
update session set cancelled_at = $2
 where id = $1 and cancelled_at is null and ended_at is null and ends_at > $2";
/// The slot it is in has changed for whoever reads the timetable.
pub(crate) const STAMP_SLOT: &str = "update slot set changed_at = $2 where session_id = $1";
pub(crate) const HOW_OVER: &str = "select cancelled_at is not null from session where id = $1";
pub(crate) const TO_CANCEL: &str = "\
select id from session where cancelled_at is not null and ended_at is null order by cancelled_at limit $1";
pub(crate) const RECORD_END: &str = "update session set ended_at = $2 where id = $1";

/// How long before its start a session is listed for its people.
const LISTED_BEFORE: Duration = Duration::from_secs(60 * 60);

/// A planned session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionRow {
    /// Which; also the id of its aggregate.
    pub id: SessionId,
    /// Of which course.
    pub course: CourseId,
    /// The course's title; read, never written here.
    pub course_title: String,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// Interactive seats for students.
    pub capacity: u32,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// What it teaches.
    pub lesson: Option<LessonRevision>,
    /// Whether it begins with its lobby on, by what is said of it or else of its course; read, never written here.
    pub lobby: bool,
}

/// A session that is somebody's now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Open {
    /// The session; where it ended before its time, `ends_at` says when.
    pub session: SessionRow,
    /// What they are in it.
    pub role: Role,
    /// Whether it does not take place.
    pub cancelled: bool,
}

/// What became of a wish to cancel a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cancelled {
    /// It is cancelled.
    Cancelled,
    /// It was before.
    Before,
    /// It has ended.
    Over,
    /// There is no such session.
    NoSession,
}

fn session(row: &PgRow) -> Result<SessionRow, StoreError> {
    let capacity: i32 = row.try_get(5)?;
    Ok(SessionRow {
        id: SessionId(row.try_get(0)?),
        course: CourseId(row.try_get(1)?),
        course_title: row.try_get(2)?,
        title: row.try_get(3)?,
        summary: row.try_get(4)?,
        capacity: u32::try_from(capacity).map_err(|_| StoreError::Corrupt("a capacity is negative".to_owned()))?,
        starts_at: row.try_get::<Stamp, _>(6)?.0,
        ends_at: row.try_get::<Stamp, _>(7)?.0,
        lesson: taught::revision(row, 8)?,
        lobby: row.try_get(10)?,
    })
}

/// A session, where it is planned.
///
/// # Errors
/// When the store does not answer.
pub async fn read(store: &Store, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
    let row = sqlx::query(READ).bind(id.0).fetch_optional(store.pool()).await?;
    row.as_ref().map(session).transpose()
}

/// Writes a session; one that is there is changed. Its course has to be there.
///
/// # Errors
/// When the store does not answer, or refuses it.
pub async fn put(store: &Store, row: &SessionRow) -> Result<(), StoreError> {
    sqlx::query(PUT)
        .bind(row.id.0)
        .bind(row.course.0)
        .bind(&row.title)
        .bind(&row.summary)
        .bind(i32::try_from(row.capacity).unwrap_or(i32::MAX))
        .bind(Stamp(row.starts_at))
        .bind(Stamp(row.ends_at))
        .bind(row.lesson.map(|lesson| lesson.lesson_id.0))
        .bind(row.lesson.map(|lesson| i64::try_from(lesson.version).unwrap_or(i64::MAX)))
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Writes down when a session ended. Done twice it is done once.
///
/// # Errors
/// When the store does not answer.
pub async fn record_end(store: &Store, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(RECORD_END).bind(id.0).bind(Stamp(at)).execute(store.pool()).await?;
    Ok(())
}

/// Cancels a session that is to come or goes on. What follows from it the session itself does, as soon as a node sees it
/// among [`to_cancel`].
///
/// # Errors
/// When the store does not answer.
pub async fn cancel(store: &Store, id: SessionId, act: Act<'_>) -> Result<Cancelled, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let cancelled = sqlx::query(CANCEL).bind(id.0).bind(Stamp(act.at)).execute(&mut *transaction).await?;
    if cancelled.rows_affected() != 1 {
        let before: Option<bool> = sqlx::query_scalar(HOW_OVER).bind(id.0).fetch_optional(&mut *transaction).await?;
        return Ok(match before {
            Some(true) => Cancelled::Before,
            Some(false) => Cancelled::Over,
            None => Cancelled::NoSession,
        });
    }
    sqlx::query(STAMP_SLOT).bind(id.0).bind(Stamp(act.at)).execute(&mut *transaction).await?;
    audit::write(&mut transaction, What::SessionCancel, None, id.0, act).await?;
    transaction.commit().await?;
    Ok(Cancelled::Cancelled)
}

/// Sessions that are cancelled and have not ended yet, the longest first, at most so many.
///
/// # Errors
/// When the store does not answer.
pub async fn to_cancel(store: &Store, limit: i64) -> Result<Vec<SessionId>, StoreError> {
    let ids: Vec<Uuid> = sqlx::query_scalar(TO_CANCEL).bind(limit).fetch_all(store.pool()).await?;
    Ok(ids.into_iter().map(SessionId).collect())
}

/// Of these sessions, those whose doors are open, by their start; of these courses only, where some are named.
///
/// # Errors
/// When the store does not answer.
pub async fn doors_open(
    store: &Store,
    ids: &[SessionId],
    courses: Option<&BTreeSet<CourseId>>,
    now: Timestamp,
) -> Result<Vec<SessionRow>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let courses = courses.map(|courses| courses.iter().map(|id| id.0).collect::<Vec<_>>());
    let (begun, over) = (Stamp(now.plus(DOORS_SPAN)), Stamp(now.minus(CLOSING_SPAN)));
    let rows = sqlx::query(DOORS_OPEN).bind(ids).bind(courses).bind(begun).bind(over).fetch_all(store.pool()).await?;
    rows.iter().map(session).collect()
}

/// The sessions of a person's courses that are going, or begin within the hour, soonest first, with the person's role: the
/// courses they are enrolled in, and those for which they hold a grant for live classes.
/// One that is cancelled is listed until it would have been over.
///
/// # Errors
/// When the store does not answer.
pub async fn open_for(store: &Store, person: PersonId, now: Timestamp) -> Result<Vec<Open>, StoreError> {
    let (listed, over) = (Stamp(now.plus(LISTED_BEFORE)), Stamp(now.minus(CLOSING_SPAN)));
    let rows =
        sqlx::query(OPEN_FOR).bind(person.0).bind(listed).bind(over).bind(Stamp(now)).fetch_all(store.pool()).await?;
    let open = |row: &PgRow| {
        Ok(Open { session: session(row)?, role: courses::role(row.try_get(11)?)?, cancelled: row.try_get(12)? })
    };
    rows.iter().map(open).collect()
}
