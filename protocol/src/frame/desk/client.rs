//! What a moderator's page may send.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::appeal::AppealOutcome;
use crate::frame::envelope::{Envelope, Unread, unknown_type, wrong_shape};
use crate::ids::{CaseId, CommandId, PersonId};
use crate::moderation::{Measure, ReasonCode, Scope};

/// A frame from a moderator's page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskClientFrame {
    /// The command's id, for ever. UUIDv7.
    pub id: CommandId,
    /// What is wished.
    #[serde(flatten)]
    pub request: DeskRequest,
}

/// What a moderator can wish for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DeskRequest {
    /// The first frame of every socket.
    Hello(DeskHello),
    /// Everything about a case, for who looks at it.
    Case(OnCase),
    /// To work on it: of several who ask at once one has it, and the others hear who.
    Claim(OnCase),
    /// Still at it.
    Renew(OnCase),
    /// To give it back.
    Release(OnCase),
    /// To give it to somebody else at the desk.
    HandOver(HandOver),
    /// To write a note for other moderators.
    Note(OnCaseWhy),
    /// To decide it. Whoever decides holds it.
    Decide(Decide),
    /// To ask who appealed something, before it is decided: the case is given back, and waits for their answer.
    AskAppeal(AskAppeal),
    /// To decide an appeal: nobody does who set what is contested.
    AnswerAppeal(AnswerAppeal),
    /// To take one's decision back within its first seconds.
    Undo(OnCase),
    /// To reverse a decision later: what it did is lifted.
    Reverse(OnCaseWhy),
    /// To pass it upward.
    Escalate(OnCaseWhy),
}

/// Who is there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DeskHello {
    /// Signed in: the access token that REST takes.
    SignedIn {
        /// The token.
        access_token: String,
    },
    /// Back after a lost connection.
    Resume {
        /// From the last `welcome`.
        resume_token: String,
        /// The offset of the last entry this client has applied, or of its view.
        after: u64,
    },
}

/// A case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OnCase {
    /// Which.
    pub case: CaseId,
}

/// A case and a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OnCaseWhy {
    /// Which.
    pub case: CaseId,
    /// Up to 500 characters; for `note` and `reverse` not only white space.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A case and who is to have it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct HandOver {
    /// Which.
    pub case: CaseId,
    /// Who: somebody who is at the desk and may see it.
    pub to: PersonId,
    /// What they should know; up to 500 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Decide {
    /// Which case.
    pub case: CaseId,
    /// The version that was looked at: another one is refused with `case_changed`.
    pub version: u32,
    /// Why.
    pub reason: ReasonCode,
    /// What is to be done; absent: nothing was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// How long, with `mute`: 1 to 60 minutes, and absent: 10; with `ban`: 1 to 525,600 (365 days), and absent: until it is
    /// lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// How far it reaches, with `ban`; absent: the class the case is of.
    #[serde(default, skip_serializing_if = "Scope::is_session")]
    pub scope: Scope,
    /// For other moderators; up to 500 characters, and needed with the reason `other`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A question to who appealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AskAppeal {
    /// Which case.
    pub case: CaseId,
    /// The version that was looked at: another one is refused with `case_changed`.
    pub version: u32,
    /// What is asked; 1 to 500 characters. Nobody learns who asks.
    pub text: String,
}

/// What becomes of an appeal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AnswerAppeal {
    /// Which case.
    pub case: CaseId,
    /// The version that was looked at: another one is refused with `case_changed`.
    pub version: u32,
    /// Whether the sanction stays or is lifted.
    pub outcome: AppealOutcome,
    /// What the person is told besides; up to 500 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// For other moderators; up to 500 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Reads a text frame.
///
/// # Errors
/// As [`crate::frame::client::read`].
pub fn read(text: &str) -> Result<DeskClientFrame, Unread> {
    let (id, envelope) = Envelope::read(text)?;
    let data = envelope.data();
    let request = match envelope.kind() {
        Some("hello") => serde_json::from_str(data).map(DeskRequest::Hello),
        Some("case") => serde_json::from_str(data).map(DeskRequest::Case),
        Some("claim") => serde_json::from_str(data).map(DeskRequest::Claim),
        Some("renew") => serde_json::from_str(data).map(DeskRequest::Renew),
        Some("release") => serde_json::from_str(data).map(DeskRequest::Release),
        Some("hand_over") => serde_json::from_str(data).map(DeskRequest::HandOver),
        Some("note") => serde_json::from_str(data).map(DeskRequest::Note),
        Some("decide") => serde_json::from_str(data).map(DeskRequest::Decide),
        Some("ask_appeal") => serde_json::from_str(data).map(DeskRequest::AskAppeal),
        Some("answer_appeal") => serde_json::from_str(data).map(DeskRequest::AnswerAppeal),
        Some("undo") => serde_json::from_str(data).map(DeskRequest::Undo),
        Some("reverse") => serde_json::from_str(data).map(DeskRequest::Reverse),
        Some("escalate") => serde_json::from_str(data).map(DeskRequest::Escalate),
        Some(_) | None => return Err(unknown_type(id)),
    };
    match request {
        Ok(request) => Ok(DeskClientFrame { id, request }),
        Err(_) => Err(wrong_shape(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e";

    #[test]
    fn a_frame_is_read_as_it_was_written() {
        let request = DeskRequest::Note(OnCaseWhy { case: ID.parse().unwrap(), text: "Again".into() });
        let frame = DeskClientFrame { id: ID.parse().unwrap(), request };
        assert_eq!(read(&serde_json::to_string(&frame).unwrap()).unwrap(), frame);
    }

    #[test]
    fn what_the_class_says_is_not_said_here() {
        let unread = read(&format!(r#"{{"id":"{ID}","type":"say","data":{{"text":"x"}}}}"#)).unwrap_err();
        assert_eq!(unread.refusal.code, crate::refusal::Code::UnknownType);
    }
}
