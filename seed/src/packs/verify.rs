//! Checking a pack before anything of it is kept.
//!
//! In this order, because each step trusts only what the ones before have proven: the size, the bytes, the key, the
//! signature; then what the manifest says of itself; then whether it is the one that was asked for, is not past its
//! end, and is not older than what is remembered; then file by file. Only [`verify`] makes a [`Verified`], and only a
//! `Verified` can be kept: what fails at its last byte leaves no trace.

use std::collections::BTreeMap;

use homeroom_protocol::pack::{
    FILE_BYTES_MAX, FILES_MAX, Kept, MANIFEST_BYTES_MAX, MANIFEST_FORMAT, Manifest, PackFile, Signed, Trust, canonical,
    read_canonical,
};
use homeroom_protocol::time::Timestamp;

use super::{Refused, key, sha256};

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted<'a> {
    /// The course's slug.
    pub course: &'a str,
    /// The lesson's slug.
    pub lesson: &'a str,
}

/// A pack of which every byte has been checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    manifest: Manifest,
    signed: Vec<u8>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Verified {
    /// What its manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest in the bytes that travel.
    #[must_use]
    pub fn signed(&self) -> &[u8] {
        &self.signed
    }

    /// Its files by path.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// What a client remembers once it has kept this pack.
    #[must_use]
    pub fn remembered(&self, trust: &Trust) -> Trust {
        let manifest = &self.manifest;
        let kept = Kept {
            expires_at: manifest.expires_at,
            key_id: manifest.key_id.clone(),
            pack: manifest.pack.clone(),
            version: manifest.version,
        };
        let mut trust = trust.clone();
        trust.kept.insert(name(&manifest.contents.course, &manifest.contents.lesson), kept);
        trust
    }
}

/// Checks a manifest and every file of its pack. `fetch` gives a file's bytes, at most one more than its size, or `None`.
///
/// # Errors
/// Why it is not believed, and of which file that is said where it is of one.
pub fn verify(
    trust: &Trust,
    wanted: Wanted<'_>,
    bytes: &[u8],
    now: Timestamp,
    mut fetch: impl FnMut(&PackFile) -> Option<Vec<u8>>,
) -> Result<Verified, (Refused, Option<String>)> {
    let manifest = manifest(trust, wanted, bytes, now).map_err(|refused| (refused, None))?;
    let mut files = BTreeMap::new();
    for listed in &manifest.contents.files {
        let bytes = fetch(listed);
        let checked = bytes.ok_or(Refused::Missing).and_then(|bytes| check_file(listed, &bytes).map(|()| bytes));
        let bytes = checked.map_err(|refused| (refused, Some(listed.path.clone())))?;
        files.insert(listed.path.clone(), bytes);
    }
    Ok(Verified { manifest, signed: bytes.to_vec(), files })
}

/// Checks a manifest alone, for somebody who only wants to know what there is.
///
/// # Errors
/// Why it is not believed.
pub fn manifest(trust: &Trust, wanted: Wanted<'_>, bytes: &[u8], now: Timestamp) -> Result<Manifest, Refused> {
    if bytes.len() > MANIFEST_BYTES_MAX {
        return Err(Refused::TooLarge);
    }
    let document: Signed<Manifest> = read_canonical(bytes).ok_or(Refused::NotCanonical)?;
    key::check(&trust.keys, &document.signed.key_id, &document)?;
    let manifest = document.signed;
    if !is_consistent(&manifest) {
        return Err(Refused::Inconsistent);
    }
    if manifest.contents.course != wanted.course || manifest.contents.lesson != wanted.lesson {
        return Err(Refused::AnotherLesson);
    }
    if manifest.expires_at <= now {
        return Err(Refused::Expired);
    }
    match trust.kept.get(&name(wanted.course, wanted.lesson)) {
        Some(kept) => follows(kept, &manifest).map(|()| manifest),
        None => Ok(manifest),
    }
}

/// Whether a manifest comes after the one that was kept, or is the same.
fn follows(kept: &Kept, manifest: &Manifest) -> Result<(), Refused> {
    if manifest.version < kept.version {
        return Err(Refused::RolledBack);
    }
    if manifest.version == kept.version {
        return match manifest.pack == kept.pack {
            false => Err(Refused::Forked),
            // The same pack signed for an earlier end is an older manifest.
            true if manifest.expires_at < kept.expires_at => Err(Refused::RolledBack),
            true => Ok(()),
        };
    }
    // Of a pack further on only its own past is known here.
    match &manifest.previous {
        Some(previous) if previous.version == kept.version && previous.pack != kept.pack => Err(Refused::Forked),
        Some(_) | None => Ok(()),
    }
}

/// Whether everything in a manifest fits together. An honest builder makes no other, so a key that signs one is in
/// wrong hands or wrong code.
fn is_consistent(manifest: &Manifest) -> bool {
    let contents = &manifest.contents;
    let past = match &manifest.previous {
        None => manifest.version == 1,
        Some(previous) => previous.version.checked_add(1) == Some(manifest.version) && previous.version > 0,
    };
    let rises = contents.files.iter().zip(contents.files.iter().skip(1)).all(|(a, b)| a.path < b.path);
    manifest.format == MANIFEST_FORMAT
        && past
        && rises
        && contents.files.len() <= FILES_MAX
        && contents.files.iter().all(|file| file.size <= FILE_BYTES_MAX && is_safe(&file.path))
        && canonical(contents).is_ok_and(|contents| sha256(contents.as_bytes()) == manifest.pack)
}

/// Whether a path stays in its folder on every system.
fn is_safe(path: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(fits))
}

fn check_file(listed: &PackFile, bytes: &[u8]) -> Result<(), Refused> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match size.cmp(&listed.size) {
        std::cmp::Ordering::Less => Err(Refused::Truncated),
        std::cmp::Ordering::Greater => Err(Refused::WrongLength),
        std::cmp::Ordering::Equal if sha256(bytes) != listed.sha256 => Err(Refused::WrongContent),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

fn name(course: &str, lesson: &str) -> String {
    format!("{course}/{lesson}")
}
