//! What is one person's own of a class, as the server tells them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::appeal::MyAppeal;
use crate::frame::chat::ReadSoFar;
use crate::frame::direct::DirectItem;
use crate::frame::floor::OwnLock;
use crate::frame::lobby::InLobby;
use crate::frame::review::MyHeld;
use crate::ids::{CommandId, PersonId};
use crate::moderation::{ReportOutcome, Sanction};
use crate::permit::{CommandKind, Role, Tier};
use crate::poll::MyVote;
use crate::question::MyQuestion;
use crate::reaction::MyReactions;
use crate::time::Timestamp;

/// The whole of what is this person's own. Replaced as a whole, so that it cannot be missed for long.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct You {
    /// Who.
    pub person: PersonId,
    /// The name the class sees.
    pub name: String,
    /// What they are in the class.
    pub role: Role,
    /// How they take part.
    pub tier: Tier,
    /// Their seat, counted from 1, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u32>,
    /// Until when a seat is kept for them to take, where they were offered one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_until: Option<Timestamp>,
    /// What they may do now, by the permit table.
    pub may: Vec<CommandKind>,
    /// What moderators do about them, with reason and end. Who the moderators are is not said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sanctions: Vec<Sanction>,
    /// Their appeals against what was done about them in this class, in the order in which they made them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appeals: Vec<MyAppeal>,
    /// What became of their reports, in the order in which they made them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<MyReport>,
    /// Their messages that are held, and the latest that were discarded, in the order in which they wrote them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<MyHeld>,
    /// The latest of what they and those who moderate the room wrote each other, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub direct: Vec<DirectItem>,
    /// One's own part in the latest polls, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<MyVote>,
    /// One's own reactions, to the latest 100 messages that have any; told when something else of this changes too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<MyReactions>,
    /// What is otherwise for them than for all students.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<OwnLock>,
    /// Their place in the lobby, where they wait there or were turned away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby: Option<InLobby>,
    /// One's own questions, as one asked them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<MyQuestion>,
    /// The open questions whose answer one wants to know; told as reactions are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upvotes: Vec<CommandId>,
    /// How far one has read the chat; told when something else of this changes too. Absent in the lobby.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadSoFar>,
}

/// What became of a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyReport {
    /// Its id: the command's that made it.
    pub id: CommandId,
    /// What became of it so far.
    pub outcome: ReportOutcome,
}
