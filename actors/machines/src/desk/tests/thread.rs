//! What is asked of who appealed: given an appeal, when somebody asks, then its time stands still until there is an answer.

use homeroom_protocol::appeal::{AppealOutcome, MyAppeal};
use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::limits::{APPEAL_CHARACTERS_MAX, APPEAL_ROUNDS_MAX, NOTE_CHARACTERS_MAX};
use homeroom_protocol::permit::desk::Level;

use super::*;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl Scene {
    pub(super) fn question(&self, case: CaseId, text: &str) -> Wish {
        Wish::Ask(Question { version: self.row(case).version, text: text.into() })
    }

    fn asks(&mut self, staff: Staff, case: CaseId, text: &str) {
        self.claims(staff, case);
        let wish = self.question(case, text);
        self.act(staff, case, wish).unwrap();
    }

    fn replies(&mut self, person: PersonId, sanction: SanctionId, text: &str) -> Result<Vec<DeskEvent>, Refusal> {
        self.does(Command::Reply { person, sanction, text: text.into() })
    }

    fn thread_told(&self) -> Vec<&MyAppeal> {
        let told = self.orders().into_iter().filter_map(|order| match order {
            Order::TellAppeal { appeal, .. } | Order::AnswerAppeal { appeal, .. } => Some(&**appeal),
            Order::Enforce(_) | Order::Lift(_) | Order::KeepBan(_) | Order::Answer { .. } => None,
        });
        told.collect()
    }

    fn left(&self, case: CaseId) -> u64 {
        self.row(case).due_at.since(self.now).as_secs()
    }
}

#[test]
fn who_appealed_is_asked_and_answers_and_both_sides_have_the_whole_in_order_without_a_name() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    scene.asks(PETRA, case, "Who else saw it?");
    assert!(scene.is_open(case), "who asks gives it back");
    scene.replies(message(0).person, sanction, "Tomas did.").unwrap();
    scene.asks(SAM, case, "And what did he say?");
    let contested = scene.row(case).appeal.unwrap();
    let said: Vec<_> = contested.exchange.iter().map(|round| (&*round.question, round.reply.as_deref())).collect();
    assert_eq!(said, [("Who else saw it?", Some("Tomas did.")), ("And what did he say?", None)]);
    assert_eq!(scene.thread_told().last().unwrap().exchange, contested.exchange);
    assert_eq!(scene.thread_told().len(), 3);
    let told = serde_json::to_string(&scene.thread_told()).unwrap();
    assert!(!told.contains("Staff"), "nobody learns who asks: {told}");
    scene.claims(PETRA, case);
    scene.answers(PETRA, case, AppealOutcome::Lifted);
    scene.passes(11);
    assert_eq!(scene.thread_told().last().unwrap().exchange, contested.exchange, "what became of it has it too");
    assert_eq!(scene.replayed(), scene.desk);
}

#[test]
fn while_the_person_is_waited_for_nothing_is_overdue_and_then_the_time_goes_on() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    scene.passes(2 * MINUTE);
    scene.asks(PETRA, case, "Who else saw it?");
    assert_eq!(scene.desk.waiting()[&3].cases, 0, "it does not wait for the desk");
    scene.passes(5 * 60 * MINUTE);
    assert_eq!((scene.row(case).level, scene.row(case).appeal.unwrap().waits_until.is_some()), (Level::Desk, true));
    scene.replies(message(0).person, sanction, "Tomas did.").unwrap();
    assert_eq!((scene.left(case), scene.row(case).appeal.unwrap().waits_until), (13 * MINUTE, None));
    let waiting = scene.desk.waiting()[&3];
    assert_eq!((waiting.cases, waiting.oldest), (1, Some(scene.now.minus(Duration::from_secs(2 * MINUTE)))));
    scene.passes(13 * MINUTE - 1);
    assert_eq!(scene.row(case).level, Level::Desk);
    scene.passes(1);
    assert_eq!(scene.row(case).level, Level::Overdue);
}

#[test]
fn a_question_late_in_its_time_leaves_ten_minutes_for_the_answer_to_be_read() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    scene.passes(14 * MINUTE);
    scene.asks(PETRA, case, "Who else saw it?");
    scene.passes(MINUTE);
    scene.replies(message(0).person, sanction, "Tomas did.").unwrap();
    assert_eq!(scene.left(case), 10 * MINUTE);
}

#[test]
fn who_is_silent_for_a_day_is_waited_for_no_longer_and_may_still_answer_until_it_is_decided() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    scene.asks(PETRA, case, "Who else saw it?");
    scene.passes(DAY - 1);
    assert!(scene.row(case).appeal.unwrap().waits_until.is_some());
    scene.passes(1);
    assert_eq!((scene.row(case).appeal.unwrap().waits_until, scene.left(case)), (None, 15 * MINUTE));
    scene.passes(14 * MINUTE);
    scene.replies(message(0).person, sanction, "I was ill.").unwrap();
    assert_eq!(scene.left(case), 10 * MINUTE);
    assert_eq!(code(scene.replies(message(0).person, sanction, "And more.")), Code::NotAsked);
    scene.asks(SAM, case, "Better now?");
    scene.claims(SAM, case);
    scene.answers(SAM, case, AppealOutcome::Upheld);
    assert_eq!(code(scene.replies(message(0).person, sanction, "Yes.")), Code::NotAsked, "it is decided");
}

#[test]
fn only_who_appealed_answers_and_only_what_was_asked() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    let otto = message(0).person;
    assert_eq!(code(scene.replies(otto, sanction, "I say it again.")), Code::NotAsked);
    scene.asks(PETRA, case, "Who else saw it?");
    assert_eq!(code(scene.replies(student(9), sanction, "Me.")), Code::NotFound);
    assert_eq!(code(scene.replies(otto, SanctionId(Uuid::from_u128(1)), "Me.")), Code::NotFound);
    for text in [" ", "a\0b"] {
        assert_eq!(code(scene.replies(otto, sanction, text)), Code::Invalid);
    }
    assert_eq!(code(scene.replies(otto, sanction, &"x".repeat(APPEAL_CHARACTERS_MAX + 1))), Code::TooLong);
    scene.replies(otto, sanction, &"x".repeat(APPEAL_CHARACTERS_MAX)).unwrap();
}

#[test]
fn three_questions_are_asked_one_after_the_other_by_who_holds_the_case() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    let wish = scene.question(case, "Why?");
    assert_eq!(code(scene.act(PETRA, case, wish)), Code::NotClaimed);
    for n in 0..APPEAL_ROUNDS_MAX {
        scene.claims(PETRA, case);
        for (text, refused) in [(" ".to_owned(), Code::Invalid), ("x".repeat(NOTE_CHARACTERS_MAX + 1), Code::TooLong)] {
            let wish = scene.question(case, &text);
            assert_eq!(code(scene.act(PETRA, case, wish)), refused);
        }
        let stale = Wish::Ask(Question { version: scene.row(case).version - 1, text: "Why?".into() });
        assert_eq!(code(scene.act(PETRA, case, stale)), Code::CaseChanged);
        let wish = scene.question(case, &"x".repeat(NOTE_CHARACTERS_MAX));
        let deed = Deed::new(Capacity::Moderator, What::AppealAsk).on(message(0).person).about(case.0);
        assert_eq!(scene.deed(PETRA, case, wish), [deed]);
        scene.claims(PETRA, case);
        let again = scene.question(case, "Why not?");
        assert_eq!(code(scene.act(PETRA, case, again)), Code::Invalid, "one at a time");
        scene.act(PETRA, case, Wish::Release).unwrap();
        scene.replies(message(0).person, sanction, &format!("Because of {n}.")).unwrap();
    }
    scene.claims(PETRA, case);
    let fourth = scene.question(case, "Why?");
    assert_eq!(code(scene.act(PETRA, case, fourth)), Code::Invalid);
    let reports = scene.hears(message(2), 1, ReportKind::Insult);
    scene.claims(PETRA, reports);
    let wish = scene.question(reports, "Why?");
    assert_eq!(code(scene.act(PETRA, reports, wish)), Code::Invalid, "nobody has appealed there");
}

#[test]
fn who_set_it_asks_nothing() {
    let mut scene = Scene::begins();
    let (_, _, case) = scene.contests_what_was_decided(PETRA);
    let wish = scene.question(case, "Why?");
    assert_eq!(code(scene.act(PETRA, case, wish)), Code::OwnDecision);
}

#[test]
fn an_appeal_is_put_before_the_moderators_again_five_minutes_before_it_is_due_once() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    let reminders = |scene: &Scene| scene.journal.iter().filter(|entry| entry.contains("appeal_reminded")).count();
    scene.passes(10 * MINUTE - 1);
    assert_eq!(reminders(&scene), 0);
    scene.passes(1);
    assert_eq!(reminders(&scene), 1);
    scene.passes(4 * MINUTE);
    scene.asks(PETRA, case, "Who else saw it?");
    scene.replies(message(0).person, sanction, "Tomas did.").unwrap();
    scene.passes(5 * MINUTE);
    assert_eq!(reminders(&scene), 2, "of the time that runs now, once");
    scene.passes(60 * MINUTE);
    assert_eq!(reminders(&scene), 2);
    let event = DeskEvent::AppealReminded { case, at: scene.now };
    assert!(matches!(scene.desk.frames(1, &event, Feed::Class), Some(DeskNews::Reminder { row }) if row.id == case));
    let alarms = scene.effects.iter().filter_map(|effect| match effect {
        Effect::Alarm(alarm) => Some(alarm.groups[0].appeals),
        Effect::Order { .. } => None,
    });
    assert_eq!(alarms.collect::<Vec<_>>(), [1], "and whoever is on call hears when it is overdue");
}

#[test]
fn an_overdue_appeal_whose_person_is_asked_calls_nobody_until_the_answer_waits_too_long() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    scene.passes(16 * MINUTE);
    let alarms = |scene: &Scene| scene.effects.iter().filter(|effect| matches!(effect, Effect::Alarm(_))).count();
    assert_eq!(alarms(&scene), 1);
    scene.asks(PETRA, case, "Who else saw it?");
    scene.passes(5 * 60 * MINUTE);
    assert_eq!(alarms(&scene), 1);
    scene.replies(message(0).person, sanction, "Tomas did.").unwrap();
    scene.passes(16 * MINUTE - 1);
    assert_eq!(alarms(&scene), 1);
    scene.passes(1);
    assert_eq!(alarms(&scene), 2);
}
