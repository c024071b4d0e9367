//! The gate before an actor's mailbox.
//!
//! ractor's mailbox is unbounded: half a million messages to a stuck actor all "succeed" and cost half a gigabyte. So
//! everything a user asks passes a gate with a fixed number of credits (L8), and whoever finds none is told `busy` at
//! once. A credit is held until the command is answered, which bounds the mailbox, the pending entries and the owed
//! replies together. What the system itself has to say (commits, deadlines, lost connections) goes by without: a control
//! message that is dropped would lose state.
//!
//! Some people are expected: they have a seat booked. Where the gate is full they find a reserve of credits that nobody
//! else can take, so that they are not turned away before those who come without (FEATURES, J3).

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::USER_LANE_COMMANDS_MAX;
use homeroom_protocol::refusal::{Code, Refusal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a client is told to wait when the gate is full: about the time a full lane takes to drain.
const BUSY_RETRY_MILLIS: u64 = 500;

/// Commands of expected people beyond those of everybody: a full class of them, at once.
pub(crate) const EXPECTED_COMMANDS_MAX: usize = 300;

/// The gate of one actor; clones share its credits.
#[derive(Clone)]
pub struct Gate {
    credits: Arc<Semaphore>,
    reserve: Arc<Semaphore>,
    expected: Arc<RwLock<HashSet<PersonId>>>,
    refused: Arc<AtomicU64>,
}

/// The right to have one command in the works. Given back when dropped.
#[derive(Debug)]
pub struct Credit {
    _held: OwnedSemaphorePermit,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            credits: Arc::new(Semaphore::new(USER_LANE_COMMANDS_MAX)),
            reserve: Arc::new(Semaphore::new(EXPECTED_COMMANDS_MAX)),
            expected: Arc::default(),
            refused: Arc::default(),
        }
    }
}

impl Gate {
    /// A credit, if there is one left.
    ///
    /// # Errors
    /// `busy`, with the time after which to try again.
    pub fn enter(&self) -> Result<Credit, Refusal> {
        self.take(&self.credits).ok_or_else(|| self.refuse())
    }

    /// A credit for somebody in particular: one of the reserve where they are expected and there is no other.
    ///
    /// # Errors
    /// As [`Gate::enter`].
    pub(crate) fn enter_as(&self, person: PersonId) -> Result<Credit, Refusal> {
        let credit = self.take(&self.credits).or_else(|| {
            let expected = self.expected.read().unwrap_or_else(PoisonError::into_inner).contains(&person);
            self.take(&self.reserve).filter(|_| expected)
        });
        credit.ok_or_else(|| self.refuse())
    }

    /// These are expected, and nobody else.
    pub(crate) fn expect_only(&self, people: impl Iterator<Item = PersonId>) {
        *self.expected.write().unwrap_or_else(PoisonError::into_inner) = people.collect();
    }

    /// A person is expected from here on, or not any more.
    pub(crate) fn expect(&self, person: PersonId, is_expected: bool) {
        let mut expected = self.expected.write().unwrap_or_else(PoisonError::into_inner);
        if is_expected {
            expected.insert(person);
        } else {
            expected.remove(&person);
        }
    }

    fn take(&self, credits: &Arc<Semaphore>) -> Option<Credit> {
        Arc::clone(credits).try_acquire_owned().ok().map(|held| Credit { _held: held })
    }

    fn refuse(&self) -> Refusal {
        metrics::counter!("homeroom_gate_refused_total").increment(1);
        self.refused.fetch_add(1, Ordering::Relaxed);
        Refusal::new(Code::Busy).retry_after_ms(BUSY_RETRY_MILLIS)
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
    use uuid::Uuid;

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

    #[test]
    fn at_a_full_gate_those_who_are_expected_find_a_reserve_that_has_an_end_too() {
        let (gate, mira, otto) = (Gate::default(), PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        gate.expect(mira, true);
        let _everybody: Vec<_> = (0..USER_LANE_COMMANDS_MAX).map(|_| gate.enter_as(otto).unwrap()).collect();
        assert_eq!(gate.enter_as(otto).unwrap_err().code, Code::Busy);
        let mut reserve: Vec<_> = (0..EXPECTED_COMMANDS_MAX).map(|_| gate.enter_as(mira).unwrap()).collect();
        assert_eq!(gate.enter_as(mira).unwrap_err().code, Code::Busy);
        reserve.clear();
        gate.expect_only([otto].into_iter());
        assert!(gate.enter_as(otto).is_ok() && gate.enter_as(mira).is_err());
        gate.expect(otto, false);
        assert!(gate.enter_as(otto).is_err());
    }
}
