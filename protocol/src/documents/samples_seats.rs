//! Samples of seats before the doors.

use super::samples::{COMMAND, COURSE, SESSION, at, entitlement, facts};
use crate::rest::reservation::{
    AnswerOffer, Cause, MyReservation, MyReservations, OfferAnswer, Place, Reservation, Skip, Standing,
};

/// Answer of a reservation.
pub(super) fn reserved() -> Reservation {
    let place = Place { until: Some(at(600)), ..Place::of(Standing::Reserved) };
    Reservation { decision_id: COMMAND.0, session_id: SESSION, place, entitlement: Some(entitlement()) }
}

/// Answer of a reservation where no seat was free.
pub(super) fn waitlisted() -> Reservation {
    let place = Place {
        position: Some(3),
        eta: Some(at(600)),
        skipped: Some(Skip { cause: Cause::OfferMissed, at: at(0) }),
        ..Place::of(Standing::Waitlisted)
    };
    Reservation { place, ..reserved() }
}

/// Body of an answer to an offer.
pub(super) fn answer_offer() -> AnswerOffer {
    AnswerOffer { answer: OfferAnswer::Accept }
}

/// Answer of `GET /v1/me/reservations`.
pub(super) fn my_reservations() -> MyReservations {
    let class = facts();
    let mine = |place| MyReservation {
        session_id: SESSION,
        course_id: COURSE,
        course: "Small wonders".into(),
        title: class.title.clone(),
        summary: class.summary.clone(),
        starts_at: class.starts_at,
        ends_at: class.ends_at,
        capacity: class.capacity,
        place,
    };
    MyReservations {
        reservations: vec![
            mine(Place { until: Some(at(60)), ..Place::of(Standing::Offered) }),
            mine(Place { cause: Some(Cause::NoShow), ..Place::of(Standing::Gone) }),
            mine(Place { cause: Some(Cause::ClassCancelled), ..Place::of(Standing::Gone) }),
        ],
        server_time: at(0),
    }
}
