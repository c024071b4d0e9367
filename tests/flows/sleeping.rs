//! What is due while nobody looks.

use std::time::Duration;

use bytes::Bytes;
use homeroom_protocol::ids::{IncarnationId, PersonId, SignInId};
use homeroom_protocol::journal::v1::{Entry, Participant, SessionEvent, SessionFacts, VERSION};
use homeroom_protocol::permit::{Phase, Role};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Kind};
use homeroom_storage::journal::{JournalEntry, Run, RunOutcome};
use homeroom_storage::sessions::{self, SessionRow};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::journal;
use homeroom_tests::world::World;

/// What sleeps is looked at each second.
const WOKEN_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_hold_that_ends_while_nobody_looks_is_released() {
    let world = World::open().await;
    let class = world.planned(1);
    sessions::put(&world.store, &class).await.unwrap();
    let absent = world.stranger("Aylin").await;
    homeroom_storage::courses::enrol(&world.store, world.course, absent, Role::Student).await.unwrap();
    // A node of yesterday gave a seat away and went to sleep; the hold has ended since.
    let held_until = now().minus(Duration::from_secs(1));
    sleep_with_a_seat_held(&world, &class, absent, held_until).await;

    let released = until(WOKEN_WITHIN, "the hold ends by itself", async || {
        let events = journal::events(&world.store, class.id).await;
        events.into_iter().find(|event| matches!(event, SessionEvent::HoldEnded { .. }))
    });
    assert_eq!(released.await, SessionEvent::HoldEnded { person: absent });
    let joined = world.student("Jonah").await.join(class.id).await;
    assert_eq!(joined.seat, Some(1), "the seat is free");
}

#[tokio::test]
async fn a_class_that_was_to_end_while_nobody_looked_has_ended() {
    let world = World::open().await;
    let mut class = world.planned(1);
    class.starts_at = now().minus(Duration::from_secs(2 * 60 * 60));
    class.ends_at = now().minus(Duration::from_secs(60 * 60));
    sessions::put(&world.store, &class).await.unwrap();
    let absent = world.stranger("Aylin").await;
    sleep_with_a_seat_held(&world, &class, absent, class.starts_at).await;
    let ended = until(WOKEN_WITHIN, "the class ends by itself", async || {
        let events = journal::events(&world.store, class.id).await;
        events.into_iter().find(|event| matches!(event, SessionEvent::Ended { .. }))
    });
    let SessionEvent::Ended { by, .. } = ended.await else { panic!("it ended") };
    assert_eq!(by, None, "its time was up");
}

/// Writes the journal of a class in which one seat is held, and puts it to sleep until the hold ends.
async fn sleep_with_a_seat_held(world: &World, class: &SessionRow, person: PersonId, held_until: Timestamp) {
    let facts = SessionFacts {
        course: class.course,
        title: class.title.clone(),
        summary: class.summary.clone(),
        capacity: class.capacity,
        starts_at: class.starts_at,
        ends_at: class.ends_at,
        lesson: None,
        lobby: false,
    };
    let who = Participant { person, name: "Aylin".to_owned(), role: Role::Student, sign_in: SignInId(uuid()) };
    let happened = [
        vec![
            SessionEvent::Announced { facts },
            SessionEvent::PhaseChanged { phase: Phase::Doors },
            SessionEvent::PhaseChanged { phase: Phase::Live },
        ],
        vec![SessionEvent::Seated { who, seat: Some(1), held_until: Some(held_until) }],
    ];
    let entries = (1..).zip(happened).map(|(position, events)| {
        let entry = Entry { v: VERSION, by: None, digest: None, audit: None, events };
        let events = Bytes::from(serde_json::to_vec(&entry).unwrap());
        JournalEntry { position, command_id: None, events, at: class.starts_at }
    });
    let node = IncarnationId(uuid());
    let held = aggregate::claim(&world.store, class.id.0, Kind::Session, node).await.unwrap().unwrap();
    let mut lane = world.store.lane(node).await.unwrap();
    let run = Run { id: held.id, epoch: held.epoch, expected: 0, effects_done: 0, entries: entries.collect() };
    assert_eq!(lane.append(&[run]).await.unwrap(), [RunOutcome::Committed]);
    assert!(aggregate::sleep(&world.store, held.id, held.epoch, 2, Some(held_until)).await.unwrap());
}
