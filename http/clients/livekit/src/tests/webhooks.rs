//! Webhooks: who is believed, and what is understood.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use homeroom_protocol::time::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{SECRET, livekit, server};
use crate::{Webhook, WebhookError, WebhookKind};

const NOW: Timestamp = Timestamp::from_millis(1_795_629_600_000);
const BODY: &[u8] = br#"{"event":"room_started","id":"EV_1"}"#;

fn claims() -> Value {
    let hash = STANDARD.encode(Sha256::digest(BODY));
    json!({ "iss": livekit::KEY, "exp": 1_795_629_600 + 300, "nbf": 1_795_629_600, "sha256": hash })
}

fn signed(claims: &Value, algorithm: Algorithm, secret: &str) -> String {
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn checked(token: &str, body: &[u8], now: Timestamp) -> Result<(), WebhookError> {
    server(1, SECRET).check_webhook(token, body, now)
}

#[test]
fn a_webhook_is_believed_with_our_key_for_its_own_body_and_for_its_time() {
    let good = signed(&claims(), Algorithm::HS256, SECRET);
    assert_eq!(checked(&good, BODY, NOW), Ok(()));
    let leeway = Duration::from_secs(10);
    let (end, begin) = (NOW.plus(Duration::from_secs(300)).plus(leeway), NOW.minus(leeway));
    for (now, believed) in [
        (end, true),
        (end.plus(Duration::from_millis(1)), false),
        (begin, true),
        (begin.minus(Duration::from_millis(1)), false),
    ] {
        assert_eq!(checked(&good, BODY, now).is_ok(), believed, "{now}");
    }
    assert_eq!(checked(&good, br#"{"event":"room_started","id":"EV_2"}"#, NOW), Err(WebhookError::NotSigned));
    assert_eq!(checked(&good, &[BODY, b" "].concat(), NOW), Err(WebhookError::NotSigned));
}

#[test]
fn another_secret_key_algorithm_or_no_token_at_all_is_not_believed() {
    let mut other = claims();
    other["iss"] = json!("somebody else");
    let mut without = claims();
    without.as_object_mut().unwrap().remove("sha256");
    for token in [
        signed(&claims(), Algorithm::HS256, "another secret, and as long as the first"),
        signed(&claims(), Algorithm::HS384, SECRET),
        signed(&other, Algorithm::HS256, SECRET),
        signed(&without, Algorithm::HS256, SECRET),
        String::new(),
        "a.b.c".to_owned(),
    ] {
        assert_eq!(checked(&token, BODY, NOW), Err(WebhookError::NotSigned), "{token}");
    }
}

#[test]
fn an_event_is_read_whether_its_numbers_are_strings_or_numbers() {
    let read = |joined_at: Value| {
        let body = json!({
            "event": "participant_left", "id": "EV_9", "createdAt": "1795629600",
            "room": { "name": "a-room", "sid": "RM_x" },
            "participant": { "sid": "PA_x", "identity": "p:d", "joinedAt": joined_at, "state": "ACTIVE" },
        });
        Webhook::read(body.to_string().as_bytes()).unwrap()
    };
    let webhook = read(json!("1795629500"));
    assert_eq!((webhook.kind, webhook.room.as_str(), webhook.at), (WebhookKind::Left, "a-room", NOW));
    let participant = webhook.participant.clone().unwrap();
    assert_eq!((participant.connection.as_str(), participant.identity.as_str()), ("PA_x", "p:d"));
    assert_eq!(participant.from, NOW.minus(Duration::from_secs(100)));
    assert_eq!(read(json!(1_795_629_500_i64)), webhook);
}

#[test]
fn what_is_no_event_is_not_read_and_what_is_new_is_of_no_use() {
    for body in [&b""[..], b"[]", b"{}", br#"{"event":"x"}"#, br#"{"id":"EV"}"#, br#"{"event":"x","id":""}"#] {
        assert_eq!(Webhook::read(body), Err(WebhookError::NotRead));
    }
    let kind = Webhook::read(br#"{"event":"of_tomorrow","id":"EV_1"}"#).unwrap().kind;
    assert_eq!(kind, WebhookKind::Other);
}
