//! The two programs, run as people run them: what they say and what they end with.

#![expect(clippy::unwrap_used, reason = "this is for tests, where a panic is the failure")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that ends with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("homeroom-lessons-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left behind lies among the temporary ones.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(program: &str, words: &[&str]) -> (i32, String) {
    let output = Command::new(program).args(words).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn build(words: &[&str]) -> (i32, String) {
    run(env!("CARGO_BIN_EXE_lessons-build"), words)
}

fn verify(words: &[&str]) -> (i32, String) {
    run(env!("CARGO_BIN_EXE_lessons-verify"), words)
}

fn course(slug: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons").join(slug).display().to_string()
}

/// Every file below a folder, with its bytes.
fn all(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_course_is_built_twice_to_the_same_bytes_checked_and_kept() {
    let folder = Folder::new("kept");
    let (key, trust, english) = (folder.at("key.pem"), folder.at("trust.json"), course("everyday-english"));
    let (code, said) = build(&["key", "--out", &key]);
    assert_eq!(code, 0, "{said}");
    let public = said.split_whitespace().nth(1).unwrap();
    for out in ["one", "two"] {
        let (code, said) =
            build(&["build", &english, "--key", &key, "--at", "2026-11-25T00:00:00Z", "--out", &folder.at(out)]);
        assert_eq!((code, said.lines().count()), (0, 3), "{said}");
    }
    assert_eq!(all(&folder.0.join("one")), all(&folder.0.join("two")));

    assert_eq!(verify(&["--trust", &trust, "begin", public]).0, 0);
    let lesson = folder.at("one/everyday-english/asking-the-way");
    let keep = folder.at("kept");
    let check = |at: &str| verify(&["--trust", &trust, "check", &lesson, "--keep", &keep, "--at", at]);
    let (code, said) = check("2027-06-01T00:00:00Z");
    assert_eq!((code, said.contains(": expired: ")), (1, true), "{said}");
    assert!(!Path::new(&keep).exists());
    let (code, said) = check("2026-11-26T00:00:00Z");
    assert_eq!(code, 0, "{said}");
    let kept = all(&folder.0.join("kept/everyday-english/asking-the-way"));
    assert_eq!(kept, all(Path::new(&lesson)));

    // A stranger's pack of the same lesson.
    let (other, stranger) = (folder.at("other.pem"), folder.at("stranger"));
    build(&["key", "--out", &other]);
    build(&["build", &english, "--key", &other, "--out", &stranger]);
    let theirs = folder.at("stranger/everyday-english/asking-the-way");
    let (code, said) = verify(&["--trust", &trust, "check", &theirs]);
    assert_eq!((code, said.contains(": unknown_key: ")), (1, true), "{said}");
    // Until the old key vouches for theirs.
    let list = folder.at("keys.json");
    build(&["keys", &other, "--signed-with", &key, "--number", "1", "--out", &list]);
    assert_eq!(verify(&["--trust", &trust, "rotate", &list]).0, 0);
    assert_eq!(verify(&["--trust", &trust, "check", &theirs]).0, 0);
}

#[test]
fn a_key_that_begins_with_a_dash_is_a_key() {
    let folder = Folder::new("dash");
    let dashed = std::iter::once('-').chain(std::iter::repeat_n('A', 42)).collect::<String>();
    let (code, said) = verify(&["--trust", &folder.at("trust.json"), "begin", &dashed]);
    assert_ne!(code, 2, "it was not understood: {said}");
}

#[test]
fn the_lint_ends_with_1_and_names_file_and_line() {
    let folder = Folder::new("lint");
    let seas = folder.0.join("seas");
    fs::create_dir_all(&seas).unwrap();
    fs::write(seas.join("course.md"), "---\ntitle: Seas\nlevel: A2\nlanguage: en\n---\n").unwrap();
    let (code, said) = build(&["lint", &folder.at("seas")]);
    assert_eq!(code, 1);
    assert!(said.contains("/seas/course.md:") && said.contains(": front-matter: "), "{said}");
    assert_eq!(build(&["lint", &course("small-wonders")]).0, 0);
    assert_eq!(build(&["lint", &folder.at("nowhere")]).0, 3);
    assert_eq!(build(&["lint"]).0, 2);
}
