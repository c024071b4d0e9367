//! Packs: all files of a lesson, and the signed list of them.
//!
//! A pack is named by the hash of what is in it, so it never changes; the manifest that says which pack is the lesson's
//! present one has a number that only rises, the pack it replaces, an end, and one signature. Whoever fetches a pack
//! checks all of it before keeping any of it; who does that, and who signs, is `homeroom-seed`. Here is only the form:
//! canonical JSON, which is what RFC 8785 makes of values without fractions: keys sorted, no spaces, one way to write
//! each string. A signature is over these bytes, and a document in any other bytes is refused.

pub mod polls;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ids::LessonId;
use crate::lesson::LessonRevision;
use crate::time::Timestamp;

/// The `format` of a manifest.
pub const MANIFEST_FORMAT: &str = "homeroom.manifest.v1";
/// The `format` of a list of keys.
pub const KEYS_FORMAT: &str = "homeroom.keys.v1";
/// Bytes of a manifest or a list of keys: hundreds of files fit, and a false server cannot fill a memory.
pub const MANIFEST_BYTES_MAX: usize = 64 * 1024;
/// Bytes of one file of a pack: a drawing, a sound of some minutes.
pub const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Files of one pack.
pub const FILES_MAX: usize = 200;

/// What a signature is over, and the signature. On the wire the whole is canonical JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed<T> {
    /// Ed25519 (RFC 8032) over the canonical JSON of `signed`, in base64url without padding.
    pub signature: String,
    /// What is signed; it names its key itself, so that nobody can put another name on it.
    pub signed: T,
}

/// Which pack is a lesson's present one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The lesson and its files.
    pub contents: Contents,
    /// From then on this manifest is not believed any more, however good its signature: whoever withholds newer ones is
    /// found out.
    pub expires_at: Timestamp,
    /// [`MANIFEST_FORMAT`].
    pub format: String,
    /// Which key signed it: see [`PublicKey::id`].
    pub key_id: String,
    /// The pack's name: SHA-256 over the canonical JSON of `contents`, in hex.
    pub pack: String,
    /// The pack this one replaced; absent for a lesson's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
    /// From 1; a new pack has the next number. A manifest that is signed again for a later end keeps its number.
    pub version: u64,
}

impl Manifest {
    /// Which edition of which lesson it is of.
    #[must_use]
    pub const fn revision(&self) -> LessonRevision {
        LessonRevision { lesson_id: self.contents.lesson_id, version: self.version }
    }
}

/// The pack before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Its name.
    pub pack: String,
    /// Its number.
    pub version: u64,
}

/// A lesson and its files.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The course's slug.
    pub course: String,
    /// By path, ascending.
    pub files: Vec<PackFile>,
    /// BCP 47, as `en`.
    pub language: String,
    /// The lesson's slug.
    pub lesson: String,
    /// The lesson's id, the same in every edition.
    pub lesson_id: LessonId,
    /// Whom it is for, as `A2` or `Beginner`.
    pub level: String,
    /// How long the class takes.
    pub minutes: u32,
    /// One sentence or two about the lesson.
    pub summary: String,
    /// The lesson's title.
    pub title: String,
    /// What it is about.
    pub topics: Vec<String>,
}

/// One file of a pack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Who may have it.
    pub audience: Audience,
    /// Its media type, as `image/svg+xml`.
    pub media_type: String,
    /// Its path in the pack, as `files/map.svg`.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
}

/// Who may have a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everyone in the course.
    Class,
    /// Who teaches it: the right answers of polls.
    Teachers,
}

/// The keys that are believed from now on: signed by one of those that were believed until now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyList {
    /// From then on it is not taken up any more.
    pub expires_at: Timestamp,
    /// [`KEYS_FORMAT`].
    pub format: String,
    /// Which of the old keys signed it.
    pub key_id: String,
    /// All keys that are believed from now on; a key that is not among them is not believed any more.
    pub keys: Vec<PublicKey>,
    /// One more than that of the list it replaces.
    pub version: u64,
}

/// What a client remembers: whom it believes, and what it has kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// The keys it believes.
    pub keys: Vec<PublicKey>,
    /// The number of the list they came with; 0: the first keys, which came with the client.
    pub keys_version: u64,
    /// By `course/lesson`: the newest manifest it has kept.
    pub kept: BTreeMap<String, Kept>,
}

/// A manifest that was kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its end.
    pub expires_at: Timestamp,
    /// Its key.
    pub key_id: String,
    /// Its pack.
    pub pack: String,
    /// Its number.
    pub version: u64,
}

/// A key that manifests are signed with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicKey {
    /// The first 8 bytes of the SHA-256 of the key's 32, in hex.
    pub id: String,
    /// The 32 bytes of the Ed25519 key, in base64url without padding.
    pub public: String,
}

/// The name of a pack's file in the object store.
#[must_use]
pub fn object_name(pack: &str, path: &str) -> String {
    format!("packs/{pack}/{path}")
}

/// The canonical JSON of a value.
///
/// # Errors
/// When the value has keys that are no strings; the types here have none.
pub fn canonical(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(value)?;
    value.sort_all_objects();
    serde_json::to_string(&value)
}

/// Reads a document that has to be canonical: `None` for anything else, whatever it means.
#[must_use]
pub fn read_canonical<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(bytes).ok()?;
    (canonical(&value).ok()?.as_bytes() == bytes).then_some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn keys_are_sorted_and_there_are_no_spaces() {
        let value = json!({ "b": [1, { "z": "é\n\"", "a": null }], "a": true });
        assert_eq!(canonical(&value).unwrap(), r#"{"a":true,"b":[1,{"a":null,"z":"é\n\""}]}"#);
    }

    #[test]
    fn other_bytes_of_the_same_value_are_refused() {
        assert_eq!(read_canonical::<Value>(br#"{"a":1,"b":2}"#), Some(json!({ "a": 1, "b": 2 })));
        for bytes in [&br#"{"b":2,"a":1}"#[..], br#"{"a":1, "b":2}"#, br#"{"a":1,"a":1,"b":2}"#, br#"{"a":"\u0061"}"#] {
            assert_eq!(read_canonical::<Value>(bytes), None);
        }
    }
}
