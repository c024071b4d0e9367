//! One person, several devices: one at a time takes part, and which one is the person's choice.

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::{Joined, OtherDevice};
use homeroom_tests::clock::uuid;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

#[tokio::test]
async fn a_second_device_is_refused_until_it_takes_over() {
    let world = World::open().await;
    let session = world.session(3).await;
    let laptop = world.student("Mira").await;
    let (joined, mut on_laptop) = laptop.enter(session).await;
    let phone = world.sign_in(laptop.id).await;
    let refused = phone.try_join(session).await;
    assert_eq!((refused.status, refused.problem().code), (409, Code::OtherDevice));
    assert!(on_laptop.say("still me").await.is_ok(), "a refused device changes nothing");

    let key = uuid().to_string();
    let taken = phone.join_request(session, &key, Some(OtherDevice::TakeOver)).send(phone.server).await;
    let taken: Joined = taken.good();
    assert_eq!(taken.seat, joined.seat, "it is the same person in the same seat");
    let reason = |frame| if let ServerFrame::Bye(bye) = frame { Some((bye.code, bye.reason)) } else { None };
    assert_eq!(on_laptop.find("a bye", reason).await, (4409, Some(Code::OtherDevice)));
    assert_eq!(on_laptop.closed().await, 4409);

    let mut on_phone = Socket::open(phone.server, session).await;
    on_phone.hello(Hello::Ticket { ticket: taken.ticket }).await;
    on_phone.next().await;
    assert_eq!(on_phone.welcome().unwrap().you.seat, joined.seat);
}

#[tokio::test]
async fn the_device_that_was_put_out_cannot_resume() {
    let world = World::open().await;
    let session = world.session(3).await;
    let laptop = world.student("Mira").await;
    let (_, on_laptop) = laptop.enter(session).await;
    let welcome = on_laptop.welcome().unwrap().clone();
    let phone = world.sign_in(laptop.id).await;
    let take_over = phone.join_request(session, &uuid().to_string(), Some(OtherDevice::TakeOver));
    take_over.send(phone.server).await.good::<Joined>();
    let mut back = Socket::open(laptop.server, session).await;
    back.hello(Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset }).await;
    assert_eq!(back.closed().await, 4409);
}

#[tokio::test]
async fn two_tabs_of_one_device_are_one_person_with_two_sockets() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let (first, mut one) = mira.enter(session).await;
    let (second, mut other) = mira.enter(session).await;
    assert_eq!(first.seat, second.seat);
    assert_eq!(other.welcome().unwrap().view.as_ref().unwrap().presence.seated, 1);
    one.say("in both tabs").await.unwrap();
    assert_eq!(other.entry().await.events.len(), 1);
}
