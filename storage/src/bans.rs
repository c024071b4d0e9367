//! Bans that reach further than one class: kept as their journals say, and heard of by every node.

use homeroom_protocol::audit::What;
use homeroom_protocol::ids::{CourseId, PersonId, SanctionId, SessionId};
use homeroom_protocol::moderation::WideBan;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::audit::{self, Act, Done};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

/// A ban that comes after it was lifted does not hold, and one that comes again is the same.
pub(crate) const KEEP: &str = "\
insert into ban (sanction_id, account_id, course_id, since, lifted_at, session_id, until)
values ($1, $2, $3, $4::timestamptz, case when $5 then $4::timestamptz end, $6, $7)
on conflict (sanction_id) do update set lifted_at = coalesce(ban.lifted_at, excluded.lifted_at)
returning lifted_at is null and (until is null or until > $8)";
pub(crate) const LATEST: &str = "select coalesce(max(number), 0) from ban";
pub(crate) const AFTER: &str = "\
select number, account_id, course_id, lifted_at is null, until from ban where number > $1 order by number limit $2";

pub(crate) const HOLDING: &str = "\
select sanction_id, course_id, since, until from ban
 where account_id = $1 and lifted_at is null and (until is null or until > $2) order by since, sanction_id";
/// The one of the whole platform before one of the course, and of those the last to end, as the door says it: it is the one
/// that has to go.
pub(crate) const AT_THE_DOOR: &str = "\
select b.session_id, b.sanction_id
  from ban b join session s on s.id = $2
 where b.account_id = $1 and b.lifted_at is null and b.session_id is not null
   and (b.until is null or b.until > $3) and (b.course_id is null or b.course_id = s.course_id)
 order by b.course_id nulls first, b.until desc nulls first, b.since, b.sanction_id limit 1";
pub(crate) const LIFT: &str = "\
update ban set lifted_at = $2
 where sanction_id = $1 and lifted_at is null and (until is null or until > $2) returning account_id";
pub(crate) const KNOWN: &str = "select exists (select 1 from ban where sanction_id = $1)";

/// What became of a ban that was to be lifted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lifted {
    /// It is.
    Lifted,
    /// It was before, or its end has come.
    Before,
    /// There is none.
    NoBan,
}

/// A ban that has begun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Begun {
    /// Its number; those after it have higher ones.
    pub number: i64,
    /// Who.
    pub person: PersonId,
    /// From all classes of this course; `None`: from all there are.
    pub course: Option<CourseId>,
    /// Whether it has not been lifted.
    pub holds: bool,
    /// When it ends by itself; `None`: when it is lifted.
    pub until: Option<Timestamp>,
}

/// Keeps that somebody is banned by what was decided in a session, or is no more. Answers whether this ban holds now.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(store: &Store, session: SessionId, ban: &WideBan, now: Timestamp) -> Result<bool, StoreError> {
    let course = ban.course.map(|course| course.0);
    let row = sqlx::query(KEEP).bind(ban.id.0).bind(ban.person.0).bind(course).bind(Stamp(ban.at)).bind(ban.lifted);
    let row = row.bind(session.0).bind(ban.until.map(Stamp)).bind(Stamp(now));
    Ok(row.fetch_one(store.pool()).await?.try_get(0)?)
}

/// The number of the ban that began last.
///
/// # Errors
/// When the store does not answer.
pub async fn latest(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(LATEST).fetch_one(store.pool()).await?)
}

/// The bans that began after the one with this number, in order, at most so many.
///
/// # Errors
/// When the store does not answer.
pub async fn after(store: &Store, number: i64, limit: i64) -> Result<Vec<Begun>, StoreError> {
    let rows = sqlx::query(AFTER).bind(number).bind(limit).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            Ok(Begun {
                number: row.try_get(0)?,
                person: PersonId(row.try_get(1)?),
                course: row.try_get::<Option<_>, _>(2)?.map(CourseId),
                holds: row.try_get(3)?,
                until: until(row, 4)?,
            })
        })
        .collect()
}

fn until(row: &PgRow, column: usize) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<Stamp>, _>(column)?.map(|until| until.0))
}

/// The bans of a person that hold now, the oldest first.
///
/// # Errors
/// When the store does not answer.
pub async fn holding(store: &Store, person: PersonId, now: Timestamp) -> Result<Vec<WideBan>, StoreError> {
    let rows = sqlx::query(HOLDING).bind(person.0).bind(Stamp(now)).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            Ok(WideBan {
                id: SanctionId(row.try_get(0)?),
                person,
                course: row.try_get::<Option<_>, _>(1)?.map(CourseId),
                at: row.try_get::<Stamp, _>(2)?.0,
                until: until(row, 3)?,
                lifted: false,
            })
        })
        .collect()
}

/// Which ban shuts the door of a session to a person now, and in which session it was made.
///
/// # Errors
/// When the store does not answer.
pub async fn at_the_door(
    store: &Store,
    person: PersonId,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<(SessionId, SanctionId)>, StoreError> {
    let row =
        sqlx::query(AT_THE_DOOR).bind(person.0).bind(session.0).bind(Stamp(now)).fetch_optional(store.pool()).await?;
    row.map(|row| Ok((SessionId(row.try_get(0)?), SanctionId(row.try_get(1)?)))).transpose()
}

/// Lifts a ban, by a verb.
///
/// # Errors
/// When the store does not answer.
pub async fn lift(store: &Store, ban: SanctionId, act: Act<'_>) -> Result<Lifted, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let row = sqlx::query(LIFT).bind(ban.0).bind(Stamp(act.at)).fetch_optional(&mut *transaction).await?;
    let Some(row) = row else {
        let known: bool = sqlx::query_scalar(KNOWN).bind(ban.0).fetch_one(&mut *transaction).await?;
        return Ok(if known { Lifted::Before } else { Lifted::NoBan });
    };
    let account = Some(PersonId(row.try_get(0)?));
    audit::write_done(&mut transaction, Done { what: What::BanLift, account, subject: Some(ban.0), after: None }, act)
        .await?;
    transaction.commit().await?;
    Ok(Lifted::Lifted)
}
