//! `protocol/asyncapi.json`: AsyncAPI 3.0, the classroom's and the desk's socket in both directions.
//!
//! Messages are read from the schemas of the frame enums, so a frame that is not here cannot exist. `receive` and `send`
//! are the server's.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::golden;
use super::schemas::{self, Schemas};
use crate::announce::{self, Kind};
use crate::frame::client::ClientFrame;
use crate::frame::close::{After, Close};
use crate::frame::desk::{client::DeskClientFrame, server::DeskFrame};
use crate::frame::server::ServerFrame;
use crate::frame::{self, desk};
use crate::limits;

/// The one answer to `hello`, or the last words before a close.
const ANSWERS_TO_HELLO: &[&str] = &["welcome", "bye"];
/// What every other request is answered by.
const ANSWERS: &[&str] = &["ack", "refused"];

/// One socket.
struct Channel {
    name: &'static str,
    address: &'static str,
    description: &'static str,
    subprotocol: &'static str,
    /// The names of the schemas of what a client asks and of what the server says.
    requests: &'static str,
    frames: &'static str,
    /// Where the goldens of both lie.
    goldens: &'static str,
    /// What stands before a type in the names of messages, so that both sockets may have a `hello`.
    prefix: &'static str,
}

const CHANNELS: &[Channel] = &[
    Channel {
        name: "classroom",
        address: "/v1/classroom/{session_id}",
        description: "The socket of one person in one session, so no frame names the session.",
        subprotocol: frame::SUBPROTOCOL,
        requests: "Request",
        frames: "ServerFrame",
        goldens: "protocol/wire/",
        prefix: "",
    },
    Channel {
        name: "desk",
        address: "/v1/desk",
        description: "The socket of one moderator at the desk of all rooms.",
        subprotocol: desk::SUBPROTOCOL,
        requests: "DeskRequest",
        frames: "DeskFrame",
        goldens: "protocol/wire/desk/",
        prefix: "desk_",
    },
];

/// The schemas of the frames.
pub(super) fn components() -> Schemas {
    let mut found = Schemas::new();
    schemas::add::<ClientFrame>(&mut found);
    schemas::add::<ServerFrame>(&mut found);
    schemas::add::<DeskClientFrame>(&mut found);
    schemas::add::<DeskFrame>(&mut found);
    found
}

/// The document.
pub(super) fn document() -> Value {
    let schemas = components();
    let (mut messages, mut channels, mut all) = (Map::new(), Map::new(), Map::new());
    for channel in CHANNELS {
        let variants = |name| schemas.get(name).map(schemas::variants).unwrap_or_default();
        let (requests, frames) = (variants(channel.requests), variants(channel.frames));
        let mut own = BTreeMap::new();
        let asked = requests.iter().map(|(tag, data)| (tag, request(channel, tag, data)));
        for (tag, message) in asked.chain(frames.iter().map(|(tag, data)| (tag, frame(channel, tag, data)))) {
            let name = format!("{}{tag}", channel.prefix);
            own.insert(tag.clone(), json!({ "$ref": format!("#/components/messages/{name}") }));
            messages.insert(name, message);
        }
        channels.insert(channel.name.to_owned(), described(channel, &own));
        all.extend(operations(channel, &requests, &frames));
    }
    json!({
        "asyncapi": "3.0.0",
        "id": "urn:homeroom:sockets",
        "info": {
            "title": "homeroom sockets",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
            "description": "One JSON object per text frame; the version is the subprotocol. Unknown fields are ignored, \
                unknown types refused. Absent fields are left out, never null.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": all,
        "components": { "messages": messages, "schemas": schemas },
        "x-announce": announced(),
    })
}

/// How what is heard is said to who does not look; `word` is where somebody ever hears it.
fn announced() -> Value {
    let row = |kind: &Kind| {
        let mut row = json!(kind.announced());
        if let (true, Some(fields)) = (kind.announced().is_spoken(), row.as_object_mut()) {
            fields.insert("word".to_owned(), json!(kind.as_str()));
        }
        (kind.as_str().to_owned(), row)
    };
    json!({
        "pace": {
            "read_out_seconds": announce::READ_OUT_SECONDS,
            "digest_seconds": announce::DIGEST_SECONDS,
            "counted_people_max": announce::COUNTED_PEOPLE_MAX,
        },
        "kinds": Kind::ALL.iter().map(row).collect::<Map<_, _>>(),
    })
}

fn described(channel: &Channel, messages: &BTreeMap<String, Value>) -> Value {
    let mut described = json!({
        "address": channel.address,
        "description": channel.description,
        "messages": messages,
        "bindings": { "ws": {
            "bindingVersion": "0.1.0",
            "method": "GET",
            "headers": {
                "type": "object",
                "required": ["Sec-WebSocket-Protocol"],
                "properties": { "Sec-WebSocket-Protocol": { "type": "string", "const": channel.subprotocol } },
            },
        } },
        "x-close-codes": closes(),
        "x-limits": {
            "frame_bytes_max": limits::FRAME_BYTES_MAX,
            "hello_within_seconds": limits::HELLO_TIMEOUT.as_secs(),
            "dead_after_seconds": limits::DEAD_AFTER.as_secs(),
        },
    });
    if let (true, Some(fields)) = (channel.address.contains("{session_id}"), described.as_object_mut()) {
        let parameters = json!({ "session_id": { "description": "Which session: a UUID." } });
        fields.insert("parameters".to_owned(), parameters);
    }
    described
}

fn request(channel: &Channel, tag: &str, data: &str) -> Value {
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
        "examples": examples(channel, "client", tag),
    })
}

fn frame(channel: &Channel, tag: &str, data: &str) -> Value {
    let mut message = json!({
        "name": tag,
        "title": data,
        "summary": "From the server.",
        "payload": {
            "type": "object",
            "required": ["type", "data"],
            "properties": { "type": { "type": "string", "const": tag }, "data": schemas::reference(data) },
        },
        "examples": examples(channel, "server", tag),
    });
    if let (true, Some(fields)) = (ANSWERS.contains(&tag), message.as_object_mut()) {
        let correlation = json!({ "location": "$message.payload#/data/id", "description": "The command answered." });
        fields.insert("correlationId".to_owned(), correlation);
    }
    message
}

/// The goldens of this frame, which are serialisations of real values.
fn examples(channel: &Channel, side: &str, tag: &str) -> Vec<Value> {
    let goldens = golden::all();
    let of_side = goldens.iter().filter(|golden| golden.path.starts_with(&format!("{}{side}/", channel.goldens)));
    of_side
        .filter_map(|golden| {
            let payload: Value = serde_json::from_str(&golden.text).ok()?;
            let name = golden.path.rsplit('/').next()?.strip_suffix(".json")?.to_owned();
            (payload.get("type")?.as_str()? == tag).then(|| json!({ "name": name, "payload": payload }))
        })
        .collect()
}

fn operations(of: &Channel, requests: &[(String, String)], frames: &[(String, String)]) -> Map<String, Value> {
    let message = |tag: &str| json!({ "$ref": format!("#/channels/{}/messages/{tag}", of.name) });
    let channel = json!({ "$ref": format!("#/channels/{}", of.name) });
    let mut operations = Map::new();
    for (tag, _) in requests {
        let answers = if tag == "hello" { ANSWERS_TO_HELLO } else { ANSWERS };
        let answers: Vec<_> = answers.iter().map(|tag| message(tag)).collect();
        operations.insert(
            format!("receive_{}{tag}", of.prefix),
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
        operations.insert(format!("send_{}{tag}", of.prefix), operation);
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
        assert!(messages.contains_key("say") && messages.contains_key("desk_entry"), "the frames were not read");
    }
}
