//! What can be wished of a message that was said, and how far somebody has read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::CommandId;

/// To have a message of one's own say something else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct EditMessage {
    /// Which: the id of the command that said it.
    pub message: CommandId,
    /// 1 to 2,000 characters (L3), not only white space.
    pub text: String,
}

/// To take a message of one's own back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeleteMessage {
    /// Which.
    pub message: CommandId,
}

/// That one has read the chat so far. A page says so of what stood before somebody's eyes, now and then.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Read {
    /// The offset of the last message that was read; one before the last that was is nothing new.
    pub to: u64,
}

/// How far one has read the chat, on whatever device, and how much is new.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReadSoFar {
    /// The offset of the last message that was read; for who comes for the first time, of the last that was said by then.
    pub to: u64,
    /// Messages of others after it, up to this frame, blanked and taken back ones among them. A page goes on counting what
    /// it is told of.
    pub unread: u32,
}
