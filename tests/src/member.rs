//! Somebody in a class with a client that does what a page does: it keeps the list, resumes when the connection is lost,
//! joins again when that is asked, and sends what was not answered again under its id.
//!
//! The client is a task; the test gives it orders and looks at what it has seen.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::frame::server::{Presence, You};
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_protocol::refusal::{Code, Problem};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::command;
use crate::list::List;
use crate::member::client::Client;
use crate::person::Person;
use crate::socket::PATIENCE;

mod client;

/// What a client has seen.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// The list.
    pub list: List,
    /// What was acknowledged, and where it stands.
    pub acked: BTreeMap<CommandId, u64>,
    /// What was said and is not answered yet, in the order in which it was said.
    pub waiting: BTreeMap<CommandId, String>,
    /// What was refused for good.
    pub refused: Vec<(CommandId, Problem)>,
    /// What was refused for now and tried again, and with which code.
    pub retried: Vec<(CommandId, Code)>,
    /// What is the person's own.
    pub you: Option<You>,
    /// How many are here.
    pub presence: Presence,
    /// Whether there is a socket that was welcome.
    pub connected: bool,
    /// How many welcomes were resumes, and how many were pictures.
    pub resumes: usize,
    /// How many welcomes brought a picture.
    pub views: usize,
    /// Close codes, in order.
    pub closes: Vec<u16>,
    /// The reason the last bye gave, where it gave one.
    pub bye: Option<Code>,
    /// Whether the client has stopped for good.
    pub stopped: bool,
}

impl Sight {
    /// The standing of the client in one line, for a test that failed.
    fn words(&self) -> String {
        let Self { list, acked, waiting, refused, retried, connected, resumes, views, closes, bye, stopped, .. } = self;
        format!(
            "connected {connected}, stopped {stopped}, at {}, whole {}, {} messages, {} acked, waiting {:?}, refused \
             {refused:?}, {} retried, {resumes} resumes, {views} views, closes {closes:?}, bye {bye:?}",
            list.offset(),
            list.is_whole(),
            list.len(),
            acked.len(),
            waiting.keys(),
            retried.len(),
        )
    }
}

/// How a client reads what comes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reading {
    /// As it comes.
    Freely,
    /// So many bytes a second, as behind a thin line.
    Slowly(u32),
    /// Not at all.
    Never,
}

pub(crate) enum Order {
    /// From now on read like this.
    Read(Reading),
    /// Say this.
    Say(CommandId, String),
    /// Cut the connection, and stay away until told otherwise.
    Away,
    /// Come back.
    Back,
}

/// Somebody in a class.
pub struct Member {
    /// Who.
    pub person: Person,
    orders: mpsc::UnboundedSender<Order>,
    sight: watch::Sender<Sight>,
    task: JoinHandle<()>,
}

impl Member {
    /// Joins a session, and waits until the client is in and its list is whole.
    pub async fn join(person: Person, session: SessionId) -> Self {
        Self::join_with(person, session, None).await
    }

    /// The same, over a first socket whose kernel keeps no more than so many bytes that were not read.
    pub async fn join_narrow(person: Person, session: SessionId, receive_bytes: u32) -> Self {
        Self::join_with(person, session, Some(receive_bytes)).await
    }

    async fn join_with(person: Person, session: SessionId, narrow: Option<u32>) -> Self {
        let ticket = person.join(session).await.ticket;
        let (orders, receiver) = mpsc::unbounded_channel();
        let sight = watch::Sender::new(Sight::default());
        let client = Client::new(person.clone(), session, Hello::Ticket { ticket }, sight.clone(), narrow);
        let member = Self { person, orders, sight, task: tokio::spawn(client.run(receiver)) };
        member.until("is in", |sight| sight.connected && sight.list.is_whole()).await;
        member
    }

    /// Says something; the id it is said under.
    pub fn say(&self, text: &str) -> CommandId {
        let id = command();
        self.say_as(id, text);
        id
    }

    /// Says something under an id that may have been used before.
    pub fn say_as(&self, id: CommandId, text: &str) {
        // It waits for its answer from now on, and not from when the client gets to it.
        self.sight.send_modify(|sight| drop(sight.waiting.insert(id, text.to_owned())));
        self.order(Order::Say(id, text.to_owned()));
    }

    /// Reads like this from now on.
    pub fn read(&self, reading: Reading) {
        self.order(Order::Read(reading));
    }

    /// Cuts the connection, without a word to the server, and stays away.
    pub fn go_away(&self) {
        self.order(Order::Away);
    }

    /// Comes back.
    pub fn come_back(&self) {
        self.order(Order::Back);
    }

    /// What was seen so far.
    #[must_use]
    pub fn sight(&self) -> Sight {
        self.sight.borrow().clone()
    }

    /// Looks at what was seen so far.
    pub fn look<T>(&self, look: impl FnOnce(&Sight) -> T) -> T {
        look(&self.sight.borrow())
    }

    /// Waits until something was seen.
    pub async fn until(&self, what: &str, seen: impl FnMut(&Sight) -> bool) {
        self.until_within(PATIENCE, what, seen).await;
    }

    /// Waits until something was seen, at most so long.
    pub async fn until_within(&self, patience: Duration, what: &str, seen: impl FnMut(&Sight) -> bool) {
        let what = format!("{} {what}", self.person.name);
        let mut sight = self.sight.subscribe();
        let waited = tokio::time::timeout(patience, async {
            tokio::select! {
                seen = sight.wait_for(seen) => assert!(seen.is_ok(), "what is seen is kept here"),
                () = self.orders.closed() => panic!("the client broke before this: {what}"),
            }
        });
        if waited.await.is_err() {
            panic!("not within {patience:?}: {what}: {}", self.look(Sight::words));
        }
    }

    /// Waits until everything that was said has an answer, and nothing is missing in the list.
    pub async fn settled(&self, patience: Duration) {
        let settled = |sight: &Sight| sight.connected && sight.waiting.is_empty() && sight.list.is_whole();
        self.until_within(patience, "has every answer and a whole list", settled).await;
    }

    fn order(&self, order: Order) {
        assert!(self.orders.send(order).is_ok(), "the client of {} broke", self.person.name);
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.task.abort();
    }
}
