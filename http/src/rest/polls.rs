//! `GET /v1/sessions/{session_id}/polls`: what was asked in a class and how it was answered, for whoever gives it; JSON, or
//! a table with `?format=csv`.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};
use crate::rest::{polls_csv, table};

pub(crate) async fn report(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let session: SessionId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let as_table = table::is_wanted(&call)?;
    let report = call.shared.sessions.polls(principal, session).await?;
    if !as_table {
        return reply::json(StatusCode::OK, &report);
    }
    Ok(polls_csv::table(&report).answer(&format!("polls-{session}")))
}
