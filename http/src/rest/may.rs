//! `GET /v1/sessions/{session_id}/may`: what one may do in a class now, and which rule keeps one from the rest; with
//! `?person=`, for staff of the class, what somebody else may.

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::StatusCode;

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};

pub(crate) async fn look(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let session: SessionId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let person = query::parsed::<PersonId>(&call.parts.uri, "person")?;
    let may = call.shared.sessions.may(principal, session, person).await?;
    reply::json(StatusCode::OK, &may)
}
