//! `homeroom publish`: packs that were built go into the object store and the database of this platform, and onto the
//! days of the plan.
//!
//! A pack is checked as a client checks it, with what is published already as what was kept: an older one, another one
//! under a number that is taken, and one that was damaged on the way are refused before anything is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use homeroom_actors::kit::clock::Clock;
use homeroom_objects::Objects;
use homeroom_protocol::ids::CourseId;
use homeroom_protocol::pack::{Kept, Manifest, PublicKey, Signed, Trust};
use homeroom_protocol::time::{Day, Timestamp};
use homeroom_seed::lessons::lesson_id;
use homeroom_seed::packs::{Pack, Refused, Wanted, folder, public_key, verify};
use homeroom_seed::publish;
use homeroom_storage::Store;
use homeroom_storage::lessons::{self, Publication};
use serde_json::json;

use super::staff::Staff;
use crate::compose;
use crate::config;
use crate::exit::{Stop, chain};

/// Its options.
#[derive(Args)]
pub(crate) struct Options {
    /// The folders of the lessons, `<course>/<lesson>` as `lessons-build` wrote them, in the order of the course.
    #[arg(required = true)]
    lessons: Vec<PathBuf>,
    /// The id of the course here.
    #[arg(long)]
    course: CourseId,
    /// The title of the course, for one that is not there yet or is to be called something else.
    #[arg(long)]
    title: Option<String>,
    /// The public half of a key that is believed; more than one may be.
    #[arg(long, required = true, value_name = "KEY", allow_hyphen_values = true)]
    key: Vec<String>,
    /// The day of the first lesson; the others follow day by day. Without it the plan stays as it is.
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    #[command(flatten)]
    staff: Staff,
}

pub(crate) fn run(options: &Options, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    let keys: Result<Vec<PublicKey>, _> = options.key.iter().map(|text| public_key(text)).collect();
    let keys = keys.map_err(|error| Stop::Failed(error.to_string()))?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let (_embedded, objects) = compose::objects(&settings, None).await?;
        let objects = objects.as_ref().map(Objects::new).ok_or_else(|| {
            Stop::Unavailable("there is no object store: set HOMEROOM_OBJECTS_BUCKET or _FOLDER".to_owned())
        })?;
        let clock = Clock::system();
        let mut packs = Vec::new();
        for (place, folder) in (1..).zip(&options.lessons) {
            packs.push(checked(&store, &keys, folder, place, clock.now()).await?);
        }
        let could_not = |error: &(dyn std::error::Error + 'static)| {
            Stop::Unavailable(format!("could not publish: {}", chain(error)))
        };
        let revisions = publish::upload(&objects, options.course, &packs).await.map_err(|error| could_not(&error))?;
        let days = options.from.map(|from| (0..).map(move |n| from.plus(n)).zip(&packs)).into_iter().flatten();
        let days: Vec<_> = days.map(|(day, pack)| (day, pack.manifest.contents.lesson_id)).collect();
        let (course, title) = (options.course, options.title.as_deref());
        let publication = Publication { course, title, revisions: &revisions, days: &days };
        // Now, and not before the upload: doors may have opened meanwhile.
        let published = lessons::publish_by(&store, publication, options.staff.act(clock.now())).await;
        published.map_err(|error| could_not(&error))?;
        for Manifest { contents, version, pack, .. } in packs.iter().map(|pack| &pack.manifest) {
            if options.staff.json {
                println!("{}", json!({ "lesson": contents.lesson, "version": version, "pack": pack }));
            } else {
                println!("{}/{} {version} {pack}", contents.course, contents.lesson);
            }
        }
        Ok(())
    })
}

/// The pack in a lesson's folder, every byte of it checked.
async fn checked(store: &Store, keys: &[PublicKey], place: &Path, number: u32, now: Timestamp) -> Result<Pack, Stop> {
    let said = |what: &dyn std::fmt::Display| Stop::Failed(format!("{}: {what}", place.display()));
    let names: Vec<_> = place.iter().rev().take(2).map(|name| name.to_string_lossy().into_owned()).collect();
    let [lesson, course] = names.as_slice() else {
        return Err(said(&"the path does not end with <course>/<lesson>"));
    };
    let signed = folder::read_manifest(place).map_err(|error| said(&error))?.ok_or_else(|| said(&Refused::Missing))?;
    let mut trust = Trust { keys: keys.to_vec(), keys_version: 0, kept: BTreeMap::new() };
    if let Some(before) = lessons::latest(store, lesson_id(course, lesson)).await? {
        let before: Signed<Manifest> = serde_json::from_str(&before).map_err(|error| said(&error))?;
        let Manifest { expires_at, key_id, pack, version, .. } = before.signed;
        // What a key signed that is not believed any more is not held against newer ones.
        if keys.iter().any(|key| key.id == key_id) {
            trust.kept.insert(format!("{course}/{lesson}"), Kept { expires_at, key_id, pack, version });
        }
    }
    let pack = serde_json::from_slice::<Signed<Manifest>>(&signed).map(|document| document.signed.pack);
    let pack = pack.ok().filter(|pack| pack.chars().all(|c| c.is_ascii_hexdigit())).unwrap_or_default();
    let verified =
        verify(&trust, Wanted { course, lesson }, &signed, now, |listed| folder::read_file(place, &pack, listed));
    let verified = verified.map_err(|(refused, file)| match file {
        Some(file) => said(&format!("{file}: {refused}")),
        None => said(&refused),
    })?;
    Ok(Pack {
        manifest: verified.manifest().clone(),
        signed: String::from_utf8_lossy(verified.signed()).into_owned(),
        files: verified.files().clone(),
        place: number,
    })
}
