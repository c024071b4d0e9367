//! Jobs on a real Postgres, with a cranked clock.

use homeroom_machines::timetable::rule_id;
use homeroom_protocol::ids::CourseId;
use homeroom_storage::courses;
use homeroom_storage::testing::{TestDatabase, database};
use homeroom_storage::timetable::{self, RuleRow};
use uuid::Uuid;

use super::*;

const COURSE: CourseId = CourseId(Uuid::from_u128(0xc0));
const PATIENCE: Duration = Duration::from_secs(30);

async fn world() -> (TestDatabase, Clock) {
    let database = database().await;
    courses::put(&database.store, COURSE, "Bulgarian A1").await.unwrap();
    let rule = RuleRow {
        id: rule_id(COURSE, "evenings"),
        course: COURSE,
        version: 1,
        pattern: "daily 19:00".to_owned(),
        zone: "Europe/Sofia".to_owned(),
        minutes: 60,
        capacity: 12,
        gap: "shift".to_owned(),
        fold: "both".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_until: None,
    };
    timetable::put_rule(&database.store, &rule).await.unwrap();
    (database, Clock::cranked("2026-11-25T12:00:00Z".parse().unwrap()))
}

/// Waits until so many slots are there.
async fn filled(store: &Store, count: usize) {
    let (from, until) = (Timestamp::from_millis(0), "2100-01-01T00:00:00Z".parse().unwrap());
    let there = async {
        while timetable::slots(store, from, until, &[]).await.unwrap().len() != count {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, there).await.unwrap_or_else(|_| panic!("{count} slots are not there in time"));
}

#[tokio::test]
async fn a_node_that_starts_fills_two_weeks_and_the_next_day_brings_the_day_after() {
    let (database, clock) = world().await;
    let jobs = Jobs::start(database.store.clone(), clock.clone(), None);
    filled(&database.store, 14).await;
    clock.crank(Duration::from_secs(15 * 60 * 60 + 6 * 60));
    sleep(Duration::from_millis(300)).await;
    filled(&database.store, 14).await;
    clock.crank(Duration::from_secs(60));
    filled(&database.store, 15).await;
    jobs.stop().await;
}

#[tokio::test]
async fn two_nodes_fill_every_slot_once_and_end_when_they_are_told() {
    let (database, clock) = world().await;
    let nodes = [(), ()].map(|()| Jobs::start(database.store.clone(), clock.clone(), None));
    filled(&database.store, 14).await;
    for node in nodes {
        node.stop().await;
    }
    filled(&database.store, 14).await;
}

#[test]
fn the_jobs_of_a_day_are_asked_for_at_seven_minutes_past_three() {
    let next = |at: &str| next_day(at.parse().unwrap()).to_string();
    assert_eq!(next("2026-11-25T03:06:59.999Z"), "2026-11-25T03:07:00.000Z");
    assert_eq!(next("2026-11-25T03:07:00Z"), "2026-11-26T03:07:00.000Z");
    assert_eq!(next("2026-12-31T23:00:00Z"), "2027-01-01T03:07:00.000Z");
}
