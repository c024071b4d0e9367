//! Appeals of the person concerned, and what became of reports; how both are decided is a matter of the desk's socket.

use serde_json::json;

use super::super::{samples_appeal, samples_report};
use super::{Content, Operation, Security, answer};
use crate::refusal::Code;

/// Every one of them.
pub(super) fn all() -> Vec<Operation> {
    let make = Content::Json(
        "MakeAppeal",
        vec![("sanction", json!(samples_appeal::make())), ("door", json!(samples_appeal::at_the_door()))],
    );
    let made = Content::Json(
        "MyAppeal",
        vec![("waiting", json!(samples_appeal::waiting())), ("asked", json!(samples_appeal::asked()))],
    );
    let mine = Content::Json("MyAppeals", vec![("mine", json!(samples_appeal::mine()))]);
    let reports = Content::Json("MyReports", vec![("mine", json!(samples_report::mine()))]);
    vec![
        Operation {
            method: "post",
            path: "/v1/appeals",
            id: "appeal",
            tag: "moderation",
            summary: "Contest what is done about oneself: somebody decides who had no part in it",
            security: Security::Bearer,
            idempotency_key: true,
            body: make,
            answers: vec![answer(200, "It waits for a decision. Asked again: how it stands.", made)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::NotFound,
                Code::IdTaken,
                Code::InFlight,
                Code::Appealed,
                Code::AppealTooLate,
                Code::SanctionOver,
                Code::Malformed,
                Code::IdempotencyKeyMissing,
                Code::IdempotencyKeyReused,
                Code::Invalid,
                Code::TooLong,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Busy,
                Code::Unavailable,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "post",
            path: "/v1/appeals/{sanction_id}/replies",
            id: "replyToQuestion",
            tag: "moderation",
            summary: "Answer what the moderators ask about one's appeal",
            security: Security::Bearer,
            idempotency_key: true,
            body: Content::Json("ReplyToQuestion", vec![("reply", json!(samples_appeal::reply()))]),
            answers: vec![answer(204, "The moderators have it, and the appeal goes on.", Content::Nothing)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::NotFound,
                Code::IdTaken,
                Code::InFlight,
                Code::NotAsked,
                Code::Malformed,
                Code::IdempotencyKeyMissing,
                Code::IdempotencyKeyReused,
                Code::Invalid,
                Code::TooLong,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Busy,
                Code::Unavailable,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "get",
            path: "/v1/me/appeals",
            id: "getMyAppeals",
            tag: "moderation",
            summary: "The person's own appeals, and what became of them",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "The latest, latest first.", mine)],
            codes: &[Code::NotSignedIn, Code::SignInEnded, Code::Unavailable],
        },
        Operation {
            method: "get",
            path: "/v1/me/reports",
            id: "getMyReports",
            tag: "moderation",
            summary: "What the person reported in the last seven days, and what became of it",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "The latest, latest first.", reports)],
            codes: &[Code::NotSignedIn, Code::SignInEnded, Code::Unavailable],
        },
    ]
}
