//! Accounts: the durable people. One that is disabled has no sign-in and gets none; that it was, and why, is audited.

use homeroom_protocol::audit::What;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::principal::Principal;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::audit::{self, Act};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const PUT: &str =
    "insert into account (id, name) values ($1, $2) on conflict (id) do update set name = excluded.name";
pub(crate) const READ: &str = "select name, name_guessed, disabled from account where id = $1";
/// By somebody who is signed in, and whose account is not disabled.
pub(crate) const RENAME: &str = "\
update account set name = $3, name_guessed = false where id = $1 and not disabled
   and exists (select from sign_in i where i.id = $2 and i.account_id = $1 and i.ended_at is null)";
pub(crate) const BY_EMAIL: &str = "select account_id from account_email where email = $1";
pub(crate) const SWITCH: &str = "update account set disabled = $2 where id = $1 and disabled <> $2";
pub(crate) const END_SIGN_INS: &str = "update sign_in set ended_at = $2 where account_id = $1 and ended_at is null";

/// What classes call somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Called {
    /// The name.
    pub name: String,
    /// Whether it is a guess that its person has not seen.
    pub guessed: bool,
}

impl Called {
    /// The two columns of it, from the `at`th on.
    pub(crate) fn read(row: &PgRow, at: usize) -> Result<Self, StoreError> {
        Ok(Self { name: row.try_get(at)?, guessed: row.try_get(at + 1)? })
    }
}

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    /// Whose.
    pub id: PersonId,
    /// What classes call them.
    pub called: Called,
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
    Ok(Some(AccountRow { id, called: Called::read(&row, 0)?, disabled: row.try_get(2)? }))
}

/// Gives somebody the name they want; false: their sign-in has ended, or their account is disabled.
///
/// # Errors
/// When the store does not answer.
pub async fn rename(store: &Store, who: Principal, name: &str) -> Result<bool, StoreError> {
    let renamed = sqlx::query(RENAME).bind(who.person.0).bind(who.sign_in.0).bind(name).execute(store.pool()).await?;
    Ok(renamed.rows_affected() == 1)
}

/// Whose an address is; it has to be normalised (trimmed, ASCII lower case).
///
/// # Errors
/// When the store does not answer.
pub async fn by_email(store: &Store, email: &str) -> Result<Option<PersonId>, StoreError> {
    Ok(sqlx::query_scalar(BY_EMAIL).bind(email).fetch_optional(store.pool()).await?.map(PersonId))
}

/// What became of a wish to disable an account, or to enable it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Switched {
    /// It is so from now on.
    Switched {
        /// Sign-ins that ended with it.
        sign_ins_ended: u64,
    },
    /// It was so before.
    Before,
    /// There is no such account.
    NoAccount,
}

/// Disables an account and ends its sign-ins. A sign-in that is just beginning waits for this, and does not begin.
///
/// # Errors
/// When the store does not answer.
pub async fn disable(store: &Store, id: PersonId, act: Act<'_>) -> Result<Switched, StoreError> {
    switch(store, id, true, act).await
}

/// Enables an account again. Sign-ins that ended stay ended: its person signs in anew.
///
/// # Errors
/// When the store does not answer.
pub async fn enable(store: &Store, id: PersonId, act: Act<'_>) -> Result<Switched, StoreError> {
    switch(store, id, false, act).await
}

async fn switch(store: &Store, id: PersonId, disabled: bool, act: Act<'_>) -> Result<Switched, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let switched = sqlx::query(SWITCH).bind(id.0).bind(disabled).execute(&mut *transaction).await?;
    if switched.rows_affected() != 1 {
        let account = sqlx::query(READ).bind(id.0).fetch_optional(&mut *transaction).await?;
        return Ok(if account.is_some() { Switched::Before } else { Switched::NoAccount });
    }
    let mut sign_ins_ended = 0;
    if disabled {
        let ended = sqlx::query(END_SIGN_INS).bind(id.0).bind(Stamp(act.at)).execute(&mut *transaction).await?;
        sign_ins_ended = ended.rows_affected();
    }
    let what = if disabled { What::AccountDisable } else { What::AccountEnable };
    audit::write(&mut transaction, what, Some(id), id.0, act).await?;
    transaction.commit().await?;
    Ok(Switched::Switched { sign_ins_ended })
}
