//! What moderators find, what it does, and how it is taken back.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::limits::BAN_MINUTES_MAX;
use homeroom_protocol::moderation::{ReportOutcome, Sanction, WideBan};

use super::*;

fn claimed(scene: &mut Scene) -> CaseId {
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    case
}

fn decision(scene: &Scene, case: CaseId) -> SanctionId {
    match scene.row(case).state {
        CaseState::Decided { decision, .. } | CaseState::Settled { decision } => decision.id,
        state @ (CaseState::Open | CaseState::Claimed { .. }) => panic!("{state:?}"),
    }
}

#[test]
fn a_decision_takes_hold_at_once_and_reporters_hear_when_it_is_settled() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.hears(message(0), 2, ReportKind::Insult);
    scene.decides(PETRA, case, Some(Measure::Ban));
    let id = decision(&scene, case);
    assert!(matches!(&scene.orders()[..], [Order::Enforce(Sanction { id: made, person, measure: Measure::Ban, .. })]
        if *made == id && *person == message(0).person));
    scene.passes_millis(9_999);
    assert_eq!(scene.effects.len(), 1);
    scene.passes_millis(1);
    assert!(
        matches!(scene.orders()[1], Order::Answer { reports, outcome: ReportOutcome::Acted } if reports.len() == 2)
    );
    assert_eq!(scene.queue(), []);
}

#[test]
fn where_nothing_was_wrong_nothing_is_done_and_reporters_hear_that() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.decides(PETRA, case, None);
    scene.passes(10);
    assert!(matches!(&scene.orders()[..], [Order::Answer { outcome: ReportOutcome::NothingWrong, .. }]));
}

#[test]
fn of_two_decisions_one_counts_and_the_other_hears_which() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.decides(PETRA, case, Some(Measure::Mute));
    scene.passes(3);
    let finding = scene.finding(case, None);
    let refusal = scene.act(SAM, case, finding).unwrap_err();
    assert_eq!(
        (refusal.code, refusal.detail.unwrap().as_ref()),
        (Code::CaseDecided, "Staff 1 decided this 3 s ago: mute.")
    );
}

#[test]
fn whoever_decides_holds_the_case_and_has_seen_it_as_it_is() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    let finding = scene.finding(case, Some(Measure::Warn));
    assert_eq!(code(scene.act(PETRA, case, finding)), Code::NotClaimed);
    scene.claims(PETRA, case);
    let finding = scene.finding(case, Some(Measure::Warn));
    scene.hears(message(0), 2, ReportKind::Threat);
    assert_eq!(code(scene.act(PETRA, case, finding)), Code::CaseChanged);
    scene.decides(PETRA, case, Some(Measure::Warn));
}

#[test]
fn undone_within_ten_seconds_it_is_as_if_nothing_was() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    let log = scene.desk.board.get(&case).unwrap().log.clone();
    scene.decides(PETRA, case, Some(Measure::Ban));
    let id = decision(&scene, case);
    scene.passes_millis(9_999);
    assert_eq!(code(scene.act(SAM, case, Wish::Undo)), Code::CaseDecided, "not theirs");
    scene.act(PETRA, case, Wish::Undo).unwrap();
    assert_eq!(scene.holder(case).as_deref(), Some("Staff 1"));
    assert_eq!(scene.desk.board.get(&case).unwrap().log, log);
    assert_eq!(scene.orders()[1], &Order::Lift(id));
    scene.passes(3_600);
    assert_eq!(scene.orders().len(), 2, "reporters hear nothing");
}

#[test]
fn after_ten_seconds_it_is_too_late_and_a_reversal_lifts_it() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.decides(PETRA, case, Some(Measure::Ban));
    let id = decision(&scene, case);
    let reverse = |note: &str| Wish::Reverse { note: note.into() };
    assert_eq!(code(scene.act(SAM, case, reverse("It was another Kai."))), Code::CaseDecided);
    scene.passes(10);
    assert_eq!(code(scene.act(PETRA, case, Wish::Undo)), Code::UndoOver);
    assert_eq!(code(scene.act(SAM, case, reverse(" "))), Code::Invalid);
    scene.act(SAM, case, reverse("It was another Kai.")).unwrap();
    assert_eq!(scene.orders().last().unwrap(), &&Order::Lift(id));
    assert_eq!(scene.act(SAM, case, reverse("Again.")).unwrap(), [], "there is nothing left to lift");
}

#[test]
fn a_report_on_what_is_just_decided_joins_it_and_one_on_what_is_settled_is_a_new_case() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.decides(PETRA, case, Some(Measure::Warn));
    assert_eq!(scene.hears(message(0), 2, ReportKind::Insult), case);
    scene.passes(10);
    assert_ne!(scene.hears(message(0), 3, ReportKind::Insult), case);
}

#[test]
fn what_is_found_has_to_fit() {
    let mut scene = Scene::begins();
    let person = Subject { message: None, ..message(0) };
    let case = scene.hears(person, 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    let version = scene.row(case).version;
    let finding = |reason, measure, minutes, note: &str| {
        Wish::Decide(Finding { version, reason, measure, minutes, scope: Scope::Session, note: note.into() })
    };
    let (insult, mute) = (ReasonCode::Insult, Some(Measure::Mute));
    let wrong = [
        (finding(insult, None, None, ""), "/reason"),
        (finding(ReasonCode::NothingWrong, mute, None, ""), "/reason"),
        (finding(ReasonCode::Other, mute, None, " "), "/note"),
        (finding(insult, Some(Measure::Hide), None, ""), "/measure"),
        (finding(insult, mute, Some(0), ""), "/minutes"),
        (finding(insult, mute, Some(61), ""), "/minutes"),
        (finding(insult, Some(Measure::Ban), Some(0), ""), "/minutes"),
        (finding(insult, Some(Measure::Ban), Some(BAN_MINUTES_MAX + 1), ""), "/minutes"),
        (finding(insult, mute, None, &"x".repeat(501)), "/text"),
    ];
    for (wish, pointer) in wrong {
        assert_eq!(scene.act(PETRA, case, wish).unwrap_err().errors[0].pointer, pointer);
    }
    scene.act(PETRA, case, finding(ReasonCode::Other, mute, Some(60), &"x".repeat(500))).unwrap();
    assert!(matches!(&scene.orders()[..], [Order::Enforce(sanction)]
        if sanction.until == Some(scene.now.plus(Duration::from_secs(3_600)))));
}

fn ban(scene: &Scene, case: CaseId, scope: Scope) -> Wish {
    let Wish::Decide(finding) = scene.finding(case, Some(Measure::Ban)) else { panic!("a finding") };
    Wish::Decide(Finding { scope, ..finding })
}

fn kept(scene: &Scene) -> Vec<WideBan> {
    let ban = |order: &&Order| if let Order::KeepBan(ban) = order { Some(*ban) } else { None };
    scene.orders().iter().filter_map(ban).collect()
}

#[test]
fn a_ban_of_the_series_is_kept_at_once_and_no_more_when_it_is_undone_or_reversed() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.act(PETRA, case, ban(&scene, case, Scope::Series)).unwrap();
    let (id, person) = (decision(&scene, case), message(0).person);
    let made = WideBan { id, person, course: Some(course(1)), at: scene.now, until: None, lifted: false };
    assert_eq!(kept(&scene), [made]);
    assert!(matches!(&scene.orders()[..], [Order::Enforce(sanction), Order::KeepBan(_)]
        if sanction.scope == Scope::Series));
    scene.passes(3);
    scene.act(PETRA, case, Wish::Undo).unwrap();
    assert_eq!(kept(&scene), [made, made.lifted(scene.now)]);

    scene.act(PETRA, case, ban(&scene, case, Scope::Series)).unwrap();
    scene.passes(10);
    scene.act(SAM, case, Wish::Reverse { note: "It was another Kai.".into() }).unwrap();
    assert!(kept(&scene).last().unwrap().lifted);
}

#[test]
fn a_ban_has_an_end_where_one_is_said_in_the_room_and_at_every_door() {
    for (minutes, scope) in [(None, Scope::Series), (Some(1), Scope::Session), (Some(BAN_MINUTES_MAX), Scope::Series)] {
        let mut scene = Scene::begins();
        let case = claimed(&mut scene);
        let Wish::Decide(finding) = ban(&scene, case, scope) else { panic!("a finding") };
        let lasts = minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
        let deeds = scene.deed(PETRA, case, Wish::Decide(Finding { minutes, ..finding }));
        let until = lasts.map(|span| scene.now.plus(span));
        let enforced = |order: &&Order| matches!(order, Order::Enforce(sanction) if sanction.until == until);
        assert!(scene.orders().first().is_some_and(enforced), "{minutes:?}");
        assert!(kept(&scene).iter().all(|ban| ban.until == until));
        assert_eq!(kept(&scene).is_empty(), scope.is_session());
        let wanted = Deed::new(Capacity::Moderator, What::CaseDecide).measured(Some(Measure::Ban), scope, lasts);
        assert_eq!(deeds[0].after, wanted.after);
        // That its end has come changes nothing at the desk: what was decided can still be called wrong.
        scene.passes(90);
        scene.act(SAM, case, Wish::Reverse { note: "It was another Kai.".into() }).unwrap();
        assert!(kept(&scene).last().is_none_or(|ban| ban.lifted));
    }
}

#[test]
fn only_the_platforms_moderators_ban_from_the_platform_and_reverse_that() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    let refusal = scene.act(PETRA, case, ban(&scene, case, Scope::Platform)).unwrap_err();
    assert_eq!(refusal.code, Code::NotPermitted);
    scene.act(PETRA, case, Wish::Release).unwrap();
    scene.claims(ROOT, case);
    scene.act(ROOT, case, ban(&scene, case, Scope::Platform)).unwrap();
    assert_eq!(kept(&scene)[0].course, None);
    scene.passes(10);
    let reverse = || Wish::Reverse { note: "It was another Kai.".into() };
    assert_eq!(code(scene.act(SAM, case, reverse())), Code::NotPermitted);
    scene.act(ROOT, case, reverse()).unwrap();
    assert!(kept(&scene)[1].lifted);
}

#[test]
fn nothing_but_a_ban_reaches_further_than_the_class() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    for measure in [Some(Measure::Remove), None] {
        let Wish::Decide(finding) = scene.finding(case, measure) else { panic!("a finding") };
        let wide = Wish::Decide(Finding { scope: Scope::Series, ..finding });
        assert_eq!(scene.act(PETRA, case, wide).unwrap_err().errors[0].pointer, "/scope");
    }
}

#[test]
fn what_was_decided_about_somebody_is_shown_with_their_next_case() {
    let mut scene = Scene::begins();
    let case = claimed(&mut scene);
    scene.decides(PETRA, case, Some(Measure::Warn));
    scene.passes(10);
    let next = scene.hears(Subject { message: None, ..message(0) }, 1, ReportKind::Insult);
    scene.act(SAM, next, Wish::Note { text: "Spoke to the teacher.".into() }).unwrap();
    let query = Query::Case { badge: SAM.badge(), case: next };
    let DeskAnswer::Case(detail) = scene.desk.look(&scene.live, query).unwrap();
    assert_eq!(detail.before.iter().map(|before| before.measure).collect::<Vec<_>>(), [Some(Measure::Warn)]);
    assert_eq!(detail.log.iter().map(|act| act.text.as_str()).collect::<Vec<_>>(), ["Spoke to the teacher."]);
}

#[test]
fn who_reports_nothing_again_and_again_is_believed_less() {
    let mut scene = Scene::begins();
    for n in [0, 2, 4] {
        let case = scene.hears(message(n), 1, ReportKind::Flood);
        assert_eq!(scene.row(case).severity.0, 3);
        scene.claims(PETRA, case);
        scene.decides(PETRA, case, None);
        scene.passes(10);
    }
    let case = scene.hears(message(6), 1, ReportKind::Flood);
    assert_eq!(scene.row(case).severity.0, 4);
    let staff = scene.hears(message(8), 0, ReportKind::Flood);
    assert_eq!(scene.row(staff).severity.0, 2, "whoever gives the class is believed more");
}

#[test]
fn five_hundred_settled_cases_are_kept_and_with_one_more_the_oldest_goes() {
    let mut scene = Scene::begins();
    let mut first = None;
    for n in 0..=super::super::board::SETTLED_KEPT_MAX {
        let person = PersonId(Uuid::from_u128(50_000 + n as u128));
        let case = scene.hears(Subject { person, message: None, ..message(0) }, 1, ReportKind::Insult);
        let first = *first.get_or_insert(case);
        scene.claims(PETRA, case);
        scene.decides(PETRA, case, Some(Measure::Warn));
        scene.passes(10);
        let kept = n < super::super::board::SETTLED_KEPT_MAX;
        assert_eq!(scene.desk.board.get(&first).is_some(), kept);
    }
}
