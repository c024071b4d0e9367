//! What staff do, kept in chains (`homeroom_protocol::audit`). What is done with verbs is written in the transaction that does
//! it, so that neither is there without the other; what is done in rooms and at the desk stands in their journals, and is
//! written here after them. Nothing here changes a row or takes one out, and the table lets nobody.

mod list;
mod verify;

use homeroom_protocol::audit::{Capacity, Hash, Link, VERBS, What};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::time::Timestamp;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

pub use self::list::{Kept, Which, list};
pub use self::verify::{Broken, Sound, verify};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const END: &str =
    "select position, hash, uuid_send(gen_random_uuid()) from audit_end where chain = $1 for update";
pub(crate) const MOVE_END: &str = "update audit_end set position = $2, hash = $3 where chain = $1";
pub(crate) const WRITE: &str = "\
insert into audit (id, at, staff, act, account_id, subject_id, reason, chain, position, n, role, trace, salt, words_hash, \
before, hash, after) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $1, $11, $12, $13, $14, $15)";
pub(crate) const PROJECT: &str = "\
insert into audit (id, at, act, account_id, subject_id, chain, position, n, by_id, role, after, reason_code, trace, before, hash)
select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::integer[],
  $9::uuid[], $10::text[], $11::text[], $12::text[], $13::uuid[], $14::bytea[], $15::bytea[])
on conflict do nothing";

pub(crate) use self::list::{LIST, LIST_OF};
pub(crate) use self::verify::{AGGREGATES, BEFORE_CHAINS, DEEDS, ENDS, STRAYS, VERB_ROWS};

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

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Done<'a> {
    /// What.
    pub(crate) what: What,
    /// Whose account it concerns, if any.
    pub(crate) account: Option<PersonId>,
    /// To which subject, where it has an id.
    pub(crate) subject: Option<Uuid>,
    /// How it is from then on, in a code.
    pub(crate) after: Option<&'a str>,
}

/// Writes an act: what was done to which subject, and whose account it concerns, if any. It is to be the last statement of
/// its transaction: whoever else writes one waits from here on.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn write(
    connection: &mut PgConnection,
    what: What,
    account: Option<PersonId>,
    subject: Uuid,
    act: Act<'_>,
) -> Result<(), StoreError> {
    write_done(connection, Done { what, account, subject: Some(subject), after: None }, act).await
}

/// The same, for what has no subject but a code.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn write_done(connection: &mut PgConnection, done: Done<'_>, act: Act<'_>) -> Result<(), StoreError> {
    let Done { what, account, subject, after } = done;
    let end = sqlx::query(END).bind(VERBS).fetch_one(&mut *connection).await?;
    let (position, salt): (i64, Vec<u8>) = (end.try_get::<i64, _>(0)? + 1, end.try_get(2)?);
    let words = Hash::of_words(&salt, &[act.staff, act.reason]);
    let link = Link {
        chain: VERBS,
        position: u64::try_from(position).unwrap_or(0),
        n: 0,
        at: act.at,
        by: None,
        role: Capacity::Operator.as_str().to_owned(),
        what: what.as_str().to_owned(),
        person: account,
        subject,
        after: after.map(str::to_owned),
        reason: None,
        trace: Some(act.id),
        words: Some(words),
        before: hash(&end.try_get::<Vec<u8>, _>(1)?)?,
    };
    sqlx::query(WRITE)
        .bind(act.id)
        .bind(Stamp(act.at))
        .bind(act.staff)
        .bind(&link.what)
        .bind(account.map(|account| account.0))
        .bind(subject)
        .bind(act.reason)
        .bind(VERBS)
        .bind(position)
        .bind(&link.role)
        .bind(salt)
        .bind(words.0.as_slice())
        .bind(link.before.0.as_slice())
        .bind(link.hash().0.as_slice())
        .bind(after)
        .execute(&mut *connection)
        .await?;
    sqlx::query(MOVE_END).bind(VERBS).bind(position).bind(link.hash().0.as_slice()).execute(connection).await?;
    Ok(())
}

/// Writes what journals have; rows that are there stay as they are.
///
/// # Errors
/// When the store does not answer.
pub async fn project(store: &Store, links: &[Link]) -> Result<(), StoreError> {
    let ids = links.iter().map(|link| {
        let place = [link.position.to_be_bytes().as_slice(), &link.n.to_be_bytes()].concat();
        Uuid::new_v5(&link.chain, &place)
    });
    sqlx::query(PROJECT)
        .bind(ids.collect::<Vec<_>>())
        .bind(links.iter().map(|link| Stamp(link.at)).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.what.as_str()).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.person.map(|person| person.0)).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.subject).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.chain).collect::<Vec<_>>())
        .bind(links.iter().map(|link| i64::try_from(link.position).unwrap_or(i64::MAX)).collect::<Vec<_>>())
        .bind(links.iter().map(|link| i32::try_from(link.n).unwrap_or(i32::MAX)).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.by.map(|by| by.0)).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.role.as_str()).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.after.as_deref()).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.reason.as_deref()).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.trace).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.before.0.to_vec()).collect::<Vec<_>>())
        .bind(links.iter().map(|link| link.hash().0.to_vec()).collect::<Vec<_>>())
        .execute(store.pool())
        .await?;
    Ok(())
}

fn hash(bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes.try_into().map(Hash).map_err(|_| StoreError::Corrupt("a hash of the audit has not 32 bytes".to_owned()))
}
