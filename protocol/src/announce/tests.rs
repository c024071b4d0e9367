//! The table covers what is on the wire, and says of each kind what a reader would expect.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Kind, Manner};
use crate::documents;
use crate::frame::desk::server::DeskFrame;
use crate::frame::direct::DirectItem;
use crate::frame::server::{ClassEvent, Entry, ServerFrame};
use crate::frame::staff::{FeedEvent, StaffEvent};
use crate::question::{QuestionItem, QuestionState};

/// What is committed of one side of the wire, by its folder.
fn committed(folder: &str) -> Vec<String> {
    let of_side = documents::all().into_iter().filter(|(path, _)| path.starts_with(folder));
    of_side.map(|(_, text)| text).collect()
}

fn room() -> Vec<ServerFrame> {
    committed("protocol/wire/server/").iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

fn desk() -> Vec<DeskFrame> {
    committed("protocol/wire/desk/server/").iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

#[test]
fn every_kind_is_of_something_on_the_wire() {
    let mut seen: BTreeSet<Kind> = room().iter().flat_map(states).flat_map(|frame| Kind::of(&frame)).collect();
    seen.extend(desk().iter().flat_map(Kind::of_desk));
    let unseen: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| !seen.contains(kind)).collect();
    assert_eq!(unseen, []);
}

/// A sample, and what it has in one state in each other state too.
fn states(frame: &ServerFrame) -> Vec<ServerFrame> {
    let ServerFrame::Entry(entry) = frame else { return vec![frame.clone()] };
    let otherwise = |event: &FeedEvent| {
        if let FeedEvent::Class(ClassEvent::Question { question }) = event {
            let of = |state| ClassEvent::Question { question: Box::new(QuestionItem { state, ..*question.clone() }) };
            return QUESTION_STATES.iter().map(|state| of(*state).into()).collect();
        }
        if let FeedEvent::Staff(StaffEvent::Direct { item }) = event {
            let of = |answer| StaffEvent::Direct { item: DirectItem { answer, ..item.clone() } };
            return vec![of(true).into(), of(false).into()];
        }
        vec![event.clone()]
    };
    vec![ServerFrame::Entry(Entry { events: entry.events.iter().flat_map(otherwise).collect(), ..entry.clone() })]
}

const QUESTION_STATES: [QuestionState; 5] = [
    QuestionState::New,
    QuestionState::Approved,
    QuestionState::Live,
    QuestionState::Answered,
    QuestionState::Dismissed,
];

#[test]
fn who_did_something_hears_only_what_is_an_answer() {
    let echoed: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.announced().own != Manner::Silent).collect();
    assert_eq!(echoed, [Kind::Refused]);
}

#[test]
fn what_breaks_in_concerns_who_hears_it() {
    let breaks_in = |kind: &Kind| kind.announced().me == Manner::Assertive;
    let assertive: Vec<Kind> = Kind::ALL.iter().copied().filter(breaks_in).collect();
    let expected = [
        Kind::PollOpen,
        Kind::FloorGiven,
        Kind::FloorOver,
        Kind::Spotlight,
        Kind::YouTier,
        Kind::YouOffer,
        Kind::YouSanctioned,
        Kind::YouLocked,
    ];
    assert_eq!(assertive, expected);
    // Of the class only a poll does, which everybody is asked.
    let of_others = |kind: &Kind| kind.announced().others == Manner::Assertive;
    assert_eq!(Kind::ALL.iter().copied().filter(of_others).collect::<Vec<_>>(), [Kind::PollOpen]);
}

#[test]
fn what_is_ones_own_is_nobody_elses_news() {
    for kind in Kind::ALL.iter().filter(|kind| kind.as_str().starts_with("you_")) {
        assert_eq!(kind.announced().others, Manner::Silent, "{kind:?}");
    }
}

#[test]
fn the_document_has_the_whole_table_and_a_word_for_what_is_spoken() {
    let text = documents::all().into_iter().find(|(path, _)| *path == "protocol/asyncapi.json").unwrap().1;
    let document: Value = serde_json::from_str(&text).unwrap();
    let kinds = document.pointer("/x-announce/kinds").unwrap().as_object().unwrap();
    assert_eq!(kinds.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        let row = &kinds[kind.as_str()];
        assert_eq!(row["others"], kind.announced().others.as_str());
        assert_eq!(row.get("word").is_some(), kind.announced().is_spoken(), "{kind:?}");
    }
}
