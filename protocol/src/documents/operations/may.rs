//! The operation that says what somebody may, and why not what they may not.

use serde_json::json;

use super::super::samples_may;
use super::{Content, Operation, Security, answer};
use crate::refusal::Code;

/// Every one of them.
pub(super) fn all() -> Vec<Operation> {
    let may = Content::Json("May", vec![("student", json!(samples_may::may()))]);
    vec![Operation {
        method: "get",
        path: "/v1/sessions/{session_id}/may",
        id: "getMay",
        tag: "class",
        summary: "What one may do in the class now, and which rule keeps one from the rest; staff ask it of others too",
        security: Security::Bearer,
        idempotency_key: false,
        body: Content::Nothing,
        answers: vec![answer(200, "As it is now; a command that is tried then gets this answer.", may)],
        codes: &[
            Code::NotSignedIn,
            Code::SignInEnded,
            Code::NotPermitted,
            Code::EntitlementUnknown,
            Code::Banned,
            Code::BannedFromCourse,
            Code::BannedFromPlatform,
            Code::NotFound,
            Code::Invalid,
            Code::Busy,
            Code::Unavailable,
            Code::Quarantined,
        ],
    }]
}
