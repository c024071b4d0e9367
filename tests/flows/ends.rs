//! How a class ends, and for whom.

use std::time::Duration;

use homeroom_protocol::frame::client::{End, Request};
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::refusal::Code;
use homeroom_tests::clock::within;
use homeroom_tests::journal;
use homeroom_tests::world::World;

/// The end is written to the list after the commit; how long that may take before the test says that it never comes.
const LISTED_PATIENCE: Duration = Duration::from_secs(10);
const LOOKED_AT_EVERY: Duration = Duration::from_millis(50);

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
        assert_eq!(socket.entry().await.events, [ClassEvent::Ended { by_teacher: true }.into()]);
        assert_eq!(socket.closed().await, 1000);
    }
    assert!(teaching.outcome(ending).await.is_ok());
    assert_eq!(teaching.closed().await, 1000);

    let refused = mira.try_join(session).await;
    assert_eq!((refused.status, refused.problem().code), (410, Code::Over));
    let events = journal::events(&world.store, session).await;
    let Some(SessionEvent::Ended { at, by: Some(_) }) = events.last() else { panic!("it ended, by somebody") };

    // Its list of classes knows as well, and does not say that it goes on until its planned end.
    within(LISTED_PATIENCE, "the list of classes to know of the end", async {
        while mira.classes().await.iter().any(|class| class.session_id == session && class.ends_at != *at) {
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
    })
    .await;
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
