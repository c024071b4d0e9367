//! Polls: what is asked, who has answered, and how often each answer was given. At most one is open.
//!
//! In a poll with names each answer is an event, and may be changed until the poll is closed. In one without, ballots wait in
//! the live state ([`waiting`]) and are counted together by one event, which says who gave one and how often each answer was
//! given, and not which is whose. A crash loses those that wait: nobody was told that theirs was counted.

pub(crate) mod count;
pub(crate) mod form;
mod record;
mod score;
pub(crate) mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_protocol::frame::client::{AskPoll, ShowPoll, Vote};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::limits::{
    POLL_ANONYMOUS_MIN, POLL_ENDING, POLL_SECONDS_MAX, POLL_SECONDS_MIN, POLLS_PER_SESSION_MAX, VIEW_POLLS_MAX,
};
use homeroom_protocol::poll::{Ask, Ballot, MyVote, PollItem, Results, Shown, Tally};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use crate::machine::{Feed, Moment};

/// What somebody in the room wishes of polls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PollWish {
    /// That one is asked.
    Ask(Box<AskPoll>),
    /// That their answer is taken.
    Vote(Vote),
    /// That one is closed.
    Close(CommandId),
    /// That its results are shown, or not.
    Show(ShowPoll),
}

/// One poll.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Asked {
    pub(crate) id: CommandId,
    pub(crate) ask: Ask,
    pub(crate) at: Timestamp,
    pub(crate) closes_at: Option<Timestamp>,
    pub(crate) closed_at: Option<Timestamp>,
    /// Whose hand closes it, while ballots that wait are counted.
    ending: Option<PersonId>,
    /// With names: whose answer is which.
    pub(crate) ballots: BTreeMap<PersonId, Ballot>,
    /// Without: who has given one.
    pub(crate) roll: BTreeSet<PersonId>,
    pub(crate) tally: Tally,
    /// How many events have counted ballots.
    pub(crate) batches: u32,
}

/// All polls of a session, in the order in which they were asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Polls {
    asked: Vec<Asked>,
}

impl Polls {
    /// The poll that is open.
    pub(crate) fn open(&self) -> Option<&Asked> {
        self.asked.last().filter(|poll| poll.closed_at.is_none())
    }

    /// All of them, in their order.
    pub(crate) fn all(&self) -> &[Asked] {
        &self.asked
    }

    fn get(&self, id: CommandId) -> Result<&Asked, Refusal> {
        let poll = self.asked.iter().rev().find(|poll| poll.id == id);
        poll.ok_or_else(|| Refusal::new(Code::Invalid).field("/poll", "not_there"))
    }

    /// The poll as somebody may answer it.
    fn votable(&self, id: CommandId, now: Timestamp) -> Result<&Asked, Refusal> {
        let poll = self.get(id)?;
        let over = poll.closed_at.is_some() || poll.closes_at.is_some_and(|at| at <= now);
        if over { Err(Refusal::new(Code::PollClosed)) } else { Ok(poll) }
    }

    /// What a wish of somebody who may wish it comes to. A vote without a name is not asked here: it waits.
    pub(crate) fn decide(&self, moment: &Moment, person: PersonId, wish: PollWish) -> Result<Vec<PollEvent>, Refusal> {
        let now = moment.now;
        match wish {
            PollWish::Ask(asked) => self.ask(moment, person, *asked),
            PollWish::Vote(Vote { poll: id, ballot }) => {
                let poll = self.votable(id, now)?;
                let ballot = form::fit(&poll.ask.poll.kind, ballot)?;
                if poll.ask.anonymous {
                    // Only a repeat of one that was counted gets here.
                    return Err(Refusal::new(Code::Voted));
                }
                if poll.ballots.get(&person) == Some(&ballot) {
                    return Ok(Vec::new());
                }
                Ok(vec![PollEvent::Voted { poll: id, person, ballot, at: now }])
            }
            PollWish::Close(id) => {
                let poll = self.get(id)?;
                if poll.closed_at.is_some() || poll.ending.is_some() {
                    return Ok(Vec::new());
                }
                if poll.ask.anonymous {
                    return Ok(vec![PollEvent::Ending { poll: id, by: person, closes_at: now.plus(POLL_ENDING) }]);
                }
                Ok(vec![PollEvent::Closed { poll: id, at: now, by: Some(person) }])
            }
            PollWish::Show(ShowPoll { poll: id, students }) => {
                let same = self.get(id)?.ask.shown.students == students;
                Ok(if same { Vec::new() } else { vec![PollEvent::Shown { poll: id, by: person, students }] })
            }
        }
    }

    fn ask(&self, moment: &Moment, by: PersonId, asked: AskPoll) -> Result<Vec<PollEvent>, Refusal> {
        form::check(&asked.ask)?;
        if asked.seconds.is_some_and(|seconds| !(POLL_SECONDS_MIN..=POLL_SECONDS_MAX).contains(&seconds)) {
            return Err(Refusal::new(Code::Invalid).field("/seconds", "out_of_range"));
        }
        if self.open().is_some() {
            return Err(Refusal::new(Code::PollOpen));
        }
        if self.asked.len() >= POLLS_PER_SESSION_MAX {
            return Err(Refusal::new(Code::Invalid).field("/question", "too_many_polls"));
        }
        let closes_at = asked.seconds.map(|seconds| moment.now.plus(Duration::from_secs(seconds.into())));
        let ask = Box::new(asked.ask);
        Ok(vec![PollEvent::Asked { poll: moment.command, by, ask, at: moment.now, closes_at }])
    }

    /// What time does to the open poll next.
    pub(crate) fn due(&self, waiting: &waiting::Waiting) -> Option<(Timestamp, PollEvent)> {
        let poll = self.open()?;
        let batch = waiting.batch_at(poll).map(|at| (at, waiting.batch(poll, false)));
        let end = poll.closes_at.map(|at| (at, poll.finish(waiting, at)));
        [batch, end].into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// What closes the open poll at a time, its last ballots first; `None` where none is open.
    pub(crate) fn finish(&self, waiting: &waiting::Waiting, at: Timestamp) -> Option<PollEvent> {
        self.open().map(|poll| poll.finish(waiting, at))
    }

    pub(crate) fn happen(&mut self, event: &PollEvent) {
        if let PollEvent::Asked { poll, ask, at, closes_at, .. } = event {
            self.asked.push(Asked::new(*poll, ask, *at, *closes_at));
            return;
        }
        if let Some(poll) = self.asked.iter_mut().rev().find(|poll| poll.id == of(event)) {
            poll.happen(event);
        }
    }

    /// A poll as a feed sees it after an event.
    pub(crate) fn after(&self, event: &PollEvent, feed: Feed) -> Option<PollItem> {
        match event {
            // What was answered is told by signals, many answers at once.
            PollEvent::Voted { .. } | PollEvent::Counted { .. } => None,
            PollEvent::Asked { .. } | PollEvent::Ending { .. } | PollEvent::Shown { .. } | PollEvent::Closed { .. } => {
                self.get(of(event)).ok().map(|poll| poll.item(feed, 0))
            }
        }
    }

    /// The latest polls, oldest first.
    pub(crate) fn latest(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().skip(self.asked.len().saturating_sub(VIEW_POLLS_MAX))
    }

    /// A person's own part in the latest polls.
    pub(crate) fn of(&self, person: PersonId, waiting: &waiting::Waiting) -> Vec<MyVote> {
        self.latest().filter_map(|poll| poll.of(person, waiting)).collect()
    }

    /// The first poll that is open though a later one was asked.
    pub(crate) fn is_in_order(&self) -> bool {
        let before = self.asked.len().saturating_sub(1);
        self.asked.iter().take(before).all(|poll| poll.closed_at.is_some())
    }
}

/// Which poll an event is about.
pub(crate) fn of(event: &PollEvent) -> CommandId {
    match event {
        PollEvent::Asked { poll, .. }
        | PollEvent::Voted { poll, .. }
        | PollEvent::Counted { poll, .. }
        | PollEvent::Ending { poll, .. }
        | PollEvent::Shown { poll, .. }
        | PollEvent::Closed { poll, .. } => *poll,
    }
}

impl Asked {
    fn new(id: CommandId, ask: &Ask, at: Timestamp, closes_at: Option<Timestamp>) -> Self {
        Self {
            id,
            tally: count::empty(&ask.poll.kind),
            ask: ask.clone(),
            at,
            closes_at,
            closed_at: None,
            ending: None,
            ballots: BTreeMap::new(),
            roll: BTreeSet::new(),
            batches: 0,
        }
    }

    fn finish(&self, waiting: &waiting::Waiting, at: Timestamp) -> PollEvent {
        if self.ask.anonymous && waiting.of(self).next().is_some() {
            return waiting.batch(self, true);
        }
        PollEvent::Closed { poll: self.id, at, by: self.ending }
    }

    fn happen(&mut self, event: &PollEvent) {
        match event {
            PollEvent::Voted { person, ballot, .. } => {
                let kind = &self.ask.poll.kind;
                match self.ballots.insert(*person, ballot.clone()) {
                    Some(before) => count::subtract(&mut self.tally, kind, &before),
                    None => self.tally.votes += 1,
                }
                count::add(&mut self.tally, kind, ballot);
            }
            PollEvent::Counted { roll, tally, .. } => {
                self.roll.extend(roll);
                self.batches += 1;
                if let Some(tally) = tally {
                    count::merge(&mut self.tally, tally);
                }
            }
            PollEvent::Ending { by, closes_at, .. } => {
                self.ending = Some(*by);
                // A poll that would have closed earlier still does.
                self.closes_at = Some(self.closes_at.map_or(*closes_at, |before| before.min(*closes_at)));
            }
            PollEvent::Shown { students, .. } => self.ask.shown.students = *students,
            PollEvent::Closed { at, .. } => self.closed_at = Some(*at),
            PollEvent::Asked { .. } => {}
        }
    }

    /// How many have answered, so many of them waiting to be counted.
    pub(crate) fn votes(&self, waiting: usize) -> u32 {
        let counted = if self.ask.anonymous { self.roll.len() } else { self.ballots.len() };
        u32::try_from(counted + waiting).unwrap_or(u32::MAX)
    }

    /// What a feed sees of the results.
    pub(crate) fn results(&self, feed: Feed, waiting: usize) -> Option<Results> {
        let shown = match feed {
            Feed::Class => self.ask.shown.students,
            Feed::Staff => self.ask.shown.staff,
            Feed::Lobby => Shown::Hidden,
        };
        let few = self.ask.anonymous && self.roll.len() < POLL_ANONYMOUS_MIN;
        let tally = match shown {
            Shown::Hidden => return None,
            Shown::Counts => None,
            Shown::Full => (!few).then(|| count::picture(&self.tally)),
        };
        Some(Results { votes: self.votes(waiting), tally })
    }

    /// The poll as a feed sees it.
    pub(crate) fn item(&self, feed: Feed, waiting: usize) -> PollItem {
        PollItem {
            id: self.id,
            poll: self.ask.poll.clone(),
            anonymous: self.ask.anonymous,
            shown: self.ask.shown,
            at: self.at,
            closes_at: self.closes_at,
            closed_at: self.closed_at,
            results: self.results(feed, waiting),
            right: self.ask.right.clone().filter(|_| self.closed_at.is_some()),
        }
    }

    fn of(&self, person: PersonId, waiting: &waiting::Waiting) -> Option<MyVote> {
        if self.ask.anonymous {
            let waits = !self.roll.contains(&person) && waiting.has(self.id, person);
            let gave = waits || self.roll.contains(&person);
            return gave.then_some(MyVote { poll: self.id, ballot: None, waits, right: None });
        }
        let ballot = self.ballots.get(&person)?;
        let right = self.ask.right.as_ref().filter(|_| self.closed_at.is_some());
        let right = right.and_then(|right| form::is_right(&self.ask.poll.kind, right, ballot));
        Some(MyVote { poll: self.id, ballot: Some(ballot.clone()), waits: false, right })
    }
}

/// What is always true of one poll.
impl Asked {
    pub(crate) fn is_counted_right(&self) -> bool {
        if !self.ask.anonymous {
            let mut again = count::all(&self.ask.poll.kind, self.ballots.values());
            again.orders.sort_by(|one, two| one.order.cmp(&two.order));
            let mut kept = self.tally.clone();
            kept.orders.sort_by(|one, two| one.order.cmp(&two.order));
            return again == kept;
        }
        let votes = usize::try_from(self.tally.votes).unwrap_or(usize::MAX);
        // Too few at the end are on the roll and in no tally.
        self.roll.len().checked_sub(votes).is_some_and(|few| few < POLL_ANONYMOUS_MIN)
    }

    pub(crate) fn is_of_one_kind(&self) -> bool {
        if self.ask.anonymous { self.ballots.is_empty() } else { self.roll.is_empty() && self.batches == 0 }
    }

    pub(crate) fn is_enough(&self) -> bool {
        let votes = usize::try_from(self.tally.votes).unwrap_or(usize::MAX);
        !self.ask.anonymous || votes == 0 || votes >= POLL_ANONYMOUS_MIN
    }
}
