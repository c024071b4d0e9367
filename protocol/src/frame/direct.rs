//! The frames of messages between one person and those who moderate the room. Nobody else sees them: they stand in the
//! `staff` feed, and for the person in `you`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CommandId, PersonId};
use crate::time::Timestamp;

/// A message to those who moderate the room, or an answer of theirs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Direct {
    /// Whom staff write to; absent: one's own moderators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
    /// 1 to 2,000 characters (L3), not only white space.
    pub text: String,
}

/// One such message. Who of the staff wrote an answer is not said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DirectItem {
    /// The id of the command that wrote it; by this it is reported.
    pub id: CommandId,
    /// With whom staff talk: who wrote first.
    pub with: PersonId,
    /// Their name in the class.
    pub name: String,
    /// Whether it is an answer of staff.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answer: bool,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}
