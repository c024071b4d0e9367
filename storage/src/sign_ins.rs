//! Sign-ins and the turning of their refresh secrets. No secret is here, only which generation is the present one, and
//! which one was presented last. What follows from a generation that is presented is decided by [`turning`], which is
//! pure; the row is written only if nobody turned it meanwhile, else it is read and decided again. A crash in between is
//! an answer that was lost.

pub mod turning;

use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use sqlx::postgres::PgRow;

use self::turning::{Presented, Turning};
use crate::accounts::Called;
use crate::stamp::Stamp;
use crate::{Store, StoreError};

/// The account is locked, so that one that is being disabled is waited for and then looked at again.
pub(crate) const BEGIN: &str = "\
insert into sign_in (id, account_id, turned_at, began_at)
select $1, id, $3, $3 from account where id = $2 and not disabled for share";
pub(crate) const IS_LIVE: &str = "\
select count(*) > 0 from sign_in s join account a on a.id = s.account_id
 where s.id = $1 and s.ended_at is null and not a.disabled";
pub(crate) const END: &str = "update sign_in set ended_at = $2 where id = $1 and ended_at is null returning account_id";
pub(crate) const LATEST_END: &str = "select coalesce(max(ended_number), 0) from sign_in where ended_number is not null";
pub(crate) const ENDS: &str = "\
select ended_number, account_id, id from sign_in where ended_number > $1 order by ended_number limit $2";
pub(crate) const TURNING: &str = "\
select s.generation, s.turned_at, s.accepted, s.accepted_before, s.accepted_at, s.ended_at is null and not a.disabled,
       a.id, a.name, a.name_guessed
  from sign_in s join account a on a.id = s.account_id where s.id = $1";
/// Every turn changes the generation, so it says whether somebody else turned meanwhile.
pub(crate) const TURN: &str = "\
update sign_in set generation = $3, turned_at = $4, accepted = $5, accepted_before = $6, accepted_at = $7
 where id = $1 and generation = $2 and ended_at is null returning id";

/// How often a turn that somebody else was quicker with is decided anew. The second look nearly always finds it turned.
const LOOKS_MAX: usize = 16;

/// What became of a refresh.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turned {
    /// The next generation is the present one.
    On {
        /// Whose.
        person: PersonId,
        /// What classes call them.
        called: Called,
        /// The present generation.
        generation: i64,
    },
    /// It had turned already, in another tab or with an answer that was lost: the present one is given again.
    Again {
        /// Whose.
        person: PersonId,
        /// What classes call them.
        called: Called,
        /// The present generation.
        generation: i64,
    },
    /// A secret that was used up: the sign-in has been ended.
    Reused {
        /// Whose.
        person: PersonId,
    },
    /// Unknown, or ended before.
    Ended,
}

/// Writes a fresh sign-in, at generation 0. False: the account is disabled, or is not there.
///
/// # Errors
/// When the store does not answer.
pub async fn begin(store: &Store, id: SignInId, person: PersonId, now: Timestamp) -> Result<bool, StoreError> {
    let begun = sqlx::query(BEGIN).bind(id.0).bind(person.0).bind(Stamp(now)).execute(store.pool()).await?;
    Ok(begun.rows_affected() == 1)
}

/// Whether a sign-in stands, and its account too.
///
/// # Errors
/// When the store does not answer.
pub async fn is_live(store: &Store, id: SignInId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(IS_LIVE).bind(id.0).fetch_one(store.pool()).await?)
}

/// Ends a sign-in; whose it was. `None` when it had ended before or never was.
///
/// # Errors
/// When the store does not answer.
pub async fn end(store: &Store, id: SignInId, now: Timestamp) -> Result<Option<PersonId>, StoreError> {
    let ended = sqlx::query_scalar(END).bind(id.0).bind(Stamp(now)).fetch_optional(store.pool()).await?;
    Ok(ended.map(PersonId))
}

/// The number of the sign-in that ended last.
///
/// # Errors
/// When the store does not answer.
pub async fn latest_end(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(LATEST_END).fetch_one(store.pool()).await?)
}

/// The sign-ins that ended after the one with this number, each with its own, in order, at most so many.
///
/// # Errors
/// When the store does not answer.
pub async fn ends(store: &Store, after: i64, limit: i64) -> Result<Vec<(i64, Principal)>, StoreError> {
    let rows = sqlx::query(ENDS).bind(after).bind(limit).fetch_all(store.pool()).await?;
    let end = |row: &PgRow| {
        let (person, sign_in) = (PersonId(row.try_get(1)?), SignInId(row.try_get(2)?));
        Ok((row.try_get(0)?, Principal { person, sign_in }))
    };
    rows.iter().map(end).collect()
}

/// Turns a sign-in on from the generation that was presented.
///
/// # Errors
/// When the store does not answer.
pub async fn turn(store: &Store, id: SignInId, presented: i64, now: Timestamp) -> Result<Turned, StoreError> {
    for _ in 0..LOOKS_MAX {
        let Some(row) = sqlx::query(TURNING).bind(id.0).fetch_optional(store.pool()).await? else {
            return Ok(Turned::Ended);
        };
        let stamp = |column: usize| row.try_get::<Option<Stamp>, _>(column).map(|stamp| stamp.map(|Stamp(at)| at));
        let was = Turning {
            generation: row.try_get(0)?,
            turned_at: row.try_get::<Stamp, _>(1)?.0,
            accepted: row.try_get(2)?,
            accepted_before: row.try_get(3)?,
            accepted_at: stamp(4)?,
        };
        let (live, person, called): (bool, _, _) = (row.try_get(5)?, PersonId(row.try_get(6)?), Called::read(&row, 7)?);
        if !live {
            return Ok(Turned::Ended);
        }
        match was.present(presented, now) {
            Presented::On(turned) if write(store, id, was.generation, turned).await? => {
                return Ok(Turned::On { person, called, generation: turned.generation });
            }
            Presented::On(_) => {}
            Presented::Again => return Ok(Turned::Again { person, called, generation: was.generation }),
            Presented::Reused => {
                end(store, id, now).await?;
                return Ok(Turned::Reused { person });
            }
        }
    }
    Err(StoreError::Unreachable("a sign-in is turned by too many at once".to_owned()))
}

/// Writes a turn, unless somebody else turned meanwhile.
async fn write(store: &Store, id: SignInId, was: i64, turned: Turning) -> Result<bool, StoreError> {
    let written = sqlx::query(TURN)
        .bind(id.0)
        .bind(was)
        .bind(turned.generation)
        .bind(Stamp(turned.turned_at))
        .bind(turned.accepted)
        .bind(turned.accepted_before)
        .bind(turned.accepted_at.map(Stamp))
        .fetch_optional(store.pool())
        .await?;
    Ok(written.is_some())
}
