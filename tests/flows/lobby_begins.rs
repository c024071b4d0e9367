//! A class that begins with its lobby on: who comes before any staff waits, over a killed server too, and whoever watches
//! over it has all of them at once, be they the last to come.

use std::time::Duration;

use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::lobby::{LetIn, LobbyEnd, LobbyFilter, SetLobby, Waiters};
use homeroom_protocol::frame::server::Answer;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::permit::{Phase, Role};
use homeroom_protocol::rest::join::Outcome;
use homeroom_storage::timetable;
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::journal;
use homeroom_tests::person::Person;
use homeroom_tests::socket::Socket;
use homeroom_tests::timetable::daily;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use homeroom_timetable::{Reach, Wish, fill};
use serde_json::Value;

/// Let in from the lobby: join again.
const LET_IN: u16 = 4411;
const MINUTE: Duration = Duration::from_secs(60);
/// The timetable is looked at each second; a busy machine gets this.
const SEEN_WITHIN: Duration = Duration::from_secs(20);

/// `homeroom course|session lobby …`, as staff type it: its exit code.
fn says(world: &World, what: &str, id: &str, lobby: &str) -> Option<i32> {
    world.server.verb(&[what, "lobby", id, lobby, "--reason", "strangers came", "--staff", "ana"]).0
}

/// A person in the lobby, and their place.
async fn waits(person: &Person, session: SessionId) -> (Socket, Option<u32>) {
    let (joined, socket) = person.enter(session).await;
    assert_eq!(joined.outcome, Outcome::Lobby, "{}", person.name);
    let place = socket.welcome().unwrap().you.lobby.as_ref().unwrap().position;
    (socket, place)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn students_who_come_first_wait_over_a_kill_and_the_moderator_who_joins_last_lets_all_of_them_in() {
    let mut world = World::open().await;
    let course = world.course.to_string();
    assert_eq!(says(&world, "course", &course, "on"), Some(0));
    assert_eq!(says(&world, "course", &course, "on"), Some(5), "it was so before");
    assert_eq!(says(&world, "course", &uuid().to_string(), "on"), Some(3));
    let listed = world.server.output(&["course", "list", "--json"]).stdout;
    let listed: Value = serde_json::from_slice(&listed).unwrap();
    assert_eq!((&listed["id"], &listed["lobby"]), (&Value::from(course), &Value::from(true)));

    let session = world.session(2).await;
    let students = world.students("Student", 3).await;
    let mut sockets = Vec::new();
    for (student, place) in students.iter().zip(1..) {
        let (socket, position) = waits(student, session).await;
        assert_eq!(position, Some(place));
        sockets.push(socket);
    }
    world.server.kill();
    world.server.start_again().await;
    sockets.clear();
    for (student, place) in students.iter().zip(1..) {
        let (socket, position) = waits(student, session).await;
        assert_eq!(position, Some(place), "the same place");
        sockets.push(socket);
    }

    let (joined, mut watching) = world.person("Petra", Role::Moderator).await.enter(session).await;
    assert_eq!(joined.outcome, Outcome::Seated, "staff do not wait");
    let lobby = watching.welcome().unwrap().view.as_ref().unwrap().staff.as_ref().unwrap().lobby.clone();
    let listed: Vec<_> = lobby.waiting.iter().map(|waiter| waiter.person).collect();
    assert_eq!((lobby.on, listed), (true, students.iter().map(|student| student.id).collect()));
    let all = Waiters::Those { filter: LobbyFilter::All, version: lobby.version };
    let id = watching.send(Request::LetIn(LetIn { who: all })).await;
    let Some(Answer::Lobby(outcome)) = watching.outcome(id).await.unwrap().data else { panic!("what became of each") };
    assert!(outcome.people.len() == 3 && outcome.people.iter().all(|one| one.outcome == LobbyEnd::LetIn));
    for (student, mut socket) in students.iter().zip(sockets) {
        assert_eq!(socket.closed().await, LET_IN);
        assert_ne!(student.join(session).await.outcome, Outcome::Lobby);
    }

    // Off is off, over a kill too.
    let id = watching.send(Request::SetLobby(SetLobby { on: false })).await;
    watching.outcome(id).await.unwrap();
    world.server.kill();
    world.server.start_again().await;
    assert_eq!(world.student("Late").await.join(session).await.outcome, Outcome::Overflow);
    let events = journal::events(&world.store, session).await;
    let set: Vec<_> = events
        .iter()
        .filter_map(|event| {
            if let SessionEvent::Lobby(LobbyEvent::Set { on, by, .. }) = event { Some((*on, *by)) } else { None }
        })
        .collect();
    assert!(matches!(set.as_slice(), [(true, None), (false, Some(_))]), "{set:?}");
    let doors = events.iter().position(|event| *event == SessionEvent::PhaseChanged { phase: Phase::Doors });
    assert!(matches!(doors.and_then(|at| events.get(at - 1)), Some(SessionEvent::Lobby(_))), "before the doors");
}

#[tokio::test]
async fn what_staff_say_of_one_class_is_told_to_it_while_it_is_awake_and_not_once_its_doors_are_open() {
    let world = World::open().await;
    let open = world.session(2).await;
    assert_eq!(says(&world, "session", &open.to_string(), "on"), Some(5), "that is said in the class");
    assert_eq!(says(&world, "session", &uuid().to_string(), "on"), Some(3));
    let rule = daily(world.course, "daily", now().plus(MINUTE * 120));
    let wish = Wish { days: 1, reach: Reach::Add };
    fill(&world.store, now(), wish, std::slice::from_ref(&rule)).await.unwrap();
    let slots = timetable::slots(&world.store, now(), now().plus(MINUTE * 180), &[]).await.unwrap();
    let class = slots.into_iter().find(|slot| slot.course == world.course).unwrap().session;
    // The server has the slot as it is, and who asks too early wakes the class.
    let path = format!("/v1/schedule/next?course={}", world.course);
    until(SEEN_WITHIN, "the slot is told", async || {
        let next: Value = Ask::get(&path).send(world.server.address()).await.good();
        (!next["slots"].as_array()?.is_empty()).then_some(())
    })
    .await;
    world.student("Ines").await.try_join(class).await;
    until(SEEN_WITHIN, "the class is announced", async || {
        (!journal::events(&world.store, class).await.is_empty()).then_some(())
    })
    .await;
    assert_eq!(says(&world, "session", &class.to_string(), "on"), Some(0));
    let facts = until(SEEN_WITHIN, "the class is amended", async || {
        let events = journal::events(&world.store, class).await;
        events
            .into_iter()
            .find_map(|event| if let SessionEvent::Amended { facts } = event { Some(facts) } else { None })
    })
    .await;
    assert!(facts.lobby);
    assert_eq!(says(&world, "session", &class.to_string(), "course"), Some(0));
}
