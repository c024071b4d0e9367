//! What happens to questions, as it is stored. Who asked is known here, also where the class is not told.

use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, PersonId};
use crate::question::QuestionState;
use crate::time::Timestamp;

/// What can happen. Stored inside [`super::SessionEvent::Question`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum QuestionEvent {
    /// It was asked, and is new.
    Asked {
        /// Its id: the command's.
        question: CommandId,
        /// Whose.
        person: PersonId,
        /// What.
        text: String,
        /// When.
        at: Timestamp,
        /// Whether the class is not told whose it is.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        anonymous: bool,
    },
    /// It stands otherwise.
    Moved {
        /// Which.
        question: CommandId,
        /// How from here on.
        state: QuestionState,
        /// Who did it; absent: nobody, who asked it was shut out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// It asks the same as another one and is gone; who wants to know the one wants to know the other.
    Merged {
        /// Which is gone.
        question: CommandId,
        /// Which stays.
        into: CommandId,
        /// Who did it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// How questions can be asked from here on.
    Set {
        /// Whether without a name.
        anonymous: bool,
        /// Who did it.
        by: PersonId,
    },
}

/// Who began to want to know an answer, and who does not any more: places in the list of people of the event that holds
/// it, counted from 0.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UpvoteChange {
    /// Which question.
    pub question: CommandId,
    /// Who began to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<u32>,
    /// Who does not any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<u32>,
}
