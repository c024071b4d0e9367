//! Ballots without names that wait to be counted together. They are live: no entry, row or log has them, and a crash loses
//! them; who gave one has no acknowledgement yet and gives it again.
//!
//! They stand in the order of people's ids, so that nothing is left of the order in which they came but which ones are the
//! latest: those stay when others are counted, so that the last to be counted are never few.

use std::collections::BTreeMap;

use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::limits::{POLL_ANONYMOUS_MIN, POLL_BATCH_AFTER, POLL_BATCH_MAX, POLL_BATCH_MIN};
use homeroom_protocol::poll::Ballot;
use homeroom_protocol::time::Timestamp;

use super::{Asked, count};

/// The ballots that wait, all of one poll.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Waiting {
    poll: Option<CommandId>,
    ballots: BTreeMap<PersonId, (u64, Ballot)>,
    came: u64,
    /// How many of the poll's batches are not in here any more.
    counted: u32,
    /// Since when there are enough to be counted.
    enough_since: Option<Timestamp>,
}

impl Waiting {
    /// A ballot waits from here on.
    pub(crate) fn add(&mut self, poll: &Asked, person: PersonId, ballot: Ballot, now: Timestamp) {
        if self.poll != Some(poll.id) {
            *self = Self::default();
        }
        self.poll = Some(poll.id);
        self.counted = poll.batches;
        self.came += 1;
        self.ballots.insert(person, (self.came, ballot));
        if self.ballots.len() >= POLL_BATCH_MIN + POLL_ANONYMOUS_MIN {
            self.enough_since.get_or_insert(now);
        }
    }

    /// Forgets what was counted of the open poll. What its last count took stays until the next poll's first ballot: the
    /// entry of that count may be lost, and then the poll is open again and has to be counted again.
    pub(crate) fn forget(&mut self, open: Option<&Asked>) {
        let Some(poll) = open.filter(|poll| Some(poll.id) == self.poll) else { return };
        if self.counted != poll.batches {
            self.counted = poll.batches;
            self.ballots.retain(|person, _| !poll.roll.contains(person));
            self.enough_since = None;
        }
    }

    /// What waits of a poll.
    pub(crate) fn of<'a>(&'a self, poll: &'a Asked) -> impl Iterator<Item = (PersonId, u64, &'a Ballot)> + 'a {
        let here = self.poll == Some(poll.id);
        let ballots = self.ballots.iter().filter(move |_| here);
        // Always by the roll: what was counted may be lost with its entry, and then it waits again.
        let ballots = ballots.filter(|(person, _)| !poll.roll.contains(person));
        ballots.map(|(person, (came, ballot))| (*person, *came, ballot))
    }

    /// How many wait of a poll.
    pub(crate) fn len(&self, poll: &Asked) -> usize {
        self.of(poll).count()
    }

    /// Whether a person's ballot is in here.
    pub(crate) fn has(&self, poll: CommandId, person: PersonId) -> bool {
        self.poll == Some(poll) && self.ballots.contains_key(&person)
    }

    /// Whether a person's ballot is this one.
    pub(crate) fn is(&self, person: PersonId, ballot: &Ballot) -> bool {
        self.ballots.get(&person).is_some_and(|(_, kept)| kept == ballot)
    }

    /// When enough wait to be counted while the poll goes on.
    pub(crate) fn batch_at(&self, poll: &Asked) -> Option<Timestamp> {
        let fresh = self.poll == Some(poll.id) && self.counted == poll.batches;
        self.enough_since.filter(|_| fresh).map(|since| since.plus(POLL_BATCH_AFTER))
    }

    /// What counts them: all but the latest few, or, at the end, all.
    pub(crate) fn batch(&self, poll: &Asked, last: bool) -> PollEvent {
        let mut waiting: Vec<_> = self.of(poll).collect();
        waiting.sort_unstable_by_key(|(_, came, _)| *came);
        let stay = if last { 0 } else { POLL_ANONYMOUS_MIN };
        let mut taken = waiting.len().saturating_sub(stay).min(POLL_BATCH_MAX);
        // Where one entry cannot count all, those that are left for the next are not few either.
        let left = waiting.len() - taken;
        if left < POLL_ANONYMOUS_MIN && left > 0 {
            taken = taken.saturating_sub(POLL_ANONYMOUS_MIN);
        }
        waiting.truncate(taken);
        waiting.sort_unstable_by_key(|(person, _, _)| *person);
        let roll: Vec<PersonId> = waiting.iter().map(|(person, _, _)| *person).collect();
        // Of this batch, whatever was counted before it: the journal would tell what so few of them answered.
        let enough = roll.len() >= POLL_ANONYMOUS_MIN;
        let ballots = waiting.iter().map(|(_, _, ballot)| *ballot);
        let tally = enough.then(|| count::all(&poll.ask.poll.kind, ballots));
        PollEvent::Counted { poll: poll.id, roll, tally }
    }
}
