//! A running child: watched, started again when it falls over, ended with a grace.

use std::io::Write;
use std::process::{self, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::{ChildError, Launch};

/// How often a child is looked at while something is waited for.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often the watcher looks whether its child still lives. Waking up more often would only burn battery.
const WATCH_EVERY: Duration = Duration::from_millis(250);
/// A child that fell over is started again after this: at once would spin when the cause stays.
const RESTART_AFTER: Duration = Duration::from_secs(1);
/// What a child gets to end by itself. Postgres' fast shutdown writes a checkpoint, which on a slow disk takes seconds.
const GRACE: Duration = Duration::from_secs(10);

/// A child process. Dropping it ends the child and waits for its end.
#[derive(Debug)]
pub struct Child {
    launch: Launch,
    running: Arc<Mutex<Running>>,
    watcher: Option<thread::JoinHandle<()>>,
}

#[derive(Debug)]
struct Running {
    process: process::Child,
    ending: bool,
    restarts: u32,
}

impl Child {
    /// Starts `launch`.
    ///
    /// # Errors
    /// When the program cannot be started or its log not be opened.
    pub fn start(launch: Launch) -> Result<Self, ChildError> {
        let process = launch.start(Stdio::null())?;
        let running = Arc::new(Mutex::new(Running { process, ending: false, restarts: 0 }));
        Ok(Self { launch, running, watcher: None })
    }

    /// From here on the child is started again whenever it ends by itself.
    ///
    /// # Errors
    /// When no thread can be had to watch it.
    pub fn keep_up(&mut self) -> Result<(), ChildError> {
        let (launch, running) = (self.launch.clone(), Arc::clone(&self.running));
        let watcher = thread::Builder::new()
            .name(format!("watch-{}", launch.name))
            .spawn(move || while watch(&launch, &running) {});
        self.watcher = Some(watcher.map_err(ChildError::system("watch", &self.launch.program))?);
        Ok(())
    }

    /// The process' number at this moment.
    #[must_use]
    pub fn id(&self) -> u32 {
        lock(&self.running).process.id()
    }

    /// How often it was started again.
    #[must_use]
    pub fn restarts(&self) -> u32 {
        lock(&self.running).restarts
    }

    /// What it was started with.
    #[must_use]
    pub fn launch(&self) -> &Launch {
        &self.launch
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        lock(&self.running).process.try_wait().ok().flatten()
    }

    /// Ends the child: its signal, then after a grace `SIGKILL`. Returns when it is gone.
    pub fn stop(&mut self) {
        {
            let mut running = lock(&self.running);
            running.ending = true;
            end(&mut running.process, self.launch.ending.signal());
        }
        if let Some(watcher) = self.watcher.take() {
            // The watcher cannot panic; and if it did, there would be nothing left to do about it.
            let _ = watcher.join();
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One look of the watcher; `false` when there is nothing to watch any more.
fn watch(launch: &Launch, running: &Mutex<Running>) -> bool {
    thread::sleep(WATCH_EVERY);
    let ended = {
        let mut running = lock(running);
        if running.ending {
            return false;
        }
        running.process.try_wait().ok().flatten()
    };
    if let Some(status) = ended {
        thread::sleep(RESTART_AFTER);
        let mut running = lock(running);
        if running.ending {
            return false;
        }
        // A start that fails leaves the ended process in place, so the next look tries again.
        if let Ok(process) = launch.start(Stdio::null()) {
            running.process = process;
            running.restarts += 1;
        }
        drop(running);
        note(launch, &format!("homeroom: {} ended ({status}) and was started again", launch.name));
    }
    true
}

/// Runs `launch` to its end with `input` as its standard input.
///
/// # Errors
/// When it cannot be started, does not end within `patience`, or ends with anything but success.
pub fn run(launch: &Launch, input: &str, patience: Duration) -> Result<(), ChildError> {
    let mut process = launch.start(Stdio::piped())?;
    if let Some(mut pipe) = process.stdin.take() {
        // A program that ended without reading shows in its status below.
        let _ = pipe.write_all(input.as_bytes());
    }
    match wait(&mut process, patience) {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(launch.failed(format!("ended with {status}"))),
        None => {
            end(&mut process, Signal::KILL);
            Err(launch.failed(format!("was not done after {} s", patience.as_secs())))
        }
    }
}

/// Waits at most `patience` for the end of `process`.
fn wait(process: &mut process::Child, patience: Duration) -> Option<ExitStatus> {
    // Counting looks instead of reading a clock: a machine that sleeps in between costs the child no patience.
    for _ in 0..looks(patience) {
        if let Ok(Some(status)) = process.try_wait() {
            return Some(status);
        }
        thread::sleep(LOOK_EVERY);
    }
    process.try_wait().ok().flatten()
}

/// How many looks make up `patience`.
pub(crate) fn looks(patience: Duration) -> u128 {
    patience.as_millis() / LOOK_EVERY.as_millis()
}

fn end(process: &mut process::Child, signal: Signal) {
    if let Ok(Some(_)) = process.try_wait() {
        return;
    }
    let pid = i32::try_from(process.id()).ok().and_then(Pid::from_raw);
    let sent = pid.is_some_and(|pid| kill_process(pid, signal).is_ok());
    if !sent || wait(process, GRACE).is_none() {
        // Both fail only for a process that is gone already, which is what is wanted.
        let _ = process.kill();
        let _ = process.wait();
    }
}

fn note(launch: &Launch, line: &str) {
    if let Ok(mut log) = std::fs::OpenOptions::new().append(true).open(&launch.log) {
        // The line is for whoever reads the log later; a log that cannot be written must not stop the child.
        let _ = writeln!(log, "{line}");
    }
}

fn lock(running: &Mutex<Running>) -> MutexGuard<'_, Running> {
    // What is inside is whole at every step, so a panic elsewhere does not make it unusable.
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
