//! What sleeps and is due: each second this node takes what has a deadline behind it and wakes it, so that a hold ends and
//! a class closes while nobody looks.

use std::sync::Arc;
use std::time::Duration;

use homeroom_protocol::ids::SessionId;
use homeroom_storage::aggregate;

use crate::session::directory::Directory;

/// How often the store is asked what is due.
const EVERY: Duration = Duration::from_secs(1);
/// Aggregates taken at once; the rest is taken a second later, or by another node.
const TAKEN_MAX: i64 = 100;

/// Wakes what is due, for ever.
pub(crate) async fn wake(directory: Arc<Directory>) {
    let world = Arc::clone(&directory.world);
    loop {
        world.clock.sleep(EVERY).await;
        match aggregate::claim_due(&world.store, world.incarnation, world.clock.now(), TAKEN_MAX).await {
            Ok(due) => {
                for held in due {
                    let id = SessionId(held.id);
                    if let Err(refusal) = directory.start(id, Some(held)).await {
                        tracing::warn!(session.id = %id, refusal.code = %refusal.code, "a session that is due did not start");
                    }
                }
            }
            Err(error) => tracing::debug!(store.error = %error, "what is due could not be read"),
        }
    }
}
