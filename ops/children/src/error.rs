//! What can go wrong with a child. Each sentence says what to do about it, because it is read by whoever just typed
//! `up` on a machine they do not know.

use std::io;
use std::path::PathBuf;

/// Why a child process is not running.
#[derive(Debug, thiserror::Error)]
pub enum ChildError {
    /// The program is nowhere to be found.
    #[error("{what} was not found: {mend}")]
    NotFound {
        /// What was looked for.
        what: String,
        /// How to get it.
        mend: String,
    },
    /// The program that was named by a setting cannot be used.
    #[error("{setting} is {value}: {reason}")]
    Unusable {
        /// The name of the environment variable.
        setting: &'static str,
        /// Its value.
        value: String,
        /// Why not.
        reason: String,
    },
    /// Children of root run as another user, who cannot get here.
    #[error("the user {user} cannot reach {}: choose another folder with HOMEROOM_HOME", path.display())]
    Closed {
        /// Who.
        user: String,
        /// The first folder that is closed to them.
        path: PathBuf,
    },
    /// The data are being used by another process.
    #[error("{} is in use by another homeroom: stop that one, or choose another folder with HOMEROOM_HOME", path.display())]
    InUse {
        /// The folder of the data.
        path: PathBuf,
    },
    /// A folder for sockets that somebody else made.
    #[error("{} belongs to somebody else or is open to others: remove it", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// The program ended or never became ready.
    #[error("{name} {what}; its log is {} and ends with:\n{tail}", log.display())]
    Failed {
        /// Which child.
        name: String,
        /// What happened to it.
        what: String,
        /// Its log file.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// Running an installer did not work.
    #[error("{command} failed:\n{output}")]
    Install {
        /// The command as one would type it.
        command: String,
        /// What it printed last.
        output: String,
    },
    /// The operating system said no.
    #[error("could not {doing} {}: {source}", path.display())]
    System {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
}

impl ChildError {
    /// For `map_err`: names what was tried and on what.
    pub(crate) fn system(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::System { doing, path, source }
    }
}
