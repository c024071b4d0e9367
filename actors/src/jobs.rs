//! Durable jobs: work that ends, is tried again, or fails, one file each. They wait in the same Postgres, in tables of
//! their own that the library keeps, so that what was asked for is done whichever node is there to do it.
//!
//! A worker with a small pool of its own runs them on each node. One whose node dies misses its heartbeats, and its jobs go
//! to another; one that loses the store begins again until the store is back. No queue does a thing exactly once: every job
//! here may run twice.
//!
//! What is due by the calendar is asked for by this node's own clock and not by the library's, which reads the machine's:
//! a day that is cranked is a day. Each node asks, under a key of the day.

pub(crate) mod desk_alarm;
mod schedule_seed;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use graphile_worker::{JobSpec, Worker, WorkerOptions, WorkerRecoveryConfig, WorkerShutdownConfig};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::Store;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::kit::clock::Clock;
use crate::session::OfferMail;
use desk_alarm::DeskAlarm;
use schedule_seed::ScheduleSeed;

/// Connections of the worker: one that listens, and two that work.
const CONNECTIONS_MAX: u32 = 3;
/// Jobs at once.
const JOBS_AT_ONCE: usize = 2;
/// How often the worker looks by itself; a new job is told to it at once.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often a worker says that it lives, and how long it may be silent before its jobs are another's.
const HEARTBEAT: Duration = Duration::from_secs(15);
const SILENT_MAX: Duration = Duration::from_secs(60);
/// How long a job that runs may go on when the node stops; then it is tried again, by whoever is there.
const STOP_GRACE: Duration = Duration::from_secs(3);
/// The pause before a worker begins again that lost the store.
const BEGIN_AGAIN_AFTER: Duration = Duration::from_secs(2);
/// The schema of the library's tables, as it calls it by itself.
pub(crate) const SCHEMA: &str = "graphile_worker";
/// A day.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// How long after midnight UTC the jobs of a day are asked for: when nobody teaches in Europe, and not on the stroke.
const DAILY_AFTER_MILLIS: i64 = 3 * 60 * 60 * 1_000 + 7 * 60 * 1_000;

/// What jobs work with.
#[derive(Clone)]
struct Tools {
    store: Store,
    clock: Clock,
    /// How people are told by mail, where this node sends any.
    mail: Option<OfferMail>,
}

impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tools")
    }
}

/// The worker of this node. Dropped without [`Jobs::stop`] it ends at once, as in a crash.
pub struct Jobs {
    stopping: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Jobs {
    /// Starts the worker. A store that is away is waited for.
    #[must_use]
    pub fn start(store: Store, clock: Clock, mail: Option<OfferMail>) -> Self {
        let (stopping, stop) = watch::channel(false);
        let running = tokio::spawn(run(Tools { store, clock, mail }, stop));
        Self { stopping, running }
    }

    /// Stops it: nothing new is begun, and what runs may end.
    pub async fn stop(mut self) {
        let _ = self.stopping.send(true);
        // The library waits as long for the job, and then has to give it back.
        if timeout(STOP_GRACE * 2, &mut self.running).await.is_err() {
            tracing::warn!("the worker of jobs did not end in time");
        }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn run(tools: Tools, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = work(&tools, &stop).await {
            tracing::warn!(error, "the worker of jobs has lost the store and begins again");
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = sleep(BEGIN_AGAIN_AFTER) => {}
        }
    }
}

/// Works until the node stops or the store is away.
async fn work(tools: &Tools, stop: &watch::Receiver<bool>) -> Result<(), String> {
    let mut asked = stop.clone();
    let stopped = async move {
        // An error is a sender that is gone, which also means stop.
        let _ = asked.wait_for(|stop| *stop).await;
    };
    let shutdown = WorkerShutdownConfig::default()
        .listen_os_shutdown_signals(false)
        .grace_period(STOP_GRACE)
        .shutdown_signal(stopped);
    let recovery = WorkerRecoveryConfig::default().heartbeat_interval(HEARTBEAT).sweep_threshold(SILENT_MAX);
    let worker = WorkerOptions::default()
        .pg_pool(tools.store.pool_of("homeroom jobs", CONNECTIONS_MAX))
        .concurrency(JOBS_AT_ONCE)
        .poll_interval(LOOK_EVERY)
        .worker_recovery(recovery)
        .worker_shutdown(shutdown)
        .add_extension(tools.clone())
        .define_job::<DeskAlarm>()
        .define_job::<ScheduleSeed>();
    let worker = worker.init().await.map_err(|error| error.to_string())?;
    tokio::select! {
        outcome = worker.run() => outcome.map_err(|error| error.to_string()),
        error = ask(&worker, &tools.clock) => Err(error),
    }
}

/// Asks for the jobs of each day: at once, for a node that comes back may have missed them, and from then on daily. Returns
/// only when that cannot be done.
async fn ask(worker: &Worker, clock: &Clock) -> String {
    loop {
        let now = clock.now();
        let job = JobSpec::builder().job_key(ScheduleSeed::key(now)).build();
        if let Err(error) = worker.create_utils().add_job(ScheduleSeed {}, job).await {
            return error.to_string();
        }
        clock.sleep_until(next_day(now)).await;
    }
}

/// When the jobs of the next day are asked for.
fn next_day(now: Timestamp) -> Timestamp {
    let days = (now.as_millis() - DAILY_AFTER_MILLIS).div_euclid(DAY_MILLIS) + 1;
    Timestamp::from_millis(days * DAY_MILLIS + DAILY_AFTER_MILLIS)
}
