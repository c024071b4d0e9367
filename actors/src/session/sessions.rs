//! What the rest of the server sees of the sessions: the door, the sockets, and how it all is.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use homeroom_protocol::appeal::MyAppeal;
use homeroom_protocol::frame::client::{self, ClientFrame};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::{CommandId, ConnectionId, PersonId, SanctionId, SessionId, SignInId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::appeals::{MakeAppeal, MyAppeals};
use homeroom_protocol::rest::attendance::{Attendance, Heartbeat};
use homeroom_protocol::rest::chapters::Chapters;
use homeroom_protocol::rest::health::{Health, Part};
use homeroom_protocol::rest::join::{Join, Joined};
use homeroom_protocol::rest::may::May;
use homeroom_protocol::rest::polls::PollReport;
use homeroom_protocol::rest::reports::MyReports;
use homeroom_protocol::rest::reservation::{MyReservations, OfferAnswer, Reservation};
use tokio::time::timeout;

use crate::relay::out_buffer::OutBuffer;
use crate::session::booking::{self, Want};
use crate::session::directory::Directory;
use crate::session::entrance::{close_for, enter, read};
use crate::session::handle::Handle;
use crate::session::message::Msg;
use crate::session::{appealing, attending, chapters, door, inbox, may, poll_report, reporting};

/// How long the store may take to answer whoever asks how it is.
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// The sockets of this node by the sign-in they came with, so that they end with it.
pub(crate) type BySignIn = DashMap<SignInId, Vec<(ConnectionId, Arc<OutBuffer>)>>;

/// The sessions of this node; cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    pub(crate) directory: Arc<Directory>,
    pub(crate) sockets: Arc<BySignIn>,
}

/// Why a socket is sent away, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Farewell {
    /// The close code, by which its client knows what to do.
    pub close: Close,
    /// The reason.
    pub refusal: Refusal,
}

impl Sessions {
    pub(crate) fn new(directory: Arc<Directory>) -> Self {
        Self { directory, sockets: Arc::default() }
    }

    /// The door. `command` is derived from the idempotency scope, `digest` is the hexadecimal hash of the body.
    ///
    /// # Errors
    /// The refusal: `not_found`, `not_entitled`, `sign_in_ended`, `not_open`, `over`, `other_device`,
    /// `idempotency_key_reused`, `busy`, `unavailable`, `quarantined`.
    pub async fn join(
        &self,
        principal: Principal,
        command: CommandId,
        digest: String,
        body: Join,
    ) -> Result<Joined, Refusal> {
        door::join(&self.directory, principal, command, digest, &body).await
    }

    /// A seat before one comes, or a place in the line for one. `command` and `digest` as for the door.
    ///
    /// # Errors
    /// The refusal: those of the door but `not_open` and `other_device`, and `too_late`, `waitlist_full`.
    pub async fn reserve(
        &self,
        principal: Principal,
        session: SessionId,
        command: CommandId,
        digest: String,
    ) -> Result<Reservation, Refusal> {
        booking::book(&self.directory, principal, session, command, digest, Want::Reserve).await
    }

    /// Gives back a seat before one came, an offer, or a place in the line.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_found`, and those of every command.
    pub async fn cancel_reservation(
        &self,
        principal: Principal,
        session: SessionId,
        command: CommandId,
        digest: String,
    ) -> Result<Reservation, Refusal> {
        booking::book(&self.directory, principal, session, command, digest, Want::Cancel).await
    }

    /// Takes the seat that was offered, or lets the next have it.
    ///
    /// # Errors
    /// The refusal: `no_offer`, and those of [`Sessions::reserve`].
    pub async fn answer_offer(
        &self,
        principal: Principal,
        session: SessionId,
        command: CommandId,
        digest: String,
        answer: OfferAnswer,
    ) -> Result<Reservation, Refusal> {
        booking::book(&self.directory, principal, session, command, digest, Want::Answer(answer)).await
    }

    /// Where a person has a seat, an offer or a place in the line, and what became of others.
    ///
    /// # Errors
    /// `unavailable` where the store does not answer.
    pub async fn reservations(&self, person: PersonId) -> Result<MyReservations, Refusal> {
        booking::mine(&self.directory.world, person).await
    }

    /// Contests what is done about oneself. `command` and `digest` as for the door.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_found`, `appealed`, `appeal_too_late`, `sanction_over`, `invalid`, `too_long`, and
    /// those of every command.
    pub async fn appeal(
        &self,
        principal: Principal,
        command: CommandId,
        digest: String,
        body: MakeAppeal,
    ) -> Result<MyAppeal, Refusal> {
        appealing::appeal(&self.directory, principal, command, digest, body).await
    }

    /// Answers what was asked about one's appeal. `command` and `digest` as for the door.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_found`, `not_asked`, `invalid`, `too_long`, and those of every command.
    pub async fn reply_to_question(
        &self,
        principal: Principal,
        command: CommandId,
        digest: &str,
        sanction: SanctionId,
        text: String,
    ) -> Result<(), Refusal> {
        appealing::reply(&self.directory, principal, command, digest, sanction, text).await
    }

    /// A person's own appeals, and what became of them.
    ///
    /// # Errors
    /// `sign_in_ended`, `unavailable` where the store does not answer.
    pub async fn appeals(&self, principal: Principal) -> Result<MyAppeals, Refusal> {
        appealing::mine(&self.directory, principal).await
    }

    /// What a person reported in the last days, and what became of it.
    ///
    /// # Errors
    /// `sign_in_ended`, `unavailable` where the store does not answer.
    pub async fn reports(&self, principal: Principal) -> Result<MyReports, Refusal> {
        reporting::mine(&self.directory, principal).await
    }

    /// A minute in which somebody watched without a socket. `key` is derived from the idempotency scope.
    ///
    /// # Errors
    /// The refusal: `not_found`, `sign_in_ended`, `invalid`, `not_open`, `over`, `idempotency_key_reused`,
    /// `busy`, `unavailable`, `quarantined`.
    pub async fn heartbeat(
        &self,
        principal: Principal,
        session: SessionId,
        key: CommandId,
        heartbeat: Heartbeat,
    ) -> Result<(), Refusal> {
        attending::beat(&self.directory, principal, session, key, heartbeat).await
    }

    /// When the asker was present in a class; for whoever gives it, when everybody was.
    ///
    /// # Errors
    /// The refusal: `not_found`, `sign_in_ended`, `busy`, `unavailable`, `quarantined`.
    pub async fn attendance(&self, principal: Principal, session: SessionId) -> Result<Attendance, Refusal> {
        attending::look(&self.directory, principal, session).await
    }

    /// What was asked in a class and how it was answered, for whoever gives it.
    ///
    /// # Errors
    /// The refusal: `not_permitted` for anybody else, `not_found`, `sign_in_ended`, `busy`, `unavailable`,
    /// `quarantined`.
    pub async fn polls(&self, principal: Principal, session: SessionId) -> Result<PollReport, Refusal> {
        poll_report::report(&self.directory, principal, session).await
    }

    /// The questions that were answered in a class.
    ///
    /// # Errors
    /// The refusal: `not_found`, `sign_in_ended`, `busy`, `unavailable`, `quarantined`.
    pub async fn chapters(&self, principal: Principal, session: SessionId) -> Result<Chapters, Refusal> {
        chapters::look(&self.directory, principal, session).await
    }

    /// What a person may do in a class now, and which rule keeps them from the rest; `None`: the asker.
    ///
    /// # Errors
    /// The refusal: `not_permitted` of somebody else, but for staff of the class; `banned` and its like for who is,
    /// `not_found`, `sign_in_ended`, `busy`, `unavailable`, `quarantined`.
    pub async fn may(
        &self,
        principal: Principal,
        session: SessionId,
        person: Option<PersonId>,
    ) -> Result<May, Refusal> {
        may::look(&self.directory, principal, session, person).await
    }

    /// A webhook of the media server, with what its header `Authorization` holds. It is stored when this returns, and taken
    /// in afterwards.
    ///
    /// # Errors
    /// The refusal: `not_found` where there is no media server, `signature_refused`, `malformed`, `unavailable`.
    pub async fn media_webhook(&self, authorization: &str, body: &[u8]) -> Result<(), Refusal> {
        inbox::receive(&self.directory, authorization, body).await
    }

    /// Whose hello this is, by its credential alone, so that limits per person are kept before anything is begun.
    ///
    /// # Errors
    /// How to send the socket away, and why.
    pub fn whose(&self, session: SessionId, hello: &client::Hello) -> Result<PersonId, Farewell> {
        match read(&self.directory.world, session, hello) {
            Ok((principal, _)) => Ok(principal.person),
            Err(refusal) => Err(Farewell { close: close_for(&refusal), refusal }),
        }
    }

    /// Lets a socket in that said hello. Its welcome has been sent when this returns, or is about to leave.
    ///
    /// # Errors
    /// How to send it away, and why.
    pub async fn attach(
        &self,
        session: SessionId,
        hello: client::Hello,
        connection: ConnectionId,
        socket: Arc<OutBuffer>,
    ) -> Result<Attached, Farewell> {
        let away = |refusal| Farewell { close: close_for(&refusal), refusal };
        let (principal, hello) = read(&self.directory.world, session, &hello).map_err(away)?;
        // Listed before the sign-in is looked up: one that ends meanwhile is seen to have ended there, or finds its socket
        // here.
        let listed = Listed::new(&self.sockets, principal.sign_in, connection, Arc::clone(&socket));
        let handle = enter(&self.directory, session, principal, hello, connection, &socket).await.map_err(away)?;
        Ok(Attached { handle, person: principal.person, connection, _listed: listed })
    }

    /// A sign-in has ended: its sockets on this node are closed with 4401, and its person is out of the classes they are in
    /// with it, media rooms too (L14). Told twice it is told once.
    pub fn sign_in_ended(&self, principal: Principal) {
        let sockets = self.sockets.get(&principal.sign_in).map(|sockets| sockets.clone()).unwrap_or_default();
        for (_, socket) in sockets {
            socket.close(Close::NotWelcome, None);
        }
        self.directory.sign_in_ended(principal);
    }

    /// How what the sessions rest on is, part by part.
    pub async fn health(&self) -> Vec<Part> {
        let world = &self.directory.world;
        let answers = matches!(timeout(PING_TIMEOUT, world.store.ping()).await, Ok(Ok(())));
        let postgres = Part {
            name: "postgres".into(),
            status: if answers { Health::Ready } else { Health::Unready },
            detail: (!answers).then(|| "Postgres does not answer: what is said now is not taken.".to_owned()),
        };
        let media = match &world.media {
            Some(server) if server.is_reachable() => None,
            Some(_) => Some("LiveKit does not answer: classes go on without picture and sound.".to_owned()),
            None => Some("No LiveKit is configured: classes go on without picture and sound.".to_owned()),
        };
        let status = if media.is_none() { Health::Ready } else { Health::Degraded };
        vec![postgres, Part { name: "media".into(), status, detail: media }]
    }

    /// Writes the gauges of the actors; asked before `/metrics` is rendered.
    pub fn publish_metrics(&self) {
        self.directory.world.panes.publish(self.directory.world.clock.now());
    }
}

/// A socket that is in. Dropped, its connection is gone.
pub struct Attached {
    handle: Handle,
    person: PersonId,
    connection: ConnectionId,
    _listed: Listed,
}

impl Attached {
    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// A request of this socket; never waits. What it leads to comes through the relay.
    ///
    /// # Errors
    /// `busy`, at once, for the reader to send itself.
    pub fn request(&self, frame: ClientFrame) -> Result<(), Refusal> {
        let credit = self.handle.enter()?;
        let sent = self.handle.clock.now();
        let message = Msg::Request { connection: self.connection, frame, sent, credit };
        // Where the actor has ended its relay closes this socket, and the client sends again after it resumed.
        self.handle.ask(message).map_err(|_| Refusal::new(Code::Unavailable))
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        self.handle.tell(Msg::Gone(self.connection));
    }
}

/// A socket among those of its sign-in, for as long as this lives.
pub(crate) struct Listed {
    sockets: Arc<BySignIn>,
    sign_in: SignInId,
    connection: ConnectionId,
}

impl Listed {
    pub(crate) fn new(
        sockets: &Arc<BySignIn>,
        sign_in: SignInId,
        connection: ConnectionId,
        socket: Arc<OutBuffer>,
    ) -> Self {
        sockets.entry(sign_in).or_default().push((connection, socket));
        Self { sockets: Arc::clone(sockets), sign_in, connection }
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let connection = self.connection;
        if let Some(mut sockets) = self.sockets.get_mut(&self.sign_in) {
            sockets.retain(|(other, _)| *other != connection);
        }
        self.sockets.remove_if(&self.sign_in, |_, sockets| sockets.is_empty());
    }
}
