//! Seats before the doors.

use serde_json::json;

use super::super::samples_seats;
use super::{Content, Operation, Security, answer};
use crate::refusal::Code;

/// What asking for a seat, giving it back and answering an offer can all be refused with.
const OF_SEATS: &[Code] = &[
    Code::NotSignedIn,
    Code::SignInEnded,
    Code::WrongOrigin,
    Code::NotEntitled,
    Code::EntitlementUnknown,
    Code::NotPermitted,
    Code::NotFound,
    Code::IdTaken,
    Code::BannedFromCourse,
    Code::BannedFromPlatform,
    Code::WaitlistFull,
    Code::NoOffer,
    Code::TooLate,
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
];

/// The operations.
pub(super) fn all() -> Vec<Operation> {
    let reservation = || {
        Content::Json(
            "Reservation",
            vec![("reserved", json!(samples_seats::reserved())), ("waitlisted", json!(samples_seats::waitlisted()))],
        )
    };
    let of_session = |method, path, id, summary, body, says| Operation {
        method,
        path,
        id,
        tag: "seats",
        summary,
        security: Security::Bearer,
        idempotency_key: true,
        body,
        answers: vec![answer(200, says, reservation())],
        codes: OF_SEATS,
    };
    let answer_offer = Content::Json("AnswerOffer", vec![("accept", json!(samples_seats::answer_offer()))]);
    let mine = Content::Json("MyReservations", vec![("mine", json!(samples_seats::my_reservations()))]);
    vec![
        of_session(
            "post",
            "/v1/sessions/{session_id}/reservation",
            "reserve",
            "Book a seat, or take a place in the line for one",
            Content::Nothing,
            "A seat, or a place in the line. Asked again: how things stand now.",
        ),
        of_session(
            "delete",
            "/v1/sessions/{session_id}/reservation",
            "cancelReservation",
            "Give back a seat, an offer or a place in the line",
            Content::Nothing,
            "It is given back; so is what was not there.",
        ),
        of_session(
            "post",
            "/v1/sessions/{session_id}/offer",
            "answerOffer",
            "Take the seat that was offered, or say that somebody else may have it",
            answer_offer,
            "The seat is reserved, or, for who is in the class already, theirs; or it goes to the next.",
        ),
        Operation {
            method: "get",
            path: "/v1/me/reservations",
            id: "getMyReservations",
            tag: "seats",
            summary: "Where the person has a seat, an offer or a place in the line, and what became of others",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "Where.", mine)],
            codes: &[Code::NotSignedIn, Code::SignInEnded, Code::Unavailable],
        },
    ]
}
