//! What others may see of an actor without its mailbox: a wedged actor shows what it is handling and since when.
//!
//! Everything here is an atomic that the actor and the gate write and anyone reads. The age of the oldest waiting command
//! is a lower bound while the actor moves and exact while it is stuck: it is the time at which the command now being
//! handled was sent, or, where nothing was waiting, the time the first one came.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use dashmap::DashMap;
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

/// What an actor is doing, by name; the order is the number in the atomic.
const DOINGS: &[&str] = &["nothing", "command", "attach", "query", "tick", "commit", "control"];

/// What an actor is handling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// It waits.
    Nothing = 0,
    /// A command.
    Command = 1,
    /// A socket's hello.
    Attach = 2,
    /// A question.
    Query = 3,
    /// Its deadline.
    Tick = 4,
    /// The lane's report.
    Commit = 5,
    /// Anything else the system has to say.
    Control = 6,
}

/// What is to be seen of an aggregate besides how its actor does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// People here.
    pub people: usize,
    /// Hands that are up.
    pub hands: usize,
    /// People who wait in the lobby.
    pub in_lobby: usize,
    /// Whether the class is calm.
    pub calm: bool,
}

/// The published state of one actor.
pub struct Glass {
    /// Which aggregate.
    pub id: Uuid,
    waiting: AtomicU64,
    oldest: AtomicI64,
    doing: AtomicU64,
    since: AtomicI64,
    committed: AtomicU64,
    pending: AtomicU64,
    people: AtomicU64,
    hands: AtomicU64,
    in_lobby: AtomicU64,
    calm: AtomicBool,
}

/// A reading of a [`Glass`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Commands waiting in the mailbox.
    pub waiting: u64,
    /// When the oldest waiting command came, at the latest; `None` when none waits.
    pub oldest: Option<Timestamp>,
    /// What is being handled, by name.
    pub doing: &'static str,
    /// Since when; `None` when nothing is.
    pub since: Option<Timestamp>,
    /// The last committed offset.
    pub committed: u64,
    /// Entries decided and not committed.
    pub pending: u64,
    /// What is to be seen of the aggregate.
    pub figures: Figures,
}

impl Glass {
    /// The glass of an actor that has done nothing yet.
    #[must_use]
    pub fn new(id: Uuid) -> Arc<Self> {
        let zero = || AtomicU64::new(0);
        Arc::new(Self {
            id,
            waiting: zero(),
            oldest: AtomicI64::new(0),
            doing: zero(),
            since: AtomicI64::new(0),
            committed: zero(),
            pending: zero(),
            people: zero(),
            hands: zero(),
            in_lobby: zero(),
            calm: AtomicBool::new(false),
        })
    }

    /// A command was put into the mailbox.
    pub fn sent(&self, now: Timestamp) {
        if self.waiting.fetch_add(1, Ordering::Relaxed) == 0 {
            self.oldest.store(now.as_millis(), Ordering::Relaxed);
        }
    }

    /// A command that came at `sent` was taken out of the mailbox.
    pub fn taken(&self, sent: Timestamp) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.oldest.store(sent.as_millis(), Ordering::Relaxed);
    }

    /// The actor begins to handle something.
    pub fn begins(&self, doing: Doing, now: Timestamp) {
        self.since.store(now.as_millis(), Ordering::Relaxed);
        self.doing.store(doing as u64, Ordering::Relaxed);
    }

    /// The actor waits again; its figures are these.
    pub fn rests(&self, committed: u64, pending: usize, figures: Figures) {
        self.committed.store(committed, Ordering::Relaxed);
        self.pending.store(pending as u64, Ordering::Relaxed);
        self.people.store(figures.people as u64, Ordering::Relaxed);
        self.hands.store(figures.hands as u64, Ordering::Relaxed);
        self.in_lobby.store(figures.in_lobby as u64, Ordering::Relaxed);
        self.calm.store(figures.calm, Ordering::Relaxed);
        self.doing.store(Doing::Nothing as u64, Ordering::Relaxed);
    }

    fn figures(&self) -> Figures {
        let count = |of: &AtomicU64| usize::try_from(of.load(Ordering::Relaxed)).unwrap_or(usize::MAX);
        Figures {
            people: count(&self.people),
            hands: count(&self.hands),
            in_lobby: count(&self.in_lobby),
            calm: self.calm.load(Ordering::Relaxed),
        }
    }

    /// What can be seen now.
    #[must_use]
    pub fn read(&self) -> Reading {
        let waiting = self.waiting.load(Ordering::Relaxed);
        let doing = self.doing.load(Ordering::Relaxed);
        Reading {
            waiting,
            oldest: (waiting > 0).then(|| Timestamp::from_millis(self.oldest.load(Ordering::Relaxed))),
            doing: usize::try_from(doing).ok().and_then(|n| DOINGS.get(n)).copied().unwrap_or("nothing"),
            since: (doing != Doing::Nothing as u64).then(|| Timestamp::from_millis(self.since.load(Ordering::Relaxed))),
            committed: self.committed.load(Ordering::Relaxed),
            pending: self.pending.load(Ordering::Relaxed),
            figures: self.figures(),
        }
    }
}

/// Every glass of this node.
#[derive(Clone, Default)]
pub struct Panes(Arc<DashMap<Uuid, Arc<Glass>>>);

impl Panes {
    /// An actor has started.
    pub fn add(&self, glass: &Arc<Glass>) {
        self.0.insert(glass.id, Arc::clone(glass));
    }

    /// An actor has ended; another one of the same aggregate, started since, stays.
    pub fn remove(&self, glass: &Arc<Glass>) {
        self.0.remove_if(&glass.id, |_, here| Arc::ptr_eq(here, glass));
    }

    /// Writes the gauges that `/metrics` shows: how many actors there are, and of their mailboxes the sum and the worst.
    pub fn publish(&self, now: Timestamp) {
        let (mut waiting, mut deepest, mut oldest, mut longest, mut pending, mut people) = (0, 0, 0.0f64, 0.0f64, 0, 0);
        for pane in self.0.iter() {
            let reading = pane.read();
            waiting += reading.waiting;
            deepest = deepest.max(reading.waiting);
            pending += reading.pending;
            people += reading.figures.people;
            oldest = oldest.max(reading.oldest.map_or(0.0, |at| now.since(at).as_secs_f64()));
            longest = longest.max(reading.since.map_or(0.0, |at| now.since(at).as_secs_f64()));
        }
        metrics::gauge!("homeroom_actors").set(self.0.len() as f64);
        metrics::gauge!("homeroom_mailbox_commands").set(waiting as f64);
        metrics::gauge!("homeroom_mailbox_commands_deepest").set(deepest as f64);
        metrics::gauge!("homeroom_mailbox_oldest_seconds").set(oldest);
        metrics::gauge!("homeroom_handling_longest_seconds").set(longest);
        metrics::gauge!("homeroom_entries_pending").set(pending as f64);
        metrics::gauge!("homeroom_people_here").set(people as f64);
    }

    /// What is to be seen of every aggregate that runs here.
    #[must_use]
    pub fn all(&self) -> HashMap<Uuid, Figures> {
        self.0.iter().map(|pane| (pane.id, pane.figures())).collect()
    }

    /// The actors that have been handling one thing for longer than `budget`, with what it is.
    #[must_use]
    pub fn stuck(&self, now: Timestamp, budget: std::time::Duration) -> Vec<(Uuid, Reading)> {
        self.0
            .iter()
            .map(|pane| (pane.id, pane.read()))
            .filter(|(_, reading)| reading.since.is_some_and(|since| now.since(since) > budget))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wedged_actor_shows_its_depth_its_oldest_and_what_it_is_at() {
        let glass = Glass::new(Uuid::nil());
        let at = Timestamp::from_millis;
        glass.sent(at(10));
        glass.sent(at(20));
        glass.taken(at(10));
        glass.begins(Doing::Command, at(30));
        let reading = glass.read();
        assert_eq!((reading.waiting, reading.oldest, reading.doing), (1, Some(at(10)), "command"));
        assert_eq!(reading.since, Some(at(30)));
        glass.rests(7, 0, Figures { people: 3, ..Figures::default() });
        let reading = glass.read();
        assert_eq!((reading.doing, reading.since, reading.committed, reading.figures.people), ("nothing", None, 7, 3));
    }
}
