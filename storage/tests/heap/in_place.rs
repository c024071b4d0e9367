//! What an append writes stands in no index, so that Postgres updates the aggregate's row in place and the table does not
//! grow.
//!
//! A program of its own: a transaction that writes, in whatever database of the cluster, keeps Postgres from making room on
//! a page meanwhile, and the neighbours in `store` have many and long ones.

use std::time::Duration;

use homeroom_storage::Store;
use homeroom_storage::aggregate::Held;
use homeroom_storage::journal::RunOutcome;
use homeroom_storage::testing::database;

use crate::cast::{ANA, claim, id, run};

/// As under the load STORE was measured with: many sessions, of which a commit writes to a few.
const AGGREGATES: usize = 200;
/// Aggregates that one commit writes to.
const BATCH: usize = 20;

/// A neighbour on the cluster, whoever it is, can only make the share smaller; an index on what is written makes it none.
const ATTEMPTS_MAX: usize = 5;

/// One after the other: making a database is such a transaction too.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Appends so many times, to each aggregate in turn; the share of their rows' updates that were done in place, in percent.
async fn in_place_percent(store: &Store, appends: usize) -> i64 {
    let mut lane = store.lane(ANA).await.unwrap();
    let mut held: Vec<Held> = Vec::new();
    for n in 0..AGGREGATES {
        held.push(claim(store, id(n as u128)).await);
    }
    for batch in 0..appends / BATCH {
        let first = batch * BATCH % AGGREGATES;
        let held = &mut held[first..first + BATCH];
        let runs: Vec<_> = held.iter().map(|held| run(held, 1)).collect();
        let outcomes = lane.append(&runs).await.unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == RunOutcome::Committed));
        held.iter_mut().for_each(|held| held.position += 1);
    }
    // A backend hands in its statistics when it ends.
    lane.close().await;
    let expected = i64::try_from(appends).unwrap();
    for _ in 0..200 {
        let (updates, in_place): (i64, i64) =
            sqlx::query_as("select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'aggregate'")
                .fetch_one(store.pool())
                .await
                .unwrap();
        if updates >= expected {
            println!("{in_place} of {updates} updates in place");
            return in_place * 100 / updates;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the statistics of {expected} updates do not arrive");
}

#[tokio::test]
async fn more_than_95_of_100_updates_are_in_place_after_10_000_appends() {
    let _alone = ALONE.lock().await;
    let mut best = 0;
    for _ in 0..ATTEMPTS_MAX {
        best = best.max(in_place_percent(&database().await.store, 10_000).await);
        if best > 95 {
            return;
        }
    }
    panic!("{best} % at best");
}

#[tokio::test]
async fn an_index_on_what_an_append_writes_would_be_noticed() {
    let _alone = ALONE.lock().await;
    let store = database().await.store;
    sqlx::query("create index on aggregate (position)").execute(store.pool()).await.unwrap();
    let percent = in_place_percent(&store, 1_000).await;
    assert!(percent < 5, "{percent} %");
}
