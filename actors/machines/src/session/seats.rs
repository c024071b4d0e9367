//! Seats: who sits where. A number is given once, the lowest free one first, and never beyond the capacity.
//!
//! When the capacity shrinks nobody is sent away: those who sit stay, and no seat is given until there are fewer of them
//! than the new capacity.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::ids::PersonId;

/// The seats of one session. Numbers are counted from 1.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Seats {
    capacity: u32,
    taken: BTreeMap<u32, PersonId>,
    of: BTreeMap<PersonId, u32>,
    /// Numbers that were given and came back.
    free: BTreeSet<u32>,
    /// How many numbers have ever been given: all above are free.
    given: u32,
    /// How many may sit: the capacity, or those who sat when it shrank.
    allowed: usize,
}

impl Seats {
    pub(crate) fn capacity(&self) -> u32 {
        self.capacity
    }

    /// The capacity is this from here on.
    pub(crate) fn resize(&mut self, capacity: u32) {
        self.capacity = capacity;
        self.allow();
    }

    /// The lowest free number; `None` when all seats are taken.
    pub(crate) fn lowest_free(&self) -> Option<u32> {
        if self.taken.len() >= size(self.capacity) {
            return None;
        }
        let number = self.free.first().copied().unwrap_or_else(|| self.given.saturating_add(1));
        (number <= self.capacity).then_some(number)
    }

    /// A person's seat.
    pub(crate) fn of(&self, person: PersonId) -> Option<u32> {
        self.of.get(&person).copied()
    }

    /// Everyone who sits.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.of.keys().copied()
    }

    /// A person sits on a number from here on.
    pub(crate) fn take(&mut self, number: u32, person: PersonId) {
        self.release(person);
        self.free.remove(&number);
        for skipped in self.given.saturating_add(1)..number {
            self.free.insert(skipped);
        }
        self.given = self.given.max(number);
        self.taken.insert(number, person);
        self.of.insert(person, number);
    }

    /// A person's seat is free, where they had one.
    pub(crate) fn release(&mut self, person: PersonId) {
        if let Some(number) = self.of.remove(&person) {
            self.taken.remove(&number);
            self.free.insert(number);
            self.allow();
        }
    }

    fn allow(&mut self) {
        self.allowed = size(self.capacity).max(self.taken.len());
    }

    /// Whether no more people sit than may.
    pub(crate) fn is_within_capacity(&self) -> bool {
        self.taken.len() <= self.allowed
    }

    /// Whether every seat has one person and every person one seat.
    pub(crate) fn is_one_to_one(&self) -> bool {
        self.taken.len() == self.of.len()
            && self
                .taken
                .iter()
                .all(|(number, person)| self.of.get(person) == Some(number) && !self.free.contains(number))
    }
}

fn size(capacity: u32) -> usize {
    usize::try_from(capacity).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(uuid::Uuid::from_u128(n))
    }

    fn full(capacity: u32) -> Seats {
        let mut seats = Seats::default();
        seats.resize(capacity);
        for n in 1..=capacity {
            let number = seats.lowest_free().unwrap();
            seats.take(number, person(u128::from(n)));
        }
        seats
    }

    #[test]
    fn seats_are_given_up_to_the_capacity_and_not_one_beyond() {
        let seats = full(3);
        assert_eq!(seats.of(person(3)), Some(3));
        assert_eq!(seats.lowest_free(), None);
    }

    #[test]
    fn the_lowest_free_number_is_given_first() {
        let mut seats = full(4);
        seats.release(person(3));
        seats.release(person(2));
        assert_eq!(seats.lowest_free(), Some(2));
    }

    #[test]
    fn nobody_is_sent_away_when_the_capacity_shrinks_and_no_seat_is_given_until_there_is_room() {
        let mut seats = full(3);
        seats.resize(1);
        assert!(seats.is_within_capacity());
        seats.release(person(1));
        seats.release(person(2));
        assert_eq!(seats.lowest_free(), None, "one still sits, and one may");
        seats.release(person(3));
        assert_eq!(seats.lowest_free(), Some(1));
    }

    #[test]
    fn a_larger_capacity_gives_further_numbers() {
        let mut seats = full(1);
        seats.resize(2);
        assert_eq!(seats.lowest_free(), Some(2));
    }

    #[test]
    fn a_seat_given_beyond_the_capacity_is_noticed() {
        let mut seats = full(1);
        seats.take(2, person(2));
        assert!(!seats.is_within_capacity());
    }

    #[test]
    fn a_seat_given_twice_is_noticed() {
        let mut seats = full(1);
        seats.take(1, person(2));
        assert!(!seats.is_one_to_one());
    }

    #[test]
    fn a_session_without_seats_gives_none() {
        assert_eq!(full(0).lowest_free(), None);
    }
}
