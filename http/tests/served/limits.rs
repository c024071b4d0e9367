//! L1, L2 and L6, at their values and one beyond.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use homeroom_protocol::limits::{BODY_BYTES_MAX, HEADER_BYTES_MAX, HEADERS_MAX, SOCKETS_PER_ADDRESS_MAX};

use crate::socket::upgrade;
use crate::world::{Answer, world};

#[tokio::test]
async fn l1_headers_of_16_kib_are_read_and_one_byte_more_is_431() {
    let world = world().await;
    let with = |bytes: usize| {
        let ask = world.get("/livez");
        let rest = bytes - ask.head_len() - "x: \r\n".len();
        let ask = ask.header("x", &"y".repeat(rest));
        assert_eq!(ask.head_len(), bytes);
        ask
    };
    assert_eq!(with(HEADER_BYTES_MAX).send().await.status, 200);
    assert_eq!(with(HEADER_BYTES_MAX + 1).send().await.status, 431);
}

#[tokio::test]
async fn l1_64_headers_are_read_and_one_more_is_431() {
    let world = world().await;
    // `host` and `connection` are two of them.
    let with = |count: usize| (2..count).fold(world.get("/livez"), |ask, n| ask.header(&format!("x-{n}"), "y"));
    assert_eq!(with(HEADERS_MAX).send().await.status, 200);
    assert_eq!(with(HEADERS_MAX + 1).send().await.status, 431);
}

#[tokio::test]
async fn l1_headers_that_trickle_are_408() {
    let world = world().await;
    let address = world.address;
    let read = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n").unwrap();
        let mut read = Vec::new();
        stream.read_to_end(&mut read).map(|_| read)
    });
    assert_eq!(Answer::parse(&read.await.unwrap().unwrap()).no(), (408, "request_timeout".into()));
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_let_go() {
    let world = world().await;
    let address = world.address;
    let end = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.read(&mut [0])
    });
    assert_eq!(end.await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn l2_a_body_of_64_kib_is_read_and_one_byte_more_is_413_however_it_comes() {
    let world = world().await;
    let body = |bytes: usize| {
        let empty = r#"{"secret":""}"#;
        empty.replace(r#""""#, &format!(r#""{}""#, "x".repeat(bytes - empty.len()))).into_bytes()
    };
    let redeem = || world.post("/v1/auth/magic-link/redeem").header("content-type", "application/json");
    assert_eq!(redeem().body(body(BODY_BYTES_MAX)).send().await.no(), (401, "link_refused".into()));
    assert_eq!(redeem().body(body(BODY_BYTES_MAX + 1)).send().await.no(), (413, "too_large".into()));
    let chunked = |bytes: usize| {
        let mut text = format!("{bytes:x}\r\n").into_bytes();
        text.extend(body(bytes));
        text.extend(b"\r\n0\r\n\r\n");
        redeem().header("transfer-encoding", "chunked").raw(text)
    };
    assert_eq!(chunked(BODY_BYTES_MAX).send().await.no(), (401, "link_refused".into()));
    assert_eq!(chunked(BODY_BYTES_MAX + 1).send().await.no(), (413, "too_large".into()));
}

#[tokio::test]
async fn only_json_is_taken_and_a_wrong_field_is_named() {
    let world = world().await;
    let redeem = |kind: &str, body: &str| {
        let ask = world.post("/v1/auth/magic-link/redeem").header("content-type", kind);
        ask.body(body.as_bytes().to_vec()).send()
    };
    assert_eq!(redeem("text/plain", "{}").await.no(), (415, "unsupported_media_type".into()));
    assert_eq!(redeem("application/json", "{").await.no(), (400, "malformed".into()));
    let answer = redeem("application/json", r#"{"secret":5}"#).await;
    assert_eq!(answer.no(), (422, "invalid".into()));
    assert_eq!(answer.json()["errors"][0]["pointer"], "/secret");
}

#[tokio::test]
async fn l6_an_address_has_600_sockets_and_the_next_is_429_before_the_upgrade() {
    // Both ends of 600 sockets are in this process, and a plain user begins with 1,024 files.
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
    let world = world().await;
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS_PER_ADDRESS_MAX {
        let (stream, answer) = upgrade(&world, &[]).await;
        assert_eq!(answer.status, 101);
        sockets.push(stream);
    }
    let (_, answer) = upgrade(&world, &[]).await;
    assert_eq!((answer.no(), answer.header("retry-after")), ((429, "too_many_sockets".into()), Some("5")));
    sockets.pop();
    for _ in 0..200 {
        if upgrade(&world, &[]).await.1.status == 101 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the place of a socket that is gone is free again");
}
