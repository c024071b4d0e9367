//! What the desk's actor is told, and who waits for its answers.

use std::sync::Arc;

use homeroom_machines::desk::{Badge, Command, Desk};
use homeroom_protocol::frame::desk::client::DeskClientFrame;
use homeroom_protocol::ids::{CommandId, ConnectionId, SignInId};
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;
use tokio::sync::oneshot;

use crate::kit::admission::Credit;
use crate::kit::shell::Asks;
use crate::kit::state::Chore;
use crate::relay::out_buffer::OutBuffer;
use crate::session::post::{OrderReply, Ordered};

/// What the desk's actor is told. The first three pass the gate; the rest is the system's own and is never refused.
pub(crate) enum Msg {
    /// A room hands over a report.
    Order(Box<Ordered<Command>>),
    /// A moderator's socket that said a good hello.
    Attach(Box<Attaching>),
    /// A request of a socket.
    Request { connection: ConnectionId, frame: DeskClientFrame, sent: Timestamp, credit: Credit },
    /// A connection is lost.
    Gone(ConnectionId),
    /// What any actor is told.
    Chore(Chore<Desk>),
}

impl From<Chore<Desk>> for Msg {
    fn from(chore: Chore<Desk>) -> Self {
        Self::Chore(chore)
    }
}

/// A moderator's socket that said a good hello.
pub(crate) struct Attaching {
    pub(crate) badge: Badge,
    pub(crate) sign_in: SignInId,
    pub(crate) connection: ConnectionId,
    pub(crate) out: Arc<OutBuffer>,
    /// The last offset the client has, where it comes back.
    pub(crate) after: Option<u64>,
    pub(crate) sent: Timestamp,
    pub(crate) credit: Credit,
    pub(crate) reply: oneshot::Sender<Result<(), Refusal>>,
}

/// Who waits for an answer of the shell.
pub(crate) enum Asker {
    /// A room.
    Order(OrderReply),
    /// A socket's request.
    Socket { connection: ConnectionId, id: CommandId, credit: Credit },
    /// The welcome of a socket, taken when it came; `offset` is where its picture stands.
    Welcome { connection: ConnectionId, text: Vec<u8>, offset: u64, after: Option<u64> },
}

impl Asks for Asker {
    /// Nothing at the desk waits for others.
    fn waits_long(self) -> Self {
        self
    }
}
