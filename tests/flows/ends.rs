//! How a class ends, and for whom.

use homeroom_protocol::frame::client::{End, Request};
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::refusal::Code;
use homeroom_tests::journal;
use homeroom_tests::world::World;

#[tokio::test]
async fn the_teacher_ends_the_class_for_everybody() {
    let world = World::open().await;
    let session = world.session(1).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let mira = world.student("Mira").await;
    let (_, mut seated) = mira.enter(session).await;
    let (_, mut watching) = world.student("Jonah").await.enter(session).await;

    let ending = teaching.send(Request::End(End {})).await;
    for socket in [&mut seated, &mut watching] {
        assert_eq!(socket.entry().await.events, [ClassEvent::Ended { by_teacher: true }]);
        assert_eq!(socket.closed().await, 1000);
    }
    assert!(teaching.outcome(ending).await.is_ok());
    assert_eq!(teaching.closed().await, 1000);

    let refused = mira.try_join(session).await;
    assert_eq!((refused.status, refused.problem().code), (410, Code::Over));
    let events = journal::events(&world.store, session).await;
    assert!(matches!(events.last(), Some(homeroom_protocol::journal::v1::SessionEvent::Ended { by: Some(_), .. })));
}

#[tokio::test]
async fn a_student_cannot_end_the_class() {
    let world = World::open().await;
    let session = world.session(1).await;
    let (_, mut socket) = world.student("Mira").await.enter(session).await;
    let ending = socket.send(Request::End(End {})).await;
    let problem = socket.outcome(ending).await.unwrap_err();
    assert_eq!(problem.code, Code::NotPermitted);
    assert!(problem.explain.is_some(), "the table says why");
    assert!(socket.say("it goes on").await.is_ok());
}
