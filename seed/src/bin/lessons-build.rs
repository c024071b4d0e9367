//! `lessons-build`: from a course in Markdown to signed packs.
//!
//! Exit codes: 0 all is well; 1 the lint found something, told with file and line on the standard output; 2 the command
//! was not understood; 3 something could not be read, written or signed.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand};
use homeroom_protocol::pack::{Manifest, Signed, read_canonical};
use homeroom_protocol::time::Timestamp;
use homeroom_seed::lessons::{Course, Sources, compile};
use homeroom_seed::packs::{Key, folder, key_list, seal};

/// Something could not be read, written or signed.
const FAILED: u8 = 3;
/// The lint found something.
const FOUND: u8 = 1;
/// A day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Builds lessons: Markdown in, signed packs out.
#[derive(Parser)]
#[command(version, after_help = "Exit codes: 0 well, 1 the lint found something, 2 not understood, 3 failed.")]
struct Program {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Look through courses and say what is wrong, by file and line.
    Lint {
        /// The folders of the courses.
        #[arg(required = true)]
        courses: Vec<PathBuf>,
    },
    /// Build packs. What is in the output folder already is where their numbers go on from.
    Build {
        /// The folders of the courses.
        #[arg(required = true)]
        courses: Vec<PathBuf>,
        /// Where packs and manifests go: `<course>/<lesson>/manifest.json` and a folder for each pack.
        #[arg(long)]
        out: PathBuf,
        /// The file of the key that signs, PEM (PKCS #8).
        #[arg(long)]
        key: PathBuf,
        /// For how many days the manifests are good.
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
        /// From when the days count, RFC 3339; without it now. The same moment makes the same bytes.
        #[arg(long)]
        at: Option<Timestamp>,
    },
    /// Make a key. Its public half is printed.
    Key {
        /// The file for it; one that is there is left as it is.
        #[arg(long)]
        out: PathBuf,
    },
    /// Write the list of keys that clients believe next, signed by one they believe now.
    Keys {
        /// The keys they believe next.
        #[arg(required = true)]
        keys: Vec<PathBuf>,
        /// A key they believe now.
        #[arg(long)]
        signed_with: PathBuf,
        /// The number of the list: one more than that of the last.
        #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
        number: u64,
        /// For how many days it may be taken up.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: u32,
        /// The file for it.
        #[arg(long)]
        out: PathBuf,
    },
}

/// What went wrong, and what the program ends with.
enum Stop {
    Found(String),
    Failed(String),
}

fn main() -> ExitCode {
    let outcome = match Program::parse().verb {
        Verb::Lint { courses } => lint(&courses),
        Verb::Build { courses, out, key, days, at } => build(&courses, &out, &key, days, at.unwrap_or_else(now)),
        Verb::Key { out } => make_key(&out),
        Verb::Keys { keys, signed_with, number, days, out } => write_keys(&keys, &signed_with, number, days, &out),
    };
    match outcome {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(Stop::Found(findings)) => {
            print!("{findings}");
            ExitCode::from(FOUND)
        }
        Err(Stop::Failed(said)) => {
            eprintln!("{said}");
            ExitCode::from(FAILED)
        }
    }
}

fn lint(folders: &[PathBuf]) -> Result<String, Stop> {
    let courses = compile_all(folders)?;
    let line = |course: &Course| format!("{}: {} lessons, nothing wrong\n", course.slug, course.lessons.len());
    Ok(courses.iter().map(line).collect())
}

/// All courses, or everything that is wrong with any of them.
fn compile_all(folders: &[PathBuf]) -> Result<Vec<Course>, Stop> {
    let (mut courses, mut findings) = (Vec::new(), String::new());
    for folder in folders {
        let sources = Sources::read(folder).map_err(failed(format!("could not read {}", folder.display())))?;
        match compile(&sources) {
            Ok(course) => courses.push(course),
            Err(found) => findings.extend(found.iter().map(|finding| format!("{finding}\n"))),
        }
    }
    if findings.is_empty() { Ok(courses) } else { Err(Stop::Found(findings)) }
}

fn build(folders: &[PathBuf], out: &Path, key: &Path, days: u32, at: Timestamp) -> Result<String, Stop> {
    let (courses, key, mut said) = (compile_all(folders)?, read_key(key)?, String::new());
    let expires_at = at.plus(DAY.saturating_mul(days));
    for lesson in courses.iter().flat_map(|course| &course.lessons) {
        let place = out.join(&lesson.contents.course).join(&lesson.contents.lesson);
        let before = folder::read_manifest(&place).map_err(failed(format!("could not read {}", place.display())))?;
        let before = match before {
            None => None,
            Some(bytes) => Some(
                read_canonical::<Signed<Manifest>>(&bytes)
                    .ok_or_else(|| Stop::Failed(format!("{}: the manifest there is none", place.display())))?,
            ),
        };
        let before = before.map(|document| document.signed);
        let pack = seal(lesson, before.as_ref(), &key, expires_at).map_err(failed(place.display().to_string()))?;
        folder::write(out, &pack).map_err(failed(format!("could not write {}", place.display())))?;
        let manifest = &pack.manifest;
        let line =
            format!("{}/{} {} {}", manifest.contents.course, manifest.contents.lesson, manifest.version, manifest.pack);
        said.push_str(&line);
        said.push('\n');
    }
    Ok(said)
}

fn make_key(out: &Path) -> Result<String, Stop> {
    let mut seed = [0; 32];
    fill(&mut seed)?;
    let key = Key::from_seed(&seed);
    let pem = key.to_pem().map_err(failed("could not write the key".to_owned()))?;
    let mut options = fs::File::options();
    // Nobody else may read it, and no key that is there is ever lost.
    let file = options.write(true).create_new(true).mode(0o600).open(out);
    let written = file.and_then(|mut file| std::io::Write::write_all(&mut file, pem.as_bytes()));
    written.map_err(failed(format!("could not write {}", out.display())))?;
    let public = key.public();
    Ok(format!("{} {}\n", public.id, public.public))
}

fn write_keys(keys: &[PathBuf], old: &Path, number: u64, days: u32, out: &Path) -> Result<String, Stop> {
    let next = keys.iter().map(|file| read_key(file).map(|key| key.public())).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<_> = next.iter().map(|key| key.id.clone()).collect();
    let expires_at = now().plus(DAY.saturating_mul(days));
    let list = key_list(&read_key(old)?, number, next, expires_at).map_err(failed("could not sign".to_owned()))?;
    fs::write(out, list).map_err(failed(format!("could not write {}", out.display())))?;
    Ok(format!("list {number}: {}\n", names.join(", ")))
}

fn read_key(file: &Path) -> Result<Key, Stop> {
    let text = fs::read_to_string(file).map_err(failed(format!("could not read {}", file.display())))?;
    Key::from_pem(&text).map_err(failed(file.display().to_string()))
}

fn failed<E: std::fmt::Display>(doing: String) -> impl FnOnce(E) -> Stop {
    move |error| Stop::Failed(format!("{doing}: {error}"))
}

#[expect(clippy::disallowed_methods, reason = "a program of its own; the moment can be given instead")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "a program of its own; a key needs randomness")]
fn fill(seed: &mut [u8; 32]) -> Result<(), Stop> {
    getrandom::fill(seed).map_err(failed("the system gives no randomness".to_owned()))
}
