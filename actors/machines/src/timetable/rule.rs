//! A rule of the timetable, and the ids that are derived from it.

use std::time::Duration;

use homeroom_protocol::ids::{CourseId, RuleId, SessionId, SlotId};
use jiff::civil::Date;
use uuid::Uuid;

use super::pattern::Pattern;

/// A class is at least this long: shorter than the span before it in which its doors are open nobody plans one.
pub(super) const MINUTES_MIN: u32 = 5;
/// And at most a day.
pub(super) const MINUTES_MAX: u32 = 24 * 60;

/// What is done with a local time that does not exist, because the clock jumps over it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap {
    /// There is no class.
    Skip,
    /// It begins as much later as the clock jumped, unless there is a class then anyway.
    Shift,
}

/// What is done with a local time that comes twice, because the clock is turned back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// There is no class.
    Skip,
    /// There is one, the first time.
    First,
    /// There is one, shifted to the second time.
    Second,
    /// There are two.
    Both,
}

impl Gap {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Skip, Self::Shift];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Shift => "shift",
        }
    }
}

impl Fold {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Skip, Self::First, Self::Second, Self::Both];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::First => "first",
            Self::Second => "shift",
            Self::Both => "both",
        }
    }
}

/// When a course meets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// Of which course.
    pub course: CourseId,
    /// Its number, from 1; a rule that changes gets the next one.
    pub version: u32,
    /// At which local times.
    pub pattern: Pattern,
    /// In which zone of the IANA database.
    pub zone: String,
    /// How long a class is, in minutes.
    pub minutes: u32,
    /// Seats for students.
    pub capacity: u32,
    /// What is done with a local time that does not exist.
    pub gap: Gap,
    /// What is done with one that comes twice.
    pub fold: Fold,
    /// The first local day.
    pub valid_from: Date,
    /// The last local day; `None`: until somebody ends it.
    pub valid_until: Option<Date>,
}

/// Why a rule is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RuleError {
    /// No zone of the database has this name.
    Zone(String),
    /// The length is none a class can have.
    Minutes(u32),
    /// It ends before it begins.
    Days,
}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Zone(zone) => write!(f, "`{zone}` is no zone of the IANA database"),
            Self::Minutes(minutes) => {
                write!(f, "a class of {minutes} minutes: it can have {MINUTES_MIN} to {MINUTES_MAX}")
            }
            Self::Days => f.write_str("the last day is before the first"),
        }
    }
}

impl std::error::Error for RuleError {}

impl Rule {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), RuleError> {
        if super::zone(&self.zone).is_none() {
            return Err(RuleError::Zone(self.zone.clone()));
        }
        if !(MINUTES_MIN..=MINUTES_MAX).contains(&self.minutes) {
            return Err(RuleError::Minutes(self.minutes));
        }
        if self.valid_until.is_some_and(|end| end < self.valid_from) {
            return Err(RuleError::Days);
        }
        Ok(())
    }

    /// How long a class is.
    #[must_use]
    pub fn length(&self) -> Duration {
        Duration::from_secs(u64::from(self.minutes) * 60)
    }
}

/// The id of a course's rule with this name, for those who name rules and do not number them.
#[must_use]
pub fn rule_id(course: CourseId, name: &str) -> RuleId {
    RuleId(Uuid::new_v5(&course.0, format!("rule {name}").as_bytes()))
}

/// The id of a slot's own session.
#[must_use]
pub fn session_id(slot: SlotId) -> SessionId {
    SessionId(Uuid::new_v5(&slot.0, b"session"))
}
