//! Samples of attendance.

use super::samples::{COURSE, SESSION, STUDENT, at, facts};
use crate::attendance::{Confidence, Interval, Quiz, Source};
use crate::permit::Role;
use crate::rest::attendance::{Attendance, Attended, Filed, Heartbeat};

/// Body of a minute without a socket.
pub(super) fn heartbeat() -> Heartbeat {
    Heartbeat { minute: at(60) }
}

/// Answer of `GET …/attendance` to a student while the class goes on.
pub(super) fn attendance() -> Attendance {
    let class = facts();
    let minute =
        Interval { from: at(60), until: Some(at(120)), sources: vec![Source::Heartbeat], confidence: Confidence::Low };
    let socket = Interval {
        from: at(300),
        until: None,
        sources: vec![Source::Socket, Source::Media],
        confidence: Confidence::High,
    };
    Attendance {
        session_id: SESSION,
        course_id: COURSE,
        title: class.title,
        starts_at: class.starts_at,
        ends_at: class.ends_at,
        ended_at: None,
        filed: None,
        role: Role::Student,
        people: vec![Attended {
            person_id: STUDENT,
            name: "Mira".into(),
            role: Some(Role::Student),
            present_seconds: 360,
            intervals: vec![minute, socket],
            quiz: None,
        }],
        server_time: at(600),
    }
}

/// Answer of `GET …/attendance` to a teacher when there is a record.
pub(super) fn attendance_filed() -> Attendance {
    let before = attendance();
    Attendance {
        ended_at: Some(at(3_900)),
        filed: Some(Filed {
            version: 1,
            at: at(4_200),
            key_id: "3f0b1d6a5c2e4f78".into(),
            public_key: "a-public-key".into(),
            signed: Some("a signed record".into()),
        }),
        role: Role::Teacher,
        people: before
            .people
            .into_iter()
            .map(|mut person| {
                person.intervals.iter_mut().for_each(|interval| interval.until = interval.until.or(Some(at(3_900))));
                let quiz = Some(Quiz { answered: 4, asked: 4, right: 3 });
                Attended { present_seconds: 3_360, quiz, ..person }
            })
            .collect(),
        server_time: at(4_300),
        ..before
    }
}
