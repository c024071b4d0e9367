//! What a moderator's page asks for beside the desk's socket: the rooms that are open, whether one is calm, and the
//! moderator's own macros.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, SessionId};
use crate::limits::{MACRO_NAME_CHARACTERS_MAX, MACROS_MAX, NOTE_CHARACTERS_MAX};
use crate::moderation::{Measure, ReasonCode};
use crate::refusal::{Code, Refusal};
use crate::time::Timestamp;

/// Answer of `GET /v1/desk/rooms`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskRooms {
    /// Classes whose doors are open, of the courses the asker sees: by their start, then by their title.
    pub rooms: Vec<DeskRoom>,
    /// The server's time, for clocks.
    pub server_time: Timestamp,
}

/// A class whose doors are open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskRoom {
    /// Which.
    pub session_id: SessionId,
    /// Of which course.
    pub course_id: CourseId,
    /// The lesson's title.
    pub title: String,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// People with a connection.
    pub people: u32,
    /// Hands that are up.
    pub hands: u32,
    /// People who wait in the lobby.
    pub in_lobby: u32,
    /// Whether it is calm.
    pub calm: bool,
}

/// Body of `PUT /v1/desk/rooms/{session_id}/calm`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetRoomCalm {
    /// Whether it is to be calm, or as it was before.
    pub on: bool,
}

/// Answer of `GET /v1/desk/macros`, and body of `PUT`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Macros {
    /// In the order of their keys; at most 9.
    pub macros: Vec<Macro>,
}

/// A decision that a moderator makes again and again, under a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Macro {
    /// 1 to 40 characters.
    pub name: String,
    /// Why.
    pub reason: ReasonCode,
    /// What is done; absent: nothing was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// How long, with `mute`: 1 to 60 minutes, and absent: 10; with `ban`: 1 to 525,600 (365 days), and absent: until it is
    /// lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// For other moderators; up to 500 characters, and needed with the reason `other`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Macros {
    /// Whether each could be decided as it stands.
    ///
    /// # Errors
    /// `invalid` with the place of what is wrong, `too_long` for a name or a note.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.macros.len() > MACROS_MAX {
            return Err(Refusal::new(Code::Invalid).field("/macros", "too_many"));
        }
        self.macros.iter().enumerate().try_for_each(|(n, one)| one.check(&format!("/macros/{n}")))
    }
}

impl Macro {
    fn check(&self, at: &str) -> Result<(), Refusal> {
        let longer = |text: &str, max: usize| text.chars().take(max + 1).count() > max;
        let invalid = |field: &str, code| Err(Refusal::new(Code::Invalid).field(format!("{at}/{field}"), code));
        if self.name.trim().is_empty() {
            return invalid("name", "empty");
        }
        // The store keeps no such letter in a text.
        for (field, text) in [("name", &self.name), ("note", &self.note)] {
            if text.contains('\0') {
                return invalid(field, "no_text");
            }
        }
        if longer(&self.name, MACRO_NAME_CHARACTERS_MAX) {
            return Err(Refusal::new(Code::TooLong).field(format!("{at}/name"), "too_long"));
        }
        if longer(&self.note, NOTE_CHARACTERS_MAX) {
            return Err(Refusal::new(Code::TooLong).field(format!("{at}/note"), "too_long"));
        }
        if (self.reason == ReasonCode::NothingWrong) != self.measure.is_none() {
            return invalid("reason", "does_not_fit");
        }
        if self.reason == ReasonCode::Other && self.note.trim().is_empty() {
            return invalid("note", "empty");
        }
        match (self.measure, self.minutes) {
            (_, None) => Ok(()),
            (Some(measure), Some(minutes)) if measure.lasts(minutes) => Ok(()),
            (Some(Measure::Mute | Measure::Ban), Some(_)) => invalid("minutes", "out_of_range"),
            (_, Some(_)) => invalid("minutes", "does_not_fit"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{BAN_MINUTES_MAX, MUTE_MINUTES_MAX};

    fn rude() -> Macro {
        Macro {
            name: "Rude".into(),
            reason: ReasonCode::Insult,
            measure: Some(Measure::Mute),
            minutes: Some(10),
            note: String::new(),
        }
    }

    fn refused(one: Macro) -> Option<(Code, String)> {
        let refusal = Macros { macros: vec![rude(), one] }.check().err()?;
        Some((refusal.code, refusal.errors[0].pointer.to_string()))
    }

    #[test]
    fn a_macro_is_a_decision_that_could_be_made() {
        assert_eq!(refused(rude()), None);
        let nothing = Macro { reason: ReasonCode::NothingWrong, measure: None, minutes: None, ..rude() };
        assert_eq!(refused(nothing.clone()), None);
        let at = |field: &str| Some((Code::Invalid, format!("/macros/1/{field}")));
        assert_eq!(refused(Macro { measure: Some(Measure::Warn), ..nothing.clone() }), at("reason"));
        assert_eq!(refused(Macro { reason: ReasonCode::Insult, ..nothing }), at("reason"));
        assert_eq!(refused(Macro { reason: ReasonCode::Other, note: " ".into(), ..rude() }), at("note"));
        assert_eq!(refused(Macro { reason: ReasonCode::Other, note: "Spam.".into(), ..rude() }), None);
        assert_eq!(refused(Macro { name: " ".into(), ..rude() }), at("name"));
        assert_eq!(refused(Macro { name: "Ru\0de".into(), ..rude() }), at("name"));
        assert_eq!(refused(Macro { note: "\0".into(), ..rude() }), at("note"));
        assert_eq!(refused(Macro { measure: Some(Measure::Warn), ..rude() }), at("minutes"), "a warning has no length");
    }

    #[test]
    fn names_notes_minutes_and_their_number_have_limits() {
        let (name, note) = ("ü".repeat(MACRO_NAME_CHARACTERS_MAX), "ü".repeat(NOTE_CHARACTERS_MAX));
        let longest = Macro { name: name.clone(), note: note.clone(), minutes: Some(MUTE_MINUTES_MAX), ..rude() };
        assert_eq!(refused(longest.clone()), None);
        let too_long = |field: &str| Some((Code::TooLong, format!("/macros/1/{field}")));
        assert_eq!(refused(Macro { name: name + "x", ..longest.clone() }), too_long("name"));
        assert_eq!(refused(Macro { note: note + "x", ..longest }), too_long("note"));
        for minutes in [0, MUTE_MINUTES_MAX + 1] {
            assert_eq!(
                refused(Macro { minutes: Some(minutes), ..rude() }).unwrap().1,
                "/macros/1/minutes",
                "{minutes}"
            );
        }
        let ban = |minutes| Macro { measure: Some(Measure::Ban), minutes, ..rude() };
        for minutes in [None, Some(1), Some(BAN_MINUTES_MAX)] {
            assert_eq!(refused(ban(minutes)), None, "{minutes:?}");
        }
        for minutes in [0, BAN_MINUTES_MAX + 1] {
            assert_eq!(refused(ban(Some(minutes))).unwrap().1, "/macros/1/minutes", "{minutes}");
        }
        assert!(Macros { macros: vec![rude(); MACROS_MAX] }.check().is_ok());
        let one_more = Macros { macros: vec![rude(); MACROS_MAX + 1] }.check().unwrap_err();
        assert_eq!((one_more.code, &*one_more.errors[0].pointer), (Code::Invalid, "/macros"));
    }
}
