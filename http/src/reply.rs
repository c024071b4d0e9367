//! What leaves: JSON, problems (RFC 9457), bytes. Status codes are chosen here and in `homeroom_protocol::refusal`.

use bytes::Bytes;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::StoreError;
use http_body_util::Full;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde::Serialize;

/// An answer; nothing here streams.
pub(crate) type Answer = Response<Full<Bytes>>;

/// When to try again after a refusal that does not say it itself.
const RETRY_AFTER_MS: u64 = 1_000;

/// The headers every answer has unless it brings its own. The policy is that of a thing that is never shown; pages have
/// their own ([`crate::pages`]).
pub(crate) static HEADERS: [(HeaderName, HeaderValue); 6] = [
    (hyper::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (hyper::header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        hyper::header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Room for those, the id of the request, and what an answer usually has besides: a map of headers that grows is made anew.
const HEADERS_ROOM: usize = 12;

/// Bytes of a content type.
pub(crate) fn bytes(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    *answer.headers_mut() = HeaderMap::with_capacity(HEADERS_ROOM);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// A value as JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Result<Answer, Refusal> {
    match serde_json::to_vec(value) {
        Ok(body) => Ok(bytes(status, "application/json", body)),
        Err(error) => {
            tracing::error!(error = %error, "an answer could not be written");
            Err(Refusal::new(Code::Broke))
        }
    }
}

/// No content.
pub(crate) fn nothing() -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

/// The problem of a refusal.
pub(crate) fn problem(refusal: &Refusal, trace: &str) -> Answer {
    let problem = refusal.problem(Some(trace.to_owned()));
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // A problem is strings and numbers, which are always written.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut answer = bytes(status, "application/problem+json", body);
    let headers = answer.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        let millis = refusal.retry_after_ms.unwrap_or(RETRY_AFTER_MS);
        headers.insert(RETRY_AFTER, HeaderValue::from(millis.div_ceil(1_000)));
    }
    answer
}

/// The refusal for a store that did not do what it was asked: later, where that can help.
pub(crate) fn store(error: StoreError) -> Refusal {
    match error {
        StoreError::Unreachable { .. } => Refusal::new(Code::Unavailable).retry_after_ms(RETRY_AFTER_MS),
        error @ (StoreError::Refused { .. } | StoreError::Corrupt { .. }) => {
            tracing::error!(error = %error, "the store refused a statement");
            Refusal::new(Code::Broke)
        }
    }
}
