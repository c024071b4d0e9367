//! The one clock. It feeds moments, timers, the life of tokens and every `at` column.
//!
//! The system's clock reads the wall once, at the start, and counts on with the monotonic clock: a wall clock that jumps
//! by an hour ends no hold, poll or token early and lets none live on (promise 12). A cranked clock stands still until a
//! test turns it.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use homeroom_protocol::time::Timestamp;
use tokio::sync::watch;

/// A clock; cheap to clone, all clones show the same time.
#[derive(Clone)]
pub struct Clock(Arc<Kind>);

enum Kind {
    System { wall: Timestamp, monotonic: Instant },
    Cranked(watch::Sender<Timestamp>),
}

impl Clock {
    /// The clock of this machine.
    #[must_use]
    pub fn system() -> Self {
        Self::ahead(Duration::ZERO)
    }

    /// A clock that is so far ahead of this machine's: for whoever wants to see what an hour brings, and not to wait for it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the machine's clocks are read")]
    pub fn ahead(by: Duration) -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = Timestamp::from_millis(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX)).plus(by);
        Self(Arc::new(Kind::System { wall, monotonic: Instant::now() }))
    }

    /// A clock that stands at `start` until it is cranked.
    #[must_use]
    pub fn cranked(start: Timestamp) -> Self {
        Self(Arc::new(Kind::Cranked(watch::Sender::new(start))))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Kind::System { wall, monotonic } => wall.plus(monotonic.elapsed()),
            Kind::Cranked(time) => *time.borrow(),
        }
    }

    /// Turns a cranked clock on; everyone who sleeps until then wakes. The system's clock cannot be turned: nothing
    /// happens.
    pub fn crank(&self, by: Duration) {
        match &*self.0 {
            Kind::System { .. } => {}
            Kind::Cranked(time) => time.send_modify(|now| *now = now.plus(by)),
        }
    }

    /// Returns when it is `until`, or at once when that has passed.
    pub async fn sleep_until(&self, until: Timestamp) {
        match &*self.0 {
            Kind::System { .. } => tokio::time::sleep(until.since(self.now())).await,
            Kind::Cranked(time) => {
                // The sender lives in `self`, so waiting cannot fail.
                let _ = time.subscribe().wait_for(|now| *now >= until).await;
            }
        }
    }

    /// Returns after `span`.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.now().plus(span)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_sleeps_on_a_cranked_clock_wakes_when_it_is_turned_far_enough() {
        let clock = Clock::cranked(Timestamp::from_millis(1_000));
        let until = clock.now().plus(Duration::from_secs(60));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(until).await }
        });
        clock.crank(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.crank(Duration::from_secs(1));
        sleeper.await.unwrap();
        assert_eq!(clock.now(), Timestamp::from_millis(61_000));
    }
}
