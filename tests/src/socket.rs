//! One classroom socket, as bare as it is: frames go out, frames and the close come in.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use homeroom_protocol::frame::SUBPROTOCOL;
use homeroom_protocol::frame::client::{ClientFrame, Hello, History, Request, Say};
use homeroom_protocol::frame::people::{People, PeoplePage};
use homeroom_protocol::frame::server::{Ack, Answer, ChatPage, Entry, ServerFrame, Welcome};
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_protocol::refusal::Problem;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::clock::{command, within};
use crate::wire;

/// How long something may take that is bound to come.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// What a socket sees.
#[derive(Clone, PartialEq, Debug)]
pub enum Seen {
    /// A frame.
    Frame(Box<ServerFrame>),
    /// The close, with its code.
    Closed(u16),
    /// The connection was gone without one.
    Lost,
}

/// A socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    welcome: Option<Welcome>,
}

impl Socket {
    /// Opens one; nothing is said on it yet.
    pub async fn open(server: SocketAddr, session: SessionId) -> Self {
        within(PATIENCE, "a socket", Self::try_open(server, session)).await.expect("a socket")
    }

    /// Opens one at a server that may not be there.
    ///
    /// # Errors
    /// When the connection cannot be made, or the upgrade is refused.
    pub async fn try_open(server: SocketAddr, session: SessionId) -> Result<Self, Error> {
        Self::upgrade(TcpStream::connect(server).await?, server, session).await
    }

    /// The same, with a kernel that takes in no more than so many bytes that nobody has read.
    ///
    /// # Errors
    /// As above.
    pub async fn try_open_narrow(server: SocketAddr, session: SessionId, receive_bytes: u32) -> Result<Self, Error> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(receive_bytes)?;
        Self::upgrade(socket.connect(server).await?, server, session).await
    }

    async fn upgrade(stream: TcpStream, server: SocketAddr, session: SessionId) -> Result<Self, Error> {
        stream.set_nodelay(true)?;
        let address = format!("ws://{server}/v1/classroom/{session}").parse().unwrap();
        let request = ClientRequestBuilder::new(address).with_sub_protocol(SUBPROTOCOL);
        let (stream, _) = client_async(request, stream).await?;
        Ok(Self { stream, welcome: None })
    }

    /// The latest welcome.
    #[must_use]
    pub fn welcome(&self) -> Option<&Welcome> {
        self.welcome.as_ref()
    }

    /// Says hello.
    pub async fn hello(&mut self, hello: Hello) {
        self.send(Request::Hello(hello)).await;
    }

    /// Sends a request under a fresh id, which is returned.
    pub async fn send(&mut self, request: Request) -> CommandId {
        let id = command();
        self.try_send(id, request).await.expect("a socket that takes frames");
        id
    }

    /// Sends a request.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn try_send(&mut self, id: CommandId, request: Request) -> Result<(), Error> {
        let text = serde_json::to_string(&ClientFrame { id, request }).unwrap();
        wire::check_frame(&text);
        self.stream.send(Message::text(text)).await
    }

    /// Sends a text as it is.
    pub async fn send_text(&mut self, text: String) {
        // A server that has closed already is what the test then sees.
        let _ = self.stream.send(Message::text(text)).await;
    }

    /// What comes next; waits for ever.
    pub async fn recv(&mut self) -> Seen {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    wire::check_frame(&text);
                    let frame: ServerFrame = serde_json::from_str(&text).unwrap();
                    if let ServerFrame::Welcome(welcome) = &frame {
                        self.welcome = Some(welcome.clone());
                    }
                    return Seen::Frame(Box::new(frame));
                }
                Some(Ok(Message::Close(close))) => {
                    return close.map_or(Seen::Lost, |close| Seen::Closed(u16::from(close.code)));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("the server sent {other:?}"),
                Some(Err(_)) | None => return Seen::Lost,
            }
        }
    }

    /// What comes next, and it comes.
    pub async fn next(&mut self) -> Seen {
        within(PATIENCE, "a frame or a close", self.recv()).await
    }

    /// The next frame that `wanted` takes something from; others are passed over.
    pub async fn find<T>(&mut self, what: &str, mut wanted: impl FnMut(ServerFrame) -> Option<T>) -> T {
        within(PATIENCE, what, async {
            loop {
                match self.recv().await {
                    Seen::Frame(frame) => {
                        if let Some(found) = wanted(*frame) {
                            return found;
                        }
                    }
                    gone @ (Seen::Closed(_) | Seen::Lost) => panic!("{what}: {gone:?}"),
                }
            }
        })
        .await
    }

    /// The outcome of a command.
    pub async fn outcome(&mut self, id: CommandId) -> Result<Ack, Box<Problem>> {
        self.find("the outcome of a command", |frame| {
            if let ServerFrame::Ack(ack) = frame {
                (ack.id == id).then_some(Ok(ack))
            } else if let ServerFrame::Refused(refused) = frame {
                (refused.id == id).then_some(Err(Box::new(refused.problem)))
            } else {
                None
            }
        })
        .await
    }

    /// Says something in the chat.
    pub async fn say(&mut self, text: &str) -> Result<Ack, Box<Problem>> {
        let id = self.send(Request::Say(Say { text: text.to_owned(), reply_to: None })).await;
        self.outcome(id).await
    }

    /// Asks for a page of older chat.
    pub async fn history(&mut self, before: Option<u64>, limit: Option<u32>) -> Result<ChatPage, Box<Problem>> {
        let id = self.send(Request::History(History { before, limit })).await;
        let Some(Answer::History(page)) = self.outcome(id).await?.data else { panic!("history is answered by a page") };
        Ok(page)
    }

    /// Asks for a page of who is here.
    pub async fn people(&mut self, asked: People) -> Result<PeoplePage, Box<Problem>> {
        let id = self.send(Request::People(asked)).await;
        let Some(Answer::People(page)) = self.outcome(id).await?.data else { panic!("people is answered by a page") };
        Ok(page)
    }

    /// The next entry.
    pub async fn entry(&mut self) -> Entry {
        self.find("an entry", |frame| if let ServerFrame::Entry(entry) = frame { Some(entry) } else { None }).await
    }

    /// Passes over everything until the close, whose code is returned.
    pub async fn closed(&mut self) -> u16 {
        within(PATIENCE, "a close", async {
            loop {
                match self.recv().await {
                    Seen::Frame(_) => {}
                    Seen::Closed(code) => return code,
                    Seen::Lost => panic!("the connection was gone without a close"),
                }
            }
        })
        .await
    }
}
