//! What staff do, kept: one row for each act, written in the transaction that does it, so that neither is there without
//! the other.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::time::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::StoreError;
use crate::stamp::Stamp;

pub(crate) const WRITE: &str = "\
insert into audit (id, at, staff, act, account_id, subject_id, reason) values ($1, $2, $3, $4, $5, $6, $7)";

/// Who does something, and why: what the audit keeps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Act<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// Who, as they call themselves.
    pub staff: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Writes an act: what was done to which subject, and whose account it concerns, if any.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn write(
    connection: &mut PgConnection,
    what: &str,
    account: Option<PersonId>,
    subject: Uuid,
    act: Act<'_>,
) -> Result<(), StoreError> {
    sqlx::query(WRITE)
        .bind(act.id)
        .bind(Stamp(act.at))
        .bind(act.staff)
        .bind(what)
        .bind(account.map(|account| account.0))
        .bind(subject)
        .bind(act.reason)
        .execute(connection)
        .await?;
    Ok(())
}
