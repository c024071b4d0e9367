//! Which edition of which lesson a class is about: that of its day until the doors open, and that one from then on.

use homeroom_protocol::ids::{CourseId, LessonId, RuleId, SessionId, SlotId};
use homeroom_protocol::lesson::LessonRevision;
use homeroom_protocol::time::Day;
use homeroom_storage::lessons::{self, Revision};
use homeroom_storage::testing::database;
use homeroom_storage::timetable::{self, RuleRow, SlotChange, SlotRow};
use homeroom_storage::{Store, courses, sessions};
use uuid::Uuid;

use crate::cast::{COURSE, act, id, second};

const RULE: RuleId = RuleId(Uuid::from_u128(0xb0));
const SALT: LessonId = LessonId(Uuid::from_u128(0xb1));
const ICE: LessonId = LessonId(Uuid::from_u128(0xb2));
const DAY: &str = "2026-11-25";
/// The doors open ten minutes before, so this is one second too early.
const BEFORE_THE_DOORS: i64 = 3_600 - 601;

fn edition(lesson: LessonId, version: u64, title: &str) -> Revision {
    let manifest = format!(r#"{{"signed":{{"contents":{{"title":"{title}","summary":"About {title}."}}}}}}"#);
    let (slug, pack) = (lesson.to_string(), format!("{lesson} {version}"));
    Revision {
        lesson,
        course: COURSE,
        slug,
        place: 1,
        version,
        pack,
        manifest,
        expires_at: second(9_000),
        language: None,
    }
}

fn slot(n: u128, local: &str, from: i64) -> SlotRow {
    SlotRow {
        id: SlotId(id(n)),
        rule: RULE,
        version: 1,
        session: SessionId(id(n + 100)),
        local: local.to_owned(),
        second: false,
        starts_at: second(from),
        ends_at: second(from + 3_000),
        capacity: 12,
        taken: 0,
        waiting: 0,
        opened: false,
        course: COURSE,
        title: "Small wonders".to_owned(),
        summary: String::new(),
        lesson: None,
        lobby: false,
        ended: false,
        cancelled: false,
    }
}

/// A course with a rule, one class an hour after the tests begin, on the day of `DAY`, and one a day later.
pub(crate) async fn world() -> Store {
    let store = database().await.store;
    courses::put(&store, COURSE, "Small wonders").await.unwrap();
    let rule = RuleRow {
        id: RULE,
        course: COURSE,
        version: 1,
        pattern: "daily 18:00".to_owned(),
        zone: "UTC".to_owned(),
        minutes: 50,
        capacity: 12,
        gap: "skip".to_owned(),
        fold: "both".to_owned(),
        valid_from: DAY.parse().unwrap(),
        valid_until: None,
    };
    timetable::put_rule(&store, &rule).await.unwrap();
    let slots = [slot(1, "2026-11-25T18:00:00", 3_600), slot(2, "2026-11-26T18:00:00", 90_000)];
    timetable::apply(&store, &slots.map(SlotChange::Add), second(0)).await.unwrap();
    store
}

async fn plan(store: &Store, lesson: LessonId, at: i64) {
    let day: Day = DAY.parse().unwrap();
    lessons::plan(store, COURSE, &[(day, lesson)], second(at)).await.unwrap();
}

/// What the class of a slot is about, and what it is called.
async fn about(store: &Store, n: u128) -> (Option<(LessonId, u64)>, String) {
    let row = sessions::read(store, SessionId(id(n + 100))).await.unwrap().unwrap();
    let listed = timetable::slots(store, second(0), second(100_000), &[]).await.unwrap();
    let listed = listed.into_iter().find(|slot| slot.session == row.id).unwrap();
    assert_eq!((listed.lesson, &listed.title, &listed.summary), (row.lesson, &row.title, &row.summary));
    (row.lesson.map(|LessonRevision { lesson_id, version }| (lesson_id, version)), row.title)
}

#[tokio::test]
async fn a_class_is_about_the_newest_edition_of_its_days_lesson() {
    let store = world().await;
    assert_eq!(about(&store, 1).await, (None, "Small wonders".to_owned()));
    let before = timetable::stamp(&store, second(0)).await.unwrap();
    lessons::publish(&store, &[edition(SALT, 1, "Salt"), edition(ICE, 1, "Ice")], second(1)).await.unwrap();
    plan(&store, SALT, 2).await;
    assert_eq!(about(&store, 1).await, (Some((SALT, 1)), "Salt".to_owned()));
    assert_eq!(about(&store, 2).await, (None, "Small wonders".to_owned()), "its day has no lesson");
    assert_ne!(timetable::stamp(&store, second(0)).await.unwrap(), before, "whoever reads the timetable sees it");
    lessons::publish(&store, &[edition(SALT, 2, "Salt, again")], second(3)).await.unwrap();
    assert_eq!(about(&store, 1).await, (Some((SALT, 2)), "Salt, again".to_owned()));
    plan(&store, ICE, BEFORE_THE_DOORS).await;
    assert_eq!(about(&store, 1).await, (Some((ICE, 1)), "Ice".to_owned()));
}

#[tokio::test]
async fn a_class_whose_doors_are_open_keeps_what_it_has() {
    let store = world().await;
    lessons::publish(&store, &[edition(SALT, 1, "Salt"), edition(ICE, 1, "Ice")], second(1)).await.unwrap();
    plan(&store, SALT, 2).await;
    lessons::publish(&store, &[edition(SALT, 2, "Salt, again")], second(BEFORE_THE_DOORS + 1)).await.unwrap();
    plan(&store, ICE, BEFORE_THE_DOORS + 1).await;
    assert_eq!(about(&store, 1).await, (Some((SALT, 1)), "Salt".to_owned()));
}

#[tokio::test]
async fn a_slot_that_comes_after_its_lesson_is_bound_at_once_and_one_that_is_cancelled_stays() {
    let store = world().await;
    sessions::cancel(&store, SessionId(id(101)), act(1)).await.unwrap();
    lessons::publish(&store, &[edition(SALT, 1, "Salt")], second(1)).await.unwrap();
    plan(&store, SALT, 2).await;
    assert_eq!(about(&store, 1).await, (None, "Small wonders".to_owned()));
    let other = CourseId(id(9));
    courses::put(&store, other, "Everyday English").await.unwrap();
    let late = slot(3, "2026-11-25T19:00:00", 7_200);
    let foreign = SlotRow { course: other, ..slot(4, "2026-11-25T20:00:00", 7_200) };
    timetable::apply(&store, &[SlotChange::Add(late), SlotChange::Add(foreign)], second(3)).await.unwrap();
    assert_eq!(about(&store, 3).await, (Some((SALT, 1)), "Salt".to_owned()));
    assert_eq!(about(&store, 4).await, (None, "Small wonders".to_owned()), "another course's day");
}

#[tokio::test]
async fn the_day_is_the_one_where_the_rule_is_and_not_that_of_utc() {
    let store = world().await;
    // Half past midnight on the 26th there is the 25th, half past ten, in UTC.
    let night = slot(5, "2026-11-26T00:30:00", 16_200);
    timetable::apply(&store, &[SlotChange::Add(night)], second(0)).await.unwrap();
    lessons::publish(&store, &[edition(SALT, 1, "Salt"), edition(ICE, 1, "Ice")], second(1)).await.unwrap();
    plan(&store, SALT, 2).await;
    assert_eq!(about(&store, 5).await.0, None);
    lessons::plan(&store, COURSE, &[("2026-11-26".parse().unwrap(), ICE)], second(3)).await.unwrap();
    assert_eq!((about(&store, 1).await.0, about(&store, 5).await.0), (Some((SALT, 1)), Some((ICE, 1))));
}

#[tokio::test]
async fn a_class_that_has_ended_keeps_what_it_had() {
    let store = world().await;
    sessions::record_end(&store, SessionId(id(101)), second(1)).await.unwrap();
    lessons::publish(&store, &[edition(SALT, 1, "Salt")], second(1)).await.unwrap();
    plan(&store, SALT, 2).await;
    assert_eq!(about(&store, 1).await.0, None);
}

#[tokio::test]
async fn of_a_slot_and_an_edition_that_come_at_once_the_one_is_about_the_other() {
    let store = world().await;
    lessons::publish(&store, &[edition(SALT, 1, "Salt")], second(1)).await.unwrap();
    plan(&store, SALT, 2).await;
    for round in 0..12_u32 {
        let n = u128::from(round) + 10;
        let one = [SlotChange::Add(slot(n, &format!("2026-11-25T19:{round:02}:00"), 7_200 + i64::from(round)))];
        let next = [edition(SALT, u64::from(round) + 2, "Salt, again")];
        let (added, published) =
            tokio::join!(timetable::apply(&store, &one, second(3)), lessons::publish(&store, &next, second(3)));
        added.unwrap();
        published.unwrap();
        assert_eq!(about(&store, n).await.0, Some((SALT, u64::from(round) + 2)), "round {round}");
    }
}
