//! What comes in: messages of the peer, and what each leads to. At most one turn's worth at a time.

use std::io;
use std::task::{Context, Poll};

use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::envelope::Unread;
use homeroom_protocol::refusal::{Code, Refusal};
use tungstenite::error::ProtocolError;
use tungstenite::{Error, Message};

use super::says;
use super::speech::{Said, Speech};
use super::task::{Socket, Standing};
use crate::limits::MESSAGES_PER_TURN_MAX;

/// How a turn of reading ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// There is nothing to read, and the task is woken when there is; or nothing is read for now.
    Done,
    /// There may be more, after the others had their turn.
    More,
    /// Something changed that the task has to look at before it reads on.
    Again,
    /// The connection is gone without a close.
    Gone,
}

impl<S: Speech> Socket<S> {
    /// Reads what is there, up to [`MESSAGES_PER_TURN_MAX`] messages. While a hello is being looked at nothing is read:
    /// what the peer sends meanwhile waits in the kernel.
    pub(super) fn read(&mut self, cx: &mut Context<'_>) -> Turn {
        if matches!(self.standing, Standing::Attaching { .. }) {
            return Turn::Done;
        }
        for _ in 0..MESSAGES_PER_TURN_MAX {
            match self.context.read(&mut self.out.half()) {
                Ok(message) => {
                    self.heart.heard(self.clock.now());
                    self.message(message);
                    if self.out.is_sealed() || matches!(self.standing, Standing::Attaching { .. }) {
                        return Turn::Again;
                    }
                }
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    match self.out.poll_read_ready(cx) {
                        Poll::Ready(Ok(())) => {}
                        Poll::Ready(Err(_)) => return Turn::Gone,
                        Poll::Pending => return Turn::Done,
                    }
                }
                Err(error) => return self.error(&error),
            }
        }
        Turn::More
    }

    fn message(&mut self, message: Message) {
        match message {
            Message::Text(text) => self.text(&text),
            Message::Binary(_) => says::bye(&self.out, Close::NotTheProtocol, Some(&Code::Malformed.into())),
            // Reading once more writes the echo, which seals the out-buffer.
            Message::Close(_) => {
                let _ = self.context.read(&mut self.out.half());
            }
            // Pongs to pings are tungstenite's own.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        match (S::read(text), &mut self.standing) {
            (Ok((_, Said::Hello(hello))), Standing::Silent { .. }) => self.hello(hello),
            (Ok((id, said)), Standing::In(seat)) => {
                let outcome = match said {
                    // A socket is one person at one place for all its life.
                    Said::Hello(_) => Err(Refusal::new(Code::Malformed).detail("A socket says hello once.")),
                    Said::Asks(frame) => seat(frame),
                };
                if let Err(refusal) = outcome {
                    says::refused(&self.out, id, &refusal);
                }
            }
            (Err(Unread { id: Some(id), refusal }), Standing::In(_)) => {
                says::refused(&self.out, id, &refusal);
            }
            (Err(Unread { refusal, .. }), _) => {
                says::bye(&self.out, Close::NotTheProtocol, Some(&*refusal));
            }
            // Before a hello there is nothing else to say.
            (Ok(_), Standing::Silent { .. } | Standing::Attaching { .. } | Standing::Ending { .. }) => {
                says::bye(&self.out, Close::NotTheProtocol, Some(&Code::Malformed.into()));
            }
        }
    }

    fn error(&mut self, error: &Error) -> Turn {
        let close = match error {
            Error::Capacity(_) => Close::TooBig,
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => return Turn::Gone,
            Error::Protocol(_) | Error::Utf8(_) => Close::NotTheProtocol,
            Error::ConnectionClosed
            | Error::AlreadyClosed
            | Error::Io(_)
            | Error::Tls(_)
            | Error::WriteBufferFull(_)
            | Error::AttackAttempt
            | Error::Url(_)
            | Error::Http(_)
            | Error::HttpFormat(_) => return Turn::Gone,
        };
        says::bye(&self.out, close, None);
        Turn::Again
    }
}
