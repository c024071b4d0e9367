//! Attendance as a table: one row for each interval.

use homeroom_protocol::rest::attendance::{Attendance, Attended};

use crate::rest::table::{Table, words};

const COLUMNS: [&str; 10] = [
    "name",
    "person_id",
    "role",
    "from",
    "until",
    "seconds",
    "sources",
    "confidence",
    "present_seconds",
    "record_version",
];

/// The table.
pub(crate) fn table(attendance: &Attendance) -> Table {
    let version = attendance.filed.as_ref().map(|filed| filed.version.to_string()).unwrap_or_default();
    let mut table = Table::of(&COLUMNS);
    for person in &attendance.people {
        rows(&mut table, person, &version);
    }
    table
}

fn rows(table: &mut Table, person: &Attended, version: &str) {
    for interval in &person.intervals {
        let sources: Vec<_> = interval.sources.iter().map(|source| source.as_str()).collect();
        let seconds = interval.until.map(|until| (until.since(interval.from).as_millis() / 1_000).to_string());
        table.row([
            words(&person.name),
            person.person_id.to_string(),
            person.role.map(|role| role.as_str().to_owned()).unwrap_or_default(),
            interval.from.to_string(),
            interval.until.map(|until| until.to_string()).unwrap_or_default(),
            seconds.unwrap_or_default(),
            sources.join(" "),
            interval.confidence.as_str().to_owned(),
            person.present_seconds.to_string(),
            version.to_owned(),
        ]);
    }
}
