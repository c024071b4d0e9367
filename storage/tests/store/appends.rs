//! The append: what is committed, what is fenced, what is refused, and what is not known.

use homeroom_protocol::ids::IncarnationId;
use homeroom_storage::aggregate::{self, Held, Kind};
use homeroom_storage::journal::{self, AppendError, RunOutcome};
use homeroom_storage::node;
use homeroom_storage::testing::database;
use uuid::Uuid;

use crate::cast::{ANA, BO, claim, id, run, second};

#[tokio::test]
async fn entries_of_many_aggregates_are_committed_and_read_back_in_order() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    // Not in the order of their ids, which is the order of the statement.
    let (late, early) = (claim(&store, id(9)).await, claim(&store, id(1)).await);
    let runs = [run(&late, 3), run(&early, 1)];
    assert_eq!(lane.append(&runs).await.unwrap(), [RunOutcome::Committed; 2]);
    assert_eq!(journal::read(&store, id(9), 0, 10).await.unwrap(), runs[0].entries);
    assert_eq!(journal::read(&store, id(9), 1, 1).await.unwrap(), runs[0].entries[1..2]);
    assert_eq!(aggregate::row(&store, id(9)).await.unwrap().unwrap().position, 3);
    assert_eq!(journal::read(&store, id(1), 0, 10).await.unwrap(), runs[1].entries);
}

#[tokio::test]
async fn an_entry_keeps_every_byte_and_its_instant_and_may_have_no_command() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let mut run = run(&claim(&store, id(1)).await, 1);
    run.entries[0].events = "{\"text\":\"a\\u0000b\"}".into();
    run.entries[0].command_id = None;
    run.entries[0].at = homeroom_protocol::time::Timestamp::from_millis(-86_399_999);
    lane.append(std::slice::from_ref(&run)).await.unwrap();
    assert_eq!(journal::read(&store, id(1), 0, 10).await.unwrap(), run.entries);
}

#[tokio::test]
async fn the_cursor_of_effects_moves_without_an_entry() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let mut held = claim(&store, id(1)).await;
    lane.append(&[run(&held, 2)]).await.unwrap();
    held.position = 2;
    assert_eq!(lane.append(&[run(&held, 0)]).await.unwrap(), [RunOutcome::Committed]);
    let row = aggregate::row(&store, id(1)).await.unwrap().unwrap();
    assert_eq!((row.position, row.effects_done), (2, 2));
}

#[tokio::test]
async fn a_former_home_is_fenced_alone() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let (lost, kept) = (claim(&store, id(1)).await, claim(&store, id(2)).await);
    let unknown = claim(&store, id(3)).await;
    aggregate::take_over(&store, &[id(1)], ANA, BO).await.unwrap();
    let mut nowhere = run(&unknown, 1);
    nowhere.id = id(4);
    let outcomes = lane.append(&[run(&lost, 1), run(&kept, 1), nowhere]).await.unwrap();
    assert_eq!(outcomes, [RunOutcome::Fenced, RunOutcome::Committed, RunOutcome::Fenced]);
    assert!(journal::read(&store, id(1), 0, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_run_that_does_not_continue_the_journal_is_fenced() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let held = claim(&store, id(1)).await;
    let mut ahead = held;
    ahead.position = 1;
    assert_eq!(lane.append(&[run(&ahead, 1)]).await.unwrap(), [RunOutcome::Fenced]);
    assert_eq!(lane.append(&[run(&held, 1)]).await.unwrap(), [RunOutcome::Committed]);
    assert_eq!(lane.append(&[run(&held, 1)]).await.unwrap(), [RunOutcome::Fenced]);
}

#[tokio::test]
async fn a_poisoned_batch_costs_only_the_aggregate_that_poisons_it() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let (mut first, mut bad) = (claim(&store, id(1)).await, claim(&store, id(2)).await);
    let last = claim(&store, id(3)).await;
    aggregate::take_over(&store, &[id(3)], ANA, BO).await.unwrap();
    lane.append(&[run(&first, 1), run(&bad, 1)]).await.unwrap();
    (first.position, bad.position) = (1, 1);
    let mut twice = run(&bad, 1);
    twice.entries[0].command_id = run(&Held { position: 0, ..bad }, 1).entries[0].command_id;
    let outcomes = lane.append(&[run(&first, 1), twice, run(&last, 1)]).await.unwrap();
    assert_eq!(outcomes, [RunOutcome::Committed, RunOutcome::Refused, RunOutcome::Fenced]);
    assert_eq!(journal::read(&store, id(2), 0, 10).await.unwrap().len(), 1);
    assert_eq!(aggregate::row(&store, id(2)).await.unwrap().unwrap().position, 1);
    // The connection lives on.
    assert_eq!(lane.append(&[run(&bad, 1)]).await.unwrap(), [RunOutcome::Committed]);
}

/// Runs that move only the cursor fence nobody, so every lane writes to every row in every round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lanes_that_write_to_the_same_rows_in_any_order_never_deadlock() {
    let store = database().await.store;
    let home = IncarnationId(Uuid::from_u128(u128::from(std::process::id()) << 64 | 0xdead_10c4));
    let mut runs = Vec::new();
    for n in 0..100 {
        let held = aggregate::claim(&store, id(n), Kind::Session, home).await.unwrap().unwrap();
        runs.push(run(&held, 0));
    }
    let mut lanes = tokio::task::JoinSet::new();
    for n in 0..4 {
        let (mut lane, mut runs) = (store.lane(home).await.unwrap(), runs.clone());
        lanes.spawn(async move {
            for _ in 0..200 {
                runs.rotate_left(7 * n + 1);
                runs.reverse();
                assert_eq!(lane.append(&runs).await.unwrap(), [RunOutcome::Committed; 100]);
            }
            lane.close().await;
        });
    }
    lanes.join_all().await;
    // A backend hands in its statistics when it ends.
    node::end_predecessor(&store, home).await.unwrap();
    let deadlocks: i64 =
        sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
            .fetch_one(store.pool())
            .await
            .unwrap();
    assert_eq!(deadlocks, 0);
}

#[tokio::test]
async fn an_append_whose_backend_was_ended_is_unknown() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let held = claim(&store, id(1)).await;
    assert!(journal::terminate_backend(&store, lane.backend_pid()).await.unwrap());
    assert_eq!(lane.append(&[run(&held, 1)]).await.unwrap_err(), AppendError::Unknown);
}

#[tokio::test]
async fn people_read_the_journal_as_json() {
    let store = database().await.store;
    let mut lane = store.lane(ANA).await.unwrap();
    let mut run = run(&claim(&store, id(1)).await, 1);
    run.entries[0].events = "{\"said\":\"здравей\"}".into();
    run.entries[0].at = second(7);
    lane.append(&[run]).await.unwrap();
    let read = sqlx::query_as::<_, (String, bool)>(
        "select events->>'said', at = timestamptz '2026-11-25 18:00:07Z' from journal_json",
    );
    assert_eq!(read.fetch_one(store.pool()).await.unwrap(), ("здравей".to_owned(), true));
}
