//! What sleeps and is due: each second this node takes what has a deadline behind it and wakes it, so that a hold ends and
//! a class closes while nobody looks.
//!
//! Between taking hold and the start lies a read of the journal, and a store that is away then, or an asker who goes,
//! leaves an aggregate that this node is home of and no actor watches over. So what is held and does not run is started
//! too.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use homeroom_storage::{StoreError, aggregate};
use tokio::time::timeout;
use uuid::Uuid;

use crate::tree::Directories;

/// How often the store is asked what is due.
const EVERY: Duration = Duration::from_secs(1);
/// Aggregates taken at once; the rest is taken a second later, or by another node.
const TAKEN_MAX: i64 = 100;
/// How long the store may take to answer; what it took hold of and did not say is found at the next look.
const ASK_TIMEOUT: Duration = Duration::from_secs(10);
/// Rounds between two looks at what is held and does not run.
const HELD_EVERY_ROUNDS: u32 = 10;

/// Wakes what is due, for ever.
pub(crate) async fn wake(directories: Arc<Directories>) {
    let world = Arc::clone(directories.world());
    let mut unwatched = HashSet::new();
    let mut rounds = 0;
    loop {
        world.clock.sleep(EVERY).await;
        rounds += 1;
        if rounds == HELD_EVERY_ROUNDS {
            rounds = 0;
            unwatched = start_held(&directories, &unwatched).await;
        }
        let due = aggregate::claim_due(&world.store, world.incarnation, world.clock.now(), TAKEN_MAX);
        match timeout(ASK_TIMEOUT, due).await.unwrap_or_else(|_| Err(silent())) {
            Ok(due) => {
                for held in due {
                    if let Err(refusal) = directories.start(held.kind, held.id, Some(held)).await {
                        tracing::warn!(aggregate.id = %held.id, refusal.code = %refusal.code, "what is due did not start");
                    }
                }
            }
            Err(error) => tracing::debug!(store.error = %error, "what is due could not be read"),
        }
    }
}

fn silent() -> StoreError {
    StoreError::Unreachable("no answer in time".to_owned())
}

/// Starts what this node is home of and does not run, where it did not run at the look before either: meanwhile an actor
/// may have been on its way in or out. Returns what does not run now.
async fn start_held(directories: &Directories, before: &HashSet<Uuid>) -> HashSet<Uuid> {
    let world = directories.world();
    let held = aggregate::held_by(&world.store, world.incarnation);
    let held = match timeout(ASK_TIMEOUT, held).await.unwrap_or_else(|_| Err(silent())) {
        Ok(held) => held,
        Err(error) => {
            tracing::debug!(store.error = %error, "what is held could not be read");
            return HashSet::new();
        }
    };
    let mut idle = HashSet::new();
    for (id, kind) in held {
        if directories.is_running(kind, id) || world.crashes.is_aside(id) {
            continue;
        }
        idle.insert(id);
        if before.contains(&id)
            && let Err(refusal) = directories.start(kind, id, None).await
        {
            tracing::warn!(aggregate.id = %id, refusal.code = %refusal.code, "what is held did not start");
        }
    }
    idle
}
