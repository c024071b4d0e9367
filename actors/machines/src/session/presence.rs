//! Presence: who came through the door and has not gone. A person is here once, however many connections they have.
//!
//! Being here is durable, since attendance hangs on it; having a connection is live. Who has lost their last connection is
//! out of the count at once and keeps what they have for the grace (L16); after it they are dropped.

use std::collections::BTreeMap;
use std::ops::Bound;

use homeroom_protocol::frame::server;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::GRACE;
use homeroom_protocol::permit::Tier;
use homeroom_protocol::time::Timestamp;

use super::live::Live;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Here {
    since: Timestamp,
    tier: Tier,
    giving: bool,
}

/// Who is here, connected or in grace.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Presence {
    here: BTreeMap<PersonId, Here>,
    count: server::Presence,
    /// How often somebody came, went, or took part in another way.
    changes: u64,
}

impl Presence {
    pub(crate) fn len(&self) -> usize {
        self.here.len()
    }

    pub(crate) fn is_here(&self, person: PersonId) -> bool {
        self.here.contains_key(&person)
    }

    pub(crate) fn since(&self, person: PersonId) -> Option<Timestamp> {
        self.here.get(&person).map(|here| here.since)
    }

    pub(crate) fn tier(&self, person: PersonId) -> Option<Tier> {
        self.here.get(&person).map(|here| here.tier)
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.here.keys().copied()
    }

    /// Those behind one in the order of their ids, or all.
    pub(crate) fn after(&self, after: Option<PersonId>) -> impl Iterator<Item = PersonId> + '_ {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.here.range((from, Bound::Unbounded)).map(|(person, _)| *person)
    }

    /// A number that is another one after each change.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// A person came through the door, who gives the class or not.
    pub(crate) fn enter(&mut self, person: PersonId, since: Timestamp, tier: Tier, giving: bool) {
        self.leave(person);
        self.here.insert(person, Here { since, tier, giving });
        self.changes += 1;
        let count = self.counted(tier);
        *count = count.saturating_add(1);
        self.count.giving = self.count.giving.saturating_add(u32::from(giving));
    }

    /// A person who is here takes part in another way from now on, or as another one.
    pub(crate) fn change_tier(&mut self, person: PersonId, tier: Tier, giving: bool) {
        if let Some(Here { since, .. }) = self.here.get(&person).copied() {
            self.enter(person, since, tier, giving);
        }
    }

    /// A person is not here any more.
    pub(crate) fn leave(&mut self, person: PersonId) {
        if let Some(here) = self.here.remove(&person) {
            self.changes += 1;
            let count = self.counted(here.tier);
            *count = count.saturating_sub(1);
            self.count.giving = self.count.giving.saturating_sub(u32::from(here.giving));
        }
    }

    fn counted(&mut self, tier: Tier) -> &mut u32 {
        match tier {
            Tier::Seated => &mut self.count.seated,
            Tier::Overflow | Tier::Lobby => &mut self.count.watching,
        }
    }

    /// How many people are here and connected. The running number of those here, less the lost among them.
    pub(crate) fn count(&self, live: &Live) -> server::Presence {
        let mut count = self.count;
        self.each_lost(live, |here| {
            match here.tier {
                Tier::Seated => count.seated = count.seated.saturating_sub(1),
                Tier::Overflow | Tier::Lobby => count.watching = count.watching.saturating_sub(1),
            }
            count.giving = count.giving.saturating_sub(u32::from(here.giving));
        });
        count
    }

    /// Whose grace ends first: when it ends, whose it is, and when they were last seen. The lost stand in the order of
    /// their loss, so the first one that counts is it.
    pub(crate) fn first_grace(&self, live: &Live) -> Option<(Timestamp, PersonId, Timestamp)> {
        let counts =
            |since: Timestamp, person: &PersonId| self.here.get(person).is_some_and(|here| here.since <= since);
        let (since, person) = live.lost().find(|(since, person)| counts(*since, person))?;
        Some((since.plus(GRACE), person, since))
    }

    /// A person's last connection is lost: they are lost since now, or since they came where the clock went backwards.
    pub(crate) fn lose(&self, live: &mut Live, person: PersonId, now: Timestamp) {
        let since = self.since(person).map_or(now, |entered| entered.max(now));
        let known =
            live.lost_since(person).is_some_and(|lost| self.since(person).is_none_or(|entered| entered <= lost));
        if !known {
            live.lose(person, since);
        }
    }

    /// Whether the running numbers are those of the people.
    pub(crate) fn is_counted_right(&self) -> bool {
        let watching = self.here.values().filter(|here| here.tier == Tier::Overflow).count();
        let (seated, watching) = (self.here.len() - watching, watching);
        let giving = self.here.values().filter(|here| here.giving).count();
        let [seated, watching, giving] = [seated, watching, giving].map(u32::try_from);
        (seated, watching, giving) == (Ok(self.count.seated), Ok(self.count.watching), Ok(self.count.giving))
    }

    /// Calls for everyone here who has no connection. The smaller side is walked: few are lost while a class runs, and few
    /// are here when all have gone. A loss from before they came (an earlier visit) means nothing.
    fn each_lost(&self, live: &Live, mut call: impl FnMut(&Here)) {
        if live.lost_len() <= self.here.len() {
            for (since, person) in live.lost() {
                if let Some(here) = self.here.get(&person).filter(|here| here.since <= since) {
                    call(here);
                }
            }
        } else {
            for (person, here) in &self.here {
                if live.lost_since(*person).is_some_and(|since| here.since <= since) {
                    call(here);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::ids::ConnectionId;
    use uuid::Uuid;

    use super::*;

    const ONE: PersonId = PersonId(Uuid::from_u128(1));
    const TWO: PersonId = PersonId(Uuid::from_u128(2));

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn connection(n: u128) -> ConnectionId {
        ConnectionId(Uuid::from_u128(n))
    }

    fn one_seated_one_watching() -> Presence {
        let mut presence = Presence::default();
        presence.enter(ONE, at(0), Tier::Seated, false);
        presence.enter(TWO, at(0), Tier::Overflow, false);
        presence
    }

    #[test]
    fn people_are_counted_and_not_their_connections() {
        let (presence, mut live) = (one_seated_one_watching(), Live::default());
        live.connect(ONE, connection(1));
        live.connect(ONE, connection(2));
        assert_eq!(presence.count(&live), server::Presence { seated: 1, watching: 1, giving: 0 });
        assert!(!live.disconnect(ONE, connection(1)), "one connection is left");
        assert!(live.disconnect(ONE, connection(2)));
    }

    #[test]
    fn who_is_lost_is_out_of_the_count_at_once_and_back_with_a_connection() {
        let (presence, mut live) = (one_seated_one_watching(), Live::default());
        presence.lose(&mut live, TWO, at(5));
        assert_eq!(presence.count(&live), server::Presence { seated: 1, watching: 0, giving: 0 });
        live.connect(TWO, connection(3));
        assert_eq!(presence.count(&live), server::Presence { seated: 1, watching: 1, giving: 0 });
        assert_eq!(presence.first_grace(&live), None);
    }

    #[test]
    fn grace_lasts_90_seconds_from_the_first_loss() {
        let (presence, mut live) = (one_seated_one_watching(), Live::default());
        presence.lose(&mut live, ONE, at(10));
        presence.lose(&mut live, ONE, at(20));
        presence.lose(&mut live, TWO, at(15));
        assert_eq!(presence.first_grace(&live), Some((at(90_010), ONE, at(10))));
    }

    #[test]
    fn a_loss_of_an_earlier_visit_means_nothing_in_this_one() {
        let (mut presence, mut live) = (one_seated_one_watching(), Live::default());
        presence.lose(&mut live, ONE, at(10));
        presence.leave(ONE);
        presence.enter(ONE, at(100_000), Tier::Seated, false);
        assert_eq!(presence.first_grace(&live), None);
        assert_eq!(presence.count(&live).seated, 1);
        presence.lose(&mut live, ONE, at(100_001));
        assert_eq!(presence.first_grace(&live), Some((at(190_001), ONE, at(100_001))));
    }

    #[test]
    fn a_loss_is_seen_although_the_clock_went_backwards() {
        let (mut presence, mut live) = (Presence::default(), Live::default());
        presence.enter(ONE, at(50), Tier::Seated, false);
        presence.lose(&mut live, ONE, at(40));
        assert_eq!(presence.first_grace(&live), Some((at(90_050), ONE, at(50))));
    }

    #[test]
    fn it_makes_no_difference_which_side_is_walked() {
        let (mut presence, mut live) = (one_seated_one_watching(), Live::default());
        for n in 1..=9 {
            presence.lose(&mut live, PersonId(Uuid::from_u128(n)), at(7));
        }
        assert_eq!(presence.count(&live), server::Presence::default());
        assert_eq!(presence.first_grace(&live), Some((at(90_007), ONE, at(7))));
        presence.leave(ONE);
        assert_eq!(presence.first_grace(&live), Some((at(90_007), TWO, at(7))));
    }

    #[test]
    fn who_gives_the_class_is_told_apart_for_as_long_as_they_are_counted() {
        let (mut presence, mut live) = (one_seated_one_watching(), Live::default());
        let three = PersonId(Uuid::from_u128(3));
        presence.enter(three, at(0), Tier::Seated, true);
        presence.enter(three, at(1), Tier::Seated, true);
        assert_eq!(presence.count(&live), server::Presence { seated: 2, watching: 1, giving: 1 });
        presence.lose(&mut live, three, at(5));
        assert_eq!(presence.count(&live), server::Presence { seated: 1, watching: 1, giving: 0 });
        live.connect(three, connection(1));
        assert!(presence.is_counted_right());
        presence.leave(three);
        assert_eq!(presence.count(&live).giving, 0);
        assert!(presence.is_counted_right());
    }

    #[test]
    fn a_watcher_who_gets_a_seat_is_counted_as_seated() {
        let mut presence = one_seated_one_watching();
        presence.change_tier(TWO, Tier::Seated, false);
        assert_eq!(presence.count(&Live::default()), server::Presence { seated: 2, watching: 0, giving: 0 });
        assert!(presence.is_counted_right());
    }
}
