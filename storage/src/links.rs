//! One-use links. Only a hash of the secret is here; redeeming takes the row away, so of any number of attempts at once
//! exactly one finds it.

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use crate::accounts::Called;
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const PUT: &str =
    "insert into magic_link (secret_hash, account_id, session_id, expires_at) values ($1, $2, $3, $4)";
pub(crate) const REDEEM: &str = "\
with spent as (delete from magic_link where secret_hash = $1 returning account_id, session_id, expires_at)
select a.id, a.name, a.name_guessed, spent.session_id from spent join account a on a.id = spent.account_id
 where spent.expires_at > $2 and not a.disabled";

/// A link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkRow {
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// Whom it signs in.
    pub account: PersonId,
    /// Where it leads, if to a class.
    pub session: Option<SessionId>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a redeemed link was for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redeemed {
    /// Whom it signs in.
    pub account: PersonId,
    /// What classes call them.
    pub called: Called,
    /// Where it leads, if to a class.
    pub session: Option<SessionId>,
}

/// Writes a link.
///
/// # Errors
/// When the store does not answer, or the account is not there.
pub async fn put(store: &Store, link: &LinkRow) -> Result<(), StoreError> {
    sqlx::query(PUT)
        .bind(link.secret_hash.as_slice())
        .bind(link.account.0)
        .bind(link.session.map(|session| session.0))
        .bind(Stamp(link.expires_at))
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Redeems a link, once. `None`: unknown, spent, over, or of a disabled account.
///
/// # Errors
/// When the store does not answer.
pub async fn redeem(store: &Store, secret_hash: [u8; 32], now: Timestamp) -> Result<Option<Redeemed>, StoreError> {
    let query = sqlx::query(REDEEM).bind(secret_hash.as_slice()).bind(Stamp(now));
    let Some(row) = query.fetch_optional(store.pool()).await? else { return Ok(None) };
    Ok(Some(Redeemed {
        account: PersonId(row.try_get(0)?),
        called: Called::read(&row, 1)?,
        session: row.try_get::<Option<Uuid>, _>(3)?.map(SessionId),
    }))
}
