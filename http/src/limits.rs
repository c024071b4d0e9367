//! The limits that live in this crate, and what counts them. L1-L22 that others share are in `homeroom_protocol`.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// How long a body may take to arrive, against clients that trickle it: as long as its headers (L1).
pub const BODY_READ_TIMEOUT: Duration = Duration::from_secs(5);
/// L9: requests for a sign-in mail in [`RATE_WINDOW`], for one email address and from one network address.
pub const MAGIC_LINKS_MAX: usize = 10;
/// L9: refreshes in [`RATE_WINDOW`] of one sign-in.
pub const REFRESHES_MAX: usize = 30;
/// L9: the span in which they are counted.
pub const RATE_WINDOW: Duration = Duration::from_secs(60);
/// Keys of one rate that are remembered: about 15 MB when all of them are used up.
pub const RATE_KEYS_MAX: usize = 100_000;
/// How long after one sign-in mail it is worth asking for another: most are there by then.
pub const MAIL_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// When to ask again where too many mails wait.
pub const MAIL_BUSY_AGAIN_AFTER_MS: u64 = 10_000;
/// L10: streams of one h2 connection.
pub const H2_STREAMS_MAX: u32 = 100;
/// L10: streams a peer has reset and we have not yet cleaned up; more is a rapid-reset attack.
pub const H2_PENDING_RESETS_MAX: usize = 20;
/// How long an h2 connection may be silent before it is asked, and how long the answer may take.
pub const H2_ALIVE: Duration = Duration::from_secs(20);
/// Bytes of one h2 window: a whole body (L2) fits, and 100 streams of them stay small.
pub const H2_WINDOW_BYTES: u32 = 64 * 1024;
/// Bytes of the longest access token that is looked at; ours have about 400.
pub const ACCESS_TOKEN_BYTES_MAX: usize = 1024;
/// Verified tokens that are remembered; one is about 150 bytes.
pub const VERIFIED_TOKENS_MAX: u64 = 100_000;
/// Characters of an `Idempotency-Key`: a UUID fits several times.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 255;
/// L6: sockets of a node; what a process of 20,000 descriptors can hold beside its connections.
pub const SOCKETS_MAX: usize = 16_000;
/// Connections of a node that are not sockets.
pub const CONNECTIONS_MAX: usize = 3_000;
/// Connections the kernel keeps for us between two accepts: a class that comes back at once.
pub const BACKLOG_CONNECTIONS: i32 = 4096;
/// Unsent bytes from which the kernel takes no more of a connection: without it a stalled socket holds up to 4 MiB in
/// the kernel before L7 counts a byte (SPEED).
pub const KERNEL_UNSENT_BYTES: u32 = 16 * 1024;
/// How long a node that stops waits for its connections, and then for its sockets.
pub const STOP_GRACE: Duration = Duration::from_secs(5);
/// Messages of one socket before others have their turn.
pub const MESSAGES_PER_TURN_MAX: usize = 64;
/// How long the rest of a sealed socket may take to leave, and the peer to go, before it is reset.
pub const SEALED_GRACE: Duration = Duration::from_secs(2);
/// Bytes a sealed socket's peer may still send; unread bytes would turn our close into a reset that it never reads.
pub const SEALED_DISCARD_BYTES_MAX: usize = 256 * 1024;
/// How long the answer to a `hello` may take, from the credentials to the welcome.
pub const ATTACH_TIMEOUT: Duration = Duration::from_secs(10);
/// Read buffer of a socket, bytes: it is there for all of a socket's life (SPEED goal 4).
pub const SOCKET_READ_BUFFER_BYTES: usize = 512;

/// Counts by key, up to a limit per key.
pub(crate) struct Counter<K> {
    max: usize,
    counts: Mutex<HashMap<K, usize>>,
}

/// A counted place; given back when dropped.
pub(crate) struct Place<K: Eq + Hash> {
    key: K,
    counter: Arc<Counter<K>>,
}

impl<K: Copy + Eq + Hash> Counter<K> {
    pub(crate) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self { max, counts: Mutex::default() })
    }

    /// A place for this key, unless it has as many as it may have.
    pub(crate) fn take(self: &Arc<Self>, key: K) -> Option<Place<K>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_default();
        if *count >= self.max {
            return None;
        }
        *count += 1;
        Some(Place { key, counter: Arc::clone(self) })
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut counts = self.counter.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

/// How many there are of something, up to a limit, with a way to wait until they are gone.
pub(crate) struct Crowd {
    max: usize,
    count: watch::Sender<usize>,
}

/// One of a crowd; it has left when this is dropped.
pub(crate) struct Member(watch::Sender<usize>);

impl Crowd {
    pub(crate) fn new(max: usize) -> Self {
        Self { max, count: watch::Sender::new(0) }
    }

    /// One more, unless the crowd is full.
    pub(crate) fn enter(&self) -> Option<Member> {
        let entered = self.count.send_if_modified(|count| {
            let room = *count < self.max;
            *count += usize::from(room);
            room
        });
        entered.then(|| Member(self.count.clone()))
    }

    /// Returns when nobody is left.
    pub(crate) async fn gone(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_places_and_not_one_more_until_one_is_given_back() {
        let counter = Counter::new(2);
        let first = counter.take("a");
        let _second = counter.take("a").unwrap();
        assert!(counter.take("a").is_none());
        assert!(counter.take("b").is_some());
        drop(first);
        assert!(counter.take("a").is_some());
        assert_eq!(counter.counts.lock().unwrap().len(), 1, "nobody is remembered who has no place");
    }

    #[tokio::test]
    async fn a_crowd_is_full_at_its_limit_and_gone_when_the_last_has_left() {
        let crowd = Crowd::new(1);
        let member = crowd.enter().unwrap();
        assert!(crowd.enter().is_none());
        drop(member);
        crowd.gone().await;
        assert!(crowd.enter().is_some());
    }
}
