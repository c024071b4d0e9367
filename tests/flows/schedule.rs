//! The timetable: what comes next is told to anybody, and classes open while nobody asks. The server's clock is the
//! machine's, so the hours here are planned around now; scenes with a cranked clock are in `http/tests/served/schedule.rs`
//! (the page and the doors) and `actors/src/jobs/tests.rs` (the next day's job).

use std::time::Duration;

use homeroom_protocol::ids::CourseId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::permit::Phase;
use homeroom_protocol::rest::schedule::NextSlots;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::timetable::{self, RuleRow, SlotRow};
use homeroom_storage::{courses, testing};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::journal;
use homeroom_tests::timetable::daily;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use homeroom_timetable::{Reach, Wish, fill};

const MINUTE: Duration = Duration::from_secs(60);
/// A job is told of at once and the timetable is looked at each second.
const SEEN_WITHIN: Duration = Duration::from_secs(20);

/// The slot that begins next after `from`.
async fn slot(world: &World, from: Timestamp) -> SlotRow {
    let slots = timetable::slots(&world.store, from, from.plus(MINUTE * 24 * 60), &[]).await.unwrap();
    slots.into_iter().find(|slot| slot.course == world.course).unwrap()
}

#[tokio::test]
async fn a_server_that_starts_fills_two_weeks_and_tells_anybody_what_comes_next() {
    let database = testing::database().await;
    let course = CourseId(uuid());
    courses::put(&database.store, course, "Bulgarian A1").await.unwrap();
    let rule = daily(course, "daily", now().plus(MINUTE * 90));
    timetable::put_rule(&database.store, &rule).await.unwrap();
    let world = World::on(&database.url, database.store).await;
    let server = world.server.address();
    let path = format!("/v1/schedule/next?course={course}&zone=Asia/Kathmandu&limit=50");
    let next = until(SEEN_WITHIN, "the two weeks are told", async || {
        let next: NextSlots = Ask::get(&path).send(server).await.good();
        (next.slots.len() == 14).then_some(next)
    })
    .await;
    assert!(next.slots.is_sorted_by_key(|slot| slot.starts_at));
    let first = &next.slots[0];
    assert!(now() < first.starts_at && first.starts_at < now().plus(MINUTE * 91));
    assert_eq!((first.course.as_str(), first.sessions[0].capacity), ("Bulgarian A1", 12));
    assert!(first.local_starts_at.ends_with("+05:45"), "{}", first.local_starts_at);
    assert!(now().since(next.server_time) < Duration::from_secs(10));
}

#[tokio::test]
async fn a_class_of_the_timetable_opens_its_doors_before_anybody_asks() {
    let world = World::open().await;
    // Planned a while ago, it begins in some minutes.
    let rule = daily(world.course, "daily", now().plus(MINUTE * 6));
    let wish = Wish { days: 1, reach: Reach::Add };
    fill(&world.store, now().minus(MINUTE * 30), wish, &[rule]).await.unwrap();
    let class = slot(&world, now()).await;
    let open = until(SEEN_WITHIN, "the doors open by themselves", async || {
        let events = journal::events(&world.store, class.session).await;
        events.into_iter().find(|event| matches!(event, SessionEvent::PhaseChanged { .. }))
    });
    assert_eq!(open.await, SessionEvent::PhaseChanged { phase: Phase::Doors });
    assert!(world.student("Ines").await.join(class.session).await.seat.is_some());
}

#[tokio::test]
async fn a_class_that_is_moved_is_told_while_it_is_awake() {
    let world = World::open().await;
    let rule = daily(world.course, "daily", now().plus(MINUTE * 120));
    let wish = Wish { days: 1, reach: Reach::Add };
    fill(&world.store, now(), wish, std::slice::from_ref(&rule)).await.unwrap();
    let class = slot(&world, now()).await;
    // Who asks too early is refused, and the class is awake.
    world.student("Ines").await.try_join(class.session).await;
    until(SEEN_WITHIN, "the class is announced", async || {
        (!journal::events(&world.store, class.session).await.is_empty()).then_some(())
    })
    .await;
    // The server has seen the slot as it is; the rule makes it shorter.
    let path = format!("/v1/schedule/next?course={}", world.course);
    let server = world.server.address();
    until(SEEN_WITHIN, "the slot is told", async || {
        let next: NextSlots = Ask::get(&path).send(server).await.good();
        (next.slots.first().is_some_and(|slot| slot.ends_at == class.ends_at)).then_some(())
    })
    .await;
    let shorter = RuleRow { version: 2, minutes: 30, ..rule };
    let only_added = fill(&world.store, now(), wish, std::slice::from_ref(&shorter)).await.unwrap();
    assert_eq!((only_added.done.len(), only_added.waiting.len()), (0, 1), "it is told before anything moves");
    fill(&world.store, now(), Wish { reach: Reach::Move, ..wish }, &[shorter]).await.unwrap();
    let facts = until(SEEN_WITHIN, "the class is amended", async || {
        let events = journal::events(&world.store, class.session).await;
        events
            .into_iter()
            .find_map(|event| if let SessionEvent::Amended { facts } = event { Some(facts) } else { None })
    })
    .await;
    assert_eq!(facts.ends_at, class.starts_at.plus(MINUTE * 30));
}
