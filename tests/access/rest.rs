//! The operations of REST: the status each caller gets.

use std::collections::BTreeSet;

use homeroom_protocol::ids::{CourseId, LessonId, PersonId, SessionId};
use homeroom_protocol::rest::join::Join;
use homeroom_protocol::time::Timestamp;
use homeroom_seed::lessons::{Sources, compile};
use homeroom_seed::packs::{Key, seal};
use homeroom_seed::publish::revision;
use homeroom_storage::lessons;
use homeroom_storage::sessions;
use homeroom_tests::clock::{now, uuid};
use homeroom_tests::person::Person;
use homeroom_tests::web::{Ask, REFRESH_COOKIE};
use homeroom_tests::world::World;
use serde_json::{Value, json};

use crate::cast::Caller;

/// What there is to ask for.
struct Scene {
    /// Live, with free seats.
    live: SessionId,
    /// To come, with free seats.
    coming: SessionId,
    lesson: LessonId,
    course: CourseId,
}

/// Who asks, and with what besides.
type Make = fn(&Scene, Option<&Person>) -> Ask;

/// An operation, how it is asked for, and the status for each caller, in the order of [`Caller::ALL`].
type Row = (&'static str, Make, [u16; 7]);

fn signed(person: Option<&Person>, ask: Ask) -> Ask {
    let ask = ask.header("idempotency-key", uuid().to_string());
    person.map_or(ask.clone(), |person| person.with_token(ask))
}

fn with_cookie(person: Option<&Person>, path: &str) -> Ask {
    let cookie = person.map(|person| format!("{REFRESH_COOKIE}={}", person.refresh_token));
    cookie.map_or(Ask::post(path), |cookie| Ask::post(path).header("cookie", cookie))
}

fn body(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

const TABLE: &[Row] = &[
    ("GET /livez", |_, _| Ask::get("/livez"), [200; 7]),
    ("GET /readyz", |_, _| Ask::get("/readyz"), [200; 7]),
    ("GET /errors", |_, _| Ask::get("/errors"), [200; 7]),
    ("GET /openapi.json", |_, _| Ask::get("/openapi.json"), [200; 7]),
    ("GET /asyncapi.json", |_, _| Ask::get("/asyncapi.json"), [200; 7]),
    // On the internal listener alone.
    ("GET /metrics", |_, _| Ask::get("/metrics"), [404; 7]),
    (
        "POST /v1/auth/magic-link",
        |_, _| Ask::post("/v1/auth/magic-link").json(body(&json!({ "email": "nobody@example.org" }))),
        // This node sends no mail, and says the same to everybody.
        [503; 7],
    ),
    (
        "POST /v1/auth/magic-link/redeem",
        |_, _| Ask::post("/v1/auth/magic-link/redeem").json(body(&json!({ "secret": "none that was ever sent" }))),
        [401; 7],
    ),
    ("POST /v1/auth/refresh", |_, person| with_cookie(person, "/v1/auth/refresh"), [401, 200, 200, 200, 200, 200, 200]),
    (
        "POST /v1/auth/sign-out",
        |_, person| with_cookie(person, "/v1/auth/sign-out"),
        [401, 204, 204, 204, 204, 204, 204],
    ),
    // Who may is asked in the first frame: the tables of the sockets say it.
    ("GET /v1/classroom/{session_id}", |scene, _| Ask::get(&format!("/v1/classroom/{}", scene.live)), [400; 7]),
    ("GET /v1/desk", |_, _| Ask::get("/v1/desk"), [400; 7]),
    ("GET /v1/desk/rooms", |_, person| signed(person, Ask::get("/v1/desk/rooms")), [401, 403, 403, 403, 200, 200, 200]),
    (
        "PUT /v1/desk/rooms/{session_id}/calm",
        |scene, person| {
            let path = format!("/v1/desk/rooms/{}/calm", scene.live);
            signed(person, Ask::put(&path)).json(body(&json!({ "on": false })))
        },
        [401, 403, 403, 403, 204, 404, 204],
    ),
    (
        "GET /v1/desk/macros",
        |_, person| signed(person, Ask::get("/v1/desk/macros")),
        [401, 403, 403, 403, 200, 200, 200],
    ),
    (
        "PUT /v1/desk/macros",
        |_, person| signed(person, Ask::put("/v1/desk/macros")).json(body(&json!({ "macros": [] }))),
        [401, 403, 403, 403, 200, 200, 200],
    ),
    (
        "POST /v1/join",
        |scene, person| {
            let join = Join { session_id: scene.live, other_device: None };
            signed(person, Ask::post("/v1/join")).json(serde_json::to_vec(&join).unwrap())
        },
        [401, 200, 200, 200, 200, 403, 403],
    ),
    (
        "GET /v1/lessons/today",
        |scene, _| Ask::get(&format!("/v1/lessons/today?course={}&zone=Europe/Sofia", scene.course)),
        [200; 7],
    ),
    (
        "GET /v1/lessons/{lesson_id}/files/{path}",
        |scene, person| signed(person, Ask::get(&format!("/v1/lessons/{}/files/lesson.html", scene.lesson))),
        [401, 503, 503, 503, 503, 403, 403],
    ),
    (
        "GET /v1/lessons/{lesson_id}/polls",
        |scene, person| signed(person, Ask::get(&format!("/v1/lessons/{}/polls", scene.lesson))),
        [401, 403, 503, 503, 403, 404, 404],
    ),
    (
        "GET /v1/sessions/{session_id}/polls",
        |scene, person| signed(person, Ask::get(&format!("/v1/sessions/{}/polls", scene.live))),
        [401, 403, 200, 200, 403, 404, 404],
    ),
    ("GET /v1/me", |_, person| signed(person, Ask::get("/v1/me")), [401, 200, 200, 200, 200, 200, 200]),
    (
        "PUT /v1/me/name",
        |_, person| signed(person, Ask::put("/v1/me/name")).json(body(&json!({ "name": "Ines Duarte" }))),
        [401, 200, 200, 200, 200, 200, 200],
    ),
    ("GET /v1/me/appeals", |_, person| signed(person, Ask::get("/v1/me/appeals")), [401, 200, 200, 200, 200, 200, 200]),
    ("GET /v1/me/reports", |_, person| signed(person, Ask::get("/v1/me/reports")), [401, 200, 200, 200, 200, 200, 200]),
    (
        "POST /v1/appeals",
        |scene, person| {
            let appeal = json!({ "session_id": scene.live, "text": "Why?" });
            signed(person, Ask::post("/v1/appeals")).json(body(&appeal))
        },
        // Nothing is done about any of them.
        [401, 404, 404, 404, 404, 404, 404],
    ),
    (
        "POST /v1/appeals/{sanction_id}/replies",
        |scene, person| {
            let path = format!("/v1/appeals/{}/replies", scene.live);
            signed(person, Ask::post(&path)).json(body(&json!({ "text": "I did not." })))
        },
        // None of them has appealed.
        [401, 404, 404, 404, 404, 404, 404],
    ),
    (
        "GET /v1/me/reservations",
        |_, person| signed(person, Ask::get("/v1/me/reservations")),
        [401, 200, 200, 200, 200, 200, 200],
    ),
    ("GET /v1/schedule/next", |_, _| Ask::get("/v1/schedule/next?zone=Europe/Sofia"), [200; 7]),
    (
        "GET /v1/sessions/{session_id}/attendance",
        |scene, person| signed(person, Ask::get(&format!("/v1/sessions/{}/attendance", scene.live))),
        [401, 200, 200, 200, 200, 404, 404],
    ),
    (
        "GET /v1/sessions/{session_id}/chapters",
        |scene, person| signed(person, Ask::get(&format!("/v1/sessions/{}/chapters", scene.live))),
        [401, 200, 200, 200, 200, 404, 404],
    ),
    (
        "GET /v1/sessions/{session_id}/may",
        |scene, person| signed(person, Ask::get(&format!("/v1/sessions/{}/may", scene.live))),
        [401, 200, 200, 200, 200, 404, 404],
    ),
    // Of somebody else.
    (
        "GET /v1/sessions/{session_id}/may?person",
        |scene, person| signed(person, Ask::get(&format!("/v1/sessions/{}/may?person={}", scene.live, uuid()))),
        [401, 403, 200, 200, 200, 404, 404],
    ),
    (
        "POST /v1/sessions/{session_id}/attendance",
        |scene, person| {
            // The whole minute that has begun.
            let minute = json!({ "minute": Timestamp::from_millis(now().as_millis() / 60_000 * 60_000) });
            signed(person, Ask::post(&format!("/v1/sessions/{}/attendance", scene.live))).json(body(&minute))
        },
        [401, 204, 204, 204, 204, 404, 404],
    ),
    (
        "POST /v1/sessions/{session_id}/offer",
        |scene, person| {
            let path = format!("/v1/sessions/{}/offer", scene.coming);
            signed(person, Ask::post(&path)).json(body(&json!({ "answer": "accept" })))
        },
        [401, 409, 409, 409, 409, 403, 403],
    ),
    (
        "POST /v1/sessions/{session_id}/reservation",
        |scene, person| signed(person, Ask::post(&format!("/v1/sessions/{}/reservation", scene.coming))),
        [401, 200, 403, 403, 403, 403, 403],
    ),
    (
        "DELETE /v1/sessions/{session_id}/reservation",
        |scene, person| signed(person, Ask::delete(&format!("/v1/sessions/{}/reservation", scene.coming))),
        [401, 200, 200, 200, 200, 200, 200],
    ),
    ("POST /webhooks/livekit", |_, _| Ask::post("/webhooks/livekit").json(body(&json!({}))), [401; 7]),
];

#[test]
fn the_table_has_every_operation_of_the_document_and_no_other() {
    let document: Value = serde_json::from_str(include_str!("../../protocol/openapi.json")).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let there = paths.flat_map(|(path, operations)| {
        let methods = operations.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    // One that is another for what is asked has its question behind it.
    let name = |operation: &str| operation.split('?').next().unwrap_or_default().to_owned();
    let listed: BTreeSet<_> = TABLE.iter().map(|(operation, ..)| name(operation)).collect();
    assert_eq!(listed, there.collect(), "left: the table; right: openapi.json");
    let rows: BTreeSet<_> = TABLE.iter().map(|(operation, ..)| operation).collect();
    assert_eq!(rows.len(), TABLE.len(), "each stands there once");
}

async fn scene(world: &World) -> Scene {
    let live = world.session(100).await;
    let mut row = world.planned(100);
    let hour = std::time::Duration::from_secs(60 * 60);
    (row.starts_at, row.ends_at) = (now().plus(hour * 24), now().plus(hour * 25));
    sessions::put(&world.store, &row).await.unwrap();
    let course = compile(&Sources::own("small-wonders").unwrap()).unwrap();
    let pack = seal(&course.lessons[0], None, &Key::from_seed(&[7; 32]), now().plus(hour)).unwrap();
    let lesson = pack.manifest.contents.lesson_id;
    lessons::publish(&world.store, &[revision(world.course, &pack)], now()).await.unwrap();
    Scene { live, coming: row.id, lesson, course: world.course }
}

#[tokio::test]
async fn everybody_gets_of_every_operation_what_the_table_says() {
    let world = World::open().await;
    let scene = scene(&world).await;
    let mut wrong = Vec::new();
    for (operation, make, statuses) in TABLE {
        for (caller, wanted) in Caller::ALL.into_iter().zip(statuses) {
            let person = caller.come(&world).await;
            let answer = make(&scene, person.as_ref()).exchange(world.server.address()).await.unwrap();
            if answer.status != *wanted {
                wrong.push(format!("{operation} as {caller:?}: {wanted} wanted, got {}", answer.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is somebody else's is not there, whatever its id: the same answer as for an id that nobody has.
#[tokio::test]
async fn to_a_moderator_of_another_course_a_class_that_is_there_looks_like_one_that_is_not() {
    let world = World::open().await;
    let scene = scene(&world).await;
    let nowhere = Scene {
        live: SessionId(uuid()),
        coming: SessionId(uuid()),
        lesson: LessonId(uuid()),
        course: CourseId(uuid()),
    };
    let other = Caller::OtherModerator.come(&world).await;
    let told = |mut problem: Value, person: PersonId| {
        problem["trace_id"] = Value::Null;
        problem.to_string().replace(&person.to_string(), "me")
    };
    for (operation, make, statuses) in TABLE.iter().filter(|(_, _, statuses)| statuses[5] == 404 && statuses[1] != 404)
    {
        let mut said = Vec::new();
        for scene in [&scene, &nowhere] {
            let answer = make(scene, other.as_ref()).send(world.server.address()).await;
            assert_eq!(answer.status, statuses[5], "{operation}: {}", answer.text());
            let problem = serde_json::from_slice(&answer.body).unwrap();
            said.push(told(problem, other.as_ref().unwrap().id));
        }
        assert_eq!(said[0], said[1], "{operation}");
    }
}
