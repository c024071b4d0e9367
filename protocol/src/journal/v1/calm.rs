//! What calm mode was before it began, so that its end can be exactly that.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::permit::desk::DeskRole;
use crate::time::Timestamp;

/// What was set before, and is again afterwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Before {
    /// Whether the chat was paused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Whether sending was locked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// Until when, where that lock had an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<Timestamp>,
    /// Whether the lobby was on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lobby: bool,
}

/// What can happen. Stored inside [`super::SessionEvent::Calm`]; what it sets stands in events of its own beside it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum CalmEvent {
    /// The class is calm from here on.
    Began {
        /// What was before.
        before: Before,
        /// Who said so.
        by: PersonId,
        /// As what, where they said it from the desk and not in the class.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk: Option<DeskRole>,
        /// When.
        at: Timestamp,
    },
    /// It is as it was before.
    Ended {
        /// Who said so.
        by: PersonId,
        /// As what, where they said it from the desk and not in the class.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk: Option<DeskRole>,
        /// When.
        at: Timestamp,
    },
}
