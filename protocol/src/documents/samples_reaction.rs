//! Samples of reactions, for the goldens.

use super::samples::{COMMAND, STUDENT, TEACHER, at, request};
use super::samples_chat::item;
use crate::frame::client::{ClientFrame, Request};
use crate::frame::server::{ChatItem, ClassEvent, Entry, ServerFrame};
use crate::journal::v1::SessionEvent;
use crate::journal::v1::reaction::{ReactionChange, ReadChange};
use crate::reaction::{MyReactions, React, Reaction, ReactionCount, Reactions};

fn counts() -> Vec<ReactionCount> {
    vec![
        ReactionCount { reaction: Reaction::Agree, count: 12 },
        ReactionCount { reaction: Reaction::Insight, count: 1 },
    ]
}

/// One's own.
pub(super) fn mine() -> Vec<MyReactions> {
    vec![MyReactions { message: COMMAND, reactions: vec![Reaction::Agree] }]
}

/// What clients send, each with the path of its golden.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let react = React { message: COMMAND, reaction: Reaction::Agree, on: true };
    vec![("protocol/wire/client/react.json", request(Request::React(react)))]
}

/// `entry`: what all see of many reactions, and a message that is shown with its own.
pub(super) fn entry() -> ServerFrame {
    ServerFrame::Entry(Entry {
        offset: 45,
        after: 44,
        at: at(131),
        events: vec![
            ClassEvent::Reacted { messages: vec![Reactions { message: COMMAND, counts: counts() }], questions: vec![] }
                .into(),
            ClassEvent::Shown { item: ChatItem { reactions: counts(), ..item() } }.into(),
        ],
    })
}

/// What is stored, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let change = |reaction, given, taken_back| ReactionChange { message: COMMAND, reaction, given, taken_back };
    let changes = vec![change(Reaction::Agree, vec![0, 1], vec![]), change(Reaction::Unsure, vec![], vec![1])];
    let reacted =
        SessionEvent::Reacted { at: at(131), people: vec![STUDENT, TEACHER], changes, upvotes: vec![], reads: vec![] };
    let reads = vec![ReadChange { to: 41, people: vec![1] }, ReadChange { to: 42, people: vec![0] }];
    let read =
        SessionEvent::Reacted { at: at(132), people: vec![STUDENT, TEACHER], changes: vec![], upvotes: vec![], reads };
    vec![("protocol/wire/journal/v1/reacted.json", reacted), ("protocol/wire/journal/v1/read.json", read)]
}
