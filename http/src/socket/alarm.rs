//! One timer of a socket for all that it waits for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::time::Timestamp;

/// A timer that is set anew only to ring earlier. A deadline that moved on leaves it as it is: it rings once too early,
/// which is cheaper than setting it at every message.
#[derive(Default)]
pub(super) struct Alarm(Option<Set>);

struct Set {
    at: Timestamp,
    sleep: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Alarm {
    /// Whether it is `next` already; if not, the task is woken then, or before.
    pub(super) fn rings(&mut self, clock: &Clock, next: Timestamp, cx: &mut Context<'_>) -> bool {
        loop {
            if next <= clock.now() {
                return true;
            }
            let set = match self.0.take() {
                Some(set) if set.at <= next => self.0.insert(set),
                Some(_) | None => {
                    let clock = clock.clone();
                    self.0.insert(Set { at: next, sleep: Box::pin(async move { clock.sleep_until(next).await }) })
                }
            };
            match set.sleep.as_mut().poll(cx) {
                Poll::Ready(()) => self.0 = None,
                Poll::Pending => return false,
            }
        }
    }
}
