//! A moderator at the desk: one socket, bare, and the rows as a page keeps them.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use homeroom_protocol::appeal::AppealOutcome;
use homeroom_protocol::frame::desk::SUBPROTOCOL;
use homeroom_protocol::frame::desk::client::{AnswerAppeal, Decide, DeskClientFrame, DeskHello, DeskRequest, OnCase};
use homeroom_protocol::frame::desk::server::{
    CaseDetail, CaseRow, DeskAck, DeskAnswer, DeskEntry, DeskFrame, DeskNews, DeskWelcome,
};
use homeroom_protocol::ids::{CaseId, CommandId};
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_protocol::refusal::Problem;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::clock::{command, within};
use crate::person::Person;
use crate::socket::PATIENCE;
use crate::wire;

/// What the desk's socket sees.
#[derive(Clone, PartialEq, Debug)]
pub enum Seen {
    /// A frame.
    Frame(Box<DeskFrame>),
    /// The close, with its code; `None`: the connection was gone without one.
    Closed(Option<u16>),
}

/// A moderator's socket.
pub struct DeskSocket {
    stream: WebSocketStream<TcpStream>,
    /// The cases as a page keeps them.
    pub rows: BTreeMap<CaseId, CaseRow>,
    /// The offset of the last entry, or of the picture.
    pub offset: u64,
    /// For coming back.
    pub resume_token: String,
}

impl DeskSocket {
    /// Opens one, says hello, and is welcome.
    pub async fn enter(person: &Person) -> Self {
        let mut socket = Self::open(person.server).await;
        socket.hello(DeskHello::SignedIn { access_token: person.access_token.clone() }).await;
        socket.welcomed().await;
        socket
    }

    /// Opens one; nothing is said on it yet.
    pub async fn open(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let address = format!("ws://{server}/v1/desk").parse().unwrap();
        let request = ClientRequestBuilder::new(address).with_sub_protocol(SUBPROTOCOL);
        let (stream, _) = within(PATIENCE, "a socket", client_async(request, stream)).await.unwrap();
        Self { stream, rows: BTreeMap::new(), offset: 0, resume_token: String::new() }
    }

    /// Says hello.
    pub async fn hello(&mut self, hello: DeskHello) {
        self.send(DeskRequest::Hello(hello)).await;
    }

    /// Waits for the welcome.
    pub async fn welcomed(&mut self) -> DeskWelcome {
        self.find("a welcome", |frame| if let DeskFrame::Welcome(welcome) = frame { Some(welcome) } else { None }).await
    }

    /// Sends a request under a fresh id, which is returned.
    pub async fn send(&mut self, request: DeskRequest) -> CommandId {
        let id = command();
        self.send_as(id, request).await;
        id
    }

    /// Sends a request under an id.
    pub async fn send_as(&mut self, id: CommandId, request: DeskRequest) {
        let text = serde_json::to_string(&DeskClientFrame { id, request }).unwrap();
        wire::check_desk_frame(&text);
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// Sends a frame of a type, whatever its data are, under a fresh id, which is returned.
    pub async fn send_raw(&mut self, kind: &str, data: Value) -> CommandId {
        let id = command();
        let text = json!({ "id": id, "type": kind, "data": data }).to_string();
        wire::check_desk_frame(&text);
        self.stream.send(Message::text(text)).await.unwrap();
        id
    }

    /// Sends such a frame, and waits for its answer.
    ///
    /// # Errors
    /// The problem, where it was refused.
    pub async fn ask_raw(&mut self, kind: &str, data: Value) -> Result<DeskAck, Box<Problem>> {
        let id = self.send_raw(kind, data).await;
        self.outcome(id).await
    }

    /// What comes next.
    pub async fn next(&mut self) -> Seen {
        within(PATIENCE, "a frame or a close", async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Text(text))) => {
                        wire::check_desk_frame(&text);
                        let frame: DeskFrame = serde_json::from_str(&text).unwrap();
                        self.keep(&frame);
                        return Seen::Frame(Box::new(frame));
                    }
                    Some(Ok(Message::Close(close))) => return Seen::Closed(close.map(|close| close.code.into())),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(other)) => panic!("the server sent {other:?}"),
                    Some(Err(_)) | None => return Seen::Closed(None),
                }
            }
        })
        .await
    }

    /// Keeps the rows as a page does; an entry that does not follow fails the test.
    fn keep(&mut self, frame: &DeskFrame) {
        match frame {
            DeskFrame::Welcome(welcome) => {
                self.resume_token.clone_from(&welcome.resume_token);
                if let Some(view) = &welcome.view {
                    self.rows = view.open.iter().chain(&view.settled).map(|row| (row.id, row.clone())).collect();
                    self.offset = welcome.offset;
                }
            }
            DeskFrame::Entry(DeskEntry { offset, after, events, .. }) => {
                assert_eq!(*after, self.offset, "an entry that does not follow");
                self.offset = *offset;
                for DeskNews::Case { row } | DeskNews::Reminder { row } in events {
                    self.rows.insert(row.id, row.clone());
                }
            }
            DeskFrame::Signal(_)
            | DeskFrame::You(_)
            | DeskFrame::Ack(_)
            | DeskFrame::Refused(_)
            | DeskFrame::Reconnect(_)
            | DeskFrame::Bye(_) => {}
        }
    }

    /// The next frame that `wanted` takes something from; others are passed over.
    pub async fn find<T>(&mut self, what: &str, mut wanted: impl FnMut(DeskFrame) -> Option<T>) -> T {
        loop {
            match self.next().await {
                Seen::Frame(frame) => {
                    if let Some(found) = wanted(*frame) {
                        return found;
                    }
                }
                Seen::Closed(code) => panic!("{what}: closed with {code:?}"),
            }
        }
    }

    /// Decides an appeal that is claimed.
    ///
    /// # Errors
    /// The problem, where it was refused.
    pub async fn answer(&mut self, case: CaseId, outcome: AppealOutcome, text: &str) -> Result<(), Box<Problem>> {
        let (version, text, note) = (self.rows[&case].version, text.to_owned(), String::new());
        self.ask(DeskRequest::AnswerAppeal(AnswerAppeal { case, version, outcome, text, note })).await.map(drop)
    }

    /// Passes over everything until the close.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Seen::Closed(code) = self.next().await {
                return code;
            }
        }
    }

    /// Waits until a row is seen that is as wanted.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&CaseRow) -> bool) -> CaseRow {
        loop {
            if let Some(row) = self.rows.values().find(|row| wanted(row)) {
                return row.clone();
            }
            if let Seen::Closed(code) = self.next().await {
                panic!("{what}: closed with {code:?}");
            }
        }
    }

    /// The outcome of a command.
    pub async fn outcome(&mut self, id: CommandId) -> Result<DeskAck, Box<Problem>> {
        self.find("the outcome of a command", |frame| {
            if let DeskFrame::Ack(ack) = frame {
                (ack.id == id).then_some(Ok(ack))
            } else if let DeskFrame::Refused(refused) = frame {
                (refused.id == id).then_some(Err(Box::new(refused.problem)))
            } else {
                None
            }
        })
        .await
    }

    /// Asks, and hears what became of it.
    pub async fn ask(&mut self, request: DeskRequest) -> Result<DeskAck, Box<Problem>> {
        let id = self.send(request).await;
        self.outcome(id).await
    }

    /// Claims a case.
    pub async fn claim(&mut self, case: CaseId) -> Result<DeskAck, Box<Problem>> {
        self.ask(DeskRequest::Claim(OnCase { case })).await
    }

    /// Decides a case as it is seen.
    pub async fn decide(&mut self, case: CaseId, measure: Option<Measure>) -> Result<DeskAck, Box<Problem>> {
        let version = self.rows.get(&case).unwrap().version;
        let reason = if measure.is_some() { ReasonCode::Insult } else { ReasonCode::NothingWrong };
        let decide =
            Decide { case, version, reason, measure, minutes: None, scope: Scope::Session, note: String::new() };
        self.ask(DeskRequest::Decide(decide)).await
    }

    /// Bans whom a case is about, so far, until it is lifted.
    pub async fn ban(&mut self, case: CaseId, scope: Scope) -> Result<DeskAck, Box<Problem>> {
        self.ban_for(case, scope, None).await
    }

    /// Bans whom a case is about, so far and for so long.
    pub async fn ban_for(&mut self, case: CaseId, scope: Scope, minutes: Option<u32>) -> Result<DeskAck, Box<Problem>> {
        let version = self.rows.get(&case).unwrap().version;
        let (reason, measure) = (ReasonCode::Threat, Some(Measure::Ban));
        self.ask(DeskRequest::Decide(Decide { case, version, reason, measure, minutes, scope, note: String::new() }))
            .await
    }

    /// Everything about a case.
    pub async fn detail(&mut self, case: CaseId) -> Result<CaseDetail, Box<Problem>> {
        let DeskAnswer::Case(detail) = self.ask(DeskRequest::Case(OnCase { case })).await?.data.expect("a case");
        Ok(*detail)
    }
}
