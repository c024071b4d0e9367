//! Time and ids of the tests. The server's clock is the machine's, so the tests ask the same one.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use homeroom_protocol::ids::CommandId;
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

/// How often something is looked at that nobody tells of.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Now.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the server under test is another process with the machine's clock")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

/// A fresh id; those of one process rise.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "clients mint their own ids")]
pub fn uuid() -> Uuid {
    Uuid::now_v7()
}

/// A fresh id of a command.
#[must_use]
pub fn command() -> CommandId {
    CommandId(uuid())
}

/// Waits for `outcome`, and fails with `what` when it is not there in time.
pub async fn within<T>(patience: Duration, what: &str, outcome: impl Future<Output = T>) -> T {
    match tokio::time::timeout(patience, outcome).await {
        Ok(outcome) => outcome,
        Err(_) => panic!("not within {patience:?}: {what}"),
    }
}

/// Looks again and again until `look` finds something, and fails with `what` when that takes too long.
pub async fn until<T>(patience: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    within(patience, what, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    })
    .await
}
