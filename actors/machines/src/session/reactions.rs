//! Reactions: who gave which to which message, and how often each was given. One of each kind from a person to a message.
//!
//! They come in thousands a second and are worth little one by one, so a wish waits in the live state ([`waiting`]) until the
//! class is told next, and one event keeps those of everybody since. Its entry has no command: a wish says how it is to be,
//! so one that is made again changes nothing.

pub(crate) mod waiting;

use std::collections::BTreeMap;

use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::reaction::ReactionChange;
use homeroom_protocol::limits::{REACTIONS_EVERY, REACTIONS_KEPT_MAX, REACTIONS_MINE_MAX, REACTIONS_WAITING_MAX};
use homeroom_protocol::permit::Rule;
use homeroom_protocol::reaction::{MyReactions, Reaction, ReactionCount};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use self::waiting::{Waiting, Wish};

/// Which of the kinds, one bit each.
type Kinds = u8;

/// Reactions of a session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reactions {
    of: BTreeMap<PersonId, BTreeMap<CommandId, Kinds>>,
    counts: BTreeMap<CommandId, BTreeMap<Reaction, u32>>,
    /// How many are kept.
    kept: usize,
    /// How many events have settled what a person asked for.
    turns: BTreeMap<PersonId, u64>,
    /// When the class was told last, and about which messages.
    told_at: Option<Timestamp>,
    told: Vec<CommandId>,
}

const fn bit(reaction: Reaction) -> Kinds {
    1 << match reaction {
        Reaction::Agree => 0,
        Reaction::Love => 1,
        Reaction::Funny => 2,
        Reaction::Insight => 3,
        Reaction::Amazed => 4,
        Reaction::Unsure => 5,
    }
}

impl Reactions {
    /// Whether a person has given a reaction to a message.
    pub(crate) fn has(&self, person: PersonId, message: CommandId, reaction: Reaction) -> bool {
        let kinds = self.of.get(&person).and_then(|of| of.get(&message)).copied().unwrap_or(0);
        kinds & bit(reaction) != 0
    }

    pub(crate) fn turn(&self, person: PersonId) -> u64 {
        self.turns.get(&person).copied().unwrap_or(0)
    }

    /// Whether a person may ask once more before what they asked for is settled.
    ///
    /// # Errors
    /// `too_often` where they have so many times already.
    pub(crate) fn lets_ask(&self, waiting: &Waiting, person: PersonId) -> Result<(), Refusal> {
        if waiting.asked(self, person) >= REACTIONS_WAITING_MAX {
            let millis = u64::try_from(REACTIONS_EVERY.as_millis()).unwrap_or(u64::MAX);
            return Err(Refusal::new(Code::TooOften).rule(Rule::Enough).retry_after_ms(millis));
        }
        Ok(())
    }

    /// Whether one more wish of a person may wait.
    ///
    /// # Errors
    /// Those of [`Self::lets_ask`], and `invalid` where no more can be kept.
    pub(crate) fn lets_wait(&self, waiting: &Waiting, person: PersonId, wish: Wish, on: bool) -> Result<(), Refusal> {
        self.lets_ask(waiting, person)?;
        if on && matches!(wish, Wish::React(..)) && self.kept >= REACTIONS_KEPT_MAX {
            return Err(Refusal::new(Code::Invalid).field("/message", "too_many_reactions"));
        }
        Ok(())
    }

    /// When what waits is settled: at once where the class was told nothing for a while.
    pub(crate) fn due(&self, waiting: &Waiting, over: bool) -> Option<Timestamp> {
        let since = waiting.since(self)?;
        let next = self.told_at.filter(|_| !over).map_or(since, |at| at.plus(REACTIONS_EVERY));
        // Where the clock went backwards nobody waits longer than they would have.
        Some(since.max(next).min(since.plus(REACTIONS_EVERY)))
    }

    /// What people asked for is so from here on.
    pub(crate) fn happen(&mut self, at: Timestamp, people: &[PersonId], changes: &[ReactionChange]) {
        for person in people {
            *self.turns.entry(*person).or_default() += 1;
        }
        let who = |place: &u32| people.get(usize::try_from(*place).ok()?).copied();
        for change in changes {
            for person in change.given.iter().filter_map(who) {
                self.set(person, change.message, change.reaction, true);
            }
            for person in change.taken_back.iter().filter_map(who) {
                self.set(person, change.message, change.reaction, false);
            }
        }
        self.told_at = Some(at);
        self.told = changes.iter().map(|change| change.message).collect();
        self.told.dedup();
    }

    fn set(&mut self, person: PersonId, message: CommandId, reaction: Reaction, on: bool) {
        if self.has(person, message, reaction) == on {
            return;
        }
        let of = self.of.entry(person).or_default();
        let kinds = of.entry(message).or_default();
        *kinds ^= bit(reaction);
        if *kinds == 0 {
            of.remove(&message);
        }
        let counts = self.counts.entry(message).or_default();
        let count = counts.entry(reaction).or_default();
        if on {
            *count += 1;
            self.kept += 1;
        } else {
            *count -= 1;
            self.kept -= 1;
        }
        if *count == 0 {
            counts.remove(&reaction);
        }
    }

    /// How often which was given to a message.
    pub(crate) fn counts(&self, message: CommandId) -> Vec<ReactionCount> {
        let counts = self.counts.get(&message).into_iter().flatten();
        counts.map(|(reaction, count)| ReactionCount { reaction: *reaction, count: *count }).collect()
    }

    /// The messages that the last event was about.
    pub(crate) fn told(&self) -> &[CommandId] {
        &self.told
    }

    /// A person's own, to the latest messages that have any of theirs; the newest ids last, which are as good as by time.
    pub(crate) fn mine(&self, person: PersonId) -> Vec<MyReactions> {
        let Some(of) = self.of.get(&person) else { return Vec::new() };
        let mine = of.iter().skip(of.len().saturating_sub(REACTIONS_MINE_MAX));
        let kinds = |kinds: Kinds| Reaction::ALL.iter().copied().filter(move |kind| kinds & bit(*kind) != 0);
        mine.map(|(message, of)| MyReactions { message: *message, reactions: kinds(*of).collect() }).collect()
    }

    /// Whether what is counted is what people gave.
    pub(crate) fn is_counted_right(&self) -> bool {
        let given = self.of.values().flat_map(BTreeMap::values).map(|kinds| u64::from(kinds.count_ones())).sum::<u64>();
        let counted = self.counts.values().flat_map(BTreeMap::values).map(|count| u64::from(*count)).sum::<u64>();
        given == counted && u64::try_from(self.kept) == Ok(given)
    }
}
