//! What others may know of a session's seats without asking it: the rows of the read models, as an event leaves them.
//!
//! Each row is whole, so that of several the last one is enough, however often it is written.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::journal::v1::{Priority, SessionEvent, SkipReason};
use homeroom_protocol::moderation::Measure;
use homeroom_protocol::permit::Phase;
use homeroom_protocol::rest::reservation::{Cause, Place, Skip, Standing};
use homeroom_protocol::time::Timestamp;

use super::offers;
use super::{Session, waitlist};

/// A change of a read model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Projection {
    /// The seats of the session are these now.
    Seats(SeatsLeft),
    /// A person stands with the session like this now.
    Row(Row),
}

/// The seats of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SeatsLeft {
    /// Interactive seats.
    pub capacity: u32,
    /// Those that nobody sits on and nobody is promised; none where the session is over.
    pub left: u32,
    /// How many wait for one.
    pub waiting: u32,
    /// Until when reserved seats are kept, where that is longer than planned.
    pub kept_until: Option<Timestamp>,
}

/// How one person stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// What they have.
    pub standing: Standing,
    /// Their place in the order of the line, where they wait or have been offered a seat.
    pub key: Option<(Priority, u64)>,
    /// When their offer ends, or a reservation that ends by itself.
    pub until: Option<Timestamp>,
    /// Why they have nothing any more.
    pub cause: Option<Cause>,
    /// That they were passed over.
    pub skipped: Option<Skip>,
}

impl Session {
    /// The seats as they are.
    #[must_use]
    pub fn seats_left(&self) -> SeatsLeft {
        let left = if self.phases.is_over() { 0 } else { self.seats.left() };
        let waiting = if self.phases.is_over() { 0 } else { self.waitlist.len() };
        SeatsLeft {
            capacity: self.capacity(),
            left,
            waiting: count(waiting),
            kept_until: self.reservations.postponed(),
        }
    }

    /// How a person stands, as they are told.
    #[must_use]
    pub fn booking(&self, person: PersonId, now: Timestamp) -> Place {
        let row = self.row(person, None);
        let released_at = self.facts().map(|facts| self.reservations.released_at(facts.starts_at));
        let waits = row.standing == Standing::Waitlisted;
        let position = self.waitlist.position(person).filter(|_| waits);
        let eta = position.and_then(|position| {
            let ends: Vec<Timestamp> = self.offers.ends().collect();
            offers::eta(position, &ends, self.reservations.len(), released_at?, now)
        });
        // Past it, a seat is kept for as long as they wait to be let in.
        let kept = released_at.filter(|at| row.standing == Standing::Reserved && now < *at);
        Place {
            standing: row.standing,
            position: position.map(count),
            eta,
            until: row.until.filter(|at| row.standing != Standing::Reserved || now < *at).or(kept),
            cause: row.cause,
            skipped: row.skipped,
        }
    }

    /// The changes of the read models that an event brought which has just been evolved.
    pub(super) fn projections(&self, event: &SessionEvent) -> Vec<Projection> {
        let seats = Projection::Seats(self.seats_left());
        match event {
            SessionEvent::Announced { .. } | SessionEvent::Amended { .. } | SessionEvent::ReleasePostponed { .. } => {
                vec![seats]
            }
            // Whoever sat has a seat reserved from here on.
            SessionEvent::Lobby(LobbyEvent::PutBack { person, .. }) if self.reservations.contains(*person) => {
                self.of(seats, *person, None)
            }
            SessionEvent::PhaseChanged { .. }
            | SessionEvent::Watched { .. }
            | SessionEvent::DeviceTaken { .. }
            | SessionEvent::Entered { .. }
            | SessionEvent::Said { .. }
            | SessionEvent::Chat(_)
            | SessionEvent::Calm(_)
            | SessionEvent::Lobby(_)
            | SessionEvent::Sighted { .. }
            | SessionEvent::AttendanceFiled { .. }
            | SessionEvent::ReservationsEnded { .. }
            | SessionEvent::Reported { .. }
            | SessionEvent::Appeal(_)
            | SessionEvent::Poll(_)
            | SessionEvent::Floor(_)
            | SessionEvent::Reacted { .. }
            | SessionEvent::Question(_)
            | SessionEvent::ReportAnswered { .. }
            | SessionEvent::Lifted { .. } => Vec::new(),
            // Nobody has a seat to lose in a class that is over.
            SessionEvent::Sanctioned { .. } if self.phases.is_over() => Vec::new(),
            SessionEvent::Sanctioned { sanction, .. } => match sanction.measure {
                Measure::Remove | Measure::Ban => self.of(seats, sanction.person, Some(Cause::Left)),
                Measure::Warn | Measure::Hide | Measure::Mute => Vec::new(),
            },
            SessionEvent::Seated { who, .. } => self.of(seats, who.person, None),
            SessionEvent::HoldEnded { person }
            | SessionEvent::Dropped { person, .. }
            | SessionEvent::Left { person, .. } => self.of(seats, *person, Some(Cause::Left)),
            SessionEvent::ReservationCancelled { person, .. } => self.of(seats, *person, Some(Cause::Cancelled)),
            SessionEvent::OfferDeclined { person, .. } => self.of(seats, *person, Some(Cause::Declined)),
            SessionEvent::OfferExpired { person, .. } => self.of(seats, *person, Some(Cause::OfferMissed)),
            SessionEvent::Released { person, .. } => {
                // Who waited to be let in when all others' were released had come, and has gone.
                let had_come = self.are_reservations_over() && self.reservations.is_late(*person);
                self.of(seats, *person, Some(if had_come { Cause::Left } else { Cause::NoShow }))
            }
            SessionEvent::Reserved { person, .. }
            | SessionEvent::Waitlisted { person, .. }
            | SessionEvent::Offered { person, .. }
            | SessionEvent::OfferAccepted { person, .. } => self.of(seats, *person, None),
            SessionEvent::Skipped { person, reason, at } => {
                let cause = cause(*reason);
                let row = self.row(*person, Some(cause));
                let skipped = row.skipped.or(Some(Skip { cause, at: *at }));
                vec![seats, Projection::Row(Row { skipped, ..row })]
            }
            SessionEvent::Ended { .. } => {
                let rows = self.counted_on().map(|person| Projection::Row(self.row(person, None)));
                std::iter::once(seats).chain(rows).collect()
            }
            // Those who sit have nothing any more, either.
            SessionEvent::Cancelled { .. } => {
                let sitting = self.seats.people().filter(|person| self.booked.contains(person));
                let rows = self.counted_on().chain(sitting).map(|person| Projection::Row(self.row(person, None)));
                std::iter::once(seats).chain(rows).collect()
            }
        }
    }

    fn of(&self, seats: Projection, person: PersonId, cause: Option<Cause>) -> Vec<Projection> {
        // Most who come through the door never asked for a seat before, and have no row.
        let row = self.booked.contains(&person).then(|| Projection::Row(self.row(person, cause)));
        std::iter::once(seats).chain(row).collect()
    }

    fn row(&self, person: PersonId, cause: Option<Cause>) -> Row {
        let (over, cancelled) = (self.phases.is_over(), self.phase() == Phase::Cancelled);
        let (standing, until) = if self.seats.of(person).is_some() && !cancelled {
            (Standing::Seated, None)
        } else if over {
            (Standing::Gone, None)
        } else if let Some(until) = self.offers.until(person) {
            (Standing::Offered, Some(until))
        } else if self.reservations.contains(person) {
            (Standing::Reserved, self.reservations.until(person))
        } else if self.waitlist.contains(person) {
            (Standing::Waitlisted, None)
        } else {
            (Standing::Gone, None)
        };
        let key: Option<waitlist::Key> = self.waitlist.key(person).filter(|_| !over);
        let passed = self.waitlist.passed(person).filter(|_| !over);
        let skipped = passed.map(|at| Skip { cause: Cause::OfferMissed, at });
        let ended = if cancelled { Cause::ClassCancelled } else { Cause::Over };
        let cause = if over { Some(ended) } else { cause }.filter(|_| standing == Standing::Gone);
        Row { person, standing, key, until, cause, skipped }
    }
}

const fn cause(reason: SkipReason) -> Cause {
    match reason {
        SkipReason::OfferMissed => Cause::OfferMissed,
        SkipReason::NotEntitled => Cause::NotEntitled,
        SkipReason::TooLate => Cause::TooLate,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
