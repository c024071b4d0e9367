//! What people were told when they wanted something that has to be allowed, kept for a while for support to look up.

use homeroom_protocol::entitlement::{Entitlement, Feature};
use homeroom_protocol::ids::{CourseId, PersonId, SessionId};
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const KEEP: &str = "\
insert into decision (id, at, account_id, feature, course_id, session_id, refused, entitlement)
select told.id, told.at, told.account_id, told.feature, told.course_id, told.session_id, told.refused,
       told.entitlement::jsonb
  from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[])
    as told(id, at, account_id, feature, course_id, session_id, refused, entitlement)
on conflict (id, at) do nothing";
pub(crate) const LOOK_UP: &str = "\
select d.at, d.account_id, a.name, d.feature, d.course_id, c.title, d.session_id, s.starts_at, d.refused,
       d.entitlement::text
  from decision d
  left join account a on a.id = d.account_id
  left join course c on c.id = d.course_id
  left join session s on s.id = d.session_id
 where d.id = $1 order by d.at";
pub(crate) const FORGET: &str = "\
delete from decision where (id, at) in (select id, at from decision where at < $1 order by at limit $2)";

/// One answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecisionRow {
    /// What it is looked up by.
    pub id: Uuid,
    /// When it was decided.
    pub at: Timestamp,
    /// Who was told.
    pub account: PersonId,
    /// What they wanted.
    pub feature: Feature,
    /// Of which course.
    pub course: CourseId,
    /// In which session, where it was about one.
    pub session: Option<SessionId>,
    /// The code they were refused with; `None`: they were let in, or given it.
    pub refused: Option<String>,
    /// Why, as they were told.
    pub entitlement: Entitlement,
}

/// An answer, with what its ids are called where they still are there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LookedUp {
    /// The answer.
    pub row: DecisionRow,
    /// The person's name.
    pub name: Option<String>,
    /// The course's title.
    pub title: Option<String>,
    /// When the session begins.
    pub starts_at: Option<Timestamp>,
}

/// Keeps answers; one that is kept already stays as it is.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(store: &Store, rows: &[DecisionRow]) -> Result<(), StoreError> {
    let words = |row: &DecisionRow| serde_json::to_string(&row.entitlement);
    let entitlements = rows.iter().map(words).collect::<Result<Vec<_>, _>>().map_err(corrupt)?;
    sqlx::query(KEEP)
        .bind(rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| Stamp(row.at)).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.account.0).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.feature.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.course.0).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.session.map(|session| session.0)).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.refused.as_deref()).collect::<Vec<_>>())
        .bind(entitlements)
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Every answer that carried this id, oldest first.
///
/// # Errors
/// When the store does not answer, or holds what cannot be read.
pub async fn look_up(store: &Store, id: Uuid) -> Result<Vec<LookedUp>, StoreError> {
    let rows = sqlx::query(LOOK_UP).bind(id).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            let told = DecisionRow {
                id,
                at: row.try_get::<Stamp, _>(0)?.0,
                account: PersonId(row.try_get(1)?),
                feature: word(&row.try_get::<String, _>(3)?)?,
                course: CourseId(row.try_get(4)?),
                session: row.try_get::<Option<Uuid>, _>(6)?.map(SessionId),
                refused: row.try_get(8)?,
                entitlement: serde_json::from_str(row.try_get(9)?).map_err(corrupt)?,
            };
            let starts_at = row.try_get::<Option<Stamp>, _>(7)?.map(|stamp| stamp.0);
            Ok(LookedUp { row: told, name: row.try_get(2)?, title: row.try_get(5)?, starts_at })
        })
        .collect()
}

/// Forgets answers from before `before`, at most `limit` of them, and says how many.
///
/// # Errors
/// When the store does not answer.
pub async fn forget(store: &Store, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
    Ok(sqlx::query(FORGET).bind(Stamp(before)).bind(limit).execute(store.pool()).await?.rows_affected())
}

fn word(feature: &str) -> Result<Feature, StoreError> {
    let known = Feature::ALL.iter().find(|known| known.as_str() == feature).copied();
    known.ok_or_else(|| StoreError::Corrupt(format!("`{feature}` is no feature")))
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt(error.to_string())
}
