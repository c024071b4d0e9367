//! Hands, the floor, and what is locked for students: what a client may wish, and what everybody in the room sees.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::PersonId;
use crate::permit::CommandKind;
use crate::time::Timestamp;

/// Nothing more to say than the type.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct RaiseHand {}

/// Whose hand goes down.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct LowerHand {
    /// Somebody else's, for who gives the floor; absent: one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// Nothing more to say than the type: every hand goes down.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct LowerHands {}

/// Who may speak now, and how long. Whoever had the floor has it no more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct GrantFloor {
    /// Who; absent: the next in the order of hands who has a seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// For so long: 10 to 600 seconds.
    pub seconds: u32,
}

/// Nothing more to say than the type: the floor is taken back, or given back by who has it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct EndFloor {}

/// What students may not do for now, or may again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Lock {
    /// What.
    pub what: Lockable,
    /// Whether it is locked from here on.
    pub locked: bool,
}

/// What can be locked for students. The floor unlocks sending for who has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lockable {
    /// Sending camera and microphone.
    Publish,
    /// Raising a hand.
    RaiseHand,
}

impl Lockable {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::Publish, Self::RaiseHand];

    /// Which commands it locks.
    #[must_use]
    pub const fn kinds(self) -> &'static [CommandKind] {
        match self {
            Self::Publish => &[CommandKind::Microphone, CommandKind::Camera],
            Self::RaiseHand => &[CommandKind::RaiseHand],
        }
    }

    /// What somebody is told who may not because of it.
    #[must_use]
    pub const fn explained(self) -> &'static str {
        match self {
            Self::Publish => "For now only who has the floor sends picture and sound.",
            Self::RaiseHand => "Hands are locked for students for now.",
        }
    }
}

/// A hand that is up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Hand {
    /// Whose.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
}

/// Who may speak now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Floor {
    /// Who.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// Until when.
    pub until: Timestamp,
}

/// Hands, floor and locks as they are; part of a view.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct FloorView {
    /// The hands that are up, in their order: the same for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<Hand>,
    /// Who has the floor, where somebody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// What is locked for students.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<Lockable>,
}

impl FloorView {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hands.is_empty() && self.floor.is_none() && self.locks.is_empty()
    }
}
