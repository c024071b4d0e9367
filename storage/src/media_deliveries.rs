//! What the media server's webhooks said, stored before it is answered, each event once. It is taken in later, tried again
//! where that fails, and kept for a while with what became of it.

use homeroom_protocol::time::Timestamp;
use sqlx::Row;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const PUT: &str = "\
insert into media_delivery (id, received_at, body, next_at) values ($1, $2, $3, $2) on conflict (id) do nothing";
pub(crate) const DUE: &str = "\
select id, received_at, body, tries from media_delivery where next_at <= $1 order by next_at, received_at, id limit $2";
pub(crate) const DONE: &str = "\
update media_delivery d set next_at = null, outcome = done.outcome
  from unnest($1::text[], $2::text[]) as done(id, outcome) where d.id = done.id";
pub(crate) const LATER: &str =
    "update media_delivery set next_at = $2, tries = tries + 1 where id = any($1) and next_at is not null";
pub(crate) const OUTCOME: &str = "select outcome from media_delivery where id = $1";
pub(crate) const FORGET: &str = "delete from media_delivery where received_at < $1";

/// One delivery that is to be taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The media server's id of the event.
    pub id: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// Its body, as it was signed.
    pub body: Vec<u8>,
    /// How often it was tried.
    pub tries: i32,
}

/// Stores a delivery. False: the event is known.
///
/// # Errors
/// When the store does not answer.
pub async fn put(store: &Store, id: &str, body: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let written = sqlx::query(PUT).bind(id).bind(Stamp(now)).bind(body).execute(store.pool()).await?;
    Ok(written.rows_affected() == 1)
}

/// Deliveries that are to be taken in now, the longest due first, at most `limit`.
///
/// # Errors
/// When the store does not answer.
pub async fn due(store: &Store, now: Timestamp, limit: i64) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query(DUE).bind(Stamp(now)).bind(limit).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            Ok(Delivery {
                id: row.try_get(0)?,
                received_at: row.try_get::<Stamp, _>(1)?.0,
                body: row.try_get(2)?,
                tries: row.try_get(3)?,
            })
        })
        .collect()
}

/// These were taken in, with these outcomes.
///
/// # Errors
/// When the store does not answer.
pub async fn done(store: &Store, outcomes: &[(String, &'static str)]) -> Result<(), StoreError> {
    let (ids, outcomes): (Vec<&str>, Vec<&str>) = outcomes.iter().map(|(id, outcome)| (id.as_str(), *outcome)).unzip();
    sqlx::query(DONE).bind(ids).bind(outcomes).execute(store.pool()).await?;
    Ok(())
}

/// These are tried again then.
///
/// # Errors
/// When the store does not answer.
pub async fn later(store: &Store, ids: &[String], at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(LATER).bind(ids).bind(Stamp(at)).execute(store.pool()).await?;
    Ok(())
}

/// What became of a delivery; `None`: there is none such, or it waits.
///
/// # Errors
/// When the store does not answer.
pub async fn outcome(store: &Store, id: &str) -> Result<Option<String>, StoreError> {
    let row: Option<Option<String>> = sqlx::query_scalar(OUTCOME).bind(id).fetch_optional(store.pool()).await?;
    Ok(row.flatten())
}

/// Forgets what arrived before `before`, taken in or not: what could not be told for so long never will be.
///
/// # Errors
/// When the store does not answer.
pub async fn forget(store: &Store, before: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query(FORGET).bind(Stamp(before)).execute(store.pool()).await?.rows_affected())
}
