//! A quiz from its question to the filed record: told as JSON and as a table, to each what is theirs.

use std::time::Duration;

use homeroom_protocol::limits::ATTENDANCE_FILED_AFTER;
use homeroom_protocol::permit::Role;
use serde_json::{Value, json};

use crate::socket::{Student, connect, id, ticket};
use crate::world::{World, world};

/// How often it is looked whether the record is there; each look is a second of the clock.
const LOOKS_MAX: usize = 100;

/// Asks for something and waits until it was done.
async fn does(socket: Student, n: u32, kind: &str, data: Value) -> Student {
    let mut socket = socket.say(json!({ "id": id(n), "type": kind, "data": data }).to_string()).await;
    loop {
        let (next, ack) = socket.hear_a("ack").await;
        socket = next;
        if ack["data"]["id"] == id(n) {
            return socket;
        }
    }
}

async fn enters(world: &World, token: &str) -> Student {
    let socket = connect(world, &ticket(world, token, "k").await).await;
    socket.hear_a("welcome").await.0
}

#[tokio::test]
async fn the_record_of_a_class_says_how_each_did_in_its_quiz() {
    let world = world().await;
    let mut people = Vec::new();
    for (name, role) in [("Mira", Role::Student), ("Otto", Role::Student), ("Ms. Iva", Role::Teacher)] {
        people.push(world.person(name, role).await);
    }
    let [(mira, _), (otto, _), (teacher, _)] = &people[..] else { unreachable!() };
    let (mut teaching, at_mira, at_otto) =
        (enters(&world, teacher).await, enters(&world, mira).await, enters(&world, otto).await);
    // Not so long that a socket which reads nothing meanwhile is given up.
    world.clock.crank(Duration::from_secs(10));
    let ask = json!({
        "question": "What carries the salt?", "kind": "single", "choices": ["Rain", "Rivers"],
        "right": { "kind": "choices", "places": [2] }, "shown": { "students": "hidden", "staff": "full" },
    });
    teaching = does(teaching, 10, "ask_poll", ask).await;
    let vote = |place: u32| json!({ "poll": id(10), "ballot": { "choices": [place] } });
    let at_mira = does(at_mira, 11, "vote", vote(2)).await;
    let at_otto = does(at_otto, 12, "vote", vote(1)).await;
    teaching = does(teaching, 13, "close_poll", json!({ "poll": id(10) })).await;
    teaching = does(teaching, 14, "end", json!({})).await;
    drop((teaching, at_mira, at_otto));

    let path = format!("/v1/sessions/{}/attendance", world.session);
    world.clock.crank(ATTENDANCE_FILED_AFTER);
    // What they signed in with has an end that is nearer than the record.
    let mut tokens = Vec::new();
    for (_, cookie) in &people {
        let answer = world.post("/v1/auth/refresh").cookie(cookie).send().await;
        tokens.push(answer.json()["access_token"].as_str().unwrap().to_owned());
    }
    let [mira, otto, teacher] = &tokens[..] else { unreachable!() };
    let mut all = Value::Null;
    for _ in 0..LOOKS_MAX {
        all = world.get(&path).token(teacher).send().await.json();
        if all["filed"].is_object() {
            break;
        }
        world.clock.crank(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(all["filed"]["version"], 1, "{all}");
    let scores = |seen: &Value| -> Vec<(Value, Value)> {
        seen["people"].as_array().unwrap().iter().map(|one| (one["name"].clone(), one["quiz"].clone())).collect()
    };
    let quiz = |right: u32| json!({ "answered": 1, "asked": 1, "right": right });
    assert_eq!(scores(&all), [(json!("Mira"), quiz(1)), (json!("Ms. Iva"), Value::Null), (json!("Otto"), quiz(0))]);
    let signed: Value = serde_json::from_str(all["filed"]["signed"].as_str().unwrap()).unwrap();
    let mut inside: Vec<_> =
        signed["signed"]["people"].as_array().unwrap().iter().map(|one| one["quiz"]["right"].as_u64()).collect();
    inside.sort();
    assert_eq!(inside, [None, Some(0), Some(1)]);

    for (token, name, right) in [(mira, "Mira", 1), (otto, "Otto", 0)] {
        let own = world.get(&path).token(token).send().await.json();
        assert_eq!((scores(&own), own["filed"]["signed"].is_null()), (vec![(json!(name), quiz(right))], true));
        let table = world.get(&format!("{path}?format=csv")).token(token).send().await.text();
        assert_eq!(table.lines().count(), 2, "{table}");
    }
    let table = world.get(&format!("{path}?format=csv")).token(teacher).send().await.text();
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[0].ends_with(",record_version,quiz_asked,quiz_answered,quiz_right"), "{table}");
    for (name, end) in [("Mira", ",1,1,1,1"), ("Otto", ",1,1,1,0"), ("Ms. Iva", ",1,,,")] {
        let row = rows.iter().find(|row| row.starts_with(&format!("\"{name}\""))).unwrap();
        assert!(row.ends_with(end), "{row}");
    }
}
