//! The top of the hour, in short (S13): classes end and classes begin in the same second, and everybody comes at once.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::permit::Phase;
use homeroom_protocol::rest::join::Outcome;
use homeroom_storage::sessions;
use homeroom_tests::clock::{now, until};
use homeroom_tests::journal;
use homeroom_tests::person::Person;
use homeroom_tests::world::World;

/// Classes that end, and as many that begin.
const ROOMS: usize = 6;
/// People who come to each that begins; two more than there are seats.
const COMERS: usize = 12;
const SEATS: u32 = 10;
/// From the planting until the hour: long enough for everybody to sign in, on a slow machine too.
const BEFORE: Duration = Duration::from_secs(12);
/// How long after the hour everything that is bound to happen may take.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn classes_end_and_begin_in_one_second_each_once_with_everybody_in_once() {
    let world = World::open().await;
    let hour = now().plus(BEFORE);
    let (mut ending, mut beginning) = (Vec::new(), Vec::new());
    for _ in 0..ROOMS {
        let mut before = world.planned(SEATS);
        before.ends_at = hour;
        let mut after = world.planned(SEATS);
        (after.starts_at, after.ends_at) = (hour, hour.plus(Duration::from_secs(60 * 60)));
        for row in [&before, &after] {
            sessions::put(&world.store, row).await.unwrap();
        }
        let (_, socket) = world.student("Jonah").await.enter(before.id).await;
        ending.push((before.id, socket));
        beginning.push(after.id);
    }
    let mut comers: Vec<(SessionId, Person)> = Vec::new();
    for session in &beginning {
        for n in 0..COMERS {
            comers.push((*session, world.student(&format!("Student {n}")).await));
        }
    }
    until(BEFORE * 2, "the hour", async || (now() >= hour).then_some(())).await;
    let coming: Vec<_> =
        comers.into_iter().map(|(session, who)| tokio::spawn(async move { (who.join(session).await, who) })).collect();
    let mut outcomes: BTreeMap<bool, usize> = BTreeMap::new();
    for one in coming {
        let (joined, _) = one.await.unwrap();
        *outcomes.entry(joined.outcome == Outcome::Seated).or_default() += 1;
    }
    let seated = ROOMS * SEATS as usize;
    assert_eq!(outcomes, BTreeMap::from([(false, ROOMS * COMERS - seated), (true, seated)]));

    for session in beginning {
        let events = until(PATIENCE, "the class goes live", async || {
            let events = journal::events(&world.store, session).await;
            events.contains(&SessionEvent::PhaseChanged { phase: Phase::Live }).then_some(events)
        })
        .await;
        let count = |wanted: &dyn Fn(&SessionEvent) -> bool| events.iter().filter(|event| wanted(event)).count();
        assert_eq!(count(&|event| matches!(event, SessionEvent::Announced { .. })), 1);
        assert_eq!(count(&|event| matches!(event, SessionEvent::PhaseChanged { phase: Phase::Live })), 1);
        let mut people: Vec<PersonId> = events.iter().filter_map(came).collect();
        people.sort_unstable();
        people.dedup();
        assert_eq!((people.len(), count(&|event| came(event).is_some())), (COMERS, COMERS), "each came once");
    }
    for (session, mut socket) in ending {
        until(PATIENCE, "the class closes", async || {
            let events = journal::events(&world.store, session).await;
            let closed = |event: &&SessionEvent| matches!(event, SessionEvent::PhaseChanged { phase: Phase::Closing });
            (events.iter().filter(closed).count() == 1).then_some(())
        })
        .await;
        assert!(socket.say("See you next week").await.is_ok(), "who is in may finish their sentence");
    }
}

/// Whose coming an event is.
fn came(event: &SessionEvent) -> Option<PersonId> {
    if let SessionEvent::Seated { who, .. } | SessionEvent::Watched { who, .. } = event {
        Some(who.person)
    } else {
        None
    }
}
