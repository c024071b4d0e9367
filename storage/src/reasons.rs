//! Which reasons of the closed list are not in use any more. What was decided for one stays decided for it.

use std::collections::BTreeMap;

use homeroom_protocol::audit::What;
use homeroom_protocol::moderation::ReasonCode;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;

use crate::audit::{self, Act, Done};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const LIST: &str = "select code, retired_at from reason_retired";
pub(crate) const RETIRE: &str = "insert into reason_retired (code, retired_at) values ($1, $2) on conflict do nothing";
pub(crate) const RESTORE: &str = "delete from reason_retired where code = $1";

/// The reasons that are retired, and since when. A code that this version does not know is none of its list anyway.
///
/// # Errors
/// When the store does not answer.
pub async fn retired(store: &Store) -> Result<BTreeMap<ReasonCode, Timestamp>, StoreError> {
    let mut retired = BTreeMap::new();
    for row in sqlx::query(LIST).fetch_all(store.pool()).await? {
        let (code, at): (String, Stamp) = (row.try_get(0)?, row.try_get(1)?);
        retired.extend(code.parse().ok().map(|code: ReasonCode| (code, at.0)));
    }
    Ok(retired)
}

/// Retires a reason; whether it was in use.
///
/// # Errors
/// When the store does not answer.
pub async fn retire(store: &Store, reason: ReasonCode, act: Act<'_>) -> Result<bool, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let retired = sqlx::query(RETIRE).bind(reason.as_str()).bind(Stamp(act.at)).execute(&mut *transaction).await?;
    if retired.rows_affected() != 1 {
        return Ok(false);
    }
    audit::write_done(&mut transaction, done(What::ReasonRetire, reason), act).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Brings a reason back into use; whether it was retired.
///
/// # Errors
/// When the store does not answer.
pub async fn restore(store: &Store, reason: ReasonCode, act: Act<'_>) -> Result<bool, StoreError> {
    let mut transaction = store.pool().begin().await?;
    if sqlx::query(RESTORE).bind(reason.as_str()).execute(&mut *transaction).await?.rows_affected() != 1 {
        return Ok(false);
    }
    audit::write_done(&mut transaction, done(What::ReasonRestore, reason), act).await?;
    transaction.commit().await?;
    Ok(true)
}

fn done(what: What, reason: ReasonCode) -> Done<'static> {
    Done { what, account: None, subject: None, after: Some(reason.as_str()) }
}
