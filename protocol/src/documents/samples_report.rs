//! A sample of what somebody sees of their reports after a class.

use super::samples::{COMMAND, SESSION, at, facts};
use crate::ids::CommandId;
use crate::moderation::ReportOutcome;
use crate::rest::reports::{MyReports, ReportMade};

/// One that something was done about, and an earlier one that waits.
pub(super) fn mine() -> MyReports {
    let made =
        |id, seconds, outcome| ReportMade { id, session_id: SESSION, class: facts().title, at: at(seconds), outcome };
    let earlier = CommandId(uuid::Uuid::from_u128(COMMAND.0.as_u128() - 1));
    MyReports { reports: vec![made(COMMAND, 300, ReportOutcome::Acted), made(earlier, 200, ReportOutcome::Received)] }
}
