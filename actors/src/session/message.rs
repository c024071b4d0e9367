//! What a session's actor is told, and who waits for its answers.

use std::sync::Arc;

use bytes::Bytes;
use homeroom_livekit::{MediaError, Present};
use homeroom_machines::entitlement::Admission;
use homeroom_machines::machine::Feed;
use homeroom_machines::session::{Command, MediaWord, Session};
use homeroom_protocol::frame::client::ClientFrame;
use homeroom_protocol::frame::server::You;
use homeroom_protocol::ids::{CommandId, ConnectionId, PersonId, SignInId};
use homeroom_protocol::journal::v1::{Participant, SessionFacts};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::chapters::Chapter;
use homeroom_protocol::rest::may::May;
use homeroom_protocol::rest::polls::PollRecord;
use homeroom_protocol::rest::reservation;
use homeroom_protocol::time::Timestamp;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::kit::admission::Credit;
use crate::kit::feeds::Feeds;
use crate::kit::shell::Asks;
use crate::kit::state::Chore;
use crate::relay::out_buffer::OutBuffer;
use crate::session::appealing::{AppealReply, Appealing};
use crate::session::attending::{Asking, Now};
use crate::session::bans::ShutOut;
use crate::session::may::Wondering;
use crate::session::post::{OrderReply, Ordered};
use crate::session::question::Looking;
use crate::session::sightings::{Beating, HeartbeatReply};

/// What a session's actor is told. The first nine pass the gate; the rest is the system's own and is never refused.
pub(crate) enum Msg {
    /// Someone at the door.
    Join(Box<Joining>),
    /// Somebody who wants a seat before one comes, gives it back, or answers an offer.
    Book(Box<Booking>),
    /// Somebody who contests what is done about them.
    Appeal(Box<Appealing>),
    /// A socket that said a good hello.
    Attach(Box<Attaching>),
    /// What the desk decided.
    Order(Box<Ordered<Command>>),
    /// A request of a socket.
    Request { connection: ConnectionId, frame: ClientFrame, sent: Timestamp, credit: Credit },
    /// The latest picture of something that changes often may be told.
    Tell,
    /// A page without a socket says that somebody watched in a minute.
    Heartbeat(Beating),
    /// What webhooks of the media server say.
    MediaSays { words: Vec<MediaWord>, sent: Timestamp, reply: HeartbeatReply },
    /// When were people here?
    Attendance(Asking),
    /// What was asked of the class, and how was it answered? Somebody asks.
    Polls(PersonId, Looking<Vec<PollRecord>>),
    /// Which questions were answered, and when? Somebody asks.
    Chapters(PersonId, Looking<Vec<Chapter>>),
    /// What may somebody do now? Somebody asks.
    May(Box<Wondering>),
    /// A connection is lost.
    Gone(ConnectionId),
    /// Something gathered is to be written, or the media server's list asked for.
    LookAround,
    /// The media server's list, asked for then.
    Listed { asked_at: Timestamp, outcome: Result<Vec<Present>, MediaError> },
    /// The rows that entries at these offsets brought are written.
    Projected(Vec<u64>),
    /// A sign-in has ended, of somebody who may be in.
    SignedOut(Principal),
    /// Somebody is banned who may be in, from more than the class in which it was decided.
    ShutOut(ShutOut),
    /// Its row says this of the class now.
    Amend(Box<SessionFacts>),
    /// What any actor is told.
    Chore(Chore<Session>),
    /// A test wants the next event to break the machine.
    #[cfg(test)]
    BreakEvolve,
    /// A test wants the actor to be stuck in a handler until the sender is dropped.
    #[cfg(test)]
    Stick(std::sync::mpsc::Receiver<()>),
}

impl From<Chore<Session>> for Msg {
    fn from(chore: Chore<Session>) -> Self {
        Self::Chore(chore)
    }
}

/// Someone at the door.
pub(crate) struct Joining {
    pub(crate) who: Participant,
    pub(crate) admission: Admission,
    pub(crate) take_over: bool,
    pub(crate) command: CommandId,
    pub(crate) digest: String,
    pub(crate) sent: Timestamp,
    pub(crate) reply: JoinReply,
}

/// Whoever waits at the door; holds the credit.
pub(crate) struct JoinReply {
    pub(crate) to: oneshot::Sender<Result<Place, Refusal>>,
    pub(crate) _credit: Credit,
}

/// Somebody who wants a seat before one comes, gives it back, or answers an offer.
pub(crate) struct Booking {
    pub(crate) person: PersonId,
    pub(crate) command: Command,
    pub(crate) id: CommandId,
    pub(crate) digest: String,
    pub(crate) sent: Timestamp,
    pub(crate) reply: BookReply,
}

/// Whoever waits for what became of it; holds the credit.
pub(crate) struct BookReply {
    pub(crate) to: oneshot::Sender<Result<reservation::Place, Refusal>>,
    pub(crate) _credit: Credit,
}

/// What a join came to.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The person's own, as everything committed so far makes it.
    pub(crate) you: You,
    /// Whether this command gave it; else it was theirs before.
    pub(crate) fresh: bool,
    /// Interactive seats of the session.
    pub(crate) capacity: u32,
    /// Their place in the line for a seat and what is known of it, where they wait.
    pub(crate) position: Option<u32>,
    pub(crate) eta: Option<Timestamp>,
}

/// A socket that said a good hello.
pub(crate) struct Attaching {
    pub(crate) person: PersonId,
    pub(crate) sign_in: SignInId,
    pub(crate) connection: ConnectionId,
    pub(crate) out: Arc<OutBuffer>,
    pub(crate) hello: Hello,
    pub(crate) sent: Timestamp,
    pub(crate) credit: Credit,
    pub(crate) reply: oneshot::Sender<Result<(), Refusal>>,
}

/// With what a socket came.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hello {
    /// A ticket: to be burnt until it would have ended.
    Ticket { nonce: Uuid, book: Uuid, until: Timestamp },
    /// A resume token, and the last offset the client has.
    Resume { after: u64 },
}

/// Who waits for an answer of the shell.
pub(crate) enum Asker {
    /// Nobody: the system's own commands.
    Nobody,
    /// Someone at the door.
    Door(JoinReply),
    /// Whoever wanted a seat, by the number they wait under: only their refusal is of interest, the rest comes behind.
    Booking(u64),
    /// The same, and how they stand.
    Booked { number: u64, place: reservation::Place },
    /// Whoever contests what is done about them.
    Appeal(AppealReply),
    /// The desk.
    Order(OrderReply),
    /// Nobody; who was to be put out because of this sign-in is to be put out still, where it was not done.
    SignedOut(Principal),
    /// Nobody; who was to be put out because of a ban is to be put out still, where it was not done.
    ShutOut(ShutOut),
    /// A socket's request, and what it costs until it is answered; nothing where that takes long.
    Socket { connection: ConnectionId, id: CommandId, credit: Option<Credit> },
    /// A socket on its way in: only its refusal is of interest, the welcome comes behind.
    Entering(ConnectionId),
    /// The welcome of a socket, taken when it was let in.
    Welcome { connection: ConnectionId, feed: Feed, text: Vec<u8>, after: Option<u64> },
    /// The latest picture of what changes too often to be told each time, for each feed.
    Signals(Feeds<Bytes>),
    /// The same for one socket, behind its welcome.
    Signal { connection: ConnectionId, run: Bytes },
    /// Pictures of several people's own.
    Yous(Vec<(PersonId, You)>),
    /// Whoever said what others saw.
    Heartbeats(Vec<HeartbeatReply>),
    /// Whoever asked when people were here, and the answer.
    Attendance(oneshot::Sender<Result<Now, Refusal>>, Now),
    /// Whoever asked for the polls, and the answer.
    Polls(oneshot::Sender<Result<Vec<PollRecord>, Refusal>>, Vec<PollRecord>),
    /// Whoever asked what was answered, and the answer.
    Chapters(oneshot::Sender<Result<Vec<Chapter>, Refusal>>, Vec<Chapter>),
    /// Whoever asked what somebody may, and the answer.
    May(oneshot::Sender<Result<May, Refusal>>, Box<Result<May, Refusal>>),
}

impl Asks for Asker {
    fn waits_long(self) -> Self {
        match self {
            Self::Socket { connection, id, .. } => Self::Socket { connection, id, credit: None },
            other @ (Self::Nobody
            | Self::Door(_)
            | Self::Booking(_)
            | Self::Booked { .. }
            | Self::Appeal(_)
            | Self::Order(_)
            | Self::SignedOut(_)
            | Self::ShutOut(_)
            | Self::Entering(_)
            | Self::Welcome { .. }
            | Self::Signals(_)
            | Self::Signal { .. }
            | Self::Yous(_)
            | Self::Heartbeats(_)
            | Self::Attendance(..)
            | Self::Polls(..)
            | Self::Chapters(..)
            | Self::May(..)) => other,
        }
    }
}
