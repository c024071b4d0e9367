//! Why one may not, asked over REST and held against what the socket says: given a class, when somebody asks what they may,
//! then they read the rule and its end, staff read it of them, and nobody reads it of anybody else.

use std::time::Duration;

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::floor::{Lock, Lockable};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::permit::{CommandKind, Phase, Role, Rule, Tier};
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::may::{May, MayNot};
use homeroom_storage::sessions::{self, SessionRow};
use homeroom_tests::clock::{now, uuid};
use homeroom_tests::person::Person;
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;

const AN_HOUR: Duration = Duration::from_secs(3_600);

async fn asks(asker: &Person, session: SessionId, of: Option<&str>) -> Answer {
    let of = of.map(|person| format!("?person={person}")).unwrap_or_default();
    asker.with_token(Ask::get(&format!("/v1/sessions/{session}/may{of}"))).send(asker.server).await
}

async fn may(asker: &Person, session: SessionId, of: Option<PersonId>) -> May {
    asks(asker, session, of.map(|person| person.to_string()).as_deref()).await.good()
}

fn not(may: &May, what: CommandKind) -> MayNot {
    may.may_not.iter().find(|not| not.what == what).cloned().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_student_reads_the_rule_that_then_refuses_them_and_staff_read_it_of_them() {
    let world = World::open().await;
    let session = world.session(3).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let otto = world.student("Otto").await;
    let (_, mut at_otto) = otto.enter(session).await;
    let before = may(&otto, session, None).await;
    assert_eq!((before.role, before.tier, before.phase), (Some(Role::Student), Some(Tier::Seated), Phase::Live));
    assert!(before.may.contains(&CommandKind::Say) && before.may.contains(&CommandKind::RaiseHand));
    at_otto.say("once").await.unwrap();
    for wish in [
        Request::SetChat(ChatRules { slow_seconds: 60, paused: false, review: false }),
        Request::Lock(Lock { what: Lockable::RaiseHand, locked: true, person: Some(otto.id), seconds: Some(600) }),
    ] {
        let id = teaching.send(wish).await;
        teaching.outcome(id).await.unwrap();
    }
    let told = may(&otto, session, None).await;
    let (slow, hand) = (not(&told, CommandKind::Say), not(&told, CommandKind::RaiseHand));
    assert_eq!((slow.rule, hand.rule), (Some(Rule::Slow), Some(Rule::LockedAlone)));
    let left = slow.until.unwrap().since(told.server_time);
    assert_eq!(slow.problem.retry_after_ms, u64::try_from(left.as_millis()).ok());
    assert!(hand.until.unwrap() > told.server_time);
    assert_eq!(not(&told, CommandKind::End).rule, Some(Rule::Role));
    let refused = at_otto.say("twice").await.unwrap_err();
    assert_eq!((refused.code, slow.problem.code), (Code::TooOften, Code::TooOften));
    let id = at_otto.send(Request::RaiseHand(Default::default())).await;
    assert_eq!(*at_otto.outcome(id).await.unwrap_err(), hand.problem);
    let of_him = may(&teacher, session, Some(otto.id)).await;
    assert_eq!((of_him.person_id, not(&of_him, CommandKind::RaiseHand)), (otto.id, hand));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_others_only_staff_ask_and_who_is_not_in_is_told_that() {
    let world = World::open().await;
    let session = world.session(3).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, _at_otto) = otto.enter(session).await;
    let of_another = asks(&otto, session, Some(&mira.id.to_string())).await;
    assert_eq!((of_another.status, of_another.problem().code), (403, Code::NotPermitted));
    assert_eq!(asks(&otto, session, Some(&otto.id.to_string())).await.status, 200, "by one's own id");
    assert_eq!(asks(&otto, session, Some("somebody")).await.problem().code, Code::Invalid);
    let hers = may(&mira, session, None).await;
    assert_eq!((hers.role, hers.tier, hers.may.as_slice()), (None, None, [CommandKind::Leave].as_slice()));
    assert!(hers.may_not.iter().all(|not| not.rule == Some(Rule::NotHere)));
    let row = world.planned(3);
    let to_come = SessionRow { starts_at: now().plus(AN_HOUR), ends_at: now().plus(2 * AN_HOUR), ..row };
    sessions::put(&world.store, &to_come).await.unwrap();
    let long_before = may(&mira, to_come.id, None).await;
    assert_eq!((long_before.phase, long_before.tier), (Phase::Announced, None));
    let stranger = world.stranger("Zoe").await;
    let stranger = world.sign_in(stranger).await;
    assert_eq!(asks(&stranger, session, None).await.problem().code, Code::NotFound);
    assert_eq!(asks(&otto, SessionId(uuid()), None).await.problem().code, Code::NotFound);
}
