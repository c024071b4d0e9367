//! Attendance: when a person was present, who saw it, and how far that is to be believed; and the record of a class, which
//! is signed.
//!
//! A record names people by id alone: names change and are erased, and a signature would not survive either. It is
//! canonical JSON, as a pack's manifest is ([`crate::pack`]).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, PersonId, SessionId};
use crate::time::Timestamp;

/// The `format` of a record.
pub const RECORD_FORMAT: &str = "homeroom.attendance.v1";

/// Who saw that a person was present.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Our own sockets: an open connection of a person who was let in.
    Socket,
    /// The media server: a connection that carried or could carry picture and sound.
    Media,
    /// The person's page, which watches without a socket and says so once a minute.
    Heartbeat,
}

impl Source {
    /// Every source there is.
    pub const ALL: &'static [Self] = &[Self::Socket, Self::Media, Self::Heartbeat];

    /// The source as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Socket => "socket",
            Self::Media => "media",
            Self::Heartbeat => "heartbeat",
        }
    }

    /// How far what this source alone says is to be believed.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::Socket => Confidence::High,
            Self::Media => Confidence::Medium,
            Self::Heartbeat => Confidence::Low,
        }
    }
}

/// How far an interval is to be believed: as far as the best of those who saw it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The person's own word.
    Low,
    /// Another server's word, by its own clock.
    Medium,
    /// We saw it.
    High,
}

impl Confidence {
    /// The confidence as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A span in which a person was present, all of it to be believed equally far. Intervals of a person do not overlap; two
/// that touch differ in their confidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Interval {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends; absent while it goes on. Never in a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Everybody who saw some of it, in the order of [`Source`].
    pub sources: Vec<Source>,
    /// How far all of it is to be believed.
    pub confidence: Confidence,
}

/// How one person did in the quiz of a class: its polls with names that have a right answer and are closed. A poll without
/// names says of nobody how they did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Quiz {
    /// How many they answered.
    pub answered: u32,
    /// How many there were, whenever the person came and went.
    pub asked: u32,
    /// How many they answered rightly.
    pub right: u32,
}

/// When one person was present, and how they did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PersonRecord {
    /// In the order of time.
    pub intervals: Vec<Interval>,
    /// Who.
    pub person: PersonId,
    /// Milliseconds of presence between the begin of the class and its end; what was before and after is not class.
    pub present_ms: i64,
    /// How they did in the quiz; absent where there was none, of staff who did not answer, and in records that were filed
    /// before they said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<Quiz>,
}

/// The attendance of one class. What is signed; members in the order of their names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Of which course.
    pub course: CourseId,
    /// When the class really ended.
    pub ended_at: Timestamp,
    /// When it was to end.
    pub ends_at: Timestamp,
    /// When the record was due.
    pub filed_at: Timestamp,
    /// [`RECORD_FORMAT`].
    pub format: String,
    /// Which key signed it: see [`crate::pack::PublicKey::id`].
    pub key_id: String,
    /// Everybody who was seen, by id.
    pub people: Vec<PersonRecord>,
    /// Which class.
    pub session: SessionId,
    /// When it began.
    pub starts_at: Timestamp,
    /// The lesson's title.
    pub title: String,
    /// From 1; a correction has the next number.
    pub version: u32,
}
