//! One timer per actor, for the machine's own deadline. A timer is never an effect: it is derived from state, so it
//! survives a restart and never fires for what is gone.

use homeroom_protocol::time::Timestamp;
use tokio::task::AbortHandle;

use crate::kit::clock::Clock;

/// An actor's timer; forgotten when dropped.
#[derive(Default)]
pub struct Deadline {
    armed: Option<(Timestamp, AbortHandle)>,
}

impl Deadline {
    /// Arms the timer for `at`; `None` disarms it. `fire` runs once, at or after `at`, or before: a timer that is armed
    /// for an earlier instant already is left to fire then, and whoever armed it finds nothing due and arms it anew. While
    /// a class comes in each person puts the deadline off, and a new timer for each would cost more than one early tick.
    pub fn arm(&mut self, clock: &Clock, at: Option<Timestamp>, fire: impl FnOnce() + Send + 'static) {
        let Some(at) = at else { return self.disarm() };
        if self.armed.as_ref().is_some_and(|(armed, _)| *armed <= at) {
            return;
        }
        self.disarm();
        let clock = clock.clone();
        let task = tokio::spawn(async move {
            clock.sleep_until(at).await;
            fire();
        });
        self.armed = Some((at, task.abort_handle()));
    }

    /// The timer has fired: the next `arm` for the same instant arms it anew.
    pub fn fired(&mut self) {
        // What is said here may be late: a timer armed since then must not go on beside the next one.
        self.disarm();
    }

    fn disarm(&mut self) {
        if let Some((_, task)) = self.armed.take() {
            task.abort();
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.disarm();
    }
}
