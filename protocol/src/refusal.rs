//! Refusals: the expected "no", with a code that never changes its meaning.
//!
//! A refusal is not a failure: it is an answer, it loses nothing, and the client knows from its code what to do. The
//! enum is closed on purpose: a new way to say no is a new code, a new sentence and a new row in `ops/ERROR_CODES.md`,
//! never a free text that clients learn to match on. Over REST a refusal travels as a problem (RFC 9457), on a socket the
//! same object sits in a `refused` frame.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::entitlement::Entitlement;
use crate::permit::{Rule, Ruled};
use crate::time::Timestamp;

/// What a client may do about a refusal. It does this and never more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retry {
    /// The same request will be refused again.
    Never,
    /// The same request, same id, after `retry_after_ms` (or a second).
    Later,
    /// Only after the person changed something or decided something.
    Person,
    /// After signing in again.
    SignIn,
    /// After a new `POST /v1/join`.
    JoinAgain,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $status:literal, $retry:ident, $title:literal;)*) => {
        /// The closed list of refusal codes. The text form is what travels; it is stable for ever.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code there is, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it travels.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status (RFC 9110) that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What a client may do about it.
            #[must_use]
            pub const fn retry(self) -> Retry {
                match self { $(Self::$name => Retry::$retry,)* }
            }

            /// One sentence for a person, the `title` of the problem.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// No access token, or none that is good.
    NotSignedIn, "not_signed_in", 401, SignIn, "You are not signed in.";
    /// The sign-in behind the token has ended.
    SignInEnded, "sign_in_ended", 401, SignIn, "This sign-in has ended.";
    /// A one-use link or code that is unknown, spent or over.
    LinkRefused, "link_refused", 401, SignIn, "This link has been used or is over.";
    /// A link that a mail brought, in another browser than the one that asked for it. It stays good there.
    OtherBrowser, "other_browser", 403, Person, "This link belongs to another browser.";
    /// A code that is not the one in the mail; `detail` says how many tries are left.
    CodeWrong, "code_wrong", 422, Person, "That code does not match.";
    /// A ticket or resume token that is unknown, spent, over or for something else.
    TicketRefused, "ticket_refused", 401, JoinAgain, "This ticket is not good any more. Join again.";
    /// A webhook that is not signed by whom it says it is from, or whose signature is of something else.
    SignatureRefused, "signature_refused", 401, Never, "This is not signed as it has to be.";
    /// The browser's Origin is not one of ours.
    WrongOrigin, "wrong_origin", 403, Never, "Requests from this site are not taken.";
    /// No grant or role allows this; `entitlement` says why.
    NotEntitled, "not_entitled", 403, Person, "This class is not part of what you can join.";
    /// The permit table does not allow this to this role, tier or phase.
    NotPermitted, "not_permitted", 403, Person, "You may not do this now.";
    /// Not there, or not yours to know of.
    NotFound, "not_found", 404, Never, "There is nothing here.";
    /// The route exists, this method does not.
    MethodNotAllowed, "method_not_allowed", 405, Never, "This address does not take that method.";
    /// The request did not arrive in time (L1).
    RequestTimeout, "request_timeout", 408, Later, "The request took too long to arrive.";
    /// The person is in the room on another device.
    OtherDevice, "other_device", 409, Person, "You are in this class on another device.";
    /// The same idempotency key is being worked on.
    InFlight, "in_flight", 409, Later, "The same request is still being worked on.";
    /// The command id belongs to another person's command.
    IdTaken, "id_taken", 409, Never, "This command id is taken.";
    /// The person is not in the session (any more).
    NotHere, "not_here", 409, JoinAgain, "You are not in this class. Join again.";
    /// A moderator has put the person out of this class.
    Removed, "removed", 403, Never, "You were removed from this class.";
    /// A moderator has banned the person from this class.
    Banned, "banned", 403, Never, "You are banned from this class.";
    /// Staff of a course have banned the person from all of its classes.
    BannedFromCourse, "banned_from_course", 403, Never, "You are banned from the classes of this course.";
    /// A moderator of the platform has banned the person from every class.
    BannedFromPlatform, "banned_from_platform", 403, Never, "You are banned from all classes.";
    /// Staff have turned the person away in the lobby; `explain` says why.
    Denied, "denied", 403, Person, "You were not let in.";
    /// So many wait to be let in that no more can be listed.
    LobbyFull, "lobby_full", 503, Later, "Too many wait in the lobby.";
    /// Nobody waits, and nobody can be put back to wait.
    LobbyOff, "lobby_off", 409, Person, "The lobby is off.";
    /// The list is another one than the one that was looked at.
    ListChanged, "list_changed", 409, Person, "The list has changed. Look again.";
    /// The person is muted in this until a time; `explain` says in what, `detail` how long.
    Muted, "muted", 403, Person, "You may not do this for now.";
    /// Nobody but staff may write in the chat for now.
    ChatPaused, "chat_paused", 403, Person, "The chat is paused.";
    /// Another moderator has the case; `detail` says who.
    CaseClaimed, "case_claimed", 409, Person, "Another moderator has this case.";
    /// The case is decided; `detail` says by whom and as what.
    CaseDecided, "case_decided", 409, Person, "This case has been decided.";
    /// The case has to be claimed first, or the claim has ended.
    NotClaimed, "not_claimed", 409, Person, "You do not hold this case.";
    /// The case is another one than the one that was looked at.
    CaseChanged, "case_changed", 412, Person, "This case has changed. Look again.";
    /// Whoever set what is contested, or contests it, does not decide about it.
    OwnDecision, "own_decision", 403, Never, "Somebody else has to decide this.";
    /// There has been an appeal against this; what became of it is listed with one's own.
    Appealed, "appealed", 409, Never, "You have appealed against this already.";
    /// The moderators have asked nothing about this appeal, or have had the answer, or have decided.
    NotAsked, "not_asked", 409, Never, "Nothing is asked of you about this appeal now.";
    /// So long ago that nobody can judge it fairly.
    AppealTooLate, "appeal_too_late", 410, Never, "It is too late to appeal against this.";
    /// What is to be contested holds no more: it was lifted, or its time was up.
    SanctionOver, "sanction_over", 410, Never, "This does not hold any more.";
    /// The time in which this could be undone is over.
    UndoOver, "undo_over", 409, Person, "It is too late to undo this.";
    /// A poll is open already.
    PollOpen, "poll_open", 409, Person, "A poll is open. Close it first.";
    /// The poll takes no answers any more.
    PollClosed, "poll_closed", 409, Person, "This poll is closed.";
    /// In a poll without names an answer is given once and for all.
    Voted, "voted", 409, Never, "You have answered this poll.";
    /// The doors are not open yet.
    NotOpen, "not_open", 409, Later, "The doors are not open yet.";
    /// The line for a seat is as long as it may be.
    WaitlistFull, "waitlist_full", 409, Later, "So many wait for a seat that nobody else can.";
    /// There is no offer to this person (any more).
    NoOffer, "no_offer", 409, Person, "There is no offer to you, or not any more.";
    /// Too little of the class is left for a seat to be of use.
    TooLate, "too_late", 410, Never, "It is too late to wait for a seat in this class.";
    /// The session has ended.
    Over, "over", 410, Never, "This class is over.";
    /// The session does not take place, or no further.
    Cancelled, "cancelled", 410, Never, "This class was cancelled.";
    /// A body over L2.
    TooLarge, "too_large", 413, Never, "The request is too large.";
    /// Not JSON where JSON is needed.
    UnsupportedMediaType, "unsupported_media_type", 415, Never, "The body has to be JSON.";
    /// Headers over L1.
    HeadersTooLarge, "headers_too_large", 431, Never, "The headers are too large.";
    /// Bytes that are not the protocol.
    Malformed, "malformed", 400, Never, "This could not be read.";
    /// A frame type nobody knows.
    UnknownType, "unknown_type", 400, Never, "This type of frame is not known.";
    /// A route that needs an `Idempotency-Key` got none.
    IdempotencyKeyMissing, "idempotency_key_missing", 400, Never, "An Idempotency-Key is needed here.";
    /// The same idempotency key with another body.
    IdempotencyKeyReused, "idempotency_key_reused", 422, Never, "This Idempotency-Key was used for something else.";
    /// Understood, and a field is wrong; `errors` names it.
    Invalid, "invalid", 422, Person, "A field is not right.";
    /// Text over its limit (L3).
    TooLong, "too_long", 422, Person, "This text is too long.";
    /// Text with words that are not taken here; `errors` says which text.
    WordsBlocked, "words_blocked", 422, Person, "Some of these words are not allowed here.";
    /// Over a rate limit.
    TooOften, "too_often", 429, Later, "Too often. Wait a moment.";
    /// Over L6.
    TooManySockets, "too_many_sockets", 429, Later, "Too many connections.";
    /// The command met a defect, changed nothing, and is refused for good.
    Broke, "broke", 500, Never, "Something broke on our side. Nothing was changed.";
    /// The user lane of an actor is full (L8).
    Busy, "busy", 503, Later, "The class is busy. Try again in a moment.";
    /// The store cannot be reached, or its answer is not known yet.
    Unavailable, "unavailable", 503, Later, "This cannot be done right now. Try again in a moment.";
    /// Whether a grant allows this cannot be found out, and what was known is too old to rely on.
    EntitlementUnknown, "entitlement_unknown", 503, Later, "What you can join cannot be looked up right now.";
    /// The aggregate is set aside after repeated panics (L21); somebody has been paged.
    Quarantined, "quarantined", 503, Later, "This class has a fault. Somebody has been called.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One wrong field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into the request's body or the frame's data.
    pub pointer: Cow<'static, str>,
    /// What is wrong with it: `missing`, `too_long`, `empty`, `not_uuid`, …
    pub code: Cow<'static, str>,
}

/// A typed "no". Cheap to make and to pass on; turned into a [`Problem`] where it leaves the system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Which no.
    pub code: Code,
    /// A sentence about this one occurrence, where the title does not say enough.
    pub detail: Option<Cow<'static, str>>,
    /// When the same request is worth sending again, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The fields that are wrong.
    pub errors: Vec<FieldError>,
    /// Why the permit table said no.
    pub explain: Option<Cow<'static, str>>,
    /// The decision it comes from, where somebody might ask support about it.
    pub decision: Option<Box<Decided>>,
    /// Which rule about the person says no, where it is one; told to who asks beforehand, not in the problem.
    pub ruled: Option<Box<Ruled>>,
}

/// A decision that support can look up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// Its id.
    pub id: Uuid,
    /// What the person's entitlement had to do with it.
    pub entitlement: Option<Entitlement>,
}

impl Refusal {
    /// A refusal that says no more than its code.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        let errors = Vec::new();
        Self { code, detail: None, retry_after_ms: None, errors, explain: None, decision: None, ruled: None }
    }

    /// With a sentence about this occurrence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With the time after which the same request is worth sending again.
    #[must_use]
    pub const fn retry_after_ms(mut self, millis: u64) -> Self {
        self.retry_after_ms = Some(millis);
        self
    }

    /// With a wrong field.
    #[must_use]
    pub fn field(mut self, pointer: impl Into<Cow<'static, str>>, code: impl Into<Cow<'static, str>>) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), code: code.into() });
        self
    }

    /// With the reason the permit table gave.
    #[must_use]
    pub fn explain(mut self, explain: impl Into<Cow<'static, str>>) -> Self {
        self.explain = Some(explain.into());
        self
    }

    /// With the rule about the person that says no.
    #[must_use]
    pub fn rule(self, rule: Rule) -> Self {
        self.rule_until(rule, None)
    }

    /// The same, with the time at which it stops to hold by itself, where there is one.
    #[must_use]
    pub fn rule_until(mut self, rule: Rule, until: impl Into<Option<Timestamp>>) -> Self {
        self.ruled = Some(Box::new(Ruled { rule, until: until.into() }));
        self
    }

    /// With the decision it comes from.
    #[must_use]
    pub fn decided(mut self, id: Uuid, entitlement: Option<Entitlement>) -> Self {
        self.decision = Some(Box::new(Decided { id, entitlement }));
        self
    }

    /// The object that travels.
    #[must_use]
    pub fn problem(&self, trace_id: Option<String>) -> Problem {
        Problem {
            kind: Cow::Owned(format!("/errors#{}", self.code)),
            title: Cow::Borrowed(self.code.title()),
            status: self.code.status(),
            code: self.code,
            detail: self.detail.clone(),
            trace_id,
            retry_after_ms: self.retry_after_ms,
            errors: self.errors.clone(),
            explain: self.explain.clone(),
            decision_id: self.decision.as_ref().map(|decided| decided.id),
            entitlement: self.decision.as_ref().and_then(|decided| decided.entitlement.clone()).map(Box::new),
        }
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// A problem (RFC 9457): the body of every answer that is not 2xx or 3xx, and the `problem` of a `refused` frame.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A URL reference to the page of this code.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// One sentence, the same for every occurrence of the code.
    pub title: Cow<'static, str>,
    /// The HTTP status, also on a socket.
    pub status: u16,
    /// What clients decide by.
    pub code: Code,
    /// A sentence about this occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Cow<'static, str>>,
    /// What to tell support: the trace this answer belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// When the same request is worth sending again, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// The fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Why the permit table said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain: Option<Cow<'static, str>>,
    /// What support looks the decision up by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<Uuid>,
    /// What the person's entitlement had to do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Box<Entitlement>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_code_is_what_travels() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
    }

    #[test]
    fn only_what_may_be_tried_again_is_called_busy_or_unavailable() {
        for code in Code::ALL.iter().filter(|code| matches!(code.status(), 408 | 429 | 503)) {
            assert_eq!(code.retry(), Retry::Later, "{code}");
        }
    }
}
