//! Attendance: when each person was here, as the union of what our sockets, the media server and pages without a socket
//! saw. What was seen is accumulated and never corrected; the intervals are made from it, each time anew.
//!
//! Some minutes after the end it becomes a record. A word that comes later and changes an interval makes another version of
//! it; the one before stays what it was.

pub(crate) mod media;
pub mod union;

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::attendance::{Interval, PersonRecord, Source};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::{MediaSighting, MinuteSighting};
use homeroom_protocol::limits::{ATTENDANCE_CORRECTED_AFTER, ATTENDANCE_FILED_AFTER, HEARTBEAT_BUCKET};
use homeroom_protocol::time::Timestamp;

use media::{Connection, Connections, MediaWord};
use union::{Span, union, within};

/// A span in which a person was here with a socket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    /// When they came through the door.
    pub from: Timestamp,
    /// When they left, were last seen, or the session ended; `None` while they are here. Never before `from`.
    pub until: Option<Timestamp>,
}

/// What was seen of one person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Seen {
    /// In the order in which they began.
    visits: Vec<Visit>,
    media: Connections,
    minutes: BTreeSet<Timestamp>,
}

/// The span in which attendance counts, and of it the class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Window {
    pub(crate) doors_at: Timestamp,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    /// Now, or when the session ended.
    pub(crate) until: Timestamp,
}

/// What was seen of everybody, and what has become of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Attendance {
    of: BTreeMap<PersonId, Seen>,
    ended_at: Option<Timestamp>,
    /// The version of the last record.
    filed: u32,
    /// When the first word came that changed something since then.
    changed_at: Option<Timestamp>,
}

impl Attendance {
    /// A person's visits.
    pub(crate) fn of(&self, person: PersonId) -> &[Visit] {
        self.of.get(&person).map_or(&[], |seen| seen.visits.as_slice())
    }

    /// Whether a person's visit is open.
    pub(crate) fn is_open(&self, person: PersonId) -> bool {
        self.of(person).last().is_some_and(|visit| visit.until.is_none())
    }

    /// Whether nobody was ever seen.
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub(crate) fn begin(&mut self, person: PersonId, from: Timestamp) {
        self.of.entry(person).or_default().visits.push(Visit { from, until: None });
    }

    pub(crate) fn end(&mut self, person: PersonId, at: Timestamp) {
        if let Some(last) = self.of.get_mut(&person).and_then(|seen| seen.visits.last_mut()) {
            close(last, at);
        }
    }

    /// The session is over; the media server's connections end with it, whatever it says later.
    pub(crate) fn end_all(&mut self, at: Timestamp) {
        for last in self.of.values_mut().filter_map(|seen| seen.visits.last_mut()) {
            close(last, at);
        }
        self.ended_at = Some(at);
    }

    /// When the session ended.
    pub(crate) fn ended_at(&self) -> Option<Timestamp> {
        self.ended_at
    }

    /// Everyone with an open visit.
    pub(crate) fn open(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.of.keys().copied().filter(|person| self.is_open(*person))
    }

    /// Every open connection to the media server: whose, its name, and when it began.
    pub(crate) fn open_media(&self) -> impl Iterator<Item = (PersonId, &str, Timestamp)> + '_ {
        self.of.iter().flat_map(|(person, seen)| {
            let open = seen.media.iter().filter(|(_, known)| known.until.is_none());
            open.map(|(name, known)| (*person, name.as_str(), known.from))
        })
    }

    /// Whether a person has an open connection to the media server.
    pub(crate) fn has_open_media(&self, person: PersonId) -> bool {
        self.of.get(&person).is_some_and(|seen| seen.media.values().any(|known| known.until.is_none()))
    }

    /// What is known of a connection.
    pub(crate) fn connection(&self, person: PersonId, name: &str) -> Option<Connection> {
        self.of.get(&person)?.media.get(name).copied()
    }

    /// What is not known yet of what the media server says, each connection once. `listed` says when the list was last
    /// asked for without a connection on it.
    pub(crate) fn media_news(
        &self,
        words: &[MediaWord],
        listed: impl Fn(&str) -> Option<Timestamp>,
    ) -> Vec<MediaSighting> {
        let mut after: BTreeMap<(PersonId, &str), Connection> = BTreeMap::new();
        for word in words {
            let key = (word.person, word.connection.as_str());
            let known = after.get(&key).copied().or_else(|| self.connection(word.person, &word.connection));
            after.insert(key, Connection::after(known, word, listed(&word.connection)));
        }
        let news = after.into_iter().filter(|((person, name), known)| self.connection(*person, name) != Some(*known));
        news.map(|((person, name), known)| known.sighting(person, name)).collect()
    }

    /// What is not known yet of minutes, each minute once.
    pub(crate) fn minute_news(&self, minutes: &[(PersonId, Timestamp)]) -> Vec<MinuteSighting> {
        let mut news: BTreeMap<Timestamp, BTreeSet<PersonId>> = BTreeMap::new();
        for (person, minute) in minutes {
            if !self.of.get(person).is_some_and(|seen| seen.minutes.contains(minute)) {
                news.entry(*minute).or_default().insert(*person);
            }
        }
        news.into_iter()
            .map(|(minute, people)| MinuteSighting { minute, people: people.into_iter().collect() })
            .collect()
    }

    /// Takes in what others saw. `window` is that of a session that is over, for what a record may already say.
    pub(crate) fn sight(
        &mut self,
        at: Timestamp,
        media: &[MediaSighting],
        minutes: &[MinuteSighting],
        window: Option<Window>,
    ) {
        let minutes = minutes.iter().flat_map(|one| one.people.iter().map(move |person| (*person, one.minute)));
        let people = media.iter().map(|sighting| sighting.person).chain(minutes.clone().map(|(person, _)| person));
        let people: BTreeSet<_> = people.collect();
        let before = self.intervals_of(&people, window);
        for sighting in media {
            let seen = self.of.entry(sighting.person).or_default();
            seen.media.insert(sighting.connection.clone(), Connection::of(sighting));
        }
        for (person, minute) in minutes {
            self.of.entry(person).or_default().minutes.insert(minute);
        }
        if self.filed > 0 && self.changed_at.is_none() && before != self.intervals_of(&people, window) {
            self.changed_at = Some(at);
        }
    }

    fn intervals_of(&self, people: &BTreeSet<PersonId>, window: Option<Window>) -> Vec<Vec<Interval>> {
        let Some(window) = window.filter(|_| self.filed > 0) else { return Vec::new() };
        people.iter().map(|person| self.intervals(*person, window)).collect()
    }

    /// When the next record is due, and its version.
    pub(crate) fn due(&self) -> Option<(Timestamp, u32)> {
        let at = match (self.filed, self.changed_at) {
            (0, _) => self.ended_at?.plus(ATTENDANCE_FILED_AFTER),
            (_, changed_at) => changed_at?.plus(ATTENDANCE_CORRECTED_AFTER),
        };
        Some((at, self.filed.saturating_add(1)))
    }

    pub(crate) fn file(&mut self, version: u32) {
        self.filed = version;
        self.changed_at = None;
    }

    /// The version of the last record; 0: there is none.
    pub(crate) fn filed(&self) -> u32 {
        self.filed
    }

    /// When a person was present, within the window; what goes on ends with it.
    pub(crate) fn intervals(&self, person: PersonId, window: Window) -> Vec<Interval> {
        let Some(seen) = self.of.get(&person) else { return Vec::new() };
        let cut = |from: Timestamp, until: Option<Timestamp>, source| Span {
            from: from.max(window.doors_at),
            until: until.unwrap_or(window.until).min(window.until),
            source,
        };
        let visits = seen.visits.iter().map(|visit| cut(visit.from, visit.until, Source::Socket));
        let media = seen.media.values().map(|known| cut(known.from, known.until, Source::Media));
        let minute = |from: &Timestamp| cut(*from, Some(from.plus(HEARTBEAT_BUCKET)), Source::Heartbeat);
        union(visits.chain(media).chain(seen.minutes.iter().map(minute)))
    }

    /// What is known of one person.
    pub(crate) fn person(&self, person: PersonId, window: Window) -> PersonRecord {
        let mut intervals = self.intervals(person, window);
        let present_ms = within(&intervals, window.starts_at, window.ends_at.min(window.until));
        let goes_on = self.ended_at.is_none() && (self.is_open(person) || self.has_open_media(person));
        if let Some(last) = intervals.last_mut().filter(|last| goes_on && last.until == Some(window.until)) {
            last.until = None;
        }
        PersonRecord { intervals, person, present_ms, quiz: None }
    }

    /// What is known of everybody who was seen at all.
    pub(crate) fn people(&self, window: Window) -> Vec<PersonRecord> {
        let people = self.of.keys().map(|person| self.person(*person, window));
        people.filter(|person| !person.intervals.is_empty()).collect()
    }

    /// Whether no visit ends before it begins, and only the last of a person is open.
    pub(crate) fn is_in_order(&self) -> bool {
        self.of.values().all(|seen| {
            seen.visits.iter().rev().enumerate().all(|(from_last, visit)| match visit.until {
                Some(until) => until >= visit.from,
                None => from_last == 0,
            })
        })
    }
}

/// Where clocks disagree a visit is empty rather than negative.
fn close(visit: &mut Visit, at: Timestamp) {
    if visit.until.is_none() {
        visit.until = Some(at.max(visit.from));
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
    fn who_comes_twice_has_two_visits() {
        let mut attendance = Attendance::default();
        attendance.begin(PERSON, at(1));
        attendance.end(PERSON, at(5));
        attendance.begin(PERSON, at(8));
        assert_eq!(
            attendance.of(PERSON),
            [Visit { from: at(1), until: Some(at(5)) }, Visit { from: at(8), until: None }]
        );
        assert!(attendance.is_in_order());
    }

    #[test]
    fn the_end_of_the_session_ends_what_is_open_and_nothing_else() {
        let mut attendance = Attendance::default();
        attendance.begin(PERSON, at(1));
        attendance.end(PERSON, at(5));
        attendance.end_all(at(9));
        assert_eq!(attendance.of(PERSON), [Visit { from: at(1), until: Some(at(5)) }]);
    }

    #[test]
    fn a_visit_is_never_negative() {
        let mut attendance = Attendance::default();
        attendance.begin(PERSON, at(7));
        attendance.end(PERSON, at(3));
        assert_eq!(attendance.of(PERSON), [Visit { from: at(7), until: Some(at(7)) }]);
    }
}
