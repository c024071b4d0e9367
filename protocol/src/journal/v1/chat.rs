//! What can happen to the chat of a session besides that something is said.

use serde::{Deserialize, Serialize};

use crate::chat::ChatRules;
use crate::ids::{CommandId, PersonId};
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
