//! The start of a node after the one before it died.

use homeroom_protocol::ids::IncarnationId;
use homeroom_storage::journal::AppendError;
use homeroom_storage::testing::database;
use homeroom_storage::{aggregate, keys, node};
use uuid::Uuid;

use crate::cast::{BO, claim, id, run, second};

#[tokio::test]
async fn a_start_names_the_incarnation_before_it_under_the_same_name() {
    let store = database().await.store;
    let [first, second_run, other] = [1, 2, 3].map(|n| IncarnationId(Uuid::from_u128(n)));
    assert_eq!(node::start(&store, "north", first, second(1)).await.unwrap(), None);
    assert_eq!(node::start(&store, "south", other, second(1)).await.unwrap(), None);
    assert_eq!(node::start(&store, "north", second_run, second(2)).await.unwrap(), Some(first));
}

/// The predecessor has an id of its own: lanes are ended by name, and other tests have lanes on this cluster.
#[tokio::test]
async fn the_lanes_of_a_predecessor_are_ended_and_gone_and_what_it_held_is_taken_over() {
    let store = database().await.store;
    let dead = IncarnationId(Uuid::from_u128(u128::from(std::process::id()) << 64 | 0xdead));
    let mut lanes = [store.lane(dead).await.unwrap(), store.lane(dead).await.unwrap()];
    let mut living = store.lane(BO).await.unwrap();
    let held = aggregate::claim(&store, id(1), aggregate::Kind::Session, dead).await.unwrap().unwrap();
    assert_eq!(node::end_predecessor(&store, dead).await.unwrap(), 2);
    assert_eq!(node::end_predecessor(&store, dead).await.unwrap(), 0);
    for lane in &mut lanes {
        assert_eq!(lane.append(&[run(&held, 1)]).await.unwrap_err(), AppendError::Unknown);
    }
    let ids = aggregate::held_by(&store, dead).await.unwrap();
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
