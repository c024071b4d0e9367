//! `POST /webhooks/livekit`: what the media server says happened in its rooms. It is a hint: what comes of it is
//! `homeroom_actors::session`'s.

use homeroom_protocol::refusal::{Code, Refusal};
use hyper::header::AUTHORIZATION;

use crate::body;
use crate::call::Call;
use crate::reply::{self, Answer};

/// LiveKit's name for its JSON.
const WEBHOOK_JSON: &str = "application/webhook+json";

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let Call { shared, parts, body, .. } = call;
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    let authorization = first.filter(|_| second.is_none()).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if authorization.is_empty() {
        return Err(Code::SignatureRefused.into());
    }
    // Not parsed and written again: the signature is over these bytes.
    let bytes = body::read_as(&parts.headers, body, &[WEBHOOK_JSON]).await?;
    shared.sessions.media_webhook(authorization, &bytes).await?;
    Ok(reply::nothing())
}
