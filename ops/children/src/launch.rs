//! How a child is started: from one thread that lives as long as the process, with the signal it gets at our death.
//!
//! `PR_SET_PDEATHSIG` follows the *thread* that forked, not the process (prctl(2)): a child started from a thread of a
//! pool would be ended when that thread is. So all children are started by one thread of their own, which never ends.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{self, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use rustix::process::Signal;

use crate::{ChildError, User};

/// A log larger than this is begun anew at the next start, so that a folder nobody looks at does not fill the disk.
const LOG_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// How a child is asked to end, by us and, at our death, by the kernel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// `SIGINT`: Postgres' fast shutdown; also what a terminal sends.
    Interrupt,
    /// `SIGTERM`.
    Terminate,
    /// `SIGKILL`, for what keeps nothing.
    Kill,
}

impl Ending {
    pub(crate) fn signal(self) -> Signal {
        match self {
            Self::Interrupt => Signal::INT,
            Self::Terminate => Signal::TERM,
            Self::Kill => Signal::KILL,
        }
    }
}

/// What to run, and how.
#[derive(Clone, Debug)]
pub struct Launch {
    /// What it is called in messages.
    pub name: String,
    /// The program's file.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Its whole environment, beside `PATH`; nothing else of ours is handed on.
    pub environment: Vec<(OsString, OsString)>,
    /// Where it runs.
    pub folder: PathBuf,
    /// Whom it becomes; `None`: it stays who we are.
    pub user: Option<User>,
    /// The file its output is added to.
    pub log: PathBuf,
    /// How it is ended.
    pub ending: Ending,
}

type Order = (Command, Sender<io::Result<process::Child>>);

/// The thread that starts children. It ends only with the process: nothing ever drops the sender.
static STARTER: LazyLock<io::Result<Sender<Order>>> = LazyLock::new(|| {
    let (orders, inbox) = channel::<Order>();
    thread::Builder::new().name("children".to_owned()).spawn(move || {
        while let Ok((mut command, answer)) = inbox.recv() {
            // An asker that is gone has nobody to hand the child to; dropping the answer here leaves it to the kernel.
            let _ = answer.send(command.spawn());
        }
    })?;
    Ok(orders)
});

impl Launch {
    /// Starts the program with `input` as its standard input.
    pub(crate) fn start(&self, input: Stdio) -> Result<process::Child, ChildError> {
        let log = self.open_log()?;
        let errors = log.try_clone().map_err(ChildError::system("open", &self.log))?;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear().envs(self.environment.iter().cloned());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()));
        command.current_dir(&self.folder).stdin(input).stdout(log).stderr(errors);
        // A group of its own: Ctrl-C in a terminal reaches us alone, and we end the children when we need them no more.
        command.process_group(0);
        if let Some(user) = &self.user {
            command.uid(user.uid).gid(user.gid);
        }
        start_tied(command, self.ending).map_err(ChildError::system("start", &self.program))
    }

    fn open_log(&self) -> Result<File, ChildError> {
        if let Some(folder) = self.log.parent() {
            fs::create_dir_all(folder).map_err(ChildError::system("make the folder", folder))?;
        }
        let long = fs::metadata(&self.log).is_ok_and(|facts| facts.len() > LOG_BYTES_MAX);
        let mut how = OpenOptions::new();
        how.create(true).append(!long).write(true).truncate(long);
        how.open(&self.log).map_err(ChildError::system("open", &self.log))
    }

    /// The last lines of the log, for an error's message.
    pub(crate) fn log_tail(&self) -> String {
        const LINES: usize = 8;
        let bytes = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default().join("\n")
    }

    pub(crate) fn failed(&self, what: impl Into<String>) -> ChildError {
        ChildError::Failed { name: self.name.clone(), what: what.into(), log: self.log.clone(), tail: self.log_tail() }
    }
}

/// Starts any command so that it is sent `ending` when this process is gone. For tools in the foreground: they keep our
/// terminal and our process group; the caller waits for them.
///
/// # Errors
/// When it cannot be started.
pub fn start_tied(mut command: Command, ending: Ending) -> io::Result<process::Child> {
    let gone = || io::Error::other("the thread that starts children is gone");
    let starter = STARTER.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
    die_with_us(&mut command, ending.signal());
    let (answer, outcome) = channel();
    starter.send((command, answer)).map_err(|_| gone())?;
    outcome.recv().map_err(|_| gone())?
}

/// Arranges that the kernel sends `signal` to the child when the starting thread, and so this process, is gone.
#[expect(unsafe_code, reason = "there is no safe way to act between fork and exec; this is the one place that does")]
fn die_with_us(command: &mut Command, signal: Signal) {
    let parent = rustix::process::getpid();
    let arrange = move || {
        #[cfg(target_os = "linux")]
        rustix::process::set_parent_process_death_signal(Some(signal))?;
        #[cfg(not(target_os = "linux"))]
        let _ = signal;
        // We may have died before the line above; then nobody will ever send the signal.
        if rustix::process::getppid() == Some(parent) { Ok(()) } else { Err(io::Error::other("the parent is gone")) }
    };
    // SAFETY: between fork and exec only async-signal-safe calls are allowed: the closure makes two system calls,
    // allocates nothing on its good path, takes no lock, and ends in `exec` or, on an error, in `_exit`.
    unsafe {
        command.pre_exec(arrange);
    }
}
