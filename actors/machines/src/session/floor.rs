//! Hands and the floor: who wants to speak, in one order for everybody; who may, and how long.
//!
//! A hand stays up over a lost connection for as long as its owner keeps their place, and goes down when they have been
//! heard with the floor, or have had it. Whose turn is next is in `turns`. The floor lifts what is locked of sending for all (`locks`), for who has it, and adds nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::floor::{Floor, FloorView, Hand, HandFilter, HandOrder, Lock, Lockable};
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::limits::{FLOOR_SECONDS_MAX, FLOOR_SECONDS_MIN, HANDS_MAX};
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::{CommandKind, Rule, Tier};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use self::sweep::Swept;
use self::turns::Turns;
use super::Session;
use super::effect::Effect;

mod sweep;
mod turns;

/// A wish about hands, floor, locks or spotlight.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FloorWish {
    /// One's own hand up.
    Raise,
    /// A hand down: somebody's, or one's own.
    Lower(Option<PersonId>),
    /// Many hands down.
    LowerAll(HandFilter),
    /// The hands up again that last went down together.
    Restore,
    /// One's own hand down: one has the floor and has been heard.
    Spoke,
    /// In which order hands are given the floor.
    SetOrder(HandOrder),
    /// Somebody may speak for so many seconds; `None`: whose turn is next of those who can be heard.
    Grant(Option<PersonId>, u32),
    /// Nobody may any more.
    End,
    /// Everybody sees somebody large; `None`: nobody any more.
    Spotlight(Option<PersonId>),
    /// Something is locked, or open, for all or for one.
    Lock(Lock),
    /// For one it is as for all again.
    ClearLock(PersonId, Lockable),
}

/// Hands and floor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hands {
    /// By the order in which they went up.
    up: BTreeMap<u64, (PersonId, Timestamp)>,
    of: BTreeMap<PersonId, u64>,
    raised: u64,
    swept: Option<Swept>,
    turns: Turns,
    /// Who had the floor last: the effects of its end are asked for when it has ended.
    spoke: Option<PersonId>,
}

impl Hands {
    fn raise(&mut self, person: PersonId, at: Timestamp) {
        self.lower(person);
        self.raised += 1;
        self.up.insert(self.raised, (person, at));
        self.of.insert(person, self.raised);
    }

    fn lower(&mut self, person: PersonId) -> Option<(u64, Timestamp)> {
        let order = self.of.remove(&person)?;
        self.up.remove(&order).map(|(_, at)| (order, at))
    }

    /// How many are up.
    pub(crate) fn len(&self) -> usize {
        self.up.len()
    }

    fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.up.values().map(|(person, _)| *person)
    }

    /// Whether who has the floor is counted among those who have had it.
    pub(crate) fn is_counted(&self) -> bool {
        self.turns.is_counted()
    }

    /// Whether both orders tell the same.
    pub(crate) fn is_consistent(&self) -> bool {
        self.up.len() == self.of.len() && self.up.iter().all(|(order, (person, _))| self.of.get(person) == Some(order))
    }
}

impl Session {
    /// Decides a wish.
    pub(super) fn floor(&self, now: Timestamp, by: PersonId, wish: FloorWish) -> Result<Vec<SessionEvent>, Refusal> {
        let event = match wish {
            FloorWish::Raise => {
                self.lets_raise(by, now)?;
                (!self.hands.of.contains_key(&by)).then_some(FloorEvent::HandRaised { person: by, at: now })
            }
            FloorWish::Lower(None) => {
                self.here(by)?;
                self.lowered(by, None)
            }
            FloorWish::Lower(Some(person)) => {
                self.permitted(CommandKind::GiveFloor, by)?;
                self.lowered(person, Some(by))
            }
            FloorWish::LowerAll(filter) => {
                self.permitted(CommandKind::GiveFloor, by)?;
                return Ok(self.swept(now, by, filter));
            }
            FloorWish::Restore => self.restored(now, by)?,
            FloorWish::Spoke => {
                self.here(by)?;
                self.heard(by)
            }
            FloorWish::SetOrder(order) => {
                self.permitted(CommandKind::GiveFloor, by)?;
                (self.hands.turns.order() != order).then_some(FloorEvent::HandsSet { order, by })
            }
            FloorWish::Grant(person, seconds) => {
                let granted = self.grant(now, by, person, seconds)?;
                let ended = self.floor_of().map(|_| FloorEvent::Ended { by: Some(by), at: Some(now) });
                return Ok(ended.into_iter().chain([granted]).map(SessionEvent::Floor).collect());
            }
            FloorWish::End => {
                if self.floor_of() != Some(by) {
                    self.permitted(CommandKind::GiveFloor, by)?;
                }
                self.floor_of().map(|_| FloorEvent::Ended { by: Some(by), at: Some(now) })
            }
            FloorWish::Lock(wish) => {
                let event = self.lock(now, by, wish)?;
                return Ok(self
                    .silenced(now, event.as_ref(), by)
                    .into_iter()
                    .chain(event)
                    .map(SessionEvent::Floor)
                    .collect());
            }
            FloorWish::Spotlight(person) => self.spotlight(by, person)?,
            FloorWish::ClearLock(person, lock) => self.clear_lock(by, person, lock)?,
        };
        Ok(event.map(SessionEvent::Floor).into_iter().collect())
    }

    /// Whether a person may raise their hand.
    pub(super) fn lets_raise(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::RaiseHand, person)?;
        self.moderation.unmuted(person, Muted::Hand, now)?;
        if self.hands.up.len() < HANDS_MAX || self.hands.of.contains_key(&person) {
            return Ok(());
        }
        let explain = "So many hands are up that no more can be seen.";
        Err(Refusal::new(Code::NotPermitted).explain(explain).rule(Rule::Enough))
    }

    /// The hand of who has the floor, where it is up: once in each floor, so that one that goes up again while its owner
    /// speaks is up. What comes when the floor is over means nothing any more, and lowers no hand that went up since.
    fn heard(&self, person: PersonId) -> Option<FloorEvent> {
        let first = self.floor_of() == Some(person) && !self.hands.turns.is_heard();
        (first && self.hands.of.contains_key(&person)).then_some(FloorEvent::Spoke { person })
    }

    fn lowered(&self, person: PersonId, by: Option<PersonId>) -> Option<FloorEvent> {
        self.hands.of.contains_key(&person).then_some(FloorEvent::HandLowered { person, by, together: None })
    }

    /// The end of a floor that a lock for who has it would silence.
    fn silenced(&self, now: Timestamp, event: Option<&FloorEvent>, by: PersonId) -> Option<FloorEvent> {
        let Some(FloorEvent::LockedFor { person, lock, locked: true, .. }) = event else { return None };
        let silent = lock.kinds().contains(&CommandKind::Microphone) && self.floor_of() == Some(*person);
        silent.then_some(FloorEvent::Ended { by: Some(by), at: Some(now) })
    }

    fn grant(
        &self,
        now: Timestamp,
        by: PersonId,
        person: Option<PersonId>,
        seconds: u32,
    ) -> Result<FloorEvent, Refusal> {
        self.permitted(CommandKind::GiveFloor, by)?;
        let invalid = |pointer: &'static str, code: &'static str| Refusal::new(Code::Invalid).field(pointer, code);
        if !(FLOOR_SECONDS_MIN..=FLOOR_SECONDS_MAX).contains(&seconds) {
            return Err(invalid("/seconds", "out_of_range"));
        }
        let speaks = |person: &PersonId| self.can_have_floor(*person);
        let person = match person {
            Some(person) => Some(person).filter(speaks).ok_or_else(|| invalid("/person", "not_seated"))?,
            None => self.next_hands().into_iter().find(speaks).ok_or_else(|| invalid("/person", "no_hand"))?,
        };
        let until = now.plus(Duration::from_secs(seconds.into()));
        Ok(FloorEvent::Granted { person, until, by, at: Some(now) })
    }

    /// Who watches, or is muted, cannot be heard: the floor would be silence.
    pub(super) fn can_have_floor(&self, person: PersonId) -> bool {
        let is_student = self.roster.get(person).is_some_and(|who| !who.role.is_staff());
        let is_heard = self.tier(person) == Tier::Seated
            && !self.moderation.is_muted(person, Muted::Mic)
            && !self.is_silenced(person);
        is_student && self.presence.is_here(person) && is_heard
    }

    /// Whose hands are up, in the order in which they are given the floor.
    fn next_hands(&self) -> Vec<PersonId> {
        self.hands.turns.next(self.hands.people())
    }

    /// Who has the floor.
    pub(super) fn floor_of(&self) -> Option<PersonId> {
        self.hands.turns.floor().map(|(person, _)| person)
    }

    /// What a mute that begins ends before.
    pub(super) fn floor_muted(
        &self,
        at: Timestamp,
        person: PersonId,
        muted: Muted,
        by: Option<PersonId>,
    ) -> Option<SessionEvent> {
        let event = match muted {
            Muted::Hand => self.lowered(person, by),
            Muted::Mic => {
                let speaks = self.floor_of() == Some(person);
                speaks.then_some(FloorEvent::Ended { by, at: Some(at) })
            }
            Muted::Chat | Muted::Camera | Muted::Poll => None,
        };
        event.map(SessionEvent::Floor)
    }

    /// Whether nobody who is muted has a hand up, or the floor.
    pub(super) fn is_floor_unmuted(&self) -> bool {
        let muted = |person, what| self.moderation.is_muted(person, what);
        !self.hands.people().any(|person| muted(person, Muted::Hand))
            && !self.floor_of().is_some_and(|person| muted(person, Muted::Mic))
    }

    /// When the floor ends by itself.
    pub(super) fn floor_due(&self) -> Option<(Timestamp, SessionEvent)> {
        let (_, until) = self.hands.turns.floor()?;
        Some((until, SessionEvent::Floor(FloorEvent::Ended { by: None, at: Some(until) })))
    }

    /// Whose hand, floor or spotlight is left of somebody who has gone.
    pub(super) fn floor_left(&self, now: Timestamp) -> Option<SessionEvent> {
        let gone = |person: &PersonId| self.roster.get(*person).is_none();
        let floor = self.floor_of().filter(gone).map(|_| FloorEvent::Ended { by: None, at: Some(now) });
        let hand = || {
            let person = self.hands.people().find(gone)?;
            Some(FloorEvent::HandLowered { person, by: None, together: None })
        };
        floor.or_else(hand).or_else(|| self.spotlight_left()).map(SessionEvent::Floor)
    }

    /// What an event makes of hands, floor, locks and spotlight.
    pub(super) fn floor_happens(&mut self, event: &FloorEvent) {
        match event {
            FloorEvent::HandRaised { person, at } => {
                self.hands.forget_swept(*person);
                self.hands.raise(*person, *at);
            }
            FloorEvent::HandLowered { person, together, .. } => self.hands.lower_with(*person, *together),
            FloorEvent::HandsRestored { people, .. } => self.hands.restore(people),
            FloorEvent::Spoke { person } => {
                self.hands.lower(*person);
                self.hands.turns.hear();
            }
            FloorEvent::HandsSet { order, .. } => self.hands.turns.set_order(*order),
            FloorEvent::Granted { person, until, at, .. } => self.hands.turns.begin(*person, *at, *until),
            FloorEvent::Ended { at, .. } => self.floor_ends(*at),
            FloorEvent::Locked { lock, locked, until, .. } => self.locks.set(None, *lock, *locked, *until),
            FloorEvent::LockedFor { person, lock, locked, until, .. } => {
                self.locks.set(Some(*person), *lock, *locked, *until);
            }
            FloorEvent::LockEnded { lock, person, .. } => self.locks.end(*person, *lock),
            FloorEvent::Spotlit { person, .. } => self.spotlight_turns(*person),
        }
    }

    /// The class is over: nobody asks to speak any more, and nobody has the floor or is seen large.
    pub(super) fn floor_closes(&mut self) {
        self.hands = Hands::default();
        self.spotlight_turns(None);
    }

    /// Who has spoken does not ask any more.
    fn floor_ends(&mut self, at: Option<Timestamp>) {
        if let Some(person) = self.hands.turns.end(at) {
            self.hands.lower(person);
            self.hands.spoke = Some(person);
        }
    }

    /// What the media server is to be told.
    pub(super) fn floor_asks(&self, event: &FloorEvent) -> Vec<Effect> {
        let tell = |person| Effect::SetPublishing { person };
        match event {
            FloorEvent::Locked { lock, .. } => self.lock_asks(*lock, None),
            FloorEvent::LockedFor { person, lock, .. } => self.lock_asks(*lock, Some(*person)),
            FloorEvent::LockEnded { lock, person, .. } => self.lock_asks(*lock, *person),
            FloorEvent::Granted { person, .. } if self.is_sending_locked() => vec![tell(*person)],
            FloorEvent::Ended { .. } if self.is_sending_locked() => self.hands.spoke.map(tell).into_iter().collect(),
            FloorEvent::HandRaised { .. }
            | FloorEvent::HandLowered { .. }
            | FloorEvent::HandsRestored { .. }
            | FloorEvent::Spoke { .. }
            | FloorEvent::HandsSet { .. }
            | FloorEvent::Granted { .. }
            | FloorEvent::Spotlit { .. }
            | FloorEvent::Ended { .. } => Vec::new(),
        }
    }

    /// What everybody sees of an event that has just been evolved.
    pub(super) fn floor_event(&self, event: &FloorEvent) -> Option<ClassEvent> {
        match event {
            FloorEvent::HandRaised { person, at } => Some(ClassEvent::HandRaised { hand: self.hand(*person, *at) }),
            FloorEvent::HandsRestored { .. } => Some(ClassEvent::HandsRestored { hands: self.hands_up() }),
            FloorEvent::HandsSet { order, .. } => Some(ClassEvent::HandsSet { order: *order }),
            FloorEvent::HandLowered { person, .. } | FloorEvent::Spoke { person } => {
                Some(ClassEvent::HandLowered { person: *person })
            }
            FloorEvent::Granted { .. } | FloorEvent::Ended { .. } => Some(ClassEvent::Floor { floor: self.speaker() }),
            FloorEvent::Locked { .. } | FloorEvent::LockEnded { person: None, .. } => Some(self.locks_shown()),
            FloorEvent::Spotlit { .. } => Some(self.spotlight_shown()),
            FloorEvent::LockedFor { .. } | FloorEvent::LockEnded { person: Some(_), .. } => None,
        }
    }

    /// Hands, floor, locks and spotlight as everybody sees them.
    pub(super) fn floor_view(&self) -> FloorView {
        FloorView {
            hands: self.hands_up(),
            order: self.hands.turns.order(),
            floor: self.speaker(),
            locks: self.locks.all(),
            ends: self.locks.ends(),
            spotlight: self.spotlit(),
        }
    }

    fn hands_up(&self) -> Vec<Hand> {
        self.hands.up.values().map(|(person, at)| self.hand(*person, *at)).collect()
    }

    fn hand(&self, person: PersonId, at: Timestamp) -> Hand {
        let spoken_ms = u64::try_from(self.hands.turns.had(person).as_millis()).unwrap_or(u64::MAX);
        Hand { person, name: self.name_of(person).unwrap_or_default(), at, spoken_ms }
    }

    fn speaker(&self) -> Option<Floor> {
        let (person, until) = self.hands.turns.floor()?;
        Some(Floor { person, name: self.name_of(person).unwrap_or_default(), until })
    }
}
