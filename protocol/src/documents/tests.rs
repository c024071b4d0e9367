//! The committed files are what the types say, and the goldens read back and fit their schemas.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::golden::{self, Golden};
use super::{asyncapi, openapi};
use crate::frame::{client, desk, server::ServerFrame};
use crate::journal::v1::appeal::AppealEvent;
use crate::journal::v1::calm::CalmEvent;
use crate::journal::v1::chat::ChatEvent;
use crate::journal::v1::desk::DeskEvent;
use crate::journal::v1::floor::FloorEvent;
use crate::journal::v1::lobby::LobbyEvent;
use crate::journal::v1::poll::PollEvent;
use crate::journal::v1::question::QuestionEvent;
use crate::journal::v1::{Entry, SessionEvent};
use crate::refusal::{Code, Problem};
use crate::rest;

/// Where the goldens of what is stored lie.
const JOURNAL: &str = "protocol/wire/journal/";
/// Where the goldens of the desk's events lie.
const DESK_JOURNAL: &str = "protocol/wire/journal/v1/desk/";
const REGENERATE: &str = "run `cargo xtask generate`, and look at the difference";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_committed_documents_are_what_the_types_say() {
    for (path, content) in super::all() {
        let committed = fs::read_to_string(root().join(path)).unwrap_or_default();
        // Not assert_eq: both sides are thousands of lines long.
        assert!(committed == content, "{path} differs from what is generated: {REGENERATE}");
    }
}

#[test]
fn no_golden_is_left_over() {
    let known: BTreeSet<_> = golden::all().iter().map(|golden| root().join(golden.path)).collect();
    let folder = root().join("protocol/wire");
    for side in fs::read_dir(folder).unwrap().map(|side| side.unwrap().path()) {
        for file in files_below(&side).unwrap() {
            assert!(known.contains(&file), "{} is the encoding of nothing", file.display());
        }
    }
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

#[test]
fn every_committed_golden_reads_back_to_the_same_bytes() {
    for golden in golden::all() {
        let committed = fs::read_to_string(root().join(golden.path)).unwrap();
        assert_eq!(committed.trim_end(), again(&golden, committed.trim_end()), "{}", golden.path);
    }
}

/// Reads a golden as its type and writes it again.
fn again(golden: &Golden, text: &str) -> String {
    fn through<T: DeserializeOwned + Serialize>(text: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<T>(text).unwrap()).unwrap()
    }
    match golden.schema {
        Some("ClientFrame") => {
            let read = client::read(text).unwrap_or_else(|unread| {
                panic!("{}: {:?}; has its type an arm in `client::read`?", golden.path, unread.refusal)
            });
            serde_json::to_string(&read).unwrap()
        }
        Some("ServerFrame") => through::<ServerFrame>(text),
        Some("DeskClientFrame") => serde_json::to_string(&desk::client::read(text).unwrap()).unwrap(),
        Some("DeskFrame") => through::<desk::server::DeskFrame>(text),
        Some("MagicLink") => through::<rest::auth::MagicLink>(text),
        Some("LinkAsked") => through::<rest::auth::LinkAsked>(text),
        Some("Redeem") => through::<rest::auth::Redeem>(text),
        Some("SignedIn") => through::<rest::auth::SignedIn>(text),
        Some("Heartbeat") => through::<rest::attendance::Heartbeat>(text),
        Some("Attendance") => through::<rest::attendance::Attendance>(text),
        Some("Today") => through::<rest::lessons::Today>(text),
        Some("NextSlots") => through::<rest::schedule::NextSlots>(text),
        Some("Chapters") => through::<rest::chapters::Chapters>(text),
        Some("May") => through::<rest::may::May>(text),
        Some("Me") => through::<rest::me::Me>(text),
        Some("Rename") => through::<rest::me::Rename>(text),
        Some("PollReport") => through::<rest::polls::PollReport>(text),
        Some("PreparedPolls") => through::<rest::polls::PreparedPolls>(text),
        Some("DeskRooms") => through::<rest::desk::DeskRooms>(text),
        Some("SetRoomCalm") => through::<rest::desk::SetRoomCalm>(text),
        Some("MakeAppeal") => through::<rest::appeals::MakeAppeal>(text),
        Some("ReplyToQuestion") => through::<rest::appeals::ReplyToQuestion>(text),
        Some("MyAppeal") => through::<crate::appeal::MyAppeal>(text),
        Some("MyAppeals") => through::<rest::appeals::MyAppeals>(text),
        Some("MyReports") => through::<rest::reports::MyReports>(text),
        Some("Macros") => through::<rest::desk::Macros>(text),
        Some("Join") => through::<rest::join::Join>(text),
        Some("Joined") => through::<rest::join::Joined>(text),
        Some("Reservation") => through::<rest::reservation::Reservation>(text),
        Some("AnswerOffer") => through::<rest::reservation::AnswerOffer>(text),
        Some("MyReservations") => through::<rest::reservation::MyReservations>(text),
        Some("Problem") => through::<Problem>(text),
        Some("Readiness") => through::<rest::health::Readiness>(text),
        None if golden.path.ends_with("row.json") => through::<Entry<SessionEvent>>(text),
        None if golden.path.starts_with("protocol/wire/job/") => through::<crate::alarm::Alarm>(text),
        None if golden.path.starts_with(DESK_JOURNAL) => through::<DeskEvent>(text),
        None => through::<SessionEvent>(text),
        Some(other) => panic!("no type for {other}"),
    }
}

#[test]
fn every_golden_fits_its_schema() {
    let (frames, bodies) = (json!(asyncapi::components()), json!(openapi::components()));
    for golden in golden::all() {
        let Some(name) = golden.schema else { continue };
        let schemas = if frames.get(name).is_some() { &frames } else { &bodies };
        assert_fits(schemas, &json!({ "$ref": format!("#/components/schemas/{name}") }), &golden.text, golden.path);
    }
}

#[test]
fn every_message_fits_the_payload_of_its_own() {
    let document = asyncapi::document();
    let messages = document.pointer("/components/messages").unwrap().as_object().unwrap();
    for (tag, message) in messages {
        for example in message["examples"].as_array().unwrap() {
            let schemas = document.pointer("/components/schemas").unwrap();
            assert_fits(schemas, &message["payload"], &example["payload"].to_string(), tag);
        }
    }
}

fn assert_fits(schemas: &Value, schema: &Value, text: &str, what: &str) {
    let mut whole = schema.clone();
    whole["components"] = json!({ "schemas": schemas });
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(&serde_json::from_str(text).unwrap()).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
    let empty: Value = json!([]);
    assert!(!validator.is_valid(&empty), "{what}: its schema takes anything");
}

#[test]
fn a_schema_that_both_documents_name_is_the_same_in_both() {
    let bodies = openapi::components();
    for (name, schema) in asyncapi::components() {
        assert!(bodies.get(&name).is_none_or(|other| *other == schema), "{name} means two things");
    }
}

#[test]
fn every_reference_of_a_document_leads_somewhere() {
    for document in [asyncapi::document(), openapi::document()] {
        for pointer in references(&document) {
            assert!(document.pointer(pointer.trim_start_matches('#')).is_some(), "{pointer} leads nowhere");
        }
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[test]
fn every_kind_of_event_has_a_golden() {
    // The match has no catch-all: a new kind does not compile until it is numbered here, and then needs a golden.
    let kind = |event: &SessionEvent| match event {
        SessionEvent::Announced { .. } => 0,
        SessionEvent::Amended { .. } => 1,
        SessionEvent::PhaseChanged { .. } => 2,
        SessionEvent::Seated { .. } => 3,
        SessionEvent::Watched { .. } => 4,
        SessionEvent::DeviceTaken { .. } => 5,
        SessionEvent::Entered { .. } => 6,
        SessionEvent::HoldEnded { .. } => 7,
        SessionEvent::Dropped { .. } => 8,
        SessionEvent::Left { .. } => 9,
        SessionEvent::Said { .. } => 10,
        SessionEvent::Ended { .. } => 11,
        SessionEvent::Reserved { .. } => 12,
        SessionEvent::ReservationCancelled { .. } => 13,
        SessionEvent::Waitlisted { .. } => 14,
        SessionEvent::Offered { .. } => 15,
        SessionEvent::OfferAccepted { .. } => 16,
        SessionEvent::OfferDeclined { .. } => 17,
        SessionEvent::OfferExpired { .. } => 18,
        SessionEvent::Skipped { .. } => 19,
        SessionEvent::Released { .. } => 20,
        SessionEvent::ReleasePostponed { .. } => 21,
        SessionEvent::ReservationsEnded { .. } => 22,
        SessionEvent::Sighted { .. } => 23,
        SessionEvent::AttendanceFiled { .. } => 24,
        SessionEvent::Reported { .. } => 25,
        SessionEvent::ReportAnswered { .. } => 26,
        SessionEvent::Sanctioned { .. } => 27,
        SessionEvent::Lifted { .. } => 28,
        SessionEvent::Cancelled { .. } => 29,
        SessionEvent::Poll(event) => match event {
            PollEvent::Asked { .. } => 30,
            PollEvent::Voted { .. } => 31,
            PollEvent::Counted { .. } => 32,
            PollEvent::Ending { .. } => 33,
            PollEvent::Shown { .. } => 34,
            PollEvent::Closed { .. } => 35,
        },
        SessionEvent::Chat(ChatEvent::Edited { .. }) => 36,
        SessionEvent::Chat(ChatEvent::Deleted { .. }) => 37,
        SessionEvent::Chat(ChatEvent::RulesSet { .. }) => 38,
        SessionEvent::Floor(FloorEvent::HandRaised { .. }) => 39,
        SessionEvent::Floor(FloorEvent::HandLowered { .. }) => 40,
        SessionEvent::Floor(FloorEvent::Granted { .. }) => 41,
        SessionEvent::Floor(FloorEvent::Ended { .. }) => 42,
        SessionEvent::Floor(FloorEvent::Locked { .. }) => 43,
        SessionEvent::Calm(CalmEvent::Began { .. }) => 44,
        SessionEvent::Calm(CalmEvent::Ended { .. }) => 45,
        SessionEvent::Reacted { .. } => 46,
        SessionEvent::Chat(ChatEvent::Held { .. }) => 47,
        SessionEvent::Chat(ChatEvent::LetThrough { .. }) => 48,
        SessionEvent::Chat(ChatEvent::Discarded { .. }) => 49,
        SessionEvent::Chat(ChatEvent::Direct { .. }) => 50,
        SessionEvent::Chat(ChatEvent::Looked { .. }) => 71,
        SessionEvent::Floor(FloorEvent::LockedFor { .. }) => 59,
        SessionEvent::Floor(FloorEvent::LockEnded { .. }) => 60,
        SessionEvent::Lobby(event) => match event {
            LobbyEvent::Set { .. } => 51,
            LobbyEvent::Waits { .. } => 52,
            LobbyEvent::Moved { .. } => 53,
            LobbyEvent::Gone { .. } => 54,
            LobbyEvent::LetIn { .. } => 55,
            LobbyEvent::Denied { .. } => 56,
            LobbyEvent::Pardoned { .. } => 57,
            LobbyEvent::Told { .. } => 58,
            LobbyEvent::PutBack { .. } => 69,
        },
        SessionEvent::Question(QuestionEvent::Asked { .. }) => 61,
        SessionEvent::Question(QuestionEvent::Moved { .. }) => 62,
        SessionEvent::Question(QuestionEvent::Merged { .. }) => 63,
        SessionEvent::Question(QuestionEvent::Set { .. }) => 64,
        SessionEvent::Appeal(AppealEvent::Made { .. }) => 65,
        SessionEvent::Appeal(AppealEvent::Answered { .. }) => 66,
        SessionEvent::Appeal(AppealEvent::Exchanged { .. }) => 72,
        SessionEvent::Floor(FloorEvent::HandsSet { .. }) => 67,
        SessionEvent::Floor(FloorEvent::HandsRestored { .. }) => 70,
        SessionEvent::Floor(FloorEvent::Spotlit { .. }) => 68,
        SessionEvent::Floor(FloorEvent::Spoke { .. }) => 73,
    };
    let stored = golden::all().into_iter().filter(|golden| {
        let is_session = golden.path.starts_with(JOURNAL) && !golden.path.starts_with(DESK_JOURNAL);
        let is_session = is_session && !golden.path.ends_with("row.json");
        golden.schema.is_none() && is_session
    });
    let kinds: BTreeSet<_> = stored.map(|golden| kind(&serde_json::from_str(&golden.text).unwrap())).collect();
    // The last number stands here once more: a kind without a golden is missed by it.
    assert_eq!(kinds, (0..=73).collect());
}

#[test]
fn every_kind_of_event_of_the_desk_has_a_golden() {
    let kind = |event: &DeskEvent| match event {
        DeskEvent::Opened { .. } => 0,
        DeskEvent::Merged { .. } => 1,
        DeskEvent::Claimed { .. } => 2,
        DeskEvent::Renewed { .. } => 3,
        DeskEvent::Released { .. } => 4,
        DeskEvent::ClaimEnded { .. } => 5,
        DeskEvent::HandedOver { .. } => 6,
        DeskEvent::Noted { .. } => 7,
        DeskEvent::Decided { .. } => 8,
        DeskEvent::Undone { .. } => 9,
        DeskEvent::Settled { .. } => 10,
        DeskEvent::Reversed { .. } => 11,
        DeskEvent::Escalated { .. } => 12,
        DeskEvent::Appealed { .. } => 13,
        DeskEvent::Alarmed { .. } => 14,
        DeskEvent::AppealAsked { .. } => 15,
        DeskEvent::AppealReplied { .. } => 16,
        DeskEvent::AppealUnanswered { .. } => 17,
        DeskEvent::AppealReminded { .. } => 18,
    };
    let stored = golden::all().into_iter().filter(|golden| golden.path.starts_with(DESK_JOURNAL));
    let kinds: BTreeSet<_> = stored.map(|golden| kind(&serde_json::from_str(&golden.text).unwrap())).collect();
    assert_eq!(kinds, (0..=18).collect());
}

#[test]
fn every_code_has_an_anchor_on_the_page_its_type_leads_to() {
    let page = super::errors_page();
    for code in Code::ALL {
        assert!(page.contains(&format!("id=\"{code}\"")), "{code}");
    }
}

#[test]
fn a_stored_form_is_never_overwritten() {
    let folder = std::env::temp_dir().join(format!("homeroom-documents-{}", std::process::id()));
    let file = folder.join("protocol/wire/journal/v1/said.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "an older form").unwrap();
    let error = super::write(&folder).unwrap_err();
    let kept = fs::read_to_string(&file).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!((error.kind(), kept.as_str()), (io::ErrorKind::InvalidData, "an older form"));
}
