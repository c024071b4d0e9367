//! The polls that a lesson has prepared, for who teaches its course: from its pack, checked against the manifest.

use bytes::Bytes;
use homeroom_machines::entitlement::{Facts, admit};
use homeroom_machines::lesson::is_for;
use homeroom_objects::Objects;
use homeroom_protocol::ids::LessonId;
use homeroom_protocol::pack::polls::{Answers, Polls, Right};
use homeroom_protocol::pack::{Audience, Manifest, object_name};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::polls::{PreparedPoll, PreparedPolls};
use homeroom_storage::lessons::reader;
use sha2::{Digest, Sha256};

use super::{Lessons, RETRY_AFTER_MS, no_objects, signed};
use crate::session::directory::unavailable;

/// Where a pack has its questions.
const QUESTIONS: &str = "polls.json";
/// Where it has what is right.
const ANSWERS: &str = "answers.json";

impl Lessons {
    /// The polls of a lesson's newest edition, or of the one that is named, in its order.
    ///
    /// # Errors
    /// `not_found` where there is no such lesson or edition, and for who is not in its course; `not_permitted` for who does not teach
    /// it; `sign_in_ended`; `unavailable`.
    pub async fn polls(
        &self,
        principal: Principal,
        lesson: LessonId,
        version: Option<u64>,
    ) -> Result<PreparedPolls, Refusal> {
        let shared = &*self.0;
        let Principal { person, sign_in } = principal;
        let known = reader(&shared.store, lesson, person, sign_in, version).await.map_err(unavailable)?;
        let known = known.ok_or(Code::NotFound)?;
        let (role, disabled, sign_in_ended) = (known.role, known.disabled, known.sign_in_ended);
        admit(&Facts { person, role, disabled, sign_in_ended, banned: None, grants: None }, shared.clock.now())?;
        let role = role.ok_or(Code::NotFound)?;
        if !is_for(Audience::Teachers, role) {
            return Err(Refusal::new(Code::NotPermitted)
                .explain("The polls of a lesson, with what is right, are for those who teach."));
        }
        let manifest = signed(lesson, &known.manifest.ok_or(Code::NotFound)?)?;
        let objects = shared.objects.as_ref().ok_or_else(no_objects)?;
        let questions: Option<Polls> = read(objects, lesson, &manifest, QUESTIONS).await?;
        let answers: Option<Answers> = read(objects, lesson, &manifest, ANSWERS).await?;
        let rights = answers.map(|answers| answers.answers).unwrap_or_default();
        let rights = rights.into_iter().map(Some).chain(std::iter::repeat(None));
        let polls = questions.map(|questions| questions.polls).unwrap_or_default();
        let polls = polls
            .into_iter()
            .zip(rights)
            .map(|(poll, right)| PreparedPoll { poll, right: right.filter(|right| *right != Right::Opinion) });
        Ok(PreparedPolls { lesson_id: lesson, version: manifest.version, polls: polls.collect() })
    }
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file of a pack as it was signed; `None`: the pack has none of that name.
async fn read<T: serde::de::DeserializeOwned>(
    objects: &Objects,
    lesson: LessonId,
    manifest: &Manifest,
    path: &str,
) -> Result<Option<T>, Refusal> {
    let Some(file) = manifest.contents.files.iter().find(|file| file.path == path) else { return Ok(None) };
    let found = objects.get(&object_name(&manifest.pack, path)).await;
    let bytes: Option<Bytes> = found.map_err(|error| {
        tracing::warn!(objects.error = %error, "the polls of a lesson could not be read");
        Refusal::new(Code::Unavailable).retry_after_ms(RETRY_AFTER_MS)
    })?;
    let broken = |why: &str| {
        tracing::error!(lesson.id = %lesson, file.path = path, error = why, "the polls of a lesson are not what was signed");
        Refusal::new(Code::Broke)
    };
    let bytes = bytes.ok_or_else(|| broken("it is not there"))?;
    if hex(&Sha256::digest(&bytes)) != file.sha256 {
        return Err(broken("it has another hash"));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|error| broken(&error.to_string()))
}
