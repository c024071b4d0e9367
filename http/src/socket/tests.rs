//! A socket's task over real streams, with a clock the tests turn, and a class that is a closure.

use std::io::{Read, Write};
use std::net::TcpStream as Peer;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::relay::out_buffer::OutBuffer;
use homeroom_actors::session::sessions::Farewell;
use homeroom_protocol::frame::client::ClientFrame;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::limits::{DEAD_AFTER, FRAME_BYTES_MAX, HEARTBEAT, HELLO_TIMEOUT};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tungstenite::protocol::Role;
use tungstenite::{Message, WebSocket};

use super::task::{Attaching, Opening, Seat, Socket};

const ID: &str = "01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e";
const HELLO: &str = r#"{"id":"01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e","type":"hello","data":{"ticket":"t"}}"#;
const MILLI: Duration = Duration::from_millis(1);

/// A socket's task, its peer, and what the class was asked.
struct Scene {
    peer: WebSocket<Peer>,
    out: Arc<OutBuffer>,
    clock: Clock,
    task: JoinHandle<()>,
    asked: Arc<Mutex<Vec<ClientFrame>>>,
}

async fn scene(leftover: &[u8], answer: Result<(), Farewell>) -> Scene {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = Peer::connect(listener.local_addr().unwrap()).unwrap();
    peer.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    stream.set_nodelay(true).unwrap();
    let clock = Clock::cranked(Timestamp::from_millis(1_000_000));
    let out = OutBuffer::new(stream, clock.clone());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let opening: Opening = Box::new(move |_| -> Attaching {
        Box::pin(async move {
            answer?;
            let seat: Seat = Box::new(move |frame| {
                let mut heard = heard.lock().unwrap();
                heard.push(frame);
                if heard.len() == 3 { Err(Code::Busy.into()) } else { Ok(()) }
            });
            Ok(seat)
        })
    });
    let socket: Socket = Socket::new(Arc::clone(&out), &Bytes::copy_from_slice(leftover), clock.clone(), opening);
    let task = tokio::spawn(socket);
    Scene { peer: WebSocket::from_raw_socket(peer, Role::Client, None), out, clock, task, asked }
}

impl Scene {
    async fn say(&mut self, text: &str) {
        self.peer.send(Message::text(text)).unwrap();
        self.settle().await;
    }

    /// Lets the task do what it can do without time passing on its clock.
    async fn settle(&self) {
        for _ in 0..20 {
            tokio::time::sleep(MILLI).await;
        }
    }

    /// What the peer reads next, without holding up the task.
    async fn read(mut self) -> (Self, Result<Message, tungstenite::Error>) {
        tokio::task::spawn_blocking(move || {
            let message = self.peer.read();
            (self, message)
        })
        .await
        .unwrap()
    }

    /// What is read up to the close, and its code.
    async fn read_to_the_close(mut self) -> (Self, Vec<String>, u16) {
        let mut texts = Vec::new();
        loop {
            let (scene, message) = self.read().await;
            self = scene;
            match message.unwrap() {
                Message::Text(text) => texts.push(text.to_string()),
                Message::Close(Some(frame)) => return (self, texts, frame.code.into()),
                Message::Close(None) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {
                }
            }
        }
    }

    /// The peer answers the close, and the task ends of itself, before its grace is over.
    async fn parts(self) {
        let (_, end) = self.read().await;
        assert!(end.is_err());
    }
}

#[tokio::test]
async fn whoever_says_nothing_for_five_seconds_is_closed_with_4401_and_a_millisecond_earlier_is_not() {
    let scene = scene(b"", Ok(())).await;
    scene.settle().await;
    scene.clock.crank(HELLO_TIMEOUT - MILLI);
    scene.settle().await;
    assert!(!scene.out.is_sealed());
    scene.clock.crank(MILLI);
    let (scene, texts, code) = scene.read_to_the_close().await;
    assert_eq!((code, texts), (4401, vec![r#"{"type":"bye","data":{"code":4401}}"#.to_owned()]));
    scene.parts().await;
}

#[tokio::test]
async fn a_good_hello_opens_the_class_and_frames_reach_it_in_order() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    scene.clock.crank(HELLO_TIMEOUT);
    for text in ["one", "two", "three", "four"] {
        scene.say(&format!(r#"{{"id":"{ID}","type":"say","data":{{"text":"{text}"}}}}"#)).await;
    }
    assert_eq!(scene.asked.lock().unwrap().len(), 4);
    let (scene, refused) = scene.read().await;
    let refused: serde_json::Value = serde_json::from_str(refused.unwrap().to_text().unwrap()).unwrap();
    assert_eq!((&refused["type"], &refused["data"]["problem"]["code"]), (&"refused".into(), &"busy".into()));
    assert!(!scene.out.is_sealed());
}

#[tokio::test]
async fn a_hello_that_came_with_the_handshake_is_not_lost() {
    let mut masked = vec![0x81, 0x80 | u8::try_from(HELLO.len()).unwrap(), 0, 0, 0, 0];
    masked.extend(HELLO.bytes());
    let scene = scene(&masked, Ok(())).await;
    scene.settle().await;
    scene.clock.crank(HELLO_TIMEOUT);
    scene.settle().await;
    assert!(!scene.out.is_sealed());
}

#[tokio::test]
async fn a_hello_that_is_not_let_in_is_told_why_and_when_to_come_back() {
    let refusal = Refusal::new(Code::TooManySockets).retry_after_ms(5_000);
    let mut scene = scene(b"", Err(Farewell { close: Close::TooMany, refusal })).await;
    scene.say(HELLO).await;
    let (scene, texts, code) = scene.read_to_the_close().await;
    let bye = r#"{"type":"bye","data":{"code":4429,"retry_after_ms":5000,"reason":"too_many_sockets"}}"#;
    assert_eq!((code, texts), (4429, vec![bye.to_owned()]));
    scene.parts().await;
}

#[tokio::test]
async fn a_frame_of_64_kib_is_read_and_one_byte_more_closes_with_1009() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    let frame = |bytes: usize| {
        let empty = format!(r#"{{"id":"{ID}","type":"say","data":{{"text":""}}}}"#);
        empty.replace(r#""text":"""#, &format!(r#""text":"{}""#, "x".repeat(bytes - empty.len())))
    };
    scene.say(&frame(FRAME_BYTES_MAX)).await;
    assert_eq!(scene.asked.lock().unwrap().len(), 1);
    scene.say(&frame(FRAME_BYTES_MAX + 1)).await;
    let (scene, _, code) = scene.read_to_the_close().await;
    assert_eq!(code, 1009);
    scene.parts().await;
}

#[tokio::test]
async fn a_message_in_fragments_has_the_limit_of_a_whole_one() {
    let scene = scene(b"", Ok(())).await;
    let mut raw = scene.peer.get_ref().try_clone().unwrap();
    for (first, bytes) in [(0x01, FRAME_BYTES_MAX), (0x80, 1)] {
        let mut frame = vec![first, 0x80 | 127];
        frame.extend((bytes as u64).to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(vec![b'x'; bytes]);
        raw.write_all(&frame).unwrap();
    }
    let (_, _, code) = scene.read_to_the_close().await;
    assert_eq!(code, 1009);
}

#[tokio::test]
async fn what_is_not_the_protocol_is_closed_with_4400() {
    for (hello, message) in [
        (false, Message::text("{}")),
        (false, Message::text(format!(r#"{{"id":"{ID}","type":"leave"}}"#))),
        (false, Message::binary(HELLO.as_bytes().to_vec())),
        (true, Message::binary(vec![1])),
        (true, Message::text("not json")),
        (true, Message::text(r#"{"type":"leave"}"#)),
    ] {
        let mut scene = scene(b"", Ok(())).await;
        if hello {
            scene.say(HELLO).await;
        }
        let shown = format!("{message:?}");
        scene.peer.send(message).unwrap();
        let (_, _, code) = scene.read_to_the_close().await;
        assert_eq!(code, 4400, "{shown}");
    }
}

#[tokio::test]
async fn a_frame_with_an_id_that_cannot_be_taken_is_refused_and_the_socket_stays() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    for (frame, code) in [
        (format!(r#"{{"id":"{ID}","type":"dance"}}"#), "unknown_type"),
        (format!(r#"{{"id":"{ID}","type":"say","data":{{}}}}"#), "invalid"),
        (HELLO.to_owned(), "malformed"),
    ] {
        scene.say(&frame).await;
        let (on, refused) = scene.read().await;
        scene = on;
        let refused: serde_json::Value = serde_json::from_str(refused.unwrap().to_text().unwrap()).unwrap();
        assert_eq!((&refused["data"]["id"], &refused["data"]["problem"]["code"]), (&ID.into(), &code.into()));
    }
    assert!(!scene.out.is_sealed() && scene.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_peer_that_answers_pings_lives_and_one_that_is_silent_for_45_seconds_is_closed_with_4410() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    for _ in 0..4 {
        scene.clock.crank(HEARTBEAT);
        let (on, ping) = scene.read().await;
        assert!(matches!(ping.unwrap(), Message::Ping(_)));
        let (on, beat) = on.read().await;
        assert_eq!(beat.unwrap().to_text().unwrap(), r#"{"type":"signal","data":{"type":"beat"}}"#);
        scene = on;
        scene.settle().await;
    }
    scene.clock.crank(DEAD_AFTER - MILLI);
    scene.settle().await;
    assert!(!scene.out.is_sealed());
    scene.clock.crank(MILLI);
    // The peer may not read before: that alone would answer the ping of twenty seconds ago.
    scene.settle().await;
    assert_eq!(scene.out.sealed_by(), Some(Close::Silent));
}

#[tokio::test]
async fn a_peer_that_closes_gets_its_close_back_and_the_class_loses_the_connection() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    scene.peer.close(None).unwrap();
    let (scene, echo) = scene.read().await;
    assert!(matches!(echo.unwrap(), Message::Close(_)));
    scene.task.await.unwrap();
    assert_eq!(Arc::strong_count(&scene.asked), 1, "the seat was dropped");
    assert_eq!(scene.out.sealed_by(), None);
}

#[tokio::test]
async fn a_connection_that_is_cut_ends_its_task_and_its_seat() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    scene.peer.get_ref().shutdown(std::net::Shutdown::Both).unwrap();
    scene.task.await.unwrap();
    assert_eq!(Arc::strong_count(&scene.asked), 1);
}

#[tokio::test]
async fn a_peer_that_floods_a_sealed_socket_is_not_read_for_ever_and_is_reset_after_the_grace() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    scene.out.close(Close::Removed, None);
    let mut raw = scene.peer.get_ref().try_clone().unwrap();
    raw.set_nonblocking(true).unwrap();
    let junk = vec![0x89; 64 * 1024];
    let mut taken = 0;
    for _ in 0..300 {
        match raw.write(&junk) {
            Ok(count) => taken += count,
            Err(_) => tokio::time::sleep(MILLI).await,
        }
    }
    assert!(taken > crate::limits::SEALED_DISCARD_BYTES_MAX, "there was more than it reads");
    assert!(!scene.task.is_finished(), "the grace has not passed on its clock");
    scene.clock.crank(crate::limits::SEALED_GRACE);
    scene.task.await.unwrap();
    raw.set_nonblocking(false).unwrap();
    let mut rest = Vec::new();
    let end = raw.read_to_end(&mut rest);
    assert!(end.is_err() || !rest.is_empty());
}

#[tokio::test]
async fn many_messages_at_once_all_arrive() {
    let mut scene = scene(b"", Ok(())).await;
    scene.say(HELLO).await;
    for n in 0..1_000 {
        let frame = format!(r#"{{"id":"{ID}","type":"history","data":{{"before":{n}}}}}"#);
        scene.peer.write(Message::text(frame)).unwrap();
    }
    scene.peer.flush().unwrap();
    while scene.asked.lock().unwrap().len() < 1_000 {
        scene.settle().await;
    }
}
