//! What is kept of a poll, for whoever gives the class.

use homeroom_protocol::limits::POLL_ANONYMOUS_MIN;
use homeroom_protocol::rest::polls::{Answered, PollRecord};

use super::{Asked, form};

impl Asked {
    /// All that has been counted: each answer and whose it is, or without names how often each was given. Ballots that wait
    /// are in no record, and neither is the order in which any came.
    pub(crate) fn record(&self) -> PollRecord {
        let ask = &self.ask;
        let right = ask.right.as_ref().filter(|_| self.closed_at.is_some());
        let answers = self.ballots.iter().map(|(person, ballot)| Answered {
            person_id: *person,
            name: String::new(),
            ballot: ballot.clone(),
            right: right.and_then(|right| form::is_right(&ask.poll.kind, right, ballot)),
        });
        let few = ask.anonymous && self.roll.len() < POLL_ANONYMOUS_MIN;
        let mut tally = self.tally.clone();
        tally.orders.sort_by(|one, two| two.votes.cmp(&one.votes).then(one.order.cmp(&two.order)));
        PollRecord {
            id: self.id,
            poll: ask.poll.clone(),
            right: ask.right.clone(),
            anonymous: ask.anonymous,
            at: self.at,
            closed_at: self.closed_at,
            votes: self.votes(0),
            tally: (!few).then_some(tally),
            answers: answers.collect(),
        }
    }
}
