//! The timetable on a real Postgres: filled, filled again, and changed under people.

#![expect(clippy::unwrap_used, reason = "this is for tests, where a panic is the failure")]

use homeroom_machines::timetable::{Block, Change, rule_id};
use homeroom_protocol::ids::{CourseId, IncarnationId, SlotId};
use homeroom_protocol::time::{Day, Timestamp};
use homeroom_storage::aggregate::{self, Kind};
use homeroom_storage::reservations::{self, SeatsRow};
use homeroom_storage::testing::{TestDatabase, database};
use homeroom_storage::timetable::{self, Expected, RuleRow, SlotChange, SlotRow};
use homeroom_storage::{StoreError, courses, sessions};
use homeroom_timetable::{FillError, Filled, Reach, Wish, fill, numbers};
use uuid::Uuid;

const COURSE: CourseId = CourseId(Uuid::from_u128(0xc0));

fn now() -> Timestamp {
    "2026-10-22T12:00:00Z".parse().unwrap()
}

fn rule(version: u32, pattern: &str) -> RuleRow {
    RuleRow {
        id: rule_id(COURSE, "evenings"),
        course: COURSE,
        version,
        pattern: pattern.to_owned(),
        zone: "Europe/Sofia".to_owned(),
        minutes: 60,
        capacity: 12,
        gap: "shift".to_owned(),
        fold: "both".to_owned(),
        valid_from: "2026-01-01".parse::<Day>().unwrap(),
        valid_until: None,
    }
}

async fn world() -> TestDatabase {
    let database = database().await;
    courses::put(&database.store, COURSE, "Bulgarian A1").await.unwrap();
    timetable::put_rule(&database.store, &rule(1, "daily 19:00")).await.unwrap();
    database
}

async fn all(database: &TestDatabase) -> Vec<SlotRow> {
    timetable::slots(&database.store, Timestamp::from_millis(0), "2100-01-01T00:00:00Z".parse().unwrap(), &[])
        .await
        .unwrap()
}

/// Seats of a slot are taken, and its session has said so.
async fn book(database: &TestDatabase, slot: &SlotRow, taken: u32) {
    let seats = SeatsRow {
        session: slot.session,
        capacity: slot.capacity,
        left: slot.capacity - taken,
        waiting: 0,
        kept_until: None,
        as_of: 1,
    };
    reservations::write(&database.store, &[], &[seats]).await.unwrap();
}

async fn run(database: &TestDatabase, reach: Reach) -> Filled {
    fill(&database.store, now(), Wish { days: 7, reach }, &[]).await.unwrap()
}

#[tokio::test]
async fn a_week_is_filled_once_and_a_second_run_changes_nothing() {
    let database = world().await;
    assert_eq!(numbers(&run(&database, Reach::Look).await), "0 done, 7 waiting, 0 blocked, 0 as they should be");
    assert_eq!(all(&database).await, [], "a look changes nothing");
    assert_eq!(numbers(&run(&database, Reach::Add).await), "7 done, 0 waiting, 0 blocked, 0 as they should be");
    let slots = all(&database).await;
    let begin: Vec<_> = slots.iter().map(|slot| slot.starts_at.to_string()).collect();
    assert_eq!(begin.get(2..4).unwrap(), ["2026-10-24T16:00:00.000Z", "2026-10-25T17:00:00.000Z"], "the clock changed");
    let first = slots.first().unwrap();
    let session = sessions::read(&database.store, first.session).await.unwrap().unwrap();
    assert_eq!((session.starts_at, session.title.as_str(), session.capacity), (first.starts_at, "Bulgarian A1", 12));
    for reach in [Reach::Add, Reach::Move, Reach::MoveBooked] {
        let again = run(&database, reach).await;
        assert_eq!(numbers(&again), "0 done, 0 waiting, 0 blocked, 7 as they should be");
        assert!(again.is_whole());
    }
    assert_eq!(all(&database).await, slots);
}

#[tokio::test]
async fn two_who_fill_at_once_make_every_slot_once() {
    let database = world().await;
    let (one, other) = tokio::join!(run(&database, Reach::Add), run(&database, Reach::Add));
    assert_eq!((one.unchanged + one.done.len(), other.unchanged + other.done.len()), (7, 7));
    assert_eq!(all(&database).await.len(), 7);
}

#[tokio::test]
async fn a_changed_rule_is_told_before_anything_moves_and_what_it_adds_is_added() {
    let database = world().await;
    run(&database, Reach::Add).await;
    let before = all(&database).await;
    timetable::put_rule(&database.store, &rule(2, "daily 20:00")).await.unwrap();
    let told = run(&database, Reach::Add).await;
    assert_eq!(numbers(&told), "7 done, 7 waiting, 0 blocked, 0 as they should be");
    assert!(told.waiting.iter().all(|change| matches!(change, Change::Removed(_))));
    let after = all(&database).await;
    assert!(before.iter().all(|slot| after.contains(slot)), "what was there is as it was");
    assert_eq!(run(&database, Reach::Move).await.done.len(), 7);
    assert_eq!(all(&database).await.len(), 7);
}

#[tokio::test]
async fn a_changed_rule_moves_nobody_who_has_a_seat_until_somebody_says_so() {
    let database = world().await;
    run(&database, Reach::Add).await;
    let booked = all(&database).await.get(3).unwrap().clone();
    book(&database, &booked, 2).await;
    let booked = booked.id;
    let longer = RuleRow { minutes: 90, ..rule(2, "daily 19:00") };
    timetable::put_rule(&database.store, &longer).await.unwrap();
    let filled = run(&database, Reach::Move).await;
    let blocked: Vec<_> = filled.blocked.iter().map(|(change, block)| (slot(change), *block)).collect();
    assert_eq!(blocked, [(booked, Block::Booked(2))]);
    assert_eq!(numbers(&filled), "6 done, 0 waiting, 1 blocked, 0 as they should be");
    assert!(all(&database).await.iter().any(|slot| slot.id == booked && slot.version == 1));
    let told = run(&database, Reach::MoveBooked).await;
    assert_eq!(numbers(&told), "1 done, 0 waiting, 0 blocked, 6 as they should be");
    assert!(all(&database).await.iter().all(|slot| slot.version == 2));
}

fn slot(change: &Change) -> SlotId {
    match change {
        Change::Added(slot) => slot.id,
        Change::Moved { from, .. } | Change::Amended { from, .. } | Change::Removed(from) => from.slot.id,
    }
}

#[tokio::test]
async fn another_zone_database_is_told_as_slots_that_move_and_stay_the_same_slots() {
    let database = world().await;
    run(&database, Reach::Add).await;
    // As if these had been made with a database in which the zone was an hour further: its next edition moves them back.
    let made = all(&database).await;
    let hour = std::time::Duration::from_secs(3_600);
    let earlier = |slot: &SlotRow| {
        let to = SlotRow { starts_at: slot.starts_at.minus(hour), ends_at: slot.ends_at.minus(hour), ..slot.clone() };
        SlotChange::Change(expected(slot), to)
    };
    timetable::apply(&database.store, &made.iter().map(earlier).collect::<Vec<_>>(), now()).await.unwrap();
    let told = run(&database, Reach::Add).await;
    assert_eq!(numbers(&told), "0 done, 7 waiting, 0 blocked, 0 as they should be");
    assert!(told.waiting.iter().all(|change| matches!(change, Change::Moved { from, to } if from.slot.id == to.id)));
    run(&database, Reach::Move).await;
    assert_eq!(all(&database).await, made);
}

fn expected(slot: &SlotRow) -> Expected {
    Expected { id: slot.id, starts_at: slot.starts_at, booked: slot.taken + slot.waiting, opened: slot.opened }
}

#[tokio::test]
async fn another_length_changes_the_slots_that_are_there_with_their_sessions() {
    let database = world().await;
    run(&database, Reach::Add).await;
    let shorter = RuleRow { minutes: 45, capacity: 3, ..rule(2, "daily 19:00") };
    timetable::put_rule(&database.store, &shorter).await.unwrap();
    assert_eq!(run(&database, Reach::Move).await.done.len(), 7);
    for slot in all(&database).await {
        assert_eq!((slot.ends_at.since(slot.starts_at).as_secs(), slot.capacity, slot.version), (45 * 60, 3, 2));
    }
    assert!(run(&database, Reach::Look).await.is_whole());
}

#[tokio::test]
async fn a_slot_whose_class_has_a_journal_moves_and_does_not_go() {
    let database = world().await;
    run(&database, Reach::Add).await;
    let opened = all(&database).await.first().unwrap().clone();
    let somebody = IncarnationId(Uuid::from_u128(1));
    aggregate::claim(&database.store, opened.session.0, Kind::Session, somebody).await.unwrap().unwrap();
    timetable::put_rule(&database.store, &RuleRow { minutes: 45, ..rule(2, "daily 19:00") }).await.unwrap();
    assert_eq!(run(&database, Reach::Move).await.done.len(), 7);
    timetable::put_rule(&database.store, &rule(3, "daily 20:00")).await.unwrap();
    let filled = run(&database, Reach::MoveBooked).await;
    assert_eq!(numbers(&filled), "13 done, 0 waiting, 1 blocked, 0 as they should be");
    assert!(matches!(filled.blocked.as_slice(), [(Change::Removed(kept), Block::Opened)] if kept.slot.id == opened.id));
}

#[tokio::test]
async fn a_slot_that_is_booked_between_the_look_and_the_change_stops_the_change() {
    let database = world().await;
    run(&database, Reach::Add).await;
    let slots = all(&database).await;
    let (one, two) = (slots.first().unwrap(), slots.get(1).unwrap());
    book(&database, two, 1).await;
    let remove = |slot: &SlotRow| SlotChange::Remove(expected(slot));
    let refused = timetable::apply(&database.store, &[remove(one), remove(two)], now()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Refused { .. }), "{refused}");
    assert_eq!(all(&database).await.len(), 7, "nothing at all was changed");
}

#[tokio::test]
async fn a_rule_changes_by_a_higher_version_alone_and_one_that_cannot_be_kept_is_not_stored() {
    let database = world().await;
    timetable::put_rule(&database.store, &rule(1, "daily 19:00")).await.unwrap();
    assert!(timetable::put_rule(&database.store, &rule(1, "daily 20:00")).await.is_err());
    let nowhere = RuleRow { zone: "Europe/Atlantis".to_owned(), ..rule(2, "daily 20:00") };
    let wish = Wish { days: 7, reach: Reach::Add };
    let refused = fill(&database.store, now(), wish, &[nowhere]).await.unwrap_err();
    assert!(matches!(refused, FillError::Rule { .. }), "{refused}");
    assert_eq!(timetable::rules(&database.store).await.unwrap(), [rule(1, "daily 19:00")]);
}

#[tokio::test]
async fn proposed_rules_are_looked_at_without_being_stored() {
    let database = world().await;
    let other = RuleRow { id: rule_id(COURSE, "mornings"), ..rule(1, "daily 09:00") };
    let looked = fill(&database.store, now(), Wish { days: 7, reach: Reach::Look }, std::slice::from_ref(&other)).await;
    assert_eq!(looked.unwrap().waiting.len(), 14);
    assert_eq!(timetable::rules(&database.store).await.unwrap().len(), 1);
    fill(&database.store, now(), Wish { days: 7, reach: Reach::Add }, &[other]).await.unwrap();
    assert_eq!(all(&database).await.len(), 14);
}
