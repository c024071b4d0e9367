//! What comes to the desk, in which order it stands, and who has it.

use homeroom_protocol::limits::CLAIM_LEASE;
use homeroom_protocol::permit::desk::Level;

use super::*;

#[test]
fn reports_on_one_subject_are_one_case_and_make_it_worse() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Flood);
    assert_eq!((scene.row(case).severity.0, scene.row(case).reports), (3, 1));
    scene.passes(60);
    assert_eq!(scene.hears(message(0), 2, ReportKind::Flood), case);
    assert_eq!(scene.hears(message(0), 2, ReportKind::Flood), case, "the same person twice counts once");
    assert_eq!((scene.row(case).severity.0, scene.row(case).reports), (3, 2));
    scene.hears(message(0), 3, ReportKind::Flood);
    let row = scene.row(case);
    assert_eq!((row.severity.0, row.reports), (2, 3));
    assert_eq!(row.due_at, STARTS.plus(Duration::from_secs(60 + 300)), "sooner, counted from now");
    let other = Subject { message: None, ..message(0) };
    assert_ne!(scene.hears(other, 1, ReportKind::Flood), case);
}

#[test]
fn the_queue_goes_by_severity_and_then_by_age() {
    let mut scene = Scene::begins();
    let mild_and_old = scene.hears(message(0), 1, ReportKind::Flood);
    scene.passes(1);
    let bad_and_old = scene.hears(message(2), 1, ReportKind::Threat);
    scene.passes(1);
    let bad_and_new = scene.hears(message(4), 1, ReportKind::Contact);
    assert_eq!(scene.queue(), [bad_and_old, bad_and_new, mild_and_old]);
    assert_eq!([1, 2, 3], [mild_and_old, bad_and_old, bad_and_new].map(|case| scene.row(case).number));
}

#[test]
fn of_two_who_claim_one_has_it_and_the_other_hears_who() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    scene.passes(2);
    let refusal = scene.act(SAM, case, Wish::Claim).unwrap_err();
    assert_eq!(refusal.code, Code::CaseClaimed);
    assert_eq!(refusal.detail.unwrap(), "Staff 1 has this case, 88 s left.");
    assert_eq!(scene.act(PETRA, case, Wish::Claim).unwrap(), [], "asked again it is still theirs");
    let finding = scene.finding(case, Some(Measure::Warn));
    assert_eq!(code(scene.act(SAM, case, finding)), Code::CaseClaimed);
}

#[test]
fn a_claim_that_nobody_renews_ends_after_90_seconds_and_not_before() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    scene.passes_millis(89_999);
    assert_eq!(scene.holder(case).as_deref(), Some("Staff 1"));
    scene.passes_millis(1);
    assert!(scene.is_open(case));
    assert_eq!(code(scene.act(PETRA, case, Wish::Renew)), Code::NotClaimed);
    scene.claims(SAM, case);
}

#[test]
fn a_claim_that_is_renewed_goes_on_and_a_renewal_too_early_is_no_entry() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Flood);
    scene.claims(PETRA, case);
    let version = scene.row(case).version;
    assert_eq!(scene.act(PETRA, case, Wish::Renew).unwrap(), []);
    for _ in 0..5 {
        scene.passes(30);
        assert_eq!(scene.act(PETRA, case, Wish::Renew).unwrap().len(), 1);
    }
    assert_eq!(scene.row(case).version, version, "a renewal changes nothing that a decision hangs on");
    scene.passes_millis(u64::try_from(CLAIM_LEASE.as_millis()).unwrap());
    assert!(scene.is_open(case));
}

#[test]
fn a_claim_outlives_a_crash_and_still_ends() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    scene.desk = scene.replayed();
    scene.live = Live::default();
    assert_eq!(scene.holder(case).as_deref(), Some("Staff 1"));
    scene.passes(90);
    assert!(scene.is_open(case));
}

#[test]
fn what_is_given_back_is_free_at_once() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    assert_eq!(code(scene.act(PETRA, case, Wish::Release)), Code::NotClaimed);
    scene.claims(PETRA, case);
    assert_eq!(code(scene.act(SAM, case, Wish::Release)), Code::CaseClaimed);
    scene.act(PETRA, case, Wish::Release).unwrap();
    assert!(scene.is_open(case));
}

#[test]
fn a_case_is_handed_to_somebody_who_is_at_the_desk_and_sees_it() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    let to = |staff: Staff| Wish::HandOver { to: staff.badge().who().person, note: "My shift ends.".into() };
    assert_eq!(code(scene.act(PETRA, case, to(DEV))), Code::Invalid, "of another course");
    assert_eq!(code(scene.act(PETRA, case, to(PETRA))), Code::Invalid);
    assert_eq!(code(scene.act(PETRA, case, to(Staff(77)))), Code::Invalid, "not here");
    scene.act(PETRA, case, to(SAM)).unwrap();
    assert_eq!(scene.holder(case).as_deref(), Some("Staff 2"));
    assert_eq!(code(scene.act(PETRA, case, Wish::Release)), Code::CaseClaimed);
}

#[test]
fn a_case_of_another_course_is_not_there() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    for wish in [Wish::Claim, Wish::Renew, Wish::Undo, Wish::Note { text: "x".into() }] {
        assert_eq!(code(scene.act(DEV, case, wish)), Code::NotFound);
    }
    let look = |staff: Staff| scene.desk.look(&scene.live, Query::Case { badge: staff.badge(), case });
    assert_eq!(look(DEV).unwrap_err().code, Code::NotFound);
    assert!(look(PETRA).is_ok() && look(ROOT).is_ok());
    let seen = |staff: Staff| scene.desk.view_for(&scene.live, &staff.badge()).open.len();
    assert_eq!((seen(DEV), seen(PETRA), seen(ROOT)), (0, 1, 1));
}

#[test]
fn what_is_overdue_says_so_by_itself_once_and_stays_everybodys() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.passes_millis(299_999);
    assert_eq!(scene.row(case).level, Level::Desk);
    scene.passes_millis(1);
    assert_eq!(scene.row(case).level, Level::Overdue);
    scene.passes(3_600);
    assert_eq!(scene.journal.iter().filter(|entry| entry.contains("escalated")).count(), 1);
    scene.claims(PETRA, case);
    scene.decides(PETRA, case, None);
}

#[test]
fn what_is_passed_upward_is_the_platforms() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    assert_eq!(code(scene.act(SAM, case, Wish::Escalate { note: String::new() })), Code::CaseClaimed);
    scene.act(PETRA, case, Wish::Escalate { note: "I know the family.".into() }).unwrap();
    assert!(scene.is_open(case));
    assert_eq!(code(scene.act(PETRA, case, Wish::Claim)), Code::NotPermitted);
    scene.claims(ROOT, case);
    scene.passes(3_600);
    assert_eq!(scene.row(case).level, Level::Escalated);
}

#[test]
fn a_thousand_racing_claims_have_one_winner_each() {
    let mut scene = Scene::begins();
    for n in 0..200 {
        let subject = Subject { person: student(n), message: None, ..message(0) };
        let case = scene.hears(subject, 1, ReportKind::Insult);
        let racers = if n % 2 == 0 { [PETRA, SAM, ROOT] } else { [ROOT, SAM, PETRA] };
        let won: Vec<_> = racers.into_iter().filter(|staff| scene.act(*staff, case, Wish::Claim).is_ok()).collect();
        assert_eq!(won, [racers[0]]);
    }
}
