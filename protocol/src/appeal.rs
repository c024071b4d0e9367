//! Appeals: somebody contests what is done about them, and somebody else decides. The room of the sanction takes the appeal
//! and hands it to the desk; what is decided there comes back to the room and to the person. Who set the sanction, or
//! decides, is for moderators alone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, SanctionId, SessionId};
use crate::moderation::{Evidence, FrozenPerson, Measure, Muted, ReasonCode, Sanction, Scope};
use crate::permit::Role;
use crate::time::Timestamp;

/// One appeal, as a room hands it to the desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Appeal {
    /// What is contested, and by whom.
    pub sanction: Sanction,
    /// In which session it was set.
    pub session: SessionId,
    /// The person's name in the class.
    pub name: String,
    /// Of which course the class is.
    pub course: CourseId,
    /// The title of the class.
    pub class: String,
    /// Who set it: in the room, or at the desk, which adds that. They have no part in what becomes of the appeal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<FrozenPerson>,
    /// The person's own words.
    pub text: String,
    /// When they appealed.
    pub at: Timestamp,
    /// By when it should be decided.
    pub due_at: Timestamp,
    /// What was to be seen when the sanction was decided, or, where it was set in the room, when it was contested.
    pub evidence: Evidence,
}

/// What becomes of an appeal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppealOutcome {
    /// The sanction stays as it is.
    Upheld,
    /// It holds no more.
    Lifted,
}

impl AppealOutcome {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::Upheld, Self::Lifted];

    /// As it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Lifted => "lifted",
        }
    }
}

/// What somebody is told who appealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AppealAnswer {
    /// What became of it.
    pub outcome: AppealOutcome,
    /// In the words of who decided it, who is not named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A question of the moderators to who appealed, and the answer. Who asks is not named.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AppealRound {
    /// What is asked; 1 to 500 characters.
    pub question: String,
    /// When it was asked.
    pub at: Timestamp,
    /// Until when the appeal waits for the answer; then it goes on without.
    pub until: Timestamp,
    /// The person's own words, 1 to 1,000 characters; absent: not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// When they answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_at: Option<Timestamp>,
}

/// How many texts there are in an exchange: each question and each answer. It only grows.
#[must_use]
pub fn turns(exchange: &[AppealRound]) -> usize {
    exchange.len() + exchange.iter().filter(|round| round.reply.is_some()).count()
}

/// What is contested, as moderators see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Contested {
    /// The sanction.
    pub sanction: Sanction,
    /// Who set it. They cannot decide this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<FrozenPerson>,
    /// The words of the person it is about.
    pub text: String,
    /// What they were asked, and answered, in order; up to 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchange: Vec<AppealRound>,
    /// Until when it waits for their answer; its own time stands still meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<Timestamp>,
    /// It is due soon, and was put before the moderators again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reminded: bool,
}

/// Where an appeal stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppealState {
    /// Nobody has decided it yet.
    Waiting,
    /// The sanction stays as it is.
    Upheld,
    /// It holds no more.
    Lifted,
}

/// An appeal, as the person sees it who made it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyAppeal {
    /// Against which sanction.
    pub sanction_id: SanctionId,
    /// Of which session.
    pub session_id: SessionId,
    /// The title of the class.
    pub class: String,
    /// What the sanction does.
    pub measure: Measure,
    /// What it mutes, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutes: Option<Muted>,
    /// How far it reaches, with a ban; absent: that class.
    #[serde(default, skip_serializing_if = "Scope::is_session")]
    pub scope: Scope,
    /// Why.
    pub reason: ReasonCode,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Teacher or assistant, where one of them set it; absent: a moderator decided, or a rule of the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The person's own words.
    pub text: String,
    /// When they appealed.
    pub at: Timestamp,
    /// By when it should be decided; while a question waits for its answer this stands still.
    pub due_at: Timestamp,
    /// What the moderators asked, and the person answered, in order; up to 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchange: Vec<AppealRound>,
    /// Where it stands.
    pub state: AppealState,
    /// What they are told, where it is decided and something was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
}

impl MyAppeal {
    /// An appeal that waits.
    #[must_use]
    pub fn of(appeal: &Appeal) -> Self {
        let sanction = &appeal.sanction;
        Self {
            sanction_id: sanction.id,
            session_id: appeal.session,
            class: appeal.class.clone(),
            measure: sanction.measure,
            mutes: sanction.muted(),
            scope: sanction.scope,
            reason: sanction.reason,
            until: sanction.until,
            role: sanction.role,
            text: appeal.text.clone(),
            at: appeal.at,
            due_at: appeal.due_at,
            exchange: Vec::new(),
            state: AppealState::Waiting,
            answer: String::new(),
            answered_at: None,
        }
    }

    /// The same, decided.
    #[must_use]
    pub fn answered(self, answer: &AppealAnswer) -> Self {
        let state = match answer.outcome {
            AppealOutcome::Upheld => AppealState::Upheld,
            AppealOutcome::Lifted => AppealState::Lifted,
        };
        Self { state, answer: answer.text.clone(), answered_at: Some(answer.at), ..self }
    }
}
