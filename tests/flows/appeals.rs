//! Appeals: who is sanctioned contests it, who set it has no part in that, somebody else decides, and the door opens again.

use std::time::Duration;

use homeroom_protocol::appeal::{AppealOutcome, AppealState, MyAppeal};
use homeroom_protocol::frame::client::{End, Lift, MakeReport, MakeSanction, Request};
use homeroom_protocol::frame::desk::client::{AskAppeal, DeskRequest, HandOver};
use homeroom_protocol::frame::desk::server::CaseState;
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::ids::{SanctionId, SessionId};
use homeroom_protocol::moderation::{Measure, ReasonCode, ReportKind, Scope};
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::appeals::{MakeAppeal, MyAppeals, ReplyToQuestion};
use homeroom_storage::moderators;
use homeroom_tests::clock::{until, uuid};
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::person::Person;
use homeroom_tests::socket::{PATIENCE, Socket};
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;

/// What is found of an appeal takes hold ten seconds later.
const SETTLES: Duration = Duration::from_secs(20);

/// Somebody of the staff does something about a person in the room.
async fn sanctions(staff: &mut Socket, person: &Person, measure: Measure, scope: Scope) -> SanctionId {
    let (minutes, reason) = ((measure == Measure::Mute).then_some(10), ReasonCode::Flood);
    let wish = MakeSanction { person: person.id, measure, scope, mutes: None, message: None, minutes, reason };
    let id = staff.send(Request::Sanction(wish)).await;
    let made = staff.entry().await;
    staff.outcome(id).await.unwrap();
    let sanction = |event: &FeedEvent| match event {
        FeedEvent::Staff(StaffEvent::Sanctioned { held }) => Some(held.sanction.id),
        FeedEvent::Staff(_) | FeedEvent::Class(_) => None,
    };
    made.events.iter().find_map(sanction).unwrap()
}

async fn appeals_under(key: &str, person: &Person, session: SessionId, sanction: Option<SanctionId>) -> Answer {
    let body = MakeAppeal { session_id: session, sanction_id: sanction, text: "I only asked.".into() };
    let ask = person.with_token(Ask::post("/v1/appeals")).header("idempotency-key", key);
    ask.json(serde_json::to_vec(&body).unwrap()).send(person.server).await
}

async fn appeals(person: &Person, session: SessionId, sanction: Option<SanctionId>) -> Answer {
    appeals_under(&uuid().to_string(), person, session, sanction).await
}

async fn mine(person: &Person) -> Vec<MyAppeal> {
    let answer = person.with_token(Ask::get("/v1/me/appeals")).send(person.server).await;
    answer.good::<MyAppeals>().appeals
}

async fn told(person: &Person, state: AppealState) -> MyAppeal {
    until(SETTLES, "it is told", async || mine(person).await.into_iter().find(|one| one.state == state)).await
}

async fn door(person: &Person, session: SessionId) -> Option<Code> {
    let answer = person.try_join(session).await;
    (answer.status != 200).then(|| answer.problem().code)
}

async fn opens(person: &Person, session: SessionId) {
    until(SETTLES, "the door opens", async || door(person, session).await.is_none().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_banned_contests_it_another_moderator_lifts_it_and_the_door_opens() {
    let world = World::open().await;
    let session = world.session(3).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let petra = world.person("Petra", Role::Moderator).await;
    let (_, mut watching) = petra.enter(session).await;
    otto.enter(session).await;
    let sanction = sanctions(&mut watching, &otto, Measure::Ban, Scope::Session).await;
    let mut at_desk = DeskSocket::enter(&petra).await;
    let mut sam = DeskSocket::enter(&world.person("Sam", Role::Moderator).await).await;

    assert_eq!(appeals(&mira, session, Some(sanction)).await.problem().code, Code::NotFound, "it is not hers");
    assert_eq!(appeals(&mira, session, None).await.problem().code, Code::NotFound);
    let key = uuid().to_string();
    let made: MyAppeal = appeals_under(&key, &otto, session, None).await.good();
    assert_eq!((made.sanction_id, made.state), (sanction, AppealState::Waiting));
    let again: MyAppeal = appeals_under(&key, &otto, session, None).await.good();
    assert_eq!(again, made, "sent again it is the same");
    assert_eq!(appeals(&otto, session, Some(sanction)).await.problem().code, Code::Appealed);
    assert_eq!(told(&otto, AppealState::Waiting).await, made);
    assert_eq!(mine(&mira).await, []);

    let row = sam.until("the appeal", |row| row.appeal.is_some()).await;
    let contested = row.appeal.unwrap();
    assert_eq!((contested.set_by.unwrap().person, &*contested.text), (petra.id, "I only asked."));
    let case = row.id;
    at_desk.until("the appeal", |row| row.id == case).await;
    assert_eq!(at_desk.claim(case).await.unwrap_err().code, Code::OwnDecision);
    sam.claim(case).await.unwrap();
    let over = HandOver { case, to: petra.id, text: String::new() };
    assert_eq!(sam.ask(DeskRequest::HandOver(over)).await.unwrap_err().code, Code::OwnDecision);
    sam.until("it is Sam's", |row| row.id == case && matches!(row.state, CaseState::Claimed { .. })).await;
    assert_eq!(at_desk.answer(case, AppealOutcome::Upheld, "").await.unwrap_err().code, Code::OwnDecision);
    assert_eq!(sam.decide(case, None).await.unwrap_err().code, Code::Invalid, "an appeal is decided as one");
    sam.answer(case, AppealOutcome::Lifted, "You only asked.").await.unwrap();
    assert_eq!(door(&otto, session).await, Some(Code::Banned), "it can still be undone");
    let lifted = told(&otto, AppealState::Lifted).await;
    assert_eq!(lifted.answer, "You only asked.");
    let said = serde_json::to_string(&lifted).unwrap();
    assert!(!said.contains("Sam") && !said.contains("Petra"), "{said}");
    opens(&otto, session).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_muted_hears_in_the_room_that_it_stays() {
    let world = World::open().await;
    let session = world.session(3).await;
    let otto = world.student("Otto").await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let (_, mut in_class) = otto.enter(session).await;
    let sanction = sanctions(&mut teaching, &otto, Measure::Mute, Scope::Session).await;
    let mut sam = DeskSocket::enter(&world.person("Sam", Role::Moderator).await).await;
    assert_eq!(appeals(&otto, session, Some(sanction)).await.status, 200);
    let case = sam.until("the appeal", |row| row.appeal.is_some()).await.id;
    sam.claim(case).await.unwrap();
    sam.until("it is Sam's", |row| row.id == case && matches!(row.state, CaseState::Claimed { .. })).await;
    sam.answer(case, AppealOutcome::Upheld, "Forty messages are a flood.").await.unwrap();
    let upheld = in_class
        .find("what became of it", |frame| {
            let ServerFrame::You(you) = frame else { return None };
            you.appeals.iter().any(|one| one.state == AppealState::Upheld).then_some(you)
        })
        .await;
    assert_eq!((upheld.appeals[0].answer.as_str(), upheld.sanctions.len()), ("Forty messages are a flood.", 1));
    let id = teaching.send(Request::Lift(Lift { sanction })).await;
    teaching.outcome(id).await.unwrap();
    let warned = sanctions(&mut teaching, &otto, Measure::Warn, Scope::Session).await;
    let id = teaching.send(Request::Lift(Lift { sanction: warned })).await;
    teaching.outcome(id).await.unwrap();
    assert_eq!(appeals(&otto, session, Some(warned)).await.problem().code, Code::SanctionOver);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_that_the_desk_made_after_the_class_is_contested_at_another_door_and_survives_a_crash() {
    let mut world = World::open().await;
    let (here, next) = (world.session(3).await, world.session(3).await);
    let otto = world.student("Otto").await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(here).await;
    otto.enter(here).await;
    let report = MakeReport { person: otto.id, message: None, kind: ReportKind::Threat, text: String::new() };
    let id = teaching.send(Request::Report(report)).await;
    teaching.outcome(id).await.unwrap();
    let id = teaching.send(Request::End(End {})).await;
    teaching.outcome(id).await.unwrap();
    let platform = async |name: &str| {
        let account = world.stranger(name).await;
        moderators::appoint(&world.store, account).await.unwrap();
        world.sign_in(account).await
    };
    let (sam, ana) = (platform("Sam").await, platform("Ana").await);
    let mut decides = DeskSocket::enter(&sam).await;
    let case = decides.until("the case", |row| row.state == CaseState::Open).await.id;
    decides.claim(case).await.unwrap();
    decides.until("it is claimed", |row| row.id == case && matches!(row.state, CaseState::Claimed { .. })).await;
    decides.ban(case, Scope::Platform).await.unwrap();
    until(PATIENCE, "the door shuts", async || {
        (door(&otto, next).await == Some(Code::BannedFromPlatform)).then_some(())
    })
    .await;
    let made: MyAppeal = until(PATIENCE, "the room knows it", async || {
        let answer = appeals(&otto, next, None).await;
        (answer.status == 200).then(|| answer.good())
    })
    .await;
    assert_eq!((made.session_id, made.scope), (here, Scope::Platform));
    // Whatever of it was carried, and was not yet, is carried again.
    world.server.kill();
    world.server.start_again().await;
    let mut decided = DeskSocket::enter(&sam).await;
    let mut decides = DeskSocket::enter(&ana).await;
    let appeal = decides.until("the appeal", |row| row.appeal.is_some()).await.id;
    assert_eq!(decides.rows.values().filter(|row| row.appeal.is_some()).count(), 1);
    decided.until("the appeal", |row| row.id == appeal).await;
    assert_eq!(decided.claim(appeal).await.unwrap_err().code, Code::OwnDecision, "Sam decided it");
    assert!(!decides.detail(appeal).await.unwrap().evidence.roster.is_empty(), "what the report froze");
    decides.claim(appeal).await.unwrap();
    decides.until("it is Ana's", |row| row.id == appeal && matches!(row.state, CaseState::Claimed { .. })).await;
    decides.answer(appeal, AppealOutcome::Lifted, "").await.unwrap();
    opens(&otto, next).await;
    told(&otto, AppealState::Lifted).await;
}

async fn replies(person: &Person, sanction: SanctionId, key: &str, text: &str) -> Answer {
    let body = ReplyToQuestion { text: text.into() };
    let ask = person.with_token(Ask::post(&format!("/v1/appeals/{sanction}/replies"))).header("idempotency-key", key);
    ask.json(serde_json::to_vec(&body).unwrap()).send(person.server).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_muted_is_asked_answers_and_both_sides_have_all_of_it_over_two_crashes() {
    let mut world = World::open().await;
    let session = world.session(3).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (_, mut in_class) = otto.enter(session).await;
    let sanction = sanctions(&mut teaching, &otto, Measure::Mute, Scope::Session).await;
    let sam = world.person("Sam", Role::Moderator).await;
    let mut at_desk = DeskSocket::enter(&sam).await;
    assert_eq!(appeals(&otto, session, Some(sanction)).await.status, 200);
    let key = uuid().to_string();
    assert_eq!(replies(&otto, sanction, &key, "I say it again.").await.problem().code, Code::NotAsked);
    let case = at_desk.until("the appeal", |row| row.appeal.is_some()).await.id;
    at_desk.claim(case).await.unwrap();
    let claimed = at_desk.until("it is Sam's", |row| matches!(row.state, CaseState::Claimed { .. })).await;
    let ask = AskAppeal { case, version: claimed.version, text: "Who else saw it?".into() };
    at_desk.ask(DeskRequest::AskAppeal(ask)).await.unwrap();
    let asked = at_desk.until("it waits for Otto", |row| row.id == case && row.state == CaseState::Open).await;
    assert!(asked.appeal.unwrap().waits_until.is_some());
    let heard = in_class
        .find("what he is asked", |frame| {
            let ServerFrame::You(you) = frame else { return None };
            you.appeals.into_iter().find(|one| !one.exchange.is_empty())
        })
        .await;
    assert_eq!(heard.exchange[0].question, "Who else saw it?");

    world.server.kill();
    world.server.start_again().await;
    let otto = world.sign_in(otto.id).await;
    assert_eq!(replies(&mira, sanction, &uuid().to_string(), "Me.").await.problem().code, Code::NotFound);
    let key = uuid().to_string();
    assert_eq!(replies(&otto, sanction, &key, "Mira did.").await.status, 204);
    world.server.kill();
    world.server.start_again().await;
    let (otto, mut again) = (world.sign_in(otto.id).await, DeskSocket::enter(&world.sign_in(sam.id).await).await);
    assert_eq!(replies(&otto, sanction, &key, "Mira did.").await.status, 204, "sent again it is the same");
    assert_eq!(replies(&otto, sanction, &key, "Tom did.").await.problem().code, Code::IdempotencyKeyReused);
    assert_eq!(replies(&otto, sanction, &uuid().to_string(), "And Tom.").await.problem().code, Code::NotAsked);

    let row = again.until("the answer", |row| row.id == case).await;
    let contested = row.appeal.unwrap();
    let said = [("Who else saw it?", Some("Mira did."))];
    assert_eq!(contested.exchange.iter().map(|one| (&*one.question, one.reply.as_deref())).collect::<Vec<_>>(), said);
    assert_eq!(contested.waits_until, None);
    let has_it = async || mine(&otto).await.into_iter().find(|one| one.exchange == contested.exchange);
    until(SETTLES, "Otto has it too", has_it).await;
    again.claim(case).await.unwrap();
    again.until("it is Sam's", |row| row.id == case && matches!(row.state, CaseState::Claimed { .. })).await;
    again.answer(case, AppealOutcome::Lifted, "So she says.").await.unwrap();
    let lifted = told(&otto, AppealState::Lifted).await;
    assert_eq!(lifted.exchange, contested.exchange, "what became of it has all of it");
    let said = serde_json::to_string(&lifted).unwrap();
    assert!(!said.contains("Sam"), "nobody learns who asked: {said}");
}
