//! What is lost with the node: connections, since when people have none, and when somebody was turned away.
//!
//! It outlives the durable state it stands beside: after an outcome that was not known the machine is rebuilt and the live
//! state is kept, so a `Dropped` or `Left` may turn out never to have happened. Therefore nobody's loss is forgotten here
//! but by their return; whether a loss means anything is asked of the durable state, which knows who came through the door
//! and when. After a crash everything here is gone and `wake` begins anew.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_protocol::ids::{ConnectionId, PersonId};
use homeroom_protocol::time::Timestamp;

use super::polls::waiting::Waiting;
use super::reactions;
use super::strikes::Strikes;
use crate::words::Filter;

/// The live state of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Live {
    /// By person: their connections, and whether nobody looks at the page of one.
    connections: BTreeMap<PersonId, BTreeMap<ConnectionId, bool>>,
    /// How often a connection came, went, or was away or back.
    changes: u64,
    lost: BTreeMap<PersonId, Timestamp>,
    by_time: BTreeSet<(Timestamp, PersonId)>,
    /// By the name of a connection to the media server: when it was last on its list.
    listed: BTreeMap<String, Timestamp>,
    /// When the last list was asked for.
    listed_at: Option<Timestamp>,
    turned_away: Option<Timestamp>,
    /// Data like a report: what was let through by it stands in the journal as it reads.
    words: Filter,
    /// Texts that the filter blocked.
    pub(crate) strikes: Strikes,
    /// Ballots without names that are not counted yet.
    pub(crate) ballots: Waiting,
    /// Wishes to react that are not settled yet.
    pub(crate) reactions: reactions::waiting::Waiting,
}

/// How long it is remembered when a connection was last listed that is not any more.
const LISTED_KEPT: Duration = Duration::from_secs(10 * 60);

impl Live {
    /// Whether a person has a connection.
    #[must_use]
    pub fn is_connected(&self, person: PersonId) -> bool {
        self.connections.contains_key(&person)
    }

    /// Whether a person is away from every page of theirs.
    #[must_use]
    pub fn is_away(&self, person: PersonId) -> bool {
        self.connections.get(&person).is_some_and(|connections| connections.values().all(|away| *away))
    }

    /// A number that is another one after each change of who is connected or away.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Nobody looks at the page of a connection, or somebody does again.
    pub(crate) fn set_away(&mut self, person: PersonId, connection: ConnectionId, away: bool) {
        let connections = self.connections.get_mut(&person);
        if let Some(is) = connections.and_then(|connections| connections.get_mut(&connection)) {
            *is = away;
            self.changes += 1;
        }
    }

    /// Whether nobody has a connection.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    /// Everyone with a connection, in the order of their ids.
    pub fn connected(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.connections.keys().copied()
    }

    /// Since when a person has had no connection; `None` for who has one, or never had.
    #[must_use]
    pub fn lost_since(&self, person: PersonId) -> Option<Timestamp> {
        self.lost.get(&person).copied()
    }

    /// Everyone without a connection, the longest lost first.
    pub fn lost(&self) -> impl Iterator<Item = (Timestamp, PersonId)> + '_ {
        self.by_time.iter().copied()
    }

    /// How many people have lost their last connection.
    #[must_use]
    pub fn lost_len(&self) -> usize {
        self.lost.len()
    }

    /// When a connection was last on the media server's list.
    pub(crate) fn last_listed(&self, connection: &str) -> Option<Timestamp> {
        self.listed.get(connection).copied()
    }

    /// When the last list was asked for, where the connection was not on it.
    pub(crate) fn listed_without(&self, connection: &str) -> Option<Timestamp> {
        self.listed_at.filter(|at| self.last_listed(connection) != Some(*at))
    }

    /// These connections are on a list that was asked for then.
    pub(crate) fn list<'a>(&mut self, at: Timestamp, connections: impl Iterator<Item = &'a str>) {
        self.listed.extend(connections.map(|connection| (connection.to_owned(), at)));
        self.listed.retain(|_, last| at.since(*last) <= LISTED_KEPT);
        self.listed_at = Some(at);
    }

    /// These connections are taken to have been there then, though no list said so: what is known of them is from before
    /// a crash.
    pub(crate) fn remember<'a>(&mut self, at: Timestamp, connections: impl Iterator<Item = &'a str>) {
        self.listed.extend(connections.map(|connection| (connection.to_owned(), at)));
    }

    /// Whether the two orders of the lost hold the same.
    pub(crate) fn is_consistent(&self) -> bool {
        self.by_time.len() == self.lost.len()
            && self.by_time.iter().all(|(since, person)| self.lost.get(person) == Some(since))
            && self.connections.values().all(|connections| !connections.is_empty())
            && self.lost.keys().all(|person| !self.is_connected(*person))
    }

    /// When somebody was last told that the session is busy.
    #[must_use]
    pub fn turned_away(&self) -> Option<Timestamp> {
        self.turned_away
    }

    /// Somebody was told that the session is busy.
    pub(crate) fn turn_away(&mut self, now: Timestamp) {
        self.turned_away = Some(now);
    }

    /// The word filter.
    #[must_use]
    pub fn words(&self) -> &Filter {
        &self.words
    }

    /// The word filter is this one from here on.
    pub(crate) fn take_words(&mut self, words: Filter) {
        self.words = words;
    }

    /// A connection is here: its person is not lost.
    pub(crate) fn connect(&mut self, person: PersonId, connection: ConnectionId) {
        self.connections.entry(person).or_default().insert(connection, false);
        self.changes += 1;
        if let Some(since) = self.lost.remove(&person) {
            self.by_time.remove(&(since, person));
        }
    }

    /// A connection is gone. True when its person has none now.
    pub(crate) fn disconnect(&mut self, person: PersonId, connection: ConnectionId) -> bool {
        let Some(connections) = self.connections.get_mut(&person) else { return true };
        connections.remove(&connection);
        self.changes += 1;
        if connections.is_empty() {
            self.connections.remove(&person);
            return true;
        }
        false
    }

    /// Every connection is gone; whose they were.
    pub(crate) fn disconnect_all(&mut self) -> Vec<PersonId> {
        self.changes += 1;
        std::mem::take(&mut self.connections).into_keys().collect()
    }

    /// A person without a connection is lost since then.
    pub(crate) fn lose(&mut self, person: PersonId, since: Timestamp) {
        if let Some(before) = self.lost.insert(person, since) {
            self.by_time.remove(&(before, person));
        }
        self.by_time.insert((since, person));
    }
}
