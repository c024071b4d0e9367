//! Appeals, as the person sees them who made them; their journals are the truth.

use homeroom_protocol::appeal::{MyAppeal, turns};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::APPEALS_LISTED_MAX;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

/// An appeal that is decided is not written over by one that waits, nor a longer exchange by a shorter one, nor a later time by
/// an earlier one of the same exchange, in whatever order they come.
pub(crate) const KEEP: &str = "\
insert into appeal (sanction_id, account_id, made_at, answered, body, turns)
values ($1, $2, $3::timestamptz, $4, $5::jsonb, $6)
on conflict (sanction_id) do update set answered = excluded.answered, body = excluded.body, turns = excluded.turns
 where not appeal.answered
   and (excluded.answered or (excluded.turns, (excluded.body->>'due_at')::timestamptz)
                               > (appeal.turns, (appeal.body->>'due_at')::timestamptz))";
pub(crate) const MINE: &str = "\
select body::text from appeal where account_id = $1 order by made_at desc, sanction_id limit $2";

/// Keeps an appeal as it stands.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(store: &Store, person: PersonId, appeal: &MyAppeal) -> Result<(), StoreError> {
    let body = serde_json::to_string(appeal).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    sqlx::query(KEEP)
        .bind(appeal.sanction_id.0)
        .bind(person.0)
        .bind(Stamp(appeal.at))
        .bind(appeal.answered_at.is_some())
        .bind(body)
        .bind(i32::try_from(turns(&appeal.exchange)).unwrap_or(i32::MAX))
        .execute(store.pool())
        .await?;
    Ok(())
}

/// A person's latest appeals, latest first.
///
/// # Errors
/// When the store does not answer, or holds what is no appeal.
pub async fn mine(store: &Store, person: PersonId) -> Result<Vec<MyAppeal>, StoreError> {
    let most = i64::try_from(APPEALS_LISTED_MAX).unwrap_or(i64::MAX);
    let bodies: Vec<String> = sqlx::query_scalar(MINE).bind(person.0).bind(most).fetch_all(store.pool()).await?;
    let read = |body: &String| serde_json::from_str(body).map_err(|error| StoreError::Corrupt(error.to_string()));
    bodies.iter().map(read).collect()
}
