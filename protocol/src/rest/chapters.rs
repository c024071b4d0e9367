//! `GET /v1/sessions/{session_id}/chapters`: the questions that were answered in a class, each with the time it took, so
//! that somebody who looks for an answer later finds it. A replay has them as its chapters.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CommandId, SessionId};
use crate::time::Timestamp;

/// Answer of `GET /v1/sessions/{session_id}/chapters`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Chapters {
    /// Which class.
    pub session_id: SessionId,
    /// The lesson's title.
    pub title: String,
    /// When the class began: what a chapter's place is counted from.
    pub starts_at: Timestamp,
    /// In the order in which they were answered.
    pub chapters: Vec<Chapter>,
}

/// A question that was answered. Whose it was is not said, to nobody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Chapter {
    /// The question.
    pub question: CommandId,
    /// What was asked.
    pub text: String,
    /// When the answer began: when the question went live, or was called answered without that.
    pub from: Timestamp,
    /// When it was answered.
    pub until: Timestamp,
}
