//! Attendance: when each person was here, accumulated from what happened and never corrected.

use std::collections::BTreeMap;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::time::Timestamp;

/// A span in which a person was here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// When they came through the door.
    pub from: Timestamp,
    /// When they left, were last seen, or the session ended; `None` while they are here. Never before `from`.
    pub until: Option<Timestamp>,
}

/// Everybody's intervals, in the order in which they began.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Attendance {
    of: BTreeMap<PersonId, Vec<Interval>>,
}

impl Attendance {
    /// A person's intervals.
    pub(crate) fn of(&self, person: PersonId) -> &[Interval] {
        self.of.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Whether a person's interval is open.
    pub(crate) fn is_open(&self, person: PersonId) -> bool {
        self.of(person).last().is_some_and(|interval| interval.until.is_none())
    }

    pub(crate) fn begin(&mut self, person: PersonId, from: Timestamp) {
        self.of.entry(person).or_default().push(Interval { from, until: None });
    }

    pub(crate) fn end(&mut self, person: PersonId, at: Timestamp) {
        if let Some(last) = self.of.get_mut(&person).and_then(|intervals| intervals.last_mut()) {
            close(last, at);
        }
    }

    pub(crate) fn end_all(&mut self, at: Timestamp) {
        for last in self.of.values_mut().filter_map(|intervals| intervals.last_mut()) {
            close(last, at);
        }
    }

    /// Everyone with an open interval.
    pub(crate) fn open(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.of.keys().copied().filter(|person| self.is_open(*person))
    }

    /// Whether no interval ends before it begins, and only the last of a person is open.
    pub(crate) fn is_in_order(&self) -> bool {
        self.of.values().all(|intervals| {
            intervals.iter().rev().enumerate().all(|(from_last, interval)| match interval.until {
                Some(until) => until >= interval.from,
                None => from_last == 0,
            })
        })
    }
}

/// Where clocks disagree an interval is empty rather than negative.
fn close(interval: &mut Interval, at: Timestamp) {
    if interval.until.is_none() {
        interval.until = Some(at.max(interval.from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: PersonId = PersonId(uuid::Uuid::from_u128(1));

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn who_comes_twice_has_two_intervals() {
        let mut attendance = Attendance::default();
        attendance.begin(PERSON, at(1));
        attendance.end(PERSON, at(5));
        attendance.begin(PERSON, at(8));
        assert_eq!(
            attendance.of(PERSON),
            [Interval { from: at(1), until: Some(at(5)) }, Interval { from: at(8), until: None }]
        );
        assert!(attendance.is_in_order());
    }

    #[test]
    fn the_end_of_the_session_ends_what_is_open_and_nothing_else() {
        let mut attendance = Attendance::default();
        attendance.begin(PERSON, at(1));
        attendance.end(PERSON, at(5));
        attendance.end_all(at(9));
        assert_eq!(attendance.of(PERSON), [Interval { from: at(1), until: Some(at(5)) }]);
    }

    #[test]
    fn an_interval_is_never_negative() {
        let mut attendance = Attendance::default();
        attendance.begin(PERSON, at(7));
        attendance.end(PERSON, at(3));
        assert_eq!(attendance.of(PERSON), [Interval { from: at(7), until: Some(at(7)) }]);
    }
}
