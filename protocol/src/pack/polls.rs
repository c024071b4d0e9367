//! The polls of a lesson as its pack holds them: the questions in one file for the class, the right answers in another
//! for those who teach.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The questions, `polls.json` of a pack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Polls {
    /// In the order of the lesson.
    pub polls: Vec<Poll>,
}

/// The right answers, `answers.json` of a pack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// One for each poll, in the same order.
    pub answers: Vec<Right>,
}

/// One question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Poll {
    /// What is asked.
    pub question: String,
    /// How it is answered.
    #[serde(flatten)]
    pub kind: PollKind,
}

/// How a poll is answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PollKind {
    /// By one choice.
    Single {
        /// What there is to choose from.
        choices: Vec<String>,
    },
    /// By any number of choices.
    Multiple {
        /// What there is to choose from.
        choices: Vec<String>,
    },
    /// By a short text.
    Typed {
        /// What does not count when texts are compared; nothing where it is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        folds: Vec<Fold>,
    },
    /// By a whole number of a range, both ends included.
    Scale {
        /// The least.
        from: i32,
        /// The most.
        to: i32,
    },
    /// By bringing the choices into an order; here they stand in the order of the alphabet.
    Ordering {
        /// What there is to be ordered.
        choices: Vec<String>,
    },
}

/// What does not count when two texts are compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "fold", rename_all = "snake_case")]
pub enum Fold {
    /// Capitals.
    Case,
    /// Marks on letters.
    Accents,
    /// How many spaces, and any at either end.
    Spaces,
    /// This unit at the end, so that `12 km` and `12` are the same.
    Unit {
        /// The unit.
        unit: String,
    },
    /// How a number is written, and a difference from the right one of so many thousandths.
    Number {
        /// The largest difference, in thousandths.
        tolerance_thousandths: u32,
    },
}

/// What is right.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Right {
    /// These choices and no others, by their places from 1.
    Choices {
        /// Ascending.
        places: Vec<u32>,
    },
    /// Any of these texts.
    Texts {
        /// At least one.
        accepts: Vec<String>,
    },
    /// This order, by the places of the poll's choices from 1.
    Order {
        /// Each place once.
        places: Vec<u32>,
    },
    /// Nothing: the poll asks for an opinion.
    Opinion,
}
