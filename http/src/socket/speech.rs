//! What is spoken on a socket of ours: the classroom and the desk have one envelope, one way of saying hello and of being sent
//! away, and each its own words. A further kind of socket is a further type that reads them.

use homeroom_protocol::frame::client::{self, ClientFrame, Request};
use homeroom_protocol::frame::desk;
use homeroom_protocol::frame::desk::client::{DeskClientFrame, DeskHello, DeskRequest};
use homeroom_protocol::frame::envelope::Unread;
use homeroom_protocol::ids::CommandId;

/// A language of ours.
pub(super) trait Speech: 'static {
    /// What the first frame says.
    type Hello: Send;
    /// Every other frame.
    type Frame: Send;

    /// The subprotocol by which it is chosen (RFC 6455, section 1.9).
    const SUBPROTOCOL: &'static str;

    /// Reads a text frame: its id, and what it says.
    ///
    /// # Errors
    /// Why it could not be taken.
    fn read(text: &str) -> Result<Read<Self>, Unread>;
}

/// A frame that was read: its id, and what it says.
pub(super) type Read<S> = (CommandId, Said<<S as Speech>::Hello, <S as Speech>::Frame>);

/// What a frame says.
pub(super) enum Said<H, F> {
    /// Who is there.
    Hello(H),
    /// What is asked.
    Asks(F),
}

/// What is spoken in a class.
pub(super) struct Classroom;

impl Speech for Classroom {
    type Hello = client::Hello;
    type Frame = ClientFrame;

    const SUBPROTOCOL: &'static str = homeroom_protocol::frame::SUBPROTOCOL;

    fn read(text: &str) -> Result<Read<Self>, Unread> {
        let ClientFrame { id, request } = client::read(text)?;
        if let Request::Hello(hello) = request {
            return Ok((id, Said::Hello(hello)));
        }
        Ok((id, Said::Asks(ClientFrame { id, request })))
    }
}

/// What is spoken at the desk.
pub(super) struct Desk;

impl Speech for Desk {
    type Hello = DeskHello;
    type Frame = DeskClientFrame;

    const SUBPROTOCOL: &'static str = desk::SUBPROTOCOL;

    fn read(text: &str) -> Result<Read<Self>, Unread> {
        let DeskClientFrame { id, request } = desk::client::read(text)?;
        if let DeskRequest::Hello(hello) = request {
            return Ok((id, Said::Hello(hello)));
        }
        Ok((id, Said::Asks(DeskClientFrame { id, request })))
    }
}
