//! The operations of what is kept of a class: attendance, polls, answered questions.

use serde_json::json;

use super::super::{samples_attendance, samples_poll, samples_question};
use super::{Content, Operation, Security, answer};
use crate::refusal::Code;

/// Every one of them.
pub(super) fn all() -> Vec<Operation> {
    let attendance = Content::JsonOr(
        "Attendance",
        vec![
            ("own", json!(samples_attendance::attendance())),
            ("filed", json!(samples_attendance::attendance_filed())),
        ],
        "text/csv",
    );
    let polls = Content::JsonOr("PollReport", vec![("report", json!(samples_poll::report()))], "text/csv");
    let chapters = Content::JsonOr("Chapters", vec![("chapters", json!(samples_question::chapters()))], "text/vtt");
    vec![
        Operation {
            method: "get",
            path: "/v1/sessions/{session_id}/attendance",
            id: "getAttendance",
            tag: "class",
            summary: "When the asker was present; for whoever gives the class, when everybody was",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "As far as it is known, or as it was filed.", attendance)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::EntitlementUnknown,
                Code::NotFound,
                Code::Invalid,
                Code::Busy,
                Code::Unavailable,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "get",
            path: "/v1/sessions/{session_id}/polls",
            id: "getPolls",
            tag: "class",
            summary: "For whoever gives the class: what was asked in it, and how it was answered",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "As far as it has been counted.", polls)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::NotPermitted,
                Code::EntitlementUnknown,
                Code::NotFound,
                Code::Invalid,
                Code::Busy,
                Code::Unavailable,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "get",
            path: "/v1/sessions/{session_id}/chapters",
            id: "getChapters",
            tag: "class",
            summary: "The questions that were answered in the class, each with its time; also as a chapter track",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "As far as they have been answered.", chapters)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
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
        },
        Operation {
            method: "post",
            path: "/v1/sessions/{session_id}/attendance",
            id: "sayThatIWatch",
            tag: "class",
            summary: "One minute of somebody who watches without a socket; the same minute twice is one",
            security: Security::Bearer,
            idempotency_key: true,
            body: Content::Json("Heartbeat", vec![("heartbeat", json!(samples_attendance::heartbeat()))]),
            answers: vec![answer(204, "It counts.", Content::Nothing)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::EntitlementUnknown,
                Code::NotHere,
                Code::Banned,
                Code::BannedFromCourse,
                Code::BannedFromPlatform,
                Code::Removed,
                Code::NotFound,
                Code::NotOpen,
                Code::Over,
                Code::Cancelled,
                Code::Malformed,
                Code::IdempotencyKeyMissing,
                Code::IdempotencyKeyReused,
                Code::Invalid,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Busy,
                Code::Unavailable,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "post",
            path: "/webhooks/livekit",
            id: "hearLivekit",
            tag: "webhooks",
            summary: "What the media server says happened in its rooms; stored once, answered, taken in afterwards",
            security: Security::Signature,
            idempotency_key: false,
            body: Content::Other("application/webhook+json"),
            answers: vec![answer(204, "Stored, or known already.", Content::Nothing)],
            codes: &[
                Code::SignatureRefused,
                Code::NotFound,
                Code::Malformed,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Unavailable,
            ],
        },
    ]
}
