//! Hands, the floor, and what is locked for students: what a client may wish, and what everybody in the room sees.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::frame::spotlight::Spotlit;
use crate::ids::PersonId;
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

/// Nothing more to say than the type: who has the floor has been heard, and their own hand goes down. Their page says so
/// when it has heard their microphone long enough; once in each floor.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Spoke {}

/// Which hands go down.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct LowerHands {
    /// Of whom; absent: every one.
    #[serde(default)]
    pub filter: HandFilter,
}

/// Nothing more to say than the type: the hands that were last lowered by one `lower_hands` go up again, where they were.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct RestoreHands {}

/// A kind of those whose hand is up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandFilter {
    /// Everybody.
    #[default]
    All,
    /// Who has had the floor before.
    Spoken,
    /// Who has not.
    NotSpoken,
    /// Who watches, and could not be heard.
    Watching,
}

impl HandFilter {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::All, Self::Spoken, Self::NotSpoken, Self::Watching];
}

/// In which order hands are given the floor.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct SetHands {
    /// Which.
    pub order: HandOrder,
}

/// An order in which hands are given the floor, where nobody is named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandOrder {
    /// As they went up.
    #[default]
    InOrder,
    /// Who had the floor for the shortest time in this class first; of those alike, as they went up.
    LeastSpoken,
}

impl HandOrder {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::InOrder, Self::LeastSpoken];

    /// As it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InOrder => "in_order",
            Self::LeastSpoken => "least_spoken",
        }
    }

    /// Whether nobody has said otherwise.
    #[must_use]
    pub const fn is_in_order(&self) -> bool {
        matches!(self, Self::InOrder)
    }
}

/// Who may speak now, and how long. Whoever had the floor has it no more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct GrantFloor {
    /// Who; absent: the next in the order of hands who has a seat, and not the floor already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// For so long: 10 to 600 seconds.
    pub seconds: u32,
}

/// Nothing more to say than the type: the floor is taken back, or given back by who has it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct EndFloor {}

/// What students may not do for now, or may again; or what one of them may, whatever the others may.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Lock {
    /// What.
    pub what: Lockable,
    /// Whether it is locked from here on.
    pub locked: bool,
    /// For whom alone; absent: for all students.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// For so long: 10 to 3,600 seconds; absent: until somebody says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// One person may again what all may.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClearLock {
    /// Who.
    pub person: PersonId,
    /// What.
    pub what: Lockable,
}

/// What is otherwise for one person than for all students.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OwnLock {
    /// What.
    pub what: Lockable,
    /// Whether it is locked for them; else they may, where others may not.
    pub locked: bool,
    /// Until when, where it has an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// When something that is locked for all students opens by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LockEnd {
    /// What.
    pub what: Lockable,
    /// When.
    pub until: Timestamp,
}

/// What can be locked for students. The floor unlocks sending for who has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lockable {
    /// Sending camera and microphone.
    Publish,
    /// Raising a hand.
    RaiseHand,
    /// Sending sound.
    Microphone,
    /// Sending a picture.
    Camera,
    /// Writing; for one person alone, since for all of them the chat is paused.
    Chat,
    /// Answering polls.
    Poll,
}

impl Lockable {
    /// Every one there is.
    pub const ALL: &'static [Self] =
        &[Self::Publish, Self::RaiseHand, Self::Microphone, Self::Camera, Self::Chat, Self::Poll];

    /// As it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::RaiseHand => "raise_hand",
            Self::Microphone => "microphone",
            Self::Camera => "camera",
            Self::Chat => "chat",
            Self::Poll => "poll",
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
    /// For how long they had the floor in this class before, in milliseconds. It is the same for as long as the hand is up.
    #[serde(default, skip_serializing_if = "is_none_spoken")]
    pub spoken_ms: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_none_spoken(spoken_ms: &u64) -> bool {
    *spoken_ms == 0
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

/// Hands, floor, locks and spotlight as they are; part of a view.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct FloorView {
    /// The hands that are up, in the order in which they went up: the same for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<Hand>,
    /// In which order they are given the floor. Who has it now is not next, though their hand is up until they have been heard, or are done.
    #[serde(default, skip_serializing_if = "HandOrder::is_in_order")]
    pub order: HandOrder,
    /// Who has the floor, where somebody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// What is locked for students.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<Lockable>,
    /// Until when, of those that have an end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<LockEnd>,
    /// Who is in the spotlight, where somebody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spotlight: Option<Spotlit>,
}

impl FloorView {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hands.is_empty()
            && self.order.is_in_order()
            && self.floor.is_none()
            && self.locks.is_empty()
            && self.spotlight.is_none()
    }
}
