//! The way to a file of a lesson: who is it, may they, is it there, and a link that ends.

use homeroom_machines::entitlement::{Facts, What, admit, enters_by_grant};
use homeroom_machines::lesson::is_for;
use homeroom_objects::ObjectsError;
use homeroom_protocol::ids::LessonId;
use homeroom_protocol::pack::object_name;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::lessons::reader;

use super::{FileLink, Lessons, RETRY_AFTER_MS, no_objects, signed};
use crate::entitlement::{About, Decision};
use crate::kit::entropy;
use crate::session::directory::unavailable;

impl Lessons {
    /// A link to a file of a lesson's newest edition, or of the one that is named: good for 120 seconds, for whoever has
    /// it (L11).
    ///
    /// # Errors
    /// `not_found` where there is no such lesson, edition or file; `sign_in_ended`; `not_entitled` for who neither teaches
    /// the course nor holds a grant for its files, `entitlement_unknown` where that is not known; `not_permitted` for a
    /// student who asks for what is for teachers; `unavailable`.
    pub async fn file(
        &self,
        principal: Principal,
        lesson: LessonId,
        version: Option<u64>,
        path: &str,
    ) -> Result<FileLink, Refusal> {
        let shared = &*self.0;
        let Principal { person, sign_in } = principal;
        let known = reader(&shared.store, lesson, person, sign_in, version).await.map_err(unavailable)?;
        let known = known.ok_or(Code::NotFound)?;
        let (role, course) = (known.role, known.course);
        let (disabled, sign_in_ended) = (known.disabled, known.sign_in_ended);
        let admission =
            admit(&Facts { person, role, disabled, sign_in_ended, banned: None, grants: None }, shared.clock.now())?;
        let about = About { person, what: What::LessonFiles { course }, session: None };
        let decision = if enters_by_grant(role) {
            shared.entitlements.decide(about).await
        } else {
            let now = shared.clock.now();
            Decision::by_role(entropy::uuid_v7(now), about, now)
        };
        let allowed = decision.allowed();
        let refused = allowed.as_ref().err().map(|refusal| refusal.code);
        shared.entitlements.told(&decision, decision.entitlement(), refused);
        allowed?;
        let manifest = known.manifest.ok_or(Code::NotFound)?;
        let manifest = signed(lesson, &manifest)?;
        let file = manifest.contents.files.iter().find(|file| file.path == path).ok_or(Code::NotFound)?;
        if !is_for(file.audience, admission.role()) {
            return Err(Refusal::new(Code::NotPermitted).explain("This file is for those who teach."));
        }
        let objects = shared.objects.as_ref().ok_or_else(no_objects)?;
        let link = objects.link(&object_name(&manifest.pack, &file.path), shared.clock.now()).await;
        let url = link.map_err(|error: ObjectsError| {
            tracing::error!(objects.error = %error, "a link to a file could not be signed");
            Refusal::new(Code::Unavailable).retry_after_ms(RETRY_AFTER_MS)
        })?;
        Ok(FileLink { url, decision: decision.id })
    }
}
