//! The rows of the audit, to be shown or checked.

use homeroom_protocol::audit::Link;
use homeroom_protocol::ids::PersonId;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::hash;
use crate::stamp::Stamp;
use crate::{Store, StoreError};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "select chain, position, n, at, by_id, role, act, account_id, subject_id, after, reason_code, trace, \
             words_hash, before, hash, staff, reason, salt from audit ",
            $rest
        )
    };
}
pub(super) use columns;

pub(crate) const LIST: &str = columns!("order by at desc, position desc, n desc limit $1");
pub(crate) const LIST_OF: &str = columns!(
    "where (account_id = $2 or subject_id = $2 or by_id = $2 or chain = $2) order by at desc, position desc, n desc limit $1"
);

/// A row as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Its link; `None` from before the chains.
    pub link: Option<Link>,
    /// The hash that stands beside it.
    pub hash: Option<Vec<u8>>,
    /// What was done.
    pub what: String,
    /// When.
    pub at: homeroom_protocol::time::Timestamp,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// On what it was done.
    pub subject: Option<Uuid>,
    /// Who, in words, where they have no account.
    pub staff: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Of the hash of these words.
    pub salt: Option<Vec<u8>>,
}

pub(super) fn kept(row: &PgRow) -> Result<Kept, StoreError> {
    let (what, at): (String, _) = (row.try_get(6)?, row.try_get::<Stamp, _>(3)?.0);
    let (person, subject) = (row.try_get::<Option<Uuid>, _>(7)?.map(PersonId), row.try_get(8)?);
    let link = match row.try_get::<Option<Uuid>, _>(0)? {
        None => None,
        Some(chain) => Some(Link {
            chain,
            position: u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0),
            n: u32::try_from(row.try_get::<i32, _>(2)?).unwrap_or(0),
            at,
            by: row.try_get::<Option<Uuid>, _>(4)?.map(PersonId),
            role: row.try_get(5)?,
            what: what.clone(),
            person,
            subject,
            after: row.try_get(9)?,
            reason: row.try_get(10)?,
            trace: row.try_get(11)?,
            words: row.try_get::<Option<Vec<u8>>, _>(12)?.map(|words| hash(&words).unwrap_or_default()),
            // One that is none is found not to be that of the link before.
            before: hash(&row.try_get::<Option<Vec<u8>>, _>(13)?.unwrap_or_default()).unwrap_or_default(),
        }),
    };
    Ok(Kept {
        link,
        hash: row.try_get(14)?,
        what,
        at,
        person,
        subject,
        staff: row.try_get(15)?,
        reason: row.try_get(16)?,
        salt: row.try_get(17)?,
    })
}

/// Which rows are wished.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Which {
    /// Those that this is in, as the person, the subject, whose chain it is, or who did it.
    pub about: Option<Uuid>,
    /// At most so many, the latest first.
    pub limit: u32,
}

/// Rows of the audit, the latest first.
///
/// # Errors
/// When the store does not answer.
pub async fn list(store: &Store, which: Which) -> Result<Vec<Kept>, StoreError> {
    let limit = i64::from(which.limit);
    let rows = match which.about {
        None => sqlx::query(LIST).bind(limit).fetch_all(store.pool()).await?,
        Some(id) => sqlx::query(LIST_OF).bind(limit).bind(id).fetch_all(store.pool()).await?,
    };
    rows.iter().map(kept).collect()
}
