//! Why a run stops: one sentence for whoever started it.

use std::fmt;

/// A sentence.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<homeroom_children::ChildError> for Failure {
    fn from(error: homeroom_children::ChildError) -> Self {
        Self(error.to_string())
    }
}

impl From<homeroom_storage::StoreError> for Failure {
    fn from(error: homeroom_storage::StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self(format!("what the server sent could not be read: {error}"))
    }
}

impl From<homeroom_objects::embedded::EmbeddedError> for Failure {
    fn from(error: homeroom_objects::embedded::EmbeddedError) -> Self {
        Self(error.to_string())
    }
}

impl From<homeroom_seed::demo::lessons::PlantError> for Failure {
    fn from(error: homeroom_seed::demo::lessons::PlantError) -> Self {
        Self(error.to_string())
    }
}

impl From<homeroom_timetable::FillError> for Failure {
    fn from(error: homeroom_timetable::FillError) -> Self {
        Self(error.to_string())
    }
}
