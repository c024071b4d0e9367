//! Locks for one person, over real sockets: given a class, when staff close or open something for one of it, then they are
//! told until when and why, staff see it, the others see nothing of it, and it ends by itself.

use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::floor::{ClearLock, Lock, Lockable, RaiseHand};
use homeroom_protocol::frame::server::{ServerFrame, You};
use homeroom_protocol::frame::staff::{Exception, FeedEvent, StaffEvent};
use homeroom_protocol::limits::LOCK_SECONDS_MIN;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::Code;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

async fn you(socket: &mut Socket, wanted: impl Fn(&You) -> bool) -> You {
    let told = |frame| if let ServerFrame::You(you) = frame { Some(you).filter(&wanted) } else { None };
    socket.find("one's own", told).await
}

async fn exception(socket: &mut Socket) -> Exception {
    let told = |frame| {
        let ServerFrame::Entry(entry) = frame else { return None };
        entry.events.into_iter().find_map(|event| match event {
            FeedEvent::Staff(StaffEvent::Exception { exception }) => Some(exception),
            FeedEvent::Staff(_) | FeedEvent::Class(_) => None,
        })
    };
    socket.find("who is an exception", told).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_locked_alone_is_told_until_when_and_may_again_when_it_is_over() {
    let world = World::open().await;
    let session = world.session(3).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, mut at_otto) = otto.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let lock = |locked, seconds| Request::Lock(Lock { what: Lockable::Chat, locked, person: Some(otto.id), seconds });
    let id = teaching.send(lock(true, Some(LOCK_SECONDS_MIN))).await;
    let shown = exception(&mut teaching).await;
    teaching.outcome(id).await.unwrap();
    assert_eq!((shown.person, shown.name.as_str(), shown.locks.len()), (otto.id, "Otto", 1));
    let told = you(&mut at_otto, |you| !you.locks.is_empty()).await;
    assert_eq!(told.locks, shown.locks);
    assert!(told.locks[0].until.is_some() && !told.may.contains(&CommandKind::Say));
    let refused = at_otto.say("I am not heard").await.unwrap_err();
    assert_eq!(
        (refused.code, refused.explain.as_deref()),
        (Code::NotPermitted, Some("Writing is locked for you for now."))
    );
    at_mira.say("I am").await.unwrap();
    // Its time is up.
    let told = you(&mut at_otto, |you| you.locks.is_empty()).await;
    assert!(told.may.contains(&CommandKind::Say));
    assert_eq!(exception(&mut teaching).await.locks, []);
    at_otto.say("now I am too").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_may_what_is_locked_for_all_until_staff_take_it_back_and_a_later_view_has_it() {
    let world = World::open().await;
    let session = world.session(3).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let otto = world.student("Otto").await;
    let (_, mut at_otto) = otto.enter(session).await;
    let lock = |locked, person| Lock { what: Lockable::RaiseHand, locked, person, seconds: None };
    for wish in [lock(true, None), lock(false, Some(otto.id))] {
        let id = teaching.send(Request::Lock(wish)).await;
        teaching.outcome(id).await.unwrap();
    }
    let id = at_otto.send(Request::RaiseHand(RaiseHand {})).await;
    at_otto.outcome(id).await.unwrap();
    let (_, mut again) = teacher.enter(session).await;
    let view = again.welcome().unwrap().view.clone().unwrap();
    assert_eq!(view.staff.unwrap().exceptions.iter().map(|one| one.person).collect::<Vec<_>>(), [otto.id]);
    assert_eq!(view.floor.locks, [Lockable::RaiseHand]);
    let id = again.send(Request::ClearLock(ClearLock { person: otto.id, what: Lockable::RaiseHand })).await;
    again.outcome(id).await.unwrap();
    let told = you(&mut at_otto, |you| you.locks.is_empty()).await;
    assert!(!told.may.contains(&CommandKind::RaiseHand));
}
