//! Reactions as they are stored: many of many people in one event.

use serde::{Deserialize, Serialize};

use crate::ids::CommandId;
use crate::reaction::Reaction;

/// Who gave one reaction to one message, and who took it back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReactionChange {
    /// Which message.
    pub message: CommandId,
    /// Which reaction.
    pub reaction: Reaction,
    /// Who gave it: places in the event's list of people, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<u32>,
    /// Who took it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<u32>,
}

/// Who has read the chat so far.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReadChange {
    /// The offset of the last message they read.
    pub to: u64,
    /// Who: places in the event's list of people, counted from 0.
    pub people: Vec<u32>,
}
