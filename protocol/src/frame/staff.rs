//! What the `staff` feed sees besides what the class sees: who gives the class, helps, or watches over it. Who decided a
//! thing is not said here either; the desk says it to moderators.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::frame::direct::DirectItem;
use crate::frame::floor::OwnLock;
use crate::frame::lobby::{LobbyChange, LobbyView};
use crate::frame::review::HeldMessage;
use crate::frame::server::{ChatItem, ClassEvent};
use crate::ids::{CommandId, PersonId, SanctionId};
use crate::moderation::Sanction;
use crate::question::QuestionItem;

/// An event as a feed may see it. Staff see both kinds, the class the first alone; the names of their types differ.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum FeedEvent {
    /// For everybody.
    Class(ClassEvent),
    /// For staff.
    Staff(StaffEvent),
}

impl From<ClassEvent> for FeedEvent {
    fn from(event: ClassEvent) -> Self {
        Self::Class(event)
    }
}

impl From<StaffEvent> for FeedEvent {
    fn from(event: StaffEvent) -> Self {
        Self::Staff(event)
    }
}

/// An event as the `staff` feed alone may see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StaffEvent {
    /// Something holds about a person from here on. Where it blanks a message, the message is blank with it; where it puts
    /// them out, nothing of theirs is held any more.
    Sanctioned {
        /// What, and about whom.
        held: Held,
    },
    /// A message is held: somebody has to look at it.
    MessageHeld {
        /// The message.
        held: HeldMessage,
    },
    /// A message is held no more, and will not be shown.
    MessageGone {
        /// Which.
        message: CommandId,
    },
    /// A person wrote to those who moderate the room, or one of those answered.
    Direct {
        /// The message.
        item: DirectItem,
    },
    /// The list of the lobby has changed.
    Lobby {
        /// Its version from here on.
        version: u64,
        /// How.
        change: LobbyChange,
    },
    /// For one person something is otherwise than for all students.
    Exception {
        /// For whom, and all of it; nothing: as for all again.
        exception: Exception,
    },
    /// It holds no more.
    Lifted {
        /// Which.
        sanction: SanctionId,
        /// The message that is to be read again, where it blanked one and nothing else does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<ChatItem>,
        /// The question that is to be read again, where it blanked one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<Box<QuestionItem>>,
    },
    /// A question is like this from here on, whoever asked it.
    QuestionSeen {
        /// The whole of it.
        question: Box<QuestionItem>,
    },
    /// A question went into another one.
    QuestionsUnited {
        /// Which is gone.
        question: CommandId,
        /// The one that stays, as it is from here on.
        into: Box<QuestionItem>,
    },
}

/// What is done about a person, as staff see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Held {
    /// The name the class knew them by when it began; empty where they were not in.
    pub name: String,
    /// What holds.
    pub sanction: Sanction,
}

/// What is otherwise for one person than for all students.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Exception {
    /// For whom.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// What.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<OwnLock>,
}

/// What staff see of a class besides what the class sees.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct StaffView {
    /// What holds about people, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sanctions: Vec<Held>,
    /// Messages that are held, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<HeldMessage>,
    /// The latest of what people and staff wrote each other, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub direct: Vec<DirectItem>,
    /// For whom something is otherwise than for all students.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Who waits to be let in.
    #[serde(default, skip_serializing_if = "LobbyView::is_empty")]
    pub lobby: LobbyView,
}
