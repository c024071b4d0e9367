//! What happens in a class.

use homeroom_protocol::frame::client::{Hello, Leave, Request};
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::{Outcome, Reason};

use super::scene::{Scene, id};
use crate::kit::clock::Clock;

fn texts(events: &[FeedEvent]) -> Vec<&str> {
    let mut texts = Vec::new();
    for event in events {
        if let FeedEvent::Class(ClassEvent::Said { item }) = event {
            texts.push(item.text.as_str());
        }
    }
    texts
}

#[tokio::test]
async fn what_a_student_says_is_heard_by_all_and_acknowledged_once_it_is_committed() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let tomas = scene.person("Tomas", Role::Student).await;
    let joined = scene.join(mira).await.unwrap();
    assert_eq!((joined.outcome, joined.reason, joined.seat), (Outcome::Seated, Reason::SeatFree, Some(1)));
    let mut one = scene.attach(Hello::Ticket { ticket: joined.ticket }).await.unwrap();
    let mut two = scene.enter(tomas).await;
    let (first, second) = (one.welcome().await, two.welcome().await);
    assert_eq!((first.you.seat, second.you.seat, first.resumed), (Some(1), Some(2), false));
    let said = one.say("Good morning");
    let (here, there) = (one.entry().await, two.entry().await);
    assert_eq!((texts(&here.events), &here), (vec!["Good morning"], &there));
    assert_eq!(one.answer(said).await, Ok(Some(here.offset)));
    let journal = homeroom_storage::journal::read(&scene.database.store, scene.session.0, 0, 100).await.unwrap();
    assert!(journal.iter().any(|row| row.command_id == Some(said)));
}

#[tokio::test]
async fn who_comes_back_gets_what_was_missed_and_keeps_the_seat() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let (mira, tomas) = (scene.person("Mira", Role::Student).await, scene.person("Tomas", Role::Student).await);
    let mut one = scene.enter(mira).await;
    let mut two = scene.enter(tomas).await;
    let welcome = one.welcome().await;
    two.welcome().await;
    drop(one);
    let mut last = CommandId(id(&scene.clock));
    for n in 0..20 {
        last = two.say(&format!("message {n}"));
    }
    two.answer(last).await.unwrap();
    let resume = Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset };
    let mut back = scene.attach(resume).await.unwrap();
    let again = back.welcome().await;
    assert_eq!((again.resumed, again.you.seat), (true, Some(1)));
    let mut after = welcome.offset;
    for n in 0..20 {
        let entry = back.entry().await;
        assert_eq!((entry.after, texts(&entry.events)), (after, vec![format!("message {n}").as_str()]));
        after = entry.offset;
    }
    assert_eq!(after, again.offset);
}

#[tokio::test]
async fn beyond_capacity_people_watch_and_a_seat_that_is_left_goes_to_who_asks_again() {
    let scene = Scene::begin(Clock::system(), 1).await;
    let (mira, tomas) = (scene.person("Mira", Role::Student).await, scene.person("Tomas", Role::Student).await);
    let mut one = scene.enter(mira).await;
    one.welcome().await;
    let watching = scene.join(tomas).await.unwrap();
    assert_eq!((watching.outcome, watching.reason, watching.seat), (Outcome::Overflow, Reason::Full, None));
    let leaves = CommandId(id(&scene.clock));
    one.ask(leaves, Request::Leave(Leave {})).unwrap();
    one.answer(leaves).await.unwrap();
    assert_eq!(one.closed().await, 1000);
    let seated = scene.join(tomas).await.unwrap();
    assert_eq!((seated.outcome, seated.seat), (Outcome::Seated, Some(1)));
}

#[tokio::test]
async fn a_ticket_opens_one_socket_and_no_other() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let ticket = scene.join(mira).await.unwrap().ticket;
    let socket = scene.attach(Hello::Ticket { ticket: ticket.clone() }).await;
    assert!(socket.is_ok());
    let farewell = scene.attach(Hello::Ticket { ticket }).await.err().unwrap();
    assert_eq!((farewell.close.code(), farewell.refusal.code), (4401, Code::TicketRefused));
}

#[tokio::test]
async fn an_ended_sign_in_closes_its_sockets_and_opens_nothing() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let mut socket = scene.enter(mira).await;
    let welcome = socket.welcome().await;
    homeroom_storage::sign_ins::end(&scene.database.store, mira.sign_in, scene.clock.now()).await.unwrap();
    scene.sessions().sign_in_ended(mira);
    assert_eq!(socket.closed().await, 4401);
    let resume = Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset };
    assert_eq!(scene.attach(resume).await.err().unwrap().refusal.code, Code::SignInEnded);
    assert_eq!(scene.join(mira).await.unwrap_err().code, Code::SignInEnded);
}

#[tokio::test]
async fn a_class_nobody_planned_is_not_there_and_one_of_another_course_is_not_theirs() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let other = Scene::begin(Clock::system(), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let unknown = homeroom_protocol::ids::SessionId(id(&scene.clock));
    let body = homeroom_protocol::rest::join::Join { session_id: unknown, other_device: None };
    let command = CommandId(id(&scene.clock));
    let refusal = scene.sessions().join(mira, command, String::new(), body).await.unwrap_err();
    assert_eq!(refusal.code, Code::NotFound);
    let stranger = other.person("Stranger", Role::Student).await;
    assert_eq!(scene.join(stranger).await.unwrap_err().code, Code::SignInEnded);
}
