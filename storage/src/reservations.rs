//! The read models of seats before the doors: who stands how with which session, and how many seats are left. The journal
//! is the truth; a row is written whole, and never over a newer one.

use homeroom_protocol::ids::{CourseId, PersonId, SessionId};
use homeroom_protocol::rest::reservation::{Cause, Skip, Standing};
use homeroom_protocol::time::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const WRITE: &str = "\
insert into reservation as r
  (session_id, person_id, standing, priority, asked, until, cause, skipped_for, skipped_at, as_of)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::bigint[], $6::timestamptz[], $7::text[],
  $8::text[], $9::timestamptz[], $10::bigint[])
on conflict (session_id, person_id) do update set standing = excluded.standing, priority = excluded.priority,
  asked = excluded.asked, until = excluded.until, cause = excluded.cause, skipped_for = excluded.skipped_for,
  skipped_at = excluded.skipped_at, as_of = excluded.as_of
 where r.as_of < excluded.as_of";
pub(crate) const WRITE_SEATS: &str = "\
insert into session_seats as s (session_id, capacity, seats_left, waiting, as_of, kept_until)
select * from unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[], $5::bigint[], $6::timestamptz[])
on conflict (session_id) do update set capacity = excluded.capacity, seats_left = excluded.seats_left,
  waiting = excluded.waiting, as_of = excluded.as_of, kept_until = excluded.kept_until
 where s.as_of < excluded.as_of";
pub(crate) const OF_SESSION: &str = "\
select session_id, person_id, standing, priority, asked, until, cause, skipped_for, skipped_at, as_of
  from reservation where session_id = $1 order by person_id";
pub(crate) const SEATS: &str =
    "select session_id, capacity, seats_left, waiting, as_of, kept_until from session_seats where session_id = any($1)";
pub(crate) const OF_PERSON: &str = "\
select r.session_id, r.person_id, r.standing, r.priority, r.asked, r.until, r.cause, r.skipped_for, r.skipped_at, r.as_of,
       s.course_id, c.title, s.title, s.summary, s.starts_at, s.ends_at, s.capacity,
       (select count(*) from reservation w where w.session_id = r.session_id and w.standing = 'waitlisted'
           and (w.priority, w.asked) <= (r.priority, r.asked)),
       array(select o.until from reservation o where o.session_id = r.session_id and o.standing = 'offered'
          order by o.until),
       (select count(*) from reservation b where b.session_id = r.session_id and b.standing = 'reserved'),
       q.kept_until
  from reservation r join session s on s.id = r.session_id join course c on c.id = s.course_id
  left join session_seats q on q.session_id = r.session_id
 where r.person_id = $1 and s.ends_at > $2
 order by s.starts_at, s.id limit 100";
pub(crate) const FORGET: &str = "delete from reservation where session_id = $1";
pub(crate) const FORGET_SEATS: &str = "delete from session_seats where session_id = $1";
pub(crate) const TELL: &str = "\
insert into offer_letter (session_id, person_id, until, told_at) values ($1, $2, $3, $4)
on conflict (session_id, person_id, until) do nothing returning session_id";
pub(crate) const FORGET_TOLD: &str = "\
delete from offer_letter where (session_id, person_id, until) in (
  select session_id, person_id, until from offer_letter where until < $1 order by until limit $2 for update skip locked)";
pub(crate) const STANDS: &str = "\
select exists (select from reservation where session_id = $1 and person_id = $2 and standing = 'offered' and until = $3)";
pub(crate) const REACHED: &str = "\
select e.email, s.title, s.starts_at,
       (select r.zone from slot l join timetable_rule r on r.id = l.rule_id where l.session_id = s.id)
  from account a join account_email e on e.account_id = a.id, session s
 where a.id = $1 and s.id = $2 and not a.disabled order by e.email limit 1";

/// Notes of mails taken away with each new one, which is more than one for one and so keeps up.
const FORGOTTEN_AT_ONCE: i64 = 20;

/// How one person stands with one session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReservationRow {
    /// Which session.
    pub session: SessionId,
    /// Who.
    pub person: PersonId,
    /// What they have.
    pub standing: Standing,
    /// Their place in the order of the line: priority, and the number of whoever asked.
    pub place: Option<(i16, i64)>,
    /// When their offer ends, or a reservation that ends by itself.
    pub until: Option<Timestamp>,
    /// Why they have nothing any more.
    pub cause: Option<Cause>,
    /// That they were passed over.
    pub skipped: Option<Skip>,
    /// The position in the journal this is read from.
    pub as_of: i64,
}

/// The seats of one session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeatsRow {
    /// Which session.
    pub session: SessionId,
    /// Interactive seats.
    pub capacity: u32,
    /// Those that nobody sits on and nobody is promised.
    pub left: u32,
    /// How many wait for one.
    pub waiting: u32,
    /// Until when reserved seats are kept, where that is longer than planned.
    pub kept_until: Option<Timestamp>,
    /// The position in the journal this is read from.
    pub as_of: i64,
}

/// A row of one's own, with what its session is and what stands before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MineRow {
    /// The row.
    pub row: ReservationRow,
    /// The session's course.
    pub course: CourseId,
    /// The course's title.
    pub course_title: String,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// Interactive seats.
    pub capacity: u32,
    /// How many wait up to this person, and they too.
    pub position: u32,
    /// When the session's offers end, the first first.
    pub offers: Vec<Timestamp>,
    /// How many have a seat reserved.
    pub reserved: u32,
    /// Until when reserved seats are kept, where that is longer than planned.
    pub kept_until: Option<Timestamp>,
}

/// How a person is reached about a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reached {
    /// Their address.
    pub email: String,
    /// The lesson's title.
    pub title: String,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// The zone of its timetable, where it is in one: the nearest there is to the person's own, which nobody knows.
    pub zone: Option<String>,
}

fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn counted(n: i64) -> Result<u32, StoreError> {
    u32::try_from(n).map_err(|_| StoreError::Corrupt(format!("{n} is no count")))
}

fn word<T>(word: &str, of: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    of(word).ok_or_else(|| StoreError::Corrupt(format!("`{word}` is no word of a reservation")))
}

fn reservation(row: &PgRow) -> Result<ReservationRow, StoreError> {
    let stamp = |stamp: Option<Stamp>| stamp.map(|stamp| stamp.0);
    let place: (Option<i16>, Option<i64>) = (row.try_get(3)?, row.try_get(4)?);
    let cause: Option<&str> = row.try_get(6)?;
    let skipped: (Option<&str>, Option<Stamp>) = (row.try_get(7)?, row.try_get(8)?);
    let skipped = match skipped {
        (Some(cause), Some(at)) => Some(Skip { cause: word(cause, Cause::of)?, at: at.0 }),
        (None, _) | (_, None) => None,
    };
    Ok(ReservationRow {
        session: SessionId(row.try_get(0)?),
        person: PersonId(row.try_get(1)?),
        standing: word(row.try_get(2)?, Standing::of)?,
        place: place.0.zip(place.1),
        until: stamp(row.try_get(5)?),
        cause: cause.map(|cause| word(cause, Cause::of)).transpose()?,
        skipped,
        as_of: row.try_get(9)?,
    })
}

/// Writes rows of sessions and people; those that are there and newer stay.
///
/// # Errors
/// When the store does not answer, or refuses them.
pub async fn write(store: &Store, rows: &[ReservationRow], seats: &[SeatsRow]) -> Result<(), StoreError> {
    let mut connection = store.pool().acquire().await?;
    write_on(&mut connection, rows, seats).await
}

async fn write_on(
    connection: &mut PgConnection,
    rows: &[ReservationRow],
    seats: &[SeatsRow],
) -> Result<(), StoreError> {
    if !rows.is_empty() {
        sqlx::query(WRITE)
            .bind(rows.iter().map(|row| row.session.0).collect::<Vec<Uuid>>())
            .bind(rows.iter().map(|row| row.person.0).collect::<Vec<Uuid>>())
            .bind(rows.iter().map(|row| row.standing.as_str()).collect::<Vec<&str>>())
            .bind(rows.iter().map(|row| row.place.map(|place| place.0)).collect::<Vec<Option<i16>>>())
            .bind(rows.iter().map(|row| row.place.map(|place| place.1)).collect::<Vec<Option<i64>>>())
            .bind(rows.iter().map(|row| row.until.map(Stamp)).collect::<Vec<Option<Stamp>>>())
            .bind(rows.iter().map(|row| row.cause.map(Cause::as_str)).collect::<Vec<Option<&str>>>())
            .bind(rows.iter().map(|row| row.skipped.map(|skip| skip.cause.as_str())).collect::<Vec<Option<&str>>>())
            .bind(rows.iter().map(|row| row.skipped.map(|skip| Stamp(skip.at))).collect::<Vec<Option<Stamp>>>())
            .bind(rows.iter().map(|row| row.as_of).collect::<Vec<i64>>())
            .execute(&mut *connection)
            .await?;
    }
    if !seats.is_empty() {
        sqlx::query(WRITE_SEATS)
            .bind(seats.iter().map(|seats| seats.session.0).collect::<Vec<Uuid>>())
            .bind(seats.iter().map(|seats| number(seats.capacity)).collect::<Vec<i32>>())
            .bind(seats.iter().map(|seats| number(seats.left)).collect::<Vec<i32>>())
            .bind(seats.iter().map(|seats| number(seats.waiting)).collect::<Vec<i32>>())
            .bind(seats.iter().map(|seats| seats.as_of).collect::<Vec<i64>>())
            .bind(seats.iter().map(|seats| seats.kept_until.map(Stamp)).collect::<Vec<Option<Stamp>>>())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The rows of one session, by person.
///
/// # Errors
/// When the store does not answer.
pub async fn of_session(store: &Store, session: SessionId) -> Result<Vec<ReservationRow>, StoreError> {
    let rows = sqlx::query(OF_SESSION).bind(session.0).fetch_all(store.pool()).await?;
    rows.iter().map(reservation).collect()
}

/// The seats of sessions, of those that are known of; a session nobody asked for yet has no row.
///
/// # Errors
/// When the store does not answer.
pub async fn seats(store: &Store, sessions: &[SessionId]) -> Result<Vec<SeatsRow>, StoreError> {
    let ids: Vec<Uuid> = sessions.iter().map(|session| session.0).collect();
    let rows = sqlx::query(SEATS).bind(ids).fetch_all(store.pool()).await?;
    let count = |row: &PgRow, column: usize| counted(i64::from(row.try_get::<i32, _>(column)?));
    let seats = |row: &PgRow| {
        Ok(SeatsRow {
            session: SessionId(row.try_get(0)?),
            capacity: count(row, 1)?,
            left: count(row, 2)?,
            waiting: count(row, 3)?,
            as_of: row.try_get(4)?,
            kept_until: row.try_get::<Option<Stamp>, _>(5)?.map(|stamp| stamp.0),
        })
    };
    rows.iter().map(seats).collect()
}

/// A person's rows of sessions that are not over at `now`, soonest first.
///
/// # Errors
/// When the store does not answer.
pub async fn of_person(store: &Store, person: PersonId, now: Timestamp) -> Result<Vec<MineRow>, StoreError> {
    let rows = sqlx::query(OF_PERSON).bind(person.0).bind(Stamp(now)).fetch_all(store.pool()).await?;
    let mine = |row: &PgRow| {
        Ok(MineRow {
            row: reservation(row)?,
            course: CourseId(row.try_get(10)?),
            course_title: row.try_get(11)?,
            title: row.try_get(12)?,
            summary: row.try_get(13)?,
            starts_at: row.try_get::<Stamp, _>(14)?.0,
            ends_at: row.try_get::<Stamp, _>(15)?.0,
            capacity: counted(i64::from(row.try_get::<i32, _>(16)?))?,
            position: counted(row.try_get(17)?)?,
            offers: row.try_get::<Vec<Stamp>, _>(18)?.into_iter().map(|stamp| stamp.0).collect(),
            reserved: counted(row.try_get(19)?)?,
            kept_until: row.try_get::<Option<Stamp>, _>(20)?.map(|stamp| stamp.0),
        })
    };
    rows.iter().map(mine).collect()
}

/// Puts these rows in the place of everything that is written of a session, or changes nothing. Who reads meanwhile sees
/// what was there before.
///
/// # Errors
/// When the store does not answer, or refuses them.
pub async fn replace(
    store: &Store,
    session: SessionId,
    rows: &[ReservationRow],
    seats: Option<SeatsRow>,
) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query(FORGET).bind(session.0).execute(&mut *transaction).await?;
    sqlx::query(FORGET_SEATS).bind(session.0).execute(&mut *transaction).await?;
    write_on(&mut transaction, rows, seats.as_slice()).await?;
    Ok(transaction.commit().await?)
}

/// Notes that a person is told by mail of what is of use until then: an offer, or that a class is cancelled. False: they
/// were told before. What was noted and is of no use any more goes: nobody is told of it again, as it is too late.
///
/// # Errors
/// When the store does not answer.
pub async fn tell(
    store: &Store,
    session: SessionId,
    person: PersonId,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let query = sqlx::query(TELL).bind(session.0).bind(person.0).bind(Stamp(until)).bind(Stamp(now));
    let told = query.fetch_optional(store.pool()).await?.is_some();
    sqlx::query(FORGET_TOLD).bind(Stamp(now)).bind(FORGOTTEN_AT_ONCE).execute(store.pool()).await?;
    Ok(told)
}

/// Whether an offer stands, as the read model has it.
///
/// # Errors
/// When the store does not answer.
pub async fn stands(store: &Store, session: SessionId, person: PersonId, until: Timestamp) -> Result<bool, StoreError> {
    let query = sqlx::query_scalar(STANDS).bind(session.0).bind(person.0).bind(Stamp(until));
    Ok(query.fetch_one(store.pool()).await?)
}

/// How a person is reached about a session; `None` where they have no address, or one of the two is not there.
///
/// # Errors
/// When the store does not answer.
pub async fn reached(store: &Store, person: PersonId, session: SessionId) -> Result<Option<Reached>, StoreError> {
    let row = sqlx::query(REACHED).bind(person.0).bind(session.0).fetch_optional(store.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let starts_at = row.try_get::<Stamp, _>(2)?.0;
    Ok(Some(Reached { email: row.try_get(0)?, title: row.try_get(1)?, starts_at, zone: row.try_get(3)? }))
}
