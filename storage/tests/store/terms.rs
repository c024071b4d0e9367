//! Who is home: claims, sleep and wake, take-overs, and what follows an unknown outcome.

use homeroom_storage::aggregate::{self, Held, Kind};
use homeroom_storage::journal::RunOutcome;
use homeroom_storage::testing::database;
use homeroom_storage::{Store, StoreError};

use crate::cast::{ANA, BO, claim, id, run, second};

#[tokio::test]
async fn the_first_claim_makes_the_row_and_a_second_finds_somebody_home() {
    let store = database().await.store;
    let held = aggregate::claim(&store, id(1), Kind::Session, ANA).await.unwrap();
    assert_eq!(held, Some(Held { id: id(1), kind: Kind::Session, epoch: 1, position: 0, effects_done: 0 }));
    assert_eq!(aggregate::claim(&store, id(1), Kind::Session, BO).await.unwrap(), None);
    assert_eq!(aggregate::claim(&store, id(1), Kind::Session, ANA).await.unwrap(), None);
    assert_eq!(aggregate::held_by(&store, ANA).await.unwrap(), [(id(1), Kind::Session)]);
}

#[tokio::test]
async fn of_many_claims_at_once_one_holds() {
    let store = database().await.store;
    let mut claims = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let store = store.clone();
        claims.spawn(async move { aggregate::claim(&store, id(1), Kind::Session, ANA).await.unwrap() });
    }
    assert_eq!(claims.join_all().await.into_iter().flatten().count(), 1);
}

#[tokio::test]
async fn who_sleeps_is_woken_by_a_claim_in_a_new_term() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let held = claim(&store, id(1)).await;
    lane.append(&[run(&held, 2)]).await.unwrap();
    // Neither an older position nor another term puts it to sleep.
    assert!(!aggregate::sleep(&store, id(1), 1, 0, None).await.unwrap());
    assert!(!aggregate::sleep(&store, id(1), 2, 2, None).await.unwrap());
    assert!(aggregate::sleep(&store, id(1), 1, 2, Some(second(5))).await.unwrap());
    let row = aggregate::row(&store, id(1)).await.unwrap().unwrap();
    assert_eq!((row.home, row.epoch, row.wake_at), (None, 2, Some(second(5))));
    assert_eq!(lane.append(&[run(&Held { position: 2, ..held }, 1)]).await.unwrap(), [RunOutcome::Fenced]);
    let woken = aggregate::claim(&store, id(1), Kind::Session, BO).await.unwrap().unwrap();
    assert_eq!((woken.epoch, woken.position), (3, 2));
    assert_eq!(aggregate::row(&store, id(1)).await.unwrap().unwrap().wake_at, None);
}

async fn asleep(store: &Store, n: u128, wake_at: Option<i64>) {
    let held = claim(store, id(n)).await;
    assert!(aggregate::sleep(store, id(n), held.epoch, 0, wake_at.map(second)).await.unwrap());
}

#[tokio::test]
async fn what_is_due_is_claimed_longest_due_first_and_nothing_else() {
    let store = database().await.store;
    for (n, wake_at) in [(1, Some(30)), (2, Some(10)), (3, Some(20)), (4, None), (5, Some(31))] {
        asleep(&store, n, wake_at).await;
    }
    claim(&store, id(6)).await;
    let ids = |held: Vec<Held>| {
        let mut ids: Vec<_> = held.into_iter().map(|held| (held.id, held.epoch)).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(aggregate::claim_due(&store, BO, second(9), 10).await.unwrap()), []);
    assert_eq!(ids(aggregate::claim_due(&store, BO, second(30), 2).await.unwrap()), [(id(2), 3), (id(3), 3)]);
    assert_eq!(ids(aggregate::claim_due(&store, BO, second(30), 10).await.unwrap()), [(id(1), 3)]);
    assert_eq!(aggregate::held_by(&store, BO).await.unwrap(), [id(1), id(2), id(3)].map(|id| (id, Kind::Session)));
}

#[tokio::test]
async fn two_nodes_that_look_for_what_is_due_never_get_the_same() {
    let store = database().await.store;
    for n in 0..40 {
        asleep(&store, n, Some(1)).await;
    }
    let claims = || async {
        let mut held = Vec::new();
        for _ in 0..5 {
            held.extend(aggregate::claim_due(&store, ANA, second(1), 10).await.unwrap());
        }
        held.into_iter().map(|held| held.id).collect::<Vec<_>>()
    };
    let (mut ids, more) = tokio::join!(claims(), claims());
    ids.extend(more);
    ids.sort();
    assert_eq!(ids, (0..40).map(id).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_take_over_moves_what_the_dead_held_and_nothing_else() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let held = claim(&store, id(1)).await;
    lane.append(&[run(&held, 3)]).await.unwrap();
    asleep(&store, 2, None).await;
    aggregate::claim(&store, id(3), Kind::Session, BO).await.unwrap();
    let taken = aggregate::take_over(&store, &[id(1), id(2), id(3), id(4)], ANA, BO).await.unwrap();
    assert_eq!(taken, [Held { id: id(1), kind: Kind::Session, epoch: 2, position: 3, effects_done: 0 }]);
    assert!(aggregate::held_by(&store, ANA).await.unwrap().is_empty());
    assert_eq!(aggregate::row(&store, id(3)).await.unwrap().unwrap().epoch, 1);
}

#[tokio::test]
async fn a_take_over_gives_up_on_a_row_that_stays_locked() {
    let store = database().await.store;
    claim(&store, id(1)).await;
    let mut frozen = store.pool().begin().await.unwrap();
    sqlx::query("select from aggregate for update").execute(&mut *frozen).await.unwrap();
    let error = aggregate::take_over(&store, &[id(1)], ANA, BO).await.unwrap_err();
    assert!(matches!(&error, StoreError::Refused { code, .. } if code == "55P03"), "{error}");
    frozen.rollback().await.unwrap();
    // The time-out was of that transaction alone, and so was the lock.
    let timeout: String = sqlx::query_scalar("show lock_timeout").fetch_one(store.pool()).await.unwrap();
    assert_eq!(timeout, "0");
    assert_eq!(aggregate::take_over(&store, &[id(1)], ANA, BO).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_regrasp_fences_what_is_still_under_way() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let held = claim(&store, id(1)).await;
    let again = aggregate::regrasp(&store, id(1), held.epoch).await.unwrap().unwrap();
    assert_eq!(again, Held { epoch: 2, ..held });
    assert_eq!(lane.append(&[run(&held, 1)]).await.unwrap(), [RunOutcome::Fenced]);
    assert_eq!(lane.append(&[run(&again, 1)]).await.unwrap(), [RunOutcome::Committed]);
    assert_eq!(aggregate::regrasp(&store, id(1), held.epoch).await.unwrap(), None);
}

#[tokio::test]
async fn a_reclaim_needs_no_term_but_only_whoever_is_home_may() {
    let store = database().await.store;
    let held = claim(&store, id(1)).await;
    // An answer of a regrasp was lost: the term we know is over, and we are home all the same.
    aggregate::regrasp(&store, id(1), held.epoch).await.unwrap();
    assert_eq!(aggregate::reclaim(&store, id(1), ANA).await.unwrap(), Some(Held { epoch: 3, ..held }));
    assert_eq!(aggregate::reclaim(&store, id(1), BO).await.unwrap(), None);
    assert_eq!(aggregate::reclaim(&store, id(2), ANA).await.unwrap(), None);
    aggregate::sleep(&store, id(1), 3, 0, None).await.unwrap();
    assert_eq!(aggregate::reclaim(&store, id(1), ANA).await.unwrap(), None);
}
