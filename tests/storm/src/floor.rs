//! The floor: what sending costs when nothing else is done. It takes the same sockets, the same messages and the same
//! hello, and answers with ready frames of the same bytes: no machine, no journal, no sign-in. One thread; messages that
//! arrived in one turn leave in one write to each socket, straight from the room; what the kernel does not take waits in
//! the socket, whose task finishes it. Nobody can send the same bytes over tokio for much less.

use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::path::Path;
use std::rc::Rc;

use tokio::io::Interest;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::spawn_local;

use crate::failure::Failure;
use crate::wire::{self, NUMBER_DIGITS};

/// As long as what the server answers to an upgrade, give or take its date.
const SWITCHING: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
    sec-websocket-protocol: homeroom.v1\r\nsec-websocket-accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n";
/// Bytes of a request that upgrades, and of a message: all that anybody sends here.
const READ_BYTES: usize = 8 * 1024;
/// Connections the kernel keeps between two accepts.
const BACKLOG: u32 = 4_096;

/// The ready frames.
pub(crate) struct Frames {
    entry: Vec<u8>,
    /// Where the number of the message stands in the entry.
    number_at: usize,
    welcome: Vec<u8>,
}

impl Frames {
    /// Reads them; the entry has to be one that carries a numbered text.
    pub(crate) fn read(entry: &Path, welcome: &Path) -> Result<Self, Failure> {
        let entry = wire::server_text(&std::fs::read(entry)?);
        let number_at = wire::number_at(&entry).ok_or_else(|| Failure::new("the entry carries no number"))?;
        Ok(Self { entry, number_at, welcome: wire::server_text(&std::fs::read(welcome)?) })
    }
}

struct Room {
    frames: Frames,
    peers: RefCell<Vec<Rc<Peer>>>,
    /// The digits of the messages that have come and not been sent on.
    come: RefCell<Vec<[u8; NUMBER_DIGITS]>>,
    changed: Notify,
    scratch: RefCell<Vec<u8>>,
}

struct Peer {
    stream: TcpStream,
    waits: RefCell<Vec<u8>>,
    changed: Notify,
}

/// Serves until it is killed. Its port is printed first.
pub(crate) async fn serve(frames: Frames) -> Result<(), Failure> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.set_nodelay(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let listener: TcpListener = socket.listen(BACKLOG)?;
    println!("{}", listener.local_addr()?.port());
    let room = Rc::new(Room {
        frames,
        peers: RefCell::default(),
        come: RefCell::default(),
        changed: Notify::new(),
        scratch: RefCell::new(vec![0; READ_BYTES]),
    });
    let sending = Rc::clone(&room);
    spawn_local(async move {
        loop {
            sending.changed.notified().await;
            sending.walk();
        }
    });
    loop {
        let (stream, _) = listener.accept().await?;
        let peer = Rc::new(Peer { stream, waits: RefCell::default(), changed: Notify::new() });
        let room = Rc::clone(&room);
        spawn_local(async move {
            // How a connection ends is its peer's business.
            let _ = run(&room, &peer).await;
            room.peers.borrow_mut().retain(|other| !Rc::ptr_eq(other, &peer));
        });
    }
}

impl Room {
    /// Everything that has come, to everybody.
    fn walk(&self) {
        let mut run = Vec::new();
        for digits in self.come.borrow_mut().drain(..) {
            let number = run.len() + self.frames.number_at;
            run.extend_from_slice(&self.frames.entry);
            if let Some(place) = run.get_mut(number..number + NUMBER_DIGITS) {
                place.copy_from_slice(&digits);
            }
        }
        for peer in self.peers.borrow().iter() {
            peer.send(&run);
        }
    }

    /// A frame of a peer: the first is its hello, every later one a message.
    fn frame(&self, peer: &Rc<Peer>, payload: &[u8], is_in: &mut bool) {
        if !std::mem::replace(is_in, true) {
            peer.send(&self.frames.welcome);
            self.peers.borrow_mut().push(Rc::clone(peer));
        } else if let Some(digits) = wire::number_digits(payload) {
            self.come.borrow_mut().push(*digits);
            self.changed.notify_one();
        }
    }
}

impl Peer {
    fn send(&self, run: &[u8]) {
        let mut waits = self.waits.borrow_mut();
        // An error is seen by the task, which reads.
        let taken = if waits.is_empty() { self.stream.try_write(run).unwrap_or(0) } else { 0 };
        if let Some(rest) = run.get(taken..).filter(|rest| !rest.is_empty()) {
            waits.extend_from_slice(rest);
            self.changed.notify_one();
        }
    }

    fn flush(&self) {
        let mut waits = self.waits.borrow_mut();
        let taken = self.stream.try_write(&waits).unwrap_or(0);
        waits.drain(..taken);
    }
}

async fn run(room: &Room, peer: &Rc<Peer>) -> std::io::Result<()> {
    let mut unread = Vec::new();
    let (mut upgraded, mut is_in) = (false, false);
    loop {
        let waits = !peer.waits.borrow().is_empty();
        let interest = if waits { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
        let ready = tokio::select! {
            ready = peer.stream.ready(interest) => ready?,
            () = peer.changed.notified() => continue,
        };
        if ready.is_writable() && waits {
            peer.flush();
        }
        if !ready.is_readable() {
            continue;
        }
        let mut scratch = room.scratch.borrow_mut();
        match peer.stream.try_read(&mut scratch) {
            Ok(0) => return Ok(()),
            Ok(read) => unread.extend_from_slice(scratch.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        drop(scratch);
        if !upgraded {
            let Some(end) = unread.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            unread.drain(..end + 4);
            upgraded = true;
            peer.send(SWITCHING);
        }
        let mut left = unread.as_slice();
        while let Some((frame, rest)) = wire::split(left) {
            room.frame(peer, frame.payload, &mut is_in);
            left = rest;
        }
        let left = left.len();
        unread.drain(..unread.len() - left);
        if left == 0 {
            // An idle socket keeps no buffer.
            unread = Vec::new();
        }
    }
}
