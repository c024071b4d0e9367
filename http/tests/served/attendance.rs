//! Attendance and the media server's webhooks, over HTTP: who may see what, in which form, and the limits.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use homeroom_http::Settings;
use homeroom_livekit::MediaServer;
use homeroom_protocol::limits::BODY_BYTES_MAX;
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::media_deliveries;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::world::{Ask, World, world, world_at};

const SECRET: &str = "a secret that only this test and its server know";

impl World {
    fn path(&self) -> String {
        format!("/v1/sessions/{}/attendance", self.session)
    }

    /// The whole minute so many before the one that is now.
    fn minute(&self, ago: u64) -> Timestamp {
        let now = self.clock.now();
        let begun = Timestamp::from_millis(now.as_millis() / 60_000 * 60_000);
        begun.minus(Duration::from_secs(60 * ago))
    }

    fn beat(&self, token: &str, key: &str, body: &Value) -> Ask {
        self.post(&self.path()).token(token).header("idempotency-key", key).json(body)
    }

    /// Says a minute, and lets the moment pass in which others are waited for.
    async fn watches(&self, token: &str, key: &str, minute: Timestamp) -> u16 {
        let asked = tokio::spawn(self.beat(token, key, &json!({ "minute": minute })).send());
        while !asked.is_finished() {
            tokio::time::sleep(Duration::from_millis(50)).await;
            self.clock.crank(Duration::from_secs(1));
        }
        asked.await.unwrap().status
    }
}

#[tokio::test]
async fn a_student_sees_their_own_the_teacher_everybodys_and_others_nothing() {
    let world = world().await;
    let (mira, _) = world.student("Mira").await;
    let (otto, _) = world.student("Otto").await;
    let (teacher, _) = world.person("Ms. Iva", Role::Teacher).await;
    let (stranger, _) = world.stranger("Nobody").await;
    let minute = world.minute(1);
    assert_eq!(world.watches(&mira, "a", minute).await, 204);
    assert_eq!(world.watches(&mira, "a", minute).await, 204, "the same again");
    assert_eq!(world.watches(&otto, "b", minute).await, 204);

    let own = world.get(&world.path()).token(&mira).send().await.json();
    let names =
        |seen: &Value| seen["people"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect::<Vec<_>>();
    assert_eq!((names(&own), own["role"].as_str()), (vec![json!("Mira")], Some("student")));
    let person = &own["people"][0];
    assert_eq!(person["present_seconds"], 60);
    let expected = json!([{
        "from": minute, "until": minute.plus(Duration::from_secs(60)), "sources": ["heartbeat"], "confidence": "low",
    }]);
    assert_eq!(person["intervals"], expected);

    let all = world.get(&world.path()).token(&teacher).send().await.json();
    assert_eq!((names(&all), all["role"].as_str()), (vec![json!("Mira"), json!("Otto")], Some("teacher")));

    let foreign = world.get(&world.path()).token(&stranger).send().await;
    assert_eq!(foreign.no(), (404, "not_found".into()));
    assert_eq!(world.beat(&stranger, "c", &json!({ "minute": minute })).send().await.no(), (404, "not_found".into()));
    assert_eq!(world.get(&world.path()).send().await.no(), (401, "not_signed_in".into()));
    let nowhere = format!("/v1/sessions/{}/attendance", uuid::Uuid::nil());
    assert_eq!(world.get(&nowhere).token(&mira).send().await.no(), (404, "not_found".into()));
    assert_eq!(world.get("/v1/sessions/x/attendance").token(&mira).send().await.no(), (404, "not_found".into()));
}

#[tokio::test]
async fn the_table_has_a_header_and_no_formula_whatever_somebody_calls_themselves() {
    let world = world().await;
    let (mira, _) = world.student("=HYPERLINK(\"http://evil.example\",\"Mira\")").await;
    let (teacher, _) = world.person("Ms. Iva", Role::Teacher).await;
    assert_eq!(world.watches(&mira, "a", world.minute(1)).await, 204);
    let answer = world.get(&format!("{}?format=csv", world.path())).token(&teacher).send().await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().starts_with("text/csv; charset=utf-8"));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename=\"attendance-"));
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').split("\r\n");
    assert!(text.starts_with('\u{feff}') && lines.next().unwrap().starts_with("name,person_id,role,from,until,"));
    let row = lines.next().unwrap();
    assert!(row.starts_with("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"Mira\"\")\","), "{row}");
    assert!(row.contains(",student,") && row.contains(",60,heartbeat,low,60,"), "{row}");
    assert_eq!(lines.collect::<Vec<_>>(), [""]);
    let other = world.get(&format!("{}?format=xls", world.path())).token(&teacher).send().await;
    assert_eq!(other.no(), (422, "invalid".into()));
}

#[tokio::test]
async fn a_heartbeat_needs_a_key_a_minute_and_a_class_that_is_open() {
    let world = world().await;
    let (mira, _) = world.student("Mira").await;
    let good = json!({ "minute": world.minute(1) });
    let without = world.post(&world.path()).token(&mira).json(&good).send().await;
    assert_eq!(without.no(), (400, "idempotency_key_missing".into()));
    for (body, code) in [
        (json!({}), "invalid"),
        (json!({ "minute": "yesterday" }), "invalid"),
        (json!({ "minute": world.minute(1).plus(Duration::from_millis(1)) }), "invalid"),
        (json!({ "minute": world.clock.now().plus(Duration::from_secs(60)) }), "invalid"),
        (json!({ "minute": world.minute(16) }), "invalid"),
    ] {
        assert_eq!(world.beat(&mira, "k", &body).send().await.no(), (422, code.to_owned()), "{body}");
    }
    assert_eq!(world.watches(&mira, "k", world.minute(1)).await, 204);
    let reused = world.beat(&mira, "k", &json!({ "minute": world.minute(3) })).send().await;
    assert_eq!(reused.no(), (422, "idempotency_key_reused".into()));
    let other = Ask::new(world.address, "DELETE", &world.path()).token(&mira).send().await;
    assert_eq!((other.status, other.header("allow")), (405, Some("GET, HEAD, POST")));
}

fn signed(body: &[u8], now: Timestamp) -> String {
    let seconds = now.as_millis() / 1_000;
    let hash = STANDARD.encode(Sha256::digest(body));
    let claims = json!({ "iss": "key", "exp": seconds + 300, "nbf": seconds, "sha256": hash });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&claims));
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(&message).finalize();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
}

/// A body of so many bytes that says nothing we have a use for.
fn event(id: &str, bytes: usize) -> Vec<u8> {
    let frame = format!(r#"{{"event":"room_started","id":"{id}","x":""}}"#);
    frame.replace(r#""x":"""#, &format!(r#""x":"{}""#, "y".repeat(bytes - frame.len()))).into_bytes()
}

#[tokio::test]
async fn a_webhook_is_stored_when_it_is_signed_and_within_its_bytes_and_only_then() {
    let media = MediaServer::new(homeroom_livekit::Settings {
        url: "http://127.0.0.1:9".into(),
        public_url: "ws://127.0.0.1:9".into(),
        key: "key".into(),
        secret: SECRET.into(),
    });
    let world = world_at(Settings::default(), None, Some(Arc::new(media))).await;
    let deliver = |body: Vec<u8>, signature: String| {
        let ask = world.post("/webhooks/livekit").header("content-type", "application/webhook+json");
        ask.header("authorization", &signature).body(body).send()
    };
    let now = world.clock.now();
    let largest = event("EV_largest", BODY_BYTES_MAX);
    assert_eq!(largest.len(), BODY_BYTES_MAX);
    assert_eq!(deliver(largest.clone(), signed(&largest, now)).await.status, 204);
    assert_eq!(deliver(largest.clone(), signed(&largest, now)).await.status, 204, "known already");
    let larger = event("EV_larger", BODY_BYTES_MAX + 1);
    assert_eq!(deliver(larger.clone(), signed(&larger, now)).await.no(), (413, "too_large".into()));
    let small = event("EV_small", 60);
    assert_eq!(deliver(small.clone(), signed(&largest, now)).await.no(), (401, "signature_refused".into()));
    let unsigned =
        world.post("/webhooks/livekit").header("content-type", "application/json").body(small.clone()).send().await;
    assert_eq!(unsigned.no(), (401, "signature_refused".into()));
    let no_event = b"[]".to_vec();
    assert_eq!(deliver(no_event.clone(), signed(&no_event, now)).await.no(), (400, "malformed".into()));
    let plain = world.post("/webhooks/livekit").header("content-type", "text/plain");
    let plain = plain.header("authorization", &signed(&small, now)).body(small.clone()).send().await;
    assert_eq!(plain.no(), (415, "unsupported_media_type".into()));
    for (id, stored) in [("EV_largest", true), ("EV_larger", false), ("EV_small", false)] {
        let mut outcome = None;
        for _ in 0..50 {
            outcome = media_deliveries::outcome(world.store(), id).await.unwrap();
            if outcome.is_some() || !stored {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(outcome.as_deref(), stored.then_some("of_no_use"), "{id}");
    }
}

#[tokio::test]
async fn without_a_media_server_there_is_no_such_address() {
    let world = world().await;
    let body = event("EV_1", 60);
    let ask = world.post("/webhooks/livekit").header("content-type", "application/webhook+json");
    let answer = ask.header("authorization", &signed(&body, world.clock.now())).body(body).send().await;
    assert_eq!(answer.no(), (404, "not_found".into()));
}
