//! `POST /v1/appeals`: contests what is done about oneself. `POST /v1/appeals/{sanction_id}/replies`: answers what was asked
//! about that. `GET /v1/me/appeals`: what became of that.

use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::appeals::{MakeAppeal, ReplyToQuestion};
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};
use crate::{body, idempotency};

pub(crate) async fn make(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, .. } = call;
    let key = idempotency::key(&parts.headers)?;
    let bytes = body::read(&parts.headers, body).await?;
    let wanted: MakeAppeal = body::parse(&bytes, &["session_id", "text"])?;
    let command = idempotency::command(principal.person, "POST", "/v1/appeals", wanted.session_id, key);
    let digest = idempotency::digest(&bytes);
    reply::json(StatusCode::OK, &shared.sessions.appeal(principal, command, digest, wanted).await?)
}

pub(crate) async fn reply(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, segment, .. } = call;
    let sanction: SanctionId = segment.parse().map_err(|_| Code::NotFound)?;
    let key = idempotency::key(&parts.headers)?;
    let bytes = body::read(&parts.headers, body).await?;
    let wanted: ReplyToQuestion = body::parse(&bytes, &["text"])?;
    let route = "/v1/appeals/{sanction_id}/replies";
    let command = idempotency::command(principal.person, "POST", route, sanction, key);
    let digest = idempotency::digest(&bytes);
    shared.sessions.reply_to_question(principal, command, &digest, sanction, wanted.text).await?;
    Ok(reply::nothing())
}

pub(crate) async fn mine(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    reply::json(StatusCode::OK, &call.shared.sessions.appeals(principal).await?)
}
