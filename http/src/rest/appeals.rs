//! `POST /v1/appeals`: contests what is done about oneself. `GET /v1/me/appeals`: what became of that.

use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::appeals::MakeAppeal;
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

pub(crate) async fn mine(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    reply::json(StatusCode::OK, &call.shared.sessions.appeals(principal).await?)
}
