//! Appeals: given what was decided, when somebody contests it, then somebody else decides.

use homeroom_protocol::appeal::{Appeal, AppealOutcome, AppealState};
use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::limits::{APPEAL_SPAN, NOTE_CHARACTERS_MAX};
use homeroom_protocol::moderation::Sanction;

use super::super::command::Answer;
use super::*;

const LIFTED: AppealOutcome = AppealOutcome::Lifted;
const UPHELD: AppealOutcome = AppealOutcome::Upheld;

/// An appeal against what the teacher, or with a decision the desk, did to a student.
fn appeal(scene: &Scene, subject: Subject, measure: Measure, sanction: SanctionId) -> Appeal {
    let teacher = FrozenPerson { person: student(50), name: "Ms. Iva".into(), role: Role::Teacher };
    let sanction = Sanction {
        id: sanction,
        person: subject.person,
        measure,
        mutes: None,
        scope: Scope::Session,
        message: None,
        reason: ReasonCode::Flood,
        until: None,
        role: None,
        at: scene.now,
    };
    Appeal {
        sanction,
        session: subject.session,
        name: "Kai".into(),
        course: course(subject.session.0.as_u128() - 69),
        class: "Fractions".into(),
        set_by: Some(teacher),
        text: "I only asked.".into(),
        at: scene.now,
        due_at: scene.now.plus(severity::target(severity::of_appeal(measure))),
        evidence: Evidence { people: 3, ..Evidence::default() },
    }
}

impl Scene {
    fn appealed(&mut self, appeal: Appeal) -> Option<CaseId> {
        let events = self.does(Command::Appeal(Box::new(appeal))).unwrap();
        events.first().and_then(DeskEvent::case)
    }

    /// A student contests what the teacher did; the sanction and the case.
    pub(super) fn contests(&mut self, measure: Measure) -> (SanctionId, CaseId) {
        let sanction = SanctionId(Uuid::from_u128(77));
        let appeal = appeal(self, message(0), measure, sanction);
        (sanction, self.appealed(appeal).unwrap())
    }

    /// A student contests what a moderator decided; the case it came from, the sanction and the case of the appeal.
    pub(super) fn contests_what_was_decided(&mut self, staff: Staff) -> (CaseId, SanctionId, CaseId) {
        let case = self.hears(message(0), 1, ReportKind::Insult);
        self.claims(staff, case);
        self.decides(staff, case, Some(Measure::Ban));
        let CaseState::Decided { decision, .. } = self.row(case).state else { panic!("it is decided") };
        self.passes(11);
        let appeal = Appeal { set_by: None, ..appeal(self, message(0), Measure::Ban, decision.id) };
        (case, decision.id, self.appealed(appeal).unwrap())
    }

    pub(super) fn answer(&self, case: CaseId, outcome: AppealOutcome) -> Wish {
        let version = self.row(case).version;
        Wish::Answer(Answer { version, outcome, text: "You are right.".into(), note: String::new() })
    }

    pub(super) fn answers(&mut self, staff: Staff, case: CaseId, outcome: AppealOutcome) {
        let wish = self.answer(case, outcome);
        self.act(staff, case, wish).unwrap();
    }

    /// What somebody who appealed was told.
    fn told(&self) -> Vec<(PersonId, AppealState, String)> {
        let told = self.orders().into_iter().filter_map(|order| match order {
            Order::AnswerAppeal { person, appeal, .. } => Some((*person, appeal.state, appeal.answer.clone())),
            Order::Enforce(_)
            | Order::Lift(_)
            | Order::KeepBan(_)
            | Order::Answer { .. }
            | Order::TellAppeal { .. } => None,
        });
        told.collect()
    }

    fn lifts(&self) -> Vec<SanctionId> {
        let lifts = self.orders().into_iter().filter_map(|order| match order {
            Order::Lift(sanction) => Some(*sanction),
            Order::Enforce(_)
            | Order::AnswerAppeal { .. }
            | Order::TellAppeal { .. }
            | Order::KeepBan(_)
            | Order::Answer { .. } => None,
        });
        lifts.collect()
    }
}

#[test]
fn an_appeal_is_a_case_of_its_own_beside_the_reports_on_the_same_person() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    let row = scene.row(case);
    let contested = row.appeal.unwrap();
    assert_eq!((contested.sanction.id, &*contested.text, row.severity.0), (sanction, "I only asked.", 3));
    assert_eq!(
        (contested.set_by.unwrap().name, row.due_at),
        ("Ms. Iva".into(), scene.now.plus(Duration::from_secs(900)))
    );
    let about = Subject { message: None, ..message(0) };
    assert_ne!(scene.hears(about, 1, ReportKind::Insult), case);
    let again = appeal(&scene, message(0), Measure::Mute, sanction);
    assert_eq!(scene.appealed(again), None, "handed over twice it is there once");
}

#[test]
fn what_is_found_takes_hold_when_it_cannot_be_undone_any_more() {
    let mut scene = Scene::begins();
    let (sanction, case) = scene.contests(Measure::Mute);
    scene.claims(PETRA, case);
    scene.answers(PETRA, case, LIFTED);
    assert_eq!((scene.lifts(), scene.told()), (vec![], vec![]), "it can still be undone");
    scene.act(PETRA, case, Wish::Undo).unwrap();
    scene.passes(11);
    assert_eq!((scene.lifts(), scene.told()), (vec![], vec![]), "as if nothing was");
    scene.answers(PETRA, case, LIFTED);
    scene.passes(11);
    assert_eq!(scene.lifts(), [sanction]);
    assert_eq!(scene.told(), [(message(0).person, AppealState::Lifted, "You are right.".into())]);
    let reversed = scene.act(PETRA, case, Wish::Reverse { note: "No.".into() });
    assert_eq!(code(reversed), Code::UndoOver, "what they were told stands");
}

#[test]
fn an_appeal_that_is_upheld_lifts_nothing_and_says_so() {
    let mut scene = Scene::begins();
    let (_, case) = scene.contests(Measure::Warn);
    scene.claims(PETRA, case);
    scene.answers(PETRA, case, UPHELD);
    scene.passes(11);
    assert_eq!(scene.lifts(), []);
    assert_eq!(scene.told()[0].1, AppealState::Upheld);
}

#[test]
fn who_decided_neither_claims_nor_is_handed_the_appeal_and_may_say_what_they_know() {
    let mut scene = Scene::begins();
    let (original, sanction, case) = scene.contests_what_was_decided(PETRA);
    assert_eq!(scene.row(case).appeal.unwrap().set_by.unwrap().person, PETRA.badge().who().person);
    let own = |outcome| assert_eq!(code(outcome), Code::OwnDecision);
    own(scene.act(PETRA, case, Wish::Claim));
    own(scene.act(PETRA, case, Wish::Escalate { note: String::new() }));
    let answer = scene.answer(case, UPHELD);
    own(scene.act(PETRA, case, answer));
    let finding = scene.finding(case, None);
    own(scene.act(PETRA, case, finding));
    scene.act(PETRA, case, Wish::Note { text: "He wrote to three others too.".into() }).unwrap();
    scene.claims(SAM, case);
    let to = PETRA.badge().who().person;
    own(scene.act(SAM, case, Wish::HandOver { to, note: String::new() }));
    scene.answers(SAM, case, LIFTED);
    scene.passes(11);
    assert_eq!(scene.lifts(), [sanction]);
    let CaseState::Settled { decision } = scene.row(original).state else { panic!("it stays settled") };
    assert_eq!(decision.measure, None, "what was decided does no more");
}

#[test]
fn who_decided_is_known_for_as_long_as_there_can_be_an_appeal_however_much_was_decided_since() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    scene.decides(PETRA, case, Some(Measure::Ban));
    let CaseState::Decided { decision, .. } = scene.row(case).state else { panic!("it is decided") };
    scene.passes(11);
    for n in 0..=super::super::board::SETTLED_KEPT_MAX {
        let case = scene.hears(message(2 * u8::try_from(n % 100).unwrap()), 1, ReportKind::Insult);
        scene.claims(SAM, case);
        scene.decides(SAM, case, None);
        scene.passes(11);
    }
    assert!(scene.desk.board.get(&case).is_none(), "the case itself is long gone");
    scene.now = decision.at.plus(APPEAL_SPAN);
    let contested = Appeal { set_by: None, ..appeal(&scene, message(0), Measure::Ban, decision.id) };
    let case = scene.appealed(contested).unwrap();
    assert_eq!(code(scene.act(PETRA, case, Wish::Claim)), Code::OwnDecision);
    scene.claims(SAM, case);
}

#[test]
fn whoever_appeals_does_not_decide_it_should_they_work_at_the_desk() {
    let mut scene = Scene::begins();
    let subject = Subject { person: SAM.badge().who().person, ..message(0) };
    let contested = appeal(&scene, subject, Measure::Warn, SanctionId(Uuid::from_u128(78)));
    let case = scene.appealed(contested).unwrap();
    assert_eq!(code(scene.act(SAM, case, Wish::Claim)), Code::OwnDecision);
    scene.claims(PETRA, case);
}

#[test]
fn an_appeal_is_decided_as_one_and_a_case_of_reports_is_not() {
    let mut scene = Scene::begins();
    let (_, case) = scene.contests(Measure::Mute);
    scene.claims(PETRA, case);
    let field = |outcome: Result<Vec<DeskEvent>, Refusal>| outcome.unwrap_err().errors[0].code.to_string();
    let finding = scene.finding(case, None);
    assert_eq!(field(scene.act(PETRA, case, finding)), "is_an_appeal", "nor do macros, nor many at once");
    let reported = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, reported);
    let answer = scene.answer(reported, LIFTED);
    assert_eq!(field(scene.act(PETRA, reported, answer)), "no_appeal");
    let Wish::Answer(looked) = scene.answer(case, LIFTED) else { panic!("an answer") };
    let stale = Answer { version: looked.version - 1, ..looked.clone() };
    assert_eq!(code(scene.act(PETRA, case, Wish::Answer(stale))), Code::CaseChanged);
    let longest = Answer { text: "ü".repeat(NOTE_CHARACTERS_MAX), ..looked.clone() };
    let longer = Answer { text: "ü".repeat(NOTE_CHARACTERS_MAX + 1), ..looked.clone() };
    assert_eq!(code(scene.act(PETRA, case, Wish::Answer(longer))), Code::TooLong);
    let unwritable = Answer { text: "\0".into(), ..looked };
    assert_eq!(field(scene.act(PETRA, case, Wish::Answer(unwritable))), "no_text");
    scene.act(PETRA, case, Wish::Answer(longest)).unwrap();
}

#[test]
fn who_may_not_make_a_ban_may_not_lift_it_by_an_appeal_either() {
    let mut scene = Scene::begins();
    let mut banned = appeal(&scene, message(0), Measure::Ban, SanctionId(Uuid::from_u128(79)));
    banned.sanction.scope = Scope::Platform;
    let case = scene.appealed(banned).unwrap();
    scene.claims(PETRA, case);
    let lifted = scene.answer(case, LIFTED);
    assert_eq!(code(scene.act(PETRA, case, lifted)), Code::NotPermitted);
    scene.act(PETRA, case, Wish::Escalate { note: String::new() }).unwrap();
    scene.claims(ROOT, case);
    scene.answers(ROOT, case, LIFTED);
    scene.passes(11);
    assert!(
        matches!(scene.orders()[..], [Order::Lift(_), Order::KeepBan(ban), Order::AnswerAppeal { .. }] if ban.lifted)
    );
}

#[test]
fn an_appeal_that_nobody_decides_is_overdue_by_itself() {
    let mut scene = Scene::begins();
    let (_, case) = scene.contests(Measure::Mute);
    scene.passes(899);
    assert_eq!(scene.row(case).level, Level::Desk);
    scene.passes(1);
    assert_eq!(scene.row(case).level, Level::Overdue);
}

#[test]
fn the_audit_has_who_decided_an_appeal_and_how() {
    let mut scene = Scene::begins();
    let (_, case) = scene.contests(Measure::Mute);
    scene.claims(PETRA, case);
    let answer = scene.answer(case, LIFTED);
    let deed = Deed::new(Capacity::Moderator, What::AppealDecide).on(message(0).person).about(case.0);
    assert_eq!(scene.deed(PETRA, case, answer), [deed.after("lifted")]);
}
