//! The settings of a node: one table, four sources, and a start that ends at the first wrong one.
//!
//! A value comes from the command line, else the environment, else the file, else the table. Whatever is wrong is told
//! with where it stands, so that nobody has to search: the variable's name, or the file and the line. A name nobody
//! knows is wrong too, because it is a setting somebody believes to be in force.

mod file;
mod mail;
mod objects;
mod sources;
mod table;
mod typed;

use std::fmt;
use std::path::PathBuf;

pub(crate) use mail::Mail;
pub(crate) use objects::Objects;
pub(crate) use sources::{Given, Loaded};
pub(crate) use table::{SETTINGS, Setting};
pub(crate) use typed::{LogFormat, Media, Settings};

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// An option of the command.
    Option(&'static str),
    /// An environment variable.
    Variable(String),
    /// A line of the file.
    File(PathBuf, usize),
    /// The table.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(name) => f.write_str(name),
            Self::Variable(name) => f.write_str(name),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting that cannot be used, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub(crate) struct Wrong {
    place: String,
    reason: String,
}

impl Wrong {
    pub(crate) fn new(place: impl fmt::Display, reason: impl Into<String>) -> Self {
        Self { place: place.to_string(), reason: reason.into() }
    }

    /// A setting that is not there and has to be: its variable, its name, and why.
    pub(crate) fn missing(name: &str, why: &str) -> Self {
        let variable = SETTINGS.iter().find(|setting| setting.name == name).map_or(name, |setting| setting.variable);
        Self::new(variable, format!("{name} is not set, and {why}"))
    }
}

/// The settings from the command line's options, this process' environment and the file they name.
pub(crate) fn load(options: &[Given], file: Option<PathBuf>) -> Result<(Loaded, Settings), Wrong> {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .collect();
    let loaded = Loaded::gather(options, &variables, file)?;
    let settings = Settings::of(&loaded)?;
    Ok((loaded, settings))
}
