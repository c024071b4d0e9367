//! Offers: seats kept for people of the line, each until it ends (L17).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::{
    DOORS_SPAN, OFFER_FAR, OFFER_USABLE_MIN, OFFER_WINDOW_FAR, OFFER_WINDOW_HERE, OFFER_WINDOW_NEAR, OFFER_WINDOW_OPEN,
};
use homeroom_protocol::time::Timestamp;

/// The offers of one session that stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Offers {
    until: BTreeMap<PersonId, Timestamp>,
    by_time: BTreeSet<(Timestamp, PersonId)>,
}

/// How long an offer stands that is made now: the less time is left, the shorter. `here`: the person is in the class and
/// sees it at once.
pub(crate) fn window(now: Timestamp, starts_at: Timestamp, here: bool) -> Duration {
    if now >= starts_at {
        return if here { OFFER_WINDOW_HERE } else { OFFER_WINDOW_OPEN };
    }
    let left = starts_at.since(now);
    if left >= OFFER_FAR {
        OFFER_WINDOW_FAR
    } else if left > DOORS_SPAN {
        OFFER_WINDOW_NEAR
    } else {
        OFFER_WINDOW_OPEN
    }
}

/// From when on no offer is made, because the one who took it could not use it: too little of the class would be left.
pub(crate) fn end_at(ends_at: Timestamp) -> Timestamp {
    ends_at.minus(OFFER_USABLE_MIN).minus(OFFER_WINDOW_OPEN)
}

impl Offers {
    pub(crate) fn open(&mut self, person: PersonId, until: Timestamp) {
        self.close(person);
        self.until.insert(person, until);
        self.by_time.insert((until, person));
    }

    pub(crate) fn close(&mut self, person: PersonId) {
        if let Some(until) = self.until.remove(&person) {
            self.by_time.remove(&(until, person));
        }
    }

    /// Until when a person's stands.
    pub(crate) fn until(&self, person: PersonId) -> Option<Timestamp> {
        self.until.get(&person).copied()
    }

    /// The one that ends first.
    pub(crate) fn first(&self) -> Option<(Timestamp, PersonId)> {
        self.by_time.first().copied()
    }

    /// When they end, the first first.
    pub(crate) fn ends(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.by_time.iter().map(|(until, _)| *until)
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.until.keys().copied()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.until.is_empty()
    }

    pub(crate) fn is_consistent(&self) -> bool {
        self.by_time.len() == self.until.len()
            && self.by_time.iter().all(|(until, person)| self.until.get(person) == Some(until))
    }
}

/// When a seat can come to somebody at this position though nobody gives one back: the offers before theirs end, and then
/// the seats of those are released who have not come. `None` where that is not known.
#[must_use]
pub fn eta(
    position: usize,
    offers: &[Timestamp],
    reserved: usize,
    released_at: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let by_offer = position.checked_sub(1).and_then(|before| offers.get(before)).copied();
    let by_release = position.saturating_sub(offers.len()) <= reserved && now < released_at;
    by_offer.or(by_release.then_some(released_at)).map(|at| at.max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTS: i64 = 1_000_000_000;
    const MINUTE: i64 = 60_000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn seconds(left: i64, here: bool) -> u64 {
        window(at(STARTS - left), at(STARTS), here).as_secs()
    }

    #[test]
    fn the_window_shrinks_at_each_threshold_and_not_one_millisecond_before() {
        assert_eq!(seconds(8 * 60 * MINUTE, false), 7_200);
        assert_eq!(seconds(8 * 60 * MINUTE - 1, false), 600);
        assert_eq!(seconds(10 * MINUTE + 1, false), 600);
        assert_eq!(seconds(10 * MINUTE, false), 60, "the doors are open");
        assert_eq!((seconds(1, false), seconds(1, true)), (60, 60));
        assert_eq!((seconds(0, false), seconds(0, true)), (60, 15), "it is live");
    }

    #[test]
    fn no_offer_ends_later_than_ten_minutes_before_the_class_does() {
        let ends = at(STARTS + 60 * MINUTE);
        let last = end_at(ends).minus(Duration::from_millis(1));
        assert!(ends.since(last.plus(window(last, at(STARTS), false))) >= OFFER_USABLE_MIN);
    }

    #[test]
    fn the_eta_is_the_end_of_an_offer_then_the_release_and_then_not_known() {
        let (offers, released) = ([at(5), at(7)], at(100));
        let eta = |position, now| eta(position, &offers, 1, released, at(now)).map(Timestamp::as_millis);
        assert_eq!((eta(1, 0), eta(2, 0), eta(3, 0), eta(4, 0)), (Some(5), Some(7), Some(100), None));
        assert_eq!((eta(3, 100), eta(1, 6)), (None, Some(6)), "a time that has passed is now");
    }

    #[test]
    fn an_order_that_holds_something_else_is_noticed() {
        let mut offers = Offers::default();
        offers.open(PersonId(uuid::Uuid::nil()), at(1));
        offers.by_time.clear();
        assert!(!offers.is_consistent());
    }
}
