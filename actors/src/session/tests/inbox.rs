//! The media server's webhooks, signed as it signs them: stored once, taken in afterwards, kept with what became of them.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use homeroom_livekit::{MediaServer, Settings, identity};
use homeroom_protocol::attendance::{Confidence, Source};
use homeroom_protocol::permit::Role;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::media_deliveries;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::scene::Scene;
use crate::kit::clock::Clock;

const START: Timestamp = Timestamp::from_millis(1_795_600_020_000);
pub(super) const SECRET: &str = "a secret that only this test and its server know";
const LOOKS_MAX: usize = 500;

/// A media server that is configured and not there: webhooks need none.
fn away() -> Arc<MediaServer> {
    Arc::new(MediaServer::new(Settings {
        url: "http://127.0.0.1:9".into(),
        public_url: "ws://127.0.0.1:9".into(),
        key: "key".into(),
        secret: SECRET.into(),
    }))
}

fn signed(body: &[u8], now: Timestamp) -> String {
    let seconds = now.as_millis() / 1_000;
    let claims =
        json!({ "iss": "key", "exp": seconds + 300, "nbf": seconds, "sha256": STANDARD.encode(Sha256::digest(body)) });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&claims));
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(&message).finalize();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
}

fn seconds(at: Timestamp) -> String {
    (at.as_millis() / 1_000).to_string()
}

impl Scene {
    pub(super) fn event(&self, id: &str, kind: &str, who: Principal, joined: Timestamp, at: Timestamp) -> Value {
        json!({
            "event": kind, "id": id, "createdAt": seconds(at), "room": { "name": self.session },
            "participant": {
                "sid": format!("PA_{}", seconds(joined)), "identity": identity(who.person, who.sign_in),
                "joinedAt": seconds(joined),
            },
        })
    }

    pub(super) async fn delivers(&self, event: &Value) -> Result<(), Code> {
        let body = event.to_string().into_bytes();
        let signature = signed(&body, self.clock.now());
        self.sessions().media_webhook(&signature, &body).await.map_err(|refusal| refusal.code)
    }

    /// What became of a delivery, once it has been taken in.
    pub(super) async fn outcome(&self, id: &str) -> String {
        for _ in 0..LOOKS_MAX {
            if let Some(outcome) = media_deliveries::outcome(&self.database.store, id).await.unwrap() {
                return outcome;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{id} was never taken in");
    }
}

#[tokio::test]
async fn what_webhooks_say_adds_to_attendance_in_whatever_order_they_come() {
    let clock = Clock::cranked(START);
    let scene = Scene::with_media(clock.clone(), 1, Some(away())).await;
    let mira = scene.person("Mira", Role::Student).await;
    let (joined, left) = (START, START.plus(Duration::from_secs(90)));
    clock.crank(Duration::from_secs(120));
    scene.delivers(&scene.event("EV_left", "participant_left", mira, joined, left)).await.unwrap();
    assert_eq!(scene.outcome("EV_left").await, "used");
    scene.delivers(&scene.event("EV_joined", "participant_joined", mira, joined, joined)).await.unwrap();
    scene.delivers(&scene.event("EV_left", "participant_left", mira, joined, left)).await.unwrap();
    assert_eq!(scene.outcome("EV_joined").await, "used");
    let attendance = scene.sessions().attendance(mira, scene.session).await.unwrap();
    let intervals = &attendance.people[0].intervals;
    assert_eq!(intervals.len(), 1);
    assert_eq!((intervals[0].from, intervals[0].until), (joined, Some(left)));
    assert_eq!((intervals[0].sources.as_slice(), intervals[0].confidence), (&[Source::Media][..], Confidence::Medium));
}

#[tokio::test]
async fn what_cannot_be_used_is_kept_with_the_reason() {
    let clock = Clock::cranked(START);
    let scene = Scene::with_media(clock.clone(), 1, Some(away())).await;
    let mira = scene.person("Mira", Role::Student).await;
    let good = || scene.event("", "participant_joined", mira, START, START);
    let with = |id: &str, change: &dyn Fn(&mut Value)| {
        let mut event = good();
        event["id"] = json!(id);
        change(&mut event);
        event
    };
    let hour = Duration::from_secs(3_600);
    let cases = [
        ("EV_room", "unknown_room", with("EV_room", &|event| event["room"]["name"] = json!("a room of somebody else"))),
        ("EV_no_class", "not_found", with("EV_no_class", &|event| event["room"]["name"] = json!(mira.person))),
        ("EV_nobody", "nobody", with("EV_nobody", &|event| event["participant"] = Value::Null)),
        ("EV_egress", "unknown_person", with("EV_egress", &|event| event["participant"]["identity"] = json!("EG_x"))),
        ("EV_never", "never_joined", with("EV_never", &|event| event["participant"]["joinedAt"] = json!("0"))),
        ("EV_track", "of_no_use", with("EV_track", &|event| event["event"] = json!("track_published"))),
        (
            "EV_old",
            "too_old",
            with("EV_old", &|event| {
                event["createdAt"] = json!(seconds(START.minus(hour).minus(Duration::from_secs(1))))
            }),
        ),
        ("EV_hour", "used", with("EV_hour", &|event| event["createdAt"] = json!(seconds(START.minus(hour))))),
    ];
    for (id, outcome, event) in cases {
        scene.delivers(&event).await.unwrap();
        assert_eq!(scene.outcome(id).await, outcome, "{id}");
    }
}

#[tokio::test]
async fn what_is_not_signed_is_refused_and_not_stored() {
    let clock = Clock::cranked(START);
    let scene = Scene::with_media(clock.clone(), 1, Some(away())).await;
    let mira = scene.person("Mira", Role::Student).await;
    let body = scene.event("EV_1", "participant_joined", mira, START, START).to_string().into_bytes();
    let other = scene.event("EV_2", "participant_joined", mira, START, START).to_string().into_bytes();
    for signature in ["".to_owned(), "x.y.z".to_owned(), signed(&other, START)] {
        let refused = scene.sessions().media_webhook(&signature, &body).await.unwrap_err();
        assert_eq!(refused.code, Code::SignatureRefused);
    }
    let due = media_deliveries::due(&scene.database.store, clock.now(), 10).await.unwrap();
    assert_eq!(due, []);
    let without = Scene::begin(clock.clone(), 1).await;
    let refused = without.sessions().media_webhook(&signed(&body, START), &body).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "there is no media server here");
}

#[tokio::test]
async fn what_a_crash_left_in_the_inbox_is_taken_in_by_the_next_run() {
    let clock = Clock::cranked(START);
    let scene = Scene::with_media(clock.clone(), 1, Some(away())).await;
    let mira = scene.person("Mira", Role::Student).await;
    let event = scene.event("EV_1", "participant_left", mira, START, START.plus(Duration::from_secs(60)));
    // Stored, and the node was gone before it told anybody.
    media_deliveries::put(&scene.database.store, "EV_1", event.to_string().as_bytes(), clock.now()).await.unwrap();
    clock.crank(Duration::from_secs(60));
    for _ in 0..5 {
        settle_and_crank(&clock).await;
    }
    assert_eq!(scene.outcome("EV_1").await, "used");
}

async fn settle_and_crank(clock: &Clock) {
    tokio::time::sleep(Duration::from_millis(100)).await;
    clock.crank(Duration::from_secs(5));
}
