//! Counting: how often each answer was given.

use std::collections::BTreeMap;

use homeroom_protocol::limits::POLL_RESULTS_MAX;
use homeroom_protocol::pack::polls::PollKind;
use homeroom_protocol::poll::{Ballot, OrderCount, Tally};

use super::form;

/// A tally of nothing.
pub(crate) fn empty(kind: &PollKind) -> Tally {
    let places = match kind {
        PollKind::Single { choices } | PollKind::Multiple { choices } => choices.len(),
        PollKind::Scale { from, to } => usize::try_from(i64::from(*to) - i64::from(*from) + 1).unwrap_or(0),
        PollKind::Typed { .. } | PollKind::Ordering { .. } => 0,
    };
    Tally { counts: vec![0; places], ..Tally::default() }
}

/// A tally of these; each is one vote.
pub(crate) fn all<'a>(kind: &PollKind, ballots: impl Iterator<Item = &'a Ballot>) -> Tally {
    let mut tally = empty(kind);
    for ballot in ballots {
        tally.votes += 1;
        add(&mut tally, kind, ballot);
    }
    tally
}

/// One answer more; the votes are counted by who knows whether it is a new one.
pub(crate) fn add(tally: &mut Tally, kind: &PollKind, ballot: &Ballot) {
    change(tally, kind, ballot, |count| *count += 1);
}

/// One answer less.
pub(crate) fn subtract(tally: &mut Tally, kind: &PollKind, ballot: &Ballot) {
    change(tally, kind, ballot, |count| *count = count.saturating_sub(1));
    tally.texts.retain(|_, count| *count > 0);
    tally.orders.retain(|order| order.votes > 0);
}

fn change(tally: &mut Tally, kind: &PollKind, ballot: &Ballot, by: impl Fn(&mut u32)) {
    match ballot {
        Ballot::Choices(places) => {
            for place in places {
                at(&mut tally.counts, i64::from(*place) - 1, &by);
            }
        }
        Ballot::Number(number) => {
            if let PollKind::Scale { from, .. } = kind {
                at(&mut tally.counts, i64::from(*number) - i64::from(*from), &by);
            }
        }
        Ballot::Text(text) => by(tally.texts.entry(form::folded(kind, text)).or_default()),
        Ballot::Order(order) => match tally.orders.iter_mut().find(|one| one.order == *order) {
            Some(one) => by(&mut one.votes),
            None => {
                let mut one = OrderCount { order: order.clone(), votes: 0 };
                by(&mut one.votes);
                tally.orders.push(one);
            }
        },
    }
}

fn at(counts: &mut [u32], place: i64, by: impl Fn(&mut u32)) {
    if let Some(count) = usize::try_from(place).ok().and_then(|place| counts.get_mut(place)) {
        by(count);
    }
}

/// Two tallies of one poll together.
pub(crate) fn merge(tally: &mut Tally, other: &Tally) {
    tally.votes += other.votes;
    for (count, more) in tally.counts.iter_mut().zip(&other.counts) {
        *count += more;
    }
}

/// What is shown of a tally: where answers are free, the most frequent of them.
pub(crate) fn picture(tally: &Tally) -> Tally {
    let mut texts: Vec<(&String, &u32)> = tally.texts.iter().collect();
    texts.sort_by(|one, two| two.1.cmp(one.1).then(one.0.cmp(two.0)));
    let mut orders = tally.orders.clone();
    orders.sort_by(|one, two| two.votes.cmp(&one.votes).then(one.order.cmp(&two.order)));
    orders.truncate(POLL_RESULTS_MAX);
    let texts: BTreeMap<String, u32> =
        texts.into_iter().take(POLL_RESULTS_MAX).map(|(text, count)| (text.clone(), *count)).collect();
    Tally { votes: tally.votes, counts: tally.counts.clone(), texts, orders }
}
