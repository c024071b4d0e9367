//! The way back: out of the class and into the lobby, behind all who wait. Whoever sat keeps the seat for a while, as one who
//! booked it does; whoever was put back waits however often they come, until they are let in.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::limits::{LOBBY_PEOPLE_MAX, NO_SHOW_GRACE};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::super::Session;
use super::super::lobby::Waits;
use super::{FULL_RETRY_MILLIS, invalid};

impl Session {
    /// Somebody who is in waits again.
    pub(super) fn put_back(&self, at: Timestamp, person: PersonId, by: PersonId) -> Result<Vec<SessionEvent>, Refusal> {
        if !self.lobby.is_on() {
            return Err(Refusal::new(Code::LobbyOff).explain("Turn the lobby on to put somebody back into it."));
        }
        if self.lobby.waiter(person).is_some() {
            return Ok(Vec::new());
        }
        if self.roster.get(person).is_none_or(|who| who.role.is_staff()) {
            return Err(invalid("/person", "not_there"));
        }
        if self.lobby.len() >= LOBBY_PEOPLE_MAX {
            return Err(Refusal::new(Code::LobbyFull).retry_after_ms(FULL_RETRY_MILLIS));
        }
        let starts_at = self.facts.as_ref().map(|facts| facts.starts_at).unwrap_or_default();
        let until = at.plus(NO_SHOW_GRACE);
        let alone = self.seats.of(person).is_some() && until > self.reservations.released_at(starts_at);
        let kept_until = alone.then_some(until);
        Ok(vec![SessionEvent::Lobby(LobbyEvent::PutBack { person, kept_until, by, at })])
    }

    /// What an event makes of the lobby, and of the class where it takes somebody out of it.
    pub(in super::super) fn lobby_happens(&mut self, event: &LobbyEvent) {
        if let LobbyEvent::PutBack { person, kept_until, at, .. } = event {
            self.goes_back(*person, *kept_until, *at);
        }
        self.lobby.happen(event);
    }

    fn goes_back(&mut self, person: PersonId, kept_until: Option<Timestamp>, at: Timestamp) {
        let Some(who) = self.roster.get(person).cloned() else { return };
        let sits = self.seats.of(person).is_some();
        // Who watches and asked for a seat has shown that they may sit.
        let asked = self.seats.is_promised(person) || self.waitlist.contains(person);
        if self.presence.is_here(person) {
            self.attendance.end(person, at);
        }
        if sits {
            self.book(person, kept_until);
        }
        self.release(person);
        self.lobby.put_back(Waits { who, may_sit: sits || asked, since: at });
    }

    /// Whether nobody who was put back, and not let in since, is in the class but as staff.
    pub(in super::super) fn are_put_back_out(&self) -> bool {
        self.roster.people().all(|who| who.role.is_staff() || !self.lobby.is_put_back(who.person))
    }
}
