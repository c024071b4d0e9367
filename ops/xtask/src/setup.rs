//! What `up` and `test` need before they can begin. Each part is looked for first and brought only when it is missing.

pub(crate) mod chromium;
pub(crate) mod pages;

use std::path::PathBuf;

use homeroom_children::{Place, livekit, postgres, s3};

use crate::failure::Failure;
use crate::part::{line, part};
use crate::program::in_path;

/// Something a command would like to have.
pub(crate) enum Wanted<T> {
    /// It is there.
    There(T),
    /// It is not, and this brings it.
    Missing {
        /// The command, or what to install.
        mend: String,
    },
}

/// The Postgres that is here, or else the one from the npm registry.
pub(crate) fn postgres(place: &Place) -> Result<postgres::Found, Failure> {
    let find = || match postgres::find(place) {
        Err(homeroom_children::ChildError::NotFound { .. }) => {
            postgres::fetch(place)?;
            Ok(postgres::find(place)?)
        }
        outcome => Ok(outcome?),
    };
    part("Postgres", find, |found| found.describe().trim_start_matches("Postgres ").to_owned())
}

/// The media server that is here, or one built where Go is.
pub(crate) fn media(place: &Place) -> Wanted<livekit::Found> {
    if let Some(found) = livekit::find(place) {
        line("media", &found.describe(), None);
        return Wanted::There(found);
    }
    let mend = if in_path("go").is_some() {
        let version = livekit::SERVER.version;
        println!("  building LiveKit {version} with Go; this takes some minutes, once");
        let built = part("media", || Ok(livekit::SERVER.build(place)?), |_| format!("LiveKit {version} built"));
        match built.map(|program| livekit::at(&program)) {
            Ok(Some(found)) => return Wanted::There(found),
            Ok(None) => format!("the program that was built does not run: {}", livekit::SERVER.command()),
            Err(failure) => format!("cargo xtask media   # it failed just now: {failure}"),
        }
    } else {
        "install Go (Debian: golang-go), then `cargo xtask media`".to_owned()
    };
    Wanted::Missing { mend }
}

/// Another S3 that is here, or one built where Go is.
pub(crate) fn s3(place: &Place) -> Wanted<PathBuf> {
    let said = |version: &str| format!("{} {version}", s3::GATEWAY.name);
    if let Some(found) = s3::find(place) {
        line("S3", &said("is here"), None);
        return Wanted::There(found);
    }
    if in_path("go").is_none() {
        return Wanted::Missing { mend: "install Go (Debian: golang-go)".to_owned() };
    }
    match part("S3", || Ok(s3::GATEWAY.build(place)?), |_| said(&format!("{} built", s3::GATEWAY.version))) {
        Ok(program) => Wanted::There(program),
        Err(failure) => {
            Wanted::Missing { mend: format!("{}   # it failed just now: {failure}", s3::GATEWAY.command()) }
        }
    }
}

/// `cargo xtask media`: builds it and fails when that cannot be done.
pub(crate) fn media_only() -> Result<(), Failure> {
    match media(&Place::from_environment()?) {
        Wanted::There(_) => Ok(()),
        Wanted::Missing { mend } => Err(Failure::new(format!("no media server: {mend}"))),
    }
}
