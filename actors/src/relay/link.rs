//! The session's end of its relay.
//!
//! The queue needs no bound of its own: each item in it stands for a command, and the command's credit (L8) travels with
//! the answer and is given back when the relay has sent it. Presence, which hangs on no command, is a number that the
//! relay reads when its turn comes, never more than one item.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use homeroom_machines::machine::Feed;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::Presence;
use homeroom_protocol::ids::ConnectionId;
use tokio::sync::mpsc;

use crate::kit::admission::Credit;
use crate::kit::feeds::Feeds;
use crate::relay::out_buffer::OutBuffer;
use crate::relay::task::Relay;

/// What a session tells its relay. Runs are whole WebSocket frames.
pub(crate) enum Down {
    /// Frames for everyone of each feed.
    Run(Feeds<Bytes>),
    /// Ephemeral frames for all of each feed; who has much unsent does not get them.
    Signals(Feeds<Bytes>),
    /// A socket that is welcome: from here on it is in the walk.
    Welcome(Box<Welcome>),
    /// Frames for some, after everything before; the credit is what they cost.
    To { connections: Vec<ConnectionId>, run: Bytes, credit: Option<Credit> },
    /// The count of those present has changed.
    Presence,
    /// The socket is to be closed.
    Close { connection: ConnectionId, close: Close, bye: Option<Bytes> },
    /// The socket is gone.
    Forget(ConnectionId),
}

/// A socket that is welcome.
pub(crate) struct Welcome {
    pub(crate) feed: Feed,
    pub(crate) connection: ConnectionId,
    pub(crate) out: Arc<OutBuffer>,
    pub(crate) run: Bytes,
    pub(crate) missed: VecDeque<Bytes>,
    pub(crate) credit: Credit,
}

/// Bits of each of the three numbers of a count: two million people, more than any node holds.
const COUNT_BITS: u32 = 21;
const COUNT_MAX: u32 = (1 << COUNT_BITS) - 1;

/// The count of those present, as the relay finds it when it gets there.
#[derive(Default)]
pub(crate) struct Count {
    packed: AtomicU64,
    queued: AtomicBool,
}

impl Count {
    /// What it is now; a later change is announced anew.
    pub(crate) fn take(&self) -> Presence {
        // Exchanged and not stored: whoever found the announcement still queued has set a count that is seen below.
        self.queued.swap(false, Ordering::AcqRel);
        let packed = self.packed.load(Ordering::Acquire);
        let [seated, watching, giving] = [2, 1, 0].map(|place| {
            let number = (packed >> (place * COUNT_BITS)) & u64::from(COUNT_MAX);
            u32::try_from(number).unwrap_or(COUNT_MAX)
        });
        Presence { seated, watching, giving }
    }

    fn set(&self, presence: Presence) -> bool {
        let Presence { seated, watching, giving } = presence;
        let pack = |packed, number: u32| (packed << COUNT_BITS) | u64::from(number.min(COUNT_MAX));
        let packed = [seated, watching, giving].into_iter().fold(0, pack);
        self.packed.store(packed, Ordering::Release);
        !self.queued.swap(true, Ordering::AcqRel)
    }
}

/// The session's end of its relay; when it is dropped the relay closes its sockets with 4412, and they come back.
pub(crate) struct Link {
    queue: mpsc::UnboundedSender<Down>,
    count: Arc<Count>,
    told: Presence,
}

impl Link {
    /// Starts a relay without sockets.
    pub(crate) fn start() -> Self {
        let (queue, downs) = mpsc::unbounded_channel();
        let count = Arc::new(Count::default());
        tokio::spawn(Relay::new(Arc::clone(&count)).run(downs));
        Self { queue, count, told: Presence::default() }
    }

    /// Tells the relay. One that has panicked has closed its sockets on the way; a new one takes its place.
    pub(crate) fn tell(&mut self, down: Down) {
        if let Err(untold) = self.queue.send(down) {
            metrics::counter!("homeroom_relay_restarts_total").increment(1);
            tracing::error!("a relay ended by itself and is replaced");
            *self = Self::start();
            // Nobody listens yet who could miss this; a welcome alone is worth saying to the new one.
            let _ = self.queue.send(untold.0);
        }
    }

    /// The count of those present is this; said only when it changed.
    pub(crate) fn present(&mut self, presence: Presence) {
        if presence != self.told {
            self.told = presence;
            if self.count.set(presence) {
                self.tell(Down::Presence);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_taken_as_it_was_set_and_what_is_beyond_two_million_says_two_million() {
        let of = |seated, watching, giving| Presence { seated, watching, giving };
        let most = COUNT_MAX;
        for (set, taken) in [
            (of(9, 1, 2), of(9, 1, 2)),
            (of(most, 0, 1), of(most, 0, 1)),
            (of(0, most, most), of(0, most, most)),
            (of(most + 1, 3, u32::MAX), of(most, 3, most)),
        ] {
            let count = Count::default();
            assert!(count.set(set) && !count.set(set), "announced once");
            assert_eq!(count.take(), taken);
        }
    }
}
