//! The operations of the moderators' desk, beside its socket.

use serde_json::json;

use super::super::samples_desk_rest;
use super::{Content, Operation, Security, answer};
use crate::refusal::Code;

/// Every one of them.
pub(super) fn all() -> Vec<Operation> {
    let rooms = Content::Json("DeskRooms", vec![("rooms", json!(samples_desk_rest::rooms()))]);
    let calm = Content::Json("SetRoomCalm", vec![("on", json!(samples_desk_rest::set_room_calm()))]);
    let macros = || Content::Json("Macros", vec![("macros", json!(samples_desk_rest::macros()))]);
    let look: &[Code] = &[Code::NotSignedIn, Code::SignInEnded, Code::NotPermitted, Code::Unavailable];
    vec![
        Operation {
            method: "get",
            path: "/v1/desk/rooms",
            id: "getDeskRooms",
            tag: "desk",
            summary: "For moderators: the classes whose doors are open, with how many are there, and what waits",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "Those of the courses the asker sees.", rooms)],
            codes: look,
        },
        Operation {
            method: "put",
            path: "/v1/desk/rooms/{session_id}/calm",
            id: "setRoomCalm",
            tag: "desk",
            summary: "For moderators: make a class calm, or as it was before",
            security: Security::Bearer,
            idempotency_key: false,
            body: calm,
            answers: vec![answer(204, "It is.", Content::Nothing)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::NotPermitted,
                Code::NotFound,
                Code::Over,
                Code::Cancelled,
                Code::Malformed,
                Code::Invalid,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Busy,
                Code::Unavailable,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "get",
            path: "/v1/desk/macros",
            id: "getMacros",
            tag: "desk",
            summary: "For moderators: their own macros",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "In the order of their keys.", macros())],
            codes: look,
        },
        Operation {
            method: "put",
            path: "/v1/desk/macros",
            id: "setMacros",
            tag: "desk",
            summary: "For moderators: their own macros are these from now on",
            security: Security::Bearer,
            idempotency_key: false,
            body: macros(),
            answers: vec![answer(200, "As they are kept.", macros())],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::NotPermitted,
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
