//! Against a real `livekit-server`, and against nobody.

use std::time::Duration;

use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::limits::{MEDIA_TOKEN_LEEWAY, MEDIA_TOKEN_LIFE};
use homeroom_protocol::permit::{Role, Sends};
use homeroom_protocol::time::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use self::livekit::Livekit;
use crate::{MediaError, MediaServer, Pass, Settings, identity, person_of};

mod livekit;
mod webhooks;

const SECRET: &str = "a secret that only this test and its server know";

fn pass(n: u128) -> Pass {
    Pass {
        person: PersonId(uuid(n)),
        device: SignInId(uuid(n + 1)),
        role: Role::Teacher,
        session: SessionId(uuid(n + 2)),
        sends: Sends::default(),
        can_subscribe: true,
    }
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn server(port: u16, secret: &str) -> MediaServer {
    MediaServer::new(Settings {
        url: format!("http://127.0.0.1:{port}"),
        public_url: format!("ws://127.0.0.1:{port}"),
        key: livekit::KEY.into(),
        secret: secret.into(),
    })
}

#[expect(clippy::disallowed_methods, reason = "a real server compares our tokens with the real time")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

fn claims(token: &str) -> Value {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    decode::<Value>(token, &DecodingKey::from_secret(SECRET.as_bytes()), &validation).unwrap().claims
}

#[test]
fn a_token_names_what_may_be_sent_where_that_is_not_all_of_it_or_nothing() {
    let video = |microphone, camera| {
        let pass = Pass { sends: Sends { microphone, camera }, ..pass(7) };
        let video = claims(&server(1, SECRET).token(&pass, now()).unwrap().token)["video"].clone();
        (video["canPublish"].clone(), video.get("canPublishSources").cloned())
    };
    assert_eq!(video(true, true), (json!(true), None));
    assert_eq!(video(false, false), (json!(false), None));
    assert_eq!(video(true, false), (json!(true), Some(json!(["microphone", "screen_share_audio"]))));
    assert_eq!(video(false, true), (json!(true), Some(json!(["camera", "screen_share"]))));
}

#[test]
fn a_token_names_no_one_and_lives_a_minute_from_the_given_time() {
    let pass = pass(7);
    let token = server(1, SECRET).token(&pass, Timestamp::from_millis(1_795_629_600_999)).unwrap();
    assert_eq!(token.expires_at, Timestamp::from_millis(1_795_629_660_999));
    let grants = json!({
        "roomJoin": true, "room": pass.session, "canPublish": false, "canSubscribe": true, "canPublishData": false,
        "canUpdateOwnMetadata": false,
    });
    let expected = json!({
        "iss": livekit::KEY, "sub": identity(pass.person, pass.device),
        "nbf": 1_795_629_590, "exp": 1_795_629_660, "video": grants,
        "attributes": { "role": "teacher" },
    });
    assert_eq!(claims(&token.token), expected);
}

#[test]
fn no_secret_is_ever_printed() {
    let server = server(1, SECRET);
    let token = server.token(&pass(7), Timestamp::from_millis(0)).unwrap();
    let printed = format!("{server:?} {token:?}");
    assert!(!printed.contains(SECRET) && !printed.contains(&token.token), "{printed}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable_in_time() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = server(silent.local_addr().unwrap().port(), SECRET);
    // The listener takes the connection and never answers: the worst kind of dead. The outer limit only keeps the test
    // from hanging.
    let probe = tokio::time::timeout(Duration::from_secs(30), server.probe()).await.unwrap();
    assert!(matches!(probe, Err(MediaError::Unreachable(_))), "{probe:?}");
    assert!(!server.is_reachable());
}

#[tokio::test]
async fn a_room_is_made_by_the_first_who_enters_and_removal_is_idempotent() {
    let Some(livekit) = Livekit::start(SECRET).await else { return };
    let server = server(livekit.port, SECRET);
    let pass = pass(7);
    assert_eq!(server.list_participants(pass.session).await.unwrap(), []);

    let mut socket = enter(livekit.port, &server.token(&pass, now()).unwrap().token).await.unwrap();
    let present = server.list_participants(pass.session).await.unwrap();
    assert_eq!(present.len(), 1);
    assert_eq!(present[0].identity, identity(pass.person, pass.device));
    assert_eq!(person_of(&present[0].identity), Some(pass.person));
    assert!(present[0].connection.starts_with("PA_"), "{present:?}");
    assert!(now().since(present[0].from) < Duration::from_secs(30), "{present:?}");

    server.remove_participant(pass.session, pass.person, pass.device).await.unwrap();
    socket.read_to_end(&mut Vec::new()).await.unwrap();
    assert_eq!(server.list_participants(pass.session).await.unwrap(), []);
    server.remove_participant(pass.session, pass.person, pass.device).await.unwrap();
    server.delete_room(pass.session).await.unwrap();
    server.delete_room(pass.session).await.unwrap();
    server.remove_participant(pass.session, pass.person, pass.device).await.unwrap();
    assert!(server.is_reachable());
}

#[tokio::test]
async fn what_may_be_sent_is_listed_as_the_token_and_the_last_word_have_it() {
    let Some(livekit) = Livekit::start(SECRET).await else { return };
    let server = server(livekit.port, SECRET);
    let (sound, picture) = (Sends { camera: false, ..Sends::ALL }, Sends { microphone: false, ..Sends::ALL });
    let pass = Pass { sends: sound, ..pass(37) };
    let _socket = enter(livekit.port, &server.token(&pass, now()).unwrap().token).await.unwrap();
    let listed = async || server.list_participants(pass.session).await.unwrap()[0].sends;
    assert_eq!(listed().await, Some(sound));
    for sends in [picture, Sends::default(), sound, Sends::ALL] {
        server.set_publishing(pass.session, pass.person, pass.device, sends).await.unwrap();
        assert_eq!(listed().await, Some(sends));
    }
}

#[tokio::test]
async fn deleting_a_room_puts_everyone_out() {
    let Some(livekit) = Livekit::start(SECRET).await else { return };
    let server = server(livekit.port, SECRET);
    let pass = pass(17);
    let mut socket = enter(livekit.port, &server.token(&pass, now()).unwrap().token).await.unwrap();
    server.delete_room(pass.session).await.unwrap();
    socket.read_to_end(&mut Vec::new()).await.unwrap();
    assert_eq!(server.list_participants(pass.session).await.unwrap(), []);
}

#[tokio::test]
async fn a_wrong_secret_and_an_old_token_are_refused() {
    let Some(livekit) = Livekit::start(SECRET).await else { return };
    let (right, wrong) =
        (server(livekit.port, SECRET), server(livekit.port, "another secret, and as long as the first"));
    right.probe().await.unwrap();
    assert!(right.is_reachable());
    let denied = wrong.probe().await;
    assert!(matches!(denied, Err(MediaError::Denied)), "{denied:?}");
    assert!(!wrong.is_reachable());

    let pass = pass(27);
    let forged = wrong.token(&pass, now()).unwrap().token;
    assert_eq!(enter(livekit.port, &forged).await.err(), Some(401));
    let old = right.token(&pass, now().minus(Duration::from_secs(10 * 60))).unwrap().token;
    assert_eq!(enter(livekit.port, &old).await.err(), Some(401));
    let early = right.token(&pass, now().plus(Duration::from_secs(10 * 60))).unwrap().token;
    assert_eq!(enter(livekit.port, &early).await.err(), Some(401));
}

#[tokio::test]
async fn a_token_that_has_ended_opens_the_room_for_as_long_as_is_reckoned_with_and_no_longer() {
    let Some(livekit) = Livekit::start(SECRET).await else { return };
    let server = server(livekit.port, SECRET);
    let kept = |seconds| {
        let made = now().minus(MEDIA_TOKEN_LIFE + MEDIA_TOKEN_LEEWAY).plus(Duration::from_secs(seconds));
        server.token(&pass(27), made).unwrap().token
    };
    let still = enter(livekit.port, &kept(10)).await;
    assert!(still.is_ok(), "were it shut, nobody would have to be looked for so long: {still:?}");
    assert_eq!(enter(livekit.port, &kept(0)).await.err(), Some(401));
}

/// Opens LiveKit's signalling socket as a browser does, far enough to be a participant; else the status it answered.
async fn enter(port: u16, token: &str) -> Result<TcpStream, u16> {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!(
        "GET /rtc?access_token={token}&protocol=15&sdk=js&auto_subscribe=1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(socket.read_u8().await.unwrap());
    }
    let status: u16 = String::from_utf8(answer).unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    if status != 101 {
        return Err(status);
    }
    // The first byte of the join response: from here on the server counts us in.
    socket.read_u8().await.unwrap();
    Ok(socket)
}
