//! `protocol/asyncapi.json`: AsyncAPI 3.0, the classroom socket in both directions.
//!
//! Messages are read from the schemas of the frame enums, so a frame that is not here cannot exist. `receive` and `send`
//! are the server's.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::golden;
use super::schemas::{self, Schemas};
use crate::frame::SUBPROTOCOL;
use crate::frame::client::ClientFrame;
use crate::frame::close::{After, Close};
use crate::frame::server::ServerFrame;
use crate::limits;

/// The one answer to `hello`, or the last words before a close.
const ANSWERS_TO_HELLO: &[&str] = &["welcome", "bye"];
/// What every other request is answered by.
const ANSWERS: &[&str] = &["ack", "refused"];

/// The schemas of the frames.
pub(super) fn components() -> Schemas {
    let mut found = Schemas::new();
    schemas::add::<ClientFrame>(&mut found);
    schemas::add::<ServerFrame>(&mut found);
    found
}

/// The document.
pub(super) fn document() -> Value {
    let schemas = components();
    let variants = |name| schemas.get(name).map(schemas::variants).unwrap_or_default();
    let (requests, frames) = (variants("Request"), variants("ServerFrame"));

    let mut messages = Map::new();
    for (tag, data) in &requests {
        messages.insert(tag.clone(), request(tag, data));
    }
    for (tag, data) in &frames {
        messages.insert(tag.clone(), frame(tag, data));
    }
    let of_channel: BTreeMap<_, _> =
        messages.keys().map(|tag| (tag, json!({ "$ref": format!("#/components/messages/{tag}") }))).collect();
    json!({
        "asyncapi": "3.0.0",
        "id": "urn:homeroom:classroom",
        "info": {
            "title": "homeroom classroom",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
            "description": "One JSON object per text frame; the version is the subprotocol. Unknown fields are ignored, \
                unknown types refused. Absent fields are left out, never null.",
        },
        "defaultContentType": "application/json",
        "channels": { "classroom": {
            "address": "/v1/classroom/{session_id}",
            "description": "The socket of one person in one session, so no frame names the session.",
            "parameters": { "session_id": { "description": "Which session: a UUID." } },
            "messages": of_channel,
            "bindings": { "ws": {
                "bindingVersion": "0.1.0",
                "method": "GET",
                "headers": {
                    "type": "object",
                    "required": ["Sec-WebSocket-Protocol"],
                    "properties": { "Sec-WebSocket-Protocol": { "type": "string", "const": SUBPROTOCOL } },
                },
            } },
            "x-close-codes": closes(),
            "x-limits": {
                "frame_bytes_max": limits::FRAME_BYTES_MAX,
                "hello_within_seconds": limits::HELLO_TIMEOUT.as_secs(),
                "dead_after_seconds": limits::DEAD_AFTER.as_secs(),
            },
        } },
        "operations": operations(&requests, &frames),
        "components": { "messages": messages, "schemas": schemas },
    })
}

fn request(tag: &str, data: &str) -> Value {
    json!({
        "name": tag,
        "title": data,
        "summary": "From a client.",
        "correlationId": { "location": "$message.payload#/id", "description": "The command's id, for ever." },
        "payload": {
            "type": "object",
            "required": ["id", "type"],
            "properties": {
                "id": schemas::reference("CommandId"),
                "type": { "type": "string", "const": tag },
                "data": schemas::reference(data),
            },
        },
        "examples": examples("client", tag),
    })
}

fn frame(tag: &str, data: &str) -> Value {
    let mut message = json!({
        "name": tag,
        "title": data,
        "summary": "From the server.",
        "payload": {
            "type": "object",
            "required": ["type", "data"],
            "properties": { "type": { "type": "string", "const": tag }, "data": schemas::reference(data) },
        },
        "examples": examples("server", tag),
    });
    if let (true, Some(fields)) = (ANSWERS.contains(&tag), message.as_object_mut()) {
        let correlation = json!({ "location": "$message.payload#/data/id", "description": "The command answered." });
        fields.insert("correlationId".to_owned(), correlation);
    }
    message
}

/// The goldens of this frame, which are serialisations of real values.
fn examples(side: &str, tag: &str) -> Vec<Value> {
    let goldens = golden::all();
    let of_side = goldens.iter().filter(|golden| golden.path.starts_with(&format!("protocol/wire/{side}/")));
    of_side
        .filter_map(|golden| {
            let payload: Value = serde_json::from_str(&golden.text).ok()?;
            let name = golden.path.rsplit('/').next()?.strip_suffix(".json")?.to_owned();
            (payload.get("type")?.as_str()? == tag).then(|| json!({ "name": name, "payload": payload }))
        })
        .collect()
}

fn operations(requests: &[(String, String)], frames: &[(String, String)]) -> Map<String, Value> {
    let message = |tag: &str| json!({ "$ref": format!("#/channels/classroom/messages/{tag}") });
    let channel = json!({ "$ref": "#/channels/classroom" });
    let mut operations = Map::new();
    for (tag, _) in requests {
        let answers = if tag == "hello" { ANSWERS_TO_HELLO } else { ANSWERS };
        let answers: Vec<_> = answers.iter().map(|tag| message(tag)).collect();
        operations.insert(
            format!("receive_{tag}"),
            json!({
                "action": "receive",
                "channel": channel,
                "messages": [message(tag)],
                "reply": { "channel": channel, "messages": answers },
            }),
        );
    }
    let unasked = frames.iter().filter(|(tag, _)| !ANSWERS.contains(&tag.as_str()) && tag != "welcome");
    for (tag, _) in unasked {
        let operation = json!({ "action": "send", "channel": channel, "messages": [message(tag)] });
        operations.insert(format!("send_{tag}"), operation);
    }
    operations
}

fn closes() -> Vec<Value> {
    let after = |close: Close| match close.after() {
        After::Stop => "stop",
        After::JoinAgain => "join_again",
        After::Resume => "resume",
    };
    Close::ALL
        .iter()
        .map(|close| json!({ "code": close.code(), "meaning": close.sentence(), "client": after(*close) }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_of_the_document_has_an_example() {
        let document = document();
        let messages = document.pointer("/components/messages").unwrap().as_object().unwrap();
        for (tag, message) in messages {
            assert!(!message["examples"].as_array().unwrap().is_empty(), "{tag} has no golden");
        }
        assert!(messages.contains_key("say") && messages.contains_key("entry"), "the frames were not read");
    }
}
