//! From a report in the room to a decision that takes hold there.

use homeroom_protocol::frame::client::{Hello, MakeReport, Request};
use homeroom_protocol::frame::desk::client::{DeskHello, DeskRequest, OnCase};
use homeroom_protocol::frame::desk::server::{CaseRow, CaseState};
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::ids::{CommandId, CourseId, SessionId};
use homeroom_protocol::limits::REPORTS_PER_PERSON_MAX;
use homeroom_protocol::moderation::{Measure, ReportKind, ReportOutcome};
use homeroom_protocol::permit::Role;
use homeroom_protocol::permit::desk::DeskRole;
use homeroom_protocol::refusal::Code;
use homeroom_storage::{courses, moderators, testing};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::person::Person;
use homeroom_tests::socket::{PATIENCE, Socket};
use homeroom_tests::world::World;

/// Races of two moderators for one case each.
const RACES: usize = 1_000;

async fn moderator(world: &World, name: &str) -> Person {
    world.person(name, Role::Moderator).await
}

/// A moderator of the platform who is in no course.
async fn platform(world: &World, name: &str) -> Person {
    let id = world.stranger(name).await;
    moderators::appoint(&world.store, id).await.unwrap();
    world.sign_in(id).await
}

async fn report(socket: &mut Socket, about: &Person, message: Option<CommandId>) -> CommandId {
    let kind = ReportKind::Insult;
    let report = MakeReport { person: about.id, message, kind, text: "He does it again.".into() };
    let id = socket.send(Request::Report(report)).await;
    socket.outcome(id).await.unwrap();
    id
}

async fn said(socket: &mut Socket, text: &str) -> CommandId {
    socket.say(text).await.unwrap().id
}

fn is_open(row: &CaseRow) -> bool {
    row.state == CaseState::Open
}

/// A class with Mira and Otto in it.
async fn class(world: &World) -> (SessionId, [Person; 2], [Socket; 2], String) {
    let session = world.session(5).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, at_mira) = mira.enter(session).await;
    let (_, at_otto) = otto.enter(session).await;
    let token = at_otto.welcome().unwrap().resume_token.clone();
    (session, [mira, otto], [at_mira, at_otto], token)
}

async fn refused(person: &Person, session: SessionId) -> Code {
    person.try_join(session).await.problem().code
}

#[tokio::test]
async fn a_report_becomes_a_case_is_claimed_and_decided_and_the_ban_holds_on_every_door_until_it_is_undone() {
    let world = World::open().await;
    let (session, [mira, otto], [mut at_mira, mut at_otto], token) = class(&world).await;
    let mut petra = DeskSocket::enter(&moderator(&world, "Petra").await).await;
    let insult = said(&mut at_otto, "you cannot count").await;
    let ticket = otto.join(session).await.ticket;
    report(&mut at_mira, &otto, Some(insult)).await;

    let case = petra.until("the case", is_open).await;
    assert_eq!((case.name.as_str(), case.text.as_str(), case.reports), ("Otto", "you cannot count", 1));
    let detail = petra.detail(case.id).await.unwrap();
    assert_eq!(detail.reports[0].by.person, mira.id);
    assert_eq!((detail.evidence.messages.len(), detail.evidence.people), (1, 2));
    petra.claim(case.id).await.unwrap();
    petra.decide(case.id, Some(Measure::Ban)).await.unwrap();

    assert_eq!(at_otto.closed().await, 4403);
    assert_eq!(refused(&otto, session).await, Code::Banned);
    for hello in [Hello::Ticket { ticket }, Hello::Resume { resume_token: token, after: 0 }] {
        let mut again = Socket::open(world.server.address(), session).await;
        again.hello(hello).await;
        assert_eq!(again.closed().await, 4403);
    }

    petra.ask(DeskRequest::Undo(OnCase { case: case.id })).await.unwrap();
    // The desk answers when its own journal has it; the room hears right after.
    for _ in 0..100 {
        if otto.try_join(session).await.status == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    otto.enter(session).await;
}

#[tokio::test]
async fn a_message_is_blanked_for_all_and_its_reporter_hears_of_it_when_it_is_settled() {
    let world = World::open().await;
    let (_, [_, otto], [mut at_mira, mut at_otto], _) = class(&world).await;
    let mut petra = DeskSocket::enter(&moderator(&world, "Petra").await).await;
    let insult = said(&mut at_otto, "you cannot count").await;
    let id = report(&mut at_mira, &otto, Some(insult)).await;
    let case = petra.until("the case", is_open).await.id;
    petra.claim(case).await.unwrap();
    petra.decide(case, Some(Measure::Hide)).await.unwrap();
    let hidden = at_mira
        .find("a message is blanked", |frame| {
            let ServerFrame::Entry(entry) = frame else { return None };
            serde_json::to_string(&entry.events).ok().filter(|text| text.contains("hidden"))
        })
        .await;
    assert!(hidden.contains(&insult.to_string()) && !hidden.contains("count"));
    let outcome = at_mira
        .find("the outcome", |frame| {
            let ServerFrame::You(you) = frame else { return None };
            you.reports.into_iter().find(|mine| mine.outcome != ReportOutcome::Received)
        })
        .await;
    assert_eq!((outcome.id, outcome.outcome), (id, ReportOutcome::Acted));
}

#[tokio::test]
async fn of_two_moderators_who_race_for_cases_each_case_has_one_and_the_other_hears_who() {
    let world = World::open().await;
    let mut petra = DeskSocket::enter(&moderator(&world, "Petra").await).await;
    let mut sam = DeskSocket::enter(&platform(&world, "Sam").await).await;
    let session = world.session(u32::try_from(RACES).unwrap()).await;
    let mut reporter = world.student("Reporter").await.enter(session).await.1;
    let (mut won, mut lost, mut took) = ([0, 0], 0, Vec::new());
    for n in 0..RACES {
        if n > 0 && n % REPORTS_PER_PERSON_MAX == 0 {
            // Reports of one person are bounded, and each is about somebody else. Who has reported goes: a socket that
            // nobody reads is dead to the server after a while.
            reporter = world.student(&format!("Reporter {n}")).await.enter(session).await.1;
        }
        let student = world.student(&format!("Student {n}")).await;
        student.join(session).await;
        report(&mut reporter, &student, None).await;
        let case = petra.until("the case", |row| row.subject.person == student.id).await.id;
        sam.until("the case", |row| row.id == case).await;
        let claim = || DeskRequest::Claim(OnCase { case });
        let asked = now();
        let (first, second) = if n % 2 == 0 {
            (petra.send(claim()).await, sam.send(claim()).await)
        } else {
            let second = sam.send(claim()).await;
            (petra.send(claim()).await, second)
        };
        let (first, second) = (petra.outcome(first).await, sam.outcome(second).await);
        took.push(now().since(asked));
        let (winner, loser) = match (first, second) {
            (Ok(_), Err(problem)) => (0, ("Petra", problem)),
            (Err(problem), Ok(_)) => (1, ("Sam", problem)),
            both => panic!("one has it, not {both:?}"),
        };
        assert_eq!(loser.1.code, Code::CaseClaimed);
        assert!(loser.1.detail.unwrap().starts_with(loser.0), "the loser hears who won");
        won[winner] += 1;
        lost += 1;
        // Both decide; only the one who holds it does.
        let decided = [petra.decide(case, None).await.is_ok(), sam.decide(case, None).await.is_ok()];
        assert_eq!(decided, [winner == 0, winner == 1]);
    }
    assert_eq!((won[0] + won[1], lost), (RACES, RACES));
    // Told and not asserted: a time belongs to the machine. The loser is to see who won within 300 ms.
    took.sort_unstable();
    println!(
        "both knew after {:?} at the median, {:?} in 99 of 100, {:?} at most",
        took[RACES / 2],
        took[RACES / 100 * 99],
        took[RACES - 1]
    );
}

#[tokio::test]
async fn a_killed_server_keeps_cases_and_claims_and_moderators_come_back_to_them() {
    let mut world = World::open().await;
    let (session, [mira, otto], [mut at_mira, _], _) = class(&world).await;
    let (petra, sam) = (moderator(&world, "Petra").await, platform(&world, "Sam").await);
    let mut at_desk = DeskSocket::enter(&petra).await;
    let mut root = DeskSocket::enter(&sam).await;
    report(&mut at_mira, &otto, None).await;
    let case = at_desk.until("the case", is_open).await.id;
    at_desk.claim(case).await.unwrap();
    root.until("the claim", |row| matches!(row.state, CaseState::Claimed { .. })).await;

    world.server.kill();
    world.server.start_again().await;
    let mut again = DeskSocket::open(world.server.address()).await;
    again.hello(DeskHello::Resume { resume_token: root.resume_token.clone(), after: root.offset }).await;
    let welcome = again.welcomed().await;
    assert!(welcome.resumed && welcome.you.who.role == DeskRole::Platform);
    (again.rows, again.offset) = (root.rows.clone(), root.offset);
    let refusal = again.claim(case).await.unwrap_err();
    assert!(refusal.detail.unwrap().starts_with("Petra has this case"));
    let mut petra_again = DeskSocket::enter(&petra).await;
    petra_again.decide(case, Some(Measure::Remove)).await.unwrap();
    for _ in 0..100 {
        if refused_now(&otto, session).await == Some(Code::Removed) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(refused(&otto, session).await, Code::Removed);
    mira.join(session).await;
}

async fn refused_now(person: &Person, session: SessionId) -> Option<Code> {
    let answer = person.try_join(session).await;
    (answer.status != 200).then(|| answer.problem().code)
}

#[tokio::test]
async fn a_moderator_of_another_course_sees_nothing_of_it_and_who_is_none_is_not_let_in() {
    let world = World::open().await;
    let (_, [_, otto], [mut at_mira, _], _) = class(&world).await;
    let other = CourseId(uuid());
    courses::put(&world.store, other, "Another course").await.unwrap();
    let dev = world.stranger("Dev").await;
    courses::enrol(&world.store, other, dev, Role::Moderator).await.unwrap();
    let mut dev = DeskSocket::enter(&world.sign_in(dev).await).await;
    let mut sam = DeskSocket::enter(&platform(&world, "Sam").await).await;
    report(&mut at_mira, &otto, None).await;
    let case = sam.until("the case", is_open).await.id;
    assert_eq!(dev.claim(case).await.unwrap_err().code, Code::NotFound);
    assert_eq!(dev.detail(case).await.unwrap_err().code, Code::NotFound);
    assert!(dev.rows.is_empty());
    for (access_token, code) in [(otto.access_token.clone(), 4404), ("nonsense".to_owned(), 4401)] {
        let mut nobody = DeskSocket::open(world.server.address()).await;
        nobody.hello(DeskHello::SignedIn { access_token }).await;
        assert_eq!(nobody.closed().await, Some(code));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn for_a_reason_that_staff_retire_nothing_is_decided_until_they_restore_it() {
    let world = World::open().await;
    let (_, [_, otto], [mut at_mira, _at_otto], _) = class(&world).await;
    let moderator = moderator(&world, "Petra").await;
    let reasons = |words: &[&str]| {
        let staff = ["--reason", "we never used it", "--staff", "ana", "--json"];
        let staff = if words[0] == "list" { &staff[4..] } else { &staff[..] };
        tokio::task::block_in_place(|| world.server.verb(&[&["reasons"], words, staff].concat()))
    };
    assert_eq!(reasons(&["retire", "insult"]).0, Some(0));
    assert_eq!(reasons(&["retire", "insult"]).0, Some(5), "it is retired already");
    assert_eq!(reasons(&["retire", "nothing_wrong"]).0, Some(5), "without it nothing could be allowed");
    assert_eq!(reasons(&["retire", "boredom"]).0, Some(2));
    assert!(reasons(&["list"]).1.contains(r#""code":"insult","retired_at":"2"#));

    let mut petra = DeskSocket::enter(&moderator).await;
    report(&mut at_mira, &otto, None).await;
    let case = petra.until("the case", is_open).await.id;
    petra.claim(case).await.unwrap();
    // What the helper decides with is an insult.
    let problem = petra.decide(case, Some(Measure::Warn)).await.unwrap_err();
    assert_eq!((problem.code, &*problem.errors[0].code), (Code::Invalid, "retired"));

    assert_eq!(reasons(&["restore", "insult"]).0, Some(0));
    let mut petra = DeskSocket::enter(&moderator).await;
    petra.decide(case, Some(Measure::Warn)).await.unwrap();
    let kept =
        homeroom_storage::audit::list(&world.store, homeroom_storage::audit::Which { about: None, limit: 9 }).await;
    let done: Vec<_> = kept.unwrap().into_iter().filter_map(|kept| Some((kept.what, kept.link?.after?))).collect();
    for what in ["reason.retire", "reason.restore"] {
        assert!(done.contains(&(what.to_owned(), "insult".to_owned())), "{done:?}");
    }
}

#[tokio::test]
async fn what_waits_and_what_it_took_is_measured_by_how_grave_it_is() {
    let database = testing::database().await;
    let public = [("HOMEROOM_METRICS_PUBLIC", "true".to_owned())];
    let world = World::with(&database.url, database.store, &public).await;
    let (_, [_, otto], [mut at_mira, mut at_otto], _) = class(&world).await;
    let mut petra = DeskSocket::enter(&moderator(&world, "Petra").await).await;
    let insult = said(&mut at_otto, "you cannot count").await;
    report(&mut at_mira, &otto, Some(insult)).await;
    let case = petra.until("the case", is_open).await;
    let severity = case.severity.0.to_string();
    let of = async |name: &str, act: Option<&str>| {
        let labels: Vec<_> = [("severity", severity.as_str())].into_iter().chain(act.map(|act| ("act", act))).collect();
        world.server.metric(name, &labels).await
    };
    until(PATIENCE, "the case is counted", async || {
        (of("homeroom_desk_cases_open", None).await == Some(1.0)).then_some(())
    })
    .await;
    until(PATIENCE, "it grows old while nothing happens", async || {
        of("homeroom_desk_oldest_seconds", None).await.is_some_and(|seconds| seconds > 1.0).then_some(())
    })
    .await;
    assert_eq!(of("homeroom_desk_act_seconds_count", Some("claim")).await, None);
    petra.claim(case.id).await.unwrap();
    petra.decide(case.id, Some(Measure::Ban)).await.unwrap();
    for act in ["claim", "decide"] {
        assert_eq!(of("homeroom_desk_act_seconds_count", Some(act)).await, Some(1.0), "{act}");
    }
    until(PATIENCE, "and counts no more", async || {
        (of("homeroom_desk_cases_open", None).await == Some(0.0)).then_some(())
    })
    .await;
}
