//! Attendance as a table: one row for each interval. What is one for a person stands in each of theirs.

use homeroom_protocol::attendance::Quiz;
use homeroom_protocol::rest::attendance::{Attendance, Attended};

use crate::rest::table::{Table, words};

const COLUMNS: [&str; 13] = [
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
    "quiz_asked",
    "quiz_answered",
    "quiz_right",
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
    let quiz = |count: fn(&Quiz) -> u32| person.quiz.as_ref().map(|quiz| count(quiz).to_string()).unwrap_or_default();
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
            quiz(|quiz| quiz.asked),
            quiz(|quiz| quiz.answered),
            quiz(|quiz| quiz.right),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::attendance::{Confidence, Interval, Source};
    use homeroom_protocol::ids::{CourseId, PersonId, SessionId};
    use homeroom_protocol::permit::Role;
    use homeroom_protocol::time::Timestamp;
    use uuid::Uuid;

    use super::*;

    const NOBODY: Uuid = Uuid::nil();

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_000 * seconds)
    }

    fn person(name: &str, quiz: Option<Quiz>, spans: &[(i64, i64)]) -> Attended {
        let interval = |(from, until): &(i64, i64)| Interval {
            from: at(*from),
            until: Some(at(*until)),
            sources: vec![Source::Socket],
            confidence: Confidence::High,
        };
        let intervals = spans.iter().map(interval).collect();
        Attended { person_id: PersonId(NOBODY), name: name.into(), role: None, present_seconds: 9, intervals, quiz }
    }

    #[test]
    fn how_each_did_stands_in_each_of_their_rows_and_is_empty_where_nothing_is_known() {
        let quiz = Some(Quiz { answered: 3, asked: 4, right: 2 });
        let attendance = Attendance {
            session_id: SessionId(NOBODY),
            course_id: CourseId(NOBODY),
            title: String::new(),
            starts_at: at(0),
            ends_at: at(60),
            ended_at: None,
            filed: None,
            role: Role::Teacher,
            people: vec![person("Mira", quiz, &[(0, 5), (6, 10)]), person("Ms. Iva", None, &[(0, 8)])],
            server_time: at(60),
        };
        let table = table(&attendance);
        let lines: Vec<&str> = table.text().lines().collect();
        assert!(lines[0].ends_with(",record_version,quiz_asked,quiz_answered,quiz_right"), "{}", lines[0]);
        let ends = |row: &str| row.split_once(",9,").unwrap().1.to_owned();
        assert_eq!(lines[1..].iter().map(|row| ends(row)).collect::<Vec<_>>(), [",4,3,2", ",4,3,2", ",,,"]);
        let fields = |row: &&str| row.split(',').count();
        assert!(lines.iter().map(fields).all(|count| count == COLUMNS.len()));
    }
}
