//! Seats: who sits where, and to whom a seat is promised who does not sit yet. A number is given when somebody sits down,
//! once, the lowest free one first; a promise is a seat without a number. Both together are never more than the capacity.
//!
//! When the capacity shrinks nobody is sent away and no promise is broken: those who sit stay, those who were promised a
//! seat get one, with a number beyond the capacity where need be, and no other seat is given until there are fewer of both
//! than the new capacity.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::ids::PersonId;

/// The seats of one session. Numbers are counted from 1.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Seats {
    capacity: u32,
    taken: BTreeMap<u32, PersonId>,
    of: BTreeMap<PersonId, u32>,
    /// Who has no number yet and will get one: by a reservation or an offer.
    promised: BTreeSet<PersonId>,
    /// Numbers that were given and came back.
    free: BTreeSet<u32>,
    /// How many numbers have ever been given: all above are free.
    given: u32,
    /// How many may sit or be promised a seat: the capacity, or how many did when it shrank.
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

    /// How many seats nobody sits on and nobody is promised.
    pub(crate) fn left(&self) -> u32 {
        self.capacity.saturating_sub(u32::try_from(self.claimed()).unwrap_or(u32::MAX))
    }

    /// The lowest number that is free for anybody; `None` when all seats are taken or promised.
    pub(crate) fn lowest_free(&self) -> Option<u32> {
        (self.left() > 0).then(|| self.next_number())
    }

    /// The number for a person: for anybody one that is free, for who was promised a seat the lowest that nobody sits on.
    pub(crate) fn number_for(&self, person: PersonId) -> Option<u32> {
        if self.is_promised(person) { Some(self.next_number()) } else { self.lowest_free() }
    }

    fn next_number(&self) -> u32 {
        self.free.first().copied().unwrap_or_else(|| self.given.saturating_add(1))
    }

    fn claimed(&self) -> usize {
        self.taken.len().saturating_add(self.promised.len())
    }

    /// Whether a person is promised a seat.
    pub(crate) fn is_promised(&self, person: PersonId) -> bool {
        self.promised.contains(&person)
    }

    /// Everyone who is promised a seat.
    pub(crate) fn promised(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.promised.iter().copied()
    }

    /// A seat is kept for a person from here on. Whoever sits gets up, and the seat stays theirs.
    pub(crate) fn promise(&mut self, person: PersonId) {
        self.promised.insert(person);
        self.get_up(person);
    }

    /// No seat is kept for a person any more.
    pub(crate) fn take_back(&mut self, person: PersonId) {
        if self.promised.remove(&person) {
            self.allow();
        }
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
        self.get_up(person);
        self.promised.remove(&person);
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
        if self.get_up(person) {
            self.allow();
        }
    }

    fn get_up(&mut self, person: PersonId) -> bool {
        let Some(number) = self.of.remove(&person) else { return false };
        self.taken.remove(&number);
        self.free.insert(number);
        true
    }

    fn allow(&mut self) {
        self.allowed = size(self.capacity).max(self.claimed());
    }

    /// Whether no more people sit or are promised a seat than may.
    pub(crate) fn is_within_capacity(&self) -> bool {
        self.claimed() <= self.allowed
    }

    /// Whether every seat has one person and every person one seat.
    pub(crate) fn is_one_to_one(&self) -> bool {
        self.taken.len() == self.of.len()
            && self.promised.iter().all(|person| !self.of.contains_key(person))
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
    fn a_promise_takes_a_seat_from_everybody_else_and_gives_it_to_one() {
        let mut seats = Seats::default();
        seats.resize(2);
        seats.promise(person(1));
        assert_eq!((seats.left(), seats.number_for(person(2))), (1, Some(1)));
        seats.take(1, person(2));
        assert_eq!((seats.left(), seats.lowest_free()), (0, None));
        assert_eq!(seats.number_for(person(3)), None);
        assert_eq!(seats.number_for(person(1)), Some(2));
        seats.take(2, person(1));
        assert!(!seats.is_promised(person(1)));
        seats.promise(person(1));
        assert_eq!((seats.of(person(1)), seats.left()), (None, 0), "who gets up keeps the promise");
        seats.take_back(person(1));
        assert_eq!(seats.left(), 1);
    }

    #[test]
    fn a_promise_is_kept_though_the_capacity_shrank() {
        let mut seats = full(2);
        seats.resize(3);
        seats.promise(person(9));
        seats.resize(1);
        assert!(seats.is_within_capacity());
        assert_eq!((seats.left(), seats.number_for(person(9))), (0, Some(3)));
        seats.take(3, person(9));
        assert!(seats.is_within_capacity());
    }

    #[test]
    fn a_promise_beyond_the_capacity_is_noticed() {
        let mut seats = full(1);
        seats.promise(person(2));
        assert!(!seats.is_within_capacity());
    }

    #[test]
    fn a_session_without_seats_gives_none() {
        assert_eq!(full(0).lowest_free(), None);
    }
}
