//! Whose turn it is: who has the floor, in which order hands are given it, and for how long everybody has had it so far.
//!
//! Time is counted from a grant to its end, and never beyond what was granted; what goes on now is counted when it ends, and
//! lowers the hand, also one that went up again meanwhile. So what is counted of somebody does not change while their hand
//! is up, and whoever is told of a hand can keep the order.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::floor::HandOrder;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::time::Timestamp;

/// Who has the floor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Speaks {
    person: PersonId,
    /// Since when; rows from before it was counted do not say, and nothing is counted of them.
    from: Option<Timestamp>,
    until: Timestamp,
    /// Whether they have been heard, and their hand went down for it.
    heard: bool,
}

/// The turns of one class.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Turns {
    order: HandOrder,
    floor: Option<Speaks>,
    /// Everybody who has had the floor, with how long, but for now.
    had: BTreeMap<PersonId, Duration>,
}

impl Turns {
    pub(crate) fn order(&self) -> HandOrder {
        self.order
    }

    pub(crate) fn set_order(&mut self, order: HandOrder) {
        self.order = order;
    }

    /// Who has the floor, and until when.
    pub(crate) fn floor(&self) -> Option<(PersonId, Timestamp)> {
        self.floor.map(|speaks| (speaks.person, speaks.until))
    }

    /// For how long somebody has had the floor, but for now.
    pub(crate) fn had(&self, person: PersonId) -> Duration {
        self.had.get(&person).copied().unwrap_or_default()
    }

    /// Whether somebody has the floor, or has had it.
    pub(crate) fn has_spoken(&self, person: PersonId) -> bool {
        self.had.contains_key(&person)
    }

    pub(crate) fn begin(&mut self, person: PersonId, from: Option<Timestamp>, until: Timestamp) {
        self.floor = Some(Speaks { person, from, until, heard: false });
        self.had.entry(person).or_default();
    }

    /// Whether who has the floor has been heard, and their hand went down for it.
    pub(crate) fn is_heard(&self) -> bool {
        self.floor.is_some_and(|speaks| speaks.heard)
    }

    /// Who has the floor has been heard.
    pub(crate) fn hear(&mut self) {
        if let Some(speaks) = &mut self.floor {
            speaks.heard = true;
        }
    }

    /// Nobody has the floor any more. Answers who had it.
    pub(crate) fn end(&mut self, at: Option<Timestamp>) -> Option<PersonId> {
        let Speaks { person, from, until, .. } = self.floor.take()?;
        if let (Some(from), Some(at)) = (from, at) {
            let had = self.had.entry(person).or_default();
            *had = had.saturating_add(at.min(until).since(from));
        }
        Some(person)
    }

    /// Whose turn is next, of hands that went up in this order. Who has the floor now is not among them.
    pub(crate) fn next(&self, hands: impl Iterator<Item = PersonId>) -> Vec<PersonId> {
        let speaks = self.floor().map(|(person, _)| person);
        let mut next: Vec<_> = hands.filter(|person| Some(*person) != speaks).collect();
        match self.order {
            HandOrder::InOrder => {}
            // Those alike stay as they went up.
            HandOrder::LeastSpoken => next.sort_by_key(|person| self.had(*person)),
        }
        next
    }

    /// Whether who has the floor is counted among those who have had it.
    pub(crate) fn is_counted(&self) -> bool {
        self.floor.is_none_or(|speaks| self.has_spoken(speaks.person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(uuid::Uuid::from_u128(n))
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// The turns of a class in which each of these has had the floor for so many milliseconds.
    fn turns(had: &[(u128, i64)]) -> Turns {
        let mut turns = Turns::default();
        for (who, millis) in had {
            turns.begin(person(*who), Some(at(0)), at(600_000));
            turns.end(Some(at(*millis)));
        }
        turns
    }

    #[test]
    fn what_somebody_had_adds_up_and_is_never_more_than_they_were_given() {
        let mut turns = turns(&[(1, 4_000), (1, 2_500)]);
        assert_eq!(turns.had(person(1)), Duration::from_millis(6_500));
        turns.begin(person(1), Some(at(0)), at(10_000));
        assert_eq!(turns.had(person(1)), Duration::from_millis(6_500), "what goes on is not counted yet");
        assert_eq!(turns.end(Some(at(90_000))), Some(person(1)));
        assert_eq!(turns.had(person(1)), Duration::from_millis(16_500));
        assert_eq!(turns.end(Some(at(90_001))), None);
    }

    #[test]
    fn of_rows_that_do_not_say_when_nothing_is_counted_but_that_they_spoke() {
        for (from, until) in [(None, Some(at(5))), (Some(at(0)), None), (None, None)] {
            let mut turns = Turns::default();
            turns.begin(person(1), from, at(10));
            turns.end(until);
            assert_eq!((turns.had(person(1)), turns.has_spoken(person(1))), (Duration::ZERO, true));
        }
    }

    #[test]
    fn the_least_spoken_is_first_those_alike_stay_as_they_went_up_and_a_millisecond_counts() {
        let mut turns = turns(&[(1, 5_000), (2, 4_999), (3, 5_000)]);
        let hands = || [1, 3, 2, 5, 4].map(person).into_iter();
        assert_eq!(turns.next(hands()), [1, 3, 2, 5, 4].map(person));
        turns.set_order(HandOrder::LeastSpoken);
        assert_eq!(turns.next(hands()), [5, 4, 2, 1, 3].map(person));
    }

    #[test]
    fn who_has_the_floor_is_not_next_in_either_order() {
        for order in HandOrder::ALL {
            let mut turns = turns(&[]);
            turns.set_order(*order);
            turns.begin(person(1), Some(at(0)), at(10));
            assert_eq!(turns.next([1, 2].map(person).into_iter()), [person(2)]);
        }
    }

    #[test]
    fn a_floor_that_is_not_counted_is_noticed() {
        let mut turns = Turns::default();
        turns.begin(person(1), Some(at(0)), at(10));
        assert!(turns.is_counted());
        turns.had.clear();
        assert!(!turns.is_counted());
    }
}
