//! `cargo xtask test`: sets everything up, runs every tier, prints a line for each and the sum.

mod count;
mod failed;
mod tier;

use homeroom_children::{Place, postgres};

use crate::failure::Failure;
use crate::part::{line, part, seconds};
use crate::setup::{self, Wanted};
use crate::{project, up};
use count::Count;
use tier::{Surroundings, Tier};

/// Runs all tests.
pub(crate) fn run() -> Result<(), Failure> {
    println!("homeroom: setting up the tests");
    let place = Place::from_environment()?;
    let found = setup::postgres(&place)?;
    let cluster =
        part("cluster", || Ok(postgres::throwaway(&found, &place)?), |_| "started, for this run alone".to_owned())?;
    part("pages", setup::pages::build, |()| "built".to_owned())?;
    let (chromium, chromium_mend) = split(setup::chromium::chromium());
    let (media, media_mend) = split(setup::media(&place));
    let (s3, s3_mend) = split(setup::s3(&place));
    part("server", up::build_server, |()| "built".to_owned())?;
    let surroundings = Surroundings {
        postgres: cluster.url("postgres"),
        chromium,
        media: media.map(|found| found.program),
        s3,
        server: project::server(),
    };

    let mut lacking = Vec::new();
    lacking.extend(chromium_mend.map(|mend| format!("no Chromium, so no browser tests: {mend}")));
    lacking.extend(media_mend.map(|mend| format!("no LiveKit, so no tests of pictures and sound: {mend}")));
    lacking.extend(s3_mend.map(|mend| format!("no other S3, so our own is the only one tested: {mend}")));
    let (mut sum, mut failed) = (Count::default(), Vec::new());
    for tier in tier::all() {
        let (count, names) = run_tier(&tier, &surroundings)?;
        sum += count;
        failed.extend(names);
    }
    // Hundreds of databases are many files, and on some disks they take minutes to remove: whoever waits is told why.
    let remove = || {
        drop(cluster);
        Ok(())
    };
    part("cluster", remove, |()| "removed".to_owned())?;
    for missing in &lacking {
        println!("  left out     {missing}");
    }
    for name in &failed {
        println!("  failed       {name}");
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if sum.failed > 0 {
        return Err(Failure::new("some tests failed"));
    }
    if project::in_ci() && !lacking.is_empty() {
        return Err(Failure::new("with CI=true nothing may be left out"));
    }
    Ok(())
}

/// Its count, and the names of what failed.
fn run_tier(tier: &Tier, surroundings: &Surroundings) -> Result<(Count, Vec<String>), Failure> {
    if let Some(reason) = tier.impossible(surroundings) {
        line(tier.name, &reason, None);
        return Ok((Count::default(), Vec::new()));
    }
    let (count, took, shown) = tier.run(surroundings)?;
    let mut names = Vec::new();
    if count.failed > 0 {
        println!("{shown}");
        names.extend(failed::names(&shown).map(|name| format!("{}: {name}", tier.name)));
        if names.is_empty() {
            names.push(format!("{}: it ended before it could count", tier.name));
        }
    }
    line(tier.name, &format!("{} passed, {} failed ({})", count.passed, count.failed, seconds(took)), None);
    Ok((count, names))
}

fn split<T>(wanted: Wanted<T>) -> (Option<T>, Option<String>) {
    match wanted {
        Wanted::There(there) => (Some(there), None),
        Wanted::Missing { mend } => (None, Some(mend)),
    }
}
