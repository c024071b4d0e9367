//! Reports and what is done about people: given a class, when somebody reports or decides, then this is what everyone has.

use homeroom_protocol::frame::chat::EditMessage;
use homeroom_protocol::frame::client::{MakeReport, MakeSanction};
use homeroom_protocol::frame::staff::Held;
use homeroom_protocol::ids::{SanctionId, SessionId};
use homeroom_protocol::limits::{EVIDENCE_BYTES_MAX, REPORTS_PER_PERSON_MAX};
use homeroom_protocol::moderation::{Banned, Measure, ReasonCode, Report, ReportKind, ReportOutcome, Sanction, Scope};
use homeroom_protocol::permit::Sends;

use super::super::Why;
use super::*;

const SESSION: SessionId = SessionId(Uuid::from_u128(70));

fn about(who: Who, message: Option<CommandId>) -> MakeReport {
    MakeReport { person: who.person(), message, kind: ReportKind::Insult, text: "He does it again.".into() }
}

impl Class {
    fn reports(&mut self, by: Who, report: MakeReport) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Report { session: SESSION, person: by.person(), report })
    }

    /// Says something and answers its id.
    fn tells(&mut self, who: Who, text: &str) -> CommandId {
        self.says(who, text);
        self.session.chat.last().unwrap().id
    }

    fn you(&self, who: Who) -> homeroom_protocol::frame::server::You {
        self.session.you(&self.live, who.person()).unwrap()
    }

    fn decided(&self, n: u128, who: Who, measure: Measure) -> Sanction {
        let until = (measure == Measure::Mute).then(|| self.now.plus(std::time::Duration::from_secs(600)));
        Sanction {
            id: SanctionId(Uuid::from_u128(n)),
            person: who.person(),
            measure,
            scope: Scope::Session,
            mutes: None,
            message: None,
            reason: ReasonCode::Insult,
            until,
            role: None,
            at: self.now,
        }
    }
}

fn frozen(events: Vec<SessionEvent>) -> Box<Report> {
    match events.into_iter().next() {
        Some(SessionEvent::Reported { report }) => report,
        other => panic!("a report, not {other:?}"),
    }
}

fn class_of_three() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    class
}

#[test]
fn a_report_freezes_ten_messages_on_each_side_whole_in_the_middle_and_cut_around() {
    let mut class = class_of_three();
    for n in 0..12 {
        class.says(MIRA, &format!("before {n} {}", "x".repeat(400)));
    }
    let insult = class.tells(OTTO, &"y".repeat(2_000));
    for n in 0..12 {
        class.says(MIRA, &format!("after {n}"));
    }
    class.passes(60_000);
    let report = frozen(class.reports(MIRA, about(OTTO, Some(insult))).unwrap());
    let evidence = &report.evidence;
    assert_eq!((evidence.messages.len(), evidence.earlier, evidence.later), (21, true, true));
    assert!(evidence.messages[0].text.starts_with("before 2 ") && evidence.messages[0].text.ends_with('…'));
    assert_eq!((evidence.messages[10].id, evidence.messages[10].text.len()), (insult, 2_000));
    assert_eq!(evidence.messages[20].text, "after 9");
    assert_eq!((evidence.people, evidence.roster.len(), evidence.media_at_ms), (3, 3, Some(60_000)));
    assert_eq!(
        (report.name.as_str(), report.by.name.as_str(), report.class.as_str()),
        ("name of 2", "name of 1", "Fractions")
    );
    assert!(matches!(&class.effects[..], [.., Effect::OpenCase(told)] if *told == report));
}

#[test]
fn what_happens_after_a_report_changes_nothing_of_its_evidence() {
    let mut class = class_of_three();
    let insult = class.tells(OTTO, "you cannot count");
    let report = frozen(class.reports(MIRA, about(OTTO, Some(insult))).unwrap());
    let hide = Sanction { message: Some(insult), ..class.decided(1, OTTO, Measure::Hide) };
    class.does(Command::Enforce(hide)).unwrap();
    class.does(Command::Leave { person: OTTO.person() }).unwrap();
    assert_eq!(report.evidence.messages[0].text, "you cannot count");
    // And a report of a message that is blank by now still shows what it said.
    let again = frozen(class.reports(TEACHER, about(OTTO, Some(insult))).unwrap());
    assert_eq!(again.evidence.messages[0].text, "you cannot count");
}

#[test]
fn evidence_is_bounded_whatever_is_said() {
    let mut class = class_of_three();
    for _ in 0..11 {
        class.says(MIRA, &"\u{1}".repeat(2_000));
    }
    let insult = class.tells(OTTO, &"\u{1}".repeat(2_000));
    let report = frozen(class.reports(MIRA, about(OTTO, Some(insult))).unwrap());
    assert!(serde_json::to_vec(&report.evidence).unwrap().len() <= EVIDENCE_BYTES_MAX);
    assert!(report.evidence.messages.iter().any(|one| one.id == insult && one.text.len() == 2_000));
}

#[test]
fn a_report_is_acknowledged_once_and_its_outcome_told() {
    let mut class = class_of_three();
    let insult = class.tells(OTTO, "you cannot count");
    let report = frozen(class.reports(MIRA, about(OTTO, Some(insult))).unwrap());
    assert_eq!(class.reports(MIRA, about(OTTO, Some(insult))).unwrap(), [], "heard already");
    let mine = |class: &Class| class.you(MIRA).reports.iter().map(|mine| mine.outcome).collect::<Vec<_>>();
    assert_eq!(mine(&class), [ReportOutcome::Received]);
    let answer = Command::AnswerReports { reports: vec![report.id], outcome: ReportOutcome::Acted };
    assert_eq!(class.does(answer.clone()).unwrap().len(), 1);
    assert_eq!(class.does(answer).unwrap(), []);
    assert_eq!(mine(&class), [ReportOutcome::Acted]);
    assert_eq!(class.you(OTTO).reports, [], "nobody else is told");
}

#[test]
fn only_what_is_there_can_be_reported_and_nobody_reports_themselves() {
    let mut class = class_of_three();
    let insult = class.tells(OTTO, "you cannot count");
    let field = |outcome: Result<Vec<SessionEvent>, Refusal>| outcome.unwrap_err().errors[0].code.to_string();
    let nobody = CommandId(Uuid::from_u128(9_999));
    assert_eq!(field(class.reports(MIRA, about(OTTO, Some(nobody)))), "not_there");
    assert_eq!(field(class.reports(MIRA, about(TEACHER, Some(insult)))), "not_the_author");
    assert_eq!(field(class.reports(MIRA, about(IDA, None))), "not_there");
    assert_eq!(field(class.reports(OTTO, about(OTTO, Some(insult)))), "yourself");
    assert_eq!(code(class.reports(IDA, about(OTTO, Some(insult)))), Code::NotHere);
    // Who has gone and said something can be.
    class.does(Command::Leave { person: OTTO.person() }).unwrap();
    assert_eq!(class.reports(MIRA, about(OTTO, None)).unwrap().len(), 1);
}

#[test]
fn twenty_reports_of_a_person_are_taken_and_the_next_is_not() {
    let mut class = class_of_three();
    for n in 0..=REPORTS_PER_PERSON_MAX {
        let said = class.tells(OTTO, "you cannot count");
        let reported = class.reports(MIRA, about(OTTO, Some(said)));
        assert_eq!(reported.is_ok(), n < REPORTS_PER_PERSON_MAX);
    }
}

#[test]
fn a_text_of_500_characters_may_be_added_and_of_501_not() {
    let mut class = class_of_three();
    for (length, taken) in [(501, false), (500, true)] {
        let report = MakeReport { text: "ü".repeat(length), ..about(OTTO, None) };
        assert_eq!(class.reports(MIRA, report).is_ok(), taken);
    }
}

#[test]
fn a_mute_keeps_one_from_writing_until_its_end_and_says_so() {
    let mut class = class_of_three();
    class.does(Command::Enforce(class.decided(1, OTTO, Measure::Mute))).unwrap();
    let say = |class: &mut Class| {
        class.does(Command::Talk {
            person: OTTO.person(),
            wish: TalkWish::Say(Say { text: "hi".into(), reply_to: None }),
        })
    };
    let refusal = say(&mut class).unwrap_err();
    assert_eq!((refusal.code, refusal.retry_after_ms), (Code::Muted, Some(600_000)));
    assert_eq!(class.you(OTTO).sanctions.len(), 1);
    class.passes(599_999);
    assert_eq!(code(say(&mut class)), Code::Muted);
    class.passes(1);
    assert!(say(&mut class).is_ok());
    assert_eq!(class.you(OTTO).sanctions, []);
}

#[test]
fn who_is_removed_or_banned_is_out_at_once_and_no_door_opens_until_it_is_lifted() {
    let banned = Why::Banned(Banned { scope: Scope::Session, until: None });
    for (measure, why, refused) in
        [(Measure::Remove, Why::Removed, Code::Removed), (Measure::Ban, banned, Code::Banned)]
    {
        let mut class = class_of_three();
        let seat = class.seat(OTTO);
        class.does(Command::Enforce(class.decided(1, OTTO, measure))).unwrap();
        assert!(!class.is_in(OTTO));
        let (person, sign_in) = (OTTO.person(), OTTO.device(0));
        let close = Effect::CloseSockets { person, sign_in: None, why };
        assert_eq!(class.effects, [Effect::RemoveParticipant { person, sign_in }, close]);
        assert!(!class.session.attendance.is_open(person));
        assert_eq!(code(class.joins(OTTO)), refused);
        assert_eq!(code(class.enters_on(OTTO, 0)), refused);
        class.crashes();
        assert_eq!(code(class.joins(OTTO)), refused, "a crash forgets nothing");
        class.does(Command::Revoke(SanctionId(Uuid::from_u128(1)))).unwrap();
        class.comes(OTTO);
        assert_eq!(class.seat(OTTO), seat);
    }
}

#[test]
fn who_stands_at_the_door_with_a_ticket_is_out_too() {
    let mut class = class_of_three();
    class.joins(IDA).unwrap();
    class.does(Command::Enforce(class.decided(1, IDA, Measure::Ban))).unwrap();
    assert_eq!(code(class.enters_on(IDA, 0)), Code::Banned);
}

#[test]
fn a_message_is_blanked_for_all_and_shown_again_where_it_stood() {
    let mut class = class_of_three();
    let insult = class.tells(OTTO, "you cannot count");
    class.says(MIRA, "I can");
    let before = class.session.chat.latest();
    let hide = Sanction { message: Some(insult), ..class.decided(1, OTTO, Measure::Hide) };
    class.does(Command::Enforce(hide)).unwrap();
    assert_eq!(class.frames.last(), Some(&ClassEvent::Hidden { message: insult }));
    assert_eq!((class.session.chat.latest().items[0].text.as_str(), class.you(OTTO).sanctions.len()), ("", 1));
    class.does(Command::Revoke(SanctionId(Uuid::from_u128(1)))).unwrap();
    assert!(matches!(class.frames.last(), Some(ClassEvent::Shown { item }) if item.text == "you cannot count"));
    assert_eq!(class.session.chat.latest(), before);
}

#[test]
fn what_was_changed_since_a_report_is_another_thing_to_report() {
    let mut class = class_of_three();
    let message = class.tells(OTTO, "you count slowly");
    class.reports(MIRA, about(OTTO, Some(message))).unwrap();
    let wish = TalkWish::Edit(EditMessage { message, text: "you cannot count".into() });
    class.does(Command::Talk { person: OTTO.person(), wish }).unwrap();
    let report = frozen(class.reports(MIRA, about(OTTO, Some(message))).unwrap());
    assert_eq!(report.evidence.messages.last().unwrap().text, "you cannot count");
    class.crashes();
    class.comes(MIRA);
    assert_eq!(class.reports(MIRA, about(OTTO, Some(message))).unwrap(), [], "heard already");
}

#[test]
fn nobody_in_the_room_sanctions_who_has_not_come_for_it_may_be_the_teacher() {
    let mut class = Class::with_seats(3);
    class.comes(PETRA);
    let wish = MakeSanction {
        person: TEACHER.person(),
        measure: Measure::Remove,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: None,
        reason: ReasonCode::Other,
    };
    let refused = class.does(Command::Sanction { person: PETRA.person(), sanction: wish }).unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    class.comes(TEACHER);
    assert!(class.is_in(TEACHER));
}

#[test]
fn staff_see_what_holds_about_whom_and_the_class_does_not() {
    let mut class = class_of_three();
    let insult = class.tells(OTTO, "you cannot count");
    let hide = Sanction { message: Some(insult), ..class.decided(1, OTTO, Measure::Hide) };
    class.does(Command::Enforce(hide.clone())).unwrap();
    let ban = class.decided(2, OTTO, Measure::Ban);
    class.does(Command::Enforce(ban.clone())).unwrap();
    let held = |sanction| Held { name: "name of 2".into(), sanction };
    assert_eq!(
        class.staff,
        [hide.clone(), ban.clone()].map(|sanction| StaffEvent::Sanctioned { held: held(sanction) })
    );
    class.crashes();
    let view = |class: &Class, feed| class.session.view(&class.live, feed).staff;
    assert_eq!(view(&class, Feed::Staff).unwrap().sanctions, [held(hide.clone()), held(ban.clone())]);
    assert_eq!(view(&class, Feed::Class), None);

    class.does(Command::Revoke(hide.id)).unwrap();
    let Some(StaffEvent::Lifted { sanction, shown: Some(item), question: None }) = class.staff.last() else {
        panic!("lifted, and shown")
    };
    assert_eq!((*sanction, item.text.as_str()), (hide.id, "you cannot count"));
    class.does(Command::Revoke(ban.id)).unwrap();
    assert_eq!(class.staff.last(), Some(&StaffEvent::Lifted { sanction: ban.id, shown: None, question: None }));
    assert_eq!(view(&class, Feed::Staff).unwrap().sanctions, []);
}

#[test]
fn what_holds_about_a_person_stands_in_the_order_of_time_whatever_its_ids() {
    let mut class = class_of_three();
    for (n, measure) in [(9, Measure::Warn), (1, Measure::Mute), (5, Measure::Warn)] {
        class.does(Command::Enforce(class.decided(n, OTTO, measure))).unwrap();
        class.passes(1_000);
    }
    let ids = |sanctions: Vec<Sanction>| sanctions.into_iter().map(|one| one.id.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(ids(class.you(OTTO).sanctions), [9, 1, 5]);
    let held = class.session.view(&class.live, Feed::Staff).staff.unwrap().sanctions;
    assert_eq!(ids(held.into_iter().map(|held| held.sanction).collect()), [9, 1, 5]);
}

#[test]
fn what_the_desk_says_twice_or_in_the_wrong_order_comes_to_the_same() {
    let mut class = class_of_three();
    let ban = class.decided(1, OTTO, Measure::Ban);
    class.does(Command::Revoke(ban.id)).unwrap();
    assert_eq!(class.does(Command::Enforce(ban.clone())).unwrap(), [], "it was lifted before it came");
    let other = class.decided(2, OTTO, Measure::Warn);
    assert_eq!(class.does(Command::Enforce(other.clone())).unwrap().len(), 1);
    assert_eq!(class.does(Command::Enforce(other)).unwrap(), []);
    assert!(class.is_in(OTTO));
}

#[test]
fn in_the_room_staff_sanctions_students_and_nobody_else_anybody() {
    let mut class = class_of_three();
    class.comes(PETRA);
    let wish = |who: Who, measure| MakeSanction {
        person: who.person(),
        measure,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: Some(5),
        reason: ReasonCode::Flood,
    };
    let does = |class: &mut Class, by: Who, wish| class.does(Command::Sanction { person: by.person(), sanction: wish });
    assert_eq!(code(does(&mut class, MIRA, wish(OTTO, Measure::Mute))), Code::NotPermitted);
    assert_eq!(code(does(&mut class, TEACHER, wish(PETRA, Measure::Remove))), Code::NotPermitted);
    let [SessionEvent::Sanctioned { sanction, by }] = &does(&mut class, PETRA, wish(OTTO, Measure::Mute)).unwrap()[..]
    else {
        panic!("a sanction")
    };
    assert_eq!(*by, Some(PETRA.person()));
    let lift = |by: Who| Command::Lift { person: by.person(), sanction: sanction.id };
    assert_eq!(code(class.does(lift(OTTO))), Code::NotPermitted);
    assert!(class.does(lift(TEACHER)).is_ok());
    for (minutes, taken) in [(0, false), (1, true), (60, true), (61, false)] {
        let wish = MakeSanction { minutes: Some(minutes), ..wish(MIRA, Measure::Mute) };
        assert_eq!(does(&mut class, TEACHER, wish).is_ok(), taken, "{minutes}");
    }
}

#[test]
fn whoever_watches_over_a_class_takes_no_seat_and_sends_no_picture() {
    let mut class = class_of_three();
    class.comes(PETRA);
    let you = class.you(PETRA);
    assert_eq!((you.seat, class.session.sends(PETRA.person())), (None, Sends::default()));
}

#[test]
fn when_the_class_is_over_what_the_desk_still_says_is_taken_and_changes_nothing() {
    let mut class = class_of_three();
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(class.does(Command::Enforce(class.decided(1, OTTO, Measure::Ban))).unwrap(), []);
    assert_eq!(code(class.reports(MIRA, about(OTTO, None))), Code::Over);
}
