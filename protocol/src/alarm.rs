//! An alarm of the desk: what whoever is on call is told of cases that wait too long. Figures, severities and the titles of
//! classes; never what was reported, nor of whom, nor by whom.

use serde::{Deserialize, Serialize};

use crate::moderation::Severity;
use crate::time::Timestamp;

/// Why there is an alarm about a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmCause {
    /// Its time has passed and it is not decided.
    Overdue,
    /// It was passed upward, and nobody has taken it for as long again.
    Unclaimed,
}

/// What waits, as one mail tells it. The payload of the job that sends it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alarm {
    /// When it was raised.
    pub at: Timestamp,
    /// What waits: the gravest first, and of one severity what is overdue first.
    pub groups: Vec<AlarmGroup>,
}

/// The cases of one severity that are in an alarm for one cause.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AlarmGroup {
    /// How grave.
    pub severity: Severity,
    /// Why.
    pub cause: AlarmCause,
    /// How many, 1 at least.
    pub cases: u32,
    /// How many of them are appeals.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub appeals: u32,
    /// Since when the oldest of them has waited.
    pub oldest_at: Timestamp,
    /// The titles of their classes, once each, of the oldest first: [`crate::limits::ALARM_CLASSES_MAX`] at most.
    pub classes: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Alarm {
    /// How many cases it is about.
    #[must_use]
    pub fn cases(&self) -> u32 {
        self.groups.iter().map(|group| group.cases).sum()
    }
}
