//! One socket's TCP stream and what waits to leave through it.
//!
//! Everyone who sends to a socket sends through here: the relay its runs of ready frames, the socket's own task its
//! pongs and refusals. While nothing waits, a run goes straight to the kernel from whoever sends (a wake-up of a task
//! per socket costs more than the send itself); what the kernel does not take waits here by reference, and the socket's
//! task finishes it. The stream and what waits sit behind one short lock, so nothing ever interleaves inside a frame,
//! and nobody holds the lock across an await.
//!
//! A socket that does not read is nobody's problem but its own: over L7 it keeps the frame that has begun to leave,
//! loses the rest, is told 4408 and sealed. Sealed means that nothing more goes in; the task sends what is left, gives
//! the peer a grace and resets. When the process crashes nothing here was a promise: the client resumes.
//!
//! [`task`] is the side of the socket's task, [`frame`] knows how frames look.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use bytes::Bytes;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::limits::{UNSENT_BYTES_MAX, UNSENT_BYTES_SIGNALS_MAX, UNSENT_STALL_MAX};
use homeroom_protocol::time::Timestamp;
use tokio::net::TcpStream;

use crate::kit::clock::Clock;

mod frame;
mod task;
#[cfg(test)]
mod tests;

pub use frame::{frame_text, push_text};
pub use task::Half;

/// Runs handed to the kernel in one call; more would only lengthen the time under the lock.
const RUNS_PER_WRITE_MAX: usize = 16;
/// Slots for waiting runs that an idle socket may keep; a larger list is given back once it is empty.
const SLOTS_KEPT_MAX: usize = 8;

/// What became of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// The kernel has all of it, and nothing waits.
    All,
    /// Something waits: this run, or what came before it.
    Waits,
    /// The socket takes nothing any more; this run was dropped.
    Sealed,
}

/// One socket's stream and what waits to leave through it.
pub struct OutBuffer {
    clock: Clock,
    inner: Mutex<Inner>,
}

struct Inner {
    /// None once the task has let go of it.
    stream: Option<TcpStream>,
    phase: Phase,
    /// Runs in the order in which they leave; the first may have begun to.
    waits: VecDeque<Bytes>,
    /// Bytes of the first run that have left.
    left: usize,
    /// Bytes that wait.
    unsent: usize,
    /// When something last left while something waited.
    progress_at: Timestamp,
    /// Whether the page has been sent anything since the last heartbeat; it cannot see pings and pongs.
    spoken: bool,
    /// The socket's task.
    task: Option<Waker>,
    /// Whoever waits for room, and the room in unsent bytes that is enough.
    room: Option<(Waker, usize)>,
}

/// How far a socket's life has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Open,
    /// A close frame is the last thing that leaves; ours says why, the peer's own does not.
    Sealed(Option<Close>),
}

impl OutBuffer {
    /// The out-buffer of a stream that has finished its handshake.
    #[must_use]
    pub fn new(stream: TcpStream, clock: Clock) -> Arc<Self> {
        let inner = Inner {
            stream: Some(stream),
            phase: Phase::Open,
            waits: VecDeque::new(),
            left: 0,
            unsent: 0,
            progress_at: Timestamp::default(),
            spoken: false,
            task: None,
            room: None,
        };
        Arc::new(Self { clock, inner: Mutex::new(inner) })
    }

    /// Sends `run`: whole WebSocket frames with their headers, unmasked. Never waits. A run that would bring the unsent
    /// bytes over L7, or comes after [`UNSENT_STALL_MAX`] without progress, seals the socket with 4408.
    pub fn send(&self, run: &Bytes) -> Sent {
        let mut inner = self.lock();
        inner.spoken = true;
        inner.send(run, &self.clock)
    }

    /// Sends a run of signals. They are stale by the time a slow client gets them, so from
    /// [`UNSENT_BYTES_SIGNALS_MAX`] unsent bytes on they are dropped, which is answered by [`Sent::Waits`].
    pub fn send_signal(&self, run: &Bytes) -> Sent {
        let mut inner = self.lock();
        if inner.unsent >= UNSENT_BYTES_SIGNALS_MAX && inner.phase == Phase::Open {
            return Sent::Waits;
        }
        inner.spoken = true;
        inner.send(run, &self.clock)
    }

    /// Bytes that wait to leave; zero for a sealed socket nobody has to care for any more.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.lock().unsent
    }

    /// Returns once no more than `bytes` wait: true while the socket is open, false when it is sealed. One may wait at a
    /// time, which is the relay that feeds a resuming socket as it drains.
    pub async fn room(&self, bytes: usize) -> bool {
        std::future::poll_fn(|cx| {
            let mut inner = self.lock();
            if inner.phase != Phase::Open {
                return Poll::Ready(false);
            }
            if inner.unsent <= bytes {
                return Poll::Ready(true);
            }
            inner.room = Some((cx.waker().clone(), bytes));
            Poll::Pending
        })
        .await
    }

    /// Seals the socket: a frame that has begun to leave is kept, what waits behind it is dropped, then `bye` (a run of
    /// one text frame, as [`frame_text`] makes it) and the close frame follow. A second close changes nothing.
    pub fn close(&self, close: Close, bye: Option<&Bytes>) {
        self.lock().close(close, bye, &self.clock);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing under this lock can panic half-way, and a poisoned socket is better closed than stuck.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn send(&mut self, run: &Bytes, clock: &Clock) -> Sent {
        if self.phase != Phase::Open {
            return Sent::Sealed;
        }
        if self.waits.is_empty() {
            return match self.try_write(run) {
                Ok(taken) if taken == run.len() => Sent::All,
                Ok(taken) => {
                    self.left = taken;
                    self.unsent = run.len() - taken;
                    self.progress_at = clock.now();
                    self.waits.push_back(run.clone());
                    self.wake();
                    if self.unsent > UNSENT_BYTES_MAX {
                        self.close(Close::TooSlow, None, clock);
                        return Sent::Sealed;
                    }
                    Sent::Waits
                }
                Err(_) => {
                    self.lose();
                    Sent::Sealed
                }
            };
        }
        if self.unsent + run.len() > UNSENT_BYTES_MAX || self.stalls_at() <= clock.now() {
            self.close(Close::TooSlow, None, clock);
            return Sent::Sealed;
        }
        self.unsent += run.len();
        self.waits.push_back(run.clone());
        Sent::Waits
    }

    fn close(&mut self, close: Close, bye: Option<&Bytes>, clock: &Clock) {
        if self.phase != Phase::Open {
            return;
        }
        self.keep_only_what_has_begun();
        if self.waits.is_empty() {
            self.progress_at = clock.now();
        }
        self.waits.extend(bye.cloned());
        self.waits.push_back(frame::close(close));
        self.seal(Some(close));
        // Most sockets are closed while nothing waits: then the close leaves now, and not when the task has its turn. An
        // error is seen by the task, which has to come by in any case.
        let _ = self.flush_once(clock);
    }

    fn seal(&mut self, by: Option<Close>) {
        self.phase = Phase::Sealed(by);
        self.unsent = self.waits.iter().map(Bytes::len).sum::<usize>() - self.left;
        self.wake();
        self.wake_room();
    }

    /// Cuts what waits down to the rest of the frame that has begun to leave.
    fn keep_only_what_has_begun(&mut self) {
        let first = self.waits.pop_front();
        self.waits.clear();
        let (Some(first), true) = (first, self.left > 0) else {
            self.left = 0;
            return;
        };
        let end = frame::end_of_frame_at(&first, self.left);
        if end > self.left {
            self.waits.push_back(first.slice(..end));
        } else {
            self.left = 0;
        }
    }

    /// The peer is gone: nothing can leave any more.
    fn lose(&mut self) {
        self.waits.clear();
        self.left = 0;
        self.seal(None);
    }

    fn try_write(&self, run: &[u8]) -> io::Result<usize> {
        let Some(stream) = &self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        match stream.try_write(run) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
            taken => taken,
        }
    }

    /// One vectored write of what waits; true when nothing waits any more.
    fn flush_once(&mut self, clock: &Clock) -> io::Result<bool> {
        if self.waits.is_empty() {
            return Ok(true);
        }
        let Some(stream) = &self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        let mut slices = [IoSlice::new(&[]); RUNS_PER_WRITE_MAX];
        let mut skip = self.left;
        let mut count = 0;
        for (slot, run) in slices.iter_mut().zip(&self.waits) {
            *slot = IoSlice::new(run.get(skip..).unwrap_or_default());
            skip = 0;
            count += 1;
        }
        let taken = stream.try_write_vectored(slices.get(..count).unwrap_or_default())?;
        if taken > 0 {
            self.advance(taken);
            self.progress_at = clock.now();
        }
        Ok(self.waits.is_empty())
    }

    /// So many bytes have left.
    fn advance(&mut self, taken: usize) {
        self.unsent = self.unsent.saturating_sub(taken);
        self.left += taken;
        while let Some(first) = self.waits.front() {
            if self.left < first.len() {
                break;
            }
            self.left -= first.len();
            self.waits.pop_front();
        }
        if self.waits.is_empty() && self.waits.capacity() > SLOTS_KEPT_MAX {
            self.waits = VecDeque::new();
        }
        if self.room.as_ref().is_some_and(|(_, enough)| self.unsent <= *enough) {
            self.wake_room();
        }
    }

    /// When what waits will have waited too long, unless something leaves before.
    fn stalls_at(&self) -> Timestamp {
        self.progress_at.plus(UNSENT_STALL_MAX)
    }

    fn wake(&self) {
        if let Some(task) = &self.task {
            task.wake_by_ref();
        }
    }

    fn wake_room(&mut self) {
        if let Some((waker, _)) = self.room.take() {
            waker.wake();
        }
    }
}
