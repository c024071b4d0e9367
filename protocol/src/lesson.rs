//! Which edition of which lesson a class is about.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::LessonId;

/// One edition of a lesson. What it names never changes: its pack's files, its polls and what is right in them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LessonRevision {
    /// Which lesson.
    pub lesson_id: LessonId,
    /// The number of the edition, from 1.
    pub version: u64,
}
