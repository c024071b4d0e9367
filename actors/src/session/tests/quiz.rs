//! How people did in the quiz, through the whole actor into the signed record and what the journal makes of it.

use std::time::Duration;

use homeroom_protocol::attendance::Quiz;
use homeroom_protocol::frame::client::{AskPoll, OnPoll, Request, Vote};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::ATTENDANCE_FILED_AFTER;
use homeroom_protocol::pack::polls::{Poll, PollKind, Right};
use homeroom_protocol::permit::Role;
use homeroom_protocol::poll::{Ask, Audience, Ballot, Shown};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::rest::attendance::Attendance;

use super::attendance::{START, checked, is_what_the_journal_makes, settle};
use super::scene::{Scene, Socket, id};
use crate::kit::clock::Clock;
use crate::session::record::Signatory;

/// A poll whose second choice is right.
fn ask() -> AskPoll {
    let kind = PollKind::Single { choices: ["Rain", "Rivers"].map(str::to_owned).into() };
    let poll = Poll { question: "What carries the salt?".into(), kind };
    let right = Some(Right::Choices { places: vec![2] });
    let shown = Audience { students: Shown::Hidden, staff: Shown::Full };
    AskPoll { ask: Ask { poll, right, anonymous: false, shown }, seconds: None }
}

async fn does(clock: &Clock, socket: &mut Socket, request: Request) -> CommandId {
    let command = CommandId(id(clock));
    socket.ask(command, request).unwrap();
    socket.answer(command).await.unwrap();
    command
}

/// What somebody is told of whom, by name.
async fn scores(scene: &Scene, principal: Principal) -> Vec<(String, Option<Quiz>)> {
    let Attendance { people, .. } = scene.sessions().attendance(principal, scene.session).await.unwrap();
    people.into_iter().map(|one| (one.name, one.quiz)).collect()
}

#[tokio::test]
async fn the_signed_record_says_how_each_did_and_everybody_reads_their_own() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 2).await;
    let teacher = scene.person("Ms. Iva", Role::Teacher).await;
    let (mira, otto) = (scene.person("Mira", Role::Student).await, scene.person("Otto", Role::Student).await);
    let mut teaching = scene.teaches(teacher).await;
    let mut sockets = [scene.enter(mira).await, scene.enter(otto).await];
    clock.crank(Duration::from_secs(60));
    let poll = does(&clock, &mut teaching, Request::AskPoll(Box::new(ask()))).await;
    for (socket, place) in sockets.iter_mut().zip([2, 1]) {
        does(&clock, socket, Request::Vote(Vote { poll, ballot: Ballot::Choices(vec![place]) })).await;
    }
    does(&clock, &mut teaching, Request::ClosePoll(OnPoll { poll })).await;
    let own = |name: &str, right| (name.to_owned(), Some(Quiz { answered: 1, asked: 1, right }));
    let everybody = vec![own("Mira", 1), ("Ms. Iva".to_owned(), None), own("Otto", 0)];
    assert_eq!(scores(&scene, teacher).await, everybody, "while it goes on");
    scene.ends(teaching).await;
    settle().await;
    clock.crank(ATTENDANCE_FILED_AFTER);

    let versions = scene.versions(1).await;
    let signatory = Signatory::load(&scene.database.store, &clock).await.unwrap();
    let record = checked(&versions[0], signatory.public());
    let right = |who: Principal| record.people.iter().find(|one| one.person == who.person).unwrap().quiz;
    assert_eq!([teacher, mira, otto].map(|who| right(who).map(|quiz| quiz.right)), [None, Some(1), Some(0)]);
    assert_eq!(scores(&scene, teacher).await, everybody);
    assert_eq!(scores(&scene, mira).await, [own("Mira", 1)]);
    assert_eq!(scores(&scene, otto).await, [own("Otto", 0)]);
    is_what_the_journal_makes(&scene, &signatory).await;
}
