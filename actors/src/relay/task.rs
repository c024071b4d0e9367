//! The relay's task: the one walk from a commit to the sockets.
//!
//! Runs of several commits that wait in the queue are sent as one, up to [`WALK_BYTES`], and the answers after them; a
//! socket enters the walk when its welcome is sent, so its picture and the stream after it neither gap nor overlap. A
//! socket that resumes, or to which much was said at once, is given what it is owed as it drains, and what is new waits
//! behind that. A socket that takes no more is its own affair (`out_buffer`): the walk never waits for one.
//!
//! When the task ends, by a panic or because its session is gone, every socket is closed with 4412 and comes back.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use homeroom_machines::machine::Feed;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::{ServerFrame, Signal};
use homeroom_protocol::ids::ConnectionId;
use homeroom_protocol::limits::{PEOPLE_TOLD_MAX, UNSENT_BYTES_MAX};
use tokio::sync::mpsc;
use tokio::time::{Sleep, sleep};

use crate::kit::admission::Credit;
use crate::kit::feeds::Feeds;
use crate::relay::link::{Count, Down, Welcome};
use crate::relay::out_buffer::{OutBuffer, Sent, frame_text};

/// Bytes gathered for one walk: larger runs save nothing more and make those at the front wait.
const WALK_BYTES: usize = 64 * 1024;
/// Sockets between two yields: another room's message waits 1-2 ms behind a full walk of this one (SPEED).
const SOCKETS_PER_TURN: usize = 64;
/// Unsent bytes under which a socket that is behind is given its next chunk.
const BEHIND_UNSENT_BYTES: usize = 64 * 1024;
/// Bytes kept for a socket that is behind: what the ring held and as much again of what is new. They are everybody's
/// bytes; a socket costs a list of them.
const BEHIND_BYTES_MAX: usize = 2 * 1024 * 1024;
/// How often sockets that are behind are looked after.
const BEHIND_EVERY: Duration = Duration::from_millis(10);
/// Unsent bytes from which on a socket is behind: with the longest run on top it stays under L7, which closes it.
const LEVEL_UNSENT_BYTES: usize = UNSENT_BYTES_MAX / 2;
/// The shortest time between two counts of those present: four a second are as many as a person can read.
const PRESENCE_EVERY: Duration = Duration::from_millis(250);
/// The same where people are not told by name: of hundreds nobody reads every figure, and a minute in which thousands come
/// costs each of them less than 10 kB (FEATURES R1).
const PRESENCE_OF_MANY_EVERY: Duration = Duration::from_secs(1);

struct Slot {
    connection: ConnectionId,
    feed: Feed,
    out: Arc<OutBuffer>,
    /// What a socket that is behind is still to be given, in order.
    owed: VecDeque<Bytes>,
    /// Whether something waited when it was last sent to.
    waits: bool,
}

/// The relay of one session on this node.
pub(crate) struct Relay {
    slots: Vec<Slot>,
    index: HashMap<ConnectionId, usize>,
    gathered: Feeds<Gathered>,
    answers: Vec<(Vec<ConnectionId>, Bytes, Option<Credit>)>,
    behind: usize,
    count: Arc<Count>,
    count_changed: bool,
    count_rests: Option<Pin<Box<Sleep>>>,
}

/// Runs that are sent as one.
#[derive(Default)]
enum Gathered {
    #[default]
    Nothing,
    One(Bytes),
    More(BytesMut),
}

impl Gathered {
    fn push(&mut self, run: Bytes) {
        if run.is_empty() {
            return;
        }
        *self = match std::mem::take(self) {
            Self::Nothing => Self::One(run),
            Self::One(first) => {
                let mut all = BytesMut::with_capacity(WALK_BYTES);
                all.extend_from_slice(&first);
                all.extend_from_slice(&run);
                Self::More(all)
            }
            Self::More(mut all) => {
                all.extend_from_slice(&run);
                Self::More(all)
            }
        };
    }

    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(run) => run.len(),
            Self::More(all) => all.len(),
        }
    }

    fn take(&mut self) -> Bytes {
        match std::mem::take(self) {
            Self::Nothing => Bytes::new(),
            Self::One(run) => run,
            Self::More(all) => all.freeze(),
        }
    }
}

impl Relay {
    pub(crate) fn new(count: Arc<Count>) -> Self {
        Self {
            slots: Vec::new(),
            index: HashMap::new(),
            gathered: Feeds::default(),
            answers: Vec::new(),
            behind: 0,
            count,
            count_changed: false,
            count_rests: None,
        }
    }

    pub(crate) async fn run(mut self, mut downs: mpsc::UnboundedReceiver<Down>) {
        loop {
            let down = tokio::select! {
                biased;
                down = downs.recv() => down,
                () = sleep(BEHIND_EVERY), if self.behind > 0 => {
                    self.feed_behind();
                    continue;
                }
                () = rested(&mut self.count_rests) => {
                    self.count_rests = None;
                    self.send_count().await;
                    continue;
                }
            };
            let Some(mut down) = down else { return };
            loop {
                self.take(down).await;
                match downs.try_recv() {
                    Ok(next) => down = next,
                    Err(_) => break,
                }
            }
            self.flush().await;
            if self.behind > 0 {
                self.feed_behind();
            }
        }
    }

    async fn take(&mut self, down: Down) {
        match down {
            Down::Run(mut runs) => {
                if Feed::ALL.iter().any(|feed| self.gathered.of(*feed).len() + runs.of(*feed).len() > WALK_BYTES) {
                    self.flush().await;
                }
                for feed in Feed::ALL {
                    self.gathered.of_mut(*feed).push(std::mem::take(runs.of_mut(*feed)));
                }
            }
            Down::Signals(runs) => {
                self.flush().await;
                self.walk(&runs, true).await;
            }
            Down::To { connections, run, credit } => self.answers.push((connections, run, credit)),
            Down::Welcome(welcome) => {
                self.flush().await;
                self.welcome(*welcome);
            }
            Down::Presence => {
                self.count_changed = true;
                if self.count_rests.is_none() {
                    self.flush().await;
                    self.send_count().await;
                }
            }
            Down::Close { connection, close, bye } => {
                self.flush().await;
                if let Some(slot) = self.index.get(&connection).and_then(|at| self.slots.get(*at)) {
                    slot.out.close(close, bye.as_ref());
                }
                self.forget(connection);
            }
            Down::Forget(connection) => self.forget(connection),
        }
    }

    fn welcome(&mut self, welcome: Welcome) {
        let Welcome { feed, connection, out, run, missed, credit } = welcome;
        drop(credit);
        if out.send(&run) == Sent::Sealed {
            return;
        }
        self.forget(connection);
        if !missed.is_empty() {
            self.behind += 1;
        }
        self.index.insert(connection, self.slots.len());
        self.slots.push(Slot { connection, feed, out, owed: missed, waits: true });
    }

    fn forget(&mut self, connection: ConnectionId) {
        let Some(at) = self.index.remove(&connection) else { return };
        let slot = self.slots.swap_remove(at);
        if !slot.owed.is_empty() {
            self.behind -= 1;
        }
        if let Some(moved) = self.slots.get(at) {
            self.index.insert(moved.connection, at);
        }
    }

    /// Sends what was gathered, then the answers that came with it.
    async fn flush(&mut self) {
        let runs = Feeds::each(|feed| self.gathered.of_mut(feed).take());
        if Feed::ALL.iter().any(|feed| !runs.of(*feed).is_empty()) {
            self.walk(&runs, false).await;
        }
        for (connections, run, credit) in std::mem::take(&mut self.answers) {
            for connection in connections {
                if let Some(slot) = self.index.get(&connection).and_then(|at| self.slots.get_mut(*at)) {
                    let level = slot.owed.is_empty();
                    slot.send(&run);
                    self.behind += usize::from(level && !slot.owed.is_empty());
                }
            }
            drop(credit);
        }
    }

    /// Its feed's run to every socket.
    async fn walk(&mut self, runs: &Feeds<Bytes>, signal: bool) {
        let (mut sealed, mut deliveries) = (Vec::new(), 0);
        let mut at = 0;
        while at < self.slots.len() {
            let turn = self.slots.iter_mut().skip(at).take(SOCKETS_PER_TURN);
            for slot in turn {
                let run = runs.of(slot.feed);
                if run.is_empty() {
                    continue;
                }
                deliveries += 1;
                let level = slot.owed.is_empty();
                let sent = if signal { slot.out.send_signal(run) } else { slot.send(run) };
                self.behind += usize::from(level && !slot.owed.is_empty());
                if sent == Sent::Sealed {
                    sealed.push(slot.connection);
                }
            }
            at += SOCKETS_PER_TURN;
            if at < self.slots.len() {
                tokio::task::yield_now().await;
            }
        }
        metrics::counter!("homeroom_deliveries_total").increment(deliveries);
        for connection in sealed {
            self.forget(connection);
        }
    }

    fn feed_behind(&mut self) {
        let mut level = 0;
        for slot in self.slots.iter_mut().filter(|slot| !slot.owed.is_empty()) {
            while !slot.owed.is_empty() && slot.out.unsent() <= BEHIND_UNSENT_BYTES {
                let Some(chunk) = slot.owed.pop_front() else { break };
                if slot.out.send(&chunk) == Sent::Sealed {
                    slot.owed.clear();
                }
            }
            if slot.owed.is_empty() {
                level += 1;
            }
        }
        self.behind -= level;
    }

    async fn send_count(&mut self) {
        if !std::mem::take(&mut self.count_changed) {
            return;
        }
        let count = self.count.take();
        let many =
            usize::try_from(count.seated.saturating_add(count.watching)).is_ok_and(|here| here > PEOPLE_TOLD_MAX);
        let signal = ServerFrame::Signal(Signal::Presence(count));
        if let Ok(text) = serde_json::to_vec(&signal) {
            let run = frame_text(&text);
            let run = |feed| match feed {
                Feed::Class | Feed::Staff => run.clone(),
                Feed::Lobby => Bytes::new(),
            };
            self.walk(&Feeds::each(run), true).await;
        }
        self.count_rests = Some(Box::pin(sleep(if many { PRESENCE_OF_MANY_EVERY } else { PRESENCE_EVERY })));
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        for slot in &self.slots {
            slot.out.close(Close::Moved, None);
        }
    }
}

impl Slot {
    /// Sends a run; where the socket has much to take already, or is still owed something, the run waits here. Much said
    /// at once so closes nobody: who is too slow is who makes no progress for five seconds, or is megabytes behind (L7).
    fn send(&mut self, run: &Bytes) -> Sent {
        if self.owed.is_empty() && (!self.waits || self.out.unsent() <= LEVEL_UNSENT_BYTES) {
            let sent = self.out.send(run);
            self.waits = sent == Sent::Waits;
            return sent;
        }
        let owed: usize = self.owed.iter().map(Bytes::len).sum();
        if owed + run.len() > BEHIND_BYTES_MAX {
            self.out.close(Close::TooSlow, None);
            return Sent::Sealed;
        }
        self.owed.push_back(run.clone());
        Sent::Waits
    }
}

/// Returns when the rest is over; never where there is none.
async fn rested(rest: &mut Option<Pin<Box<Sleep>>>) {
    match rest {
        Some(rest) => rest.await,
        None => std::future::pending().await,
    }
}
