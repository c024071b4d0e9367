//! Polls for whoever gives a class: `GET /v1/lessons/{lesson_id}/polls`, those that a lesson has prepared, and
//! `GET /v1/sessions/{session_id}/polls`, what was asked in a class and how it was answered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CommandId, CourseId, LessonId, PersonId, SessionId};
use crate::pack::polls::{Poll, Right};
use crate::poll::{Ballot, Tally};
use crate::time::Timestamp;

/// Answer of `GET /v1/lessons/{lesson_id}/polls`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PreparedPolls {
    /// Which lesson.
    pub lesson_id: LessonId,
    /// The number of the edition.
    pub version: u64,
    /// In the order of the lesson.
    pub polls: Vec<PreparedPoll>,
}

/// A poll of a lesson.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PreparedPoll {
    /// What is asked, and how it is answered.
    #[serde(flatten)]
    pub poll: Poll,
    /// What is right; absent where opinions are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Right>,
}

/// Answer of `GET /v1/sessions/{session_id}/polls`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PollReport {
    /// Which class.
    pub session_id: SessionId,
    /// Of which course.
    pub course_id: CourseId,
    /// The lesson's title.
    pub title: String,
    /// When the class began.
    pub starts_at: Timestamp,
    /// In the order in which they were asked.
    pub polls: Vec<PollRecord>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// One poll and what came of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PollRecord {
    /// Its id.
    pub id: CommandId,
    /// What was asked, and how it was answered.
    #[serde(flatten)]
    pub poll: Poll,
    /// What is right, where something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Right>,
    /// Whether nothing is kept that ties a person to an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
    /// When it was asked.
    pub at: Timestamp,
    /// When it was closed; absent while it is open, and what is here may still change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// How many have answered.
    pub votes: u32,
    /// How often each answer was given; absent where too few have answered without their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
    /// Who answered what, by name; nobody in an anonymous poll.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answered>,
}

/// One person's answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Answered {
    /// Who.
    pub person_id: PersonId,
    /// The name classes see.
    pub name: String,
    /// What they answered last.
    pub ballot: Ballot,
    /// Whether it was right; absent while the poll is open, and where there is no right answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
}
