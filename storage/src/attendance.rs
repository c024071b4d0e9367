//! Records of attendance, and each person's part of the last one. Both are projections: a session's effect writes them, and
//! its journal can make them again.

use homeroom_protocol::ids::{CourseId, PersonId, SessionId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::stamp::Stamp;
use crate::{Store, StoreError, courses};

pub(crate) const FILE: &str = "\
insert into attendance_record (session_id, version, filed_at, key_id, signed) values ($1, $2, $3, $4, $5)
on conflict (session_id, version) do nothing";
pub(crate) const PROJECT: &str = "\
insert into attendance (session_id, person_id, version, present_ms, intervals, quiz)
select $1, row.person, $2, row.present_ms, row.intervals, row.quiz
  from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[]) as row(person, present_ms, intervals, quiz)
on conflict (session_id, person_id) do update
   set version = excluded.version, present_ms = excluded.present_ms, intervals = excluded.intervals, quiz = excluded.quiz
 where attendance.version < excluded.version";
pub(crate) const FORGET_OLDER: &str = "delete from attendance where session_id = $1 and version < $2";
pub(crate) const FORGET_RECORDS: &str = "delete from attendance_record where session_id = $1";
pub(crate) const FORGET: &str = "delete from attendance where session_id = $1";
pub(crate) const LATEST: &str = "\
select version, filed_at, key_id, signed from attendance_record where session_id = $1 order by version desc limit 1";
pub(crate) const VERSIONS: &str = "\
select version, filed_at, key_id, signed from attendance_record where session_id = $1 order by version";
pub(crate) const OWN: &str = "\
select r.version, r.filed_at, r.key_id, s.ended_at, a.present_ms, a.intervals, a.quiz
  from attendance_record r left join session s on s.id = r.session_id
  left join attendance a on a.session_id = r.session_id and a.version = r.version and a.person_id = $2
 where r.session_id = $1 order by r.version desc limit 1";
pub(crate) const ALL: &str = "\
select person_id, version, present_ms, intervals, quiz from attendance where session_id = $1 order by person_id";
pub(crate) const NAMES: &str = "\
select a.id, a.name, e.role
  from account a left join enrolment e on e.account_id = a.id and e.course_id = $1
 where a.id = any($2)";

/// Rows of one statement: more are no faster (SPEED, goal 9).
const ROWS_PER_STATEMENT: usize = 1_000;

/// A record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordRow {
    /// From 1.
    pub version: u32,
    /// When it was due.
    pub filed_at: Timestamp,
    /// Which key signed it.
    pub key_id: String,
    /// The signed record, byte for byte.
    pub signed: String,
}

/// One person's part of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonRow {
    /// Who.
    pub person: PersonId,
    /// Of which record.
    pub version: u32,
    /// Milliseconds of presence within the class.
    pub present_ms: i64,
    /// JSON of the intervals.
    pub intervals: String,
    /// JSON of how they did in the quiz; `None`: the record does not say it.
    pub quiz: Option<String>,
}

/// A session's last record, without its text, and one person's part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnRow {
    /// From 1.
    pub version: u32,
    /// When it was due.
    pub filed_at: Timestamp,
    /// Which key signed it.
    pub key_id: String,
    /// When the session ended; `None`: that is not written down yet.
    pub ended_at: Option<Timestamp>,
    /// Their part; `None`: they were not there.
    pub part: Option<PersonRow>,
}

/// What somebody is called, and is in a course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NameRow {
    /// Who.
    pub person: PersonId,
    /// The name classes see.
    pub name: String,
    /// What they are in the course; `None`: not in it.
    pub role: Option<Role>,
}

fn version(row: &PgRow, column: usize) -> Result<u32, StoreError> {
    u32::try_from(row.try_get::<i32, _>(column)?).map_err(|_| StoreError::Corrupt("a version is negative".to_owned()))
}

fn record(row: &PgRow) -> Result<RecordRow, StoreError> {
    Ok(RecordRow {
        version: version(row, 0)?,
        filed_at: row.try_get::<Stamp, _>(1)?.0,
        key_id: row.try_get(2)?,
        signed: row.try_get(3)?,
    })
}

fn person(row: &PgRow) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        person: PersonId(row.try_get(0)?),
        version: version(row, 1)?,
        present_ms: row.try_get(2)?,
        intervals: row.try_get(3)?,
        quiz: row.try_get(4)?,
    })
}

/// Puts a record there, and everybody's part of it. A version that is there stays as it is.
///
/// # Errors
/// When the store does not answer, or refuses it.
pub async fn file(
    store: &Store,
    session: SessionId,
    record: &RecordRow,
    people: &[PersonRow],
) -> Result<(), StoreError> {
    let version = i32::try_from(record.version).unwrap_or(i32::MAX);
    let mut transaction = store.pool().begin().await?;
    sqlx::query(FILE)
        .bind(session.0)
        .bind(version)
        .bind(Stamp(record.filed_at))
        .bind(&record.key_id)
        .bind(&record.signed)
        .execute(&mut *transaction)
        .await?;
    for rows in people.chunks(ROWS_PER_STATEMENT) {
        sqlx::query(PROJECT)
            .bind(session.0)
            .bind(version)
            .bind(rows.iter().map(|row| row.person.0).collect::<Vec<Uuid>>())
            .bind(rows.iter().map(|row| row.present_ms).collect::<Vec<i64>>())
            .bind(rows.iter().map(|row| row.intervals.as_str()).collect::<Vec<&str>>())
            .bind(rows.iter().map(|row| row.quiz.as_deref()).collect::<Vec<Option<&str>>>())
            .execute(&mut *transaction)
            .await?;
    }
    sqlx::query(FORGET_OLDER).bind(session.0).bind(version).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Removes what is projected of a session, to be made again from its journal.
///
/// # Errors
/// When the store does not answer.
pub async fn forget(store: &Store, session: SessionId) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query(FORGET).bind(session.0).execute(&mut *transaction).await?;
    sqlx::query(FORGET_RECORDS).bind(session.0).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// The last record of a session, where there is one.
///
/// # Errors
/// When the store does not answer.
pub async fn latest(store: &Store, session: SessionId) -> Result<Option<RecordRow>, StoreError> {
    let row = sqlx::query(LATEST).bind(session.0).fetch_optional(store.pool()).await?;
    row.as_ref().map(record).transpose()
}

/// Every version of a session's record, the first one first.
///
/// # Errors
/// When the store does not answer.
pub async fn versions(store: &Store, session: SessionId) -> Result<Vec<RecordRow>, StoreError> {
    sqlx::query(VERSIONS).bind(session.0).fetch_all(store.pool()).await?.iter().map(record).collect()
}

/// A session's last record as far as it is one person's, where there is one. The text of the record, which is of all, is not
/// read.
///
/// # Errors
/// When the store does not answer.
pub async fn own(store: &Store, session: SessionId, whose: PersonId) -> Result<Option<OwnRow>, StoreError> {
    let row = sqlx::query(OWN).bind(session.0).bind(whose.0).fetch_optional(store.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let part: (Option<i64>, Option<String>) = (row.try_get(4)?, row.try_get(5)?);
    let (version, quiz) = (version(&row, 0)?, row.try_get(6)?);
    Ok(Some(OwnRow {
        version,
        filed_at: row.try_get::<Stamp, _>(1)?.0,
        key_id: row.try_get(2)?,
        ended_at: row.try_get::<Option<Stamp>, _>(3)?.map(|stamp| stamp.0),
        part: part.0.zip(part.1).map(|(present_ms, intervals)| PersonRow {
            person: whose,
            version,
            present_ms,
            intervals,
            quiz,
        }),
    }))
}

/// Everybody's part of a session's last record, by id.
///
/// # Errors
/// When the store does not answer.
pub async fn all(store: &Store, session: SessionId) -> Result<Vec<PersonRow>, StoreError> {
    sqlx::query(ALL).bind(session.0).fetch_all(store.pool()).await?.iter().map(person).collect()
}

/// What these people are called, and are in a course; who has no account is left out.
///
/// # Errors
/// When the store does not answer.
pub async fn names(store: &Store, course: CourseId, people: &[PersonId]) -> Result<Vec<NameRow>, StoreError> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    let rows = sqlx::query(NAMES).bind(course.0).bind(people).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            let role: Option<&str> = row.try_get(2)?;
            let role = role.map(courses::role).transpose()?;
            Ok(NameRow { person: PersonId(row.try_get(0)?), name: row.try_get(1)?, role })
        })
        .collect()
}
