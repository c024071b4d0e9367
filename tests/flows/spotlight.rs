//! The spotlight, over real sockets: given a class of which somebody only watches, when staff put a student in the
//! spotlight, then everybody has it by name, whoever comes later and after a crash too, until the student goes.

use homeroom_protocol::frame::client::{Leave, Request};
use homeroom_protocol::frame::server::{ClassEvent, ServerFrame};
use homeroom_protocol::frame::spotlight::{Spotlight, Spotlit};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::permit::Tier;
use homeroom_protocol::refusal::Code;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

/// The next that somebody is told of the spotlight.
async fn told(socket: &mut Socket) -> Option<Spotlit> {
    let of = |frame| {
        let ServerFrame::Entry(entry) = frame else { return None };
        entry.events.into_iter().find_map(|event| match event {
            FeedEvent::Class(ClassEvent::Spotlight { spotlight }) => Some(spotlight),
            FeedEvent::Class(_) | FeedEvent::Staff(_) => None,
        })
    };
    socket.find("the spotlight", of).await
}

/// What the picture has that somebody came in with.
fn pictured(socket: &Socket) -> Option<Spotlit> {
    socket.welcome().unwrap().view.as_ref().unwrap().floor.spotlight.clone()
}

fn on(person: Option<PersonId>) -> Request {
    Request::Spotlight(Spotlight { person })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sits_and_who_watches_is_told_who_is_in_the_spotlight_until_they_go() {
    let mut world = World::open().await;
    let session = world.session(1).await;
    let (teacher, mira, ida) = (world.teacher().await, world.student("Mira").await, world.student("Ida").await);
    let (_, mut teaching) = teacher.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut watching) = ida.enter(session).await;
    assert_eq!(watching.welcome().unwrap().you.tier, Tier::Overflow);

    let id = at_mira.send(on(Some(mira.id))).await;
    assert_eq!(at_mira.outcome(id).await.unwrap_err().code, Code::NotPermitted);
    let id = teaching.send(on(Some(ida.id))).await;
    assert_eq!(teaching.outcome(id).await.unwrap_err().code, Code::Invalid, "who watches has no picture");
    let id = teaching.send(on(Some(mira.id))).await;
    let lit = Some(Spotlit { person: mira.id, name: "Mira".into() });
    for socket in [&mut teaching, &mut at_mira, &mut watching] {
        assert_eq!(told(socket).await, lit);
    }
    teaching.outcome(id).await.unwrap();

    world.server.kill();
    world.server.start_again().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut watching) = ida.enter(session).await;
    assert_eq!([&teaching, &at_mira, &watching].map(pictured), [lit.clone(), lit.clone(), lit]);
    at_mira.send(Request::Leave(Leave {})).await;
    for socket in [&mut teaching, &mut watching] {
        assert_eq!(told(socket).await, None);
    }
    let (_, again) = teacher.enter(session).await;
    assert_eq!(pictured(&again), None);
}
