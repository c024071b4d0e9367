//! The generated documents: `openapi.json`, `asyncapi.json`, the golden encodings, the pages of the codes and permits.
//!
//! They are committed, so that a change of the wire is seen in review, and made from the types, so that they cannot
//! say anything else than the code. A test fails while a committed file differs; `cargo xtask generate` writes them
//! ([`write()`]). The journal's goldens are the exception: a stored form is never edited, so those files are only ever
//! added, and [`write()`] refuses to replace one.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;

mod asyncapi;
mod errors;
mod golden;
mod openapi;
mod operations;
mod permits;
mod samples;
mod samples_appeal;
mod samples_attendance;
mod samples_chat;
mod samples_desk;
mod samples_desk_journal;
mod samples_desk_rest;
mod samples_floor;
mod samples_journal;
mod samples_lobby;
mod samples_may;
mod samples_people;
mod samples_poll;
mod samples_question;
mod samples_reaction;
mod samples_report;
mod samples_schedule;
mod samples_seats;
mod samples_staff;
mod schemas;
#[cfg(test)]
mod tests;

pub use errors::page as errors_page;

/// Where the stored forms' goldens lie.
const FROZEN: &str = "protocol/wire/journal/";

/// Every generated file: its path from the root of the project, and its content. The same on each call.
#[must_use]
pub fn all() -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("ops/ERROR_CODES.md", errors::markdown()),
        ("protocol/PERMITS.md", permits::markdown()),
        ("protocol/asyncapi.json", text(asyncapi::document())),
        ("protocol/openapi.json", text(openapi::document())),
    ];
    files.extend(golden::all().into_iter().map(|golden| (golden.path, golden.text + "\n")));
    files
}

/// Writes every generated file that differs below `root`, and says which.
///
/// # Errors
/// When a file cannot be read or written, and when the golden of a stored form would change: rows in that form exist,
/// so a change of shape is a new version beside it.
pub fn write(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (path, content) in all() {
        let file = root.join(path);
        match fs::read_to_string(&file) {
            Ok(there) if there == content => continue,
            Ok(_) if path.starts_with(FROZEN) => {
                let message = format!("{path}: a stored form is frozen; add a version of the journal instead");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, content)?;
        written.push(file);
    }
    Ok(written)
}

/// A document as it is committed. Keys are sorted, whatever features other crates turn on in `serde_json`.
fn text(mut document: Value) -> String {
    document.sort_all_objects();
    format!("{document:#}\n")
}
