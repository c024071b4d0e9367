//! Accounts: the durable people.

use homeroom_protocol::ids::PersonId;
use sqlx::Row;

use crate::{Store, StoreError};

pub(crate) const PUT: &str =
    "insert into account (id, name) values ($1, $2) on conflict (id) do update set name = excluded.name";
pub(crate) const READ: &str = "select name, disabled from account where id = $1";
pub(crate) const BY_EMAIL: &str = "select account_id from account_email where email = $1";
pub(crate) const DISABLE: &str = "update account set disabled = true where id = $1";

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    /// Whose.
    pub id: PersonId,
    /// The name classes see.
    pub name: String,
    /// Whether nothing may be done with it any more.
    pub disabled: bool,
}

/// Writes an account; one that is there gets the name.
///
/// # Errors
/// When the store does not answer.
pub async fn put(store: &Store, id: PersonId, name: &str) -> Result<(), StoreError> {
    sqlx::query(PUT).bind(id.0).bind(name).execute(store.pool()).await?;
    Ok(())
}

/// An account, where there is one.
///
/// # Errors
/// When the store does not answer.
pub async fn read(store: &Store, id: PersonId) -> Result<Option<AccountRow>, StoreError> {
    let Some(row) = sqlx::query(READ).bind(id.0).fetch_optional(store.pool()).await? else { return Ok(None) };
    Ok(Some(AccountRow { id, name: row.try_get(0)?, disabled: row.try_get(1)? }))
}

/// Whose an address is; it has to be normalised (trimmed, ASCII lower case).
///
/// # Errors
/// When the store does not answer.
pub async fn by_email(store: &Store, email: &str) -> Result<Option<PersonId>, StoreError> {
    Ok(sqlx::query_scalar(BY_EMAIL).bind(email).fetch_optional(store.pool()).await?.map(PersonId))
}

/// Disables an account.
///
/// # Errors
/// When the store does not answer.
pub async fn disable(store: &Store, id: PersonId) -> Result<(), StoreError> {
    sqlx::query(DISABLE).bind(id.0).execute(store.pool()).await?;
    Ok(())
}
