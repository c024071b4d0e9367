//! The door: who comes in, as what, and how they go. The rules here cross parts, which is why they are not in one.

use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::journal::v1::{Participant, SessionEvent};
use homeroom_protocol::permit::{self, CommandKind, Role, Rule, Tier};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::command::Join;
use super::holds::Holds;
use super::live::Live;
use crate::entitlement::Entrance;

impl Session {
    /// Someone at the door. Who is in already is answered by their standing, for as long as they might come through the
    /// door, whatever has become of what they came in with; a watcher who asks again is given a seat when there is one and
    /// they may sit.
    pub(super) fn join(&self, now: Timestamp, join: Join) -> Result<Vec<SessionEvent>, Refusal> {
        // The proof decides, not what travelled beside it.
        let Join { who, admission, take_over } = join;
        if who.person != admission.person() {
            return Err(Refusal::new(Code::NotEntitled));
        }
        let name = self.roster.name(who.person).map_or(who.name, str::to_owned);
        let who = Participant { role: admission.role(), name, ..who };
        self.moderation.lets_in(who.person, now)?;
        let entrance = admission.entrance(now);
        let Some(before) = self.roster.get(who.person) else {
            // Who waits already is answered by that, whatever has become of what they came with.
            if self.lobby.waiter(who.person).is_none() {
                if entrance == Entrance::Back {
                    return Err(Refusal::new(Code::NotEntitled));
                }
                permit::check(CommandKind::Join, who.role, Tier::Seated, self.phase())?;
            }
            return self.knock(now, who, entrance, take_over);
        };
        permit::check(CommandKind::Enter, before.role, self.tier(who.person), self.phase())?;
        let mut events = Vec::new();
        if before.sign_in != who.sign_in {
            if !take_over {
                return Err(Refusal::new(Code::OtherDevice));
            }
            events.push(SessionEvent::DeviceTaken { person: who.person, sign_in: who.sign_in });
        }
        let seat = who.role.is_staff() || self.seats.number_for(who.person).is_some();
        if self.overflow.contains(who.person) && entrance == Entrance::Seat && seat {
            events.push(self.place(now, who, entrance));
        }
        Ok(events)
    }

    /// A seat where they may sit and were promised one or one is left, else a place to watch. Whoever gives the class needs
    /// no seat.
    pub(super) fn place(&self, now: Timestamp, who: Participant, entrance: Entrance) -> SessionEvent {
        let held_until = Holds::end(now);
        let seat = match who.role {
            Role::Teacher | Role::Assistant | Role::Moderator => None,
            Role::Student => match self.seats.number_for(who.person).filter(|_| entrance == Entrance::Seat) {
                Some(number) => Some(number),
                None => return SessionEvent::Watched { who, held_until },
            },
        };
        let held_until = (!self.presence.is_here(who.person)).then_some(held_until);
        SessionEvent::Seated { who, seat, held_until }
    }

    /// A socket of someone who was let in. Only their first makes a difference.
    pub(super) fn enter(
        &self,
        now: Timestamp,
        person: PersonId,
        sign_in: SignInId,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.moderation.lets_in(person, now)?;
        if let Some(waits) = self.waits_with(person, sign_in) {
            return waits.map(|()| Vec::new());
        }
        let who = self.roster.get(person).ok_or(Refusal::new(Code::NotHere))?;
        if who.sign_in != sign_in {
            return Err(Refusal::new(Code::OtherDevice));
        }
        permit::check(CommandKind::Enter, who.role, self.tier(person), self.phase())?;
        if self.presence.is_here(person) {
            return Ok(Vec::new());
        }
        Ok(vec![SessionEvent::Entered { person, at: now }])
    }

    /// A sign-in has ended. Who is in with it is dropped without a grace: it cannot come back, and its media token is to be
    /// worth nothing (L14). They were last seen when their last connection was lost, where it was.
    pub(super) fn signed_out(
        &self,
        live: &Live,
        now: Timestamp,
        person: PersonId,
        sign_in: SignInId,
    ) -> Vec<SessionEvent> {
        let is_in = self.roster.get(person).is_some_and(|who| who.sign_in == sign_in);
        let since = self.presence.since(person);
        let lost = live.lost_since(person).filter(|lost| since.is_some_and(|since| since <= *lost));
        let dropped = SessionEvent::Dropped { person, last_seen: lost.unwrap_or(now) };
        if self.waits_with(person, sign_in).is_some_and(|waits| waits.is_ok()) {
            return self.stop_waiting(now, person);
        }
        is_in.then_some(dropped).into_iter().collect()
    }

    /// A person is here.
    pub(super) fn here(&self, person: PersonId) -> Result<(), Refusal> {
        if self.presence.is_here(person) { Ok(()) } else { Err(Refusal::new(Code::NotHere)) }
    }

    /// A person who is here may do a thing.
    pub(super) fn permitted(&self, kind: CommandKind, person: PersonId) -> Result<(), Refusal> {
        self.given(kind, person)?;
        self.unlocked(kind, person)
    }

    /// Whether a person is here and the table gives them a thing, whatever is locked.
    pub(super) fn given(&self, kind: CommandKind, person: PersonId) -> Result<(), Refusal> {
        let who = self.roster.get(person).filter(|_| self.presence.is_here(person));
        let who = who.ok_or_else(|| self.not_here(person))?;
        permit::check(kind, who.role, self.tier(person), self.phase())
    }

    fn not_here(&self, person: PersonId) -> Refusal {
        let refusal = Refusal::new(Code::NotHere);
        if self.lobby.waiter(person).is_some() {
            return refusal.explain("Nobody who waits in the lobby takes part.").rule(Rule::Tier);
        }
        refusal.rule(Rule::NotHere)
    }

    /// How a person who is in takes part.
    pub(super) fn tier(&self, person: PersonId) -> Tier {
        if self.overflow.contains(person) {
            Tier::Overflow
        } else if self.lobby.waiter(person).is_some() {
            Tier::Lobby
        } else {
            Tier::Seated
        }
    }

    /// A person has a place from here on.
    pub(super) fn seat(&mut self, who: &Participant, seat: Option<u32>, held_until: Option<Timestamp>) {
        self.overflow.remove(who.person);
        match seat {
            Some(number) => self.seats.take(number, who.person),
            // Whoever gives the class needs none; one that was kept for them is free.
            None => self.give_back(who.person),
        }
        self.sits(who.person);
        self.presence.change_tier(who.person, Tier::Seated, who.role.gives_class());
        self.admit(who, held_until);
    }

    /// A person watches from here on.
    pub(super) fn watch(&mut self, who: &Participant, held_until: Timestamp) {
        self.overflow.add(who.person);
        self.admit(who, Some(held_until));
    }

    fn admit(&mut self, who: &Participant, held_until: Option<Timestamp>) {
        match held_until {
            Some(until) => self.holds.hold(who.person, until),
            None => self.holds.release(who.person),
        }
        self.roster.add(who.clone());
        self.placed(who.person);
    }

    /// A person is out: all they had is free.
    pub(super) fn release(&mut self, person: PersonId) {
        self.holds.release(person);
        self.seats.release(person);
        self.overflow.remove(person);
        self.presence.leave(person);
        self.spotlight.leave(person);
        self.roster.remove(person);
    }
}
