//! Samples of hands, the floor, locks and the spotlight, for the goldens.

use super::samples::{COMMAND, STUDENT, TEACHER, at};
use crate::frame::calm::SetCalm;
use crate::frame::client::{ClientFrame, Request};
use crate::frame::floor::{
    ClearLock, EndFloor, Floor, FloorView, GrantFloor, Hand, HandFilter, HandOrder, Lock, LockEnd, Lockable, LowerHand,
    LowerHands, RaiseHand, RestoreHands, SetHands, Spoke,
};
use crate::frame::spotlight::{Spotlight, Spotlit};
use crate::journal::v1::SessionEvent;
use crate::journal::v1::calm::{Before, CalmEvent};
use crate::journal::v1::floor::FloorEvent;
use crate::permit::desk::DeskRole;

pub(super) fn hand() -> Hand {
    Hand { person: STUDENT, name: "Mira".into(), at: at(600), spoken_ms: 42_500 }
}

pub(super) fn floor() -> Floor {
    Floor { person: STUDENT, name: "Mira".into(), until: at(660) }
}

pub(super) fn spotlit() -> Spotlit {
    Spotlit { person: STUDENT, name: "Mira".into() }
}

pub(super) fn view() -> FloorView {
    FloorView {
        hands: vec![hand()],
        order: HandOrder::LeastSpoken,
        floor: Some(floor()),
        locks: vec![Lockable::Publish],
        ends: vec![LockEnd { what: Lockable::Publish, until: at(900) }],
        spotlight: Some(spotlit()),
    }
}

/// What clients send, each with the path of its golden.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let frame = |request| ClientFrame { id: COMMAND, request };
    vec![
        ("protocol/wire/client/raise_hand.json", frame(Request::RaiseHand(RaiseHand {}))),
        ("protocol/wire/client/lower_hand.json", frame(Request::LowerHand(LowerHand { person: Some(STUDENT) }))),
        (
            "protocol/wire/client/lower_hands.json",
            frame(Request::LowerHands(LowerHands { filter: HandFilter::NotSpoken })),
        ),
        ("protocol/wire/client/restore_hands.json", frame(Request::RestoreHands(RestoreHands {}))),
        ("protocol/wire/client/spoke.json", frame(Request::Spoke(Spoke {}))),
        ("protocol/wire/client/set_hands.json", frame(Request::SetHands(SetHands { order: HandOrder::LeastSpoken }))),
        (
            "protocol/wire/client/grant_floor.json",
            frame(Request::GrantFloor(GrantFloor { person: Some(STUDENT), seconds: 60 })),
        ),
        ("protocol/wire/client/end_floor.json", frame(Request::EndFloor(EndFloor {}))),
        ("protocol/wire/client/spotlight.json", frame(Request::Spotlight(Spotlight { person: Some(STUDENT) }))),
        ("protocol/wire/client/spotlight_end.json", frame(Request::Spotlight(Spotlight { person: None }))),
        ("protocol/wire/client/set_calm.json", frame(Request::SetCalm(SetCalm { on: true }))),
        (
            "protocol/wire/client/lock.json",
            frame(Request::Lock(Lock {
                what: Lockable::Chat,
                locked: false,
                person: Some(STUDENT),
                seconds: Some(600),
            })),
        ),
        (
            "protocol/wire/client/clear_lock.json",
            frame(Request::ClearLock(ClearLock { person: STUDENT, what: Lockable::Chat })),
        ),
    ]
}

/// What is stored, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let floor = |event| SessionEvent::Floor(event);
    vec![
        ("protocol/wire/journal/v1/hand_raised.json", floor(FloorEvent::HandRaised { person: STUDENT, at: at(600) })),
        (
            "protocol/wire/journal/v1/hand_lowered.json",
            floor(FloorEvent::HandLowered { person: STUDENT, by: Some(TEACHER), together: None }),
        ),
        (
            "protocol/wire/journal/v1/hand_lowered_together.json",
            floor(FloorEvent::HandLowered { person: STUDENT, by: Some(TEACHER), together: Some(at(610)) }),
        ),
        ("protocol/wire/journal/v1/spoke.json", floor(FloorEvent::Spoke { person: STUDENT })),
        (
            "protocol/wire/journal/v1/hands_restored.json",
            floor(FloorEvent::HandsRestored { people: vec![STUDENT], by: TEACHER }),
        ),
        (
            "protocol/wire/journal/v1/floor_granted.json",
            floor(FloorEvent::Granted { person: STUDENT, until: at(660), by: TEACHER, at: None }),
        ),
        (
            "protocol/wire/journal/v1/floor_granted_at.json",
            floor(FloorEvent::Granted { person: STUDENT, until: at(660), by: TEACHER, at: Some(at(600)) }),
        ),
        (
            "protocol/wire/journal/v1/calm_began.json",
            SessionEvent::Calm(CalmEvent::Began {
                before: Before { paused: false, locked: true, locked_until: None, lobby: false },
                by: TEACHER,
                desk: None,
                at: at(700),
            }),
        ),
        (
            "protocol/wire/journal/v1/calm_began_at_the_desk.json",
            SessionEvent::Calm(CalmEvent::Began {
                before: Before::default(),
                by: TEACHER,
                desk: Some(DeskRole::Course),
                at: at(700),
            }),
        ),
        (
            "protocol/wire/journal/v1/calm_ended.json",
            SessionEvent::Calm(CalmEvent::Ended { by: TEACHER, desk: None, at: at(800) }),
        ),
        ("protocol/wire/journal/v1/floor_ended.json", floor(FloorEvent::Ended { by: Some(TEACHER), at: None })),
        ("protocol/wire/journal/v1/floor_ended_at.json", floor(FloorEvent::Ended { by: None, at: Some(at(660)) })),
        (
            "protocol/wire/journal/v1/hands_set.json",
            floor(FloorEvent::HandsSet { order: HandOrder::LeastSpoken, by: TEACHER }),
        ),
        (
            "protocol/wire/journal/v1/locked.json",
            floor(FloorEvent::Locked { lock: Lockable::Publish, locked: true, by: TEACHER, until: None }),
        ),
        (
            "protocol/wire/journal/v1/locked_for.json",
            floor(FloorEvent::LockedFor {
                person: STUDENT,
                lock: Lockable::Chat,
                locked: false,
                by: TEACHER,
                until: Some(at(1_200)),
            }),
        ),
        (
            "protocol/wire/journal/v1/spotlit.json",
            floor(FloorEvent::Spotlit { person: Some(STUDENT), by: Some(TEACHER) }),
        ),
        ("protocol/wire/journal/v1/spotlit_nobody.json", floor(FloorEvent::Spotlit { person: None, by: None })),
        (
            "protocol/wire/journal/v1/lock_ended.json",
            floor(FloorEvent::LockEnded { lock: Lockable::Chat, person: Some(STUDENT), by: None }),
        ),
    ]
}
