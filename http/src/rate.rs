//! How often somebody may do a thing (L9): the instants of the last times, by whoever it is counted for.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use crate::limits::{RATE_KEYS_MAX, RATE_WINDOW};

/// Counts by key in the last minute. What was refused does not count.
pub(crate) struct Rates<K> {
    max: usize,
    keys_max: usize,
    taken: Mutex<Taken<K>>,
}

struct Taken<K> {
    at: HashMap<K, VecDeque<Timestamp>>,
    /// When it was last looked through for keys that no longer count.
    swept_at: Option<Timestamp>,
}

impl<K: Eq + Hash> Rates<K> {
    pub(crate) fn new(max: usize) -> Self {
        Self::with(max, RATE_KEYS_MAX)
    }

    fn with(max: usize, keys_max: usize) -> Self {
        Self { max, keys_max, taken: Mutex::new(Taken { at: HashMap::new(), swept_at: None }) }
    }

    /// Counts one more for this key.
    ///
    /// # Errors
    /// `too_often`, with the time after which there is room again.
    pub(crate) fn take(&self, key: K, now: Timestamp) -> Result<(), Refusal> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let floor = now.minus(RATE_WINDOW);
        if taken.at.len() >= self.keys_max && !taken.at.contains_key(&key) {
            // Once in a window is enough: nothing that was taken in it can be forgotten before its end.
            if taken.swept_at.is_none_or(|at| at <= floor) {
                taken.at.retain(|_, instants| instants.back().is_some_and(|last| *last > floor));
                taken.swept_at = Some(now);
            }
            if taken.at.len() >= self.keys_max {
                return Err(too_often(RATE_WINDOW));
            }
        }
        let instants = taken.at.entry(key).or_default();
        while instants.front().is_some_and(|first| *first <= floor) {
            instants.pop_front();
        }
        match instants.front() {
            Some(first) if instants.len() >= self.max => Err(too_often(first.plus(RATE_WINDOW).since(now))),
            Some(_) | None => {
                instants.push_back(now);
                Ok(())
            }
        }
    }
}

fn too_often(wait: std::time::Duration) -> Refusal {
    Refusal::new(Code::TooOften).retry_after_ms(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn wait<K: Eq + Hash>(rates: &Rates<K>, key: K, millis: i64) -> Option<u64> {
        rates.take(key, at(millis)).err().and_then(|no| no.retry_after_ms)
    }

    #[test]
    fn a_key_has_its_number_in_any_minute_and_not_one_more() {
        let rates = Rates::new(3);
        for millis in [0, 10_000, 20_000] {
            assert_eq!(wait(&rates, "a", millis), None);
        }
        assert_eq!(wait(&rates, "a", 30_000), Some(30_000), "the first one counts for half a minute more");
        assert_eq!(wait(&rates, "a", 59_999), Some(1));
        assert_eq!(wait(&rates, "b", 30_000), None);
        assert_eq!(wait(&rates, "a", 60_000), None);
        assert_eq!(wait(&rates, "a", 60_001), Some(9_999), "what was refused did not count");
    }

    #[test]
    fn what_is_remembered_has_an_end_and_those_who_are_known_go_on() {
        let rates = Rates::with(2, 3);
        for key in 0..3 {
            assert_eq!(wait(&rates, key, 0), None);
        }
        assert_eq!(wait(&rates, 3, 1), Some(60_000));
        assert_eq!(wait(&rates, 0, 1), None);
        assert_eq!(wait(&rates, 3, 60_001), None, "the minute is over");
        assert_eq!(rates.taken.lock().unwrap().at.len(), 1);
    }
}
