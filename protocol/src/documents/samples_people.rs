//! Samples of who is here.

use super::samples::{COMMAND, STUDENT, TEACHER};
use crate::frame::client::{ClientFrame, Request};
use crate::frame::people::{People, PeopleChange, PeoplePage, PersonHere, SetAway, Whereabouts};
use crate::frame::server::{Ack, Answer, ServerFrame, Signal};
use crate::permit::{Role, Tier};

fn mira() -> PersonHere {
    PersonHere {
        person: STUDENT,
        name: "Mira".into(),
        role: Role::Student,
        tier: Tier::Seated,
        whereabouts: Whereabouts::Away,
    }
}

/// One of each frame that a client sends.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let frame = |request| ClientFrame { id: COMMAND, request };
    let people = People { after: Some(TEACHER), limit: Some(50), name: Some("mi".into()), role: Some(Role::Student) };
    vec![
        ("protocol/wire/client/people.json", frame(Request::People(people))),
        ("protocol/wire/client/set_away.json", frame(Request::SetAway(SetAway { away: true }))),
    ]
}

/// One of each frame that the server sends.
pub(super) fn frames() -> Vec<(&'static str, ServerFrame)> {
    let page = PeoplePage { people: vec![mira()], more: true, version: 7, told: true };
    let change = PeopleChange { version: 8, people: vec![mira()], gone: vec![TEACHER] };
    vec![
        (
            "protocol/wire/server/ack_people.json",
            ServerFrame::Ack(Ack { id: COMMAND, offset: None, data: Some(Answer::People(page)) }),
        ),
        ("protocol/wire/server/signal_people.json", ServerFrame::Signal(Signal::People(change))),
    ]
}
