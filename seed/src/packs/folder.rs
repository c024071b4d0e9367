//! Packs in a folder: `<course>/<lesson>/manifest.json`, and beside it one folder for each pack, named by its hash.
//!
//! A pack's folder appears whole or not at all, under a name that says what is in it, and is never written again; the
//! manifest changes last, in one step. After a crash there is the old state or the new one, and perhaps a folder whose
//! name begins with `.new`, which the next writer removes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use homeroom_protocol::pack::{MANIFEST_BYTES_MAX, PackFile, Trust, canonical};
use serde::Serialize;

use super::{Pack, Verified};

/// The manifest's name.
const MANIFEST: &str = "manifest.json";
/// What a folder is called while it is written.
const UNFINISHED: &str = ".new";

/// Writes a pack that was sealed here.
///
/// # Errors
/// When it cannot be written.
pub fn write(root: &Path, pack: &Pack) -> io::Result<()> {
    let contents = &pack.manifest.contents;
    let lesson = root.join(&contents.course).join(&contents.lesson);
    put(&lesson, &pack.manifest.pack, pack.signed.as_bytes(), &pack.files)
}

/// Keeps a pack that was checked, and then remembers that it was.
///
/// # Errors
/// When it cannot be written; what is remembered is then what was remembered before.
pub fn keep(root: &Path, trust_file: &Path, trust: &Trust, verified: &Verified) -> io::Result<Trust> {
    let contents = &verified.manifest().contents;
    let lesson = root.join(&contents.course).join(&contents.lesson);
    put(&lesson, &verified.manifest().pack, verified.signed(), verified.files())?;
    let trust = verified.remembered(trust);
    remember(trust_file, &trust)?;
    Ok(trust)
}

/// Writes what a client believes and has kept.
///
/// # Errors
/// When it cannot be written.
pub fn remember(file: &Path, trust: &impl Serialize) -> io::Result<()> {
    let text = canonical(trust).map_err(io::Error::other)?;
    replace(file, text.as_bytes())
}

/// The manifest of a lesson's folder; `None`: there is none.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_manifest(lesson: &Path) -> io::Result<Option<Vec<u8>>> {
    let most = u64::try_from(MANIFEST_BYTES_MAX).unwrap_or(u64::MAX);
    match read_at_most(&lesson.join(MANIFEST), most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file of a pack in a lesson's folder, at most one byte more than it should have.
#[must_use]
pub fn read_file(lesson: &Path, pack: &str, listed: &PackFile) -> Option<Vec<u8>> {
    read_at_most(&lesson.join(pack).join(&listed.path), listed.size).ok()
}

fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn put(lesson: &Path, pack: &str, manifest: &[u8], files: &BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    let whole = lesson.join(pack);
    if !whole.is_dir() {
        let unfinished = lesson.join(UNFINISHED);
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        for (path, bytes) in files {
            let file = unfinished.join(path);
            file.parent().map_or(Ok(()), fs::create_dir_all)?;
            write_through(&file, bytes)?;
        }
        fs::rename(&unfinished, &whole)?;
    }
    replace(&lesson.join(MANIFEST), manifest)
}

/// Replaces a file in one step.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fresh: PathBuf = file.with_file_name(format!("{UNFINISHED}-{name}"));
    write_through(&fresh, bytes)?;
    fs::rename(&fresh, file)
}

/// Writes a file down to the disk: a rename must not come before what it renames.
fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
