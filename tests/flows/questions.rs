//! Questions on a real server: asked without a name, wanted by many, united, and there over a crash; and who knows whose.

use std::time::Duration;

use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::server::{ClassEvent, ServerFrame};
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::moderation::ReportKind;
use homeroom_protocol::question::{
    AskQuestion, MergeQuestion, MoveQuestion, QuestionItem, QuestionState, ReportQuestion, SetQuestions, Upvote,
};
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::chapters::Chapters;
use homeroom_tests::clock::now;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;

async fn does(socket: &mut Socket, request: Request) -> CommandId {
    let id = socket.send(request).await;
    socket.outcome(id).await.unwrap();
    id
}

async fn asks(socket: &mut Socket, text: &str, anonymous: bool) -> CommandId {
    does(socket, Request::AskQuestion(AskQuestion { text: text.into(), anonymous })).await
}

async fn moves(teaching: &mut Socket, question: CommandId, state: QuestionState) {
    does(teaching, Request::MoveQuestion(MoveQuestion { question, state })).await;
}

/// The next question a socket hears of, as it then is.
async fn hears(socket: &mut Socket) -> QuestionItem {
    socket
        .find("a question", |frame| {
            let ServerFrame::Entry(entry) = frame else { return None };
            entry.events.into_iter().find_map(|event| match event {
                FeedEvent::Class(
                    ClassEvent::Question { question } | ClassEvent::QuestionMerged { into: question, .. },
                )
                | FeedEvent::Staff(
                    StaffEvent::QuestionSeen { question } | StaffEvent::QuestionsUnited { into: question, .. },
                ) => Some(*question),
                FeedEvent::Class(_) | FeedEvent::Staff(_) => None,
            })
        })
        .await
}

#[tokio::test]
async fn what_was_answered_is_found_again_with_its_time_and_without_a_name() {
    let mut world = World::open().await;
    let session = world.session(3).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let mira = world.student("Mira").await;
    let (_, mut at_mira) = mira.enter(session).await;
    does(&mut teaching, Request::SetQuestions(SetQuestions { anonymous: true })).await;
    let spoken = asks(&mut at_mira, "Is the Dead Sea a sea?", true).await;
    let written = asks(&mut at_mira, "Why <salt> & not sugar?", false).await;
    let dismissed = asks(&mut at_mira, "When is lunch?", false).await;
    let reopened = asks(&mut at_mira, "How deep is it?", false).await;
    let began = now();
    moves(&mut teaching, spoken, QuestionState::Live).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    // The next one that goes live ends the answer of the one before.
    moves(&mut teaching, reopened, QuestionState::Live).await;
    moves(&mut teaching, reopened, QuestionState::Answered).await;
    moves(&mut teaching, reopened, QuestionState::Approved).await;
    moves(&mut teaching, written, QuestionState::Approved).await;
    moves(&mut teaching, written, QuestionState::Answered).await;
    moves(&mut teaching, dismissed, QuestionState::Dismissed).await;
    let ended = now();

    world.server.kill();
    world.server.start_again().await;
    let path = format!("/v1/sessions/{session}/chapters");
    let ask = async |path: &str| mira.with_token(Ask::get(path)).send(world.server.address()).await;
    let text = ask(&path).await.text();
    assert!(!text.contains("Mira") && !text.contains(&mira.id.to_string()), "{text}");
    let told: Chapters = ask(&path).await.good();
    assert_eq!((told.session_id, told.title.as_str()), (session, "Why the sea is salt"));
    let [live, called] = told.chapters.as_slice() else { panic!("two answers, not {told:?}") };
    assert_eq!((live.question, live.text.as_str()), (spoken, "Is the Dead Sea a sea?"));
    assert_eq!(
        (called.question, called.text.as_str(), called.from),
        (written, "Why <salt> & not sugar?", called.until)
    );
    assert!(began <= live.from && live.from < live.until && called.until <= ended, "{told:?}");
    let track = ask(&format!("{path}?format=vtt")).await;
    assert_eq!(track.headers["content-type"], "text/vtt; charset=utf-8");
    let track = String::from_utf8(track.body.to_vec()).unwrap();
    assert!(track.starts_with("WEBVTT\n\n") && track.contains("\nWhy &lt;salt&gt; &amp; not sugar?\n"), "{track}");
    assert_eq!(ask(&format!("{path}?format=srt")).await.problem().code, Code::Invalid);
    let stranger = world.sign_in(world.stranger("Otto").await).await;
    let refused = stranger.with_token(Ask::get(&path)).send(world.server.address()).await;
    assert_eq!(refused.problem().code, Code::NotFound);
}

#[tokio::test]
async fn a_question_without_a_name_is_the_teachers_to_know_and_its_votes_outlast_a_crash() {
    let mut world = World::open().await;
    let session = world.session(3).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;
    does(&mut teaching, Request::SetQuestions(SetQuestions { anonymous: true })).await;

    let first = asks(&mut at_mira, "Is the Dead Sea a sea?", true).await;
    let heard = hears(&mut teaching).await;
    assert_eq!((heard.id, heard.asker.unwrap().name.as_str()), (first, "Mira"));
    moves(&mut teaching, first, QuestionState::Approved).await;
    let heard = hears(&mut at_otto).await;
    assert_eq!((heard.id, heard.votes, heard.asker), (first, 1, None), "the class is not told whose it is");
    let second = asks(&mut at_otto, "Is that a sea?", false).await;
    moves(&mut teaching, second, QuestionState::Approved).await;
    for (socket, question) in [(&mut at_otto, first), (&mut at_mira, second)] {
        does(socket, Request::Upvote(Upvote { question, on: true })).await;
        does(socket, Request::Upvote(Upvote { question, on: true })).await;
    }
    does(&mut teaching, Request::MergeQuestion(MergeQuestion { question: second, into: first })).await;
    let merged = at_otto.send(Request::Upvote(Upvote { question: second, on: true })).await;
    assert_eq!(at_otto.outcome(merged).await.unwrap_err().code, Code::Invalid);

    world.server.kill();
    world.server.start_again().await;
    let (_, again) = otto.enter(session).await;
    let welcome = again.welcome().unwrap();
    let seen = serde_json::to_string(&welcome.view).unwrap();
    assert!(!seen.contains("Mira") && !seen.contains(&mira.id.to_string()), "{seen}");
    let view = &welcome.view.as_ref().unwrap().questions;
    assert_eq!(view.items.iter().map(|item| (item.id, item.votes)).collect::<Vec<_>>(), [(first, 2)], "each once");
    assert_eq!(
        (welcome.you.upvotes.as_slice(), welcome.you.questions[0].merged_into),
        ([first].as_slice(), Some(first))
    );
    let (_, again) = teacher.enter(session).await;
    let view = &again.welcome().unwrap().view.as_ref().unwrap().questions;
    assert_eq!(view.items[0].asker.as_ref().unwrap().person, mira.id);
}

#[tokio::test]
async fn students_handle_no_questions_and_report_those_they_see() {
    let world = World::open().await;
    let session = world.session(2).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let (_, mut at_mira) = world.student("Mira").await.enter(session).await;
    let (_, mut at_otto) = world.student("Otto").await.enter(session).await;
    let question = asks(&mut at_mira, "Is Otto stupid?", false).await;
    let report = || {
        let kind = ReportKind::Insult;
        Request::ReportQuestion(ReportQuestion { question, kind, text: "It is about me.".into() })
    };
    let early = at_otto.send(report()).await;
    assert_eq!(at_otto.outcome(early).await.unwrap_err().code, Code::Invalid);
    let approve = Request::MoveQuestion(MoveQuestion { question, state: QuestionState::Approved });
    let own = at_mira.send(approve).await;
    assert_eq!(at_mira.outcome(own).await.unwrap_err().code, Code::NotPermitted);
    moves(&mut teaching, question, QuestionState::Approved).await;
    does(&mut at_otto, report()).await;
    moves(&mut teaching, question, QuestionState::Live).await;
    moves(&mut teaching, question, QuestionState::Answered).await;
    let asked = at_otto
        .find("the answered question", |frame| {
            let ServerFrame::Entry(entry) = frame else { return None };
            entry.events.into_iter().find_map(|event| match event {
                FeedEvent::Class(ClassEvent::Question { question }) => Some(question),
                FeedEvent::Class(_) | FeedEvent::Staff(_) => None,
            })
        })
        .await;
    assert_eq!(asked.state, QuestionState::Live, "the next after its report");
}
