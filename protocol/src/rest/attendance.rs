//! `/v1/sessions/{session_id}/attendance`: a minute of somebody who watches without a socket; when one was present, and for
//! staff when everybody was.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::attendance::{Interval, Quiz};
use crate::ids::{CourseId, PersonId, SessionId};
use crate::permit::Role;
use crate::time::Timestamp;

/// Body of `POST /v1/sessions/{session_id}/attendance`; the route needs an `Idempotency-Key`. The same minute said twice is
/// one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Heartbeat {
    /// The begin of the minute in which the person watched, by the server's time: a whole minute, not ahead, and not
    /// longer ago than a quarter of an hour.
    pub minute: Timestamp,
}

/// Answer of `GET /v1/sessions/{session_id}/attendance`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Attendance {
    /// Which class.
    pub session_id: SessionId,
    /// Of which course.
    pub course_id: CourseId,
    /// The lesson's title.
    pub title: String,
    /// When the class began.
    pub starts_at: Timestamp,
    /// When it was to end.
    pub ends_at: Timestamp,
    /// When it really ended; absent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// The record; absent before there is one, and what is here may still change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed: Option<Filed>,
    /// What the asker is in the course.
    pub role: Role,
    /// The asker's own, where they were seen; for whoever gives the class, and is not banned from it, everybody who was
    /// seen, by name.
    pub people: Vec<Attended>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// That there is a record, and how to check it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Filed {
    /// From 1; a correction has the next number.
    pub version: u32,
    /// When it was due.
    pub at: Timestamp,
    /// Which key signed it.
    pub key_id: String,
    /// The key, to check with: 32 bytes of Ed25519 (RFC 8032) in base64url without padding.
    pub public_key: String,
    /// What was signed and the signature, as a pack's manifest is written: canonical JSON. For whoever gives the class; it
    /// holds everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
}

/// When one person was present.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Attended {
    /// Who.
    pub person_id: PersonId,
    /// The name classes see.
    pub name: String,
    /// What they are in the course; absent for who is not in it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Seconds of presence between the begin of the class and its end.
    pub present_seconds: u32,
    /// In the order of time.
    pub intervals: Vec<Interval>,
    /// How they did in the quiz, as far as its polls are closed; absent where there was none, of staff who did not answer,
    /// and in records that were filed before they said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<Quiz>,
}
