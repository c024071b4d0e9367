//! The files of a course: from a folder, or those that are built into the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rust_embed::RustEmbed;

/// The project's own courses, so that a demo world needs no folder.
#[derive(RustEmbed)]
#[folder = "lessons"]
struct Own;

/// All files of one course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sources {
    /// The course's slug: the folder's name.
    pub slug: String,
    /// What findings put before the path of a file.
    pub shown: String,
    /// By path below the folder, with `/` on every system.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Sources {
    /// Reads a folder. What begins with a dot belongs to an editor and is left out.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let named = folder.canonicalize()?;
        let slug = named.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut files = BTreeMap::new();
        let mut folders = vec![(folder.to_path_buf(), String::new())];
        while let Some((path, prefix)) = folders.pop() {
            for entry in fs::read_dir(&path).map_err(|error| about(&path, &error))? {
                let path: PathBuf = entry?.path();
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                if name.starts_with('.') {
                    continue;
                }
                if path.is_dir() {
                    folders.push((path, format!("{prefix}{name}/")));
                } else {
                    files.insert(format!("{prefix}{name}"), fs::read(&path).map_err(|error| about(&path, &error))?);
                }
            }
        }
        Ok(Self { slug, shown: format!("{}/", folder.display()), files })
    }

    /// One of the courses that are built in.
    #[must_use]
    pub fn own(slug: &str) -> Option<Self> {
        let prefix = format!("{slug}/");
        let files: BTreeMap<String, Vec<u8>> = Own::iter()
            .filter_map(|path| {
                let name = path.strip_prefix(&prefix)?.to_owned();
                Some((name, Own::get(&path)?.data.into_owned()))
            })
            .collect();
        (!files.is_empty()).then(|| Self { slug: slug.to_owned(), shown: prefix, files })
    }
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
