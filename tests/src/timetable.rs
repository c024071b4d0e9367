//! Rules of the timetable, as the scenes need them.

use homeroom_machines::timetable::rule_id;
use homeroom_protocol::ids::CourseId;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::timetable::RuleRow;

/// A class every day at this minute of UTC; a course may have more than one by their names.
#[must_use]
pub fn daily(course: CourseId, name: &str, at: Timestamp) -> RuleRow {
    RuleRow {
        id: rule_id(course, name),
        course,
        version: 1,
        pattern: format!("daily {}", &at.to_string()[11..16]),
        zone: "UTC".to_owned(),
        minutes: 50,
        capacity: 12,
        gap: "skip".to_owned(),
        fold: "both".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_until: None,
    }
}
