//! Reservations: seats that are booked. All of them are released at one time after the start, where their people have not
//! come; one that was accepted late has an end of its own.
//!
//! Who came with a reservation and is lost before that time has it again: a page that crashed costs nobody a booked seat.
//! Who did not come in time is remembered, for they stand before the others when they come after all.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::NO_SHOW_GRACE;
use homeroom_protocol::time::Timestamp;

/// The reservations of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reservations {
    /// Who has one, and when it ends where that is not with all others.
    reserved: BTreeMap<PersonId, Option<Timestamp>>,
    by_time: BTreeSet<(Timestamp, PersonId)>,
    /// How many end with all others.
    together: usize,
    /// Who sits on what they had reserved.
    came: BTreeSet<PersonId>,
    /// Who did not come in time.
    late: BTreeSet<PersonId>,
    postponed: Option<Timestamp>,
    /// When all were released who had not come, where somebody had or waits: from then on nobody's comes back.
    ended: Option<Timestamp>,
}

impl Reservations {
    /// When those are released who have not come, in a session that starts then.
    pub(crate) fn released_at(&self, starts_at: Timestamp) -> Timestamp {
        let planned = starts_at.plus(NO_SHOW_GRACE);
        self.postponed.map_or(planned, |postponed| postponed.max(planned))
    }

    /// Until when they are kept, where that is longer than planned.
    pub(crate) fn postponed(&self) -> Option<Timestamp> {
        self.postponed
    }

    /// They are kept until then.
    pub(crate) fn postpone(&mut self, until: Timestamp) {
        self.postponed = Some(until);
    }

    /// Whether the time has been when all are released who have not come, in a session that starts then. Whose is left waits
    /// to be let in.
    pub(crate) fn has_ended(&self, starts_at: Timestamp) -> bool {
        self.ended.is_some_and(|at| at >= self.released_at(starts_at))
    }

    /// A person has one; `until` where it ends by itself.
    pub(crate) fn reserve(&mut self, person: PersonId, until: Option<Timestamp>) {
        self.cancel(person);
        self.late.remove(&person);
        self.reserved.insert(person, until);
        match until {
            Some(until) => {
                self.by_time.insert((until, person));
            }
            None => self.together = self.together.saturating_add(1),
        }
    }

    /// A person has none any more, nor gets one back.
    pub(crate) fn cancel(&mut self, person: PersonId) {
        self.came.remove(&person);
        match self.reserved.remove(&person) {
            Some(Some(until)) => {
                self.by_time.remove(&(until, person));
            }
            Some(None) => self.together = self.together.saturating_sub(1),
            None => {}
        }
    }

    /// A person sits down, on what they had reserved or elsewhere. `ended`: too late to have it again when they go.
    pub(crate) fn come(&mut self, person: PersonId, ended: bool) {
        let returns = !ended && (self.reserved.get(&person) == Some(&None) || self.came.contains(&person));
        self.cancel(person);
        self.late.remove(&person);
        if returns {
            self.came.insert(person);
        }
    }

    /// A person is lost. Whether they have their reservation again.
    pub(crate) fn lose(&mut self, person: PersonId) -> bool {
        let again = self.came.contains(&person);
        if again {
            self.reserve(person, None);
        }
        again
    }

    /// A person did not come in time.
    pub(crate) fn release(&mut self, person: PersonId) {
        // One that was accepted late ends by itself: letting it pass puts nobody before those who asked earlier.
        if self.reserved.get(&person) == Some(&None) {
            self.late.insert(person);
        }
        self.cancel(person);
    }

    /// Nobody gets a reservation back from here on.
    pub(crate) fn end(&mut self, at: Timestamp) {
        self.came.clear();
        self.ended = Some(at);
    }

    pub(crate) fn contains(&self, person: PersonId) -> bool {
        self.reserved.contains_key(&person)
    }

    /// When a person's ends by itself, where it does.
    pub(crate) fn until(&self, person: PersonId) -> Option<Timestamp> {
        self.reserved.get(&person).copied().flatten()
    }

    /// Whether a person did not come in time, and has not sat down since.
    pub(crate) fn is_late(&self, person: PersonId) -> bool {
        self.late.contains(&person)
    }

    /// Everyone who has one.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.reserved.keys().copied()
    }

    /// How many have one.
    pub(crate) fn len(&self) -> usize {
        self.reserved.len()
    }

    /// The first to end by itself, of those that may.
    pub(crate) fn first_end(&self, may: impl Fn(PersonId) -> bool) -> Option<(Timestamp, PersonId)> {
        self.by_time.iter().find(|(_, person)| may(*person)).copied()
    }

    /// The first of those that end together, of those that may.
    pub(crate) fn first_together(&self, may: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        if self.together == 0 {
            return None;
        }
        self.reserved.iter().find(|(person, until)| until.is_none() && may(**person)).map(|(person, _)| *person)
    }

    /// Whether somebody would get a reservation back, or has one that ends with all others.
    pub(crate) fn is_returnable(&self) -> bool {
        !self.came.is_empty() || self.together > 0
    }

    /// Whether the orders hold the same, and nobody has one and sits.
    pub(crate) fn is_consistent(&self) -> bool {
        let with_end = self.reserved.values().filter(|until| until.is_some()).count();
        self.by_time.len() == with_end
            && self.together == self.reserved.len() - with_end
            && self.by_time.iter().all(|(until, person)| self.reserved.get(person) == Some(&Some(*until)))
            && self.came.iter().all(|person| !self.reserved.contains_key(person) && !self.late.contains(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: PersonId = PersonId(uuid::Uuid::from_u128(1));
    const TWO: PersonId = PersonId(uuid::Uuid::from_u128(2));

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn who_came_and_is_lost_has_the_reservation_again_until_all_have_ended() {
        let mut reservations = Reservations::default();
        reservations.reserve(ONE, None);
        reservations.come(ONE, false);
        assert!(!reservations.contains(ONE));
        assert!(reservations.lose(ONE) && reservations.contains(ONE));
        reservations.come(ONE, false);
        reservations.end(at(0));
        assert!(!reservations.lose(ONE) && !reservations.contains(ONE));
    }

    #[test]
    fn one_that_was_accepted_late_ends_by_itself_and_does_not_come_back() {
        let mut reservations = Reservations::default();
        reservations.reserve(ONE, None);
        reservations.reserve(TWO, Some(at(5)));
        assert_eq!(
            (reservations.first_end(|_| true), reservations.first_together(|_| true)),
            (Some((at(5), TWO)), Some(ONE))
        );
        assert!(reservations.is_consistent());
        reservations.come(TWO, false);
        assert!(!reservations.lose(TWO));
        assert_eq!(reservations.first_end(|_| true), None);
    }

    #[test]
    fn all_are_released_ten_minutes_after_the_start_or_when_it_was_put_off_to() {
        let mut reservations = Reservations::default();
        assert_eq!(reservations.released_at(at(0)), at(600_000));
        reservations.postpone(at(700_000));
        assert_eq!(reservations.released_at(at(0)), at(700_000));
    }

    #[test]
    fn who_did_not_come_in_time_is_late_until_they_sit_or_reserve_again() {
        let mut reservations = Reservations::default();
        let again: [fn(&mut Reservations, PersonId); 2] =
            [|reservations, one| reservations.come(one, false), |reservations, one| reservations.reserve(one, None)];
        for again in again {
            reservations.reserve(ONE, None);
            reservations.release(ONE);
            assert!(reservations.is_late(ONE) && !reservations.contains(ONE));
            again(&mut reservations, ONE);
            assert!(!reservations.is_late(ONE));
        }
    }

    #[test]
    fn an_order_that_holds_something_else_is_noticed() {
        let mut reservations = Reservations::default();
        reservations.reserve(ONE, Some(at(5)));
        reservations.by_time.clear();
        assert!(!reservations.is_consistent());
        let mut reservations = Reservations::default();
        reservations.reserve(ONE, None);
        reservations.together = 0;
        assert!(!reservations.is_consistent());
    }
}
