//! Alarms of the desk that whoever is on call was told of, so that nobody is told twice. The desk's journal has which cases
//! they were about.

use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const IS_TOLD: &str = "select exists(select 1 from alarm_told where id = $1)";
pub(crate) const TOLD: &str =
    "insert into alarm_told (id, told_at) values ($1, $2::timestamptz) on conflict (id) do nothing";

/// Whether an alarm was told.
///
/// # Errors
/// When the store does not answer.
pub async fn is_told(store: &Store, id: Uuid) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(IS_TOLD).bind(id).fetch_one(store.pool()).await?)
}

/// It was told.
///
/// # Errors
/// When the store does not answer.
pub async fn told(store: &Store, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(TOLD).bind(id).bind(Stamp(at)).execute(store.pool()).await?;
    Ok(())
}
