//! `POST /v1/sessions/{session_id}/offer`: takes the seat that was offered, or lets the next in line have it.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::reservation::AnswerOffer;
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};
use crate::{body, idempotency};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, segment, .. } = call;
    let session: SessionId = segment.parse().map_err(|_| Code::NotFound)?;
    let key = idempotency::key(&parts.headers)?;
    let bytes = body::read(&parts.headers, body).await?;
    let AnswerOffer { answer } = body::parse(&bytes, &["answer"])?;
    let command = idempotency::command(principal.person, "POST", "/v1/sessions/{session_id}/offer", session, key);
    let digest = idempotency::digest(&bytes);
    let reservation = shared.sessions.answer_offer(principal, session, command, digest, answer).await?;
    reply::json(StatusCode::OK, &reservation)
}
