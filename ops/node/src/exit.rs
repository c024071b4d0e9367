//! How a verb ends when it does not end well: a sentence and an exit code scripts can tell apart.

use std::fmt;
use std::process::ExitCode;

use homeroom_children::ChildError;
use homeroom_storage::StoreError;

use crate::config::Wrong;

/// Why a verb stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A setting is wrong: exit code 2, as for a wrong option.
    Setting(Wrong),
    /// Options do not go together: exit code 2.
    Usage(String),
    /// What was named is not there: exit code 3.
    NotThere(String),
    /// Something else is in the way: exit code 5.
    Conflict(String),
    /// Something the node needs is not there: exit code 6, worth trying again.
    Unavailable(String),
    /// Anything else: exit code 1.
    Failed(String),
}

impl Stop {
    /// The exit code.
    pub(crate) fn code(&self) -> ExitCode {
        match self {
            Self::Setting(_) | Self::Usage(_) => ExitCode::from(2),
            Self::NotThere(_) => ExitCode::from(3),
            Self::Conflict(_) => ExitCode::from(5),
            Self::Unavailable(_) => ExitCode::from(6),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(wrong) => wrong.fmt(f),
            Self::Usage(sentence)
            | Self::NotThere(sentence)
            | Self::Conflict(sentence)
            | Self::Unavailable(sentence)
            | Self::Failed(sentence) => f.write_str(sentence),
        }
    }
}

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Self {
        Self::Setting(wrong)
    }
}

impl From<ChildError> for Stop {
    fn from(error: ChildError) -> Self {
        Self::Unavailable(chain(&error))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(format!("the database: {}", chain(&error)))
    }
}

/// An error and its causes, each said once: many errors repeat their cause in their own sentence.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let sentence = error.to_string();
        if !said.contains(&sentence) {
            said = format!("{said}: {sentence}");
        }
        cause = error.source();
    }
    said
}
