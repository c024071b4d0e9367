//! The phases of the hour, amendments, and the end.

use homeroom_protocol::limits::ATTENDANCE_FILED_AFTER;
use homeroom_protocol::permit::{CommandKind, Phase};

use super::super::Visit;
use super::*;

#[test]
fn doors_open_ten_minutes_before_and_the_class_ends_five_minutes_after() {
    let mut class = Class::announced(1, Timestamp::from_millis(STARTS.as_millis() - 600_001));
    assert_eq!(code(class.joins(MIRA)), Code::NotOpen);
    let mut seen = Vec::new();
    for (passes, at) in [(0, 0), (1, 1), (599_999, 0), (1, 1), (3_599_999, 0), (1, 1), (299_999, 0), (1, 1)] {
        class.passes(passes);
        seen.push((at, class.session.phase()));
    }
    assert_eq!(
        seen,
        [
            (0, Phase::Announced),
            (1, Phase::Doors),
            (0, Phase::Doors),
            (1, Phase::Live),
            (0, Phase::Live),
            (1, Phase::Closing),
            (0, Phase::Closing),
            (1, Phase::Ended),
        ]
    );
    assert_eq!(class.session.deadline(&class.live), Some(class.now.plus(ATTENDANCE_FILED_AFTER)));
    class.passes(300_000);
    assert_eq!(class.session.deadline(&class.live), None);
}

#[test]
fn after_a_sleep_several_phases_follow_in_one_entry_and_in_order() {
    let mut class = Class::announced(1, Timestamp::from_millis(STARTS.as_millis() - 600_001));
    let entries = class.journal.len();
    class.passes(10_000_000);
    assert_eq!(class.journal.len(), entries + 1);
    assert_eq!(
        class.frames,
        [
            ClassEvent::Phase { phase: Phase::Doors },
            ClassEvent::Phase { phase: Phase::Live },
            ClassEvent::Phase { phase: Phase::Closing },
            ClassEvent::Ended { by_teacher: false },
        ]
    );
}

#[test]
fn what_was_due_first_happens_first() {
    let mut class = Class::with_seats(2);
    class.passes(3_590_000);
    class.joins(MIRA).unwrap();
    class.passes(10_000_000);
    let last: Vec<SessionEvent> = serde_json::from_str(class.journal.last().unwrap()).unwrap();
    assert!(matches!(
        &last[..],
        [
            SessionEvent::PhaseChanged { phase: Phase::Closing },
            SessionEvent::HoldEnded { .. },
            SessionEvent::Ended { .. },
            SessionEvent::AttendanceFiled { version: 1, .. }
        ]
    ));
}

#[test]
fn the_teacher_ends_the_class_and_then_all_but_history_and_leave_is_over() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    class.comes(MIRA);
    class.says(MIRA, "bye");
    let from = class.now;
    class.passes(1_000);
    let (teacher, mira, at) = (TEACHER.person(), MIRA.person(), class.now);
    assert_eq!(code(class.does(Command::End { person: mira })), Code::NotPermitted);
    class.does(Command::End { person: teacher }).unwrap();
    assert_eq!(class.effects, [Effect::CloseRoom, Effect::CloseAll, Effect::RecordEnd { at: class.now }]);
    assert_eq!(class.frames.last(), Some(&ClassEvent::Ended { by_teacher: true }));
    assert_eq!(class.session.visits(mira), [Visit { from, until: Some(at) }]);
    for command in [
        Command::End { person: teacher },
        Command::Talk { person: mira, wish: TalkWish::Say(Say { text: "one more".into(), reply_to: None }) },
        Command::Enter { person: mira, sign_in: MIRA.device(0) },
        Command::Amend(facts(9)),
    ] {
        assert_eq!(code(class.does(command)), Code::Over);
    }
    assert_eq!(code(class.joins(OTTO)), Code::Over);
    assert_eq!(class.does(Command::Leave { person: mira }), Ok(vec![]));
    let query = super::super::Query::History { person: mira, before: None, limit: None };
    assert!(class.session.look(&class.live, query).is_ok());
    assert_eq!(class.session.you(&class.live, mira).unwrap().may, [CommandKind::History, CommandKind::Leave]);
}

#[test]
fn nothing_but_the_record_follows_the_end_and_it_sleeps_when_the_sockets_are_closed() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert!(!class.session.is_idle(&class.live));
    class.loses(TEACHER, 1);
    assert_eq!(class.session.deadline(&class.live), Some(class.now.plus(ATTENDANCE_FILED_AFTER)));
    assert!(class.session.is_idle(&class.live));
    assert_eq!(class.count(), (0, 0));
}

#[test]
fn a_class_cannot_be_ended_before_it_has_begun() {
    let mut class = Class::announced(1, Timestamp::from_millis(STARTS.as_millis() - 600_000));
    class.passes(0);
    class.comes(TEACHER);
    assert_eq!(code(class.does(Command::End { person: TEACHER.person() })), Code::NotPermitted);
}

#[test]
fn facts_are_announced_once_and_amended_when_they_differ() {
    let mut class = Class::with_seats(1);
    assert_eq!(class.does(Command::Announce(facts(1))), Ok(vec![]));
    assert_eq!(code(class.does(Command::Announce(facts(2)))), Code::Invalid);
    assert_eq!(class.does(Command::Amend(facts(1))), Ok(vec![]));
    class.does(Command::Amend(facts(2))).unwrap();
    assert_eq!(class.session.capacity(), 2);
    assert_eq!(class.session.facts(), Some(&facts(2)));
    assert!(matches!(class.frames.last(), Some(ClassEvent::Amended { class }) if class.capacity == 2));
}

#[test]
fn an_amended_end_moves_the_end() {
    let mut class = Class::with_seats(1);
    let ends_at = ENDS.plus(std::time::Duration::from_secs(600));
    class.does(Command::Amend(SessionFacts { ends_at, ..facts(1) })).unwrap();
    class.passes(3_600_000);
    assert_eq!(class.session.phase(), Phase::Live);
    assert_eq!(class.session.deadline(&class.live), Some(ends_at));
}

#[test]
fn nothing_can_be_done_with_a_session_that_was_never_announced() {
    let session = Session::default();
    let moment = Moment { now: STARTS, command: CommandId(Uuid::from_u128(1)) };
    let amend = session.decide(&Live::default(), &moment, Command::Amend(facts(1)));
    assert_eq!(code(amend), Code::Invalid);
    assert_eq!(session.deadline(&Live::default()), None);
    assert!(session.is_idle(&Live::default()));
}
