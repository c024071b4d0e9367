//! What can be wished of a message that was said.

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
