//! Beside the desk's queue: the rooms of the hour with what waits in them, the switch that makes one calm, and macros.

use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::floor::RaiseHand;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::moderation::{Measure, ReasonCode};
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::{Code, Problem};
use homeroom_protocol::rest::desk::{DeskRoom, DeskRooms, Macro, Macros};
use homeroom_storage::moderators;
use homeroom_tests::clock::within;
use homeroom_tests::person::Person;
use homeroom_tests::socket::PATIENCE;
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;
use serde_json::json;

async fn asked(person: &Person, ask: Ask) -> Answer {
    person.with_token(ask).exchange(person.server).await.unwrap()
}

async fn rooms(person: &Person) -> Vec<DeskRoom> {
    let answer = asked(person, Ask::get("/v1/desk/rooms")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice::<DeskRooms>(&answer.body).unwrap().rooms
}

/// What is seen of a room once it is so; the glass is written after the answer.
async fn seen(person: &Person, session: SessionId, is_so: impl Fn(&DeskRoom) -> bool) -> DeskRoom {
    within(PATIENCE, "the room as it should be", async {
        loop {
            if let Some(room) = rooms(person).await.into_iter().find(|room| room.session_id == session && is_so(room)) {
                return room;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    })
    .await
}

async fn calms(person: &Person, session: SessionId, on: bool) -> Result<(), Code> {
    let path = format!("/v1/desk/rooms/{session}/calm");
    let answer = asked(person, Ask::put(&path).json(serde_json::to_vec(&json!({ "on": on })).unwrap())).await;
    match answer.status {
        204 => Ok(()),
        _ => Err(serde_json::from_slice::<Problem>(&answer.body).unwrap().code),
    }
}

#[tokio::test]
async fn a_moderator_sees_what_waits_in_every_room_of_theirs_and_makes_one_calm_without_being_in_it() {
    let world = World::open().await;
    let session = world.session(5).await;
    let petra = world.person("Petra", Role::Moderator).await;
    assert_eq!(rooms(&petra).await, [], "nobody has come to it");
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, _at_otto) = otto.enter(session).await;
    let raised = at_mira.send(Request::RaiseHand(RaiseHand {})).await;
    at_mira.outcome(raised).await.unwrap();
    let room = seen(&petra, session, |room| room.people == 2 && room.hands == 1).await;
    assert_eq!((room.course_id, room.in_lobby, room.calm), (world.course, 0, false));

    calms(&petra, session, true).await.unwrap();
    calms(&petra, session, true).await.unwrap();
    assert_eq!(at_mira.say("anybody?").await.unwrap_err().code, Code::ChatPaused);
    let ida = world.student("Ida").await;
    let (_, _waiting) = ida.enter(session).await;
    let room = seen(&petra, session, |room| room.calm && room.in_lobby == 1).await;
    assert_eq!(room.people, 2, "who waits is not here");
    calms(&petra, session, false).await.unwrap();
    at_mira.say("good").await.unwrap();
    let (_, _at_ida) = ida.enter(session).await;
    seen(&petra, session, |room| !room.calm && room.in_lobby == 0 && room.people == 3).await;
}

#[tokio::test]
async fn a_room_of_another_course_is_not_there_and_no_student_has_a_strip() {
    let world = World::open().await;
    let session = world.session(5).await;
    let (_, _at_otto) = world.student("Otto").await.enter(session).await;
    let elsewhere = world.stranger("Pavel").await;
    let other = homeroom_protocol::ids::CourseId(homeroom_tests::clock::uuid());
    homeroom_storage::courses::put(&world.store, other, "Elsewhere").await.unwrap();
    homeroom_storage::courses::enrol(&world.store, other, elsewhere, Role::Moderator).await.unwrap();
    let pavel = world.sign_in(elsewhere).await;
    assert_eq!(rooms(&pavel).await, []);
    assert_eq!(calms(&pavel, session, true).await, Err(Code::NotFound));
    let platform = world.stranger("Sam").await;
    moderators::appoint(&world.store, platform).await.unwrap();
    let sam = world.sign_in(platform).await;
    assert_eq!(rooms(&sam).await.len(), 1);
    assert_eq!(calms(&sam, SessionId(homeroom_tests::clock::uuid()), true).await, Err(Code::NotFound));
    let student = world.student("Mira").await;
    assert_eq!(calms(&student, session, true).await, Err(Code::NotPermitted));
    assert_eq!(asked(&student, Ask::get("/v1/desk/rooms")).await.status, 403);
}

#[tokio::test]
async fn macros_are_kept_as_they_were_written_and_one_that_could_not_be_decided_changes_nothing() {
    let world = World::open().await;
    let (petra, ida) = (world.person("Petra", Role::Moderator).await, world.person("Ida", Role::Moderator).await);
    let get = |person: &Person| {
        let person = person.clone();
        async move { serde_json::from_slice::<Macros>(&asked(&person, Ask::get("/v1/desk/macros")).await.body).unwrap() }
    };
    let put = |macros: &Macros| Ask::put("/v1/desk/macros").json(serde_json::to_vec(macros).unwrap());
    let rude = Macro {
        name: "Rude".into(),
        reason: ReasonCode::Insult,
        measure: Some(Measure::Mute),
        minutes: Some(20),
        note: "Again.".into(),
    };
    let fine = Macro {
        name: "Fine".into(),
        reason: ReasonCode::NothingWrong,
        measure: None,
        minutes: None,
        note: String::new(),
    };
    let both = Macros { macros: vec![rude.clone(), fine.clone()] };
    assert_eq!(asked(&petra, put(&both)).await.status, 200);
    assert_eq!(get(&petra).await, both);
    assert_eq!(get(&ida).await, Macros::default(), "they are one's own");
    let wrong = Macros { macros: vec![Macro { minutes: Some(61), ..rude }] };
    let answer = asked(&petra, put(&wrong)).await;
    let problem: Problem = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((answer.status, problem.code), (422, Code::Invalid));
    assert_eq!(get(&petra).await, both);
    let turned = Macros { macros: vec![fine] };
    assert_eq!(asked(&petra, put(&turned)).await.status, 200);
    assert_eq!(get(&petra).await, turned);
}
