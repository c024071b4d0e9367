//! Hearing of changes: the store numbers them, and we ask twice a second for those after the last one we know.
//!
//! A question and not a notification, because a question that was not answered is known to be open: what is remembered
//! counts as fresh only while the last answer is less than two seconds old, and nothing is missed however long the line was
//! cut. A notification that was lost looks like none.

use std::sync::Arc;
use std::time::Duration;

use homeroom_storage::{Store, StoreError, grants};
use tokio::time::{sleep, timeout};

use super::Remembered;
use super::cache::{ACCOUNTS_MAX, Cache};
use crate::kit::clock::Clock;

/// How often it is asked what has changed. Four of these fit into the two seconds in which a change has to take hold.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How long one question may take.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(1_500);
/// Changes in one answer; where there are more it is asked again at once.
const CHANGES_MAX: i64 = 1_000;

/// An empty cache that knows of every change so far.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn begin(store: &Store, clock: &Clock) -> Result<Cache, StoreError> {
    let before = clock.now();
    Ok(Cache::new(ACCOUNTS_MAX, grants::latest_change(store).await?, before))
}

/// Hears of changes until it is aborted.
pub(super) async fn hear(store: Store, clock: Clock, cache: Arc<Remembered>) {
    let mut hears = true;
    loop {
        // The machine's time and not the injected one: a clock that stands still would have us ask for ever.
        sleep(ASK_EVERY).await;
        let heard = timeout(ANSWER_TIMEOUT, ask(&store, &clock, &cache)).await;
        let error = match heard {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error),
            Err(_) => Some(StoreError::Unreachable("no answer in time".to_owned())),
        };
        if let (Some(error), true) = (&error, hears) {
            tracing::warn!(store.error = %error, "it cannot be heard what people hold; it is read again for everybody");
        }
        hears = error.is_none();
    }
}

/// Asks for everything after the last change that is known.
async fn ask(store: &Store, clock: &Clock, cache: &Remembered) -> Result<(), StoreError> {
    loop {
        let (before, seen) = (clock.now(), cache.lock().seen());
        let changes = grants::changes(store, seen, CHANGES_MAX).await?;
        let all = i64::try_from(changes.len()).is_ok_and(|count| count < CHANGES_MAX);
        let mut cache = cache.lock();
        for (number, changed) in changes {
            cache.changed(number, changed);
        }
        if all {
            cache.heard(before);
            return Ok(());
        }
    }
}
