//! Who may do what, in one table: every REST operation and every frame against everybody who may come, each tried against
//! the real server. What is in the generated documents and not in the table fails, so that nothing new comes without
//! somebody having said who it is for.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "this is for tests, where a panic is the failure")]

mod cast;
mod classroom;
mod desk;
mod rest;

use std::collections::BTreeSet;

use serde_json::Value;

/// The messages that a socket's document says clients may send, and those that the server sends.
fn messages(channel: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let document: Value = serde_json::from_str(include_str!("../../protocol/asyncapi.json")).unwrap();
    let prefix = format!("#/channels/{channel}/messages/");
    let of = |action: &str| -> BTreeSet<String> {
        let operations = document["operations"].as_object().unwrap().values();
        let messages = operations.filter(|one| one["action"] == action).flat_map(|one| one["messages"].as_array());
        let names = messages.flatten().filter_map(|one| one["$ref"].as_str()?.strip_prefix(&prefix));
        names.map(str::to_owned).collect()
    };
    let all: BTreeSet<_> = document["channels"][channel]["messages"].as_object().unwrap().keys().cloned().collect();
    let sent = of("receive");
    let heard = all.difference(&sent).cloned().collect();
    (sent, heard)
}

fn names(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|&name| name.to_owned()).collect()
}
