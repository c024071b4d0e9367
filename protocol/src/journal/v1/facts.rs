//! What a session is, as its journal says.

use serde::{Deserialize, Serialize};

use crate::ids::CourseId;
use crate::lesson::LessonRevision;
use crate::time::Timestamp;

/// What a session is; from the `session` row, once, in its first entry. The machine never reads a mutable row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionFacts {
    /// The course it belongs to.
    pub course: CourseId,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// Interactive seats for students.
    pub capacity: u32,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// What it teaches; absent where the day has no lesson, and in entries from before classes had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonRevision>,
    /// Whether newcomers wait in the lobby from the moment its doors open; absent where they do not, and in entries from
    /// before classes could begin so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lobby: bool,
}
