//! The lobby in the room: the one way in for everybody who comes, and what staff do about those who wait. Being let in and
//! having a place are one entry: who is let in is given a seat or a place to watch right behind it. The way back is in
//! `back`, and a class that begins with its lobby on in `begins`.

use homeroom_protocol::frame::lobby::{
    LobbyChange, LobbyEnd, LobbyFilter, LobbyOutcome, LobbyResult, LobbyView, TurnedAway, Waiter, Waiters,
};
use homeroom_protocol::frame::server::{Answer, You};
use homeroom_protocol::frame::staff::StaffEvent;
use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::journal::v1::{Participant, SessionEvent};
use homeroom_protocol::limits::{LOBBY_PEOPLE_MAX, NOTE_CHARACTERS_MAX};
use homeroom_protocol::permit::{self, CommandKind, Tier};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::effect::{Effect, Why};
use super::live::Live;
use super::lobby::Waits;
use crate::entitlement::Entrance;
use crate::machine::Concerns;

mod back;
mod begins;

/// How soon who found the lobby full may ask again.
const FULL_RETRY_MILLIS: u64 = 10_000;

/// A wish about the lobby.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LobbyWish {
    /// That newcomers wait, or do not.
    Set(bool),
    /// That some come in.
    LetIn(Waiters),
    /// That some are turned away.
    TurnAway(Waiters, TurnedAway),
    /// That one who is in waits again.
    PutBack(PersonId),
    /// That one, or all, read something.
    Tell(Option<PersonId>, String),
}

impl Session {
    /// The one way in, whichever door somebody comes through and whatever they hold: who gives the class or watches over it,
    /// who was here before and who was let in goes on; where the lobby is on everybody else waits.
    pub(super) fn knock(
        &self,
        now: Timestamp,
        who: Participant,
        entrance: Entrance,
        take_over: bool,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let person = who.person;
        if who.role.is_staff() {
            // Whoever became staff while they waited, or after they were turned away, waits no more.
            let waited = self.stop_waiting(now, person);
            return Ok(waited.into_iter().chain([self.place(now, who, entrance)]).collect());
        }
        if let Some((_, reason)) = self.lobby.turned_away(person) {
            return Err(Refusal::new(Code::Denied).explain(reason.explained()));
        }
        if let Some(waits) = self.lobby.waiter(person) {
            return match (waits.who.sign_in == who.sign_in, take_over) {
                (true, _) => Ok(Vec::new()),
                (false, true) => Ok(vec![SessionEvent::Lobby(LobbyEvent::Moved { person, sign_in: who.sign_in })]),
                (false, false) => Err(Refusal::new(Code::OtherDevice)),
            };
        }
        if self.has_to_wait(&who) {
            if self.lobby.len() >= LOBBY_PEOPLE_MAX {
                return Err(Refusal::new(Code::LobbyFull).retry_after_ms(FULL_RETRY_MILLIS));
            }
            let may_sit = entrance == Entrance::Seat;
            return Ok(vec![SessionEvent::Lobby(LobbyEvent::Waits { who, may_sit, at: now })]);
        }
        let mut events = vec![self.place(now, who, entrance)];
        if entrance == Entrance::Seat && events.iter().any(|event| matches!(event, SessionEvent::Watched { .. })) {
            events.extend(self.late(now, person));
        }
        Ok(events)
    }

    fn has_to_wait(&self, who: &Participant) -> bool {
        let known = self.lobby.has_passed(who.person) || !self.attendance.of(who.person).is_empty();
        self.lobby.is_on() && (!known || self.lobby.is_put_back(who.person))
    }

    /// A socket of somebody who waits; `None`: they do not.
    pub(super) fn waits_with(&self, person: PersonId, sign_in: SignInId) -> Option<Result<(), Refusal>> {
        let waits = self.lobby.waiter(person)?;
        Some(if waits.who.sign_in == sign_in { Ok(()) } else { Err(Refusal::new(Code::OtherDevice)) })
    }

    /// A person waits no more, by their own doing; nothing where they do not.
    pub(super) fn stop_waiting(&self, at: Timestamp, person: PersonId) -> Vec<SessionEvent> {
        let waits = self.lobby.waiter(person).is_some() || self.lobby.is_let_in(person);
        waits.then_some(SessionEvent::Lobby(LobbyEvent::Gone { person, at })).into_iter().collect()
    }

    /// Decides a wish of staff.
    pub(super) fn lobby_wish(
        &self,
        at: Timestamp,
        by: PersonId,
        wish: LobbyWish,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Lobby, by)?;
        match wish {
            LobbyWish::Set(on) if on == self.lobby.is_on() => Ok(Vec::new()),
            LobbyWish::Set(on) => Ok(self.lobby_set(at, by, on)),
            LobbyWish::LetIn(who) => self.let_in(at, by, &who),
            LobbyWish::TurnAway(who, reason) => {
                let people = self.those(&who)?;
                let denied = LobbyEvent::Denied { people, reason, by, at };
                Ok(unless_nobody(denied))
            }
            LobbyWish::PutBack(person) => self.put_back(at, person, by),
            LobbyWish::Tell(person, text) => self.tell_waiters(at, by, person, text),
        }
    }

    /// The lobby is on or off from here on; off, who waits comes in.
    pub(super) fn lobby_set(&self, at: Timestamp, by: PersonId, on: bool) -> Vec<SessionEvent> {
        let set = SessionEvent::Lobby(LobbyEvent::Set { on, by: Some(by), at });
        let people = if on { Vec::new() } else { self.lobby.waiting().map(|waits| waits.who.person).collect() };
        // Nobody waits where nobody has to, not even between two events.
        unless_nobody(LobbyEvent::LetIn { people, by, at }).into_iter().chain([set]).collect()
    }

    fn let_in(&self, at: Timestamp, by: PersonId, who: &Waiters) -> Result<Vec<SessionEvent>, Refusal> {
        if let Waiters::One { person } = who {
            if self.lobby.turned_away(*person).is_some() {
                return Ok(vec![SessionEvent::Lobby(LobbyEvent::Pardoned { person: *person, by })]);
            }
            if self.lobby.has_passed(*person) || self.roster.get(*person).is_some() {
                return Ok(Vec::new());
            }
        }
        Ok(unless_nobody(LobbyEvent::LetIn { people: self.those(who)?, by, at }))
    }

    fn tell_waiters(
        &self,
        at: Timestamp,
        by: PersonId,
        person: Option<PersonId>,
        text: String,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        if text.trim().is_empty() {
            return Err(invalid("/text", "empty"));
        }
        if text.chars().count() > NOTE_CHARACTERS_MAX {
            return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
        }
        if person.is_some_and(|person| self.lobby.waiter(person).is_none()) {
            return Err(invalid("/person", "not_there"));
        }
        Ok(vec![SessionEvent::Lobby(LobbyEvent::Told { person, text, by, at })])
    }

    /// Whom of those who wait a wish is about, in their order.
    fn those(&self, who: &Waiters) -> Result<Vec<PersonId>, Refusal> {
        match who {
            Waiters::One { person } => {
                let waits = self.lobby.waiter(*person).ok_or_else(|| invalid("/who/person", "not_there"))?;
                Ok(vec![waits.who.person])
            }
            Waiters::Those { version, .. } if *version != self.lobby.version() => {
                Err(Refusal::new(Code::ListChanged).detail("Somebody came or went since you looked."))
            }
            Waiters::Those { filter, .. } => {
                let people = self.lobby.waiting().map(|waits| waits.who.person);
                Ok(people.filter(|person| self.is_of(*filter, *person)).collect())
            }
        }
    }

    fn is_of(&self, filter: LobbyFilter, person: PersonId) -> bool {
        match filter {
            LobbyFilter::All => true,
            LobbyFilter::Reserved => self.seats.is_promised(person),
            LobbyFilter::Unreserved => !self.seats.is_promised(person),
        }
    }

    /// The next who was let in is given their place.
    pub(super) fn lobby_step(&self, now: Timestamp) -> Option<SessionEvent> {
        if let Some(late) = self.lobby.late().and_then(|person| self.late(now, person)) {
            return Some(late);
        }
        let Waits { who, may_sit, .. } = self.lobby.next()?;
        Some(self.place(now, who.clone(), if *may_sit { Entrance::Seat } else { Entrance::Watch }))
    }

    /// Whose wait ends by itself.
    pub(super) fn lobby_due(&self, live: &Live) -> Option<(Timestamp, SessionEvent)> {
        let (at, person) = self.lobby.first_lease(live)?;
        Some((at, SessionEvent::Lobby(LobbyEvent::Gone { person, at })))
    }

    /// Somebody has a seat or a place from here on: where they waited, they do no more.
    pub(super) fn placed(&mut self, person: PersonId) {
        let came_for_seat = self.lobby.placed(person);
        let watches = self.overflow.contains(person) && self.reservations.is_late(person);
        self.lobby.set_late(Some(person).filter(|_| came_for_seat && watches));
    }

    /// What the world should do about an event of the lobby.
    pub(super) fn lobby_asks(&self, event: &LobbyEvent) -> Vec<Effect> {
        let close = |person: &PersonId, why| Effect::CloseSockets { person: *person, sign_in: None, why };
        match event {
            // They come in anew, and then it is the class they see.
            LobbyEvent::LetIn { people, .. } => people.iter().map(|person| close(person, Why::LetIn)).collect(),
            LobbyEvent::Denied { people, .. } => people.iter().map(|person| close(person, Why::TurnedAway)).collect(),
            LobbyEvent::PutBack { person, .. } => {
                let remove = self.remove_device(*person).map(|(remove, _)| remove);
                remove.into_iter().chain([close(person, Why::PutBack)]).collect()
            }
            LobbyEvent::Gone { person, .. } => vec![close(person, Why::Left)],
            LobbyEvent::Moved { person, .. } => vec![close(person, Why::OtherDevice)],
            LobbyEvent::Set { .. }
            | LobbyEvent::Waits { .. }
            | LobbyEvent::Pardoned { .. }
            | LobbyEvent::Told { .. } => Vec::new(),
        }
    }

    /// What staff see of an event of the lobby.
    pub(super) fn lobby_event(&self, event: &LobbyEvent) -> Option<StaffEvent> {
        let change = match event {
            LobbyEvent::Set { on, .. } => LobbyChange::On { on: *on },
            LobbyEvent::Waits { who, .. } => {
                let waits = self.lobby.waiter(who.person)?;
                LobbyChange::Waits { waiter: self.seen(waits) }
            }
            LobbyEvent::PutBack { person, .. } => {
                let waits = self.lobby.waiter(*person)?;
                LobbyChange::Waits { waiter: self.seen(waits) }
            }
            LobbyEvent::Gone { person, .. } => LobbyChange::Gone { people: vec![*person] },
            LobbyEvent::LetIn { people, .. } => LobbyChange::Gone { people: people.clone() },
            LobbyEvent::Denied { people, .. } => LobbyChange::Denied { people: people.clone() },
            LobbyEvent::Pardoned { person, .. } => LobbyChange::Pardoned { person: *person },
            LobbyEvent::Moved { .. } | LobbyEvent::Told { .. } => return None,
        };
        Some(StaffEvent::Lobby { version: self.lobby.version(), change })
    }

    fn seen(&self, waits: &Waits) -> Waiter {
        let Waits { who, since, .. } = waits;
        let reserved = self.seats.is_promised(who.person);
        Waiter { person: who.person, name: who.name.clone(), since: *since, reserved }
    }

    /// The lobby as staff see it.
    pub(super) fn lobby_view(&self) -> LobbyView {
        LobbyView {
            on: self.lobby.is_on(),
            version: self.lobby.version(),
            waiting: self.lobby.waiting().map(|waits| self.seen(waits)).collect(),
            denied: self.lobby.denied().map(|waits| self.seen(waits)).collect(),
        }
    }

    /// Whether somebody who waits has come in time for the seat that is reserved for them: it is kept while they do. Not so of
    /// who was put back, whose seat is kept for its own time.
    pub(super) fn is_kept_waiting(&self, person: PersonId) -> bool {
        self.lobby.waiter(person).is_some() && !self.lobby.is_put_back(person)
    }

    /// What somebody sees who waits, or was turned away.
    pub(super) fn own_waiting(&self, person: PersonId) -> Option<You> {
        let (who, lobby) = self.lobby.seen_by(person)?;
        Some(You {
            person,
            name: who.name.clone(),
            role: who.role,
            tier: Tier::Lobby,
            seat: None,
            offer_until: self.offers.until(person),
            may: permit::may(who.role, Tier::Lobby, self.phase()),
            sanctions: self.moderation.of(person).cloned().collect(),
            reports: Vec::new(),
            appeals: self.appeals.of(person),
            held: Vec::new(),
            direct: Vec::new(),
            votes: Vec::new(),
            reactions: Vec::new(),
            locks: Vec::new(),
            questions: Vec::new(),
            upvotes: Vec::new(),
            read: None,
            lobby: Some(lobby),
        })
    }
}

/// What the acknowledgement carries of what became of each.
pub(super) fn outcome(events: &[SessionEvent]) -> Option<Answer> {
    let of = |people: &[PersonId], outcome| {
        let people = people.iter().map(|person| LobbyResult { person: *person, outcome }).collect();
        Answer::Lobby(LobbyOutcome { people })
    };
    events.iter().find_map(|event| {
        let SessionEvent::Lobby(event) = event else { return None };
        match event {
            LobbyEvent::LetIn { people, .. } => Some(of(people, LobbyEnd::LetIn)),
            LobbyEvent::Denied { people, .. } => Some(of(people, LobbyEnd::Denied)),
            LobbyEvent::Pardoned { person, .. } => Some(of(&[*person], LobbyEnd::Pardoned)),
            LobbyEvent::Set { .. }
            | LobbyEvent::Waits { .. }
            | LobbyEvent::Moved { .. }
            | LobbyEvent::Gone { .. }
            | LobbyEvent::PutBack { .. }
            | LobbyEvent::Told { .. } => None,
        }
    })
}

/// Whose `you` an event of the lobby may have changed: of those who wait behind somebody, all.
pub(super) fn concerns(event: &LobbyEvent) -> Concerns {
    match event {
        LobbyEvent::Set { .. } => Concerns::Nobody,
        LobbyEvent::Waits { who, .. } => Concerns::One(who.person),
        LobbyEvent::Moved { person, .. } | LobbyEvent::PutBack { person, .. } | LobbyEvent::Pardoned { person, .. } => {
            Concerns::One(*person)
        }
        LobbyEvent::Told { person, .. } => person.map_or(Concerns::Everyone, Concerns::One),
        LobbyEvent::Gone { .. } | LobbyEvent::LetIn { .. } | LobbyEvent::Denied { .. } => Concerns::Everyone,
    }
}

fn unless_nobody(event: LobbyEvent) -> Vec<SessionEvent> {
    if let LobbyEvent::LetIn { people, .. } | LobbyEvent::Denied { people, .. } = &event
        && people.is_empty()
    {
        return Vec::new();
    }
    vec![SessionEvent::Lobby(event)]
}

fn invalid(pointer: &'static str, code: &'static str) -> Refusal {
    Refusal::new(Code::Invalid).field(pointer, code)
}
