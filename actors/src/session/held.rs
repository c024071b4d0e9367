//! What the actor does about its aggregate's row: taking hold of it again after an outcome that is not known, and letting
//! go of it to sleep. Both take time, so both are tasks that tell the actor how it went.

use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::session::Session;
use homeroom_protocol::ids::SessionId;
use homeroom_storage::aggregate;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::kit::lane::{Job, Report};
use crate::kit::recovery::{RebuildError, rebuild};
use crate::session::directory::World;
use crate::session::message::Msg;
use crate::session::state::{Mode, State};

/// How long one look at the row may take; a store that is away is asked again.
const ASK_TIMEOUT: Duration = Duration::from_secs(3);
/// The pause between two looks while the store is away.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(250);

impl State {
    /// Fences whatever may still be on its way, and reads the journal: what is there was committed, the rest was not.
    pub(crate) fn recover(&self) {
        let (world, id, actor) = (Arc::clone(&self.world), self.handle.id, self.handle.actor.clone());
        tokio::spawn(async move {
            let told = read_again(&world, id).await;
            // An actor that has ended meanwhile needs no answer; its successor reads for itself.
            let _ = actor.cast(told);
        });
    }

    /// Writes the effects cursor where it lags, and puts the aggregate to sleep until its deadline.
    pub(crate) fn fall_asleep(&mut self) {
        self.mode = Mode::FallingAsleep;
        let (world, actor, id) = (Arc::clone(&self.world), self.handle.actor.clone(), self.handle.id);
        let (epoch, committed) = (self.shell.epoch(), self.shell.committed());
        let (through, written) = (self.effects.through(committed), self.effects.written());
        let (wake_at, number) = (self.shell.deadline(), |n: u64| i64::try_from(n).unwrap_or(i64::MAX));
        tokio::spawn(async move {
            if through > written {
                let (done, report) = oneshot::channel();
                let done = std::sync::Mutex::new(Some(done));
                let report_to = move |report| {
                    if let Some(done) = done.lock().ok().and_then(|mut done| done.take()) {
                        // The task that waits is the one that made this.
                        let _ = done.send(report);
                    }
                };
                world.lane.send(Job {
                    id: id.0,
                    epoch,
                    expected: number(committed),
                    effects_done: number(through),
                    entries: Vec::new(),
                    report: Arc::new(report_to),
                });
                if !matches!(report.await, Ok(Report::Committed { .. })) {
                    let _ = actor.cast(Msg::Slept(false));
                    return;
                }
            }
            let asleep = aggregate::sleep(&world.store, id.0, epoch, number(committed), wake_at);
            let asleep = matches!(timeout(ASK_TIMEOUT, asleep).await, Ok(Ok(true)));
            let _ = actor.cast(Msg::Slept(asleep));
        });
    }
}

async fn read_again(world: &World, id: SessionId) -> Msg {
    loop {
        let turn = world.rereads.acquire().await;
        match timeout(ASK_TIMEOUT, aggregate::reclaim(&world.store, id.0, world.incarnation)).await {
            Ok(Ok(None)) => return Msg::NotHome,
            Ok(Ok(Some(held))) => match rebuild::<Session>(&world.store, held).await {
                Ok(replayed) => return Msg::Rebuilt(Box::new((held, replayed))),
                Err(error @ RebuildError::Unreadable { .. }) => return Msg::Unreadable(error.to_string()),
                Err(RebuildError::Store(_)) => {}
            },
            Ok(Err(_)) | Err(_) => {}
        }
        drop(turn);
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
}
