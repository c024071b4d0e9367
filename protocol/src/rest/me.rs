//! `GET /v1/me`: who is signed in, their courses, and the classes that are theirs now; `PUT /v1/me/name`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, PersonId, SessionId};
use crate::limits::NAME_CHARACTERS_MAX;
use crate::permit::Role;
use crate::refusal::{Code, Refusal};
use crate::time::Timestamp;

/// An account, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// The person's id.
    pub id: PersonId,
    /// The name classes see.
    pub name: String,
    /// Whether it is a guess from the address, which the person has not seen yet. What they choose, be it the same, is none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guessed: bool,
}

/// Body of `PUT /v1/me/name`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Rename {
    /// The name classes see from now on, but for those the person has been in; at most 40 characters.
    pub name: String,
}

impl Rename {
    /// The name, with one space where there were several.
    ///
    /// # Errors
    /// `invalid` where nothing is left, or what is there could not be seen or would turn the line around it (Unicode
    /// Standard Annex 9); `too_long` over [`NAME_CHARACTERS_MAX`].
    pub fn name(&self) -> Result<String, Refusal> {
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let problem = |code: &'static str| Err(Refusal::new(Code::Invalid).field("/name", code));
        if name.is_empty() {
            return problem("missing");
        }
        if name.chars().count() > NAME_CHARACTERS_MAX {
            return Err(Refusal::new(Code::TooLong).field("/name", "too_long"));
        }
        if name.chars().any(|char| char.is_control() || is_unseen(char)) || !name.chars().any(char::is_alphanumeric) {
            return problem("not_name");
        }
        Ok(name)
    }
}

/// Whether a character shows nothing, or turns the line around it: those that Unicode calls default ignorable, and a blank
/// of Braille. The joiners stay, which some scripts write names with, and what chooses how the character before is drawn.
const fn is_unseen(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Answer of `GET /v1/me`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who.
    pub account: Account,
    /// The courses they are in, by title.
    pub courses: Vec<MyCourse>,
    /// Sessions of their courses that are open now or begin within the hour, soonest first.
    pub classes: Vec<MyClass>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// A course the person is in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyCourse {
    /// Which.
    pub course_id: CourseId,
    /// The course's title.
    pub course: String,
    /// What the person is in it.
    pub role: Role,
}

/// A session of one of the person's courses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyClass {
    /// Which session.
    pub session_id: SessionId,
    /// Of which course.
    pub course_id: CourseId,
    /// The course's title.
    pub course: String,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// What the person is in it.
    pub role: Role,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// Whether it does not take place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Result<String, Refusal> {
        Rename { name: name.to_owned() }.name()
    }

    #[test]
    fn a_name_is_taken_up_to_its_limit_and_in_any_script() {
        for name in [
            "Mira",
            "Мира Петрова",
            "نور",
            "美穂",
            "Anne-Marie O’Neill",
            "می\u{200c}نا",
            "Mira ❤\u{fe0f}",
            &"m".repeat(NAME_CHARACTERS_MAX),
        ] {
            assert_eq!(named(name).as_deref(), Ok(name));
        }
        assert_eq!(named("  Mira \t P.\n").as_deref(), Ok("Mira P."));
    }

    #[test]
    fn a_name_that_is_none_is_refused_and_says_why() {
        let refused = |code| Err(Refusal::new(Code::Invalid).field("/name", code));
        assert_eq!(named(" \n"), refused("missing"));
        for name in
            ["\u{0}Mira", "Mira\u{202e}", "\u{2066}Mira", "Mira\u{61c}", "Mira\u{200b}", "Mi\u{ad}ra", "\u{3164}", "…!"]
        {
            assert_eq!(named(name), refused("not_name"), "{name:?}");
        }
        let long = "m".repeat(NAME_CHARACTERS_MAX + 1);
        assert_eq!(named(&long), Err(Refusal::new(Code::TooLong).field("/name", "too_long")));
    }
}
