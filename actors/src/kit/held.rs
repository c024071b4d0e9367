//! What the actor does about its aggregate's row: taking hold of it again after an outcome that is not known, and letting
//! go of it to sleep. Both take time, so both are tasks that tell the actor how it went.

use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::machine::Machine;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Held};
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use crate::kit::lane::{Job, Report};
use crate::kit::recovery::{RebuildError, Replayed, rebuild};
use crate::session::directory::World;

/// How long one look at the row may take; a store that is away is asked again.
const ASK_TIMEOUT: Duration = Duration::from_secs(3);
/// The pause between two looks while the store is away.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(250);

/// Where an aggregate stands that falls asleep.
pub(crate) struct Falling {
    pub(crate) id: Uuid,
    pub(crate) epoch: i64,
    pub(crate) committed: u64,
    pub(crate) effects_done: u64,
    /// What its row says of the effects.
    pub(crate) written: u64,
    pub(crate) wake_at: Option<Timestamp>,
}

/// Whether an aggregate was put to sleep; false where that is not known.
pub(crate) async fn put_to_sleep(world: &World, falling: Falling) -> bool {
    let Falling { id, epoch, committed, effects_done, written, wake_at } = falling;
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if effects_done > written {
        let (done, report) = oneshot::channel();
        let done = std::sync::Mutex::new(Some(done));
        let report_to = move |report| {
            if let Some(done) = done.lock().ok().and_then(|mut done| done.take()) {
                // The task that waits is the one that made this.
                let _ = done.send(report);
            }
        };
        world.lane.send(Job {
            id,
            epoch,
            expected: number(committed),
            effects_done: number(effects_done),
            entries: Vec::new(),
            report: Arc::new(report_to),
        });
        if !matches!(report.await, Ok(Report::Committed { .. })) {
            return false;
        }
    }
    let asleep = aggregate::sleep(&world.store, id, epoch, number(committed), wake_at);
    matches!(timeout(ASK_TIMEOUT, asleep).await, Ok(Ok(true)))
}

/// What a look at the row and the journal came to.
pub(crate) enum Again<M: Machine> {
    /// This is how it stands.
    Rebuilt(Box<(Held, Replayed<M>)>),
    /// The journal cannot be replayed; the reason is for the log.
    Unreadable(String),
    /// Another node is home now.
    NotHome,
}

/// Fences whatever may still be on its way, and reads the journal, however long the store is away.
pub(crate) async fn read_again<M: Machine>(world: &World, id: Uuid) -> Again<M> {
    loop {
        let turn = world.rereads.acquire().await;
        match timeout(ASK_TIMEOUT, aggregate::reclaim(&world.store, id, world.incarnation)).await {
            Ok(Ok(None)) => return Again::NotHome,
            Ok(Ok(Some(held))) => match rebuild::<M>(&world.store, held).await {
                Ok(replayed) => return Again::Rebuilt(Box::new((held, replayed))),
                Err(error @ RebuildError::Unreadable { .. }) => return Again::Unreadable(error.to_string()),
                Err(RebuildError::Store(_)) => {}
            },
            Ok(Err(_)) | Err(_) => {}
        }
        drop(turn);
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
}
