//! The shape of the tree: what may lie at the top, how long a file may be, and names that say nothing.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::project;

/// Everything that may lie at the top; tools' settings are dotfiles, so that the rest is what a reader looks for.
const TOP: &[&str] = &[
    "actors",
    "Cargo.lock",
    "Cargo.toml",
    "http",
    "LICENSE",
    "migrations",
    "ops",
    "protocol",
    "README.md",
    "seed",
    "storage",
    "tests",
];

/// A longer file holds two things.
const LINES_MAX: usize = 400;
/// Which files are counted. Generated ones are nobody's to read.
const COUNTED: &[&str] = &["css", "mjs", "rs", "sql", "ts", "tsx"];
const GENERATED: &[&str] = &["http/pages/src/wire.ts"];

/// Names of folders and files that could hold anything.
const EMPTY_NAMES: &[&str] = &["common", "core", "helpers", "manager", "misc", "service", "services", "util", "utils"];

/// Looks at every file of the project.
pub(super) fn check() -> Result<String, Failure> {
    let files = project::files()?;
    let mut wrong: Vec<String> = files.iter().filter_map(|file| misplaced(file)).collect();
    for file in files.iter().filter(|file| is_counted(file)) {
        let path = project::root().join(file);
        let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        wrong.extend(too_long(file, text.lines().count()));
    }
    if wrong.is_empty() {
        return Ok(format!("{} files, each in its place and of a size to read", files.len()));
    }
    Err(Failure::new(wrong.join("\n")))
}

fn is_counted(file: &Path) -> bool {
    let counted = file.extension().and_then(|extension| extension.to_str()).is_some_and(|e| COUNTED.contains(&e));
    counted && !GENERATED.iter().any(|generated| file == Path::new(generated))
}

fn too_long(file: &Path, lines: usize) -> Option<String> {
    (lines > LINES_MAX).then(|| format!("{}: {lines} lines, and {LINES_MAX} is the most", file.display()))
}

fn misplaced(file: &Path) -> Option<String> {
    let parts: Vec<String> = file.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let top = parts.first().map(String::as_str).unwrap_or_default();
    let shown = file.display();
    if !top.starts_with('.') && !TOP.contains(&top) {
        return Some(format!("{shown}: nothing called {top} belongs at the top"));
    }
    if file.file_name().is_some_and(|name| name == "mod.rs") {
        return Some(format!("{shown}: a module `foo` lies in foo.rs, not in foo/mod.rs"));
    }
    let stem = |part: &String| PathBuf::from(part).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let empty = parts.iter().filter_map(stem).find(|stem| EMPTY_NAMES.contains(&stem.as_str()));
    empty.map(|name| format!("{shown}: {name} could hold anything; name it for what is in it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(file: &str) -> Option<String> {
        misplaced(Path::new(file))
    }

    #[test]
    fn what_belongs_is_let_be() {
        for file in ["Cargo.toml", ".github/workflows/ci.yml", "actors/src/kit/clock.rs", "ops/README.md"] {
            assert_eq!(complaint(file), None);
        }
    }

    #[test]
    fn strangers_at_the_top_and_names_that_say_nothing_are_named() {
        assert!(complaint("docs/a.md").unwrap().contains("nothing called docs"));
        assert!(complaint("actors/src/kit/mod.rs").unwrap().contains("not in foo/mod.rs"));
        assert!(complaint("http/src/utils.rs").unwrap().contains("utils could hold anything"));
        assert!(complaint("http/src/common/a.rs").unwrap().contains("common could hold anything"));
    }

    #[test]
    fn a_file_may_have_400_lines_and_not_one_more() {
        assert_eq!(too_long(Path::new("a.rs"), 400), None);
        assert_eq!(too_long(Path::new("a.rs"), 401), Some("a.rs: 401 lines, and 400 is the most".to_owned()));
        assert!(!is_counted(Path::new("http/pages/src/wire.ts")));
        assert!(is_counted(Path::new("http/pages/src/room/door.tsx")));
    }
}
