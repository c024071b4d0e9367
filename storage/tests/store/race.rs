//! The race: two homes fence each other over 20 aggregates, each going on to write until it is told no; lanes are killed
//! in the middle of a commit, rows are locked by a bystander so that statements come late, answers are lost, and what
//! continues an entry is on its way before the entry is known to be in. No entry that was acknowledged may be lost, none
//! that was denied may appear, none may be written in another's term, and positions have no gap.
//!
//! With any one of the conditions left out the same race has to find a violation, or it proves nothing.

mod dice;
mod home;
mod ledger;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use homeroom_protocol::ids::IncarnationId;
use homeroom_storage::node;
use homeroom_storage::testing::database;
use uuid::Uuid;

use crate::cast::id;
use dice::Dice;
use home::Home;
use ledger::{Found, Ledger};

const AGGREGATES: u128 = 20;
/// How long the whole race runs unless `HOMEROOM_RACE_SECONDS` says otherwise.
const RACE_SECONDS: u64 = 10;
/// A round of a race that has to be lost, and how many there are at most.
const SABOTAGE_ROUND: Duration = Duration::from_secs(1);
const SABOTAGE_ROUNDS_MAX: u32 = 20;

/// What is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sabotage {
    Nothing,
    Epoch,
    Position,
    Regrasp,
}

impl Sabotage {
    /// The append without the condition.
    fn statement(self) -> &'static str {
        let (_, append) = homeroom_storage::statements::ALL.iter().find(|(name, _)| *name == "append::APPEND").unwrap();
        let without = match self {
            Self::Nothing | Self::Regrasp => return append,
            Self::Epoch => append.replace(" and a.epoch = h.epoch", ""),
            Self::Position => append.replace(" and a.position = h.expected", ""),
        };
        assert_ne!(&without, append, "the condition stands in the statement no more");
        without.leak()
    }
}

/// Races for so long in a database of its own.
async fn race(sabotage: Sabotage, length: Duration, seed: u64) -> Found {
    let store = database().await.store;
    let ledger = Arc::new(Ledger::default());
    let stop = Arc::new(AtomicBool::new(false));
    // Lanes are ended by their incarnation's name, and other races have lanes on this cluster.
    let incarnation = |side: u128| {
        IncarnationId(Uuid::from_u128(u128::from(std::process::id()) << 80 | u128::from(seed) << 8 | side))
    };
    let (north, south) = (incarnation(1), incarnation(2));
    let mut homes = tokio::task::JoinSet::new();
    for (me, other, half) in [(north, south, 0..10), (south, north, 10..20)] {
        let dice = Dice::new(seed ^ me.0.as_u128() as u64);
        let home = Home::new(store.clone(), (me, other), sabotage, dice, ledger.clone());
        homes.spawn(home.live(half.map(id).collect(), stop.clone()));
    }
    tokio::time::sleep(length).await;
    stop.store(true, Ordering::Relaxed);
    while let Some(home) = homes.join_next().await {
        home.unwrap();
    }
    // What was dropped in the middle may still be at work; only when its backend is gone is the journal complete.
    for me in [north, south] {
        node::end_predecessor(&store, me).await.unwrap();
    }
    let found = ledger.compare(&store).await;
    let deadlocks: i64 =
        sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
            .fetch_one(store.pool())
            .await
            .unwrap();
    println!("{sabotage:?}, seed {seed}, {} s: {found}, {deadlocks} deadlocks", length.as_secs());
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_homes_that_fence_each_other_lose_nothing_and_double_nothing() {
    let seconds = std::env::var("HOMEROOM_RACE_SECONDS").map_or(RACE_SECONDS, |text| text.parse().unwrap());
    let found = race(Sabotage::Nothing, Duration::from_secs(seconds), 1).await;
    assert!(found.is_clean(), "{found}");
    // A race in which nothing happened proves nothing.
    assert!(found.acked > 200 && found.fenced > 10 && found.unknown > 10 && found.taken > 10, "{found}");
}

/// Races with something left out until the violation that it has to lead to is found.
async fn is_caught(sabotage: Sabotage, violation: fn(&Found) -> usize) {
    for round in 1..=SABOTAGE_ROUNDS_MAX {
        let seed = u64::from(round) << 8 | sabotage as u64;
        if violation(&race(sabotage, SABOTAGE_ROUND, seed).await) > 0 {
            return;
        }
    }
    panic!("{sabotage:?} was left out, and {SABOTAGE_ROUNDS_MAX} rounds did not notice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_epoch_condition_former_homes_write() {
    is_caught(Sabotage::Epoch, |found| found.stale).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_position_condition_there_are_gaps() {
    is_caught(Sabotage::Position, |found| found.gaps).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_regrasp_entries_that_were_denied_appear() {
    is_caught(Sabotage::Regrasp, |found| found.risen).await;
}
