//! Samples of what a moderator's page asks for beside the desk's socket.

use super::samples::{COURSE, SESSION, at};
use crate::moderation::{Measure, ReasonCode};
use crate::rest::desk::{DeskRoom, DeskRooms, Macro, Macros, SetRoomCalm};

/// The rooms of the hour.
pub(super) fn rooms() -> DeskRooms {
    let room = DeskRoom {
        session_id: SESSION,
        course_id: COURSE,
        title: "Why the sea is salt".into(),
        starts_at: at(0),
        ends_at: at(3_600),
        people: 182,
        hands: 3,
        in_lobby: 2,
        calm: true,
    };
    DeskRooms { rooms: vec![room], server_time: at(110) }
}

/// A class is to be calm.
pub(super) fn set_room_calm() -> SetRoomCalm {
    SetRoomCalm { on: true }
}

/// What a moderator decides again and again.
pub(super) fn macros() -> Macros {
    let rude = Macro {
        name: "Rude, ten minutes".into(),
        reason: ReasonCode::Insult,
        measure: Some(Measure::Mute),
        minutes: Some(10),
        note: "Second time this week.".into(),
    };
    let fine = Macro {
        name: "Nothing wrong".into(),
        reason: ReasonCode::NothingWrong,
        measure: None,
        minutes: None,
        note: String::new(),
    };
    Macros { macros: vec![rude, fine] }
}
