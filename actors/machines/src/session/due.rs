//! What time does by itself, of all parts.

use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::permit::Phase;
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::live::Live;

impl Session {
    /// What time does next, and when. Of several the earliest, so that after a sleep all happens in its order.
    pub(super) fn due(&self, live: &Live) -> Option<(Timestamp, SessionEvent)> {
        let facts = self.facts.as_ref()?;
        if self.phases.is_over() {
            return self.filing_due();
        }
        let phase = self.phases.next(facts.starts_at, facts.ends_at).map(|(at, phase)| match phase {
            Phase::Ended => (at, SessionEvent::Ended { at, by: None }),
            Phase::Announced | Phase::Doors | Phase::Live | Phase::Closing | Phase::Cancelled => {
                (at, SessionEvent::PhaseChanged { phase })
            }
        });
        let hold = self.holds.first().map(|(at, person)| (at, SessionEvent::HoldEnded { person }));
        let grace = self.presence.first_grace(live);
        let grace = grace.map(|(at, person, last_seen)| (at, SessionEvent::Dropped { person, last_seen }));
        let sanction = self.moderation.first_end();
        let phase = phase.map(|(at, event)| {
            let before = if matches!(event, SessionEvent::Ended { .. }) {
                // A class does not end while a poll is open: it is closed first.
                self.last_of_polls(live, at)
            } else if matches!(event, SessionEvent::PhaseChanged { phase: Phase::Doors }) {
                // Nobody comes in between the doors and the lobby.
                self.lobby_begins(at, facts)
            } else {
                None
            };
            (at, before.unwrap_or(event))
        });
        let others = [
            phase,
            self.poll_due(live),
            hold,
            grace,
            sanction,
            self.floor_due(),
            self.lobby_due(live),
            self.locks.first_end(),
            self.struck(live),
        ]
        .into_iter()
        .flatten();
        others.chain(self.bookings_due()).min_by_key(|(at, _)| *at)
    }

    /// Whether nobody is here and nothing is due that could not wait for whoever looks.
    pub(super) fn may_sleep(&self, live: &Live) -> bool {
        // An offer's end is not left to whoever looks for what is due: the next in line has a second at most.
        let waits = self.offers.is_empty() && self.reservations.first_end(|_| true).is_none();
        live.is_empty()
            && !self.are_ballots_waiting(live)
            && !self.are_reactions_waiting(live)
            && (self.phases.is_over() || (self.roster.is_empty() && self.lobby.len() == 0 && waits))
    }
}
