//! Sleep and waking, on a clock that the test turns.

use std::time::Duration;

use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::limits::{ATTENDANCE_FILED_AFTER, CLOSING_SPAN, GRACE, PASSIVATE_AFTER, SEAT_HOLD};
use homeroom_protocol::permit::{Phase, Role};
use homeroom_protocol::rest::join::Outcome;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Kind};
use homeroom_storage::journal;

use super::scene::Scene;
use crate::kit::clock::Clock;

const START: Timestamp = Timestamp::from_millis(1_795_600_000_000);
/// Nothing here takes longer unless it hangs.
const LOOKS_MAX: usize = 1_000;

async fn until(scene: &Scene, asleep: bool) {
    for _ in 0..LOOKS_MAX {
        let row = aggregate::row(&scene.database.store, scene.session.0).await.unwrap().unwrap();
        if row.home.is_none() == asleep {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("asleep: {asleep} was never seen");
}

#[tokio::test]
async fn a_hold_that_ends_while_nobody_looks_frees_the_seat() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    let (mira, tomas) = (scene.person("Mira", Role::Student).await, scene.person("Tomas", Role::Student).await);
    assert_eq!(scene.join(mira).await.unwrap().outcome, Outcome::Seated);
    clock.crank(SEAT_HOLD.saturating_sub(Duration::from_millis(1)));
    assert_eq!(scene.join(tomas).await.unwrap().outcome, Outcome::Overflow);
    clock.crank(Duration::from_millis(1));
    assert_eq!(scene.join(tomas).await.unwrap().outcome, Outcome::Seated);
}

#[tokio::test]
async fn a_session_without_anybody_falls_asleep_and_its_deadline_wakes_it() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    let mira = scene.person("Mira", Role::Student).await;
    let mut socket = scene.enter(mira).await;
    socket.welcome().await;
    drop(socket);
    settle().await;
    clock.crank(GRACE);
    settle().await;
    clock.crank(PASSIVATE_AFTER);
    until(&scene, true).await;
    let row = aggregate::row(&scene.database.store, scene.session.0).await.unwrap().unwrap();
    assert_eq!(row.wake_at, Some(START.plus(Duration::from_secs(3_300))));
    // The end of the hour comes, and nobody asks: the node itself wakes the session.
    let entries = journal::read(&scene.database.store, scene.session.0, 0, 1_000).await.unwrap().len();
    clock.crank(Duration::from_secs(3_600));
    until(&scene, false).await;
    // And it does what was due while it slept, in its order and at its times.
    let ends_at = START.plus(Duration::from_secs(3_300));
    let mut due = Vec::new();
    for _ in 0..LOOKS_MAX {
        let rows = journal::read(&scene.database.store, scene.session.0, 0, 1_000).await.unwrap();
        due = rows[entries..].iter().flat_map(|row| events(&row.events)).collect();
        if due.len() >= 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let over = ends_at.plus(CLOSING_SPAN);
    let wanted = [
        SessionEvent::PhaseChanged { phase: Phase::Closing },
        SessionEvent::Ended { at: over, by: None },
        SessionEvent::AttendanceFiled { version: 1, at: over.plus(ATTENDANCE_FILED_AFTER), quiz: false },
    ];
    assert_eq!(due, wanted);
    // Asleep again, it has nothing left to wake for.
    settle().await;
    clock.crank(PASSIVATE_AFTER);
    until(&scene, true).await;
    let row = aggregate::row(&scene.database.store, scene.session.0).await.unwrap().unwrap();
    assert_eq!(row.wake_at, None);
}

fn events(row: &[u8]) -> Vec<SessionEvent> {
    serde_json::from_slice::<Entry<SessionEvent>>(row).unwrap().events
}

#[tokio::test]
async fn a_sleeping_session_wakes_for_whoever_comes() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    scene.handle().await;
    settle().await;
    clock.crank(PASSIVATE_AFTER);
    until(&scene, true).await;
    let mira = scene.person("Mira", Role::Student).await;
    assert_eq!(scene.join(mira).await.unwrap().seat, Some(1));
}

#[tokio::test]
async fn a_session_that_was_taken_hold_of_and_never_started_is_started_before_long() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    let directory = scene.sessions().directory;
    // Whoever asked for it went away between the claim and the start.
    let claimed =
        aggregate::claim(&scene.database.store, scene.session.0, Kind::Session, directory.world.incarnation).await;
    assert!(claimed.unwrap().is_some());
    for _ in 0..LOOKS_MAX {
        if directory.running(scene.session).is_some() {
            return;
        }
        clock.crank(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it was never started");
}

/// Lets what was just said reach the actor and be committed, which no clock of ours decides.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}
