//! The cast: a server of one test, and whoever asks it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_actors::lessons::{Lessons, Reading};
use homeroom_actors::schedule::{Keeping, Schedule};
use homeroom_actors::session::OfferMail;
use homeroom_actors::tree::Tree;
use homeroom_http::{App, Door, Keys, Mail, Settings, Side, bind, serve};
use homeroom_livekit::MediaServer;
use homeroom_mail::{Mailer, Outbox, Postman};
use homeroom_objects::Objects;
use homeroom_protocol::entitlement::GrantKind;
use homeroom_protocol::ids::{CourseId, GrantId, PersonId, SessionId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::audit::Act;
use homeroom_storage::sessions::SessionRow;
use homeroom_storage::testing::TestDatabase;
use homeroom_storage::{Store, accounts, courses, grants, links, plans, sessions, testing};
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 2026-11-24T18:00:00Z.
const START: Timestamp = Timestamp::from_millis(1_795_543_200_000);
const HOUR: Duration = Duration::from_secs(3_600);
pub(crate) const COOKIE: &str = "__Host-homeroom_refresh";

pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) internal: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) session: SessionId,
    pub(crate) course: CourseId,
    pub(crate) lessons: Lessons,
    pub(crate) schedule: Schedule,
    _reading: (Reading, Keeping),
    database: TestDatabase,
    pub(crate) postman: Postman,
    tree: Tree,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

pub(crate) async fn world() -> World {
    world_with(Settings::default()).await
}

/// A server with a class that has begun five minutes ago.
pub(crate) async fn world_with(settings: Settings) -> World {
    world_of(settings, None).await
}

/// The same, and perhaps with a place for the files of lessons.
pub(crate) async fn world_of(settings: Settings, objects: Option<Objects>) -> World {
    world_at(settings, objects, None).await
}

/// The same, and perhaps with a media server.
pub(crate) async fn world_at(settings: Settings, objects: Option<Objects>, media: Option<Arc<MediaServer>>) -> World {
    let database = testing::database().await;
    let store = database.store.clone();
    let clock = Clock::cranked(START);
    let postman = Postman::new(Mailer::Outbox(Outbox::default()));
    let origin = Some("https://class.example".to_owned());
    let offer_mail = Some(OfferMail { postman: postman.clone(), origin, on_call: None });
    let tree = Tree::start(store.clone(), clock.clone(), "http", media, offer_mail).await.unwrap();
    let (public, internal) =
        (bind("127.0.0.1:0".parse().unwrap()).unwrap(), bind("127.0.0.1:0".parse().unwrap()).unwrap());
    let (address, inside) = (public.local_addr().unwrap(), internal.local_addr().unwrap());
    let (lessons, reading) = Lessons::start(store.clone(), clock.clone(), objects, tree.entitlements()).await.unwrap();
    let (schedule, keeping) = Schedule::start(&tree.sessions()).await.unwrap();
    let app = App {
        sessions: tree.sessions(),
        desk: tree.desk(),
        lessons: lessons.clone(),
        schedule: schedule.clone(),
        store: store.clone(),
        clock: clock.clone(),
        keys: Keys::load(&store, START).await.unwrap(),
        mail: Some(Mail { postman: postman.clone(), origin: None }),
        settings,
        metrics: PrometheusBuilder::new().build_recorder().handle(),
    };
    let doors = vec![Door { listener: public, side: Side::Public }, Door { listener: internal, side: Side::Internal }];
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(serve(doors, app, async move {
        // A world that is dropped stops too.
        let _ = stopped.await;
    }));
    let (course, session) = (CourseId(entropy::uuid_v7(START)), SessionId(entropy::uuid_v7(START)));
    courses::put(&store, course, "Bulgarian A1").await.unwrap();
    let row = SessionRow {
        id: session,
        course,
        course_title: "Bulgarian A1".into(),
        title: "At the market".into(),
        summary: "Numbers and fruit.".into(),
        capacity: 30,
        starts_at: START.minus(Duration::from_secs(300)),
        ends_at: START.plus(HOUR * 2),
        lesson: None,
        lobby: false,
    };
    sessions::put(&store, &row).await.unwrap();
    World {
        address,
        internal: inside,
        clock,
        session,
        course,
        lessons,
        schedule,
        _reading: (reading, keeping),
        database,
        postman,
        tree,
        stop,
        serving,
    }
}

impl World {
    /// A one-use link for a new student of the course.
    pub(crate) async fn link(&self, name: &str) -> String {
        self.link_as(name, Some(Role::Student)).await
    }

    /// A one-use link for a new person, who is something in the course or not in it.
    async fn link_as(&self, name: &str, role: Option<Role>) -> String {
        let store = &self.database.store;
        let account = PersonId(entropy::uuid_v7(START));
        accounts::put(store, account, name).await.unwrap();
        if let Some(role) = role {
            courses::enrol(store, self.course, account, role).await.unwrap();
            if role == Role::Student {
                self.grant(account).await;
            }
        }
        let secret = format!("secret of {name}");
        let secret_hash = Sha256::digest(secret.as_bytes()).into();
        let expires_at = self.clock.now().plus(HOUR);
        links::put(store, &links::LinkRow { secret_hash, account, session: Some(self.session), expires_at })
            .await
            .unwrap();
        secret
    }

    /// Gives somebody a subscription for everything.
    pub(crate) async fn grant(&self, account: PersonId) {
        let held = [(GrantId(account.0), account)];
        grants::plant(self.store(), plans::EVERYTHING, GrantKind::Subscription, &held).await.unwrap();
    }

    /// Disables an account.
    pub(crate) async fn disable(&self, account: PersonId) {
        let now = self.clock.now();
        let act = Act { id: entropy::uuid_v7(now), staff: "ana", reason: "they asked", at: now };
        accounts::disable(self.store(), account, act).await.unwrap();
    }

    /// A statement that somebody with rights sends by hand.
    pub(crate) async fn execute(&self, statement: &str) {
        self.database.execute(statement).await;
    }

    /// What it works on.
    pub(crate) fn store(&self) -> &Store {
        &self.database.store
    }

    /// Stops the node as its program does: nobody new, then the classes, then the rest.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.tree.drain().await;
        self.serving.await.unwrap();
    }

    /// A student who has signed in: access token, refresh cookie.
    pub(crate) async fn student(&self, name: &str) -> (String, String) {
        self.person(name, Role::Student).await
    }

    /// Somebody of the course who has signed in: access token, refresh cookie.
    pub(crate) async fn person(&self, name: &str, role: Role) -> (String, String) {
        self.signed_in(self.link_as(name, Some(role)).await).await
    }

    /// Somebody who is not in the course and has signed in: access token, refresh cookie.
    pub(crate) async fn stranger(&self, name: &str) -> (String, String) {
        self.signed_in(self.link_as(name, None).await).await
    }

    /// Whose an access token is.
    pub(crate) async fn whose(&self, token: &str) -> PersonId {
        let me = self.get("/v1/me").token(token).send().await.json();
        me["account"]["id"].as_str().unwrap().parse().unwrap()
    }

    async fn signed_in(&self, secret: String) -> (String, String) {
        let answer = self.post("/v1/auth/magic-link/redeem").json(&serde_json::json!({"secret": secret})).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        (answer.json()["access_token"].as_str().unwrap().to_owned(), answer.cookie())
    }

    pub(crate) fn get(&self, path: &str) -> Ask {
        Ask::new(self.address, "GET", path)
    }

    pub(crate) fn post(&self, path: &str) -> Ask {
        Ask::new(self.address, "POST", path)
    }

    pub(crate) fn delete(&self, path: &str) -> Ask {
        Ask::new(self.address, "DELETE", path)
    }

    /// A class of the course that starts in so long, with so many seats.
    pub(crate) async fn class_in(&self, time: Duration, capacity: u32) -> SessionId {
        let now = self.clock.now();
        let id = SessionId(entropy::uuid_v7(now));
        let row = SessionRow {
            id,
            course: self.course,
            course_title: "Bulgarian A1".into(),
            title: "At the market".into(),
            summary: "Numbers and fruit.".into(),
            capacity,
            starts_at: now.plus(time),
            ends_at: now.plus(time + HOUR),
            lesson: None,
            lobby: false,
        };
        sessions::put(self.store(), &row).await.unwrap();
        id
    }
}

/// The status of the answer to a GET of an address that is not ours.
pub(crate) async fn ask_at(url: &str) -> u16 {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    Ask::new(host.parse().unwrap(), "GET", &format!("/{path}")).send().await.status
}

/// A request, written by hand: the server sees exactly these bytes.
pub(crate) struct Ask {
    address: SocketAddr,
    head: String,
    body: Vec<u8>,
}

impl Ask {
    pub(crate) fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        Self::for_host(address, method, path, &address.to_string())
    }

    /// For a host that only leads here.
    pub(crate) fn for_host(address: SocketAddr, method: &str, path: &str, host: &str) -> Self {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        Self { address, head, body: Vec::new() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", &format!("{COOKIE}={cookie}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string().into_bytes())
    }

    pub(crate) fn body(mut self, body: Vec<u8>) -> Self {
        self = self.header("content-length", &body.len().to_string());
        self.body = body;
        self
    }

    /// A body whose length the headers say in their own way.
    pub(crate) fn raw(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The request's head with its end.
    pub(crate) fn head_len(&self) -> usize {
        self.head.len() + 2
    }

    pub(crate) async fn send(self) -> Answer {
        let text = [self.head.as_bytes(), b"\r\n", &self.body].concat();
        let read = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(self.address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            // A server that refuses early need not read all of it.
            let _ = stream.write_all(&text);
            let mut read = Vec::new();
            let _ = stream.read_to_end(&mut read);
            read
        });
        Answer::parse(&read.await.unwrap())
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn parse(read: &[u8]) -> Self {
        let end = read.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer with a head");
        let head = std::str::from_utf8(&read[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.to_lowercase(), v.to_owned()));
        Self { status, headers: headers.collect(), body: read[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a header.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.text()))
    }

    /// The status and the code of a problem.
    pub(crate) fn no(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{} {}", self.status, self.text());
        (self.status, self.json()["code"].as_str().unwrap().to_owned())
    }

    /// The refresh token it sets.
    pub(crate) fn cookie(&self) -> String {
        let set = self.header("set-cookie").unwrap();
        set.split(';').next().unwrap().strip_prefix(&format!("{COOKIE}=")).unwrap().to_owned()
    }
}
