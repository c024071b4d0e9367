//! What is kept of a class is shut to who is banned from it, whatever they are in it and however far the ban reaches, as its
//! doors are; when they were there themselves stays theirs to know, and when the ban ends all is as it was.

use std::time::Duration;

use homeroom_protocol::frame::client::{End, MakeReport, Request};
use homeroom_protocol::frame::desk::client::{DeskRequest, OnCase};
use homeroom_protocol::frame::desk::server::CaseState;
use homeroom_protocol::ids::{CaseId, SessionId};
use homeroom_protocol::moderation::{ReportKind, Scope};
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::attendance::Attendance;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{moderators, testing};
use homeroom_tests::clock::{now, uuid};
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::person::Person;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;
use serde_json::json;
use tokio::time::sleep;

/// A ban takes hold within two seconds (L14); a busy machine gets more.
const LOOKS_MAX: u32 = 40;
const LOOK_EVERY: Duration = Duration::from_millis(100);

const ROLES: [Role; 3] = [Role::Teacher, Role::Assistant, Role::Student];

/// What a route answers: all of it, only what is about who asks, or no.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Told {
    All,
    Own,
    Done,
    No(Code),
}
use Told::{All, Done, No, Own};

/// In the order of [`look`].
type Row = [Told; 6];

const OPEN_TO_STAFF: Row = [All, All, All, All, All, Done];
const OPEN_TO_STUDENTS: Row = [Own, Own, No(Code::NotPermitted), No(Code::NotPermitted), All, Done];

fn open_to(role: Role) -> Row {
    if role == Role::Student { OPEN_TO_STUDENTS } else { OPEN_TO_STAFF }
}

fn shut_to(role: Role, scope: Scope) -> Row {
    let code = match scope {
        Scope::Session => Code::Banned,
        Scope::Series => Code::BannedFromCourse,
        Scope::Platform => Code::BannedFromPlatform,
    };
    // That a student may not read them is known before the class is asked whether they are banned from it alone.
    let polls = if role == Role::Student && scope == Scope::Session { Code::NotPermitted } else { code };
    [Own, Own, No(polls), No(polls), No(code), No(code)]
}

async fn get(person: &Person, session: SessionId, what: &str) -> Answer {
    person.with_token(Ask::get(&format!("/v1/sessions/{session}/{what}"))).send(person.server).await
}

/// What every route about a class says.
async fn look(person: &Person, name: &str, session: SessionId) -> Row {
    let refused = |answer: &Answer| (answer.status >= 400).then(|| No(answer.problem().code));
    let attendance = get(person, session, "attendance").await;
    let attendance = refused(&attendance).unwrap_or_else(|| {
        let told: Attendance = attendance.good();
        assert!(told.people.iter().any(|one| one.person_id == person.id), "when they were there is theirs to know");
        let others = told.people.iter().any(|one| one.person_id != person.id);
        let signed = told.filed.is_some_and(|filed| filed.signed.is_some());
        if others || signed { All } else { Own }
    });
    let table = get(person, session, "attendance?format=csv").await;
    let table = refused(&table).unwrap_or_else(|| {
        let text = table.text();
        assert!(text.contains(name), "{text}");
        if text.contains("Mira") { All } else { Own }
    });
    let mut row = [attendance, table, All, All, All, Done];
    for (n, what) in [(2, "polls"), (3, "polls?format=csv"), (4, "chapters")] {
        row[n] = refused(&get(person, session, what).await).unwrap_or(All);
    }
    let minute = json!({ "minute": Timestamp::from_millis(now().as_millis() / 60_000 * 60_000) });
    let beat = Ask::post(&format!("/v1/sessions/{session}/attendance")).header("idempotency-key", uuid().to_string());
    let beat = person.with_token(beat).json(serde_json::to_vec(&minute).unwrap()).send(person.server).await;
    row[5] = refused(&beat).unwrap_or(Done);
    row
}

async fn says(person: &Person, name: &str, session: SessionId, wanted: Row) {
    let mut row = look(person, name, session).await;
    for _ in 0..LOOKS_MAX {
        if row == wanted {
            return;
        }
        sleep(LOOK_EVERY).await;
        row = look(person, name, session).await;
    }
    assert_eq!(row, wanted, "{name}");
}

/// Mira reports them, and who moderates the platform bans them.
async fn banned(mira: &mut Socket, desk: &mut DeskSocket, person: &Person, scope: Scope) -> CaseId {
    let report = MakeReport { person: person.id, message: None, kind: ReportKind::Threat, text: String::new() };
    let id = mira.send(Request::Report(report)).await;
    mira.outcome(id).await.unwrap();
    let case = desk.until("the case", |row| row.subject.person == person.id && row.state == CaseState::Open).await.id;
    desk.claim(case).await.unwrap();
    desk.ban_for(case, scope, Some(10)).await.unwrap();
    case
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_of_a_class_is_shut_to_who_is_banned_and_opens_when_the_ban_is_undone() {
    let world = World::open().await;
    let mira = world.student("Mira").await;
    let sam = world.stranger("Sam").await;
    moderators::appoint(&world.store, sam).await.unwrap();
    let mut desk = DeskSocket::enter(&world.sign_in(sam).await).await;
    for scope in [Scope::Session, Scope::Series, Scope::Platform] {
        for role in ROLES {
            let name = format!("{role:?} of {scope:?}");
            let session = world.session(9).await;
            let person = world.person(&name, role).await;
            let (_, mut at_mira) = mira.enter(session).await;
            let (_, _in_class) = person.enter(session).await;
            says(&person, &name, session, open_to(role)).await;
            let case = banned(&mut at_mira, &mut desk, &person, scope).await;
            says(&person, &name, session, shut_to(role, scope)).await;
            desk.ask(DeskRequest::Undo(OnCase { case })).await.unwrap();
            says(&person, &name, session, open_to(role)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_class_is_over_it_stays_shut_until_the_end_of_the_ban() {
    let database = testing::database().await;
    let world = World::with(&database.url, database.store.clone(), &[]).await;
    let mira = world.student("Mira").await;
    let sam = world.stranger("Sam").await;
    moderators::appoint(&world.store, sam).await.unwrap();
    let mut desk = DeskSocket::enter(&world.sign_in(sam).await).await;
    for (scope, ends) in [(Scope::Series, true), (Scope::Session, false)] {
        for role in ROLES {
            let name = format!("{role:?} of {scope:?}");
            let session = world.session(9).await;
            let person = world.person(&name, role).await;
            let (_, mut teaching) = world.teacher().await.enter(session).await;
            let (_, mut at_mira) = mira.enter(session).await;
            let (_, _in_class) = person.enter(session).await;
            banned(&mut at_mira, &mut desk, &person, scope).await;
            says(&person, &name, session, shut_to(role, scope)).await;
            let id = teaching.send(Request::End(End {})).await;
            teaching.outcome(id).await.unwrap();
            says(&person, &name, session, shut_to(role, scope)).await;
            if ends {
                database.execute("update ban set until = since").await;
                let [attendance, table, polls, polls_table, chapters, _] = open_to(role);
                // The minute that has begun was still one of the class; the class itself keeps to the end that was said.
                let wanted = [attendance, table, polls, polls_table, chapters, No(Code::BannedFromCourse)];
                says(&person, &name, session, wanted).await;
            }
        }
    }
}
