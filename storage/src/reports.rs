//! Reports, as the person sees them who made them; their journals are the truth.

use homeroom_protocol::ids::{CommandId, PersonId, SessionId};
use homeroom_protocol::limits::REPORTS_LISTED_MAX;
use homeroom_protocol::moderation::{Report, ReportOutcome};
use homeroom_protocol::rest::reports::ReportMade;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

/// One that comes again is the same, and what became of it stays.
pub(crate) const KEEP: &str = "\
insert into report (id, account_id, session_id, class, made_at, outcome) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do nothing";
pub(crate) const ANSWER: &str = "update report set outcome = $2 where id = any($1) and outcome <> $2";
pub(crate) const MINE: &str = "\
select id, session_id, class, made_at, outcome from report
 where account_id = $1 and made_at > $2 order by made_at desc, id limit $3";

/// Keeps a report that was made; nothing has become of it yet.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(store: &Store, report: &Report) -> Result<(), StoreError> {
    sqlx::query(KEEP)
        .bind(report.id.0)
        .bind(report.by.person.0)
        .bind(report.subject.session.0)
        .bind(&report.class)
        .bind(Stamp(report.at))
        .bind(ReportOutcome::Received.as_str())
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Keeps what became of reports; of those that are not here nothing.
///
/// # Errors
/// When the store does not answer.
pub async fn answer(store: &Store, reports: &[CommandId], outcome: ReportOutcome) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = reports.iter().map(|report| report.0).collect();
    sqlx::query(ANSWER).bind(ids).bind(outcome.as_str()).execute(store.pool()).await?;
    Ok(())
}

/// A person's latest reports that were made after a time, latest first.
///
/// # Errors
/// When the store does not answer, or holds an outcome there is not.
pub async fn mine(store: &Store, person: PersonId, after: Timestamp) -> Result<Vec<ReportMade>, StoreError> {
    let most = i64::try_from(REPORTS_LISTED_MAX).unwrap_or(i64::MAX);
    let rows = sqlx::query(MINE).bind(person.0).bind(Stamp(after)).bind(most).fetch_all(store.pool()).await?;
    rows.iter().map(made).collect()
}

fn made(row: &PgRow) -> Result<ReportMade, StoreError> {
    let word: &str = row.try_get(4)?;
    let outcome = ReportOutcome::ALL.iter().find(|outcome| outcome.as_str() == word).copied();
    Ok(ReportMade {
        id: CommandId(row.try_get(0)?),
        session_id: SessionId(row.try_get(1)?),
        class: row.try_get(2)?,
        at: row.try_get::<Stamp, _>(3)?.0,
        outcome: outcome.ok_or_else(|| StoreError::Corrupt(format!("`{word}` is nothing that becomes of a report")))?,
    })
}
