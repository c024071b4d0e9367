//! What becomes of a report when its class is over: its maker learns it all the same, and nothing more than in the room.

use std::time::Duration;

use homeroom_protocol::frame::client::{End, MakeReport, Request};
use homeroom_protocol::frame::desk::server::CaseState;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::REPORTS_LISTED_SPAN;
use homeroom_protocol::moderation::{Measure, ReportKind, ReportOutcome};
use homeroom_protocol::permit::Role;
use homeroom_protocol::rest::reports::{MyReports, ReportMade};
use homeroom_storage::testing;
use homeroom_tests::clock::until;
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::person::Person;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;

/// A decision is told ten seconds later, when nobody can undo it.
const SETTLES: Duration = Duration::from_secs(20);

async fn reports(by: &mut Socket, about: &Person) -> CommandId {
    let report = MakeReport { person: about.id, message: None, kind: ReportKind::Insult, text: String::new() };
    let id = by.send(Request::Report(report)).await;
    by.outcome(id).await.unwrap().id
}

async fn text(person: &Person) -> String {
    person.with_token(Ask::get("/v1/me/reports")).send(person.server).await.text()
}

async fn mine(person: &Person) -> Vec<ReportMade> {
    person.with_token(Ask::get("/v1/me/reports")).send(person.server).await.good::<MyReports>().reports
}

async fn told(person: &Person, report: CommandId, outcome: ReportOutcome) -> ReportMade {
    until(SETTLES, "it is told", async || {
        mine(person).await.into_iter().find(|one| one.id == report && one.outcome == outcome)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_decided_after_the_class_is_told_to_who_reported_over_a_crash_and_for_a_week() {
    let database = testing::database().await;
    let mut world = World::with(&database.url, database.store.clone(), &[]).await;
    let session = world.session(4).await;
    let (mira, otto, tomas) = (world.student("Mira").await, world.student("Otto").await, world.student("Tomas").await);
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    otto.enter(session).await;
    tomas.enter(session).await;
    let about_otto = reports(&mut at_mira, &otto).await;
    let made = told(&mira, about_otto, ReportOutcome::Received).await;
    assert_eq!((made.session_id, &*made.class), (session, world.planned(1).title.as_str()));
    let about_tomas = reports(&mut at_mira, &tomas).await;
    told(&mira, about_tomas, ReportOutcome::Received).await;
    let id = teaching.send(Request::End(End {})).await;
    teaching.outcome(id).await.unwrap();
    world.server.kill();
    world.server.start_again().await;

    let mut petra = DeskSocket::enter(&world.person("Petra", Role::Moderator).await).await;
    for (person, measure) in [(&otto, Some(Measure::Warn)), (&tomas, None)] {
        let wanted = |id| {
            move |row: &homeroom_protocol::frame::desk::server::CaseRow| {
                row.subject.person == id && row.state == CaseState::Open
            }
        };
        let case = petra.until("the case", wanted(person.id)).await.id;
        petra.claim(case).await.unwrap();
        petra.decide(case, measure).await.unwrap();
    }
    told(&mira, about_otto, ReportOutcome::Acted).await;
    told(&mira, about_tomas, ReportOutcome::NothingWrong).await;
    let said = text(&mira).await;
    for secret in ["Petra", "Otto", "Tomas", "warn", &otto.id.to_string(), &tomas.id.to_string()] {
        assert!(!said.contains(secret), "{secret} is nothing to say: {said}");
    }
    assert_eq!(mine(&otto).await, [], "who was reported sees none of it");

    let aged = |seconds: u64| format!("update report set made_at = made_at - interval '{seconds} seconds'");
    database.execute(&aged(REPORTS_LISTED_SPAN.as_secs() - 120)).await;
    assert_eq!(mine(&mira).await.len(), 2, "a week has not passed");
    database.execute(&aged(120)).await;
    assert_eq!(mine(&mira).await, []);
}
