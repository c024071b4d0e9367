//! What `up` and `test` need before they can begin. Each part is looked for first and brought only when it is missing.

pub(crate) mod chromium;
pub(crate) mod pages;

use homeroom_children::{Place, livekit, postgres};

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
        println!("  building LiveKit {} with Go; this takes some minutes, once", livekit::VERSION_BUILT);
        let built =
            part("media", || Ok(livekit::build(place)?), |_| format!("LiveKit {} built", livekit::VERSION_BUILT));
        match built.map(|program| livekit::at(&program)) {
            Ok(Some(found)) => return Wanted::There(found),
            Ok(None) => format!("the program that was built does not run: {}", livekit::build_command()),
            Err(failure) => format!("cargo xtask media   # it failed just now: {failure}"),
        }
    } else {
        "install Go (Debian: golang-go), then `cargo xtask media`".to_owned()
    };
    Wanted::Missing { mend }
}

/// `cargo xtask media`: builds it and fails when that cannot be done.
pub(crate) fn media_only() -> Result<(), Failure> {
    match media(&Place::from_environment()?) {
        Wanted::There(_) => Ok(()),
        Wanted::Missing { mend } => Err(Failure::new(format!("no media server: {mend}"))),
    }
}
