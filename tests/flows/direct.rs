//! A student writes to those who moderate the room, and nobody else hears of it: not on their sockets, not in a picture.

use homeroom_protocol::frame::client::{MakeReport, Request};
use homeroom_protocol::frame::direct::Direct;
use homeroom_protocol::frame::server::{ServerFrame, You};
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::moderation::ReportKind;
use homeroom_protocol::permit::Role;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

async fn own(socket: &mut Socket) -> You {
    socket.find("one's own", |frame| if let ServerFrame::You(you) = frame { Some(you) } else { None }).await
}

#[tokio::test]
async fn a_private_word_is_read_by_its_two_ends_alone_and_found_again_by_both() {
    let world = World::open().await;
    let session = world.session(3).await;
    let petra = world.person("Petra", Role::Moderator).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, mut at_petra) = petra.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;

    let told = at_mira.send(Request::Direct(Direct { to: None, text: "Otto writes to me".to_owned() })).await;
    let event = at_petra.entry().await.events.into_iter().next().unwrap();
    let FeedEvent::Staff(StaffEvent::Direct { item }) = event else { panic!("{event:?}") };
    assert_eq!((item.id, item.with, item.name.as_str()), (told, mira.id, "Mira"));
    assert_eq!(own(&mut at_mira).await.direct, [item]);
    let answer = Direct { to: Some(mira.id), text: "We see to it".to_owned() };
    let answered = at_petra.send(Request::Direct(answer)).await;
    at_petra.outcome(answered).await.unwrap();
    let talk = own(&mut at_mira).await.direct;
    assert_eq!((talk.len(), talk[1].id, talk[1].answer), (2, answered, true));

    // She complains of the answer; what Otto hears next is what is said to all, and nothing before it.
    let report = MakeReport { person: mira.id, message: Some(answered), kind: ReportKind::Other, text: String::new() };
    let report = at_mira.send(Request::Report(report)).await;
    at_mira.outcome(report).await.unwrap();
    let before = at_otto.welcome().unwrap().offset;
    at_petra.say("Welcome, all").await.unwrap();
    let heard = at_otto.entry().await;
    assert_eq!((heard.after, heard.events.len()), (before, 1), "{heard:?}");

    let (_, again) = mira.enter(session).await;
    assert_eq!(again.welcome().unwrap().you.direct, talk);
    let (_, again) = petra.enter(session).await;
    assert_eq!(again.welcome().unwrap().view.clone().unwrap().staff.unwrap().direct, talk);
    let (_, again) = otto.enter(session).await;
    let welcome = serde_json::to_string(again.welcome().unwrap()).unwrap();
    assert!(!welcome.contains("writes to me") && !welcome.contains("see to it"), "{welcome}");
}
