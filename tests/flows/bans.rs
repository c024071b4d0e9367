//! Bans that reach further than the class in which they were made: every door of every class they concern, who sits in one
//! at that moment, what they had reserved, and the end of all that when the ban is lifted.

use std::time::Duration;

use homeroom_protocol::frame::client::{End, Hello, Lift, MakeReport, MakeSanction, Request};
use homeroom_protocol::frame::desk::client::{DeskRequest, OnCase};
use homeroom_protocol::frame::desk::server::CaseState;
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::ids::{CourseId, SanctionId, SessionId};
use homeroom_protocol::limits::BAN_MINUTES_MAX;
use homeroom_protocol::moderation::{Measure, ReasonCode, ReportKind, Scope};
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::Media as JoinedMedia;
use homeroom_protocol::rest::reservation::Standing;
use homeroom_storage::testing::TestDatabase;
use homeroom_storage::{courses, moderators, reservations, sessions, testing};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::media::Media;
use homeroom_tests::person::Person;
use homeroom_tests::socket::{PATIENCE, Socket};
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

/// L14.
const TAKES_HOLD: Duration = Duration::from_secs(2);
const AN_HOUR: Duration = Duration::from_secs(3_600);

/// Two classes of the course, and one of another that Otto watches over.
async fn classes(world: &World, otto: &Person) -> [SessionId; 3] {
    let other = CourseId(uuid());
    courses::put(&world.store, other, "Another course").await.unwrap();
    courses::enrol(&world.store, other, otto.id, Role::Moderator).await.unwrap();
    let elsewhere = sessions_row(world, other);
    sessions::put(&world.store, &elsewhere).await.unwrap();
    [world.session(3).await, world.session(3).await, elsewhere.id]
}

fn sessions_row(world: &World, course: CourseId) -> sessions::SessionRow {
    sessions::SessionRow { course, ..world.planned(3) }
}

/// Somebody of the staff bans a person in the room, until it is lifted.
async fn bans(staff: &mut Socket, person: &Person, scope: Scope) -> SanctionId {
    bans_for(staff, person, scope, None).await
}

async fn bans_for(staff: &mut Socket, person: &Person, scope: Scope, minutes: Option<u32>) -> SanctionId {
    let (measure, reason) = (Measure::Ban, ReasonCode::Threat);
    let ban = MakeSanction { person: person.id, measure, scope, mutes: None, message: None, minutes, reason };
    let id = staff.send(Request::Sanction(ban)).await;
    let made = staff.entry().await;
    staff.outcome(id).await.unwrap();
    made.events
        .iter()
        .find_map(|event| match event {
            FeedEvent::Staff(StaffEvent::Sanctioned { held }) => Some(held.sanction.id),
            FeedEvent::Staff(_) | FeedEvent::Class(_) => None,
        })
        .unwrap()
}

async fn lifts(staff: &mut Socket, sanction: SanctionId) {
    let id = staff.send(Request::Lift(Lift { sanction })).await;
    staff.outcome(id).await.unwrap();
}

/// With which code a person is refused at a door; `None`: they are in.
async fn door(person: &Person, session: SessionId) -> Option<Code> {
    let answer = person.try_join(session).await;
    (answer.status != 200).then(|| answer.problem().code)
}

async fn opens(person: &Person, session: SessionId) {
    until(TAKES_HOLD, "the door opens", async || door(person, session).await.is_none().then_some(())).await;
}

async fn shuts(person: &Person, session: SessionId, code: Code) {
    until(TAKES_HOLD, "the door shuts", async || (door(person, session).await == Some(code)).then_some(())).await;
}

/// Asks for what is kept of a class.
async fn kept(person: &Person, session: SessionId) -> Answer {
    person.with_token(Ask::get(&format!("/v1/sessions/{session}/chapters"))).send(person.server).await
}

/// Asks what one may in a class.
async fn may(person: &Person, session: SessionId) -> Answer {
    person.with_token(Ask::get(&format!("/v1/sessions/{session}/may"))).send(person.server).await
}

async fn closed_in_time(socket: &mut Socket) {
    let closed = timeout(TAKES_HOLD, socket.closed()).await;
    assert_eq!(closed.unwrap_or_default(), 4403, "closed in time, and with the reason");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_from_the_series_shuts_every_class_of_the_course_and_no_other_until_it_is_lifted() {
    let world = World::open().await;
    let otto = world.student("Otto").await;
    let [here, next, elsewhere] = classes(&world, &otto).await;
    let to_come =
        sessions::SessionRow { starts_at: now().plus(AN_HOUR), ends_at: now().plus(2 * AN_HOUR), ..world.planned(3) };
    sessions::put(&world.store, &to_come).await.unwrap();
    let (_, mut teaching) = world.teacher().await.enter(here).await;
    let (_, mut at_here) = otto.enter(here).await;
    let tablet = world.sign_in(otto.id).await;
    let (_, mut at_next) = tablet.enter(next).await;
    let ticket = tablet.join(next).await.ticket;
    let welcome = at_next.welcome().unwrap().clone();
    let (_, mut at_elsewhere) = otto.enter(elsewhere).await;
    let reserving = async || otto.reserve_request(to_come.id, &uuid().to_string()).send(otto.server).await;
    assert_eq!(reserving().await.status, 200);

    let sanction = bans(&mut teaching, &otto, Scope::Series).await;
    for socket in [&mut at_here, &mut at_next] {
        closed_in_time(socket).await;
    }
    for session in [here, next, to_come.id] {
        shuts(&otto, session, Code::BannedFromCourse).await;
    }
    for hello in [Hello::Ticket { ticket }, Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset }]
    {
        let mut again = Socket::open(world.server.address(), next).await;
        again.hello(hello).await;
        assert_eq!(again.closed().await, 4403);
    }
    assert_eq!(reserving().await.problem().code, Code::BannedFromCourse);
    for session in [here, to_come.id] {
        assert_eq!(kept(&otto, session).await.problem().code, Code::BannedFromCourse);
        assert_eq!(may(&otto, session).await.problem().code, Code::BannedFromCourse);
    }
    until(TAKES_HOLD, "the reserved seat is free", async || {
        let rows = reservations::of_person(&world.store, otto.id, now()).await.unwrap();
        let mine = rows.into_iter().find(|mine| mine.row.session == to_come.id)?;
        (mine.row.standing == Standing::Gone).then_some(())
    })
    .await;
    assert!(at_elsewhere.say("Another course is another matter.").await.is_ok());

    lifts(&mut teaching, sanction).await;
    opens(&otto, here).await;
    opens(&tablet, next).await;
    assert_eq!(reserving().await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_whose_class_is_over_is_lifted_by_whoever_may_run_verbs() {
    let world = World::open().await;
    let otto = world.student("Otto").await;
    let [here, next, _] = classes(&world, &otto).await;
    let (_, mut teaching) = world.teacher().await.enter(here).await;
    otto.enter(here).await;
    let sanction = bans(&mut teaching, &otto, Scope::Series).await.to_string();
    shuts(&otto, next, Code::BannedFromCourse).await;
    let id = teaching.send(Request::End(End {})).await;
    teaching.outcome(id).await.unwrap();
    let verb = |words: &[&str]| tokio::task::block_in_place(|| world.server.verb(&[&["ban"], words].concat()));
    let (code, listed) = verb(&["list", &otto.id.to_string(), "--json"]);
    assert_eq!((code, listed.contains(&sanction), listed.contains(r#""scope":"series""#)), (Some(0), true, true));
    let lift = ["lift", &*sanction, "--reason", "it was his brother", "--staff", "ana"];
    assert_eq!(verb(&lift).0, Some(0));
    opens(&otto, next).await;
    assert_eq!(
        may(&otto, here).await.status,
        200,
        "the class that is over does not go on saying what only the table knows"
    );
    assert_eq!(verb(&lift).0, Some(5), "it was lifted before");
    assert_eq!(verb(&["lift", &uuid().to_string(), "--reason", "none", "--staff", "ana"]).0, Some(3));
    assert_eq!(verb(&["list", &otto.id.to_string(), "--json"]), (Some(0), String::new()));
}

/// Every ban there is has ended: nothing else is written, and nobody is woken for it.
async fn they_end(database: &TestDatabase) {
    database.execute("update ban set until = since").await;
}

/// How long somebody is told at a door that it is still, in milliseconds.
async fn left(person: &Person, session: SessionId) -> u64 {
    let problem = person.try_join(session).await.problem();
    let until = problem.detail.unwrap();
    assert!(until.contains(" until 20") && until.ends_with("Z."), "{until}");
    problem.retry_after_ms.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_from_the_series_with_an_end_shuts_the_doors_and_opens_them_by_itself() {
    let database = testing::database().await;
    let world = World::with(&database.url, database.store.clone(), &[]).await;
    let otto = world.student("Otto").await;
    let [here, next, _] = classes(&world, &otto).await;
    let (_, mut teaching) = world.teacher().await.enter(here).await;
    let (_, mut at_here) = otto.enter(here).await;
    let tablet = world.sign_in(otto.id).await;
    let (_, mut at_next) = tablet.enter(next).await;
    // Who has gone is known by what they said.
    at_here.say("I was here.").await.unwrap();
    teaching.entry().await;
    let sanction = bans_for(&mut teaching, &otto, Scope::Series, Some(10)).await.to_string();
    for socket in [&mut at_here, &mut at_next] {
        closed_in_time(socket).await;
    }
    shuts(&otto, next, Code::BannedFromCourse).await;
    for session in [here, next] {
        assert!((1..=600_000).contains(&left(&otto, session).await), "ten minutes of it at most");
    }
    let verb = |words: &[&str]| tokio::task::block_in_place(|| world.server.verb(&[&["ban"], words].concat()));
    let (code, listed) = verb(&["list", &otto.id.to_string()]);
    assert_eq!((code, listed.contains(&sanction), listed.contains(", until 20")), (Some(0), true, true), "{listed}");

    they_end(&database).await;
    opens(&otto, next).await;
    assert_eq!(kept(&otto, next).await.status, 200);
    assert_eq!(verb(&["list", &otto.id.to_string()]), (Some(0), String::new()));
    let lift = ["lift", &*sanction, "--reason", "it was his brother", "--staff", "ana"];
    assert_eq!(verb(&lift).0, Some(5), "there is nothing to lift");
    // The class it was made in keeps it by itself, to the end that was said.
    assert_eq!(door(&otto, here).await, Some(Code::BannedFromCourse));
    // A second ban is another one, and holds.
    bans_for(&mut teaching, &otto, Scope::Series, Some(60)).await;
    shuts(&otto, next, Code::BannedFromCourse).await;
    assert!(left(&otto, next).await > 3_500_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_that_the_desk_makes_for_a_day_is_told_at_every_door_and_ends_there() {
    let database = testing::database().await;
    let world = World::with(&database.url, database.store.clone(), &[]).await;
    let otto = world.student("Otto").await;
    let [here, next, elsewhere] = classes(&world, &otto).await;
    let (_, mut teaching) = world.teacher().await.enter(here).await;
    otto.enter(here).await;
    let report = MakeReport { person: otto.id, message: None, kind: ReportKind::Threat, text: String::new() };
    let id = teaching.send(Request::Report(report)).await;
    teaching.outcome(id).await.unwrap();
    let sam = world.stranger("Sam").await;
    moderators::appoint(&world.store, sam).await.unwrap();
    let mut at_desk = DeskSocket::enter(&world.sign_in(sam).await).await;
    let case = at_desk.until("the case", |row| row.state == CaseState::Open).await.id;
    let id = teaching.send(Request::End(End {})).await;
    teaching.outcome(id).await.unwrap();
    at_desk.claim(case).await.unwrap();
    let wrong = at_desk.ban_for(case, Scope::Platform, Some(BAN_MINUTES_MAX + 1)).await.unwrap_err();
    assert_eq!((wrong.code, &*wrong.errors[0].pointer), (Code::Invalid, "/minutes"));
    at_desk.ban_for(case, Scope::Platform, Some(24 * 60)).await.unwrap();
    for session in [next, elsewhere] {
        shuts(&otto, session, Code::BannedFromPlatform).await;
        assert!((86_000_000..=86_400_000).contains(&left(&otto, session).await));
    }
    they_end(&database).await;
    for session in [next, elsewhere] {
        opens(&otto, session).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_from_one_class_shuts_no_other() {
    let world = World::open().await;
    let otto = world.student("Otto").await;
    let [here, next, _] = classes(&world, &otto).await;
    let (_, mut teaching) = world.teacher().await.enter(here).await;
    let (_, mut at_here) = otto.enter(here).await;
    bans(&mut teaching, &otto, Scope::Session).await;
    closed_in_time(&mut at_here).await;
    assert_eq!(door(&otto, here).await, Some(Code::Banned));
    opens(&otto, next).await;
    assert_eq!(kept(&otto, here).await.problem().code, Code::Banned, "what is kept of the class is shut too");
    assert_eq!(may(&otto, here).await.problem().code, Code::Banned, "as at the door");
    assert_eq!(kept(&otto, next).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_bans_from_the_platform_after_a_class_too_and_undone_it_is_as_if_nothing_was() {
    let mut world = World::open().await;
    let otto = world.student("Otto").await;
    let [here, next, elsewhere] = classes(&world, &otto).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(here).await;
    otto.enter(here).await;
    let report = MakeReport { person: otto.id, message: None, kind: ReportKind::Threat, text: String::new() };
    let id = teaching.send(Request::Report(report)).await;
    teaching.outcome(id).await.unwrap();
    let sam = world.stranger("Sam").await;
    moderators::appoint(&world.store, sam).await.unwrap();
    let sam = world.sign_in(sam).await;
    let mut petra = DeskSocket::enter(&world.person("Petra", Role::Moderator).await).await;
    let mut at_desk = DeskSocket::enter(&sam).await;
    let case = at_desk.until("the case", |row| row.state == CaseState::Open).await.id;
    // The class is over when it is decided.
    let id = teaching.send(Request::End(End {})).await;
    teaching.outcome(id).await.unwrap();
    petra.until("the case", |row| row.id == case).await;
    petra.claim(case).await.unwrap();
    assert_eq!(petra.ban(case, Scope::Platform).await.unwrap_err().code, Code::NotPermitted);
    petra.ask(DeskRequest::Release(OnCase { case })).await.unwrap();
    at_desk.until("it is free", |row| row.id == case && row.state == CaseState::Open).await;

    let (_, mut at_next) = otto.enter(next).await;
    let (_, mut at_elsewhere) = otto.enter(elsewhere).await;
    at_desk.claim(case).await.unwrap();
    at_desk.ban(case, Scope::Platform).await.unwrap();
    for socket in [&mut at_next, &mut at_elsewhere] {
        closed_in_time(socket).await;
    }
    for session in [next, elsewhere] {
        shuts(&otto, session, Code::BannedFromPlatform).await;
    }
    at_desk.ask(DeskRequest::Undo(OnCase { case })).await.unwrap();
    for session in [next, elsewhere] {
        opens(&otto, session).await;
    }

    // It holds over a crash.
    at_desk.until("it is Sam's again", |row| row.id == case && matches!(row.state, CaseState::Claimed { .. })).await;
    at_desk.ban(case, Scope::Series).await.unwrap();
    world.server.kill();
    world.server.start_again().await;
    shuts(&otto, next, Code::BannedFromCourse).await;
    opens(&otto, elsewhere).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_media_token_of_another_class_of_the_series_is_worth_nothing_two_seconds_after_the_ban() {
    let Some(mut media) = Media::find() else { return };
    let database = testing::database().await;
    let world = World::with(&database.url, database.store, &media.variables()).await;
    media.start(world.server.address()).await;
    let otto = world.student("Otto").await;
    let [here, next, _] = classes(&world, &otto).await;
    let (_, mut teaching) = world.teacher().await.enter(here).await;
    otto.enter(here).await;
    let captured = until(PATIENCE, "a media token", async || match otto.join(next).await.media {
        JoinedMedia::Ready { token, .. } => Some(token),
        JoinedMedia::None { .. } => None,
    })
    .await;
    let before = media.enter(&captured).await;
    bans(&mut teaching, &otto, Scope::Series).await;
    for mut in_the_room in [before, media.enter(&captured).await] {
        let mut bytes = [0; 4_096];
        let out = timeout(TAKES_HOLD, async { while !matches!(in_the_room.read(&mut bytes).await, Ok(0) | Err(_)) {} });
        assert!(out.await.is_ok(), "he stays in the media room");
    }
}
