//! What somebody holds at the door, and what becomes of it during the hour.

use std::time::Duration;

use homeroom_protocol::entitlement::{Basis, Because};
use homeroom_protocol::frame::client::{Leave, Request};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::Outcome;

use super::scene::{Scene, id};
use crate::kit::clock::Clock;

/// From the scene's beginning, five minutes after the class's, to twenty minutes after it.
const UNTIL_TWENTY_PAST: Duration = Duration::from_secs(15 * 60);

#[tokio::test]
async fn a_grant_that_ends_at_twenty_past_leaves_the_class_alone_and_the_next_join_is_refused() {
    let scene = Scene::begin(Clock::cranked(Clock::system().now()), 5).await;
    let (mira, tomas) = (scene.person("Mira", Role::Student).await, scene.person("Tomas", Role::Student).await);
    let until = scene.clock.now().plus(UNTIL_TWENTY_PAST);
    for person in [mira, tomas] {
        scene.end_grants_at(person, until).await;
    }
    let joined = scene.join(mira).await.unwrap();
    let entitlement = &joined.entitlement;
    assert_eq!((entitlement.reason, entitlement.source), (Because::Subscription, Some(Basis::Fresh)));
    assert_eq!((entitlement.until, entitlement.expires, entitlement.age_ms), (Some(until), Some(until), Some(0)));
    let mut socket = scene.enter(mira).await;
    socket.welcome().await;

    scene.clock.crank(UNTIL_TWENTY_PAST);
    let said = socket.say("still here");
    assert!(socket.answer(said).await.is_ok());
    // A page asks again for a fresh media token, or because it was loaded anew.
    let again = scene.join(mira).await.unwrap();
    assert_eq!((again.outcome, again.seat, again.entitlement.reason), (Outcome::Seated, Some(1), Because::Admitted));
    let said = socket.say("and now");
    assert!(socket.answer(said).await.is_ok());

    let command = CommandId(id(&scene.clock));
    let body = homeroom_protocol::rest::join::Join { session_id: scene.session, other_device: None };
    let refusal = scene.sessions().join(tomas, command, "digest".into(), body).await.unwrap_err();
    let problem = refusal.problem(None);
    assert_eq!((problem.code, problem.decision_id), (Code::NotEntitled, Some(command.0)));
    let entitlement = problem.entitlement.unwrap();
    assert_eq!((entitlement.reason, entitlement.until), (Because::Ended, Some(until)));
    assert!(entitlement.source == Some(Basis::Fresh) && entitlement.age_ms.is_some());

    let leaves = CommandId(id(&scene.clock));
    socket.ask(leaves, Request::Leave(Leave {})).unwrap();
    socket.answer(leaves).await.unwrap();
    let refusal = scene.join(mira).await.unwrap_err();
    assert_eq!(refusal.code, Code::NotEntitled, "who left and comes again joins anew");
}

#[tokio::test]
async fn whom_nothing_lets_in_wakes_no_class() {
    let scene = Scene::begin(Clock::system(), 5).await;
    let other = scene.person("Mira", Role::Student).await;
    scene.end_grants(other).await;
    assert_eq!(scene.join(other).await.unwrap_err().code, Code::NotEntitled);
    assert!(scene.sessions().directory.running(scene.session).is_none());
}

#[tokio::test]
async fn who_gives_the_class_enters_by_their_role_and_a_class_that_is_over_says_so_with_the_decision() {
    let scene = Scene::begin(Clock::cranked(Clock::system().now()), 5).await;
    let (iva, mira) = (scene.person("Ms. Iva", Role::Teacher).await, scene.person("Mira", Role::Student).await);
    let joined = scene.join(iva).await.unwrap();
    assert_eq!(joined.entitlement.reason, Because::Teaches);
    scene.clock.crank(Duration::from_secs(2 * 60 * 60));
    let problem = scene.join(mira).await.unwrap_err().problem(None);
    assert_eq!(problem.code, Code::Over);
    assert!(problem.decision_id.is_some());
    assert_eq!(problem.entitlement.unwrap().reason, Because::Subscription);
}
