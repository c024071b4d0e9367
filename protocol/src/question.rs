//! Questions to the teacher: asked, approved, answered one after the other, with the votes of who wants to know too.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CommandId, PersonId};
use crate::moderation::ReportKind;
use crate::time::Timestamp;

/// How a question stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// Only who asked it and who handles questions see it.
    New,
    /// The class sees it and can vote for it.
    Approved,
    /// It is being answered; at most one is.
    Live,
    /// It was answered.
    Answered,
    /// It is not taken up.
    Dismissed,
}

impl QuestionState {
    /// The state as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Approved => "approved",
            Self::Live => "live",
            Self::Answered => "answered",
            Self::Dismissed => "dismissed",
        }
    }
}

/// Who asked a question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Asker {
    /// Who.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
}

/// A question, as a feed sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct QuestionItem {
    /// Its id: that of the command that asked it.
    pub id: CommandId,
    /// What is asked: plain text, 1 to 280 characters.
    pub text: String,
    /// When it was asked.
    pub at: Timestamp,
    /// How it stands.
    pub state: QuestionState,
    /// How many want to know, who asked it among them.
    pub votes: u32,
    /// Whether the class is not told who asked it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
    /// Who asked it; left out for the class where it was asked without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asker: Option<Asker>,
}

/// Questions as a feed sees them; part of a view.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct QuestionsView {
    /// Those that are open in their order, then for staff the new ones by age, then what was answered last, latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<QuestionItem>,
    /// Whether questions can be asked without a name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
}

impl QuestionsView {
    /// Whether there is nothing to say of questions, as in every class that begins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && !self.anonymous
    }
}

/// How many want to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct QuestionVotes {
    /// Which question.
    pub question: CommandId,
    /// How many.
    pub votes: u32,
}

/// A question to be asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AskQuestion {
    /// 1 to 280 characters, not only white space.
    pub text: String,
    /// Whether the class is not to be told who asks; only where the session lets it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
}

/// To want to know too, or not any more. The wish says how it is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Upvote {
    /// Which question.
    pub question: CommandId,
    /// Whether one wants to know from here on.
    pub on: bool,
}

/// To have a question stand otherwise, for who handles questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MoveQuestion {
    /// Which question.
    pub question: CommandId,
    /// How it is to stand.
    pub state: QuestionState,
}

/// To make one of two questions that ask the same: their votes unite, each person's once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MergeQuestion {
    /// Which goes.
    pub question: CommandId,
    /// Which stays.
    pub into: CommandId,
}

/// How questions can be asked. As a whole, so that saying it twice changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetQuestions {
    /// Whether without a name.
    pub anonymous: bool,
}

/// A complaint about a question; whose it is, the room knows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReportQuestion {
    /// Which question.
    pub question: CommandId,
    /// What is complained about.
    pub kind: ReportKind,
    /// What the moderators should know; up to 500 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A question of one's own, with what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyQuestion {
    /// The question.
    #[serde(flatten)]
    pub item: QuestionItem,
    /// Which one it went into, where it asks the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CommandId>,
    /// Whether a moderator has blanked it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}
