//! A node's tree around a fresh database, people who are enrolled, and sockets that keep what they hear.

use std::sync::Arc;
use std::time::Duration;

use homeroom_livekit::MediaServer;
use homeroom_machines::entitlement::What;
use homeroom_protocol::entitlement::GrantKind;
use homeroom_protocol::frame::client::{self, ClientFrame, Request, Say};
use homeroom_protocol::frame::server::{Entry, ServerFrame, Welcome, You};
use homeroom_protocol::ids::{CommandId, ConnectionId, CourseId, GrantId, PersonId, SessionId, SignInId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::join::{Join, Joined};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::audit::Act;
use homeroom_storage::grants;
use homeroom_storage::sessions::{self, SessionRow};
use homeroom_storage::testing::{TestDatabase, database};
use homeroom_storage::{accounts, courses, plans, sign_ins};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use uuid::Uuid;

use crate::entitlement::About;
use crate::kit::clock::Clock;
use crate::kit::entropy;
use crate::relay::out_buffer::OutBuffer;
use crate::session::handle::Handle;
use crate::session::{Attached, Farewell, Sessions};
use crate::tree::Tree;

/// Nothing here takes longer unless it hangs.
const HANGS: Duration = Duration::from_secs(20);

pub(crate) struct Scene {
    pub(crate) database: TestDatabase,
    pub(crate) clock: Clock,
    pub(crate) tree: Tree,
    pub(crate) session: SessionId,
    pub(crate) course: CourseId,
}

pub(crate) fn id(clock: &Clock) -> Uuid {
    entropy::uuid_v7(clock.now())
}

impl Scene {
    /// A class of one hour that began five minutes ago.
    pub(crate) async fn begin(clock: Clock, capacity: u32) -> Self {
        Self::with_media(clock, capacity, None).await
    }

    /// The same, with a media server.
    pub(crate) async fn with_media(clock: Clock, capacity: u32, media: Option<Arc<MediaServer>>) -> Self {
        let starts_at = clock.now().minus(Duration::from_secs(300));
        Self::with(clock, capacity, starts_at, media).await
    }

    /// A class of one hour that begins then.
    pub(crate) async fn starting(clock: Clock, capacity: u32, starts_at: Timestamp) -> Self {
        Self::with(clock, capacity, starts_at, None).await
    }

    async fn with(clock: Clock, capacity: u32, starts_at: Timestamp, media: Option<Arc<MediaServer>>) -> Self {
        let database = database().await;
        let (course, session) = (CourseId(id(&clock)), SessionId(id(&clock)));
        let store = &database.store;
        courses::put(store, course, "A course").await.unwrap();
        let row = SessionRow {
            id: session,
            course,
            course_title: "A course".into(),
            title: "A lesson".into(),
            summary: "One sentence.".into(),
            capacity,
            starts_at,
            ends_at: starts_at.plus(Duration::from_secs(3_600)),
            lesson: None,
            lobby: false,
        };
        sessions::put(store, &row).await.unwrap();
        let tree = Tree::start(store.clone(), clock.clone(), "test", media, None).await.unwrap();
        Self { database, clock, tree, session, course }
    }

    pub(crate) fn sessions(&self) -> Sessions {
        self.tree.sessions()
    }

    pub(crate) async fn person(&self, name: &str, role: Role) -> Principal {
        let (person, sign_in) = (PersonId(id(&self.clock)), SignInId(id(&self.clock)));
        let store = &self.database.store;
        accounts::put(store, person, name).await.unwrap();
        courses::enrol(store, self.course, person, role).await.unwrap();
        if role == Role::Student {
            let grant = GrantId(id(&self.clock));
            grants::plant(store, plans::EVERYTHING, GrantKind::Subscription, &[(grant, person)]).await.unwrap();
        }
        sign_ins::begin(store, sign_in, person, self.clock.now()).await.unwrap();
        Principal { person, sign_in }
    }

    /// Ends what somebody holds at an instant.
    pub(crate) async fn end_grants_at(&self, who: Principal, until: Timestamp) {
        let store = &self.database.store;
        for grant in grants::of(store, who.person).await.unwrap() {
            let act = Act { id: id(&self.clock), staff: "ana", reason: "they asked", at: self.clock.now() };
            grants::end(store, grant.id, until, act).await.unwrap();
        }
    }

    /// Ends what somebody holds now, and waits until that is known.
    pub(crate) async fn end_grants(&self, who: Principal) {
        self.end_grants_at(who, self.clock.now()).await;
        let what = What::LiveSeat { course: self.course };
        let about = About { person: who.person, what, session: Some(self.session) };
        while self.tree.entitlements().decide(about).await.allow {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn join(&self, principal: Principal) -> Result<Joined, Refusal> {
        let body = Join { session_id: self.session, other_device: None };
        self.sessions().join(principal, CommandId(id(&self.clock)), "digest".into(), body).await
    }

    pub(crate) async fn attach(&self, hello: client::Hello) -> Result<Socket, Farewell> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let page = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let out = OutBuffer::new(stream, self.clock.clone());
        let connection = ConnectionId(id(&self.clock));
        let attached = self.sessions().attach(self.session, hello, connection, Arc::clone(&out)).await?;
        Ok(Socket { attached, page, _out: out, clock: self.clock.clone() })
    }

    /// Joins and comes in.
    pub(crate) async fn enter(&self, principal: Principal) -> Socket {
        let joined = self.join(principal).await.unwrap();
        self.attach(client::Hello::Ticket { ticket: joined.ticket }).await.unwrap()
    }

    pub(crate) async fn handle(&self) -> Handle {
        self.sessions().directory.find(self.session).await.unwrap()
    }
}

/// What a page hears.
#[derive(Debug)]
pub(crate) enum Heard {
    Frame(Box<ServerFrame>),
    Close(u16),
}

pub(crate) struct Socket {
    pub(crate) attached: Attached,
    page: TcpStream,
    _out: Arc<OutBuffer>,
    clock: Clock,
}

impl Socket {
    pub(crate) fn ask(&self, id: CommandId, request: Request) -> Result<(), Refusal> {
        self.attached.request(ClientFrame { id, request })
    }

    pub(crate) fn say(&self, text: &str) -> CommandId {
        let command = CommandId(id(&self.clock));
        self.ask(command, Request::Say(Say { text: text.into(), reply_to: None })).unwrap();
        command
    }

    pub(crate) async fn hear(&mut self) -> Heard {
        timeout(HANGS, self.read()).await.expect("nothing was heard")
    }

    async fn read(&mut self) -> Heard {
        loop {
            let [first, second] = [self.page.read_u8().await.unwrap(), self.page.read_u8().await.unwrap()];
            let len = match second & 0x7f {
                126 => u64::from(self.page.read_u16().await.unwrap()),
                127 => self.page.read_u64().await.unwrap(),
                short => u64::from(short),
            };
            let mut payload = vec![0; usize::try_from(len).unwrap()];
            self.page.read_exact(&mut payload).await.unwrap();
            match first & 0x0f {
                1 => return Heard::Frame(Box::new(serde_json::from_slice(&payload).unwrap())),
                8 => return Heard::Close(u16::from_be_bytes([payload[0], payload[1]])),
                _ => {}
            }
        }
    }

    /// The next frame for which `want` has an answer; others are let pass.
    pub(crate) async fn wait<T>(&mut self, want: impl Fn(&ServerFrame) -> Option<T>) -> T {
        loop {
            match self.hear().await {
                Heard::Frame(frame) => {
                    if let Some(wanted) = want(&frame) {
                        return wanted;
                    }
                }
                Heard::Close(code) => panic!("closed with {code}"),
            }
        }
    }

    pub(crate) async fn welcome(&mut self) -> Welcome {
        self.wait(|frame| if let ServerFrame::Welcome(welcome) = frame { Some(welcome.clone()) } else { None }).await
    }

    /// What is wanted of the next `you` that has it.
    pub(crate) async fn you<T>(&mut self, want: impl Fn(&You) -> Option<T>) -> T {
        self.wait(|frame| if let ServerFrame::You(you) = frame { want(you) } else { None }).await
    }

    pub(crate) async fn entry(&mut self) -> Entry {
        self.wait(|frame| if let ServerFrame::Entry(entry) = frame { Some(entry.clone()) } else { None }).await
    }

    /// The answer to a command: its offset, or the refusal's code.
    pub(crate) async fn answer(&mut self, to: CommandId) -> Result<Option<u64>, homeroom_protocol::refusal::Code> {
        self.wait(|frame| {
            if let ServerFrame::Ack(ack) = frame {
                return (ack.id == to).then_some(Ok(ack.offset));
            }
            let ServerFrame::Refused(refused) = frame else { return None };
            (refused.id == to).then_some(Err(refused.problem.code))
        })
        .await
    }

    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Heard::Close(code) = self.hear().await {
                return code;
            }
        }
    }
}
