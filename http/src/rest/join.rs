//! `POST /v1/join`: the door of a class. What happens behind it is `homeroom_actors::session`'s.

use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::join::Join;
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};
use crate::{body, idempotency};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, .. } = call;
    let key = idempotency::key(&parts.headers)?;
    let bytes = body::read(&parts.headers, body).await?;
    let join: Join = body::parse(&bytes, &["session_id"])?;
    let command = idempotency::command(principal.person, "POST", "/v1/join", join.session_id, key);
    let joined = shared.sessions.join(principal, command, idempotency::digest(&bytes), join).await?;
    reply::json(StatusCode::OK, &joined)
}
