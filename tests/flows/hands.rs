//! Hands, over real sockets: a thousand that go up at once stand in one order for everybody (FEATURES H1).

use std::time::Duration;

use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::floor::{LowerHand, LowerHands, RaiseHand, RestoreHands};
use homeroom_protocol::frame::server::{ClassEvent, ServerFrame};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::PersonId;
use homeroom_tests::clock::within;
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::world::World;
use tokio::task::JoinSet;

/// People, each of whom raises a hand so often and lowers it in between.
const PEOPLE: usize = 40;
const RAISES: usize = 25;
const PATIENCE: Duration = Duration::from_secs(60);

/// The order of hands as a page keeps it, and every raise it was told of.
#[derive(Default)]
struct Order {
    up: Vec<PersonId>,
    raised: Vec<PersonId>,
    acked: usize,
    refused: usize,
}

impl Order {
    fn takes(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Entry(entry) => {
                for event in entry.events {
                    match event {
                        FeedEvent::Class(ClassEvent::HandRaised { hand }) => {
                            self.up.push(hand.person);
                            self.raised.push(hand.person);
                        }
                        FeedEvent::Class(ClassEvent::HandLowered { person }) => self.up.retain(|up| *up != person),
                        FeedEvent::Class(_) | FeedEvent::Staff(_) => {}
                    }
                }
            }
            ServerFrame::Ack(_) => self.acked += 1,
            ServerFrame::Refused(_) => self.refused += 1,
            ServerFrame::Welcome(_)
            | ServerFrame::Signal(_)
            | ServerFrame::You(_)
            | ServerFrame::Reconnect(_)
            | ServerFrame::Bye(_) => {}
        }
    }
}

/// Raises and lowers, and sees what all do.
async fn raises(mut socket: Socket) -> (Order, Socket) {
    let mut order = Order::default();
    let wishes = 2 * RAISES - 1;
    for n in 0..wishes {
        let wish =
            if n % 2 == 0 { Request::RaiseHand(RaiseHand {}) } else { Request::LowerHand(LowerHand { person: None }) };
        socket.send(wish).await;
        while order.acked + order.refused <= n {
            if let Seen::Frame(frame) = socket.next().await {
                order.takes(*frame);
            }
        }
    }
    (order, socket)
}

async fn sees_all(mut order: Order, mut socket: Socket, raises: usize) -> (Order, Socket) {
    while order.raised.len() < raises {
        let seen = within(PATIENCE, "every raise is told of", socket.next()).await;
        if let Seen::Frame(frame) = seen {
            order.takes(*frame);
        }
    }
    (order, socket)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_hands_that_go_up_at_once_stand_in_one_order_for_everybody() {
    let world = World::open().await;
    let session = world.session(u32::try_from(PEOPLE).unwrap()).await;
    let mut sockets = Vec::new();
    for n in 0..PEOPLE {
        sockets.push(world.student(&format!("Student {n}")).await.enter(session).await.1);
    }
    let (teacher, mut crowd) = (world.teacher().await, JoinSet::new());
    for socket in sockets {
        crowd.spawn(async move {
            let (order, socket) = raises(socket).await;
            sees_all(order, socket, PEOPLE * RAISES).await
        });
    }
    let mut all = Vec::new();
    while let Some(one) = crowd.join_next().await {
        all.push(one.unwrap());
    }
    assert!(all.iter().all(|(order, _)| order.refused == 0), "nobody was refused");
    let (first, _) = &all[0];
    assert_eq!((first.raised.len(), first.up.len()), (PEOPLE * RAISES, PEOPLE));
    assert!(all.iter().all(|(order, _)| order.raised == first.raised && order.up == first.up), "one order");
    // Who comes later has the same, and one word lowers all of them.
    let (_, mut teaching) = teacher.enter(session).await;
    let hands = teaching.welcome().unwrap().view.as_ref().unwrap().floor.hands.clone();
    assert!(hands.iter().map(|hand| hand.person).eq(first.up.iter().copied()));
    let id = teaching.send(Request::LowerHands(LowerHands::default())).await;
    teaching.outcome(id).await.unwrap();
    let (_, mut again) = teacher.enter(session).await;
    assert_eq!(again.welcome().unwrap().view.as_ref().unwrap().floor.hands, []);
    // It was the wrong button: another word puts all of them where they were.
    let id = again.send(Request::RestoreHands(RestoreHands {})).await;
    again.outcome(id).await.unwrap();
    let (_, again) = teacher.enter(session).await;
    assert_eq!(again.welcome().unwrap().view.as_ref().unwrap().floor.hands, hands);
}
