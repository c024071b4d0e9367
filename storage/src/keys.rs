//! Keys that outlive a restart and are the same on every node.

use homeroom_protocol::time::Timestamp;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const MAKE: &str =
    "insert into signing_key (name, secret, made_at) values ($1, $2, $3) on conflict (name) do nothing";
pub(crate) const READ: &str = "select secret from signing_key where name = $1";

/// The key of this name; `fresh` becomes it where there is none yet. Of several nodes that ask at once one wins, and all
/// get its key.
///
/// # Errors
/// When the store does not answer.
pub async fn load_or_make(store: &Store, name: &str, fresh: &[u8], now: Timestamp) -> Result<Vec<u8>, StoreError> {
    sqlx::query(MAKE).bind(name).bind(fresh).bind(Stamp(now)).execute(store.pool()).await?;
    Ok(sqlx::query_scalar(READ).bind(name).fetch_one(store.pool()).await?)
}
