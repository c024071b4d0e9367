//! The words of the chat that the journal, the socket and a report's evidence share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::time::Timestamp;

/// How a class may write. As a whole, so that saying it twice changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ChatRules {
    /// Seconds between two messages of one person, 0 to 300; 0: as they like. Staff are exempt.
    #[serde(default)]
    pub slow_seconds: u32,
    /// Whether nobody but staff may write.
    #[serde(default)]
    pub paused: bool,
    /// Whether what others than staff write is held until staff let it through.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review: bool,
}

impl ChatRules {
    /// Whether everybody may write as they like, as every class begins.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a message is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldFor {
    /// Everything is, for now.
    Review,
    /// It has words of a rule.
    Words,
}

/// What a message said before it was changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Revision {
    /// What it said; in evidence it may be cut, and then ends with an ellipsis.
    pub text: String,
    /// Until when.
    pub until: Timestamp,
}
