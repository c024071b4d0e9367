//! Rules of the timetable and the slots they came to. A slot has a session of its own; both are written together.
//!
//! What is to be changed was worked out from what was read before, so each statement says what it expects to find. Where
//! one finds something else nothing at all is changed, and whoever wants the change looks again.

use homeroom_protocol::ids::{CourseId, RuleId, SessionId, SlotId};
use homeroom_protocol::lesson::LessonRevision;
use homeroom_protocol::time::{Day, Timestamp};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use crate::stamp::Stamp;
use crate::{Store, StoreError, taught};

pub(crate) const PUT_RULE: &str = "\
insert into timetable_rule (id, course_id, version, pattern, zone, minutes, capacity, gap, fold, valid_from, valid_until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::date, $11::text::date)
on conflict (id) do update set version = excluded.version, pattern = excluded.pattern, zone = excluded.zone,
  minutes = excluded.minutes, capacity = excluded.capacity, gap = excluded.gap, fold = excluded.fold,
  valid_from = excluded.valid_from, valid_until = excluded.valid_until
  where timetable_rule.course_id = excluded.course_id and timetable_rule.version < excluded.version
     or timetable_rule = excluded";
pub(crate) const RULES: &str = "\
select id, course_id, version, pattern, zone, minutes, capacity, gap, fold, valid_from::text, valid_until::text
  from timetable_rule order by id";
pub(crate) const SLOTS: &str = "\
select l.id, l.rule_id, l.rule_version, l.session_id, to_char(l.local_time, 'YYYY-MM-DD\"T\"HH24:MI:SS'), l.second,
       s.starts_at, s.ends_at, s.capacity, coalesce(q.capacity - q.seats_left, 0), coalesce(q.waiting, 0),
       exists (select from aggregate a where a.id = l.session_id), s.course_id, s.title, s.summary, s.ended_at is not null,
       s.cancelled_at is not null, s.lesson_id, s.lesson_version,
       coalesce(s.lobby, c.lobby)
  from slot l join session s on s.id = l.session_id join course c on c.id = s.course_id
  left join session_seats q on q.session_id = l.session_id
 where l.starts_at >= $1 and l.starts_at < $2 or l.id = any($3)
 order by l.starts_at, l.id";
pub(crate) const ADD_SESSION: &str = "\
insert into session (id, course_id, title, summary, capacity, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do nothing";
pub(crate) const ADD_SLOT: &str = "\
insert into slot (id, rule_id, rule_version, session_id, local_time, second, starts_at, changed_at)
values ($1, $2, $3, $4, $5::text::timestamp, $6, $7, $8)
on conflict (id) do nothing";
pub(crate) const CHANGE: &str = "\
with held as (
  update slot set rule_version = $4, starts_at = $5, changed_at = $8
   where id = $1 and starts_at = $2
     and coalesce((select capacity - seats_left + waiting from session_seats q where q.session_id = slot.session_id), 0) = $3
     and exists (select from aggregate a where a.id = slot.session_id) = $9
  returning session_id)
update session set starts_at = $5, ends_at = $6, capacity = $7 from held where session.id = held.session_id";
pub(crate) const REMOVE: &str = "\
delete from slot where id = $1 and starts_at = $2
   and coalesce((select capacity - seats_left + waiting from session_seats q where q.session_id = slot.session_id), 0) = $3
   and not exists (select from aggregate a where a.id = slot.session_id)
returning session_id";
pub(crate) const REMOVE_SESSION: &str = "delete from session where id = $1";
pub(crate) const STAMP: &str = "\
select (select count(*) from slot), (select max(changed_at) from slot), (select count(*) from course),
       (select coalesce(sum(q.as_of), 0)::bigint from slot l join session_seats q on q.session_id = l.session_id
         where l.starts_at >= $1)";

/// A rule as it is stored; what its words mean is the machine's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleRow {
    /// Which.
    pub id: RuleId,
    /// Of which course.
    pub course: CourseId,
    /// Its number, from 1.
    pub version: u32,
    /// Local days and times.
    pub pattern: String,
    /// The zone.
    pub zone: String,
    /// How long a class is.
    pub minutes: u32,
    /// Seats for students.
    pub capacity: u32,
    /// What is done with a local time that does not exist.
    pub gap: String,
    /// What is done with one that comes twice.
    pub fold: String,
    /// The first local day.
    pub valid_from: Day,
    /// The last local day.
    pub valid_until: Option<Day>,
}

/// A slot with its session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlotRow {
    /// Which.
    pub id: SlotId,
    /// Of which rule.
    pub rule: RuleId,
    /// Of which version of it.
    pub version: u32,
    /// Its session.
    pub session: SessionId,
    /// The local time that the rule names, as `2026-11-25T19:00:00`.
    pub local: String,
    /// Whether it is the second of a local time that comes twice.
    pub second: bool,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Seats for students.
    pub capacity: u32,
    /// Seats that are taken or promised.
    pub taken: u32,
    /// People who wait for one.
    pub waiting: u32,
    /// Whether its session has been opened.
    pub opened: bool,
    /// Of which course.
    pub course: CourseId,
    /// The session's title.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// What it teaches; read, never written here.
    pub lesson: Option<LessonRevision>,
    /// Whether its class begins with its lobby on; read, never written here.
    pub lobby: bool,
    /// Whether it was ended, be it before its time.
    pub ended: bool,
    /// Whether it does not take place.
    pub cancelled: bool,
}

/// What was read of a slot that is to be changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Which.
    pub id: SlotId,
    /// When it was to begin.
    pub starts_at: Timestamp,
    /// People who counted on it.
    pub booked: u32,
    /// Whether its session had a journal.
    pub opened: bool,
}

/// One change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SlotChange {
    /// A slot and its session come, unless somebody else has added them just now; what its
    /// people and its journal make of it is not looked at.
    Add(SlotRow),
    /// They get another time, length, capacity or version of the rule.
    Change(Expected, SlotRow),
    /// They go.
    Remove(Expected),
}

/// What changes whenever a slot is written, or the seats left in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotStamp(i64, Option<Timestamp>, i64, i64);

fn too_large(what: &str) -> StoreError {
    StoreError::Refused { code: "timetable".to_owned(), message: format!("the {what} is too large") }
}

fn small(value: u32, what: &str) -> Result<i32, StoreError> {
    i32::try_from(value).map_err(|_| too_large(what))
}

fn count(value: i32) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt("a count is negative".to_owned()))
}

fn day(text: &str) -> Result<Day, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("`{text}` is no day")))
}

/// Writes a rule. One that is there is changed by a higher version of the same course only.
///
/// # Errors
/// When the store does not answer, or another rule stands under that version.
pub async fn put_rule(store: &Store, rule: &RuleRow) -> Result<(), StoreError> {
    let written = sqlx::query(PUT_RULE)
        .bind(rule.id.0)
        .bind(rule.course.0)
        .bind(small(rule.version, "version")?)
        .bind(&rule.pattern)
        .bind(&rule.zone)
        .bind(small(rule.minutes, "length")?)
        .bind(small(rule.capacity, "capacity")?)
        .bind(&rule.gap)
        .bind(&rule.fold)
        .bind(rule.valid_from.to_string())
        .bind(rule.valid_until.map(|day| day.to_string()))
        .execute(store.pool())
        .await?;
    if written.rows_affected() == 1 {
        return Ok(());
    }
    let message =
        format!("version {} of the rule {} says something else: a change needs a higher one", rule.version, rule.id);
    Err(StoreError::Refused { code: "timetable".to_owned(), message })
}

/// Every rule.
///
/// # Errors
/// When the store does not answer.
pub async fn rules(store: &Store) -> Result<Vec<RuleRow>, StoreError> {
    let rows = sqlx::query(RULES).fetch_all(store.pool()).await?;
    let rule = |row: &PgRow| {
        let until: Option<&str> = row.try_get(10)?;
        Ok(RuleRow {
            id: RuleId(row.try_get(0)?),
            course: CourseId(row.try_get(1)?),
            version: count(row.try_get(2)?)?,
            pattern: row.try_get(3)?,
            zone: row.try_get(4)?,
            minutes: count(row.try_get(5)?)?,
            capacity: count(row.try_get(6)?)?,
            gap: row.try_get(7)?,
            fold: row.try_get(8)?,
            valid_from: day(row.try_get(9)?)?,
            valid_until: until.map(day).transpose()?,
        })
    };
    rows.iter().map(rule).collect()
}

/// The slots that begin at `from` or later and before `until`, and those of `also` whenever they begin; soonest first.
///
/// # Errors
/// When the store does not answer.
pub async fn slots(
    store: &Store,
    from: Timestamp,
    until: Timestamp,
    also: &[SlotId],
) -> Result<Vec<SlotRow>, StoreError> {
    let also: Vec<_> = also.iter().map(|id| id.0).collect();
    let rows = sqlx::query(SLOTS).bind(Stamp(from)).bind(Stamp(until)).bind(also).fetch_all(store.pool()).await?;
    let slot = |row: &PgRow| {
        Ok(SlotRow {
            id: SlotId(row.try_get(0)?),
            rule: RuleId(row.try_get(1)?),
            version: count(row.try_get(2)?)?,
            session: SessionId(row.try_get(3)?),
            local: row.try_get(4)?,
            second: row.try_get(5)?,
            starts_at: row.try_get::<Stamp, _>(6)?.0,
            ends_at: row.try_get::<Stamp, _>(7)?.0,
            capacity: count(row.try_get(8)?)?,
            taken: count(row.try_get(9)?)?,
            waiting: count(row.try_get(10)?)?,
            opened: row.try_get(11)?,
            course: CourseId(row.try_get(12)?),
            title: row.try_get(13)?,
            summary: row.try_get(14)?,
            ended: row.try_get(15)?,
            cancelled: row.try_get(16)?,
            lesson: taught::revision(row, 17)?,
            lobby: row.try_get(19)?,
        })
    };
    rows.iter().map(slot).collect()
}

/// Makes the changes, and has every class follow the plan of its day: all of it, or none. Also without changes.
///
/// # Errors
/// When the store does not answer, or a slot is not as it was when the change was worked out.
pub async fn apply(store: &Store, changes: &[SlotChange], now: Timestamp) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    taught::alone(&mut transaction).await?;
    for change in changes {
        match change {
            SlotChange::Add(slot) => add(&mut transaction, slot, now).await?,
            SlotChange::Change(expected, slot) => {
                let changed = sqlx::query(CHANGE)
                    .bind(expected.id.0)
                    .bind(Stamp(expected.starts_at))
                    .bind(small(expected.booked, "count")?)
                    .bind(small(slot.version, "version")?)
                    .bind(Stamp(slot.starts_at))
                    .bind(Stamp(slot.ends_at))
                    .bind(small(slot.capacity, "capacity")?)
                    .bind(Stamp(now))
                    .bind(expected.opened)
                    .execute(&mut *transaction)
                    .await?;
                as_expected(changed.rows_affected() == 1, expected.id)?;
            }
            SlotChange::Remove(expected) => {
                let session: Option<uuid::Uuid> = sqlx::query_scalar(REMOVE)
                    .bind(expected.id.0)
                    .bind(Stamp(expected.starts_at))
                    .bind(small(expected.booked, "count")?)
                    .fetch_optional(&mut *transaction)
                    .await?;
                as_expected(session.is_some(), expected.id)?;
                sqlx::query(REMOVE_SESSION).bind(session).execute(&mut *transaction).await?;
            }
        }
    }
    taught::follow_plan(&mut transaction, now).await?;
    Ok(transaction.commit().await?)
}

async fn add(connection: &mut PgConnection, slot: &SlotRow, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(ADD_SESSION)
        .bind(slot.session.0)
        .bind(slot.course.0)
        .bind(&slot.title)
        .bind(&slot.summary)
        .bind(small(slot.capacity, "capacity")?)
        .bind(Stamp(slot.starts_at))
        .bind(Stamp(slot.ends_at))
        .execute(&mut *connection)
        .await?;
    sqlx::query(ADD_SLOT)
        .bind(slot.id.0)
        .bind(slot.rule.0)
        .bind(small(slot.version, "version")?)
        .bind(slot.session.0)
        .bind(&slot.local)
        .bind(slot.second)
        .bind(Stamp(slot.starts_at))
        .bind(Stamp(now))
        .execute(&mut *connection)
        .await?;
    Ok(())
}

fn as_expected(is: bool, id: SlotId) -> Result<(), StoreError> {
    let message = || format!("the slot {id} has changed meanwhile");
    is.then_some(()).ok_or_else(|| StoreError::Refused { code: "timetable".to_owned(), message: message() })
}

/// What changes whenever a slot is written, or the seats left in one that begins at `from` or later.
///
/// # Errors
/// When the store does not answer.
pub async fn stamp(store: &Store, from: Timestamp) -> Result<SlotStamp, StoreError> {
    let row = sqlx::query(STAMP).bind(Stamp(from)).fetch_one(store.pool()).await?;
    let at: Option<Stamp> = row.try_get(1)?;
    Ok(SlotStamp(row.try_get(0)?, at.map(|stamp| stamp.0), row.try_get(2)?, row.try_get(3)?))
}
