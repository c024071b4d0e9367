//! The union of what several saw, as a pure function of a set of spans: their order and their repetition make no
//! difference.
//!
//! Time is cut wherever a span begins or ends. A piece is to be believed as far as the best of those who saw it; pieces
//! that touch and are equally to be believed are one interval, seen by everybody who saw some of it.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::attendance::{Interval, Source};
use homeroom_protocol::time::Timestamp;

/// What one source saw once. Empty where it does not end after it begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Who saw it.
    pub source: Source,
}

/// The intervals of the spans, in the order of time.
#[must_use]
pub fn union(spans: impl IntoIterator<Item = Span>) -> Vec<Interval> {
    let mut changes: BTreeMap<Timestamp, Vec<(Source, bool)>> = BTreeMap::new();
    for span in spans.into_iter().filter(|span| span.from < span.until) {
        changes.entry(span.from).or_default().push((span.source, true));
        changes.entry(span.until).or_default().push((span.source, false));
    }
    let mut open: BTreeMap<Source, usize> = BTreeMap::new();
    let mut pieces = Pieces::default();
    let mut since = None;
    for (at, changes) in changes {
        if let Some(from) = since {
            pieces.add(from, at, open.keys().copied().collect());
        }
        for (source, begins) in changes {
            let count = open.entry(source).or_default();
            // A span ends after it begins, so its begin was counted before.
            *count = if begins { *count + 1 } else { count.saturating_sub(1) };
        }
        open.retain(|_, count| *count > 0);
        since = (!open.is_empty()).then_some(at);
    }
    pieces.0
}

/// How long the intervals last within a window. An interval without an end lasts until the window's.
#[must_use]
pub fn within(intervals: &[Interval], from: Timestamp, until: Timestamp) -> i64 {
    let lasts = |interval: &Interval| {
        let end = interval.until.map_or(until, |end| end.min(until));
        (end.as_millis() - interval.from.max(from).as_millis()).max(0)
    };
    intervals.iter().map(lasts).sum()
}

#[derive(Default)]
struct Pieces(Vec<Interval>);

impl Pieces {
    fn add(&mut self, from: Timestamp, until: Timestamp, seen_by: BTreeSet<Source>) {
        let Some(confidence) = seen_by.iter().map(|source| source.confidence()).max() else { return };
        if let Some(last) = self.0.last_mut().filter(|last| last.until == Some(from) && last.confidence == confidence) {
            last.until = Some(until);
            let all: BTreeSet<_> = last.sources.iter().copied().chain(seen_by).collect();
            last.sources = all.into_iter().collect();
            return;
        }
        self.0.push(Interval { from, until: Some(until), sources: seen_by.into_iter().collect(), confidence });
    }
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::attendance::Confidence;
    use proptest::prelude::*;

    use super::*;

    const SPANS_MAX: usize = 12;
    /// Instants are few, so that spans touch, nest and coincide more often than in life.
    const INSTANTS: i64 = 20;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn span(source: Source, from: i64, until: i64) -> Span {
        Span { from: at(from), until: at(until), source }
    }

    fn interval(from: i64, until: i64, sources: &[Source], confidence: Confidence) -> Interval {
        Interval { from: at(from), until: Some(at(until)), sources: sources.to_vec(), confidence }
    }

    #[test]
    fn what_two_saw_is_one_interval_as_good_as_the_better_one() {
        let seen = union([span(Source::Socket, 0, 10), span(Source::Media, 2, 9)]);
        assert_eq!(seen, [interval(0, 10, &[Source::Socket, Source::Media], Confidence::High)]);
    }

    #[test]
    fn where_only_a_weaker_one_saw_it_an_interval_of_its_own_says_so() {
        let seen = union([span(Source::Socket, 0, 5), span(Source::Heartbeat, 3, 9), span(Source::Media, 8, 12)]);
        assert_eq!(
            seen,
            [
                interval(0, 5, &[Source::Socket, Source::Heartbeat], Confidence::High),
                interval(5, 8, &[Source::Heartbeat], Confidence::Low),
                interval(8, 12, &[Source::Media, Source::Heartbeat], Confidence::Medium),
            ]
        );
    }

    #[test]
    fn spans_that_touch_are_one_and_empty_ones_none() {
        let seen = union([span(Source::Socket, 5, 8), span(Source::Socket, 0, 5), span(Source::Media, 20, 20)]);
        assert_eq!(seen, [interval(0, 8, &[Source::Socket], Confidence::High)]);
        assert_eq!(union([span(Source::Socket, 7, 3)]), []);
    }

    #[test]
    fn only_what_lies_in_the_window_counts() {
        let seen = union([span(Source::Socket, 0, 10), span(Source::Heartbeat, 20, 30)]);
        assert_eq!((within(&seen, at(4), at(25)), within(&seen, at(11), at(19))), (11, 0));
        let open = [Interval { until: None, ..interval(3, 9, &[Source::Socket], Confidence::High) }];
        assert_eq!(within(&open, at(0), at(8)), 5);
    }

    /// Who saw an instant, by asking every span.
    fn seen_by(spans: &[Span], instant: i64) -> BTreeSet<Source> {
        let covers = |span: &&Span| span.from <= at(instant) && at(instant) < span.until;
        spans.iter().filter(covers).map(|span| span.source).collect()
    }

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let source = prop_oneof![Just(Source::Socket), Just(Source::Media), Just(Source::Heartbeat)];
        let span = (source, 0..INSTANTS, 0..INSTANTS).prop_map(|(source, from, until)| span(source, from, until));
        prop::collection::vec(span, 0..SPANS_MAX)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn shuffled_and_doubled_it_is_the_same_and_it_says_of_every_instant_what_the_spans_say(
            (spans, shuffled) in spans().prop_flat_map(|spans| (Just(spans.clone()), Just(spans).prop_shuffle())),
            doubled in any::<bool>(),
        ) {
            let seen = union(spans.iter().copied());
            let again = if doubled { [shuffled.clone(), spans.clone()].concat() } else { shuffled };
            prop_assert_eq!(&union(again), &seen);
            for instant in 0..INSTANTS {
                let covers = |one: &&Interval| one.from <= at(instant) && one.until.is_some_and(|until| at(instant) < until);
                let found: Vec<_> = seen.iter().filter(covers).collect();
                let sources = seen_by(&spans, instant);
                prop_assert_eq!(found.len(), usize::from(!sources.is_empty()), "at {}", instant);
                for one in found {
                    prop_assert_eq!(Some(one.confidence), sources.iter().map(|source| source.confidence()).max());
                    prop_assert!(sources.iter().all(|source| one.sources.contains(source)));
                }
            }
            for pair in seen.windows(2) {
                prop_assert!(pair[0].until < Some(pair[1].from) || pair[0].confidence != pair[1].confidence);
            }
        }
    }
}
