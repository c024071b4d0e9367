//! `GET /v1/schedule/next`: the next hours of the timetable.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, SessionId, SlotId};
use crate::lesson::LessonRevision;
use crate::time::Timestamp;

/// Answer of `GET /v1/schedule/next`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct NextSlots {
    /// When this was answered by the server's clock, which countdowns go by. The only field that the ETag says nothing of.
    pub server_time: Timestamp,
    /// The zone the local times are in, as the IANA database writes it.
    pub zone: String,
    /// Hours that go on or come, soonest first.
    pub slots: Vec<NextSlot>,
}

/// A bookable hour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct NextSlot {
    /// Which.
    pub slot_id: SlotId,
    /// Of which course.
    pub course_id: CourseId,
    /// The course's title.
    pub course: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it begins as the clocks of the zone show it, with their offset.
    #[schema(format = DateTime)]
    pub local_starts_at: String,
    /// When it ends as the clocks of the zone show it, with their offset then.
    #[schema(format = DateTime)]
    pub local_ends_at: String,
    /// Its classes: at least one, more where staff have opened others.
    pub sessions: Vec<SlotSession>,
}

/// A class of an hour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SlotSession {
    /// Which; what a join names.
    pub session_id: SessionId,
    /// What it is about.
    pub title: String,
    /// One sentence about it; may be empty.
    pub summary: String,
    /// What it teaches as things stand: until its doors open a newer edition takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonRevision>,
    /// Seats for students.
    pub capacity: u32,
    /// Seats that nobody sits on and nobody is promised.
    pub seats_left: u32,
    /// People who wait for one.
    pub waiting: u32,
    /// Whether it does not take place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}
