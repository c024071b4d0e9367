//! `POST /v1/appeals`, `POST /v1/appeals/{sanction_id}/replies` and `GET /v1/me/appeals`: to contest what is done about
//! oneself, to answer what is asked about it, and what became of that.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::appeal::MyAppeal;
use crate::ids::{SanctionId, SessionId};

/// Body of `POST /v1/appeals`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MakeAppeal {
    /// The session in which the sanction was set, or whose door it shuts.
    pub session_id: SessionId,
    /// Which sanction; absent: the one that keeps the person out of that session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sanction_id: Option<SanctionId>,
    /// The person's own words; 1 to 1,000 characters.
    pub text: String,
}

/// Body of `POST /v1/appeals/{sanction_id}/replies`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReplyToQuestion {
    /// The answer to the moderators' latest question; 1 to 1,000 characters.
    pub text: String,
}

/// Answer of `GET /v1/me/appeals`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyAppeals {
    /// The latest 50, latest first.
    pub appeals: Vec<MyAppeal>,
}
