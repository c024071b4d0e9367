//! The media room as it was when the class ended: who had gone without a word is not on its list.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use homeroom_livekit::{MediaServer, Settings};
use homeroom_protocol::frame::client::{End, Request};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::inbox::SECRET;
use super::scene::{Scene, id};
use crate::kit::clock::Clock;

const START: Timestamp = Timestamp::from_millis(1_795_600_000_000);
/// Nothing here takes longer unless it hangs.
const LOOKS_MAX: usize = 1_000;

/// A media server that gives no list until it is told to, and then an empty one; it keeps what it was asked.
#[derive(Clone, Default)]
struct Empty {
    answers: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Empty {
    async fn start() -> (Self, Arc<MediaServer>) {
        let (empty, listener) = (Self::default(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = empty.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().answer(stream));
            }
        });
        let settings = Settings { public_url: url.clone(), url, key: "key".into(), secret: SECRET.into() };
        (empty, Arc::new(MediaServer::new(settings)))
    }

    /// One request to a connection; an empty body is an empty message.
    async fn answer(self, mut stream: TcpStream) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            head.push(byte);
        }
        let head = String::from_utf8(head).unwrap();
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        stream.read_exact(&mut vec![0; length.unwrap_or(0)]).await.unwrap();
        let what = head.split_whitespace().nth(1).unwrap().rsplit('/').next().unwrap().to_owned();
        let status = if what == "ListParticipants" && !self.answers.load(Ordering::Relaxed) { 500 } else { 200 };
        self.asked.lock().unwrap().push(what);
        let answer = format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: application/protobuf\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

#[tokio::test]
async fn who_had_left_the_media_room_without_a_word_is_not_counted_until_the_end_of_the_class() {
    let (media, server) = Empty::start().await;
    let clock = Clock::cranked(START);
    let scene = Scene::with_media(clock.clone(), 2, Some(server)).await;
    let mira = scene.person("Mira", Role::Student).await;
    scene.delivers(&scene.event("EV_joined", "participant_joined", mira, START, START)).await.unwrap();
    assert_eq!(scene.outcome("EV_joined").await, "used");
    let teacher = scene.person("Iva", Role::Teacher).await;
    let mut socket = scene.enter(teacher).await;
    clock.crank(Duration::from_secs(120));
    let own = async || {
        let attendance = scene.sessions().attendance(mira, scene.session).await.unwrap();
        attendance.people.first().map(|person| person.intervals.clone()).unwrap_or_default()
    };
    assert_eq!(own().await[0].until, None, "all that is known is that she came");
    media.answers.store(true, Ordering::Relaxed);
    let end = CommandId(id(&clock));
    socket.ask(end, Request::End(End {})).unwrap();
    assert!(socket.answer(end).await.is_ok());
    for _ in 0..LOOKS_MAX {
        let asked = media.asked.lock().unwrap().clone();
        // What is known of her may be read before the room is deleted.
        let is_deleted = asked.iter().any(|asked| asked == "DeleteRoom");
        if is_deleted && own().await.iter().all(|interval| interval.until == Some(START)) {
            let place = |what: &str| asked.iter().rposition(|asked| asked == what);
            assert!(place("ListParticipants") < place("DeleteRoom"), "the list is of the room as it was: {asked:?}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("she was counted to the end: {:?}", own().await);
}
