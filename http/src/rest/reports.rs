//! `GET /v1/me/reports`: what became of what one reported.

use homeroom_protocol::refusal::Refusal;
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn mine(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    reply::json(StatusCode::OK, &call.shared.sessions.reports(principal).await?)
}
