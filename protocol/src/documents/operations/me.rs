//! Who is signed in, and what they are called.

use serde_json::json;

use super::super::samples;
use super::{Content, Operation, Security, answer};
use crate::refusal::Code;

/// Both of them.
pub(super) fn all() -> Vec<Operation> {
    let account = Content::Json("Account", vec![("account", json!(samples::account()))]);
    vec![
        Operation {
            method: "get",
            path: "/v1/me",
            id: "getMe",
            tag: "auth",
            summary: "Who is signed in, and the classes that are theirs now",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "Who.", Content::Json("Me", vec![("me", json!(samples::me()))]))],
            codes: &[Code::NotSignedIn, Code::SignInEnded, Code::Unavailable],
        },
        Operation {
            method: "put",
            path: "/v1/me/name",
            id: "rename",
            tag: "auth",
            summary: "Choose the name that classes see; one that the person has been in keeps the name they came with",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Json("Rename", vec![("rename", json!(samples::rename()))]),
            answers: vec![answer(200, "What one is called now.", account)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::Malformed,
                Code::Invalid,
                Code::TooLong,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Unavailable,
            ],
        },
    ]
}
