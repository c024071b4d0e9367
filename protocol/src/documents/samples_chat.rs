//! Samples of the chat, for the goldens.

use super::samples::{COMMAND, STUDENT, TEACHER, at, id, request};
use super::samples_desk::report;
use crate::chat::{ChatRules, HeldFor, Revision};
use crate::frame::chat::{DeleteMessage, EditMessage, Read, ReadSoFar};
use crate::frame::client::{ClientFrame, History, Request, Say};
use crate::frame::direct::{Direct, DirectItem};
use crate::frame::review::{Discard, HeldMessage, IsHeld, LetThrough, MyHeld, Revisions, SaidBefore};
use crate::frame::server::{Ack, Answer, ChatItem, ChatPage, ClassEvent, Entry, ServerFrame};
use crate::ids::CommandId;
use crate::journal::v1::SessionEvent;
use crate::journal::v1::chat::ChatEvent;
use crate::moderation::ReasonCode;
use crate::permit::Role;

/// The rules of the samples.
const RULES: ChatRules = ChatRules { slow_seconds: 30, paused: false, review: true };
/// The message that answers the samples' one.
const ANSWER: CommandId = CommandId(id(70));

/// A message.
pub(super) fn item() -> ChatItem {
    ChatItem {
        id: COMMAND,
        offset: 42,
        person: STUDENT,
        name: "Mira".into(),
        role: Role::Student,
        text: "Добро утро! Is the Dead Sea a sea?".into(),
        at: at(120),
        hidden: false,
        reply_to: None,
        edited: false,
        deleted: false,
        reactions: Vec::new(),
    }
}

/// `say`.
pub(super) fn say() -> ClientFrame {
    request(Request::Say(Say { text: item().text, reply_to: None }))
}

/// `history`.
pub(super) fn history() -> ClientFrame {
    request(Request::History(History { before: Some(42), limit: Some(50) }))
}

/// How far one has read.
pub(super) fn read() -> ReadSoFar {
    ReadSoFar { to: 41, unread: 3 }
}

/// `ack` of a `history`.
pub(super) fn ack_history() -> ServerFrame {
    let page = ChatPage { items: vec![item()], more: false };
    ServerFrame::Ack(Ack { id: COMMAND, offset: None, data: Some(Answer::History(page)) })
}

/// A message that is held, as staff see it.
pub(super) fn held() -> HeldMessage {
    HeldMessage { item: item(), because: HeldFor::Words }
}

/// One's own messages that are held, or were discarded.
pub(super) fn my_held() -> Vec<MyHeld> {
    let mine = |message, discarded| MyHeld { message, text: item().text, at: at(120), discarded };
    vec![mine(COMMAND, Some(ReasonCode::Insult)), mine(ANSWER, None)]
}

/// A message to those who moderate the room.
pub(super) fn direct() -> DirectItem {
    let text = "Tomas writes to me all the time.".into();
    DirectItem { id: ANSWER, with: STUDENT, name: "Mira".into(), answer: false, text, at: at(125) }
}

/// `ack` of a `say` that is held.
pub(super) fn ack_held() -> ServerFrame {
    ServerFrame::Ack(Ack { id: COMMAND, offset: Some(42), data: Some(Answer::Held(IsHeld { held: true })) })
}

/// `ack` of `revisions`.
pub(super) fn ack_before() -> ServerFrame {
    let before = vec![Revision { text: "Rain.".into(), until: at(130) }];
    let said = SaidBefore { message: COMMAND, text: "Rivers.".into(), before };
    ServerFrame::Ack(Ack { id: COMMAND, offset: Some(43), data: Some(Answer::Before(said)) })
}

/// What a client can ask of the chat besides to say something.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let answer = Say { text: "It is a lake.".into(), reply_to: Some(COMMAND) };
    let edit = EditMessage { message: COMMAND, text: "Is the Dead Sea a lake?".into() };
    vec![
        ("protocol/wire/client/say_reply.json", request(Request::Say(answer))),
        ("protocol/wire/client/read.json", request(Request::Read(Read { to: 42 }))),
        ("protocol/wire/client/edit.json", request(Request::Edit(edit))),
        ("protocol/wire/client/delete.json", request(Request::Delete(DeleteMessage { message: COMMAND }))),
        ("protocol/wire/client/set_chat.json", request(Request::SetChat(RULES))),
        (
            "protocol/wire/client/direct.json",
            request(Request::Direct(Direct { to: None, text: "Tomas writes to me all the time.".into() })),
        ),
        (
            "protocol/wire/client/direct_answer.json",
            request(Request::Direct(Direct { to: Some(STUDENT), text: "We see to it.".into() })),
        ),
        ("protocol/wire/client/revisions.json", request(Request::Revisions(Revisions { message: COMMAND }))),
        ("protocol/wire/client/let_through.json", request(Request::LetThrough(LetThrough { message: COMMAND }))),
        (
            "protocol/wire/client/discard.json",
            request(Request::Discard(Discard { message: COMMAND, reason: ReasonCode::Insult })),
        ),
    ]
}

/// `entry`, with every kind of event of the chat.
pub(super) fn entry() -> ServerFrame {
    let edited = ChatItem { text: "Is the Dead Sea a lake?".into(), edited: true, ..item() };
    let answer = ChatItem { id: ANSWER, offset: 44, reply_to: Some(COMMAND), text: "It is.".into(), ..item() };
    ServerFrame::Entry(Entry {
        offset: 44,
        after: 42,
        at: at(130),
        events: vec![
            ClassEvent::Said { item: answer }.into(),
            ClassEvent::Edited { item: edited }.into(),
            ClassEvent::Deleted { message: ANSWER }.into(),
            ClassEvent::ChatSet { rules: RULES }.into(),
        ],
    })
}

/// What happens to the chat, as it is stored.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let (message, person, at) = (COMMAND, STUDENT, at(130));
    let text = "Is the Dead Sea a lake?".into();
    let said = SessionEvent::Said { id: ANSWER, person, text: "It is.".into(), at, reply_to: Some(COMMAND) };
    let mut report = report();
    for message in &mut report.evidence.messages {
        message.revisions = vec![Revision { text: "add me there".into(), until: at }];
        message.deleted = true;
    }
    vec![
        ("protocol/wire/journal/v1/reported_revised.json", SessionEvent::Reported { report: Box::new(report) }),
        ("protocol/wire/journal/v1/said_reply.json", said),
        (
            "protocol/wire/journal/v1/chat_edited.json",
            SessionEvent::Chat(ChatEvent::Edited { message, person, text, at }),
        ),
        ("protocol/wire/journal/v1/chat_deleted.json", SessionEvent::Chat(ChatEvent::Deleted { message, person, at })),
        (
            "protocol/wire/journal/v1/chat_held.json",
            SessionEvent::Chat(ChatEvent::Held {
                message,
                person,
                text: item().text,
                at,
                reply_to: Some(ANSWER),
                because: HeldFor::Review,
            }),
        ),
        (
            "protocol/wire/journal/v1/chat_direct.json",
            SessionEvent::Chat(ChatEvent::Direct {
                message,
                with: person,
                person: TEACHER,
                text: "We see to it.".into(),
                at,
            }),
        ),
        (
            "protocol/wire/journal/v1/chat_let_through.json",
            SessionEvent::Chat(ChatEvent::LetThrough { message, person, by: TEACHER, at }),
        ),
        (
            "protocol/wire/journal/v1/chat_discarded.json",
            SessionEvent::Chat(ChatEvent::Discarded {
                message,
                person,
                reason: ReasonCode::Insult,
                by: Some(TEACHER),
                at,
            }),
        ),
        (
            "protocol/wire/journal/v1/chat_looked.json",
            SessionEvent::Chat(ChatEvent::Looked {
                message,
                person,
                by: TEACHER,
                at,
                text: "Rivers.".into(),
                before: vec![Revision { text: "Rain.".into(), until: at }],
            }),
        ),
        (
            "protocol/wire/journal/v1/chat_review_set.json",
            SessionEvent::Chat(ChatEvent::RulesSet { rules: RULES, by: TEACHER, at }),
        ),
        (
            "protocol/wire/journal/v1/chat_rules_set.json",
            SessionEvent::Chat(ChatEvent::RulesSet { rules: ChatRules { review: false, ..RULES }, by: TEACHER, at }),
        ),
    ]
}
