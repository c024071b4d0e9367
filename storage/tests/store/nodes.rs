//! The start of a node after the one before it died.

use homeroom_protocol::ids::IncarnationId;
use homeroom_storage::journal::AppendError;
use homeroom_storage::testing::database;
use homeroom_storage::{aggregate, keys, node};
use uuid::Uuid;

use crate::cast::{BO, claim, id, run, second};

/// An incarnation of this run of the tests alone: lanes are ended by its name, and others have lanes on this cluster.
fn own(n: u128) -> IncarnationId {
    IncarnationId(Uuid::from_u128(u128::from(std::process::id()) << 64 | n))
}

#[tokio::test]
async fn a_start_names_the_incarnation_before_it_under_the_same_name() {
    let store = database().await.store;
    let [first, second_run, other] = [1, 2, 3].map(|n| IncarnationId(Uuid::from_u128(n)));
    assert_eq!(node::start(&store, "north", first, second(1)).await.unwrap(), None);
    assert_eq!(node::start(&store, "south", other, second(1)).await.unwrap(), None);
    assert_eq!(node::start(&store, "north", second_run, second(2)).await.unwrap(), Some(first));
}

/// A node that dies between its start and its take-over leaves what the one before it held; so may the next and the next.
#[tokio::test]
async fn what_a_run_held_is_found_again_after_any_number_of_starts_that_died_before_they_took_over() {
    let store = database().await.store;
    let runs: Vec<_> = (1..=4).map(|n| own(0x100 + n)).collect();
    node::start(&store, "north", runs[0], second(1)).await.unwrap();
    aggregate::claim(&store, id(1), aggregate::Kind::Session, runs[0]).await.unwrap().unwrap();
    assert_eq!(node::orphaning(&store).await.unwrap(), [], "it lives");
    for (n, pair) in (2..).zip(runs.windows(2)) {
        assert_eq!(node::start(&store, "north", pair[1], second(n)).await.unwrap(), Some(pair[0]));
        assert_eq!(node::orphaning(&store).await.unwrap(), [runs[0]]);
    }
    aggregate::take_over(&store, &[id(1)], runs[0], runs[3]).await.unwrap();
    assert_eq!(node::orphaning(&store).await.unwrap(), []);
}

#[tokio::test]
async fn starts_at_once_under_one_name_follow_each_other_and_none_is_passed_over() {
    let store = database().await.store;
    let runs: Vec<_> = (1..=6).map(|n| own(0x200 + n)).collect();
    let mut starts = tokio::task::JoinSet::new();
    for run in runs.clone() {
        let store = store.clone();
        starts.spawn(async move { node::start(&store, "north", run, second(1)).await.unwrap() });
    }
    let mut before = starts.join_all().await;
    before.push(node::start(&store, "north", own(0x300), second(2)).await.unwrap());
    before.sort();
    let expected: Vec<_> = std::iter::once(None).chain(runs.into_iter().map(Some)).collect();
    assert_eq!(before, expected);
}

#[tokio::test]
async fn the_lanes_of_a_predecessor_are_ended_and_gone_and_what_it_held_is_taken_over() {
    let store = database().await.store;
    let dead = own(0xdead);
    let mut lanes = [store.lane(dead).await.unwrap(), store.lane(dead).await.unwrap()];
    let mut living = store.lane(BO).await.unwrap();
    let held = aggregate::claim(&store, id(1), aggregate::Kind::Session, dead).await.unwrap().unwrap();
    assert_eq!(node::end_predecessor(&store, dead).await.unwrap(), 2);
    assert_eq!(node::end_predecessor(&store, dead).await.unwrap(), 0);
    for lane in &mut lanes {
        assert_eq!(lane.append(&[run(&held, 1)]).await.unwrap_err(), AppendError::Unknown);
    }
    let held = aggregate::held_by(&store, dead).await.unwrap();
    let ids: Vec<_> = held.into_iter().map(|(id, _)| id).collect();
    let taken = aggregate::take_over(&store, &ids, dead, BO).await.unwrap();
    living.append(&[run(&taken[0], 1), run(&claim(&store, id(2)).await, 1)]).await.unwrap();
    assert_eq!(aggregate::row(&store, id(1)).await.unwrap().unwrap().position, 1);
}

#[tokio::test]
async fn nodes_that_make_a_key_at_once_all_get_the_same() {
    let store = database().await.store;
    let mut made = tokio::task::JoinSet::new();
    for n in 0..10_u8 {
        let store = store.clone();
        made.spawn(async move { keys::load_or_make(&store, "access", &[n; 32], second(1)).await.unwrap() });
    }
    let made = made.join_all().await;
    assert!(made.iter().all(|key| key == &made[0] && key.len() == 32));
    assert_ne!(keys::load_or_make(&store, "ticket", &[99; 32], second(1)).await.unwrap(), made[0]);
}
