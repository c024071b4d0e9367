//! `GET /v1/lessons/today`: the lesson of the day where somebody is, and what comes in the days after.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, LessonId};
use crate::time::{Day, Timestamp};

/// Answer of `GET /v1/lessons/today`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Today {
    /// Of which course.
    pub course_id: CourseId,
    /// The zone as the IANA database writes it.
    pub zone: String,
    /// The day it is there.
    pub day: Day,
    /// Until when this is the answer, unless somebody changes the plan: the end of the day there, or of the manifest.
    pub valid_until: Timestamp,
    /// The lesson; absent on a day without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<TodaysLesson>,
    /// The lessons of the seven days after, soonest first: what is worth fetching ahead.
    pub coming: Vec<ComingLesson>,
}

/// The lesson of a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TodaysLesson {
    /// Which.
    pub lesson_id: LessonId,
    /// Its title.
    pub title: String,
    /// One sentence or two about it.
    pub summary: String,
    /// Whom it is for, as `A2` or `Beginner`.
    pub level: String,
    /// What it is about.
    pub topics: Vec<String>,
    /// How long the class takes.
    pub minutes: u32,
    /// The number of the edition.
    pub version: u64,
    /// Where its files are: the path of one, as `files/map.svg`, follows this.
    pub files: String,
    /// The signed manifest, byte for byte: canonical JSON with the size and hash of each file. To be checked before
    /// anything is kept.
    pub manifest: String,
}

/// A lesson of a day to come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ComingLesson {
    /// On which day.
    pub day: Day,
    /// Which.
    pub lesson_id: LessonId,
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub level: String,
    /// How long the class takes.
    pub minutes: u32,
    /// Which pack it is as things stand.
    pub pack: String,
    /// Bytes of all its files together.
    pub size: u64,
}
