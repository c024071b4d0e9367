//! A crowd: so many sockets in one room, on one thread. Each has a task that reads whatever is there into a buffer they
//! all share, counts it, and keeps no more than a frame that was cut.

use std::cell::RefCell;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use homeroom_protocol::ids::SessionId;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::task::{JoinHandle, JoinSet, spawn_local};
use uuid::Uuid;

use crate::failure::Failure;
use crate::tally::Tally;
use crate::web::Web;
use crate::wire::{self, Kind};
use crate::{stat, watch};

/// Sockets that are opened at the same time: as a class comes in, not as an attack.
const OPENING_AT_ONCE: usize = 64;
/// Bytes of the buffer all sockets read into.
const READ_BYTES: usize = 256 * 1024;
/// The next sender is so many sockets on, so that everybody speaks and no two in a row sit side by side.
const SENDER_STEP: usize = 37;

/// The sockets of one room.
pub(crate) struct Crowd {
    tally: Rc<Tally>,
    writers: Vec<Rc<OwnedWriteHalf>>,
    readers: Vec<JoinHandle<()>>,
    scratch: Rc<RefCell<Vec<u8>>>,
    welcome: Vec<u8>,
}

/// Where a socket is opened, and what is spoken there.
#[derive(Clone)]
pub(crate) struct Door {
    path: String,
    subprotocol: &'static str,
}

impl Door {
    /// The classroom of a session.
    pub(crate) fn classroom(session: SessionId) -> Self {
        Self { path: format!("/v1/classroom/{session}"), subprotocol: homeroom_protocol::frame::SUBPROTOCOL }
    }

    /// The desk.
    pub(crate) fn desk() -> Self {
        Self { path: "/v1/desk".to_owned(), subprotocol: homeroom_protocol::frame::desk::SUBPROTOCOL }
    }
}

/// How messages are sent.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// The next one as soon as fewer than so many are on their way.
    InFlight(usize),
    /// One after each such span, whatever becomes of those before.
    Every(Duration),
}

/// What a span of talking came to.
pub(crate) struct Talked {
    pub(crate) messages: usize,
    pub(crate) deliveries: usize,
    pub(crate) p50_micros: u32,
    pub(crate) p99_micros: u32,
}

impl Crowd {
    /// An empty room for so many sockets.
    pub(crate) fn new(sockets: usize) -> Self {
        Self {
            tally: Rc::new(Tally::new(sockets)),
            writers: Vec::new(),
            readers: Vec::new(),
            scratch: Rc::new(RefCell::new(vec![0; READ_BYTES])),
            welcome: Vec::new(),
        }
    }

    /// The last welcome that came.
    pub(crate) fn welcome(&self) -> &[u8] {
        &self.welcome
    }

    /// The last entry that came.
    pub(crate) fn sample(&self) -> Vec<u8> {
        self.tally.sample()
    }

    /// Opens one socket for each hello; returns when the last one was welcome.
    pub(crate) async fn enter(&mut self, server: SocketAddr, door: &Door, hellos: &[Vec<u8>]) -> Result<(), Failure> {
        let mut hellos = hellos.iter().cloned();
        let mut opening = JoinSet::new();
        loop {
            while opening.len() < OPENING_AT_ONCE {
                let Some(hello) = hellos.next() else { break };
                let door = door.clone();
                opening.spawn_local(async move { open(server, &door, &hello).await });
            }
            let Some(opened) = opening.join_next().await else { return Ok(()) };
            let Opened { stream, leftover, welcome } = opened.map_err(|error| Failure::new(error.to_string()))??;
            self.welcome = welcome;
            self.add(stream, leftover);
        }
    }

    fn add(&mut self, stream: TcpStream, leftover: Vec<u8>) {
        let (read, write) = stream.into_split();
        let writer = Rc::new(write);
        let mut socket =
            Socket { tally: Rc::clone(&self.tally), writer: Rc::clone(&writer), cut: Vec::new(), entries: 0 };
        self.writers.push(writer);
        let scratch = Rc::clone(&self.scratch);
        self.readers.push(spawn_local(async move {
            socket.take(&leftover);
            socket.read(read, &scratch).await;
        }));
    }

    /// Talks for a while; returns when the last message has reached everybody.
    pub(crate) async fn talk(&self, pace: Pace, span: Duration) -> Result<Talked, Failure> {
        self.tally.take();
        let begin = watch::now();
        let mut messages = 0;
        while watch::now() - begin < span {
            match pace {
                Pace::InFlight(most) => self.tally.until_in_flight(most - 1).await?,
                Pace::Every(every) => {
                    let due = every.saturating_mul(u32::try_from(messages).unwrap_or(u32::MAX));
                    tokio::time::sleep_until((begin + due).into()).await;
                    self.tally.check()?;
                }
            }
            self.say(watch::now())?;
            messages += 1;
        }
        self.tally.until_in_flight(0).await?;
        let (deliveries, mut latencies) = self.tally.take();
        let mut quantile = |thousandths| stat::quantile(&mut latencies, thousandths).unwrap_or(0);
        Ok(Talked { messages, deliveries, p50_micros: quantile(500), p99_micros: quantile(990) })
    }

    /// Sends a frame from the nth socket, counted round and round.
    pub(crate) fn send(&self, n: usize, frame: &str) -> Result<(), Failure> {
        let frame = wire::client_text(frame.as_bytes());
        let writer = self.writers.get(n % self.writers.len().max(1));
        let taken = writer.ok_or_else(|| Failure::new("nobody is in the room"))?.try_write(&frame)?;
        if taken == frame.len() { Ok(()) } else { Err(Failure::new("a socket took half a frame")) }
    }

    /// Sends a command from the nth socket, and waits for no answer yet: [`Crowd::answered`] does, for all of them.
    pub(crate) fn ask(&self, n: usize, id: Uuid, frame: &str) -> Result<(), Failure> {
        self.tally.ask(id, watch::now());
        self.send(n, frame)
    }

    /// Returns when every command is answered: how long each took, in microseconds.
    pub(crate) async fn answered(&self) -> Result<Vec<u32>, Failure> {
        self.tally.until_answered().await
    }

    /// A message is sent elsewhere that everybody here will hear of: the number that it has to carry.
    pub(crate) fn expect(&self) -> usize {
        self.tally.send(watch::now())
    }

    /// Returns when everything that was expected has reached everybody: how long it took, in microseconds.
    pub(crate) async fn came(&self) -> Result<Vec<u32>, Failure> {
        self.tally.until_in_flight(0).await?;
        Ok(self.tally.take().1)
    }

    /// How many entries the sockets have received since this was asked last, together.
    pub(crate) fn deliveries(&self) -> Result<usize, Failure> {
        self.tally.check()?;
        Ok(self.tally.take().0)
    }

    fn say(&self, now: Instant) -> Result<(), Failure> {
        let number = self.tally.send(now);
        let frame =
            format!(r#"{{"id":"{}","type":"say","data":{{"text":"{}"}}}}"#, watch::id(), wire::numbered(number));
        let frame = wire::client_text(frame.as_bytes());
        let writer = self.writers.get(number * SENDER_STEP % self.writers.len().max(1));
        let taken = writer.ok_or_else(|| Failure::new("nobody is in the room"))?.try_write(&frame)?;
        if taken == frame.len() { Ok(()) } else { Err(Failure::new("a socket took half a message")) }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for reader in &self.readers {
            reader.abort();
        }
    }
}

struct Opened {
    stream: TcpStream,
    leftover: Vec<u8>,
    welcome: Vec<u8>,
}

/// Connects, upgrades, says hello, and waits for the welcome.
async fn open(server: SocketAddr, Door { path, subprotocol }: &Door, hello: &[u8]) -> Result<Opened, Failure> {
    let mut web = Web::connect(server).await?;
    let upgrade = format!(
        "GET {path} HTTP/1.1\r\nhost: {server}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         sec-websocket-protocol: {subprotocol}\r\n\r\n"
    );
    let status = web.ask(upgrade.as_bytes()).await?.status;
    if status != 101 {
        return Err(Failure::new(format!("an upgrade was answered with {status}")));
    }
    web.write(&wire::client_text(hello)).await?;
    loop {
        while let Some((frame, rest)) = wire::split(web.unread()) {
            let (payload, rest_len) = (frame.payload.to_vec(), rest.len());
            match (frame.opcode, wire::kind(&payload)) {
                (wire::TEXT, Kind::Welcome) => {
                    let (stream, leftover) = web.into_parts(rest_len);
                    return Ok(Opened { stream, leftover, welcome: payload });
                }
                (wire::TEXT, Kind::Bye | Kind::Refused) | (wire::CLOSE, _) => {
                    return Err(Failure::new(format!("a hello was refused: {}", String::from_utf8_lossy(&payload))));
                }
                (_, _) => web.keep(rest_len),
            }
        }
        web.read().await?;
    }
}

/// The receiving side of one socket.
struct Socket {
    tally: Rc<Tally>,
    writer: Rc<OwnedWriteHalf>,
    /// The beginning of a frame whose rest has not come yet.
    cut: Vec<u8>,
    entries: usize,
}

impl Socket {
    async fn read(&mut self, mut half: OwnedReadHalf, scratch: &RefCell<Vec<u8>>) {
        poll_fn(|cx| self.poll_read(&mut half, scratch, cx)).await;
        self.tally.wrong("a socket was lost");
    }

    fn poll_read(&mut self, half: &mut OwnedReadHalf, scratch: &RefCell<Vec<u8>>, cx: &mut Context<'_>) -> Poll<()> {
        let mut scratch = scratch.borrow_mut();
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut *half).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => self.take(buffer.filled()),
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let now = watch::now();
        if self.cut.is_empty() {
            let rest = self.frames(bytes, now);
            self.cut.extend_from_slice(rest);
        } else {
            let mut all = std::mem::take(&mut self.cut);
            all.extend_from_slice(bytes);
            let rest = self.frames(&all, now);
            self.cut.extend_from_slice(rest);
        }
    }

    /// Takes the whole frames; what is left is the beginning of one.
    fn frames<'a>(&mut self, bytes: &'a [u8], now: Instant) -> &'a [u8] {
        let mut left = bytes;
        while let Some((frame, rest)) = wire::split(left) {
            left = rest;
            match frame.opcode {
                wire::TEXT => self.text(frame.payload, now),
                wire::PING => {
                    // A socket too full for an answer is dead to the server before long, which is then what is told.
                    let _ = self.writer.try_write(&wire::client_pong(frame.payload));
                }
                wire::CLOSE => self.tally.wrong("the server closed a socket"),
                _ => {}
            }
        }
        left
    }

    fn text(&mut self, payload: &[u8], now: Instant) {
        let told = |what: &str| format!("{what}: {}", String::from_utf8_lossy(payload));
        match wire::kind(payload) {
            Kind::Entry => {
                self.tally.entry(self.entries, payload, now);
                self.entries += 1;
            }
            Kind::Refused => self.tally.wrong(told("a message was refused")),
            Kind::Bye => self.tally.wrong(told("the server sent a socket away")),
            Kind::Ack => self.tally.answer(payload, now),
            Kind::Welcome | Kind::Other => {}
        }
    }
}
