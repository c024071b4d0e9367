//! Why a command stops: one sentence for whoever typed it.

use std::fmt;
use std::path::Path;

use homeroom_children::ChildError;

/// A sentence, and what a tool printed before it gave up.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// For `map_err`: what was tried, and on which file.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |error| Self(format!("could not {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ChildError> for Failure {
    fn from(error: ChildError) -> Self {
        Self(error.to_string())
    }
}
