//! In which order hands are given the floor, over real sockets: given two who ask, when who spoke least is to be first, then
//! everybody is told, and next is not whose hand went up first.

use std::time::Duration;

use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::floor::{EndFloor, Floor, GrantFloor, Hand, HandOrder, RaiseHand, SetHands};
use homeroom_protocol::frame::server::{ClassEvent, ServerFrame};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::refusal::Code;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

async fn event<T>(socket: &mut Socket, what: &str, is: impl Fn(ClassEvent) -> Option<T>) -> T {
    let told = |frame| {
        let ServerFrame::Entry(entry) = frame else { return None };
        entry.events.into_iter().find_map(|event| match event {
            FeedEvent::Class(event) => is(event),
            FeedEvent::Staff(_) => None,
        })
    };
    socket.find(what, told).await
}

async fn given(socket: &mut Socket) -> Floor {
    event(socket, "who has the floor", |event| if let ClassEvent::Floor { floor } = event { floor } else { None }).await
}

/// Raises a hand, and answers it as somebody else is told of it.
async fn raises(socket: &mut Socket, teaching: &mut Socket) -> Hand {
    let id = socket.send(Request::RaiseHand(RaiseHand {})).await;
    socket.outcome(id).await.unwrap();
    event(teaching, "a hand", |event| if let ClassEvent::HandRaised { hand } = event { Some(hand) } else { None }).await
}

async fn grant(teaching: &mut Socket, person: Option<PersonId>) {
    let id = teaching.send(Request::GrantFloor(GrantFloor { person, seconds: 60 })).await;
    teaching.outcome(id).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_spoke_least_is_next_and_who_comes_later_sees_the_order_and_the_time() {
    let world = World::open().await;
    let session = world.session(3).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, mut at_otto) = otto.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let order = Request::SetHands(SetHands { order: HandOrder::LeastSpoken });
    let id = at_mira.send(order.clone()).await;
    assert_eq!(at_mira.outcome(id).await.unwrap_err().code, Code::NotPermitted);
    // Otto has spoken already.
    grant(&mut teaching, Some(otto.id)).await;
    given(&mut at_otto).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    let id = at_otto.send(Request::EndFloor(EndFloor {})).await;
    at_otto.outcome(id).await.unwrap();
    let (first, second) = (raises(&mut at_otto, &mut teaching).await, raises(&mut at_mira, &mut teaching).await);
    assert!(first.spoken_ms >= 30 && second.spoken_ms == 0, "{} ms, {} ms", first.spoken_ms, second.spoken_ms);
    let id = teaching.send(order).await;
    teaching.outcome(id).await.unwrap();
    let is_set = |event| if let ClassEvent::HandsSet { order } = event { Some(order) } else { None };
    assert_eq!(event(&mut at_mira, "the order", is_set).await, HandOrder::LeastSpoken);
    grant(&mut teaching, None).await;
    assert_eq!(given(&mut at_mira).await.person, mira.id, "Otto's hand went up first");
    // Who comes later has all of it; her hand is up until she is done.
    let (_, again) = teacher.enter(session).await;
    let floor = again.welcome().unwrap().view.as_ref().unwrap().floor.clone();
    assert_eq!((floor.order, floor.hands), (HandOrder::LeastSpoken, vec![first, second]));
}
