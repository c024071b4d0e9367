//! `POST` and `DELETE /v1/sessions/{session_id}/reservation`: a seat before one comes, or a place in the line for one.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::StatusCode;

use crate::call::Call;
use crate::idempotency;
use crate::reply::{self, Answer};

const ROUTE: &str = "/v1/sessions/{session_id}/reservation";

pub(crate) async fn reserve(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let session: SessionId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let key = idempotency::key(&call.parts.headers)?;
    let command = idempotency::command(principal.person, "POST", ROUTE, session, key);
    // There is no body that could be another one.
    let digest = idempotency::digest(b"");
    reply::json(StatusCode::OK, &call.shared.sessions.reserve(principal, session, command, digest).await?)
}

pub(crate) async fn cancel(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let session: SessionId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let key = idempotency::key(&call.parts.headers)?;
    let command = idempotency::command(principal.person, "DELETE", ROUTE, session, key);
    let digest = idempotency::digest(b"");
    reply::json(StatusCode::OK, &call.shared.sessions.cancel_reservation(principal, session, command, digest).await?)
}
