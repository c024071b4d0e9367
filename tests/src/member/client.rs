//! The task of a client. What it does after a close stands in WIRE's table of close codes, and it does nothing more.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

use homeroom_protocol::frame::client::{Hello, Request, Say};
use homeroom_protocol::frame::close::{After, Close};
use homeroom_protocol::frame::server::{Ack, Answer, Refused, ServerFrame, Signal};
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_protocol::refusal::Retry;
use homeroom_protocol::rest::join::Joined;
use tokio::sync::{mpsc, watch};
use tokio::time::{Sleep, sleep};

use super::{Order, Reading, Sight};
use crate::clock::command;
use crate::person::Person;
use crate::socket::{Seen, Socket};

/// The pause before a server that is not there is tried again; a page has jitter, the test has many clients.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How long a refused command waits where the refusal does not say.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long an upgrade may take: a connection that the server never accepted would wait for ever.
const UPGRADE_PATIENCE: Duration = Duration::from_secs(5);

/// What a frame is taken to weigh where a line is thin: a message of a kibibyte and what is around it.
const FRAME_BYTES: u32 = 1_280;

pub(super) struct Client {
    person: Person,
    session: SessionId,
    hello: Hello,
    sight: watch::Sender<Sight>,
    socket: Option<Socket>,
    away: bool,
    reading: Reading,
    /// What the kernel of the first socket keeps at most; none for as much as it likes.
    narrow: Option<u32>,
    /// The history page that was asked for.
    asked: Option<CommandId>,
    /// What was refused for now, and is sent again when the pause is over.
    paused: BTreeMap<CommandId, String>,
    pause: Option<Pin<Box<Sleep>>>,
}

/// What woke the client.
enum Woken {
    Order(Order),
    Saw(Seen),
    PauseOver,
    Dropped,
}

impl Client {
    pub(super) fn new(
        person: Person,
        session: SessionId,
        hello: Hello,
        sight: watch::Sender<Sight>,
        narrow: Option<u32>,
    ) -> Self {
        let (paused, asked, reading) = (BTreeMap::new(), None, Reading::Freely);
        Self { person, session, hello, sight, socket: None, away: false, reading, narrow, asked, paused, pause: None }
    }

    pub(super) async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            if self.socket.is_none() && !self.away && !self.sight.borrow().stopped {
                self.connect().await;
            }
            match self.woken(&mut orders).await {
                Woken::Order(order) => self.order(order).await,
                Woken::Saw(Seen::Frame(frame)) => self.frame(*frame).await,
                Woken::Saw(Seen::Closed(code)) => self.closed(code).await,
                Woken::Saw(Seen::Lost) => self.lost(),
                Woken::PauseOver => self.send_paused().await,
                Woken::Dropped => return,
            }
        }
    }

    async fn woken(&mut self, orders: &mut mpsc::UnboundedReceiver<Order>) -> Woken {
        let outside = self.socket.is_none() && !self.away && !self.sight.borrow().stopped;
        let Self { socket, pause, reading, .. } = self;
        let seen = async {
            match (socket, reading) {
                (Some(socket), Reading::Freely) => socket.recv().await,
                (Some(socket), Reading::Slowly(bytes_per_second)) => {
                    sleep(Duration::from_secs(1) * FRAME_BYTES / *bytes_per_second).await;
                    socket.recv().await
                }
                (Some(_), Reading::Never) | (None, _) => std::future::pending().await,
            }
        };
        let over = async {
            match pause {
                Some(pause) => pause.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            order = orders.recv() => order.map_or(Woken::Dropped, Woken::Order),
            seen = seen => Woken::Saw(seen),
            () = over => Woken::PauseOver,
            // Where there is no socket and there should be one, the server is tried again.
            () = sleep(AGAIN_AFTER), if outside => Woken::Saw(Seen::Lost),
        }
    }

    async fn order(&mut self, order: Order) {
        match order {
            Order::Say(id, text) => {
                let connected = self.sight.borrow().connected;
                if connected {
                    self.send(id, Request::Say(Say { text, reply_to: None })).await;
                }
            }
            Order::Read(reading) => self.reading = reading,
            Order::Away => {
                self.away = true;
                self.lost();
            }
            Order::Back => self.away = false,
        }
    }

    /// One attempt. A hello that is refused comes back as a close.
    async fn connect(&mut self) {
        let (server, session) = (self.person.server, self.session);
        let opening = async {
            match self.narrow.take() {
                Some(bytes) => Socket::try_open_narrow(server, session, bytes).await,
                None => Socket::try_open(server, session).await,
            }
        };
        let opened = tokio::time::timeout(UPGRADE_PATIENCE, opening).await;
        let Ok(Ok(mut socket)) = opened else { return };
        if socket.try_send(command(), Request::Hello(self.hello.clone())).await.is_ok() {
            self.socket = Some(socket);
        }
    }

    fn lost(&mut self) {
        self.socket = None;
        self.asked = None;
        self.sight.send_modify(|sight| sight.connected = false);
    }

    async fn closed(&mut self, code: u16) {
        self.lost();
        self.sight.send_modify(|sight| sight.closes.push(code));
        let close = Close::ALL.iter().find(|close| close.code() == code);
        match close.expect("a close code of ours").after() {
            After::Stop => self.sight.send_modify(|sight| sight.stopped = true),
            After::Resume => sleep(AGAIN_AFTER).await,
            After::JoinAgain => self.join_again().await,
        }
    }

    /// A new join gives a new ticket. A server that cannot do so now is asked again with the next close.
    async fn join_again(&mut self) {
        let key = command().to_string();
        let asked = self.person.join_request(self.session, &key, None).try_send(self.person.server).await;
        match asked {
            Ok(answer) if answer.status == 200 => {
                self.hello = Hello::Ticket { ticket: answer.good::<Joined>().ticket };
            }
            Ok(answer) if answer.problem().code.retry() == Retry::Later => sleep(RETRY_AFTER).await,
            Ok(_) => self.sight.send_modify(|sight| sight.stopped = true),
            Err(_) => sleep(AGAIN_AFTER).await,
        }
    }

    async fn frame(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome(welcome) => {
                self.sight.send_modify(|sight| {
                    sight.list.welcome(&welcome);
                    sight.connected = true;
                    *(if welcome.resumed { &mut sight.resumes } else { &mut sight.views }) += 1;
                    sight.you = Some(welcome.you.clone());
                    sight.presence = welcome.view.as_ref().map_or(sight.presence, |view| view.presence);
                });
                self.hello = Hello::Resume { resume_token: welcome.resume_token, after: 0 };
                self.send_waiting().await;
            }
            ServerFrame::Entry(entry) => self.sight.send_modify(|sight| sight.list.entry(&entry)),
            ServerFrame::You(you) => self.sight.send_modify(|sight| sight.you = Some(you)),
            ServerFrame::Signal(Signal::Presence(presence)) => {
                self.sight.send_modify(|sight| sight.presence = presence);
            }
            ServerFrame::Ack(ack) => self.ack(ack),
            ServerFrame::Refused(refused) => self.refused(refused),
            // The close that follows says what to do.
            ServerFrame::Bye(bye) => self.sight.send_modify(|sight| sight.bye = bye.reason),
            // With one node nobody is told to move on.
            ServerFrame::Signal(Signal::Beat | Signal::Poll(_) | Signal::People(_)) | ServerFrame::Reconnect(_) => {}
        }
        self.note_offset();
        self.close_holes().await;
    }

    /// The next resume goes on from here.
    fn note_offset(&mut self) {
        if let Hello::Resume { after, .. } = &mut self.hello {
            *after = self.sight.borrow().list.offset();
        }
    }

    fn ack(&mut self, ack: Ack) {
        if self.asked == Some(ack.id) {
            self.asked = None;
            let Some(Answer::History(page)) = ack.data else { panic!("history is answered by a page") };
            self.sight.send_modify(|sight| sight.list.history(&page));
            return;
        }
        let offset = ack.offset.expect("what was said has an offset");
        self.sight.send_modify(|sight| {
            sight.waiting.remove(&ack.id);
            let known = sight.acked.insert(ack.id, offset);
            assert!(known.is_none_or(|known| known == offset), "the same message was acknowledged at two offsets");
        });
    }

    fn refused(&mut self, Refused { id, problem }: Refused) {
        if self.asked == Some(id) {
            // The hole is still there, so it is asked for again.
            assert_eq!(problem.code.retry(), Retry::Later, "history was refused: {problem:?}");
            self.asked = None;
            return;
        }
        if problem.code.retry() == Retry::Later {
            let after = problem.retry_after_ms.map_or(RETRY_AFTER, Duration::from_millis);
            if let Some(text) = self.sight.borrow().waiting.get(&id) {
                self.paused.insert(id, text.clone());
            }
            self.pause.get_or_insert_with(|| Box::pin(sleep(after)));
            self.sight.send_modify(|sight| sight.retried.push((id, problem.code)));
        } else {
            self.sight.send_modify(|sight| {
                sight.waiting.remove(&id);
                sight.refused.push((id, problem));
            });
        }
    }

    async fn close_holes(&mut self) {
        let connected = self.sight.borrow().connected;
        if connected
            && self.asked.is_none()
            && let Some(request) = self.wanted()
        {
            let id = command();
            self.asked = Some(id);
            self.send(id, request).await;
        }
    }

    fn wanted(&self) -> Option<Request> {
        self.sight.borrow().list.wanted()
    }

    /// After a welcome: whatever has no answer may have been lost on the way, there or back.
    async fn send_waiting(&mut self) {
        self.paused.clear();
        self.pause = None;
        let waiting = self.sight.borrow().waiting.clone();
        for (id, text) in waiting {
            self.send(id, Request::Say(Say { text, reply_to: None })).await;
        }
    }

    async fn send_paused(&mut self) {
        self.pause = None;
        for (id, text) in std::mem::take(&mut self.paused) {
            self.send(id, Request::Say(Say { text, reply_to: None })).await;
        }
    }

    async fn send(&mut self, id: CommandId, request: Request) {
        if let Some(socket) = &mut self.socket
            && socket.try_send(id, request).await.is_err()
        {
            self.lost();
        }
    }
}
