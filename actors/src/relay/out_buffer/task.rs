//! The side of the socket's own task: it reads, finishes what waits, and ends the socket. There is one such task.

use std::io::{self, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::time::Timestamp;
use tokio::io::AsyncWrite;

use super::{OutBuffer, Phase, Sent, frame};

impl OutBuffer {
    /// Makes the running task the one that is woken when something waits or the socket is sealed.
    pub fn register(&self, cx: &Context<'_>) {
        let mut inner = self.lock();
        match &inner.task {
            Some(task) if task.will_wake(cx.waker()) => {}
            Some(_) | None => inner.task = Some(cx.waker().clone()),
        }
    }

    /// The stream for tungstenite.
    #[must_use]
    pub const fn half(&self) -> Half<'_> {
        Half(self)
    }

    /// Sends what waits. Ready once nothing waits; pending, with the task to be woken, while the kernel takes no more.
    ///
    /// # Errors
    /// When the connection is broken: the task ends the socket.
    pub fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.lock();
        loop {
            if inner.waits.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let Some(stream) = &inner.stream else { return Poll::Ready(Err(io::ErrorKind::NotConnected.into())) };
            match stream.poll_write_ready(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
            match inner.flush_once(&self.clock) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Sends what waits and then the end of the stream, by which the peer knows that nothing comes after the close frame.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn poll_finish(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.poll_flush(cx) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
        match &mut self.lock().stream {
            Some(stream) => Pin::new(stream).poll_shutdown(cx),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    /// Ready when there may be something to read.
    ///
    /// # Errors
    /// When the connection is broken.
    pub fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &self.lock().stream {
            Some(stream) => stream.poll_read_ready(cx),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    /// The heartbeat (L12): a ping, and a `beat` with it when the page was sent nothing since the last heartbeat.
    pub fn heartbeat(&self) -> Sent {
        let mut inner = self.lock();
        let run = if std::mem::take(&mut inner.spoken) { frame::ping() } else { frame::ping_and_beat() };
        inner.send(&run, &self.clock)
    }

    /// When what waits will have stalled for too long (L7); none while nothing waits.
    #[must_use]
    pub fn stalls_at(&self) -> Option<Timestamp> {
        let inner = self.lock();
        (!inner.waits.is_empty()).then(|| inner.stalls_at())
    }

    /// Seals the socket with 4408 if what waits has made no progress for too long (L7).
    pub fn check_stall(&self) {
        let mut inner = self.lock();
        if !inner.waits.is_empty() && inner.stalls_at() <= self.clock.now() {
            inner.close(Close::TooSlow, None, &self.clock);
        }
    }

    /// Whether nothing goes in any more.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.lock().phase != Phase::Open
    }

    /// The close this side sealed the socket with; none while it is open or when the peer began to close.
    #[must_use]
    pub fn sealed_by(&self) -> Option<Close> {
        match self.lock().phase {
            Phase::Open => None,
            Phase::Sealed(by) => by,
        }
    }

    /// Lets go of the stream, whoever still holds this value: it is closed in the ordinary way, or reset, which also
    /// throws away what the kernel still holds for a peer that does not read. Everything sent from now on is dropped.
    pub fn let_go(&self, reset: bool) {
        let mut inner = self.lock();
        if let Some(stream) = inner.stream.take()
            && reset
        {
            // A stream that cannot be set to reset is broken already.
            let _ = stream.set_zero_linger();
        }
        match inner.phase {
            Phase::Open => inner.lose(),
            Phase::Sealed(_) => inner.waits.clear(),
        }
        inner.unsent = 0;
        inner.task = None;
    }
}

/// The stream as tungstenite wants it. Reading is a plain `try_read`. Writing takes everything at once, into the
/// out-buffer if need be: would it take a part, the relay could write into the middle of a frame.
pub struct Half<'a>(&'a OutBuffer);

impl Read for Half<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match &self.0.lock().stream {
            Some(stream) => stream.try_read(buf),
            None => Ok(0),
        }
    }
}

impl Write for Half<'_> {
    /// One or more whole frames. A close frame seals the socket under the same lock, so nothing leaves after it.
    fn write(&mut self, frames: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.lock();
        // What a sealed socket does not take is dropped on purpose: its close frame is the last thing that leaves.
        let sent = inner.send(&Bytes::copy_from_slice(frames), &self.0.clock);
        if sent != Sent::Sealed && frame::is_close(frames) {
            inner.seal(None);
        }
        Ok(frames.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
