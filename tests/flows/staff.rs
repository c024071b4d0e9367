//! Who gives the class sees more of it than who takes part, on the same socket and with the same promises.

use homeroom_protocol::frame::client::{Hello, Lift, MakeSanction, Request, Say};
use homeroom_protocol::frame::server::Entry;
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

fn is_staffs(entry: &Entry) -> bool {
    entry.events.iter().any(|event| matches!(event, FeedEvent::Staff(_)))
}

#[tokio::test]
async fn what_only_staff_see_reaches_them_alone_and_a_lost_connection_loses_none_of_it() {
    let world = World::open().await;
    let session = world.session(2).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let otto = world.student("Otto").await;
    let (_, mut at_otto) = otto.enter(session).await;
    let before = teaching.welcome().unwrap().clone();
    assert_eq!(before.view.as_ref().unwrap().staff.as_ref().map(|staff| staff.sanctions.len()), Some(0));
    assert_eq!(at_otto.welcome().unwrap().view.as_ref().unwrap().staff, None);

    let mute = MakeSanction {
        person: otto.id,
        measure: Measure::Mute,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: Some(5),
        reason: ReasonCode::Flood,
    };
    let id = teaching.send(Request::Sanction(mute)).await;
    let muted = teaching.entry().await;
    let [FeedEvent::Staff(StaffEvent::Sanctioned { held })] = muted.events.as_slice() else { panic!("{muted:?}") };
    let sanction = held.sanction.id;
    assert_eq!((held.name.as_str(), held.sanction.person), ("Otto", otto.id));
    teaching.outcome(id).await.unwrap();
    teaching.send(Request::Say(Say { text: "Where were we?".into(), reply_to: None })).await;
    let said = teaching.entry().await;
    // Otto hears the message and nothing before it: his feed has a chain of its own.
    let heard = at_otto.entry().await;
    assert!(!is_staffs(&heard) && heard.events == said.events);
    assert_eq!((said.after, heard.offset), (muted.offset, said.offset));
    assert!(heard.after < muted.offset);

    drop(teaching);
    let mut again = Socket::open(world.server.address(), session).await;
    again.hello(Hello::Resume { resume_token: before.resume_token, after: before.offset }).await;
    assert_eq!([again.entry().await, again.entry().await], [muted, said]);
    let lifting = again.send(Request::Lift(Lift { sanction })).await;
    assert_eq!(again.entry().await.events, [StaffEvent::Lifted { sanction, shown: None, question: None }.into()]);
    again.outcome(lifting).await.unwrap();
    at_otto.send(Request::Say(Say { text: "I am here".into(), reply_to: None })).await;
    assert!(!is_staffs(&at_otto.entry().await), "he never saw what is staff's");

    let (_, later) = teacher.enter(session).await;
    let view = later.welcome().unwrap().view.as_ref().unwrap();
    assert_eq!((view.staff.as_ref().unwrap().sanctions.len(), view.chat.items.len()), (0, 2));
}
