//! One sample of each event of a session's journal, for the goldens of the stored form.

use super::samples::{COMMAND, COURSE, LESSON, SIGN_IN, STUDENT, TEACHER, at};
use super::samples_desk;
use crate::audit::{Capacity, Deed, Deeds, Hash, What};
use crate::journal::v1::{
    Entry, MediaSighting, MinuteSighting, Participant, Priority, SessionEvent, SessionFacts, SkipReason, VERSION,
};
use crate::moderation::ReportOutcome;
use crate::permit::{Phase, Role};

fn facts() -> SessionFacts {
    SessionFacts {
        course: COURSE,
        title: "Why the sea is salt".into(),
        summary: "Where the salt comes from, and why lakes mostly have none.".into(),
        capacity: 12,
        starts_at: at(0),
        ends_at: at(3_600),
        lesson: None,
        lobby: false,
    }
}

fn mira() -> Participant {
    Participant { person: STUDENT, name: "Mira".into(), role: Role::Student, sign_in: SIGN_IN }
}

/// A whole row: what one command of the student did.
pub(super) fn row() -> Entry<SessionEvent> {
    Entry {
        v: VERSION,
        by: Some(STUDENT),
        digest: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
        audit: None,
        events: vec![seated()],
    }
}

/// A row with what the audit has of it: the teacher ended the class.
pub(super) fn audited() -> Entry<SessionEvent> {
    let deeds = vec![Deed::new(Capacity::Teacher, What::SessionEnd)];
    let audit = Some(Deeds { before: Hash([0xab; 32]), deeds });
    let events = vec![SessionEvent::Ended { at: at(3_000), by: Some(TEACHER) }];
    Entry { v: VERSION, by: Some(TEACHER), digest: None, audit, events }
}

/// `seated` with a hold.
pub(super) fn seated() -> SessionEvent {
    SessionEvent::Seated { who: mira(), seat: Some(3), held_until: Some(at(60)) }
}

/// The other kinds, each with the path of its golden.
pub(super) fn others() -> Vec<(&'static str, SessionEvent)> {
    vec![
        ("protocol/wire/journal/v1/announced.json", SessionEvent::Announced { facts: facts() }),
        (
            "protocol/wire/journal/v1/announced_with_its_lesson.json",
            SessionEvent::Announced { facts: SessionFacts { lesson: Some(LESSON), ..facts() } },
        ),
        (
            "protocol/wire/journal/v1/announced_with_its_lobby.json",
            SessionEvent::Announced { facts: SessionFacts { lobby: true, ..facts() } },
        ),
        ("protocol/wire/journal/v1/amended.json", SessionEvent::Amended { facts: facts() }),
        ("protocol/wire/journal/v1/phase_changed.json", SessionEvent::PhaseChanged { phase: Phase::Live }),
        ("protocol/wire/journal/v1/watched.json", SessionEvent::Watched { who: mira(), held_until: at(60) }),
        ("protocol/wire/journal/v1/device_taken.json", SessionEvent::DeviceTaken { person: STUDENT, sign_in: SIGN_IN }),
        ("protocol/wire/journal/v1/entered.json", SessionEvent::Entered { person: STUDENT, at: at(5) }),
        ("protocol/wire/journal/v1/hold_ended.json", SessionEvent::HoldEnded { person: STUDENT }),
        ("protocol/wire/journal/v1/dropped.json", SessionEvent::Dropped { person: STUDENT, last_seen: at(900) }),
        ("protocol/wire/journal/v1/left.json", SessionEvent::Left { person: STUDENT, at: at(1_800) }),
        (
            "protocol/wire/journal/v1/said.json",
            SessionEvent::Said {
                id: COMMAND,
                person: STUDENT,
                text: "Добро утро! Is the Dead Sea a sea?".into(),
                at: at(120),
                reply_to: None,
            },
        ),
        ("protocol/wire/journal/v1/reported.json", SessionEvent::Reported { report: Box::new(samples_desk::report()) }),
        (
            "protocol/wire/journal/v1/report_answered.json",
            SessionEvent::ReportAnswered { report: COMMAND, by: STUDENT, outcome: ReportOutcome::Acted },
        ),
        (
            "protocol/wire/journal/v1/sanctioned.json",
            SessionEvent::Sanctioned { sanction: samples_desk::sanction(), by: Some(TEACHER) },
        ),
        (
            "protocol/wire/journal/v1/sanctioned_muted.json",
            SessionEvent::Sanctioned { sanction: samples_desk::mute(), by: Some(TEACHER) },
        ),
        (
            "protocol/wire/journal/v1/sanctioned_ban.json",
            SessionEvent::Sanctioned { sanction: samples_desk::ban(), by: Some(TEACHER) },
        ),
        (
            "protocol/wire/journal/v1/sanctioned_ban_for_a_week.json",
            SessionEvent::Sanctioned { sanction: samples_desk::ban_for_a_week(), by: Some(TEACHER) },
        ),
        (
            "protocol/wire/journal/v1/lifted.json",
            SessionEvent::Lifted {
                sanction: samples_desk::sanction().id,
                person: Some(STUDENT),
                at: at(900),
                by: Some(TEACHER),
            },
        ),
        ("protocol/wire/journal/v1/ended.json", SessionEvent::Ended { at: at(3_600), by: Some(TEACHER) }),
        ("protocol/wire/journal/v1/cancelled.json", SessionEvent::Cancelled { at: at(1_800) }),
        ("protocol/wire/journal/v1/sighted.json", sighted()),
        (
            "protocol/wire/journal/v1/attendance_filed.json",
            SessionEvent::AttendanceFiled { version: 1, at: at(3_900), quiz: false },
        ),
        (
            "protocol/wire/journal/v1/attendance_filed_with_a_quiz.json",
            SessionEvent::AttendanceFiled { version: 1, at: at(3_900), quiz: true },
        ),
    ]
}

/// What happens before the doors, likewise.
pub(super) fn before_the_doors() -> Vec<(&'static str, SessionEvent)> {
    let person = STUDENT;
    vec![
        ("protocol/wire/journal/v1/reserved.json", SessionEvent::Reserved { person, at: at(1) }),
        (
            "protocol/wire/journal/v1/reservation_cancelled.json",
            SessionEvent::ReservationCancelled { person, at: at(2) },
        ),
        (
            "protocol/wire/journal/v1/waitlisted.json",
            SessionEvent::Waitlisted { person, priority: Priority::LateHolder, at: at(700) },
        ),
        (
            "protocol/wire/journal/v1/waitlisted_asked.json",
            SessionEvent::Waitlisted { person, priority: Priority::Asked, at: at(3) },
        ),
        ("protocol/wire/journal/v1/offered.json", SessionEvent::Offered { person, at: at(4), until: at(604) }),
        (
            "protocol/wire/journal/v1/offer_accepted.json",
            SessionEvent::OfferAccepted { person, at: at(1_000), held_until: Some(at(1_060)) },
        ),
        ("protocol/wire/journal/v1/offer_declined.json", SessionEvent::OfferDeclined { person, at: at(5) }),
        ("protocol/wire/journal/v1/offer_expired.json", SessionEvent::OfferExpired { person, at: at(604), kept: true }),
        (
            "protocol/wire/journal/v1/skipped.json",
            SessionEvent::Skipped { person, reason: SkipReason::OfferMissed, at: at(604) },
        ),
        (
            "protocol/wire/journal/v1/skipped_not_entitled.json",
            SessionEvent::Skipped { person, reason: SkipReason::NotEntitled, at: at(605) },
        ),
        (
            "protocol/wire/journal/v1/skipped_too_late.json",
            SessionEvent::Skipped { person, reason: SkipReason::TooLate, at: at(2_940) },
        ),
        ("protocol/wire/journal/v1/released.json", SessionEvent::Released { person, at: at(600) }),
        ("protocol/wire/journal/v1/release_postponed.json", SessionEvent::ReleasePostponed { until: at(800) }),
        ("protocol/wire/journal/v1/reservations_ended.json", SessionEvent::ReservationsEnded { at: at(600) }),
    ]
}

/// `sighted`, with a connection that goes on, one that ended, and a minute.
fn sighted() -> SessionEvent {
    let media = |connection: &str, until, exact| MediaSighting {
        person: STUDENT,
        connection: connection.into(),
        from: at(6),
        until,
        exact,
    };
    SessionEvent::Sighted {
        at: at(130),
        media: vec![media("PA_one", Some(at(99)), true), media("PA_two", None, false)],
        minutes: vec![MinuteSighting { minute: at(60), people: vec![STUDENT, TEACHER] }],
    }
}
