//! Seats before the doors: the rules that cross reservations, the line, offers and seats.
//!
//! A seat that nobody sits on and nobody is promised goes to the first of the line, as an offer, in the same entry in which
//! it came free; so whoever comes through the door finds a free seat only where nobody waits. What ends by itself ends in
//! the order of time, and only then is a free seat offered: whoever is late for one thing is not early for the next.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::{Priority, SessionEvent, SkipReason};
use homeroom_protocol::limits::{NO_SHOW_AGAIN, NO_SHOW_LATE_MAX, SEAT_HOLD, WAITLIST_PEOPLE_MAX};
use homeroom_protocol::permit::{self, CommandKind};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::live::Live;
use super::offers;
use super::waitlist::Turn;
use crate::entitlement::{Admission, Entrance};

impl Session {
    /// A wish for a seat: a reservation where one is left and there is time to come, else a place in the line. Who has
    /// something already keeps it; who watches and finds a seat left sits down.
    pub(super) fn reserve(&self, now: Timestamp, admission: &Admission) -> Result<Vec<SessionEvent>, Refusal> {
        let person = may_sit(now, admission)?;
        self.moderation.lets_in(person, now)?;
        permit::check(CommandKind::Reserve, admission.role(), self.tier(person), self.phase())?;
        let Some(facts) = &self.facts else {
            return Err(Refusal::new(Code::Invalid).detail("The session has not been announced."));
        };
        if self.seats.of(person).is_some() || self.seats.is_promised(person) || self.waitlist.contains(person) {
            return Ok(Vec::new());
        }
        if self.seats.left() > 0 {
            if let Some(who) = self.roster.get(person) {
                return Ok(vec![self.place(now, who.clone(), Entrance::Seat)]);
            }
            if now.plus(SEAT_HOLD) <= self.reservations.released_at(facts.starts_at) {
                return Ok(vec![SessionEvent::Reserved { person, at: now }]);
            }
        }
        if now >= offers::end_at(facts.ends_at) {
            return Err(Refusal::new(Code::TooLate));
        }
        if self.waitlist.len() >= WAITLIST_PEOPLE_MAX {
            return Err(Refusal::new(Code::WaitlistFull));
        }
        Ok(vec![SessionEvent::Waitlisted { person, priority: Priority::Asked, at: now }])
    }

    /// A person gives back what they have, seat that they sit on excepted: that they leave.
    pub(super) fn cancel(&self, at: Timestamp, person: PersonId) -> Vec<SessionEvent> {
        if self.offers.until(person).is_some() {
            vec![SessionEvent::OfferDeclined { person, at }]
        } else if self.reservations.contains(person) || self.waitlist.contains(person) {
            vec![SessionEvent::ReservationCancelled { person, at }]
        } else {
            Vec::new()
        }
    }

    /// A person takes the seat they were offered: theirs at once where they are in, else reserved.
    pub(super) fn accept(&self, now: Timestamp, admission: &Admission) -> Result<Vec<SessionEvent>, Refusal> {
        let person = may_sit(now, admission)?;
        if self.offers.until(person).is_none() {
            let theirs = self.seats.of(person).is_some() || self.reservations.contains(person);
            return if theirs { Ok(Vec::new()) } else { Err(Refusal::new(Code::NoOffer)) };
        }
        if let Some(who) = self.roster.get(person) {
            return Ok(vec![self.place(now, who.clone(), Entrance::Seat)]);
        }
        let held_until = now.plus(SEAT_HOLD);
        let starts_at = self.facts.as_ref().map(|facts| facts.starts_at).unwrap_or_default();
        let held_until = (held_until > self.reservations.released_at(starts_at)).then_some(held_until);
        Ok(vec![SessionEvent::OfferAccepted { person, at: now, held_until }])
    }

    /// A person does not want the seat they were offered.
    pub(super) fn decline(&self, at: Timestamp, person: PersonId) -> Result<Vec<SessionEvent>, Refusal> {
        match self.offers.until(person) {
            Some(_) => Ok(vec![SessionEvent::OfferDeclined { person, at }]),
            None => Err(Refusal::new(Code::NoOffer)),
        }
    }

    /// A person may not enter any more: they lose offer and place.
    pub(super) fn skip(&self, at: Timestamp, person: PersonId) -> Vec<SessionEvent> {
        let waits = self.offers.until(person).is_some() || self.waitlist.contains(person);
        let skipped = SessionEvent::Skipped { person, reason: SkipReason::NotEntitled, at };
        waits.then_some(skipped).into_iter().collect()
    }

    /// Who comes after their seat was released stands before all others in the line, from where they watch.
    pub(super) fn late(&self, now: Timestamp, person: PersonId) -> Option<SessionEvent> {
        let ends_at = self.facts.as_ref()?.ends_at;
        // Who stands there already, or is out to answer an offer, keeps that place.
        let stands = self.waitlist.key(person).is_some_and(|(priority, _)| priority == Priority::LateHolder);
        let late = self.reservations.is_late(person) && !stands && now < offers::end_at(ends_at);
        late.then_some(SessionEvent::Waitlisted { person, priority: Priority::LateHolder, at: now })
    }

    /// What ends by itself, and when: offers, reservations, and the line.
    pub(super) fn bookings_due(&self) -> impl Iterator<Item = (Timestamp, SessionEvent)> {
        let times = self.facts.as_ref().map(|facts| (facts.starts_at, facts.ends_at));
        let offer = self.offers.first().map(|(at, person)| {
            let kept = self.waitlist.goes_back(person);
            (at, SessionEvent::OfferExpired { person, at, kept })
        });
        // Who waits to be let in has come; who is let in has their place before anybody's is released.
        let nobody_is_let_in = self.lobby.next().is_none();
        let has_not_come = |person: PersonId| nobody_is_let_in && !self.is_kept_waiting(person);
        let held = self.reservations.first_end(has_not_come);
        let held = held.map(|(at, person)| (at, SessionEvent::Released { person, at }));
        let together = times.filter(|_| nobody_is_let_in).and_then(|(starts_at, _)| {
            let at = self.reservations.released_at(starts_at);
            let released = self.reservations.first_together(has_not_come);
            let released = released.map(|person| SessionEvent::Released { person, at });
            let ends = self.reservations.is_returnable() && !self.are_reservations_over();
            Some((at, released.or(ends.then_some(SessionEvent::ReservationsEnded { at }))?))
        });
        let line = times.and_then(|(_, ends_at)| {
            let (at, reason) = (offers::end_at(ends_at), SkipReason::TooLate);
            Some((at, SessionEvent::Skipped { person: self.waitlist.first()?, reason, at }))
        });
        [offer, held, together, line].into_iter().flatten()
    }

    /// Seats that would be released long after they should have been, or while people are being turned away, are kept a
    /// little longer: it was we who were away, or had no time. So is the right of those who came to have theirs back.
    pub(super) fn unless_it_is_on_us(
        &self,
        live: &Live,
        now: Timestamp,
        at: Timestamp,
        event: SessionEvent,
    ) -> SessionEvent {
        let together = |person: &PersonId| self.reservations.until(*person).is_none();
        // All others' have been released: this one was kept while its person waited to be let in, and they do no more.
        if let SessionEvent::Released { person, .. } = &event
            && together(person)
            && self.are_reservations_over()
        {
            return SessionEvent::Released { person: *person, at: now };
        }
        let released = matches!(&event, SessionEvent::Released { person, .. } if together(person))
            || matches!(event, SessionEvent::ReservationsEnded { .. });
        let busy = live.turned_away().is_some_and(|when| now.since(when) < NO_SHOW_AGAIN);
        if released && (busy || now.since(at) > NO_SHOW_LATE_MAX) {
            return SessionEvent::ReleasePostponed { until: now.plus(NO_SHOW_AGAIN) };
        }
        event
    }

    /// Whether the time has been when all reserved seats are released whose people have not come.
    pub(super) fn are_reservations_over(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| self.reservations.has_ended(facts.starts_at))
    }

    /// Everybody who has a seat, or waits for one: reserved, offered, in the line.
    pub(super) fn counted_on(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.reservations.people().chain(self.offers.people()).chain(self.waitlist.people())
    }

    /// Everybody who has a seat that is theirs, be it one they have yet to take or one they booked and sit on.
    pub fn expected(&self) -> impl Iterator<Item = PersonId> + '_ {
        let sitting = self.seats.people().filter(|person| self.booked.contains(person));
        self.reservations.people().chain(self.offers.people()).chain(sitting)
    }

    /// Whether a seat is free and somebody waits for it.
    pub(super) fn is_promotable(&self) -> bool {
        self.seats.left() > 0 && !self.waitlist.is_empty() && !self.phases.is_over()
    }

    /// The next step of giving a free seat to the first of the line.
    pub(super) fn promotion(&self, live: &Live, now: Timestamp) -> Option<SessionEvent> {
        let starts_at = self.facts.as_ref().filter(|_| self.is_promotable())?.starts_at;
        Some(match self.waitlist.turn()? {
            Turn::Skip(person) => SessionEvent::Skipped { person, reason: SkipReason::OfferMissed, at: now },
            Turn::Offer(person) => {
                let here = self.presence.is_here(person) && live.is_connected(person);
                let until = now.plus(offers::window(now, starts_at, here));
                SessionEvent::Offered { person, at: now, until }
            }
        })
    }

    /// A person has a seat reserved.
    pub(super) fn book(&mut self, person: PersonId, until: Option<Timestamp>) {
        self.offers.close(person);
        self.waitlist.remove(person);
        self.seats.promise(person);
        self.reservations.reserve(person, until);
        self.booked.insert(person);
    }

    /// A person waits.
    pub(super) fn queue(&mut self, person: PersonId, priority: Priority) {
        self.waitlist.add(person, priority);
        self.booked.insert(person);
    }

    /// A person is offered a seat.
    pub(super) fn offer(&mut self, person: PersonId, until: Timestamp) {
        self.waitlist.step_out(person);
        self.seats.promise(person);
        self.offers.open(person, until);
    }

    /// A person let an offer pass.
    pub(super) fn miss(&mut self, person: PersonId, kept: bool) {
        self.offers.close(person);
        self.seats.take_back(person);
        if kept {
            self.waitlist.step_back(person);
        } else {
            self.waitlist.remove(person);
        }
    }

    /// A person is passed over.
    pub(super) fn pass_over(&mut self, person: PersonId, reason: SkipReason, at: Timestamp) {
        match reason {
            SkipReason::OfferMissed => self.waitlist.pass(person, at),
            SkipReason::NotEntitled | SkipReason::TooLate => self.give_back(person),
        }
    }

    /// A person has neither reservation nor offer nor place any more.
    pub(super) fn give_back(&mut self, person: PersonId) {
        self.offers.close(person);
        self.waitlist.remove(person);
        self.reservations.cancel(person);
        self.seats.take_back(person);
    }

    /// A person did not come in time.
    pub(super) fn no_show(&mut self, person: PersonId) {
        self.reservations.release(person);
        self.seats.take_back(person);
    }

    /// A person sits: whatever they had before has become that.
    pub(super) fn sits(&mut self, person: PersonId) {
        self.offers.close(person);
        self.waitlist.remove(person);
        self.reservations.come(person, self.are_reservations_over());
    }

    /// A person is out without having wished so: what they had reserved is theirs again.
    pub(super) fn lose(&mut self, person: PersonId) {
        if self.reservations.lose(person) {
            self.seats.promise(person);
        }
        self.release(person);
    }
}

/// Whose a proof is that lets them sit down, and not only watch or come back.
fn may_sit(now: Timestamp, admission: &Admission) -> Result<PersonId, Refusal> {
    match admission.entrance(now) {
        Entrance::Seat => Ok(admission.person()),
        Entrance::Watch | Entrance::Back => Err(Refusal::new(Code::NotEntitled)),
    }
}
