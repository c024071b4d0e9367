//! `GET /v1/me/reports`: what became of what one reported, when the class is over too.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CommandId, SessionId};
use crate::moderation::ReportOutcome;
use crate::time::Timestamp;

/// A report as its maker sees it after the class: not of whom it was, nor who decided or what was set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReportMade {
    /// Its id: the command's that made it, as in `you.reports` of the classroom's socket.
    pub id: CommandId,
    /// In which class.
    pub session_id: SessionId,
    /// The class's title then.
    pub class: String,
    /// When it was made.
    pub at: Timestamp,
    /// What became of it so far.
    pub outcome: ReportOutcome,
}

/// Answer of `GET /v1/me/reports`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyReports {
    /// Those of the last seven days, the latest 50, latest first.
    pub reports: Vec<ReportMade>,
}
