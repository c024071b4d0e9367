//! Reactions to messages: the small closed set of them, how often each was given, and which are one's own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::CommandId;

/// What somebody shows of what they think of a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// That they think so too.
    Agree,
    /// That they like it.
    Love,
    /// That they laugh.
    Funny,
    /// That they understand something now.
    Insight,
    /// That they are amazed.
    Amazed,
    /// That they do not follow.
    Unsure,
}

impl Reaction {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::Agree, Self::Love, Self::Funny, Self::Insight, Self::Amazed, Self::Unsure];
}

/// How often a reaction was given to a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReactionCount {
    /// Which.
    pub reaction: Reaction,
    /// By how many people, at least one.
    pub count: u32,
}

/// To give a reaction to a message, or to take it back. The wish says how it is to be, so that saying it twice changes
/// nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct React {
    /// Which message.
    pub message: CommandId,
    /// Which reaction.
    pub reaction: Reaction,
    /// Whether it is given from here on.
    pub on: bool,
}

/// All reactions to a message as they are from here on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Reactions {
    /// Which message.
    pub message: CommandId,
    /// How often each was given, in the order of their kinds; those that nobody gave are left out.
    pub counts: Vec<ReactionCount>,
}

/// One's own reactions to a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyReactions {
    /// Which message.
    pub message: CommandId,
    /// Which, in the order of their kinds; at least one.
    pub reactions: Vec<Reaction>,
}
