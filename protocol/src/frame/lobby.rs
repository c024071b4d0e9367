//! The lobby: who waits to be let in, what staff may do about them, and what both see.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::PersonId;
use crate::time::Timestamp;

/// Whether newcomers wait. Turned off, who waits comes in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetLobby {
    /// Whether it is on.
    pub on: bool,
}

/// Whom of those who wait.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Waiters {
    /// One; done already is done.
    One {
        /// Who.
        person: PersonId,
    },
    /// All of a kind, as they stood in the list of that version; another one is refused with `list_changed`.
    Those {
        /// Of which kind.
        filter: LobbyFilter,
        /// The list that was looked at.
        version: u64,
    },
}

/// A kind of those who wait.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LobbyFilter {
    /// Everybody.
    All,
    /// Who has a seat reserved, or was offered one.
    Reserved,
    /// Who has not.
    Unreserved,
}

/// To let people in. One who was turned away may come again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LetIn {
    /// Whom.
    pub who: Waiters,
}

/// To turn people away.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TurnAway {
    /// Whom.
    pub who: Waiters,
    /// Why.
    pub reason: TurnedAway,
}

/// To put somebody who is in the class back into the lobby, which is on; done already is done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PutBack {
    /// Whom.
    pub person: PersonId,
}

/// Why somebody is turned away; a closed list, so that a page can translate each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnedAway {
    /// They are in another class than they think.
    WrongClass,
    /// With a name that is none.
    Name,
    /// It is too late to come in.
    TooLate,
    /// Something else.
    Other,
}

impl TurnedAway {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::WrongClass, Self::Name, Self::TooLate, Self::Other];

    /// What they are told.
    #[must_use]
    pub const fn explained(self) -> &'static str {
        match self {
            Self::WrongClass => "This is not your class.",
            Self::Name => "Come again under the name you are known by.",
            Self::TooLate => "It is too late to come in.",
            Self::Other => "You were not let in.",
        }
    }
}

/// Something to be read by one who waits, or by all of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TellWaiters {
    /// Whom; absent: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// What: 1 to 500 characters, not only white space.
    pub text: String,
}

/// Somebody who waits, as staff see them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Waiter {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// Whether a seat is reserved for them, or was offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reserved: bool,
}

/// The lobby as staff see it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct LobbyView {
    /// Whether newcomers wait.
    pub on: bool,
    /// Rises with each change.
    pub version: u64,
    /// Who waits, who came first before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiter>,
    /// Who was turned away, and can be let in all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<Waiter>,
}

impl LobbyView {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.on && self.waiting.is_empty() && self.denied.is_empty() && self.version == 0
    }
}

/// One change of the list; applied in order it makes the list of its version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum LobbyChange {
    /// Newcomers wait from here on, or no more.
    On {
        /// Whether.
        on: bool,
    },
    /// Somebody waits, behind all others.
    Waits {
        /// Who.
        waiter: Waiter,
    },
    /// These wait no more: they went, or are in.
    Gone {
        /// Who.
        people: Vec<PersonId>,
    },
    /// These were turned away.
    Denied {
        /// Who.
        people: Vec<PersonId>,
    },
    /// This one may come again.
    Pardoned {
        /// Who.
        person: PersonId,
    },
}

/// What somebody in the lobby sees of it; part of their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct InLobby {
    /// Their place, from 1; absent for who was turned away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Since when they wait.
    pub since: Timestamp,
    /// Whether they were in the class before, and staff put them back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub put_back: bool,
    /// Why they were turned away, where they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied: Option<TurnedAway>,
    /// What they were told, latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<LobbyNote>,
}

/// What those who wait were told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LobbyNote {
    /// What.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What became of each whom a command was about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LobbyOutcome {
    /// Of each.
    pub people: Vec<LobbyResult>,
}

/// What became of one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LobbyResult {
    /// Of whom.
    pub person: PersonId,
    /// What.
    pub outcome: LobbyEnd,
}

/// How a wait can end by a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LobbyEnd {
    /// They are in: seat or place is theirs for as long as they take to come through the door.
    LetIn,
    /// They are turned away.
    Denied,
    /// They may come again.
    Pardoned,
}
