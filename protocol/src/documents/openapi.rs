//! `protocol/openapi.json`: OpenAPI 3.1, the REST routes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::errors;
use super::operations::{self, Answer, Content, Operation, Security};
use super::samples;
use super::schemas::{self, Schemas};
use crate::refusal::{Code, Problem};
use crate::rest;

/// Refusals that any route can give, whatever it does.
const OF_EVERY_ROUTE: &[Code] = &[Code::RequestTimeout, Code::HeadersTooLarge, Code::Broke];

/// The schemas of the bodies.
pub(super) fn components() -> Schemas {
    let mut found = Schemas::new();
    schemas::add::<Problem>(&mut found);
    schemas::add::<rest::attendance::Heartbeat>(&mut found);
    schemas::add::<rest::attendance::Attendance>(&mut found);
    schemas::add::<rest::auth::MagicLink>(&mut found);
    schemas::add::<rest::auth::LinkAsked>(&mut found);
    schemas::add::<rest::auth::Redeem>(&mut found);
    schemas::add::<rest::auth::SignedIn>(&mut found);
    schemas::add::<rest::chapters::Chapters>(&mut found);
    schemas::add::<rest::desk::DeskRooms>(&mut found);
    schemas::add::<rest::desk::SetRoomCalm>(&mut found);
    schemas::add::<rest::appeals::MakeAppeal>(&mut found);
    schemas::add::<rest::appeals::ReplyToQuestion>(&mut found);
    schemas::add::<rest::appeals::MyAppeals>(&mut found);
    schemas::add::<crate::appeal::MyAppeal>(&mut found);
    schemas::add::<rest::reports::MyReports>(&mut found);
    schemas::add::<rest::desk::Macros>(&mut found);
    schemas::add::<rest::health::Readiness>(&mut found);
    schemas::add::<rest::join::Join>(&mut found);
    schemas::add::<rest::join::Joined>(&mut found);
    schemas::add::<rest::lessons::Today>(&mut found);
    schemas::add::<rest::may::May>(&mut found);
    schemas::add::<rest::me::Me>(&mut found);
    schemas::add::<rest::me::Rename>(&mut found);
    schemas::add::<rest::polls::PollReport>(&mut found);
    schemas::add::<rest::polls::PreparedPolls>(&mut found);
    schemas::add::<rest::reservation::AnswerOffer>(&mut found);
    schemas::add::<rest::reservation::MyReservations>(&mut found);
    schemas::add::<rest::reservation::Reservation>(&mut found);
    schemas::add::<rest::schedule::NextSlots>(&mut found);
    found
}

/// A code of a refusal, and what a client may do about it.
fn retry(code: &Code) -> (String, Value) {
    (code.to_string(), json!(errors::advice(code.retry()).0))
}

/// The document.
pub(super) fn document() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for operation in operations::all() {
        paths.entry(operation.path).or_default().insert(operation.method.to_owned(), describe(&operation));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "homeroom",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "Live hourly classes. Every answer that is not 2xx or 3xx is a problem (RFC 9457) whose \
                `code` says what happened; a known path with another method answers 405 `method_not_allowed`, an \
                unknown path 404 `not_found`. Unknown fields are ignored. Absent fields are left out, never null. \
                Unsafe methods from a browser need an Origin of ours.",
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "auth", "description": "Signing in." },
            { "name": "lessons", "description": "What is taught." },
            { "name": "schedule", "description": "When classes are." },
            { "name": "class", "description": "Coming into a class." },
            { "name": "seats", "description": "Seats before the doors: reservations, the line, offers." },
            { "name": "desk", "description": "The moderators' desk, beside its socket." },
            { "name": "webhooks", "description": "What other servers tell us by themselves." },
            { "name": "operation", "description": "For those who run it." },
        ],
        "x-retry": Code::ALL.iter().map(retry).collect::<Map<_, _>>(),
        "paths": paths,
        "components": {
            "schemas": components(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The access token of a redemption or refresh: EdDSA, five minutes.",
                },
                "livekit": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "A JWT of the media server's: HS256 with our key, whose claim `sha256` is the hash of the \
                        body, in base64.",
                },
                "refresh": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-homeroom_refresh",
                    "description": "The refresh token: HttpOnly, Secure, SameSite=Strict, rotated at each use.",
                },
            },
        },
    })
}

fn describe(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.tag],
        "security": match operation.security {
            Security::Anyone => json!([]),
            Security::Bearer => json!([{ "bearer": [] }]),
            Security::RefreshCookie => json!([{ "refresh": [] }]),
            Security::Signature => json!([{ "livekit": [] }]),
        },
        "responses": responses(operation),
    });
    let parameters = parameters(operation);
    if let Some(fields) = described.as_object_mut() {
        if !parameters.is_empty() {
            fields.insert("parameters".to_owned(), json!(parameters));
        }
        if let Some(content) = content(&operation.body) {
            fields.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut parameters = Vec::new();
    let uuid = json!({ "type": "string", "format": "uuid" });
    for (name, description, schema) in [
        ("session_id", "Which session.", &uuid),
        ("lesson_id", "Which lesson.", &uuid),
        ("path", "The file's path in the pack, as `files/map.svg`.", &json!({ "type": "string" })),
    ] {
        if operation.path.contains(&format!("{{{name}}}")) {
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "description": description, "schema": schema,
            }));
        }
    }
    for (name, required, description, example) in operations::query(operation.id) {
        parameters.push(json!({
            "name": name, "in": "query", "required": required, "description": description,
            "schema": { "type": "string" }, "example": example,
        }));
    }
    if operation.idempotency_key {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "What the client calls this one wish: the same again for a retry, kept for 24 h.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
            "example": samples::COMMAND,
        }));
    }
    parameters
}

fn content(of: &Content) -> Option<Value> {
    match of {
        Content::Json(schema, examples) => {
            let mut media = json!({ "schema": schemas::reference(schema) });
            if let (false, Some(media)) = (examples.is_empty(), media.as_object_mut()) {
                let examples: BTreeMap<_, _> =
                    examples.iter().map(|(name, value)| (*name, json!({ "value": value }))).collect();
                media.insert("examples".to_owned(), json!(examples));
            }
            Some(json!({ "application/json": media }))
        }
        Content::JsonOr(schema, examples, kind) => {
            let mut media = content(&Content::Json(schema, examples.clone()))?;
            media.as_object_mut()?.insert((*kind).to_owned(), json!({ "schema": { "type": "string" } }));
            Some(media)
        }
        Content::Other(kind) => Some(json!({ (*kind): { "schema": { "type": "string" } } })),
        Content::Nothing => None,
    }
}

fn responses(operation: &Operation) -> BTreeMap<String, Value> {
    let mut problems: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in operation.codes.iter().chain(OF_EVERY_ROUTE) {
        problems.entry(code.status()).or_default().push(*code);
    }
    let mut responses: BTreeMap<String, Value> =
        problems.into_iter().map(|(status, codes)| (status.to_string(), refusals(&codes))).collect();
    responses.extend(operation.answers.iter().map(|answer| (answer.status.to_string(), good(answer))));
    responses
}

/// One response for all refusals with the same status, an example for each.
fn refusals(codes: &[Code]) -> Value {
    let examples: BTreeMap<_, _> =
        codes.iter().map(|code| (code.as_str(), json!({ "value": samples::problem(*code) }))).collect();
    let names: Vec<_> = codes.iter().map(|code| format!("`{code}`")).collect();
    let mut response = json!({
        "description": format!("Refused: {}.", names.join(", ")),
        "content": { "application/problem+json": { "schema": schemas::reference("Problem"), "examples": examples } },
    });
    if let (true, Some(fields)) =
        (codes.iter().any(|code| matches!(code.status(), 429 | 503)), response.as_object_mut())
    {
        let header =
            json!({ "description": "Seconds until the same is worth sending again.", "schema": { "type": "integer" } });
        fields.insert("headers".to_owned(), json!({ "Retry-After": header }));
    }
    response
}

fn good(answer: &Answer) -> Value {
    let mut response = json!({ "description": answer.says });
    if let Some(fields) = response.as_object_mut() {
        if let Some(content) = content(&answer.content) {
            fields.insert("content".to_owned(), content);
        }
        let headers: BTreeMap<_, _> = headers(answer.status)
            .iter()
            .map(|(name, description)| (*name, json!({ "description": description, "schema": { "type": "string" } })))
            .collect();
        if !headers.is_empty() {
            fields.insert("headers".to_owned(), json!(headers));
        }
        if answer.sets_cookie {
            let header = json!({ "description": "A cookie that no script can read.", "schema": { "type": "string" } });
            fields.insert("headers".to_owned(), json!({ "Set-Cookie": header }));
        }
    }
    response
}

/// The headers that a status never comes without.
fn headers(status: u16) -> &'static [(&'static str, &'static str)] {
    match status {
        302 => &[("Location", "Where it is."), ("Decision-Id", "What support looks the decision up by.")],
        304 => &[("ETag", "The validator of the answer that is still good.")],
        _ => &[],
    }
}
