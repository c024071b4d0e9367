//! Wishes to react, votes for questions, and how far people have read, that wait for the next update, by person, in the
//! order in which each began to wait. They are live: a crash loses them, nobody was told that theirs was taken, and pages ask again.

use std::collections::{BTreeMap, VecDeque};

use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::question::UpvoteChange;
use homeroom_protocol::journal::v1::reaction::{ReactionChange, ReadChange};
use homeroom_protocol::limits::{REACTIONS_CHANGES_MAX, REACTIONS_MESSAGES_MAX, REACTIONS_PEOPLE_MAX};
use homeroom_protocol::reaction::Reaction;
use homeroom_protocol::time::Timestamp;

use super::Reactions;

/// What can be wished, one way or the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Wish {
    /// To have given a message this reaction.
    React(CommandId, Reaction),
    /// To want to know the answer to a question.
    Upvote(CommandId),
}

impl Wish {
    const fn about(self) -> CommandId {
        match self {
            Self::React(about, _) | Self::Upvote(about) => about,
        }
    }
}

/// What one person wishes.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Wishes {
    /// The person's turn when they began to wait: with the next their wishes are settled. An event may be lost with its
    /// entry, and then it is this turn again, or one before it, and they wait again.
    turn: u64,
    since: Timestamp,
    /// How many times they asked.
    asked: u32,
    /// How each is to be.
    how: BTreeMap<Wish, bool>,
    /// How far they have read the chat.
    read: Option<u64>,
}

/// Everything that waits.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Waiting {
    of: BTreeMap<PersonId, Wishes>,
    order: VecDeque<PersonId>,
}

impl Waiting {
    /// A wish waits from here on.
    pub(crate) fn add(&mut self, kept: &Reactions, person: PersonId, wish: Wish, on: bool, now: Timestamp) {
        self.asks(kept, person, now, |wishes| {
            wishes.how.insert(wish, on);
        });
    }

    /// A person has read so far.
    pub(crate) fn add_read(&mut self, kept: &Reactions, person: PersonId, to: u64, now: Timestamp) {
        self.asks(kept, person, now, |wishes| wishes.read = wishes.read.max(Some(to)));
    }

    fn asks(&mut self, kept: &Reactions, person: PersonId, now: Timestamp, ask: impl FnOnce(&mut Wishes)) {
        if self.waits(kept, person).is_none() {
            let wishes = Wishes { turn: kept.turn(person), since: now, asked: 0, how: BTreeMap::new(), read: None };
            if self.of.insert(person, wishes).is_none() {
                self.order.push_back(person);
            }
        }
        let Some(wishes) = self.of.get_mut(&person) else { return };
        wishes.asked += 1;
        ask(wishes);
    }

    /// What has been settled waits no more.
    pub(crate) fn forget(&mut self, kept: &Reactions) {
        while let Some(person) = self.order.front().copied() {
            if self.waits(kept, person).is_some() {
                return;
            }
            self.order.pop_front();
            self.of.remove(&person);
        }
    }

    fn waits(&self, kept: &Reactions, person: PersonId) -> Option<&Wishes> {
        self.of.get(&person).filter(|wishes| wishes.turn >= kept.turn(person))
    }

    fn all<'a>(&'a self, kept: &'a Reactions) -> impl Iterator<Item = (PersonId, &'a Wishes)> + 'a {
        self.order.iter().filter_map(|person| Some((*person, self.waits(kept, *person)?)))
    }

    /// How many times a person asked who waits.
    pub(crate) fn asked(&self, kept: &Reactions, person: PersonId) -> u32 {
        self.waits(kept, person).map_or(0, |wishes| wishes.asked)
    }

    /// Whether a person's wish about this waits.
    pub(crate) fn has(&self, kept: &Reactions, person: PersonId, wish: Wish) -> bool {
        self.waits(kept, person).is_some_and(|wishes| wishes.how.contains_key(&wish))
    }

    /// Since when the first of them waits.
    pub(crate) fn since(&self, kept: &Reactions) -> Option<Timestamp> {
        self.all(kept).next().map(|(_, wishes)| wishes.since)
    }

    /// What settles as many as one update takes in, the longest waiting first. `now`: what a wish is about by now, where that
    /// was merged into something else; `is_so`: whether something is so already; `takes`: whether what it is about takes any
    /// still: else the wish comes to nothing.
    pub(crate) fn batch(
        &self,
        kept: &Reactions,
        now: impl Fn(Wish) -> Wish,
        is_so: impl Fn(PersonId, Wish) -> bool,
        takes: impl Fn(Wish) -> bool,
        at: Timestamp,
    ) -> SessionEvent {
        let mut people = Vec::new();
        let mut changes: BTreeMap<Wish, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
        let mut reads: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let (mut about, mut changed) = (BTreeMap::new(), 0);
        for (person, wishes) in self.all(kept).take(REACTIONS_PEOPLE_MAX) {
            let mut how: BTreeMap<Wish, bool> = BTreeMap::new();
            for (wish, on) in &wishes.how {
                // Who wants either of two that have become one wants that one.
                *how.entry(now(*wish)).or_default() |= on;
            }
            for wish in how.keys() {
                about.entry(wish.about()).or_insert_with(|| takes(*wish));
            }
            changed += how.len();
            let full = changed > REACTIONS_CHANGES_MAX || about.len() > REACTIONS_MESSAGES_MAX;
            if full && !people.is_empty() {
                break;
            }
            let place = u32::try_from(people.len()).unwrap_or(u32::MAX);
            people.push(person);
            if let Some(to) = wishes.read {
                reads.entry(to).or_default().push(place);
            }
            for (wish, on) in &how {
                if is_so(person, *wish) != *on && about.get(&wish.about()) == Some(&true) {
                    let (given, taken_back) = changes.entry(*wish).or_default();
                    if *on { given.push(place) } else { taken_back.push(place) }
                }
            }
        }
        let (mut reacted, mut upvotes) = (Vec::new(), Vec::new());
        for (wish, (given, taken_back)) in changes {
            match wish {
                Wish::React(message, reaction) => {
                    reacted.push(ReactionChange { message, reaction, given, taken_back });
                }
                Wish::Upvote(question) => upvotes.push(UpvoteChange { question, given, taken_back }),
            }
        }
        let reads = reads.into_iter().map(|(to, people)| ReadChange { to, people }).collect();
        SessionEvent::Reacted { at, people, changes: reacted, upvotes, reads }
    }
}
