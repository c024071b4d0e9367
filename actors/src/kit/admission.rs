//! The gate before an actor's mailbox.
//!
//! ractor's mailbox is unbounded: half a million messages to a stuck actor all "succeed" and cost half a gigabyte. So
//! everything a user asks passes a gate with a fixed number of credits (L8), and whoever finds none is told `busy` at
//! once. A credit is held until the command is answered, which bounds the mailbox, the pending entries and the owed
//! replies together. What the system itself has to say (commits, deadlines, lost connections) goes by without: a control
//! message that is dropped would lose state.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use homeroom_protocol::limits::USER_LANE_COMMANDS_MAX;
use homeroom_protocol::refusal::{Code, Refusal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a client is told to wait when the gate is full: about the time a full lane takes to drain.
const BUSY_RETRY_MILLIS: u64 = 500;

/// The gate of one actor; clones share its credits.
#[derive(Clone)]
pub struct Gate {
    credits: Arc<Semaphore>,
    refused: Arc<AtomicU64>,
}

/// The right to have one command in the works. Given back when dropped.
#[derive(Debug)]
pub struct Credit {
    _held: OwnedSemaphorePermit,
}

impl Default for Gate {
    fn default() -> Self {
        Self { credits: Arc::new(Semaphore::new(USER_LANE_COMMANDS_MAX)), refused: Arc::default() }
    }
}

impl Gate {
    /// A credit, if there is one left.
    ///
    /// # Errors
    /// `busy`, with the time after which to try again.
    pub fn enter(&self) -> Result<Credit, Refusal> {
        match Arc::clone(&self.credits).try_acquire_owned() {
            Ok(held) => Ok(Credit { _held: held }),
            Err(_) => {
                metrics::counter!("homeroom_gate_refused_total").increment(1);
                self.refused.fetch_add(1, Ordering::Relaxed);
                Err(Refusal::new(Code::Busy).retry_after_ms(BUSY_RETRY_MILLIS))
            }
        }
    }

    /// How many commands are in the works.
    #[must_use]
    pub fn taken(&self) -> usize {
        USER_LANE_COMMANDS_MAX.saturating_sub(self.credits.available_permits())
    }

    /// How many were told `busy`.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thousandth_enters_and_the_next_is_told_busy_until_one_has_gone() {
        let gate = Gate::default();
        let mut held: Vec<_> = (0..USER_LANE_COMMANDS_MAX).map(|_| gate.enter().unwrap()).collect();
        let refusal = gate.enter().unwrap_err();
        assert_eq!((refusal.code, refusal.retry_after_ms), (Code::Busy, Some(BUSY_RETRY_MILLIS)));
        assert_eq!(gate.refused(), 1);
        held.pop();
        assert!(gate.enter().is_ok());
    }
}
