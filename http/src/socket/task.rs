//! The one task of a socket, as a future written by hand: it costs what its fields cost, and each wake-up does all there
//! is to do. In this order: the hello's answer, reading, flushing, time. A sealed socket only ends.
//!
//! When it panics or the process ends the connection is gone, and the client resumes.

use std::future::Future;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::relay::out_buffer::OutBuffer;
use homeroom_actors::session::sessions::Farewell;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::limits::{FRAME_BYTES_MAX, HELLO_TIMEOUT};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};

use super::alarm::Alarm;
use super::heart::{Due, Heart};
use super::reader::Turn;
use super::says;
use super::speech::{Classroom, Speech};
use crate::limits::{ATTACH_TIMEOUT, SEALED_DISCARD_BYTES_MAX, SEALED_GRACE, SOCKET_READ_BUFFER_BYTES};
use crate::metric;

/// Where the requests of a socket go, once it is in. Dropped with the socket: then the connection is gone there.
pub(super) type Seat<S = Classroom> = Box<dyn FnMut(<S as Speech>::Frame) -> Result<(), Refusal> + Send>;
/// The answer to a hello, on its way.
pub(super) type Attaching<S = Classroom> = Pin<Box<dyn Future<Output = Result<Seat<S>, Farewell>> + Send>>;
/// What a hello is given to.
pub(super) type Opening<S = Classroom> = Box<dyn FnOnce(<S as Speech>::Hello) -> Attaching<S> + Send>;

/// Bytes read at once from a peer whose socket is sealed; they are thrown away.
const DISCARD_BYTES: usize = 4 * 1024;

/// One socket.
pub(super) struct Socket<S: Speech = Classroom> {
    pub(super) clock: Clock,
    pub(super) out: Arc<OutBuffer>,
    pub(super) context: WebSocketContext,
    pub(super) standing: Standing<S>,
    pub(super) heart: Heart,
    alarm: Alarm,
}

/// How far a socket has come.
pub(super) enum Standing<S: Speech> {
    /// Nothing was said yet (L4).
    Silent { until: Timestamp, opening: Option<Opening<S>> },
    /// The hello is being looked at.
    Attaching { until: Timestamp, attaching: Attaching<S> },
    /// In.
    In(Seat<S>),
    /// Sealed. What may still be read is thrown away, up to so many bytes, until then.
    Ending { until: Timestamp, discard: usize },
}

impl<S: Speech> Socket<S> {
    /// A socket whose handshake is done, with the bytes that came after it already.
    pub(super) fn new(out: Arc<OutBuffer>, leftover: &Bytes, clock: Clock, opening: Opening<S>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(SOCKET_READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let now = clock.now();
        metric::socket_opened();
        Self {
            out,
            context: WebSocketContext::from_partially_read(leftover.to_vec(), Role::Server, Some(config)),
            standing: Standing::Silent { until: now.plus(HELLO_TIMEOUT), opening: Some(opening) },
            heart: Heart::new(now),
            alarm: Alarm::default(),
            clock,
        }
    }

    /// Gives the hello to whom it is for.
    pub(super) fn hello(&mut self, hello: S::Hello) {
        if let Standing::Silent { opening, .. } = &mut self.standing
            && let Some(opening) = opening.take()
        {
            let until = self.clock.now().plus(ATTACH_TIMEOUT);
            self.standing = Standing::Attaching { until, attaching: opening(hello) };
        }
    }

    fn attach(&mut self, cx: &mut Context<'_>) {
        let Standing::Attaching { attaching, .. } = &mut self.standing else { return };
        match attaching.as_mut().poll(cx) {
            Poll::Ready(Ok(seat)) => self.standing = Standing::In(seat),
            Poll::Ready(Err(Farewell { close, refusal })) => says::bye(&self.out, close, Some(&refusal)),
            Poll::Pending => {}
        }
    }

    /// Does what is due, and sees to it that the task is woken when something is due next.
    fn keep_time(&mut self, cx: &mut Context<'_>) {
        while !self.out.is_sealed() {
            let now = self.clock.now();
            match self.heart.due(now) {
                Due::Nothing => {}
                Due::Ping => {
                    // A socket that takes no ping is sealed by that, which is seen below.
                    let _ = self.out.heartbeat();
                }
                Due::Dead => says::bye(&self.out, Close::Silent, None),
            }
            self.out.check_stall();
            let until = match &self.standing {
                Standing::Silent { until, .. } | Standing::Attaching { until, .. } => Some(*until),
                Standing::In(_) | Standing::Ending { .. } => None,
            };
            if until.is_some_and(|until| until <= now) {
                self.too_late();
                return;
            }
            let next = [self.out.stalls_at(), until].into_iter().flatten().fold(self.heart.next(), Timestamp::min);
            if !self.alarm.rings(&self.clock, next, cx) {
                return;
            }
        }
    }

    fn too_late(&self) {
        match &self.standing {
            Standing::Silent { .. } => says::bye(&self.out, Close::NotWelcome, None),
            Standing::Attaching { .. } => says::bye(&self.out, Close::Broke, Some(&Code::Unavailable.into())),
            Standing::In(_) | Standing::Ending { .. } => {}
        }
    }

    /// Lets what is left leave, and the peer go.
    fn end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !matches!(self.standing, Standing::Ending { .. }) {
            let until = self.clock.now().plus(SEALED_GRACE);
            // This drops the seat: for the class the connection is gone now, not after the grace.
            self.standing = Standing::Ending { until, discard: SEALED_DISCARD_BYTES_MAX };
        }
        let finished = match self.out.poll_finish(cx) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(_)) => return self.done(true),
            Poll::Pending => false,
        };
        // A peer that closed first waits for us to go.
        if finished && self.out.sealed_by().is_none() {
            return self.done(false);
        }
        match self.discard(cx) {
            Ok(true) if finished => return self.done(false),
            Ok(_) => {}
            Err(_) => return self.done(true),
        }
        match self.standing {
            Standing::Ending { until, .. } if self.alarm.rings(&self.clock, until, cx) => self.done(true),
            Standing::Silent { .. } | Standing::Attaching { .. } | Standing::In(_) | Standing::Ending { .. } => {
                Poll::Pending
            }
        }
    }

    /// Throws away what the peer still sends; true when it has gone.
    fn discard(&mut self, cx: &mut Context<'_>) -> io::Result<bool> {
        let Standing::Ending { discard, .. } = &mut self.standing else { return Ok(false) };
        let mut thrown = [0; DISCARD_BYTES];
        while *discard > 0 {
            match self.out.half().read(&mut thrown) {
                Ok(0) => return Ok(true),
                Ok(count) => *discard = discard.saturating_sub(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => match self.out.poll_read_ready(cx) {
                    Poll::Ready(ready) => ready?,
                    Poll::Pending => return Ok(false),
                },
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    fn done(&mut self, reset: bool) -> Poll<()> {
        self.out.let_go(reset);
        Poll::Ready(())
    }
}

impl<S: Speech> Future for Socket<S> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        this.out.register(cx);
        loop {
            if this.out.is_sealed() {
                return this.end(cx);
            }
            this.attach(cx);
            let turn = this.read(cx);
            if turn == Turn::Gone {
                return this.done(false);
            }
            if let Poll::Ready(Err(_)) = this.out.poll_flush(cx) {
                return this.done(false);
            }
            this.keep_time(cx);
            match turn {
                Turn::Again | Turn::Gone => {}
                Turn::Done if this.out.is_sealed() => {}
                Turn::More if this.out.is_sealed() => {}
                Turn::Done => return Poll::Pending,
                Turn::More => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
    }
}

impl<S: Speech> Drop for Socket<S> {
    fn drop(&mut self) {
        metric::socket_ended(self.out.sealed_by().map_or(0, Close::code));
        self.out.let_go(false);
    }
}
