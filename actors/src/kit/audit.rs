//! The audit's table is a projection of what stands in the journals: an act of staff is audited when its entry is committed,
//! and its rows are written after that, however long the store is away. The effects cursor stands before what is not
//! written yet, so after a crash it is written again; rows that are there stay as they are.

use std::time::Duration;

use homeroom_protocol::audit::Link;
use homeroom_storage::{StoreError, audit};
use tokio::time::timeout;

use crate::kit::host::Host;
use crate::kit::state::{Chore, State};

/// How long one write may take; a store that is frozen says nothing at all.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause before a store that was away is asked again.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

impl<H: Host> State<H> {
    /// Writes what the audit has of a committed entry.
    pub(crate) fn write_audit(&mut self, offset: u64, links: Vec<Link>) {
        if links.is_empty() {
            return;
        }
        self.effects.began(offset, 1);
        let (store, actor, id) = (self.world.store.clone(), self.handle.actor.clone(), self.handle.id);
        tokio::spawn(async move {
            loop {
                let written = timeout(WRITE_TIMEOUT, audit::project(&store, &links)).await;
                match written.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned()))) {
                    Ok(()) => break,
                    Err(StoreError::Unreachable(why)) => {
                        tracing::debug!(aggregate.id = %id, store.error = why, "the audit could not be written; it is tried again");
                    }
                    Err(error @ (StoreError::Refused { .. } | StoreError::Corrupt(_))) => {
                        metrics::counter!("homeroom_audit_refused_total").increment(1);
                        tracing::error!(aggregate.id = %id, store.error = %error, "rows of the audit were refused; they are tried again");
                    }
                }
                // The machine's own time: a store that is away comes back by it, and not by a test's.
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            // An actor that has ended finds the entry behind its cursor and writes again.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }
}
