//! The waitlist: who wants a seat, in one line. First by priority, then in the order in which they asked.
//!
//! Two priorities: a late holder (had a seat reserved, came after it was released, and is here now) stands before everybody
//! who asked when no seat was free. Whoever is offered a seat steps out of the line and keeps their place in it until they
//! have answered. Who lets an offer pass steps back in, once, and sits out until the seat has gone to somebody behind them;
//! that they were passed over is said before it happens.

use std::collections::BTreeMap;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::Priority;
use homeroom_protocol::time::Timestamp;

/// A place in the line: priority, and the number of whoever asks.
pub(crate) type Key = (Priority, u64);

/// Whose turn it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Turn {
    /// This person is to be offered the next seat.
    Offer(PersonId),
    /// This person is to be told first that they are passed over.
    Skip(PersonId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Waiting {
    key: Key,
    /// Whether they have let an offer pass.
    missed: bool,
    /// When they were last passed over.
    passed: Option<Timestamp>,
}

/// The line of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Waitlist {
    line: BTreeMap<Key, PersonId>,
    of: BTreeMap<PersonId, Waiting>,
    /// Those who have stepped out to answer an offer, with the place they would go back to.
    out: BTreeMap<PersonId, Waiting>,
    /// Those in the line who let an offer pass that nobody behind them got yet; whether they were told.
    sits_out: BTreeMap<PersonId, bool>,
    asked: u64,
}

impl Waitlist {
    /// A person takes their place. Who has one already moves where the priority is another, and loses nothing else.
    pub(crate) fn add(&mut self, person: PersonId, priority: Priority) {
        let before = self.of.get(&person).copied();
        self.remove(person);
        self.asked = self.asked.saturating_add(1);
        let key = (priority, self.asked);
        let fresh = Waiting { key, missed: false, passed: None };
        self.enter(person, before.map_or(fresh, |before| Waiting { key, ..before }));
    }

    fn enter(&mut self, person: PersonId, waiting: Waiting) {
        self.line.insert(waiting.key, person);
        self.of.insert(person, waiting);
    }

    fn leave(&mut self, person: PersonId) -> Option<Waiting> {
        let waiting = self.of.remove(&person)?;
        self.line.remove(&waiting.key);
        self.sits_out.remove(&person);
        Some(waiting)
    }

    /// A person waits no longer, and has no place to go back to.
    pub(crate) fn remove(&mut self, person: PersonId) {
        self.leave(person);
        self.out.remove(&person);
    }

    /// A person has been offered a seat. Whoever sat out for it has done so.
    pub(crate) fn step_out(&mut self, person: PersonId) {
        if let Some(waiting) = self.leave(person) {
            self.out.insert(person, waiting);
        }
        self.sits_out.clear();
    }

    /// A person let an offer pass and is back in their place.
    pub(crate) fn step_back(&mut self, person: PersonId) {
        if let Some(waiting) = self.out.remove(&person) {
            self.enter(person, Waiting { missed: true, ..waiting });
            self.sits_out.insert(person, false);
        }
    }

    /// Whether a person who has been offered a seat would go back to their place: those do who miss one for the first time.
    pub(crate) fn goes_back(&self, person: PersonId) -> bool {
        self.out.get(&person).is_some_and(|waiting| !waiting.missed)
    }

    /// A person was told that they are passed over.
    pub(crate) fn pass(&mut self, person: PersonId, at: Timestamp) {
        if let Some(told) = self.sits_out.get_mut(&person) {
            *told = true;
        }
        if let Some(waiting) = self.of.get_mut(&person) {
            waiting.passed = Some(at);
        }
    }

    /// When a person was last passed over, in the line or out to answer.
    pub(crate) fn passed(&self, person: PersonId) -> Option<Timestamp> {
        self.place(person)?.passed
    }

    /// Whose turn it is when a seat is free. Where everybody sits out, the first is asked again.
    pub(crate) fn turn(&self) -> Option<Turn> {
        let next = self.line.values().find(|person| !self.sits_out.contains_key(person));
        let Some(next) = next else { return self.line.values().next().copied().map(Turn::Offer) };
        let before = self.line.values().take_while(|person| *person != next);
        let untold = before.copied().find(|person| self.sits_out.get(person) == Some(&false));
        Some(untold.map_or(Turn::Offer(*next), Turn::Skip))
    }

    pub(crate) fn contains(&self, person: PersonId) -> bool {
        self.of.contains_key(&person)
    }

    /// A person's place in the order, waiting or out to answer.
    pub(crate) fn key(&self, person: PersonId) -> Option<Key> {
        self.place(person).map(|waiting| waiting.key)
    }

    fn place(&self, person: PersonId) -> Option<&Waiting> {
        self.of.get(&person).or_else(|| self.out.get(&person))
    }

    /// Who is first.
    pub(crate) fn first(&self) -> Option<PersonId> {
        self.line.values().next().copied()
    }

    /// A person's place as it is shown, from 1.
    pub(crate) fn position(&self, person: PersonId) -> Option<usize> {
        let waiting = self.of.get(&person)?;
        // Most look right after they have come, from the end.
        Some(self.line.len() - self.line.range(waiting.key..).count() + 1)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// How many wait, those out to answer apart.
    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    /// Everyone who waits, the first first.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.line.values().copied()
    }

    /// Everyone who has stepped out to answer.
    pub(crate) fn out(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.out.keys().copied()
    }

    /// Whether line and people agree, and nobody is in two places.
    pub(crate) fn is_consistent(&self) -> bool {
        self.line.len() == self.of.len()
            && self.line.iter().all(|(key, person)| self.of.get(person).is_some_and(|waiting| waiting.key == *key))
            && self.out.keys().all(|person| !self.of.contains_key(person))
            && self.sits_out.keys().all(|person| self.of.contains_key(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(uuid::Uuid::from_u128(n))
    }

    fn line(people: &[u128]) -> Waitlist {
        let mut line = Waitlist::default();
        for n in people {
            line.add(person(*n), Priority::Asked);
        }
        line
    }

    #[test]
    fn the_line_is_in_the_order_of_asking_with_late_holders_before_it() {
        let mut line = line(&[3, 1, 2]);
        line.add(person(9), Priority::LateHolder);
        line.add(person(8), Priority::LateHolder);
        let positions: Vec<_> = [9, 8, 3, 1, 2].map(|n| line.position(person(n)).unwrap()).into();
        assert_eq!(positions, [1, 2, 3, 4, 5]);
        assert_eq!(line.turn(), Some(Turn::Offer(person(9))));
        assert_eq!(line.position(person(7)), None);
    }

    #[test]
    fn who_waits_and_turns_out_to_be_a_late_holder_moves_to_the_front() {
        let mut line = line(&[1, 2]);
        line.add(person(2), Priority::LateHolder);
        assert_eq!((line.position(person(2)), line.len()), (Some(1), 2));
    }

    #[test]
    fn who_misses_an_offer_is_passed_over_once_told_so_and_then_asked_again() {
        let mut line = line(&[1, 2]);
        line.step_out(person(1));
        assert!(line.goes_back(person(1)));
        line.step_back(person(1));
        assert_eq!(line.position(person(1)), Some(1), "they keep their place");
        assert_eq!(line.turn(), Some(Turn::Skip(person(1))));
        line.pass(person(1), Timestamp::from_millis(7));
        assert_eq!(line.passed(person(1)), Some(Timestamp::from_millis(7)));
        assert_eq!(line.turn(), Some(Turn::Offer(person(2))));
        line.step_out(person(2));
        assert_eq!(line.turn(), Some(Turn::Offer(person(1))));
        line.step_out(person(1));
        assert!(!line.goes_back(person(1)), "the place is kept once");
    }

    #[test]
    fn where_nobody_else_waits_the_one_who_missed_is_asked_again_at_once() {
        let mut line = line(&[1]);
        line.step_out(person(1));
        line.step_back(person(1));
        assert_eq!(line.turn(), Some(Turn::Offer(person(1))));
    }

    #[test]
    fn an_order_that_holds_something_else_is_noticed() {
        let mut line = line(&[1]);
        line.line.clear();
        assert!(!line.is_consistent());
    }
}
