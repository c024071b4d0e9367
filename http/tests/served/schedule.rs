//! The next hours: what anybody sees of the timetable, and what opens by itself.

use std::time::Duration;

use homeroom_machines::timetable::rule_id;
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::permit::Phase;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::reservations::{self, SeatsRow};
use homeroom_storage::timetable::{self, RuleRow, SlotRow};
use homeroom_storage::{courses, journal, sessions};
use homeroom_timetable::{Reach, Wish, fill};
use serde_json::json;

use crate::world::{World, world};

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// A world whose course meets each hour, from 19:00 UTC today on.
async fn hours() -> World {
    let world = world().await;
    let rule = RuleRow {
        id: rule_id(world.course, "hours"),
        course: world.course,
        version: 1,
        pattern: "daily hourly".to_owned(),
        zone: "Europe/Sofia".to_owned(),
        minutes: 50,
        capacity: 12,
        gap: "skip".to_owned(),
        fold: "both".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_until: None,
    };
    let wish = Wish { days: 2, reach: Reach::Add };
    fill(world.store(), world.clock.now(), wish, &[rule]).await.unwrap();
    world.schedule.refresh().await.unwrap();
    world
}

async fn slots(world: &World) -> Vec<SlotRow> {
    timetable::slots(world.store(), world.clock.now(), world.clock.now().plus(HOUR * 48), &[]).await.unwrap()
}

#[tokio::test]
async fn the_next_hours_are_told_in_utc_and_in_local_time_with_the_seats_that_are_left() {
    let world = hours().await;
    let answer = world.get("/v1/schedule/next?zone=asia/kathmandu&limit=2").send().await;
    let next = answer.json();
    assert_eq!(next["server_time"], "2026-11-24T18:00:00.000Z");
    assert_eq!((&next["zone"], next["slots"].as_array().unwrap().len()), (&json!("Asia/Kathmandu"), 2));
    let (slot, row) = (&next["slots"][0], &slots(&world).await[0]);
    let session = json!({
        "session_id": row.session, "title": "Bulgarian A1", "summary": "", "capacity": 12, "seats_left": 12, "waiting": 0,
    });
    let expected = json!({
        "slot_id": row.id, "course_id": world.course, "course": "Bulgarian A1",
        "starts_at": "2026-11-24T19:00:00.000Z", "ends_at": "2026-11-24T19:50:00.000Z",
        "local_starts_at": "2026-11-25T00:45:00+05:45", "local_ends_at": "2026-11-25T01:35:00+05:45",
        "sessions": [session],
    });
    assert_eq!(*slot, expected);
    let utc = world.get("/v1/schedule/next").send().await.json();
    assert_eq!((&utc["zone"], utc["slots"].as_array().unwrap().len()), (&json!("UTC"), 10));
    world.stop().await;
}

#[tokio::test]
async fn what_is_known_is_not_told_again_until_a_seat_or_an_hour_goes() {
    let world = hours().await;
    let ask = || world.get("/v1/schedule/next?limit=1");
    let first = ask().send().await;
    let etag = first.header("etag").unwrap().to_owned();
    world.clock.crank(MINUTE);
    let again = ask().header("if-none-match", &etag).send().await;
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag.as_str())));
    assert_eq!(ask().send().await.json()["server_time"], "2026-11-24T18:01:00.000Z", "the time goes on");

    let session = slots(&world).await[0].session;
    let seats = SeatsRow { session, capacity: 12, left: 7, waiting: 0, kept_until: None, as_of: 1 };
    reservations::write(world.store(), &[], &[seats]).await.unwrap();
    world.schedule.refresh().await.unwrap();
    let fewer = ask().header("if-none-match", &etag).send().await;
    assert_eq!((fewer.status, &fewer.json()["slots"][0]["sessions"][0]["seats_left"]), (200, &json!(7)));

    world.clock.crank(MINUTE * 109 - Duration::from_millis(1));
    assert_eq!(ask().send().await.json()["slots"][0]["starts_at"], "2026-11-24T19:00:00.000Z", "it goes on");
    world.clock.crank(Duration::from_millis(1));
    assert_eq!(ask().send().await.json()["slots"][0]["starts_at"], "2026-11-24T20:00:00.000Z", "that one is over");
    let second = slots(&world).await[0].session;
    sessions::record_end(world.store(), second, world.clock.now()).await.unwrap();
    world.clock.crank(MINUTE);
    world.schedule.refresh().await.unwrap();
    assert_eq!(ask().send().await.json()["slots"][0]["starts_at"], "2026-11-24T21:00:00.000Z", "that one was ended");
    world.stop().await;
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_and_a_course_without_hours_has_none() {
    let world = hours().await;
    for query in ["limit=0", "limit=51", "limit=x", "zone=Europe/Atlantis", "zone=", "course=x", "limit=1&limit=2"] {
        assert_eq!(
            world.get(&format!("/v1/schedule/next?{query}")).send().await.no(),
            (422, "invalid".into()),
            "{query}"
        );
    }
    let most = world.get("/v1/schedule/next?limit=50").send().await.json();
    assert_eq!(most["slots"].as_array().unwrap().len(), 47);
    let nobodys = "/v1/schedule/next?course=00000000-0000-0000-0000-0000000000ff";
    assert_eq!(world.get(nobodys).send().await.no(), (404, "not_found".into()));
    let other = homeroom_protocol::ids::CourseId(homeroom_actors::kit::entropy::uuid_v7(world.clock.now()));
    courses::put(world.store(), other, "Chess").await.unwrap();
    world.schedule.refresh().await.unwrap();
    let none = world.get(&format!("/v1/schedule/next?course={other}")).send().await.json();
    assert_eq!(none["slots"], json!([]));
    world.stop().await;
}

#[tokio::test]
async fn a_class_of_the_timetable_opens_its_doors_while_nobody_asks_for_it() {
    let world = hours().await;
    let class = slots(&world).await[0].clone();
    world.clock.crank(MINUTE * 49);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(phases(&world, &class).await, [], "eleven minutes before");
    world.clock.crank(MINUTE + Duration::from_secs(1));
    let opened = async {
        while phases(&world, &class).await != [Phase::Doors] {
            world.clock.crank(Duration::from_millis(100));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), opened).await.expect("the doors open");
    let late: Timestamp = "2026-11-24T18:52:00Z".parse().unwrap();
    assert!(world.clock.now() < late, "and do so on time");
    let others = slots(&world).await;
    assert_eq!(phases(&world, &others[1]).await, [], "the next one sleeps");
    world.stop().await;
}

/// The phases a class has gone through.
async fn phases(world: &World, slot: &SlotRow) -> Vec<Phase> {
    let entries = journal::read(world.store(), slot.session.0, 0, 100).await.unwrap();
    let entries = entries.iter().map(|entry| serde_json::from_slice::<Entry<SessionEvent>>(&entry.events).unwrap());
    let phase = |event| if let SessionEvent::PhaseChanged { phase } = event { Some(phase) } else { None };
    entries.flat_map(|entry| entry.events).filter_map(phase).collect()
}
