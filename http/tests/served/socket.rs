//! From a join to a class, over a real socket.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use homeroom_protocol::limits::SOCKETS_PER_PERSON_MAX;
use serde_json::{Value, json};
use tungstenite::protocol::Role;
use tungstenite::{Message, WebSocket};

use crate::world::{Answer, Ask, World, world};

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

/// Asks for an upgrade with these headers changed (an empty value: left out), and reads the head of the answer.
pub(crate) async fn upgrade(world: &World, changes: &[(&'static str, &str)]) -> (TcpStream, Answer) {
    let mut head = format!("GET /v1/classroom/{} HTTP/1.1\r\nhost: {}\r\n", world.session, world.address);
    let good = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", KEY),
        ("sec-websocket-protocol", "homeroom.v1"),
    ];
    let changed = |name: &str| changes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let more = changes.iter().copied().filter(|(name, _)| !good.iter().any(|(known, _)| known == name));
    for (name, value) in good.into_iter().map(|(name, value)| (name, changed(name).unwrap_or(value))).chain(more) {
        if !value.is_empty() {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    head.push_str("\r\n");
    let address = world.address;
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut read = Vec::new();
        while !read.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            assert_eq!(stream.read(&mut byte).unwrap(), 1);
            read.push(byte[0]);
        }
        let mut answer = Answer::parse(&read);
        let body = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        answer.body.resize(body, 0);
        stream.read_exact(&mut answer.body).unwrap();
        (stream, answer)
    });
    asked.await.unwrap()
}

pub(crate) struct Student {
    socket: WebSocket<TcpStream>,
}

impl Student {
    pub(crate) async fn say(self, text: String) -> Self {
        let Self { mut socket } = self;
        tokio::task::spawn_blocking(move || {
            socket.send(Message::text(text)).unwrap();
            Self { socket }
        })
        .await
        .unwrap()
    }

    /// The next frame that is no ping, or the close code.
    async fn hear(self) -> (Self, Result<Value, u16>) {
        let Self { mut socket } = self;
        tokio::task::spawn_blocking(move || {
            loop {
                match socket.read().unwrap() {
                    Message::Text(text) => return (Self { socket }, Ok(serde_json::from_str(&text).unwrap())),
                    Message::Close(frame) => return (Self { socket }, Err(frame.unwrap().code.into())),
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                }
            }
        })
        .await
        .unwrap()
    }

    /// Frames until one of this type.
    pub(crate) async fn hear_a(mut self, kind: &str) -> (Self, Value) {
        loop {
            let (student, frame) = self.hear().await;
            self = student;
            let frame = frame.unwrap();
            if frame["type"] == kind {
                return (self, frame);
            }
        }
    }

    async fn hear_the_close(mut self) -> u16 {
        loop {
            let (student, frame) = self.hear().await;
            self = student;
            if let Err(code) = frame {
                return code;
            }
        }
    }
}

pub(crate) async fn ticket(world: &World, token: &str, key: &str) -> String {
    let ask = Ask::new(world.address, "POST", "/v1/join").token(token).header("idempotency-key", key);
    let joined = ask.json(&json!({"session_id": world.session})).send().await;
    assert_eq!(joined.status, 200, "{}", joined.text());
    joined.json()["ticket"].as_str().unwrap().to_owned()
}

pub(crate) async fn connect(world: &World, ticket: &str) -> Student {
    let (stream, answer) = upgrade(world, &[]).await;
    assert_eq!(answer.status, 101);
    let student = Student { socket: WebSocket::from_raw_socket(stream, Role::Client, None) };
    student.say(json!({"id": id(1), "type": "hello", "data": {"ticket": ticket}}).to_string()).await
}

pub(crate) fn id(n: u32) -> String {
    format!("01936b6e-8f3a-7c11-9d2e-{n:012x}")
}

#[tokio::test]
async fn a_student_joins_says_something_and_hears_it() {
    let world = world().await;
    let (token, _) = world.student("Mila").await;
    let student = connect(&world, &ticket(&world, &token, "k").await).await;
    let (student, welcome) = student.hear_a("welcome").await;
    assert_eq!(welcome["data"]["you"]["name"], "Mila");
    let say = json!({"id": id(2), "type": "say", "data": {"text": "Добро утро"}});
    let (student, entry) = student.say(say.to_string()).await.hear_a("entry").await;
    assert!(entry.to_string().contains("Добро утро"));
    let (_, ack) = student.hear_a("ack").await;
    assert_eq!(ack["data"]["id"], id(2));
}

#[tokio::test]
async fn a_ticket_opens_one_socket() {
    let world = world().await;
    let (token, _) = world.student("Mila").await;
    let ticket = ticket(&world, &token, "k").await;
    let (_student, _) = connect(&world, &ticket).await.hear_a("welcome").await;
    let (second, bye) = connect(&world, &ticket).await.hear_a("bye").await;
    assert_eq!(bye["data"]["reason"], "ticket_refused");
    assert_eq!(second.hear_the_close().await, 4401);
}

#[tokio::test]
async fn l6_a_person_has_six_sockets_and_the_seventh_is_closed_with_4429() {
    let world = world().await;
    let (token, _) = world.student("Mila").await;
    let mut students = Vec::new();
    for n in 0..SOCKETS_PER_PERSON_MAX {
        let student = connect(&world, &ticket(&world, &token, &format!("k{n}")).await).await;
        students.push(student.hear_a("welcome").await.0);
    }
    let seventh = connect(&world, &ticket(&world, &token, "k7").await).await;
    assert_eq!(seventh.hear_the_close().await, 4429);
}

#[tokio::test]
async fn signing_out_closes_the_sockets_of_that_sign_in() {
    let world = world().await;
    let (token, cookie) = world.student("Mila").await;
    let (student, _) = connect(&world, &ticket(&world, &token, "k").await).await.hear_a("welcome").await;
    assert_eq!(world.post("/v1/auth/sign-out").cookie(&cookie).send().await.status, 204);
    assert_eq!(student.hear_the_close().await, 4401);
}

#[tokio::test]
async fn a_node_that_stops_sends_its_sockets_elsewhere_and_lets_nobody_new_in() {
    let world = world().await;
    let (token, _) = world.student("Mila").await;
    let (student, _) = connect(&world, &ticket(&world, &token, "k").await).await.hear_a("welcome").await;
    let address = world.address;
    let idle = TcpStream::connect(address).unwrap();
    let (_, code) = tokio::join!(world.stop(), student.hear_the_close());
    assert_eq!(code, 4412);
    assert!(TcpStream::connect(address).is_err());
    drop(idle);
}

#[tokio::test]
async fn what_is_no_good_handshake_is_refused_before_the_upgrade() {
    let world = world().await;
    for change in [
        ("upgrade", ""),
        ("connection", "keep-alive"),
        ("sec-websocket-version", "8"),
        ("sec-websocket-key", "short"),
        ("sec-websocket-key", ""),
        ("sec-websocket-protocol", ""),
        ("sec-websocket-protocol", "homeroom.v2, homeroom"),
    ] {
        let (_, answer) = upgrade(&world, &[change]).await;
        assert_eq!(answer.no(), (400, "malformed".into()), "{change:?}");
    }
    for origin in ["https://evil.example", "null"] {
        let (_, answer) = upgrade(&world, &[("origin", origin)]).await;
        assert_eq!(answer.no(), (403, "wrong_origin".into()), "{origin}");
    }
    let (_, answer) = upgrade(&world, &[("sec-websocket-extensions", "permessage-deflate")]).await;
    assert_eq!((answer.status, answer.header("sec-websocket-extensions")), (101, None));
    assert_eq!(answer.header("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "RFC 6455, section 1.3");
    assert_eq!(answer.header("sec-websocket-protocol"), Some("homeroom.v1"));
}
