//! What can happen to the chat of a session besides that something is said.

use serde::{Deserialize, Serialize};

use crate::chat::{ChatRules, HeldFor, Revision};
use crate::ids::{CommandId, PersonId};
use crate::moderation::ReasonCode;
use crate::time::Timestamp;

/// An event of the chat. What a message said before stands in the events before: nothing is lost by a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ChatEvent {
    /// A message says something else from here on.
    Edited {
        /// Which.
        message: CommandId,
        /// Whose it is, who alone can change it.
        person: PersonId,
        /// What it says.
        text: String,
        /// When.
        at: Timestamp,
    },
    /// A message is held: nobody sees it but who wrote it and staff.
    Held {
        /// Its id: the command's.
        message: CommandId,
        /// Whose.
        person: PersonId,
        /// What it says.
        text: String,
        /// When.
        at: Timestamp,
        /// The message it answers, which answers none itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<CommandId>,
        /// Why.
        because: HeldFor,
    },
    /// A held message was let through: it is said now.
    LetThrough {
        /// Which.
        message: CommandId,
        /// Whose it is.
        person: PersonId,
        /// Who let it through.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person wrote to those who moderate the room, or one of those answered.
    Direct {
        /// Its id: the command's.
        message: CommandId,
        /// With whom staff talk.
        with: PersonId,
        /// Who wrote it: that person, or somebody of the staff.
        person: PersonId,
        /// What it says.
        text: String,
        /// When.
        at: Timestamp,
    },
    /// A held message will not be shown.
    Discarded {
        /// Which.
        message: CommandId,
        /// Whose it is.
        person: PersonId,
        /// Why, for who wrote it.
        reason: ReasonCode,
        /// Who discarded it; absent: nobody, who wrote it was shut out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// Somebody of the staff looked at what a message said before.
    Looked {
        /// Which.
        message: CommandId,
        /// Whose it is.
        person: PersonId,
        /// Who looked.
        by: PersonId,
        /// When.
        at: Timestamp,
        /// What it says or said last, as they saw it.
        text: String,
        /// What it said before, oldest first; long ones are cut.
        before: Vec<Revision>,
    },
    /// A message was taken back: the class does not see any more what it said.
    Deleted {
        /// Which.
        message: CommandId,
        /// Whose it is, who alone can take it back.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The class may write in this way from here on.
    RulesSet {
        /// How.
        rules: ChatRules,
        /// Who said so.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
}
