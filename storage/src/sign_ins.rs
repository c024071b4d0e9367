//! Sign-ins and the turning of their refresh secrets. No secret is here, only which generation is the present one.
//!
//! The present generation turns to the next. The one before it is taken too, since two tabs refresh at once and answers
//! are lost: within a minute it is answered with the present one, and later it turns past it, so that whoever holds the
//! present one without being its owner is found out by using it. Whatever is older was used up by somebody, and ends the
//! sign-in.

use std::time::Duration;

use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::time::Timestamp;
use sqlx::Row;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const BEGIN: &str = "insert into sign_in (id, account_id, turned_at, began_at) values ($1, $2, $3, $3)";
pub(crate) const IS_LIVE: &str = "\
select count(*) > 0 from sign_in s join account a on a.id = s.account_id
 where s.id = $1 and s.ended_at is null and not a.disabled";
pub(crate) const END: &str = "update sign_in set ended_at = $2 where id = $1 and ended_at is null returning id";
/// The row is locked first, so that of two tabs the second one sees what the first one did.
pub(crate) const TURN: &str = "\
with was as materialized (
  select s.id, s.generation, s.ended_at is null and not a.disabled as live, a.id as person, a.name
    from sign_in s join account a on a.id = s.account_id where s.id = $1 for update of s
), now_is as (
  update sign_in s set
    generation = case when was.generation = $2 then was.generation + 1
                      when was.generation = $2 + 1 and s.turned_at < $4 then was.generation + 2
                      else was.generation end,
    turned_at = case when was.generation = $2 or s.turned_at < $4 then $3 else s.turned_at end,
    ended_at = case when was.generation in ($2, $2 + 1) then null else $3::timestamptz end
    from was where s.id = was.id and was.live
  returning s.generation, s.ended_at
)
select was.live, was.person, was.name, was.generation, now_is.generation, now_is.ended_at is not null
  from was left join now_is on true";

/// How long after a turn the generation before is answered with the present one; tabs and lost answers are this close.
const TURNED_AGAIN_WITHIN: Duration = Duration::from_secs(60);

/// What became of a refresh.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turned {
    /// The next generation is the present one.
    On {
        /// Whose.
        person: PersonId,
        /// Their name.
        name: String,
        /// The present generation.
        generation: i64,
    },
    /// It had turned already, in another tab or with an answer that was lost: the present one is given again.
    Again {
        /// Whose.
        person: PersonId,
        /// Their name.
        name: String,
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

/// Writes a fresh sign-in, at generation 0.
///
/// # Errors
/// When the store does not answer, or the account is not there.
pub async fn begin(store: &Store, id: SignInId, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(BEGIN).bind(id.0).bind(person.0).bind(Stamp(now)).execute(store.pool()).await?;
    Ok(())
}

/// Whether a sign-in stands, and its account too.
///
/// # Errors
/// When the store does not answer.
pub async fn is_live(store: &Store, id: SignInId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(IS_LIVE).bind(id.0).fetch_one(store.pool()).await?)
}

/// Ends a sign-in; false when it had ended before or never was.
///
/// # Errors
/// When the store does not answer.
pub async fn end(store: &Store, id: SignInId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(sqlx::query(END).bind(id.0).bind(Stamp(now)).fetch_optional(store.pool()).await?.is_some())
}

/// Turns a sign-in on from the generation that was presented.
///
/// # Errors
/// When the store does not answer.
pub async fn turn(store: &Store, id: SignInId, generation: i64, now: Timestamp) -> Result<Turned, StoreError> {
    let query = sqlx::query(TURN).bind(id.0).bind(generation).bind(Stamp(now));
    let query = query.bind(Stamp(now.minus(TURNED_AGAIN_WITHIN)));
    let Some(row) = query.fetch_optional(store.pool()).await? else { return Ok(Turned::Ended) };
    let (live, was): (bool, i64) = (row.try_get(0)?, row.try_get(3)?);
    let (person, name) = (PersonId(row.try_get(1)?), row.try_get(2)?);
    let now_is: Option<i64> = row.try_get(4)?;
    match now_is {
        Some(_) if row.try_get::<Option<bool>, _>(5)? == Some(true) => Ok(Turned::Reused { person }),
        Some(now_is) if live && now_is != was => Ok(Turned::On { person, name, generation: now_is }),
        Some(now_is) if live => Ok(Turned::Again { person, name, generation: now_is }),
        Some(_) | None => Ok(Turned::Ended),
    }
}
