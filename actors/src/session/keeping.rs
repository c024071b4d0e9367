//! What an effect writes for good, however long the store is away.

use std::time::Duration;

use homeroom_storage::StoreError;
use tokio::time::sleep;

/// The pause after the first failure to write it; it doubles.
const PAUSE: Duration = Duration::from_millis(250);
/// The longest pause: it is kept this soon after the store is back.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Writes until the store has it; `None` where the store will never take it. `what` is said in the log.
pub(crate) async fn until_kept<T, F>(what: &str, write: impl Fn() -> F) -> Option<T>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut pause = PAUSE;
    loop {
        match write().await {
            Ok(kept) => return Some(kept),
            // What will never be taken is not asked again: the effect would never end.
            Err(error @ (StoreError::Refused { .. } | StoreError::Corrupt(_))) => {
                metrics::counter!("homeroom_effects_given_up_total").increment(1);
                tracing::error!(store.error = %error, what, "the store refused what was to be kept");
                return None;
            }
            Err(error @ StoreError::Unreachable(_)) => {
                tracing::warn!(store.error = %error, what, "the store could not be reached to keep it, it is tried again");
                // The machine's time: a store that is away comes back by it, and not by a test's.
                sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}
