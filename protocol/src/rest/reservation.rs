//! Seats before the doors: a reservation, a place in the line, an offer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::entitlement::Entitlement;
use crate::ids::{CourseId, SessionId};
use crate::time::Timestamp;

/// Answer of `POST` and `DELETE /v1/sessions/{id}/reservation` and of `POST /v1/sessions/{id}/offer`. Asked again it is how
/// things stand now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Reservation {
    /// What support looks this decision up by: the command's id in the journal.
    pub decision_id: Uuid,
    /// Which session.
    pub session_id: SessionId,
    /// How the person stands.
    pub place: Place,
    /// Why they may have a seat at all, and what that rests on; absent where they gave something back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Entitlement>,
}

/// Body of `POST /v1/sessions/{id}/offer`; the route needs an `Idempotency-Key`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AnswerOffer {
    /// What the person wants.
    pub answer: OfferAnswer,
}

/// What a person wants of an offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferAnswer {
    /// The seat.
    Accept,
    /// Not the seat, and to wait no longer.
    Decline,
}

/// How a person stands with a session they want a seat in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// What they have.
    pub standing: Standing,
    /// Their place in the line, from 1, where they wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// When a seat can come to them though nobody gives one back: by the offers that stand before theirs, and by the
    /// release of seats nobody came for. Absent where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// Until when the reserved seat is kept, or the offer stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why they have nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// That they were passed over while they waited, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Skip>,
}

/// What a person has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A seat that is booked.
    Reserved,
    /// A place in the line.
    Waitlisted,
    /// A seat that is kept for them to take.
    Offered,
    /// A seat they sit on, or that is held while they come in.
    Seated,
    /// Nothing, or nothing any more.
    Gone,
}

/// Why somebody was passed over, or has nothing any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// They gave it back.
    Cancelled,
    /// They did not come in time.
    NoShow,
    /// They did not want the seat they were offered.
    Declined,
    /// They let an offer pass.
    OfferMissed,
    /// They may not enter this class any more.
    NotEntitled,
    /// Too little of the class was left.
    TooLate,
    /// They came and went.
    Left,
    /// The class is over.
    Over,
    /// The class was cancelled.
    ClassCancelled,
}

/// Somebody who waits was passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Skip {
    /// Why.
    pub cause: Cause,
    /// When.
    pub at: Timestamp,
}

/// Answer of `GET /v1/me/reservations`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyReservations {
    /// Sessions that are not over in which the person has, or had, a seat or a place in the line; soonest first.
    pub reservations: Vec<MyReservation>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MyReservation {
    /// Which session.
    pub session_id: SessionId,
    /// Of which course.
    pub course_id: CourseId,
    /// The course's title.
    pub course: String,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// Interactive seats.
    pub capacity: u32,
    /// How the person stands.
    pub place: Place,
}

macro_rules! words {
    ($name:ident: $($variant:ident $word:literal),* $(,)?) => {
        impl $name {
            /// Each of them, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word as it travels and is stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What a stored word means.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words!(Standing: Reserved "reserved", Waitlisted "waitlisted", Offered "offered", Seated "seated", Gone "gone");
words!(Cause:
    Cancelled "cancelled",
    NoShow "no_show",
    Declined "declined",
    OfferMissed "offer_missed",
    NotEntitled "not_entitled",
    TooLate "too_late",
    Left "left",
    Over "over",
    ClassCancelled "class_cancelled",
);

impl Place {
    /// A place of which there is no more to say.
    #[must_use]
    pub const fn of(standing: Standing) -> Self {
        Self { standing, position: None, eta: None, until: None, cause: None, skipped: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_word_is_the_one_that_travels() {
        for standing in Standing::ALL {
            assert_eq!(serde_json::to_string(standing).unwrap(), format!("\"{}\"", standing.as_str()));
            assert_eq!(Standing::of(standing.as_str()), Some(*standing));
        }
        for cause in Cause::ALL {
            assert_eq!(serde_json::to_string(cause).unwrap(), format!("\"{}\"", cause.as_str()));
            assert_eq!(Cause::of(cause.as_str()), Some(*cause));
        }
        assert_eq!(Standing::of("elsewhere"), None);
    }
}
