//! Samples of the lobby, for the goldens.

use super::samples::{COMMAND, STUDENT, TEACHER, at, id};
use crate::frame::client::{ClientFrame, Request};
use crate::frame::lobby::{
    InLobby, LetIn, LobbyChange, LobbyEnd, LobbyFilter, LobbyNote, LobbyOutcome, LobbyResult, LobbyView, PutBack,
    SetLobby, TellWaiters, TurnAway, TurnedAway, Waiter, Waiters,
};
use crate::frame::server::{Ack, Answer, Entry, ServerFrame, You};
use crate::frame::staff::{FeedEvent, StaffEvent};
use crate::ids::SignInId;
use crate::journal::v1::lobby::LobbyEvent;
use crate::journal::v1::{Participant, SessionEvent};
use crate::permit::{self, Phase, Role, Tier};

fn waiter() -> Waiter {
    Waiter { person: STUDENT, name: "Mira".into(), since: at(60), reserved: true }
}

pub(super) fn view() -> LobbyView {
    LobbyView { on: true, version: 7, waiting: vec![waiter()], denied: vec![Waiter { reserved: false, ..waiter() }] }
}

/// What clients send, each with the path of its golden.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let frame = |request| ClientFrame { id: COMMAND, request };
    let those = Waiters::Those { filter: LobbyFilter::All, version: 7 };
    vec![
        ("protocol/wire/client/set_lobby.json", frame(Request::SetLobby(SetLobby { on: true }))),
        ("protocol/wire/client/let_in.json", frame(Request::LetIn(LetIn { who: those }))),
        (
            "protocol/wire/client/turn_away.json",
            frame(Request::TurnAway(TurnAway {
                who: Waiters::One { person: STUDENT },
                reason: TurnedAway::WrongClass,
            })),
        ),
        ("protocol/wire/client/put_back.json", frame(Request::PutBack(PutBack { person: STUDENT }))),
        (
            "protocol/wire/client/tell_waiters.json",
            frame(Request::TellWaiters(TellWaiters { person: None, text: "Five minutes more.".into() })),
        ),
    ]
}

/// What the server sends, each with the path of its golden.
pub(super) fn frames() -> Vec<(&'static str, ServerFrame)> {
    let change = |change| FeedEvent::from(StaffEvent::Lobby { version: 7, change });
    let people = vec![STUDENT];
    let events = vec![
        change(LobbyChange::On { on: true }),
        change(LobbyChange::Waits { waiter: waiter() }),
        change(LobbyChange::Gone { people: people.clone() }),
        change(LobbyChange::Denied { people }),
        change(LobbyChange::Pardoned { person: STUDENT }),
    ];
    let outcome = LobbyOutcome { people: vec![LobbyResult { person: STUDENT, outcome: LobbyEnd::LetIn }] };
    let (role, tier) = (Role::Student, Tier::Lobby);
    let you = You {
        person: STUDENT,
        name: "Mira".into(),
        role,
        tier,
        seat: None,
        offer_until: None,
        may: permit::may(role, tier, Phase::Live),
        sanctions: Vec::new(),
        reports: Vec::new(),
        appeals: Vec::new(),
        votes: Vec::new(),
        held: Vec::new(),
        direct: Vec::new(),
        reactions: Vec::new(),
        locks: Vec::new(),
        questions: Vec::new(),
        upvotes: Vec::new(),
        read: None,
        lobby: Some(InLobby {
            position: Some(3),
            since: at(60),
            put_back: true,
            denied: None,
            notes: vec![LobbyNote { text: "Five minutes more.".into(), at: at(90) }],
        }),
    };
    vec![
        (
            "protocol/wire/server/entry_lobby.json",
            ServerFrame::Entry(Entry { offset: 44, after: 43, at: at(120), events }),
        ),
        (
            "protocol/wire/server/ack_lobby.json",
            ServerFrame::Ack(Ack { id: COMMAND, offset: Some(44), data: Some(Answer::Lobby(outcome)) }),
        ),
        ("protocol/wire/server/you_in_lobby.json", ServerFrame::You(you)),
    ]
}

/// What is stored, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let (by, people) = (TEACHER, vec![STUDENT]);
    let sign_in = SignInId(id(60));
    let who = Participant { person: STUDENT, name: "Mira".into(), role: Role::Student, sign_in };
    let lobby = |event| SessionEvent::Lobby(event);
    vec![
        ("protocol/wire/journal/v1/lobby_set.json", lobby(LobbyEvent::Set { on: true, by: Some(by), at: at(50) })),
        ("protocol/wire/journal/v1/lobby_begins.json", lobby(LobbyEvent::Set { on: true, by: None, at: at(0) })),
        ("protocol/wire/journal/v1/lobby_waits.json", lobby(LobbyEvent::Waits { who, may_sit: true, at: at(60) })),
        ("protocol/wire/journal/v1/lobby_moved.json", lobby(LobbyEvent::Moved { person: STUDENT, sign_in })),
        ("protocol/wire/journal/v1/lobby_gone.json", lobby(LobbyEvent::Gone { person: STUDENT, at: at(70) })),
        (
            "protocol/wire/journal/v1/lobby_let_in.json",
            lobby(LobbyEvent::LetIn { people: people.clone(), by, at: at(80) }),
        ),
        (
            "protocol/wire/journal/v1/lobby_denied.json",
            lobby(LobbyEvent::Denied { people, reason: TurnedAway::Name, by, at: at(80) }),
        ),
        (
            "protocol/wire/journal/v1/lobby_put_back.json",
            lobby(LobbyEvent::PutBack { person: STUDENT, kept_until: Some(at(1_300)), by, at: at(700) }),
        ),
        ("protocol/wire/journal/v1/lobby_pardoned.json", lobby(LobbyEvent::Pardoned { person: STUDENT, by })),
        (
            "protocol/wire/journal/v1/lobby_told.json",
            lobby(LobbyEvent::Told { person: Some(STUDENT), text: "Five minutes more.".into(), by, at: at(90) }),
        ),
    ]
}
