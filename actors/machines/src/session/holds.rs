//! Holds: places kept for people who were let in and have not come through the door yet, each with an end (L16).

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::SEAT_HOLD;
use homeroom_protocol::time::Timestamp;

/// The holds of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Holds {
    until: BTreeMap<PersonId, Timestamp>,
    by_time: BTreeSet<(Timestamp, PersonId)>,
}

impl Holds {
    /// When a hold that begins now ends.
    pub(crate) fn end(now: Timestamp) -> Timestamp {
        now.plus(SEAT_HOLD)
    }

    pub(crate) fn hold(&mut self, person: PersonId, until: Timestamp) {
        self.release(person);
        self.until.insert(person, until);
        self.by_time.insert((until, person));
    }

    pub(crate) fn release(&mut self, person: PersonId) {
        if let Some(until) = self.until.remove(&person) {
            self.by_time.remove(&(until, person));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.until.len()
    }

    pub(crate) fn contains(&self, person: PersonId) -> bool {
        self.until.contains_key(&person)
    }

    /// The hold that ends first: when, and whose.
    pub(crate) fn first(&self) -> Option<(Timestamp, PersonId)> {
        self.by_time.first().copied()
    }

    pub(crate) fn is_consistent(&self) -> bool {
        self.by_time.len() == self.until.len()
            && self.by_time.iter().all(|(until, person)| self.until.get(person) == Some(until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn the_first_to_end_comes_first_and_a_new_hold_replaces_the_old() {
        let mut holds = Holds::default();
        holds.hold(person(1), Timestamp::from_millis(10));
        holds.hold(person(2), Timestamp::from_millis(20));
        holds.hold(person(1), Timestamp::from_millis(30));
        assert_eq!(holds.first(), Some((Timestamp::from_millis(20), person(2))));
        assert!(holds.is_consistent());
    }

    #[test]
    fn a_hold_lasts_a_minute() {
        assert_eq!(Holds::end(Timestamp::from_millis(0)), Timestamp::from_millis(60_000));
    }

    #[test]
    fn a_released_hold_never_ends() {
        let mut holds = Holds::default();
        holds.hold(person(1), Timestamp::from_millis(10));
        holds.release(person(1));
        assert_eq!(holds.first(), None);
    }

    #[test]
    fn an_order_that_holds_something_else_is_noticed() {
        let mut holds = Holds::default();
        holds.hold(person(1), Timestamp::from_millis(10));
        holds.by_time.clear();
        assert!(!holds.is_consistent());
    }
}
