//! What waits too long is told to whoever is on call: once for each cause, many at once as one, and nothing that is done.

use homeroom_protocol::alarm::{Alarm, AlarmCause};
use homeroom_protocol::limits::{ALARM_CASES_MAX, ALARM_CLASSES_MAX};

use super::*;

impl Scene {
    fn alarms(&self) -> Vec<&Alarm> {
        let alarms = self.effects.iter().filter_map(|effect| match effect {
            Effect::Alarm(alarm) => Some(alarm),
            Effect::Order { .. } => None,
        });
        alarms.collect()
    }

    /// Of each alarm, each group: severity, cause, how many cases.
    fn told_on_call(&self) -> Vec<Vec<(u8, AlarmCause, u32)>> {
        let groups = |alarm: &&Alarm| alarm.groups.iter().map(|of| (of.severity.0, of.cause, of.cases)).collect();
        self.alarms().iter().map(groups).collect()
    }
}

/// About a person of the first course.
fn person(n: u8) -> Subject {
    Subject { person: student(n), message: None, ..message(0) }
}

#[test]
fn of_an_overdue_case_on_call_is_told_a_minute_later_and_again_when_nobody_took_it_for_as_long() {
    let mut scene = Scene::begins();
    scene.hears(message(0), 1, ReportKind::Threat);
    // Three minutes until it is overdue, one in which others are gathered.
    scene.passes_millis(239_999);
    assert_eq!(scene.told_on_call(), Vec::<Vec<_>>::new());
    scene.passes_millis(1);
    assert_eq!(scene.told_on_call(), [[(1, AlarmCause::Overdue, 1)]]);
    let told = scene.alarms()[0].clone();
    assert_eq!((told.at, told.groups[0].oldest_at), (scene.now, STARTS));
    assert_eq!((told.groups[0].classes.clone(), told.groups[0].appeals), (vec!["Fractions".to_owned()], 0));
    scene.passes_millis(179_999);
    assert_eq!(scene.alarms().len(), 1);
    scene.passes_millis(1);
    assert_eq!(scene.told_on_call()[1..], [[(1, AlarmCause::Unclaimed, 1)]]);
    scene.passes(7 * 24 * 3_600);
    assert_eq!(scene.alarms().len(), 2, "twice is all");
}

#[test]
fn what_somebody_works_on_is_told_once_and_what_is_decided_in_the_minute_is_not_told() {
    let mut scene = Scene::begins();
    let (held, decided) =
        (scene.hears(person(1), 1, ReportKind::Insult), scene.hears(person(2), 1, ReportKind::Insult));
    scene.passes(290);
    scene.claims(PETRA, held);
    scene.claims(SAM, decided);
    scene.passes(20);
    scene.decides(SAM, decided, None);
    for _ in 0..30 {
        scene.passes(30);
        scene.act(PETRA, held, Wish::Renew).unwrap();
    }
    assert_eq!(scene.told_on_call(), [[(2, AlarmCause::Overdue, 1)]]);
}

#[test]
fn a_burst_is_one_alarm_that_counts_by_severity_and_there_is_at_most_one_a_minute() {
    let mut scene = Scene::begins();
    for n in 0..40 {
        scene.hears(person(n), 1, ReportKind::Insult);
        scene.passes(1);
    }
    scene.hears(person(100), 1, ReportKind::Threat);
    // The first is overdue after 300 seconds and the last after 339: all of them within its minute.
    scene.passes(320);
    assert_eq!(scene.told_on_call(), [[(1, AlarmCause::Overdue, 1), (2, AlarmCause::Overdue, 40)]]);
    let mut at: Vec<_> = Vec::new();
    for _ in 0..900 {
        scene.passes(1);
        at = scene.alarms().iter().map(|alarm| alarm.at).collect();
    }
    assert!(at.is_sorted() && at.windows(2).all(|pair| pair[1].since(pair[0]) >= Duration::from_secs(60)), "{at:?}");
    let unclaimed: u32 = scene.alarms()[1..].iter().map(|alarm| alarm.cases()).sum();
    assert_eq!(unclaimed, 41, "each of them again, since nobody took any");
}

#[test]
fn a_desk_that_was_away_for_an_hour_raises_one_alarm() {
    let mut scene = Scene::begins();
    for n in 0..10 {
        scene.hears(person(n), 1, ReportKind::Insult);
        scene.passes(45);
        if n == 4 {
            scene.claims(PETRA, scene.queue()[0]);
        }
    }
    let before = scene.alarms().len();
    scene.desk = scene.replayed();
    scene.passes(3_600);
    assert_eq!(scene.alarms().len(), before + 1);
    let groups = scene.told_on_call().pop().unwrap();
    assert!(groups.iter().all(|(severity, _, _)| *severity == 2) && !groups.is_empty(), "{groups:?}");
    let all = scene.alarms().len();
    scene.desk = scene.replayed();
    scene.passes(3_600);
    assert_eq!(scene.alarms().len(), all, "what was told is told");
    let told = |cause| -> u32 {
        let of = |(_, why, cases): &(u8, AlarmCause, u32)| if *why == cause { *cases } else { 0 };
        scene.told_on_call().iter().flatten().map(of).sum()
    };
    assert_eq!(told(AlarmCause::Unclaimed), 10);
    assert!(told(AlarmCause::Overdue) < 10, "what was both by then was told as the graver");
}

#[test]
fn what_was_passed_upward_and_nobody_takes_is_told_too() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.act(PETRA, case, Wish::Escalate { note: "I know the family.".into() }).unwrap();
    scene.passes(359);
    assert_eq!(scene.alarms().len(), 0);
    scene.passes(1);
    assert_eq!(scene.told_on_call(), [[(2, AlarmCause::Unclaimed, 1)]]);
}

#[test]
fn what_somebody_had_and_gave_back_is_told_of_when_nobody_takes_it_from_then_on() {
    let mut scene = Scene::begins();
    let (given, lost) = (scene.hears(person(1), 1, ReportKind::Insult), scene.hears(person(2), 1, ReportKind::Insult));
    scene.passes(370);
    assert_eq!(scene.alarms().len(), 1, "both were overdue");
    scene.claims(PETRA, given);
    scene.claims(SAM, lost);
    for _ in 0..40 {
        scene.passes(20);
        scene.act(PETRA, given, Wish::Renew).unwrap();
        scene.act(SAM, lost, Wish::Renew).unwrap();
    }
    scene.act(PETRA, given, Wish::Release).unwrap();
    let back = scene.now;
    scene.passes(359);
    assert_eq!(scene.alarms().len(), 1, "for as long again it is anybody's");
    scene.passes(1);
    assert_eq!(scene.told_on_call()[1..], [[(2, AlarmCause::Unclaimed, 1)]]);
    // Sam's claim ran out by itself, a little later: an alarm of its own, and a minute after the other at the soonest.
    scene.passes(120);
    assert_eq!(scene.told_on_call()[2..], [[(2, AlarmCause::Unclaimed, 1)]]);
    let at: Vec<_> = scene.alarms().iter().map(|alarm| alarm.at).collect();
    assert_eq!(at[1], back.plus(Duration::from_secs(360)));
    assert!(at[2].since(at[1]) >= Duration::from_secs(60), "{at:?}");
}

#[test]
fn an_alarm_holds_five_hundred_cases_and_what_is_more_is_in_the_next() {
    let mut scene = Scene::begins();
    for n in 0..=ALARM_CASES_MAX {
        let person = PersonId(Uuid::from_u128(900_000 + n as u128));
        scene.hears(Subject { person, message: None, ..message(0) }, 1, ReportKind::Insult);
    }
    let counts = |scene: &Scene| scene.alarms().iter().map(|alarm| alarm.cases() as usize).collect::<Vec<_>>();
    scene.passes(360);
    assert_eq!(counts(&scene), [ALARM_CASES_MAX]);
    scene.passes(60);
    assert_eq!(counts(&scene), [ALARM_CASES_MAX, 1]);
}

#[test]
fn an_alarm_names_five_classes_once_each() {
    let mut scene = Scene::begins();
    for n in 0..=ALARM_CLASSES_MAX {
        for person in [1, 2] {
            let subject = Subject { person: student(10 * n as u8 + person), message: None, ..message(0) };
            let mut report = scene.report(subject, 1, ReportKind::Insult);
            report.class = format!("Class {n}");
            scene.does(Command::Open(Box::new(report))).unwrap();
            scene.passes(1);
        }
    }
    scene.passes(360);
    assert_eq!(scene.alarms()[0].groups[0].classes, ["Class 0", "Class 1", "Class 2", "Class 3", "Class 4"]);
}
