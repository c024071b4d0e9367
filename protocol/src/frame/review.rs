//! The frames of messages that are held until staff have looked at them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chat::{HeldFor, Revision};
use crate::frame::server::ChatItem;
use crate::ids::CommandId;
use crate::moderation::ReasonCode;
use crate::time::Timestamp;

/// A held message is to be shown, now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LetThrough {
    /// Which.
    pub message: CommandId,
}

/// A held message is not to be shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Discard {
    /// Which.
    pub message: CommandId,
    /// Why; who wrote it reads this.
    pub reason: ReasonCode,
}

/// A held message, as staff see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct HeldMessage {
    /// What will be said, as it would be said now.
    pub item: ChatItem,
    /// Why it is held.
    pub because: HeldFor,
}

/// A message of one's own that is held, or was discarded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyHeld {
    /// Its id: the command's that said it.
    pub message: CommandId,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
    /// Why it was discarded; absent while it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discarded: Option<ReasonCode>,
}

/// What a message came to that was not said at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IsHeld {
    /// That it is held; what becomes of it stands in `you`.
    pub held: bool,
}

/// What a message said before, and says where it was taken back or blanked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Revisions {
    /// Which message.
    pub message: CommandId,
}

/// A message as it was said and changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidBefore {
    /// Which message.
    pub message: CommandId,
    /// What it says now, or said last where the class sees it no more.
    pub text: String,
    /// What it said before it was changed, oldest first; long ones are cut.
    pub before: Vec<Revision>,
}
