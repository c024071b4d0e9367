//! `GET /outbox`: the mails of a node that keeps them instead of sending them, for those who develop. A page, or JSON for
//! programs.
//!
//! Whoever reads them can sign in as anybody who asked. So there is an outbox only where the composition root made one,
//! it is shown to this machine alone, and only under this machine's names for itself: a site that points its own name
//! here reads nothing.

use homeroom_mail::{Letter, Outbox};
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::StatusCode;
use hyper::header::{ACCEPT, CONTENT_SECURITY_POLICY, HeaderValue};
use serde_json::{Value, json};

use crate::call::Call;
use crate::origin;
use crate::reply::{self, Answer};

/// The page has its own style in it, and nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(crate) fn handle(call: &Call) -> Result<Answer, Refusal> {
    let here = call.client().is_loopback() && origin::local_host(&call.parts.headers, &call.parts.uri).is_some();
    let outbox = call.shared.mail.as_ref().and_then(|mail| mail.postman.mailer().outbox());
    let outbox = outbox.filter(|_| here).ok_or(Refusal::new(Code::NotFound))?;
    let for_programs = call.parts.headers.get(ACCEPT).is_some_and(|accept| accept == "application/json");
    if for_programs {
        let letters: Vec<Value> = outbox.letters().iter().map(described).collect();
        return reply::json(StatusCode::OK, &letters);
    }
    page(outbox)
}

fn described(letter: &Letter) -> Value {
    json!({
        "id": letter.id, "to": letter.to.as_str(), "at": letter.at,
        "subject": letter.subject, "text": letter.text, "html": letter.html,
    })
}

fn page(outbox: &Outbox) -> Result<Answer, Refusal> {
    let page = outbox.page().map_err(|error| {
        tracing::error!(error = %error, "the outbox could not be shown");
        Refusal::new(Code::Broke)
    })?;
    let mut answer = reply::bytes(StatusCode::OK, "text/html; charset=utf-8", page);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    Ok(answer)
}
