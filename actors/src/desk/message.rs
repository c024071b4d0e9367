//! What the desk's actor is told, and who waits for its answers.

use std::sync::Arc;

use homeroom_machines::desk::{Badge, Command, Desk};
use homeroom_protocol::frame::desk::client::DeskClientFrame;
use homeroom_protocol::ids::{CommandId, ConnectionId, SignInId};
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::Held;
use tokio::sync::oneshot;

use crate::kit::admission::Credit;
use crate::kit::lane::Report;
use crate::kit::recovery::Replayed;
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
    /// What became of entries.
    Lane(Report),
    /// The machine's deadline has come.
    Tick,
    /// Nobody has been here for a while.
    Idle,
    /// An effect of the entry at this offset is done.
    Effected(u64),
    /// The journal was read again after an outcome that was not known.
    Rebuilt(Box<(Held, Replayed<Desk>)>),
    /// It could not be: the reason is for the log.
    Unreadable(String),
    /// Another node is home now.
    NotHome,
    /// Whether the aggregate was put to sleep.
    Slept(bool),
    /// The node ends: put everything in order and go.
    Drain,
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
