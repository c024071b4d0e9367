//! What a crowd of sockets has received. All of them receive the same entries in the same order, so the first socket to
//! see an entry reads which message it is, and the others only count.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use uuid::Uuid;

use crate::failure::Failure;
use crate::watch::micros;
use crate::wire;

/// How long the last deliveries of a span may take after it; more means that something is stuck.
const PATIENCE: Duration = Duration::from_secs(20);

/// The count of one crowd; its sockets share it on one thread.
#[derive(Default)]
pub(crate) struct Tally {
    sockets: usize,
    inner: RefCell<Inner>,
    in_flight: Cell<usize>,
    /// Commands without an answer yet, and when they were sent.
    asked: RefCell<HashMap<Uuid, Instant>>,
    /// Told when a message has reached everybody, a command is answered, or something went wrong.
    changed: Notify,
    wrong: RefCell<Option<String>>,
}

#[derive(Default)]
struct Inner {
    /// When each message was sent, by its number.
    sent_at: Vec<Instant>,
    /// The entries in their order.
    entries: Vec<Seen>,
    deliveries: usize,
    latencies_micros: Vec<u32>,
    answered_micros: Vec<u32>,
    /// The latest entry, as it came.
    sample: Vec<u8>,
}

/// An entry: which message it carries, and how many sockets have it.
struct Seen {
    message: Option<usize>,
    sockets: usize,
}

impl Tally {
    pub(crate) fn new(sockets: usize) -> Self {
        Self { sockets, ..Self::default() }
    }

    /// A message goes out; its number.
    pub(crate) fn send(&self, now: Instant) -> usize {
        let mut inner = self.inner.borrow_mut();
        inner.sent_at.push(now);
        self.in_flight.set(self.in_flight.get() + 1);
        inner.sent_at.len() - 1
    }

    /// Messages that have not reached everybody yet.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.get()
    }

    /// A socket received its `n`th entry.
    pub(crate) fn entry(&self, n: usize, payload: &[u8], now: Instant) {
        let mut inner = self.inner.borrow_mut();
        if inner.entries.len() <= n {
            inner.entries.push(Seen { message: wire::number(payload), sockets: 0 });
            inner.sample.clear();
            inner.sample.extend_from_slice(payload);
        }
        inner.deliveries += 1;
        let Some(seen) = inner.entries.get_mut(n) else { return };
        seen.sockets += 1;
        let (message, everybody) = (seen.message, seen.sockets == self.sockets);
        let Some(sent_at) = message.and_then(|message| inner.sent_at.get(message)).copied() else { return };
        let latency = micros(now.saturating_duration_since(sent_at));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "microseconds of some seconds at most"
        )]
        inner.latencies_micros.push(latency as u32);
        if everybody {
            self.in_flight.set(self.in_flight.get().saturating_sub(1));
            self.changed.notify_one();
        }
    }

    /// A command goes out whose answer counts.
    pub(crate) fn ask(&self, id: Uuid, now: Instant) {
        self.asked.borrow_mut().insert(id, now);
    }

    /// A command was answered; answers to others do not count.
    pub(crate) fn answer(&self, payload: &[u8], now: Instant) {
        let asked_at = wire::id(payload).and_then(|id| self.asked.borrow_mut().remove(&id));
        let Some(asked_at) = asked_at else { return };
        let latency = micros(now.saturating_duration_since(asked_at));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "microseconds of some seconds at most"
        )]
        self.inner.borrow_mut().answered_micros.push(latency as u32);
        if self.asked.borrow().is_empty() {
            self.changed.notify_one();
        }
    }

    /// Returns once every command is answered: the latencies since this was asked last.
    pub(crate) async fn until_answered(&self) -> Result<Vec<u32>, Failure> {
        let waiting = async {
            while !self.asked.borrow().is_empty() {
                self.changed.notified().await;
                self.check()?;
            }
            self.check()
        };
        let late = || Failure::new(format!("{} commands were not answered", self.asked.borrow().len()));
        tokio::time::timeout(PATIENCE, waiting).await.map_err(|_| late())??;
        Ok(std::mem::take(&mut self.inner.borrow_mut().answered_micros))
    }

    /// Something went wrong; the first of it is what is told.
    pub(crate) fn wrong(&self, what: impl Into<String>) {
        self.wrong.borrow_mut().get_or_insert_with(|| what.into());
        self.changed.notify_one();
    }

    /// Fails when something has gone wrong.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match &*self.wrong.borrow() {
            Some(what) => Err(Failure::new(what.clone())),
            None => Ok(()),
        }
    }

    /// Returns once no more than so many messages are on their way.
    pub(crate) async fn until_in_flight(&self, most: usize) -> Result<(), Failure> {
        let waiting = async {
            while self.in_flight() > most {
                self.changed.notified().await;
                self.check()?;
            }
            self.check()
        };
        let late = || Failure::new("messages did not reach everybody");
        tokio::time::timeout(PATIENCE, waiting).await.map_err(|_| late())?
    }

    /// Deliveries and latencies since the last time this was asked.
    pub(crate) fn take(&self) -> (usize, Vec<u32>) {
        let mut inner = self.inner.borrow_mut();
        (std::mem::take(&mut inner.deliveries), std::mem::take(&mut inner.latencies_micros))
    }

    /// The latest entry, as it came.
    pub(crate) fn sample(&self) -> Vec<u8> {
        self.inner.borrow().sample.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch;

    fn entry(number: usize) -> Vec<u8> {
        format!(r#"{{"type":"entry","data":{{"events":[{{"text":"{}"}}]}}}}"#, wire::numbered(number)).into_bytes()
    }

    #[test]
    fn a_message_is_on_its_way_until_every_socket_has_it_in_whatever_order_entries_come() {
        let tally = Tally::new(2);
        let now = watch::now();
        assert_eq!((tally.send(now), tally.send(now)), (0, 1));
        // The server put the second message first.
        for (n, number) in [(0, 1), (1, 0), (0, 1)] {
            tally.entry(n, &entry(number), now + Duration::from_millis(3));
        }
        assert_eq!(tally.in_flight(), 1);
        assert_eq!(tally.take(), (3, vec![3_000; 3]));
        tally.entry(1, &entry(0), now);
        assert_eq!(tally.in_flight(), 0);
        assert_eq!(tally.sample(), entry(0));
    }

    #[test]
    fn an_entry_without_a_number_is_a_delivery_and_has_no_latency() {
        let tally = Tally::new(1);
        tally.entry(0, b"{}", watch::now());
        assert_eq!(tally.take(), (1, vec![]));
    }

    #[tokio::test]
    async fn what_went_wrong_ends_the_waiting() {
        let tally = Tally::new(1);
        tally.send(watch::now());
        tally.wrong("a socket was lost");
        assert_eq!(tally.until_in_flight(0).await.unwrap_err().to_string(), "a socket was lost");
    }
}
