//! Polls: what is asked, how it is answered, who sees the results when. The questions of a lesson's pack ([`crate::pack::polls`])
//! are asked in the same form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::CommandId;
use crate::pack::polls::{Poll, Right};
use crate::time::Timestamp;

/// How much of the results somebody sees while a poll is open and afterwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Nothing.
    #[default]
    Hidden,
    /// How many have answered.
    Counts,
    /// How often each answer was given.
    Full,
}

impl Shown {
    /// As it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Counts => "counts",
            Self::Full => "full",
        }
    }
}

/// Who sees how much of the results.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Audience {
    /// Those who answer.
    pub students: Shown,
    /// Who gives the class or watches over it.
    pub staff: Shown,
}

/// A poll as it is asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Ask {
    /// The question and how it is answered.
    #[serde(flatten)]
    pub poll: Poll,
    /// What is right; shown to all when the poll is closed. Absent: there is no right answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Right>,
    /// Whether nothing is kept that ties a person to an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
    /// Who sees the results.
    pub shown: Audience,
}

/// One person's answer; places are counted from 1, as the choices stand in the question.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ballot {
    /// These choices, ascending: one for `single`, one or more for `multiple`.
    Choices(Vec<u32>),
    /// A short text, for `typed`.
    Text(String),
    /// A number of the range, for `scale`.
    Number(i32),
    /// Each place once, for `ordering`.
    Order(Vec<u32>),
}

/// How often each answer was given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    /// How many have answered.
    pub votes: u32,
    /// Of each choice, or each number of the range, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<u32>,
    /// Of each text, as the poll folds it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, u32>,
    /// Of each order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<OrderCount>,
}

/// How often one order was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OrderCount {
    /// The places.
    pub order: Vec<u32>,
    /// How many gave it.
    pub votes: u32,
}

/// What is to be seen of the results.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Results {
    /// How many have answered.
    pub votes: u32,
    /// How often each answer was given; absent where that is not shown, or too few have answered without their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
}

/// A poll as it is to be seen; always whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PollItem {
    /// Its id: the command's that asked it.
    pub id: CommandId,
    /// What is asked, and how it is answered.
    #[serde(flatten)]
    pub poll: Poll,
    /// Whether nothing is kept that ties a person to an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
    /// Who sees the results.
    pub shown: Audience,
    /// When it was asked.
    pub at: Timestamp,
    /// When it closes by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// When it was closed; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// The results, where they are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results: Option<Results>,
    /// What is right, once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Right>,
}

/// The results of a poll have changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PollCount {
    /// Which poll.
    pub poll: CommandId,
    /// As they are now.
    pub results: Results,
}

/// One's own part in a poll.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyVote {
    /// Which poll.
    pub poll: CommandId,
    /// One's answer; absent in an anonymous poll, where nobody knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballot: Option<Ballot>,
    /// Whether it waits to be counted together with others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waits: bool,
    /// Whether it was right, once the poll is closed and where there is a right answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
}
