//! What happens when something breaks.

use homeroom_protocol::frame::client::{Hello, Request, Say};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::USER_LANE_COMMANDS_MAX;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;

use super::scene::{Scene, id};
use crate::kit::clock::Clock;
use crate::session::message::Msg;

/// Commands of a client that has gone mad.
const FLOOD: usize = 100_000;
/// Bytes by which the process may grow meanwhile; half a gigabyte is what an unbounded mailbox took (DEPENDENCIES).
const GROWTH_BYTES_MAX: u64 = 32 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_breaks_the_machine_is_refused_for_good_and_the_class_goes_on() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let mut socket = scene.enter(mira).await;
    let welcome = socket.welcome().await;
    let before = socket.say("before");
    socket.answer(before).await.unwrap();
    scene.handle().await.tell(Msg::BreakEvolve);
    let breaks = socket.say("this one breaks");
    assert_eq!(socket.closed().await, 4412);
    let resume = Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset };
    let mut back = scene.attach(resume).await.unwrap();
    assert_eq!(back.welcome().await.you.seat, Some(1));
    back.ask(breaks, Request::Say(Say { text: "this one breaks".into(), reply_to: None })).unwrap();
    assert_eq!(back.answer(breaks).await, Err(Code::Broke));
    let after = back.say("after");
    assert!(back.answer(after).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_breaks_three_times_is_set_aside() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let mut socket = scene.enter(mira).await;
    let welcome = socket.welcome().await;
    for time in 1..=3 {
        scene.handle().await.tell(Msg::BreakEvolve);
        socket.say("this one breaks");
        assert_eq!(socket.closed().await, 4412);
        let hello = || Hello::Resume { resume_token: welcome.resume_token.clone(), after: welcome.offset };
        match (time, scene.attach(hello()).await) {
            (1 | 2, Ok(back)) => socket = back,
            (3, Err(farewell)) => assert_eq!(farewell.refusal.code, Code::Quarantined),
            (time, outcome) => panic!("after {time}: {:?}", outcome.err()),
        }
    }
    assert_eq!(scene.join(mira).await.unwrap_err().code, Code::Quarantined);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_into_a_stuck_actor_is_told_busy_and_takes_no_memory() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let mut socket = scene.enter(mira).await;
    socket.welcome().await;
    let (unstick, stuck) = std::sync::mpsc::channel();
    scene.handle().await.tell(Msg::Stick(stuck));
    let before = resident_bytes();
    let mut busy = 0;
    for _ in 0..FLOOD {
        let command = CommandId(id(&scene.clock));
        match socket.ask(command, Request::Say(Say { text: "x".into(), reply_to: None })) {
            Ok(()) => {}
            Err(refusal) => {
                assert_eq!(refusal.code, Code::Busy);
                busy += 1;
            }
        }
    }
    assert_eq!(busy, FLOOD - USER_LANE_COMMANDS_MAX);
    assert!(resident_bytes().saturating_sub(before) < GROWTH_BYTES_MAX);
    // What the system has to say is never refused: the actor hears that the socket is gone, behind the flood.
    drop(unstick);
    let after = loop {
        let command = CommandId(id(&scene.clock));
        if socket.ask(command, Request::Say(Say { text: "after".into(), reply_to: None })).is_ok() {
            break command;
        }
        tokio::task::yield_now().await;
    };
    assert!(socket.answer(after).await.is_ok());
}

fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn a_node_takes_over_what_the_run_before_held_and_what_a_run_before_that_left() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let said = {
        let mut socket = scene.enter(mira).await;
        socket.welcome().await;
        let said = socket.say("before the crash");
        socket.answer(said).await.unwrap();
        said
    };
    let store = scene.database.store.clone();
    // A run that was killed in the middle of its own take-over: it is entered as this node, and holds nothing.
    let killed = homeroom_protocol::ids::IncarnationId(id(&scene.clock));
    homeroom_storage::node::start(&store, "test", killed, scene.clock.now()).await.unwrap();
    let next = crate::tree::Tree::start(store, scene.clock.clone(), "test", None, None).await.unwrap();
    assert!(next.sessions().directory.running(scene.session).is_some());
    let body = homeroom_protocol::rest::join::Join { session_id: scene.session, other_device: None };
    let command = CommandId(id(&scene.clock));
    let joined = next.sessions().join(mira, command, String::new(), body).await.unwrap();
    assert_eq!(joined.seat, Some(1));
    // The run before is no longer home: what it decides is fenced, and nobody is told that it was taken.
    let fenced = scene.join(scene.person("Tomas", Role::Student).await).await;
    assert_eq!(fenced.unwrap_err().code, Code::Unavailable);
    let journal = homeroom_storage::journal::read(&scene.database.store, scene.session.0, 0, 100).await.unwrap();
    assert_eq!(journal.iter().filter(|row| row.command_id == Some(said)).count(), 1);
    assert!(journal.iter().map(|row| row.position).eq(1..=i64::try_from(journal.len()).unwrap()));
}
