//! `schedule.seed`: once a day the timetable is filled two weeks ahead, by the same code as the program `schedule-seed`.
//!
//! It adds slots and touches none that is there: what its rules would have otherwise is told in the log, and a person runs
//! the program. Done twice it changes nothing, so neither two nodes nor a second attempt do harm.

use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use homeroom_protocol::time::Timestamp;
use homeroom_timetable::{DAYS, FillError, Reach, Wish, fill, numbers};
use serde::{Deserialize, Serialize};

use super::Tools;

/// It needs nothing: rules and time are found when it runs.
#[derive(Serialize, Deserialize)]
pub(super) struct ScheduleSeed {}

impl ScheduleSeed {
    /// The key of the job of this day: asked for by several nodes, or several times, it waits once.
    pub(super) fn key(now: Timestamp) -> String {
        let day = now.to_string();
        format!("{} {}", Self::IDENTIFIER, day.split('T').next().unwrap_or_default())
    }
}

impl TaskHandler for ScheduleSeed {
    const IDENTIFIER: &'static str = "schedule.seed";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        match context.get_ext::<Tools>() {
            Some(tools) => seed(tools).await.map_err(|error| error.to_string()),
            None => Err("the worker has no store".to_owned()),
        }
    }
}

async fn seed(tools: &Tools) -> Result<(), FillError> {
    let wish = Wish { days: DAYS, reach: Reach::Add };
    let filled = fill(&tools.store, tools.clock.now(), wish, &[]).await?;
    tracing::info!(slots.added = filled.done.len(), "the timetable was filled");
    if !filled.is_whole() {
        let numbers = numbers(&filled);
        tracing::warn!(slots = numbers, "slots are not as their rules say; schedule-seed tells which");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_of_a_day_has_the_key_of_that_day() {
        let key = |at: &str| ScheduleSeed::key(at.parse().unwrap());
        assert_eq!(key("2026-11-25T00:00:00Z"), "schedule.seed 2026-11-25");
        assert_eq!(key("2026-11-25T23:59:59Z"), key("2026-11-25T00:00:00Z"));
        assert_ne!(key("2026-11-26T00:00:00Z"), key("2026-11-25T23:59:59Z"));
    }
}
