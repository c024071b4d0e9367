//! Samples of questions, for the goldens.

use super::samples::{COMMAND, SESSION, STUDENT, TEACHER, at, facts, id, request};
use crate::frame::client::{ClientFrame, Request};
use crate::frame::server::{ClassEvent, Entry, ServerFrame};
use crate::frame::staff::StaffEvent;
use crate::ids::CommandId;
use crate::journal::v1::SessionEvent;
use crate::journal::v1::question::{QuestionEvent, UpvoteChange};
use crate::moderation::ReportKind;
use crate::question::{
    AskQuestion, Asker, MergeQuestion, MoveQuestion, MyQuestion, QuestionItem, QuestionState, QuestionVotes,
    QuestionsView, ReportQuestion, SetQuestions, Upvote,
};
use crate::rest::chapters::{Chapter, Chapters};

/// Another question than that of the samples' command.
const OTHER: CommandId = CommandId(id(71));

fn item() -> QuestionItem {
    QuestionItem {
        id: COMMAND,
        text: "Is the Dead Sea a sea?".into(),
        at: at(140),
        state: QuestionState::Approved,
        votes: 7,
        anonymous: false,
        asker: Some(Asker { person: STUDENT, name: "Mira".into() }),
    }
}

fn without_name() -> QuestionItem {
    QuestionItem { id: OTHER, state: QuestionState::Live, anonymous: true, asker: None, ..item() }
}

/// What was answered in a class.
pub(super) fn chapters() -> Chapters {
    let chapter = Chapter { question: COMMAND, text: item().text, from: at(1_200), until: at(1_380) };
    Chapters { session_id: SESSION, title: facts().title, starts_at: at(0), chapters: vec![chapter] }
}

/// What a view has of them.
pub(super) fn view() -> QuestionsView {
    QuestionsView { items: vec![without_name(), item()], anonymous: true }
}

/// One's own.
pub(super) fn mine() -> Vec<MyQuestion> {
    let merged = QuestionItem { id: OTHER, state: QuestionState::New, ..item() };
    vec![
        MyQuestion { item: item(), merged_into: None, hidden: false },
        MyQuestion { item: merged, merged_into: Some(COMMAND), hidden: true },
    ]
}

/// What clients send, each with the path of its golden.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let (question, kind) = (COMMAND, ReportKind::Insult);
    let ask = AskQuestion { text: item().text, anonymous: true };
    let moved = MoveQuestion { question, state: QuestionState::Live };
    let merge = MergeQuestion { question: OTHER, into: question };
    let report = ReportQuestion { question, kind, text: "That is meant for me.".into() };
    vec![
        ("protocol/wire/client/ask_question.json", request(Request::AskQuestion(ask))),
        ("protocol/wire/client/upvote.json", request(Request::Upvote(Upvote { question, on: true }))),
        ("protocol/wire/client/move_question.json", request(Request::MoveQuestion(moved))),
        ("protocol/wire/client/merge_question.json", request(Request::MergeQuestion(merge))),
        ("protocol/wire/client/set_questions.json", request(Request::SetQuestions(SetQuestions { anonymous: true }))),
        ("protocol/wire/client/report_question.json", request(Request::ReportQuestion(report))),
    ]
}

/// `entry`, with every kind of event of questions, those of staff too.
pub(super) fn entry() -> ServerFrame {
    let named = QuestionItem { asker: item().asker, ..without_name() };
    ServerFrame::Entry(Entry {
        offset: 46,
        after: 45,
        at: at(141),
        events: vec![
            ClassEvent::Question { question: Box::new(without_name()) }.into(),
            ClassEvent::QuestionGone { question: OTHER }.into(),
            ClassEvent::QuestionMerged { question: OTHER, into: Box::new(item()) }.into(),
            ClassEvent::QuestionsSet { anonymous: true }.into(),
            ClassEvent::Reacted { messages: vec![], questions: vec![QuestionVotes { question: COMMAND, votes: 8 }] }
                .into(),
            StaffEvent::QuestionSeen { question: Box::new(named) }.into(),
            StaffEvent::QuestionsUnited { question: OTHER, into: Box::new(item()) }.into(),
        ],
    })
}

/// What is stored, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let (question, by, at) = (COMMAND, TEACHER, at(141));
    let asked = QuestionEvent::Asked { question, person: STUDENT, text: item().text, at, anonymous: true };
    let moved = QuestionEvent::Moved { question, state: QuestionState::Approved, by: Some(by), at };
    let merged = QuestionEvent::Merged { question: OTHER, into: question, by, at };
    let upvotes = vec![UpvoteChange { question, given: vec![0], taken_back: vec![] }];
    vec![
        ("protocol/wire/journal/v1/question_asked.json", SessionEvent::Question(asked)),
        ("protocol/wire/journal/v1/question_moved.json", SessionEvent::Question(moved)),
        ("protocol/wire/journal/v1/question_merged.json", SessionEvent::Question(merged)),
        (
            "protocol/wire/journal/v1/questions_set.json",
            SessionEvent::Question(QuestionEvent::Set { anonymous: true, by }),
        ),
        (
            "protocol/wire/journal/v1/upvoted.json",
            SessionEvent::Reacted { at, people: vec![STUDENT], changes: vec![], upvotes, reads: vec![] },
        ),
    ]
}
