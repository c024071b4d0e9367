//! From a compiled lesson to a pack: its name, its number, its past, its end and its signature.

use std::collections::BTreeMap;

use homeroom_protocol::pack::{MANIFEST_FORMAT, Manifest, Previous, canonical};
use homeroom_protocol::time::Timestamp;

use super::{Key, sha256};
use crate::lessons::Lesson;

/// A pack and its manifest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pack {
    /// The manifest.
    pub manifest: Manifest,
    /// The manifest signed, in the bytes that travel.
    pub signed: String,
    /// The files by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The lesson's place in its course, from 1.
    pub place: u32,
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The manifest before is of another lesson.
    #[error("the manifest before is of {0}")]
    AnotherLesson(String),
    /// A value could not be written.
    #[error("the manifest could not be written: {0}")]
    Unwritten(#[from] serde_json::Error),
}

/// Seals a lesson. With the same contents as `previous` it is the same pack under the same number, signed anew until
/// `expires_at`; with others it is the next one.
///
/// # Errors
/// When `previous` is of another lesson.
pub fn seal(lesson: &Lesson, previous: Option<&Manifest>, key: &Key, expires_at: Timestamp) -> Result<Pack, SealError> {
    let contents = lesson.contents.clone();
    let pack = sha256(canonical(&contents)?.as_bytes());
    let (version, past) = match previous {
        None => (1, None),
        Some(before) if before.contents.lesson_id != contents.lesson_id => {
            return Err(SealError::AnotherLesson(before.contents.lesson.clone()));
        }
        Some(before) if before.pack == pack => (before.version, before.previous.clone()),
        Some(before) => {
            let past = Previous { pack: before.pack.clone(), version: before.version };
            (before.version.saturating_add(1), Some(past))
        }
    };
    let key_id = key.public().id;
    let format = MANIFEST_FORMAT.to_owned();
    let manifest = Manifest { contents, expires_at, format, key_id, pack, previous: past, version };
    let signed = key.sign(&manifest)?;
    Ok(Pack { manifest, signed, files: lesson.files.clone(), place: lesson.place })
}
