//! `GET /v1/me`: who is signed in, their courses, and the classes that are theirs now.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, PersonId, SessionId};
use crate::permit::Role;
use crate::time::Timestamp;

/// An account, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// The person's id.
    pub id: PersonId,
    /// The name classes see.
    pub name: String,
}

/// Answer of `GET /v1/me`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who.
    pub account: Account,
    /// The courses they are in, by title.
    pub courses: Vec<MyCourse>,
    /// Sessions of their courses that are open now or begin within the hour, soonest first.
    pub classes: Vec<MyClass>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// A course the person is in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyCourse {
    /// Which.
    pub course_id: CourseId,
    /// The course's title.
    pub course: String,
    /// What the person is in it.
    pub role: Role,
}

/// A session of one of the person's courses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyClass {
    /// Which session.
    pub session_id: SessionId,
    /// Of which course.
    pub course_id: CourseId,
    /// The course's title.
    pub course: String,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// What the person is in it.
    pub role: Role,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// Whether it does not take place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}
