//! The table of the operations that exist, one row each; [`super::openapi`] turns it into a document.

mod appeals;
mod attending;
mod desk;
mod may;
mod me;

use serde_json::{Value, json};

use super::{samples, samples_poll, samples_schedule};
use crate::refusal::Code;

mod seats;

/// Who may ask.
pub(super) enum Security {
    /// Anyone.
    Anyone,
    /// Whoever holds an access token.
    Bearer,
    /// Whoever holds the refresh cookie.
    RefreshCookie,
    /// The media server: the request is signed.
    Signature,
}

/// What a body is.
pub(super) enum Content {
    /// JSON of the schema with this name, with examples by name.
    Json(&'static str, Vec<(&'static str, Value)>),
    /// The same, or another media type that is asked for.
    JsonOr(&'static str, Vec<(&'static str, Value)>, &'static str),
    /// Some other media type.
    Other(&'static str),
    /// No body.
    Nothing,
}

/// A good answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) says: &'static str,
    pub(super) content: Content,
    /// Whether it sets a cookie.
    pub(super) sets_cookie: bool,
}

/// One operation.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// The `operationId`, which clients call it by.
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) security: Security,
    pub(super) idempotency_key: bool,
    pub(super) body: Content,
    pub(super) answers: Vec<Answer>,
    /// Its own refusals; those of every route come on top.
    pub(super) codes: &'static [Code],
}

fn answer(status: u16, says: &'static str, content: Content) -> Answer {
    Answer { status, says, content, sets_cookie: false }
}

fn signed_in(says: &'static str) -> Answer {
    let content = Content::Json("SignedIn", vec![("signed_in", json!(samples::signed_in()))]);
    Answer { status: 200, says, content, sets_cookie: true }
}

/// Every operation there is.
pub(super) fn all() -> Vec<Operation> {
    let mut operations = signing_in();
    operations.extend(me::all());
    operations.extend(lessons());
    operations.extend(schedule());
    operations.extend(class());
    operations.extend(seats::all());
    operations.extend(attending::all());
    operations.extend(may::all());
    operations.extend(appeals::all());
    operations.extend(desk::all());
    operations.extend(operation());
    operations
}

fn signing_in() -> Vec<Operation> {
    vec![
        Operation {
            method: "post",
            path: "/v1/auth/magic-link",
            id: "askForMagicLink",
            tag: "auth",
            summary: "Ask for a mail with a one-use link and a code; the answer is the same for every address",
            security: Security::Anyone,
            idempotency_key: false,
            body: Content::Json("MagicLink", vec![("magic_link", json!(samples::magic_link()))]),
            answers: vec![Answer {
                sets_cookie: true,
                ..answer(
                    202,
                    "A mail is on its way; the cookie says which browser asked.",
                    Content::Json("LinkAsked", vec![("link_asked", json!(samples::link_asked()))]),
                )
            }],
            codes: &[
                Code::WrongOrigin,
                Code::Malformed,
                Code::Invalid,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::TooOften,
                Code::Unavailable,
            ],
        },
        Operation {
            method: "post",
            path: "/v1/auth/magic-link/redeem",
            id: "redeemMagicLink",
            tag: "auth",
            summary: "Sign in with the secret of a one-use link, or with the code that came with it",
            security: Security::Anyone,
            idempotency_key: false,
            body: Content::Json(
                "Redeem",
                vec![("redeem", json!(samples::redeem())), ("code", json!(samples::redeem_code()))],
            ),
            answers: vec![signed_in("Signed in; the refresh token is in the cookie.")],
            codes: &[
                Code::LinkRefused,
                Code::OtherBrowser,
                Code::CodeWrong,
                Code::WrongOrigin,
                Code::Malformed,
                Code::Invalid,
                Code::TooLarge,
                Code::UnsupportedMediaType,
                Code::Unavailable,
            ],
        },
        Operation {
            method: "post",
            path: "/v1/auth/refresh",
            id: "refresh",
            tag: "auth",
            summary: "A new access token for the refresh cookie, which is rotated",
            security: Security::RefreshCookie,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![signed_in("A new access token; the refresh token is a new one too.")],
            codes: &[Code::NotSignedIn, Code::SignInEnded, Code::WrongOrigin, Code::TooOften, Code::Unavailable],
        },
        Operation {
            method: "post",
            path: "/v1/auth/sign-out",
            id: "signOut",
            tag: "auth",
            summary: "End this sign-in: its tokens and its sockets",
            security: Security::RefreshCookie,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![Answer { sets_cookie: true, ..answer(204, "Signed out.", Content::Nothing) }],
            codes: &[Code::NotSignedIn, Code::WrongOrigin, Code::Unavailable],
        },
    ]
}

/// The parameters in the query of an operation, by its `operationId`: name, whether it has to be there, what it says, and
/// an example.
pub(super) fn query(id: &str) -> &'static [(&'static str, bool, &'static str, &'static str)] {
    match id {
        "getTodaysLesson" => &[
            ("course", true, "The course's id.", "01a213dd-4d00-7000-8000-000000000004"),
            ("zone", true, "The zone of the IANA database whose day is meant.", "Europe/Sofia"),
        ],
        "getMay" => {
            &[("person", false, "Whom it is about; without it oneself.", "01a213dd-4d00-7000-8000-000000000003")]
        }
        "getChapters" => &[("format", false, "`json` or `vtt`; without it JSON.", "vtt")],
        "getAttendance" | "getPolls" => &[("format", false, "`json` or `csv`; without it JSON.", "csv")],
        "getNextSlots" => &[
            ("course", false, "The course's id; without it all of them.", "01a213dd-4d00-7000-8000-000000000004"),
            ("zone", false, "The zone of the IANA database the local times are in; without it UTC.", "Europe/Sofia"),
            ("limit", false, "How many, 1 to 50; without it 10.", "10"),
        ],
        "getLessonFile" | "getLessonPolls" => {
            &[("version", false, "The number of an edition; without it the newest.", "1")]
        }
        _ => &[],
    }
}

fn lessons() -> Vec<Operation> {
    let prepared = Content::Json("PreparedPolls", vec![("prepared", json!(samples_poll::prepared()))]);
    let today = Content::Json("Today", vec![("today", json!(samples_schedule::today()))]);
    vec![
        Operation {
            method: "get",
            path: "/v1/lessons/today",
            id: "getTodaysLesson",
            tag: "lessons",
            summary: "The lesson of the day in a zone, with its signed manifest, and what the next seven days bring",
            security: Security::Anyone,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![
                answer(200, "The lesson, where the day has one.", today),
                answer(304, "`If-None-Match` names this answer.", Content::Nothing),
            ],
            codes: &[Code::NotFound, Code::Invalid],
        },
        Operation {
            method: "get",
            path: "/v1/lessons/{lesson_id}/files/{path}",
            id: "getLessonFile",
            tag: "lessons",
            summary: "A file of a lesson, for who teaches its course or holds a grant; the path may have more than one part",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(302, "The file is there, for 120 seconds.", Content::Nothing)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::NotEntitled,
                Code::NotPermitted,
                Code::NotFound,
                Code::Invalid,
                Code::Unavailable,
                Code::EntitlementUnknown,
            ],
        },
        Operation {
            method: "get",
            path: "/v1/lessons/{lesson_id}/polls",
            id: "getLessonPolls",
            tag: "lessons",
            summary: "For who teaches its course: the polls that a lesson has prepared, with their right answers",
            security: Security::Bearer,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(200, "Those of the edition.", prepared)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::NotPermitted,
                Code::NotFound,
                Code::Invalid,
                Code::Unavailable,
            ],
        },
    ]
}

fn schedule() -> Vec<Operation> {
    let next = Content::Json("NextSlots", vec![("next_slots", json!(samples_schedule::next_slots()))]);
    vec![Operation {
        method: "get",
        path: "/v1/schedule/next",
        id: "getNextSlots",
        tag: "schedule",
        summary: "The hours that go on or come next, with their local times and the seats that are left",
        security: Security::Anyone,
        idempotency_key: false,
        body: Content::Nothing,
        answers: vec![
            answer(200, "The hours, where there are any.", next),
            answer(304, "`If-None-Match` names this answer; only the time has gone on.", Content::Nothing),
        ],
        codes: &[Code::NotFound, Code::Invalid],
    }]
}

fn class() -> Vec<Operation> {
    let joined = Content::Json(
        "Joined",
        vec![("seated", json!(samples::joined())), ("overflow", json!(samples::joined_overflow()))],
    );
    vec![
        Operation {
            method: "post",
            path: "/v1/join",
            id: "join",
            tag: "class",
            summary: "Come into a class: a seat, a place to watch from, or one in the lobby",
            security: Security::Bearer,
            idempotency_key: true,
            body: Content::Json("Join", vec![("join", json!(samples::join()))]),
            answers: vec![answer(200, "Let in. Asked again: the present standing, with fresh tokens.", joined)],
            codes: &[
                Code::NotSignedIn,
                Code::SignInEnded,
                Code::WrongOrigin,
                Code::NotEntitled,
                Code::NotPermitted,
                Code::NotFound,
                Code::OtherDevice,
                Code::InFlight,
                Code::IdTaken,
                Code::NotOpen,
                Code::Removed,
                Code::Banned,
                Code::BannedFromCourse,
                Code::BannedFromPlatform,
                Code::Denied,
                Code::LobbyFull,
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
                Code::EntitlementUnknown,
                Code::Quarantined,
            ],
        },
        Operation {
            method: "get",
            path: "/v1/classroom/{session_id}",
            id: "openClassroom",
            tag: "class",
            summary: "Upgrade to the classroom socket, subprotocol homeroom.v1; its frames are in /asyncapi.json",
            security: Security::Anyone,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(101, "The socket is open; the first frame is `hello`.", Content::Nothing)],
            codes: &[Code::WrongOrigin, Code::NotFound, Code::Malformed, Code::TooManySockets],
        },
        Operation {
            method: "get",
            path: "/v1/desk",
            id: "openDesk",
            tag: "moderation",
            summary: "Upgrade to the desk's socket, subprotocol homeroom.desk.v1; its frames are in /asyncapi.json",
            security: Security::Anyone,
            idempotency_key: false,
            body: Content::Nothing,
            answers: vec![answer(101, "The socket is open; the first frame is `hello`.", Content::Nothing)],
            codes: &[Code::WrongOrigin, Code::Malformed, Code::TooManySockets],
        },
    ]
}

fn operation() -> Vec<Operation> {
    let readiness = || Content::Json("Readiness", vec![("degraded", json!(samples::readiness()))]);
    let get = |path, id, summary, answers| Operation {
        method: "get",
        path,
        id,
        tag: "operation",
        summary,
        security: Security::Anyone,
        idempotency_key: false,
        body: Content::Nothing,
        answers,
        codes: &[],
    };
    let document = || vec![answer(200, "The document.", Content::Other("application/json"))];
    vec![
        get(
            "/livez",
            "getLivez",
            "Whether the process answers at all",
            vec![answer(200, "It does.", Content::Other("text/plain"))],
        ),
        get(
            "/readyz",
            "getReadyz",
            "Whether this node can take people, part by part",
            vec![
                answer(200, "It can, perhaps with something missing.", readiness()),
                answer(503, "It cannot.", Content::Json("Readiness", Vec::new())),
            ],
        ),
        get(
            "/metrics",
            "getMetrics",
            "Metrics for Prometheus; on the internal listener only",
            vec![answer(200, "The metrics.", Content::Other("text/plain"))],
        ),
        get("/openapi.json", "getOpenapi", "This document", document()),
        get("/asyncapi.json", "getAsyncapi", "The document of the sockets", document()),
        get(
            "/errors",
            "getErrors",
            "The codes of all problems, each with an anchor",
            vec![answer(200, "The page.", Content::Other("text/html"))],
        ),
    ]
}
