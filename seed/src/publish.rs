//! From sealed packs to a running platform: the files into the object store, the manifests into the database.
//!
//! Files first, because a manifest that is published names them: after a crash in between there are files nobody names,
//! and the next run finds them there. Doing it again changes nothing but signatures.

use bytes::Bytes;
use homeroom_objects::{Objects, ObjectsError};
use homeroom_protocol::ids::CourseId;
use homeroom_protocol::language::Language;
use homeroom_protocol::pack::object_name;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::lessons::{self, Revision};
use homeroom_storage::{Store, StoreError};

use crate::packs::Pack;

/// Why something could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The files did not get to the object store.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// The manifests did not get to the database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes packs as the newest editions of a course's lessons. The course has to be there.
///
/// # Errors
/// When a store does not answer, or a number is taken by another pack; then no manifest is published.
pub async fn publish(
    store: &Store,
    objects: &Objects,
    course: CourseId,
    packs: &[Pack],
    now: Timestamp,
) -> Result<(), PublishError> {
    let revisions = upload(objects, course, packs).await?;
    Ok(lessons::publish(store, &revisions, now).await?)
}

/// Brings the files of packs into the object store, and says what the database is to know of them.
///
/// # Errors
/// When the store does not answer.
pub async fn upload(objects: &Objects, course: CourseId, packs: &[Pack]) -> Result<Vec<Revision>, ObjectsError> {
    let mut revisions = Vec::new();
    for pack in packs {
        let manifest = &pack.manifest;
        for file in &manifest.contents.files {
            // A pack that was sealed here has the bytes of every file it lists.
            let Some(bytes) = pack.files.get(&file.path) else { continue };
            let name = object_name(&manifest.pack, &file.path);
            objects.put(&name, &file.media_type, Bytes::copy_from_slice(bytes)).await?;
        }
        revisions.push(revision(course, pack));
    }
    Ok(revisions)
}

/// What the database is to know of a pack.
#[must_use]
pub fn revision(course: CourseId, pack: &Pack) -> Revision {
    let manifest = &pack.manifest;
    Revision {
        lesson: manifest.contents.lesson_id,
        course,
        slug: manifest.contents.lesson.clone(),
        place: pack.place,
        version: manifest.version,
        pack: manifest.pack.clone(),
        manifest: pack.signed.clone(),
        expires_at: manifest.expires_at,
        // What the lint lets through is a tag; of anything else the language is not known, and all rules of words hold.
        language: Language::of_tag(&manifest.contents.language).ok().flatten(),
    }
}
