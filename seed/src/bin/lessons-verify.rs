//! `lessons-verify`: checks packs as a client does, and keeps only what has been checked to its last byte.
//!
//! Exit codes: 0 all is well; 1 something is not believed, told by path and code on the standard output, and nothing of
//! it was kept; 2 the command was not understood; 3 something could not be read or written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand};
use homeroom_protocol::pack::{Manifest, Signed, Trust, read_canonical};
use homeroom_protocol::time::Timestamp;
use homeroom_seed::packs::{Refused, Wanted, folder, public_key, rotate, verify};

/// Something could not be read or written.
const FAILED: u8 = 3;
/// Something is not believed.
const REFUSED: u8 = 1;

/// Checks packs before it keeps them.
#[derive(Parser)]
#[command(version, after_help = "Exit codes: 0 well, 1 not believed, 2 not understood, 3 failed.")]
struct Program {
    /// The file of what is believed and has been kept.
    #[arg(long)]
    trust: PathBuf,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Begin to believe keys, by their public halves.
    Begin {
        /// The keys, in base64url; one in sixty-four begins with a dash and is no option.
        #[arg(required = true, allow_hyphen_values = true)]
        keys: Vec<String>,
    },
    /// Take up a list of new keys.
    Rotate {
        /// The list.
        list: PathBuf,
    },
    /// Check packs, each `<course>/<lesson>` below some folder, and keep them.
    Check {
        /// The folders of the lessons; course and lesson are the last two names of their paths.
        #[arg(required = true)]
        lessons: Vec<PathBuf>,
        /// Where packs are kept; without it they are only checked.
        #[arg(long)]
        keep: Option<PathBuf>,
        /// The moment, RFC 3339; without it now.
        #[arg(long)]
        at: Option<Timestamp>,
    },
}

enum Stop {
    Refused(String),
    Failed(String),
}

fn main() -> ExitCode {
    let Program { trust, verb } = Program::parse();
    let outcome = match verb {
        Verb::Begin { keys } => begin(&trust, &keys),
        Verb::Rotate { list } => turn(&trust, &list),
        Verb::Check { lessons, keep, at } => check(&trust, &lessons, keep.as_deref(), at.unwrap_or_else(now)),
    };
    match outcome {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(Stop::Refused(said)) => {
            print!("{said}");
            ExitCode::from(REFUSED)
        }
        Err(Stop::Failed(said)) => {
            eprintln!("{said}");
            ExitCode::from(FAILED)
        }
    }
}

fn begin(file: &Path, keys: &[String]) -> Result<String, Stop> {
    if file.exists() {
        return Err(Stop::Failed(format!("{} is there already: new keys come by a list", file.display())));
    }
    let keys = keys.iter().map(|text| public_key(text)).collect::<Result<Vec<_>, _>>();
    let keys = keys.map_err(|error| Stop::Failed(error.to_string()))?;
    let said = keys.iter().map(|key| format!("believed: {}\n", key.id)).collect();
    remember(file, &Trust { keys, keys_version: 0, kept: BTreeMap::new() })?;
    Ok(said)
}

fn turn(file: &Path, list: &Path) -> Result<String, Stop> {
    let trust = rotate(&read(file)?, &bytes(list)?, now()).map_err(|refused| said(list, None, refused))?;
    remember(file, &trust)?;
    Ok(trust.keys.iter().map(|key| format!("believed: {}\n", key.id)).collect())
}

/// Checks lesson by lesson; one that is refused does not keep the others from being kept.
fn check(file: &Path, lessons: &[PathBuf], keep: Option<&Path>, at: Timestamp) -> Result<String, Stop> {
    let (mut trust, mut good, mut bad) = (read(file)?, String::new(), String::new());
    for place in lessons {
        let names: Vec<_> = place.iter().rev().take(2).map(|name| name.to_string_lossy().into_owned()).collect();
        let [lesson, course] = names.as_slice() else {
            return Err(Stop::Failed(format!("{} does not end with <course>/<lesson>", place.display())));
        };
        let manifest = folder::read_manifest(place).map_err(|error| failed(place, &error))?;
        let Some(manifest) = manifest else {
            bad.push_str(&told(place, None, Refused::Missing));
            continue;
        };
        // Where its files lie is not believed yet: a false name leads to files that do not fit.
        let pack = read_canonical::<Signed<Manifest>>(&manifest).map(|document| document.signed.pack);
        let pack = pack.filter(|pack| pack.chars().all(|c| c.is_ascii_hexdigit())).unwrap_or_default();
        let checked =
            verify(&trust, Wanted { course, lesson }, &manifest, at, |listed| folder::read_file(place, &pack, listed));
        match checked {
            Err((refused, path)) => bad.push_str(&told(place, path.as_deref(), refused)),
            Ok(verified) => {
                let manifest = verified.manifest();
                good.push_str(&format!("{course}/{lesson} {} {}\n", manifest.version, manifest.pack));
                if let Some(keep) = keep {
                    trust = folder::keep(keep, file, &trust, &verified).map_err(|error| failed(keep, &error))?;
                }
            }
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(Stop::Refused(good + &bad)) }
}

fn said(place: &Path, path: Option<&str>, refused: Refused) -> Stop {
    Stop::Refused(told(place, path, refused))
}

fn told(place: &Path, path: Option<&str>, refused: Refused) -> String {
    let file = path.map(|path| format!("/{path}")).unwrap_or_default();
    format!("{}{file}: {refused}\n", place.display())
}

fn read(file: &Path) -> Result<Trust, Stop> {
    let trust = read_canonical(&bytes(file)?);
    trust.ok_or_else(|| Stop::Failed(format!("{}: this is not what `begin` wrote", file.display())))
}

fn bytes(file: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(file).map_err(|error| failed(file, &error))
}

fn remember(file: &Path, trust: &Trust) -> Result<(), Stop> {
    folder::remember(file, trust).map_err(|error| failed(file, &error))
}

fn failed(place: &Path, error: &std::io::Error) -> Stop {
    Stop::Failed(format!("{}: {error}", place.display()))
}

#[expect(clippy::disallowed_methods, reason = "a program of its own; the moment can be given instead")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
