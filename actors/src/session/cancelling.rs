//! Classes that staff cancel: the row says that one is, and here the session is told, woken for it if need be. It is told
//! again until its row says that it has ended, so a store or a node that is away meanwhile costs a moment and no class; the
//! session knows the command by its id.

use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::session::Command;
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_storage::{StoreError, sessions};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::session::directory::World;

/// How often it is asked what is to be cancelled.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How long the store may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);
/// Classes told at one look: a day that is called off takes some seconds.
const TOLD_MAX: i64 = 100;

/// Tells sessions that they are cancelled, for ever.
pub(crate) async fn cancel(world: Arc<World>) {
    loop {
        // The machine's time and not the injected one: a clock that stands still would have us ask for ever.
        sleep(ASK_EVERY).await;
        let cancelled = timeout(ANSWER_TIMEOUT, sessions::to_cancel(&world.store, TOLD_MAX)).await;
        let cancelled = cancelled.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned())));
        match cancelled {
            Ok(cancelled) => {
                for session in cancelled {
                    tell(&world, session).await;
                }
            }
            Err(error) => tracing::debug!(store.error = %error, "it could not be read which classes are cancelled"),
        }
    }
}

async fn tell(world: &World, session: SessionId) {
    let id = CommandId(Uuid::new_v5(&session.0, b"cancel"));
    if let Err(refusal) = world.post.tell_session(session, id, None, &Command::Cancel).await {
        tracing::debug!(session.id = %session, refusal.code = %refusal.code, "a class is not told yet that it is cancelled");
    }
}
