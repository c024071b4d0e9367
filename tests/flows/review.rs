//! Messages that staff look at before the class sees them, on real sockets and over a restart of the server.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::client::{Request, Say};
use homeroom_protocol::frame::review::{Discard, LetThrough};
use homeroom_protocol::frame::server::{Answer, ClassEvent, ServerFrame, You};
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::moderation::ReasonCode;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

async fn event(socket: &mut Socket) -> FeedEvent {
    socket.entry().await.events.into_iter().next().unwrap()
}

async fn own(socket: &mut Socket) -> You {
    socket.find("one's own", |frame| if let ServerFrame::You(you) = frame { Some(you) } else { None }).await
}

async fn writes(socket: &mut Socket, text: &str) -> homeroom_protocol::ids::CommandId {
    let id = socket.send(Request::Say(Say { text: text.to_owned(), reply_to: None })).await;
    let ack = socket.outcome(id).await.unwrap();
    assert!(matches!(ack.data, Some(Answer::Held(_))), "{ack:?}");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_is_seen_by_its_writer_and_staff_alone_and_is_still_there_after_a_crash() {
    let mut world = World::open().await;
    let session = world.session(3).await;
    let petra = world.person("Petra", Role::Moderator).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, mut at_petra) = petra.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;

    let rules = ChatRules { review: true, ..ChatRules::default() };
    let set = at_petra.send(Request::SetChat(rules)).await;
    at_petra.outcome(set).await.unwrap();
    assert_eq!(event(&mut at_otto).await, ClassEvent::ChatSet { rules }.into());

    let first = writes(&mut at_mira, "May I?").await;
    let second = writes(&mut at_mira, "This is boring").await;
    let third = writes(&mut at_mira, "Sorry").await;
    let FeedEvent::Staff(StaffEvent::MessageHeld { held }) = event(&mut at_petra).await else {
        panic!("nothing to look at")
    };
    assert_eq!((held.item.id, held.item.name.as_str()), (first, "Mira"));
    let through = at_otto.send(Request::LetThrough(LetThrough { message: first })).await;
    assert_eq!(at_otto.outcome(through).await.unwrap_err().code, Code::NotPermitted);

    world.server.kill();
    world.server.start_again().await;
    let (_, mut at_petra) = petra.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;
    let waits = at_petra.welcome().unwrap().view.clone().unwrap().staff.unwrap().messages;
    assert_eq!(waits.iter().map(|held| held.item.id).collect::<Vec<_>>(), [first, second, third]);
    let mine = at_mira.welcome().unwrap().you.held.clone();
    assert_eq!(
        mine.iter().map(|one| (one.message, one.discarded)).collect::<Vec<_>>(),
        [(first, None), (second, None), (third, None)]
    );
    let theirs = at_otto.welcome().unwrap();
    assert_eq!((theirs.you.held.len(), theirs.view.as_ref().unwrap().chat.items.len()), (0, 0));
    assert!(theirs.view.as_ref().unwrap().staff.is_none());

    let wish = Discard { message: second, reason: ReasonCode::Insult };
    let discard = at_petra.send(Request::Discard(wish)).await;
    at_petra.outcome(discard).await.unwrap();
    assert_eq!(own(&mut at_mira).await.held[1].discarded, Some(ReasonCode::Insult));
    let through = at_petra.send(Request::LetThrough(LetThrough { message: first })).await;
    at_petra.outcome(through).await.unwrap();
    // The next that the class is told of after the rules is this: of what is held or discarded it is told nothing.
    let FeedEvent::Class(ClassEvent::Said { item }) = event(&mut at_otto).await else { panic!("it was not said") };
    assert_eq!((item.id, item.text.as_str()), (first, "May I?"));
    let again = at_petra.send(Request::LetThrough(LetThrough { message: first })).await;
    assert_eq!(at_petra.outcome(again).await.unwrap_err().errors[0].code, "not_there");
    assert_eq!(own(&mut at_mira).await.held.len(), 2, "one discarded, one waits");
    let page = at_otto.history(None, None).await.unwrap();
    assert_eq!(page.items.len(), 1);
}
