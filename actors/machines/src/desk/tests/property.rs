//! Random stories of a desk: whatever rooms, moderators, the clock and crashes do, every invariant holds after every event,
//! a replay makes the same state, nothing is handled twice, and no claim outlives its lease.

use std::collections::BTreeMap;

use homeroom_protocol::appeal::{Appeal, AppealOutcome};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::limits::CLAIM_LEASE;
use homeroom_protocol::moderation::Sanction;
use proptest::prelude::*;

use super::*;

const STORIES: u32 = 3_000;
const STEPS_MIN: usize = 10;
const STEPS_MAX: usize = 40;
const STAFF: [Staff; 4] = [PETRA, SAM, DEV, ROOT];

#[derive(Clone, Debug)]
enum Step {
    Report {
        subject: u8,
        by: u8,
        kind: usize,
    },
    /// Against the `nth` latest of what was enforced, or against what a moderator did in a room.
    Appeal {
        nth: usize,
        setter: Option<usize>,
    },
    Act {
        staff: usize,
        case: usize,
        wish: Doing,
    },
    /// Who appealed in the `case`th latest says something.
    Reply {
        case: usize,
    },
    Passes {
        millis: u64,
    },
    Crash,
}

#[derive(Clone, Copy, Debug)]
enum Doing {
    Claim,
    Renew,
    Release,
    HandOver(usize),
    Decide(usize),
    Ask,
    Answer(AppealOutcome),
    Undo,
    Reverse,
    Escalate,
}

fn step() -> impl Strategy<Value = Step> {
    let wish = prop_oneof![
        6 => Just(Doing::Claim),
        2 => Just(Doing::Renew),
        1 => Just(Doing::Release),
        1 => (0..STAFF.len()).prop_map(Doing::HandOver),
        5 => (0..=Measure::ALL.len()).prop_map(Doing::Decide),
        3 => Just(Doing::Ask),
        5 => prop::sample::select(AppealOutcome::ALL).prop_map(Doing::Answer),
        2 => Just(Doing::Undo),
        1 => Just(Doing::Reverse),
        1 => Just(Doing::Escalate),
    ];
    let millis = prop_oneof![4 => 0..12_000_u64, 3 => 12_000..100_000_u64, 1 => 100_000..4_000_000_u64];
    prop_oneof![
        6 => (0..6_u8, 0..5_u8, 0..ReportKind::ALL.len())
            .prop_map(|(subject, by, kind)| Step::Report { subject, by, kind }),
        3 => (0..4_usize, prop::option::of(0..STAFF.len())).prop_map(|(nth, setter)| Step::Appeal { nth, setter }),
        12 => (0..STAFF.len(), 0..6_usize, wish).prop_map(|(staff, case, wish)| Step::Act { staff, case, wish }),
        2 => (0..6_usize).prop_map(|case| Step::Reply { case }),
        5 => millis.prop_map(|millis| Step::Passes { millis }),
        1 => Just(Step::Crash),
    ]
}

fn name_of(person: Option<PersonId>) -> Option<String> {
    STAFF
        .iter()
        .map(|staff| staff.badge())
        .find(|badge| Some(badge.who().person) == person)
        .map(|badge| badge.who().name.clone())
}

/// An appeal against a sanction; `setter`: of the staff who set it in a room under an id of its own, if not the desk did.
fn contesting(scene: &Scene, made: Sanction, setter: Option<Staff>) -> Appeal {
    let set_by = setter.map(|staff| {
        let badge = staff.badge();
        FrozenPerson { person: badge.who().person, name: badge.who().name.clone(), role: Role::Moderator }
    });
    let id = if setter.is_some() { SanctionId(Uuid::from_u128(made.id.0.as_u128() ^ 1)) } else { made.id };
    let enforced = Order::Enforce(made.clone());
    let room = scene.effects.iter().find_map(|effect| match effect {
        Effect::Order { session, order } if *order == enforced => Some(*session),
        Effect::Order { .. } | Effect::Alarm(_) => None,
    });
    let session = room.unwrap();
    Appeal {
        sanction: Sanction { id, ..made },
        session,
        name: "Kai".into(),
        course: course(session.0.as_u128() - 69),
        class: "Fractions".into(),
        set_by,
        text: "Why?".into(),
        at: scene.now,
        due_at: scene.now.plus(Duration::from_secs(900)),
        evidence: Evidence::default(),
    }
}

/// How many measures each room was told to enforce.
fn standing(scene: &Scene) -> BTreeMap<SessionId, u64> {
    let mut standing = BTreeMap::new();
    for effect in &scene.effects {
        if let Effect::Order { session, order: Order::Enforce(_) } = effect {
            *standing.entry(*session).or_default() += 1;
        }
    }
    standing
}

fn takes(scene: &mut Scene, cases: &mut Vec<CaseId>, step: Step) {
    match step {
        Step::Report { subject, by, kind } => {
            let case = scene.hears(message(subject), by, ReportKind::ALL[kind]);
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        Step::Appeal { nth, setter } => {
            let made = scene.orders().into_iter().rev().filter_map(|order| match order {
                Order::Enforce(sanction) => Some(sanction.clone()),
                Order::Lift(_)
                | Order::KeepBan(_)
                | Order::Answer { .. }
                | Order::TellAppeal { .. }
                | Order::AnswerAppeal { .. } => None,
            });
            let Some(made) = made.collect::<Vec<_>>().get(nth).cloned() else { return };
            let contested = contesting(scene, made, setter.map(|n| STAFF[n]));
            cases.extend(scene.does(Command::Appeal(Box::new(contested))).unwrap().first().and_then(DeskEvent::case));
        }
        Step::Act { staff, case, wish } => {
            let (Some(case), staff) = (cases.iter().rev().nth(case).copied(), STAFF[staff]) else { return };
            let before = (scene.holder(case), standing(scene));
            let wish = match wish {
                Doing::Claim => Wish::Claim,
                Doing::Renew => Wish::Renew,
                Doing::Release => Wish::Release,
                Doing::HandOver(to) => Wish::HandOver { to: STAFF[to].badge().who().person, note: String::new() },
                Doing::Decide(measure) => scene.finding(case, Measure::ALL.get(measure).copied()),
                Doing::Ask => scene.question(case, "Who saw it?"),
                Doing::Answer(outcome) => scene.answer(case, outcome),
                Doing::Undo => Wish::Undo,
                Doing::Reverse => Wish::Reverse { note: "Wrong.".into() },
                Doing::Escalate => Wish::Escalate { note: String::new() },
            };
            let decides = matches!(wish, Wish::Decide(_) | Wish::Answer(_));
            let hands_over = matches!(wish, Wish::HandOver { .. });
            let sees = staff.badge().sees(scene.row(case).course);
            let outcome = scene.act(staff, case, wish);
            assert!(sees || outcome.is_err(), "a case of another course was touched");
            let row = scene.row(case);
            let setter = row.appeal.and_then(|contested| contested.set_by).map(|who| who.person);
            let is_setter = setter == Some(staff.badge().who().person);
            assert!(!is_setter || outcome.is_err(), "who set it did something with the appeal");
            let has = scene.holder(case);
            assert!(!(hands_over && outcome.is_ok()) || has != name_of(setter), "it was handed to who set it");
            if decides && outcome.is_ok() {
                assert_eq!(before.0, Some(staff.badge().who().name.clone()), "decided by who does not hold it");
            } else {
                assert_eq!(standing(scene), before.1, "something was enforced that nobody decided");
            }
        }
        Step::Reply { case } => {
            let Some(case) = cases.iter().rev().nth(case).copied() else { return };
            let Some(contested) = scene.row(case).appeal else { return };
            let (person, sanction) = (contested.sanction.person, contested.sanction.id);
            // Whether something is asked is the machine's to say.
            let _ = scene.does(Command::Reply { person, sanction, text: "I did.".into() });
        }
        Step::Passes { millis } => scene.passes_millis(millis),
        Step::Crash => {
            let replayed = scene.replayed();
            assert_eq!(replayed, scene.desk, "a replay makes the same state");
            scene.desk = replayed;
            scene.live = Live::default();
            for (n, staff) in STAFF.into_iter().enumerate() {
                scene.comes(staff, n);
            }
        }
    }
    for case in cases.iter().filter(|case| scene.desk.board.get(case).is_some()) {
        if let CaseState::Claimed { until, .. } = scene.row(*case).state {
            assert!(until > scene.now && until <= scene.now.plus(CLAIM_LEASE), "a claim outlives its lease");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: STORIES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_invariants_hold_and_a_replay_makes_the_same_state(
        steps in prop::collection::vec(step(), STEPS_MIN..=STEPS_MAX),
    ) {
        let (mut scene, mut cases) = (Scene::begins(), Vec::new());
        for step in steps {
            takes(&mut scene, &mut cases, step);
        }
        prop_assert_eq!(&scene.replayed(), &scene.desk);
        // Left alone, every claim ends and every decision settles.
        scene.passes(90);
        let waits = |case: &CaseId| scene.desk.board.get(case).is_none_or(|case| match case.state {
            State::Open | State::Settled { .. } => true,
            State::Claimed { .. } | State::Decided { .. } => false,
        });
        prop_assert!(cases.iter().all(waits));
    }
}
