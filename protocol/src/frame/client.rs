//! What a client may send.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chat::ChatRules;
use crate::frame::calm::SetCalm;
use crate::frame::chat::{DeleteMessage, EditMessage, Read};
use crate::frame::direct::Direct;
use crate::frame::envelope::{Envelope, Unread, unknown_type, wrong_shape};
use crate::frame::floor::{
    ClearLock, EndFloor, GrantFloor, Lock, LowerHand, LowerHands, RaiseHand, RestoreHands, SetHands, Spoke,
};
use crate::frame::lobby::{LetIn, PutBack, SetLobby, TellWaiters, TurnAway};
use crate::frame::people::{People, SetAway};
use crate::frame::review::{Discard, LetThrough, Revisions};
use crate::frame::spotlight::Spotlight;
use crate::ids::{CommandId, PersonId, SanctionId};
use crate::moderation::{Measure, Muted, ReasonCode, ReportKind, Scope};
use crate::poll::{Ask, Ballot, Shown};
use crate::question::{AskQuestion, MergeQuestion, MoveQuestion, ReportQuestion, SetQuestions, Upvote};
use crate::reaction::React;

/// A frame from a client. Unknown fields are ignored, unknown types refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClientFrame {
    /// The command's id, for ever: an accepted one sent again changes nothing and gets the same answer. UUIDv7.
    pub id: CommandId,
    /// What is wished.
    #[serde(flatten)]
    pub request: Request,
}

/// What a client can wish for. A wish: it carries no proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Request {
    /// The first frame of every socket.
    Hello(Hello),
    /// A chat message.
    Say(Say),
    /// A message of one's own is to say something else.
    Edit(EditMessage),
    /// A message of one's own is to be taken back.
    Delete(DeleteMessage),
    /// How the class may write: who gives it, or watches over it.
    SetChat(ChatRules),
    /// A held message is to be shown: staff.
    LetThrough(LetThrough),
    /// A held message is not to be shown: staff.
    Discard(Discard),
    /// What a message said before: staff; the audit has that it was looked at.
    Revisions(Revisions),
    /// To write to those who moderate the room, or to answer.
    Direct(Direct),
    /// Older chat.
    History(History),
    /// That one has read the chat so far.
    Read(Read),
    /// Who is here.
    People(People),
    /// That one is away, or back.
    SetAway(SetAway),
    /// To go, now, and free the seat.
    Leave(Leave),
    /// To end the session for all.
    End(End),
    /// To tell the moderators of a message or a person.
    Report(MakeReport),
    /// To do something about a person: who gives the class, or watches over it.
    Sanction(MakeSanction),
    /// To do it no more.
    Lift(Lift),
    /// To ask a poll.
    AskPoll(Box<AskPoll>),
    /// To answer one.
    Vote(Vote),
    /// To close one.
    ClosePoll(OnPoll),
    /// To show more of its results, or less.
    ShowPoll(ShowPoll),
    /// To speak: a hand goes up.
    RaiseHand(RaiseHand),
    /// Not to speak any more.
    LowerHand(LowerHand),
    /// That hands go down.
    LowerHands(LowerHands),
    /// That those go up again that the last `lower_hands` lowered.
    RestoreHands(RestoreHands),
    /// That one's own hand goes down: one has the floor, and has been heard.
    Spoke(Spoke),
    /// In which order hands are given the floor.
    SetHands(SetHands),
    /// That somebody may speak now.
    GrantFloor(GrantFloor),
    /// That nobody may any more.
    EndFloor(EndFloor),
    /// That students may not do something for now, or may again.
    Lock(Lock),
    /// That everybody sees one person large, or nobody any more.
    Spotlight(Spotlight),
    /// That the class is calm, or as it was before.
    SetCalm(SetCalm),
    /// To give a message a reaction, or to take it back.
    React(React),
    /// That for one person something is as for all again.
    ClearLock(ClearLock),
    /// That newcomers wait in the lobby, or do not.
    SetLobby(SetLobby),
    /// That some of those who wait come in.
    LetIn(LetIn),
    /// That some of them are turned away.
    TurnAway(TurnAway),
    /// That somebody who is in waits again.
    PutBack(PutBack),
    /// That they read something.
    TellWaiters(TellWaiters),
    /// To ask the teacher something.
    AskQuestion(AskQuestion),
    /// To want to know the answer to a question too, or not any more.
    Upvote(Upvote),
    /// To have a question stand otherwise: who gives the class, or helps.
    MoveQuestion(MoveQuestion),
    /// To make one of two questions.
    MergeQuestion(MergeQuestion),
    /// How questions can be asked.
    SetQuestions(SetQuestions),
    /// To tell the moderators of a question.
    ReportQuestion(ReportQuestion),
}

/// Who is there: with the ticket of a join, or with a resume token and the last offset seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Hello {
    /// Fresh from `POST /v1/join`.
    Ticket {
        /// The single-use secret of the join.
        ticket: String,
    },
    /// Back after a lost connection.
    Resume {
        /// From the last `welcome`.
        resume_token: String,
        /// The offset of the last entry this client has applied, or of its view.
        after: u64,
    },
}

/// A chat message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Say {
    /// 1 to 2,000 characters (L3), not only white space.
    pub text: String,
    /// The message it answers; the answer to an answer stands under the same message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<CommandId>,
}

/// A page of older chat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct History {
    /// Items before this offset; absent: the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// How many at most, 1 to 100 (L18); absent: 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Nothing more to say than the type.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Leave {}

/// Nothing more to say than the type.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct End {}

/// A complaint about a message or a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MakeReport {
    /// Who it is about; with a message, its author.
    pub person: PersonId,
    /// The message, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<CommandId>,
    /// What is complained about.
    pub kind: ReportKind,
    /// What the moderators should know; up to 500 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Something to be done about a person in this session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MakeSanction {
    /// Who it is about.
    pub person: PersonId,
    /// What is done.
    pub measure: Measure,
    /// The message that is blanked, with `hide`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<CommandId>,
    /// What is muted, with `mute`; absent: the chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutes: Option<Muted>,
    /// How long, with `mute`: 1 to 60 minutes; with `ban`: 1 to 525,600 (365 days), and absent: until it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// How far it reaches, with `ban`; absent: this class.
    #[serde(default, skip_serializing_if = "Scope::is_session")]
    pub scope: Scope,
    /// Why.
    pub reason: ReasonCode,
}

/// Which sanction is to be lifted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Lift {
    /// Its id.
    pub sanction: SanctionId,
}

/// A poll to be asked, now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AskPoll {
    /// What is asked, what is right, and who sees the results.
    #[serde(flatten)]
    pub ask: Ask,
    /// After how many seconds it closes by itself, 5 to 3,600; absent: it is closed by hand, or with the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// An answer to a poll.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Vote {
    /// Which poll.
    pub poll: CommandId,
    /// The answer.
    pub ballot: Ballot,
}

/// Which poll.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OnPoll {
    /// Its id.
    pub poll: CommandId,
}

/// How much of a poll's results students see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ShowPoll {
    /// Which poll.
    pub poll: CommandId,
    /// How much.
    pub students: Shown,
}

/// Reads a text frame.
///
/// # Errors
/// `malformed` for what is not such an object or has no UUID as its id, `unknown_type` for a type nobody knows, and
/// `invalid` for data that does not fit its type.
pub fn read(text: &str) -> Result<ClientFrame, Unread> {
    let (id, envelope) = Envelope::read(text)?;
    let data = envelope.data();
    let request = match envelope.kind() {
        Some("hello") => serde_json::from_str(data).map(Request::Hello),
        Some("say") => serde_json::from_str(data).map(Request::Say),
        Some("edit") => serde_json::from_str(data).map(Request::Edit),
        Some("delete") => serde_json::from_str(data).map(Request::Delete),
        Some("set_chat") => serde_json::from_str(data).map(Request::SetChat),
        Some("let_through") => serde_json::from_str(data).map(Request::LetThrough),
        Some("revisions") => serde_json::from_str(data).map(Request::Revisions),
        Some("discard") => serde_json::from_str(data).map(Request::Discard),
        Some("direct") => serde_json::from_str(data).map(Request::Direct),
        Some("history") => serde_json::from_str(data).map(Request::History),
        Some("read") => serde_json::from_str(data).map(Request::Read),
        Some("people") => serde_json::from_str(data).map(Request::People),
        Some("set_away") => serde_json::from_str(data).map(Request::SetAway),
        Some("leave") => serde_json::from_str(data).map(Request::Leave),
        Some("end") => serde_json::from_str(data).map(Request::End),
        Some("report") => serde_json::from_str(data).map(Request::Report),
        Some("sanction") => serde_json::from_str(data).map(Request::Sanction),
        Some("lift") => serde_json::from_str(data).map(Request::Lift),
        Some("ask_poll") => serde_json::from_str(data).map(Request::AskPoll),
        Some("vote") => serde_json::from_str(data).map(Request::Vote),
        Some("close_poll") => serde_json::from_str(data).map(Request::ClosePoll),
        Some("show_poll") => serde_json::from_str(data).map(Request::ShowPoll),
        Some("raise_hand") => serde_json::from_str(data).map(Request::RaiseHand),
        Some("lower_hand") => serde_json::from_str(data).map(Request::LowerHand),
        Some("lower_hands") => serde_json::from_str(data).map(Request::LowerHands),
        Some("restore_hands") => serde_json::from_str(data).map(Request::RestoreHands),
        Some("spoke") => serde_json::from_str(data).map(Request::Spoke),
        Some("set_hands") => serde_json::from_str(data).map(Request::SetHands),
        Some("grant_floor") => serde_json::from_str(data).map(Request::GrantFloor),
        Some("end_floor") => serde_json::from_str(data).map(Request::EndFloor),
        Some("lock") => serde_json::from_str(data).map(Request::Lock),
        Some("clear_lock") => serde_json::from_str(data).map(Request::ClearLock),
        Some("set_lobby") => serde_json::from_str(data).map(Request::SetLobby),
        Some("let_in") => serde_json::from_str(data).map(Request::LetIn),
        Some("turn_away") => serde_json::from_str(data).map(Request::TurnAway),
        Some("put_back") => serde_json::from_str(data).map(Request::PutBack),
        Some("tell_waiters") => serde_json::from_str(data).map(Request::TellWaiters),
        Some("spotlight") => serde_json::from_str(data).map(Request::Spotlight),
        Some("set_calm") => serde_json::from_str(data).map(Request::SetCalm),
        Some("react") => serde_json::from_str(data).map(Request::React),
        Some("ask_question") => serde_json::from_str(data).map(Request::AskQuestion),
        Some("upvote") => serde_json::from_str(data).map(Request::Upvote),
        Some("move_question") => serde_json::from_str(data).map(Request::MoveQuestion),
        Some("merge_question") => serde_json::from_str(data).map(Request::MergeQuestion),
        Some("set_questions") => serde_json::from_str(data).map(Request::SetQuestions),
        Some("report_question") => serde_json::from_str(data).map(Request::ReportQuestion),
        Some(_) | None => return Err(unknown_type(id)),
    };
    match request {
        Ok(request) => Ok(ClientFrame { id, request }),
        Err(_) => Err(wrong_shape(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    const ID: &str = "01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e";

    #[test]
    fn a_frame_is_read_as_it_was_written() {
        let frame = ClientFrame {
            id: ID.parse().unwrap(),
            request: Request::Say(Say { text: "Добро утро".into(), reply_to: None }),
        };
        assert_eq!(read(&serde_json::to_string(&frame).unwrap()).unwrap(), frame);
    }

    #[test]
    fn unknown_fields_are_ignored_and_unknown_types_refused_by_id() {
        let text = format!(r#"{{"id":"{ID}","type":"leave","data":{{"x":1}},"later":true}}"#);
        assert_eq!(read(&text).unwrap().request, Request::Leave(Leave {}));
        let unread = read(&format!(r#"{{"id":"{ID}","type":"dance"}}"#)).unwrap_err();
        assert_eq!((unread.id, unread.refusal.code), (Some(ID.parse().unwrap()), Code::UnknownType));
    }

    #[test]
    fn without_an_id_it_is_not_the_protocol() {
        assert_eq!(read(r#"{"type":"leave"}"#).unwrap_err().id, None);
        assert_eq!(read("[]").unwrap_err().id, None);
        assert_eq!(read("\u{0}").unwrap_err().id, None);
    }

    #[test]
    fn data_of_the_wrong_shape_is_refused_by_id() {
        let unread = read(&format!(r#"{{"id":"{ID}","type":"say","data":{{"text":5}}}}"#)).unwrap_err();
        assert_eq!((unread.id.is_some(), unread.refusal.code), (true, Code::Invalid));
    }
}
