//! What is said is answered, changed and taken back, and the class writes slowly or not at all, on real sockets.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::chat::{DeleteMessage, EditMessage};
use homeroom_protocol::frame::client::{Hello, Request, Say};
use homeroom_protocol::frame::review::Revisions;
use homeroom_protocol::frame::server::{Answer, ClassEvent};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_storage::audit::{self, Which};
use homeroom_tests::clock::until;
use homeroom_tests::socket::{PATIENCE, Socket};
use homeroom_tests::world::World;

async fn event(socket: &mut Socket) -> ClassEvent {
    let of_class = |event| match event {
        FeedEvent::Class(event) => Some(event),
        FeedEvent::Staff(_) => None,
    };
    socket.entry().await.events.into_iter().find_map(of_class).unwrap()
}

#[tokio::test]
async fn a_message_is_answered_changed_and_taken_back_for_all_and_for_who_comes_later() {
    let world = World::open().await;
    let session = world.session(2).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;
    let before = at_otto.welcome().unwrap().clone();

    let message = at_mira.say("Why is the see salt?").await.unwrap().id;
    assert!(matches!(event(&mut at_otto).await, ClassEvent::Said { item } if item.id == message));
    let say = Say { text: "Rivers".into(), reply_to: Some(message) };
    let answer = at_otto.send(Request::Say(say)).await;
    assert!(matches!(event(&mut at_otto).await, ClassEvent::Said { item } if item.reply_to == Some(message)));
    let edit = EditMessage { message, text: "Why is the sea salt?".into() };
    at_mira.send(Request::Edit(edit.clone())).await;
    let changed = event(&mut at_otto).await;
    assert!(matches!(&changed, ClassEvent::Edited { item } if item.edited && item.text == edit.text));
    at_otto.send(Request::Delete(DeleteMessage { message: answer })).await;
    assert_eq!(event(&mut at_otto).await, ClassEvent::Deleted { message: answer });
    let theirs = at_otto.send(Request::Delete(DeleteMessage { message })).await;
    assert_eq!(at_otto.outcome(theirs).await.unwrap_err().code, Code::NotPermitted);

    let mut again = Socket::open(world.server.address(), session).await;
    again.hello(Hello::Resume { resume_token: before.resume_token, after: before.offset }).await;
    for _ in 0..2 {
        event(&mut again).await;
    }
    assert_eq!(event(&mut again).await, changed, "who was away is told the same");
    let (_, later) = mira.enter(session).await;
    let items = &later.welcome().unwrap().view.as_ref().unwrap().chat.items;
    assert_eq!((items[0].text.as_str(), items[1].text.as_str(), items[1].deleted), ("Why is the sea salt?", "", true));
}

#[tokio::test]
async fn who_watches_over_a_class_reads_what_was_changed_and_taken_back_and_the_audit_has_that_they_did() {
    let world = World::open().await;
    let session = world.session(2).await;
    let petra = world.person("Petra", Role::Moderator).await;
    let (_, mut watching) = petra.enter(session).await;
    let mira = world.student("Mira").await;
    let (_, mut at_mira) = mira.enter(session).await;
    let message = at_mira.say("You cannot count").await.unwrap().id;
    let edit = at_mira.send(Request::Edit(EditMessage { message, text: "You can count".into() })).await;
    at_mira.outcome(edit).await.unwrap();
    let delete = at_mira.send(Request::Delete(DeleteMessage { message })).await;
    at_mira.outcome(delete).await.unwrap();
    let look = watching.send(Request::Revisions(Revisions { message })).await;
    let ack = watching.outcome(look).await.unwrap();
    let Some(Answer::Before(seen)) = ack.data else { panic!("what it said, not {ack:?}") };
    assert_eq!((seen.text.as_str(), seen.before[0].text.as_str()), ("You can count", "You cannot count"));
    let look = at_mira.send(Request::Revisions(Revisions { message })).await;
    assert_eq!(at_mira.outcome(look).await.unwrap_err().code, Code::NotPermitted);
    until(PATIENCE, "the audit has it", async || {
        let kept = audit::list(&world.store, Which { about: None, limit: 100 }).await.unwrap();
        (kept.iter().filter(|kept| kept.what.as_str() == "message.look").count() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn in_slow_mode_the_refusal_says_how_long_to_wait_and_a_pause_is_seen_by_who_comes_later() {
    let world = World::open().await;
    let session = world.session(2).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let mira = world.student("Mira").await;
    let (_, mut at_mira) = mira.enter(session).await;

    let rules = ChatRules { slow_seconds: 300, ..ChatRules::default() };
    let set = teaching.send(Request::SetChat(rules)).await;
    teaching.outcome(set).await.unwrap();
    assert_eq!(event(&mut at_mira).await, ClassEvent::ChatSet { rules });
    at_mira.say("one").await.unwrap();
    let two = at_mira.send(Request::Say(Say { text: "two".into(), reply_to: None })).await;
    let refused = at_mira.outcome(two).await.unwrap_err();
    assert_eq!(refused.code, Code::TooOften);
    assert!(refused.retry_after_ms.is_some_and(|millis| (250_000..=300_000).contains(&millis)), "{refused:?}");

    let rules = ChatRules { slow_seconds: 300, paused: true, review: false };
    let set = teaching.send(Request::SetChat(rules)).await;
    teaching.outcome(set).await.unwrap();
    let otto = world.student("Otto").await;
    let (_, mut at_otto) = otto.enter(session).await;
    assert_eq!(at_otto.welcome().unwrap().view.as_ref().unwrap().chat_rules, rules);
    let said = at_otto.send(Request::Say(Say { text: "hi".into(), reply_to: None })).await;
    assert_eq!(at_otto.outcome(said).await.unwrap_err().code, Code::ChatPaused);
}
