//! What is remembered of what people hold, and what has been heard of changes. Plain data behind a lock.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::entitlement::{GRACE_FOR, Grant, is_fresh};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::grants::Changed;

/// Accounts remembered; some hundred bytes each. Beyond it the oldest is forgotten and read again when needed.
pub(super) const ACCOUNTS_MAX: usize = 100_000;
/// How long after a failed read nobody who has an old answer waits for another try.
const AWAY_FOR: Duration = Duration::from_secs(1);

/// What an account holds, and when that was read.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) grants: Arc<[Grant]>,
    /// The instant before it was read: it is never younger than it says.
    pub(super) as_of: Timestamp,
}

/// From when on what was read then is worth nothing any more.
pub(super) fn ends(as_of: Timestamp) -> Timestamp {
    as_of.plus(GRACE_FOR)
}

pub(super) struct Cache {
    held: HashMap<PersonId, Held>,
    by_age: BTreeSet<(Timestamp, PersonId)>,
    accounts_max: usize,
    /// The latest change that has been heard of.
    seen: i64,
    /// When it was last known that there is no later one.
    heard: Option<Timestamp>,
    /// When a read last failed, unless one has worked since.
    failed: Option<Timestamp>,
}

impl Cache {
    /// An empty one, of a store whose latest change was this at that instant.
    pub(super) fn new(accounts_max: usize, seen: i64, heard: Timestamp) -> Self {
        let (held, by_age) = (HashMap::new(), BTreeSet::new());
        Self { held, by_age, accounts_max, seen, heard: Some(heard), failed: None }
    }

    pub(super) fn get(&self, account: PersonId) -> Option<Held> {
        self.held.get(&account).cloned()
    }

    /// What may be given as the store's own.
    pub(super) fn fresh(&self, account: PersonId, now: Timestamp) -> Option<Held> {
        self.get(account).filter(|held| is_fresh(held.as_of, self.heard, now))
    }

    pub(super) fn failed_lately(&self, now: Timestamp) -> bool {
        self.failed.is_some_and(|failed| now.since(failed) < AWAY_FOR)
    }

    pub(super) fn failed(&mut self, now: Timestamp) {
        self.failed = Some(now);
    }

    /// The latest change that has been heard of: whoever reads notes it before.
    pub(super) fn seen(&self) -> i64 {
        self.seen
    }

    /// Remembers what was read, unless a change has been heard of since the read began: that may be a change of this.
    pub(super) fn put(&mut self, account: PersonId, held: Held, seen_before: i64) {
        self.failed = None;
        if self.seen != seen_before {
            return;
        }
        self.forget(account);
        self.by_age.insert((held.as_of, account));
        self.held.insert(account, held);
        while self.held.len() > self.accounts_max {
            let Some((_, oldest)) = self.by_age.pop_first() else { break };
            self.held.remove(&oldest);
        }
    }

    fn forget(&mut self, account: PersonId) {
        if let Some(held) = self.held.remove(&account) {
            self.by_age.remove(&(held.as_of, account));
        }
    }

    /// Something has changed: nobody is answered with what was before.
    pub(super) fn changed(&mut self, number: i64, changed: Changed) {
        self.seen = self.seen.max(number);
        match changed {
            Changed::Of(account) => self.forget(account),
            Changed::Everybodys => {
                self.held.clear();
                self.by_age.clear();
            }
        }
    }

    /// Every change up to this instant has been heard of.
    pub(super) fn heard(&mut self, at: Timestamp) {
        self.heard = self.heard.max(Some(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn held(millis: i64) -> Held {
        Held { grants: [].into(), as_of: Timestamp::from_millis(millis) }
    }

    fn cache() -> Cache {
        Cache::new(3, 0, Timestamp::from_millis(0))
    }

    #[test]
    fn as_many_are_remembered_as_there_is_room_for_and_of_one_more_the_oldest_goes() {
        let mut cache = cache();
        for n in 0..3 {
            cache.put(account(n), held(10 - i64::try_from(n).unwrap()), 0);
        }
        assert!((0..3).all(|n| cache.get(account(n)).is_some()));
        cache.put(account(3), held(20), 0);
        assert!(cache.get(account(2)).is_none(), "it was read first");
        assert!([0, 1, 3].into_iter().all(|n| cache.get(account(n)).is_some()));
        cache.put(account(1), held(30), 0);
        assert!([0, 1, 3].into_iter().all(|n| cache.get(account(n)).is_some()), "one that is there takes no more room");
    }

    #[test]
    fn what_was_read_while_something_changed_is_not_kept() {
        let mut cache = cache();
        let seen = cache.seen();
        cache.changed(7, Changed::Of(account(9)));
        cache.put(account(1), held(1), seen);
        assert!(cache.get(account(1)).is_none());
        let seen = cache.seen();
        cache.put(account(1), held(1), seen);
        assert!(cache.get(account(1)).is_some());
    }

    #[test]
    fn a_change_of_one_is_forgotten_for_one_and_a_change_of_a_plan_for_all() {
        let mut cache = cache();
        for n in 0..3 {
            cache.put(account(n), held(1), 0);
        }
        cache.changed(1, Changed::Of(account(0)));
        assert!(cache.get(account(0)).is_none() && cache.get(account(1)).is_some());
        cache.changed(2, Changed::Everybodys);
        assert!(cache.get(account(1)).is_none() && cache.by_age.is_empty());
    }

    #[test]
    fn after_a_failed_read_nobody_waits_for_a_second_and_after_a_good_one_everybody_may() {
        let mut cache = cache();
        let at = Timestamp::from_millis;
        assert!(!cache.failed_lately(at(0)));
        cache.failed(at(5));
        assert!(cache.failed_lately(at(1_004)) && !cache.failed_lately(at(1_005)));
        cache.put(account(1), held(1), 0);
        assert!(!cache.failed_lately(at(6)));
    }
}
