//! Samples of what comes next: the timetable and the lesson of the day.

use super::samples::{COURSE, SESSION, STARTS_AT, at, facts, id};
use crate::ids::{LessonId, SlotId};
use crate::rest::lessons::{ComingLesson, Today, TodaysLesson};
use crate::rest::schedule::{NextSlot, NextSlots, SlotSession};
use crate::time::Day;

/// Answer of `GET /v1/schedule/next`.
pub(super) fn next_slots() -> NextSlots {
    let class = facts();
    let session = SlotSession {
        session_id: SESSION,
        title: class.title,
        summary: class.summary,
        lesson: class.lesson,
        capacity: class.capacity,
        seats_left: 3,
        waiting: 0,
        cancelled: false,
    };
    NextSlots {
        server_time: STARTS_AT.minus(std::time::Duration::from_secs(2 * 3_600)),
        zone: "Europe/Sofia".into(),
        slots: vec![NextSlot {
            slot_id: SlotId(id(9)),
            course_id: COURSE,
            course: "Small wonders".into(),
            starts_at: STARTS_AT,
            ends_at: at(3_600),
            local_starts_at: "2026-11-25T20:00:00+02:00".into(),
            local_ends_at: "2026-11-25T21:00:00+02:00".into(),
            sessions: vec![session],
        }],
    }
}

/// Answer of `GET /v1/lessons/today`.
pub(super) fn today() -> Today {
    let (class, lesson_id) = (facts(), LessonId(id(7)));
    let day = Day::of(jiff::civil::date(2026, 11, 25));
    Today {
        course_id: COURSE,
        zone: "Europe/Sofia".into(),
        day,
        valid_until: at(4 * 3_600),
        lesson: Some(TodaysLesson {
            lesson_id,
            title: class.title,
            summary: class.summary,
            level: "Beginner".into(),
            topics: vec!["sea".into(), "water cycle".into()],
            minutes: 60,
            version: 1,
            files: format!("/v1/lessons/{lesson_id}/files/"),
            manifest: "a signed manifest".into(),
        }),
        coming: vec![ComingLesson {
            day: day.plus(1),
            lesson_id: LessonId(id(8)),
            title: "Why the sky is blue".into(),
            level: "Beginner".into(),
            minutes: 60,
            pack: "the hash of a pack".into(),
            size: 48_128,
        }],
    }
}
