//! Reports, for who made them: kept where their maker finds them when the class is over, and what became of them with it.

use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::REPORTS_LISTED_SPAN;
use homeroom_protocol::moderation::{Report, ReportOutcome};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::reports::MyReports;
use homeroom_storage::reports;

use crate::session::appealing::signed_in;
use crate::session::directory::{Directory, World, unavailable};
use crate::session::keeping::until_kept;

/// Keeps that a report was made, however long the store is away. Only then the desk is told: what it decides finds the row.
pub(crate) async fn keep(world: &World, report: &Report) {
    until_kept("a report", || reports::keep(&world.store, report)).await;
}

/// Keeps what became of reports, however long the store is away.
pub(crate) async fn answer(world: &World, made: &[CommandId], outcome: ReportOutcome) {
    until_kept("what became of reports", || reports::answer(&world.store, made, outcome)).await;
}

/// A person's own reports of the last days.
pub(crate) async fn mine(directory: &Directory, principal: Principal) -> Result<MyReports, Refusal> {
    signed_in(directory, principal).await?;
    let world = &*directory.world;
    let after = world.clock.now().minus(REPORTS_LISTED_SPAN);
    let reports = reports::mine(&world.store, principal.person, after).await.map_err(unavailable)?;
    Ok(MyReports { reports })
}
