//! `/livez`, `/readyz`, `/metrics` and the documents.

use homeroom_protocol::documents;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::health::{Health, Readiness};
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, HeaderValue};

use crate::call::Call;
use crate::reply::{self, Answer};

const OPENAPI: &str = include_str!("../../../protocol/openapi.json");
const ASYNCAPI: &str = include_str!("../../../protocol/asyncapi.json");
/// The documents change with the binary only.
const FOR_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The process answers.
pub(crate) fn livez() -> Answer {
    reply::bytes(StatusCode::OK, "text/plain; charset=utf-8", "live\n")
}

/// Whether this node can take people, part by part.
pub(crate) async fn readyz(call: Call) -> Result<Answer, Refusal> {
    let readiness = Readiness::of(call.shared.sessions.health().await);
    let status = match readiness.status {
        Health::Ready | Health::Degraded => StatusCode::OK,
        Health::Unready => StatusCode::SERVICE_UNAVAILABLE,
    };
    reply::json(status, &readiness)
}

/// The metrics, for those who run the node.
///
/// # Errors
/// `not_found` on the public listener, unless it is configured otherwise.
pub(crate) fn metrics(call: &Call) -> Result<Answer, Refusal> {
    if !call.is_internal() && !call.shared.settings.metrics_public {
        return Err(Code::NotFound.into());
    }
    call.shared.sessions.publish_metrics();
    let text = call.shared.metrics.render();
    Ok(reply::bytes(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text))
}

/// The document of the routes.
pub(crate) fn openapi() -> Answer {
    document("application/json", OPENAPI)
}

/// The document of the sockets.
pub(crate) fn asyncapi() -> Answer {
    document("application/json", ASYNCAPI)
}

/// The codes of all problems, each with an anchor.
pub(crate) fn errors() -> Answer {
    document("text/html; charset=utf-8", documents::errors_page())
}

fn document(content_type: &'static str, text: impl Into<bytes::Bytes>) -> Answer {
    let mut answer = reply::bytes(StatusCode::OK, content_type, text);
    answer.headers_mut().insert(CACHE_CONTROL, FOR_MINUTES);
    answer
}
