//! Locks: what students may not do for now. For all of them, or for one of them otherwise than for the others; each as long
//! as it is said, and each said to whom it keeps from something. A lock takes from what the permit table gives; what one
//! person is allowed beside a lock is no more than the table gives.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::floor::{Lock, LockEnd, Lockable, OwnLock};
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::frame::staff::{Exception, StaffEvent};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::limits::{EXCEPTIONS_MAX, LOCK_SECONDS_MAX, LOCK_SECONDS_MIN};
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::locks::{Kept, kept};
use homeroom_protocol::permit::{self, CommandKind, Rule, Sends};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::effect::Effect;

/// One lock: whether it holds, and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Held {
    locked: bool,
    until: Option<Timestamp>,
}

/// What is locked for students, and for whom it is otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Locks {
    all: BTreeMap<Lockable, Option<Timestamp>>,
    own: BTreeMap<(PersonId, Lockable), Held>,
}

impl Locks {
    pub(crate) fn is_locked(&self, lock: Lockable) -> bool {
        self.all.contains_key(&lock)
    }

    /// Until when something is locked for all, where it has an end.
    pub(crate) fn until(&self, lock: Lockable) -> Option<Timestamp> {
        self.all.get(&lock).copied().flatten()
    }

    /// Until when something is locked, or open, for one alone, where it has an end.
    fn own_until(&self, person: PersonId, lock: Lockable) -> Option<Timestamp> {
        self.own.get(&(person, lock)).and_then(|held| held.until)
    }

    /// What is locked for all.
    pub(crate) fn all(&self) -> Vec<Lockable> {
        self.all.keys().copied().collect()
    }

    /// What is otherwise for one person.
    pub(crate) fn own(&self, person: PersonId) -> Vec<OwnLock> {
        let own = self.own.iter().filter(|((whose, _), _)| *whose == person);
        own.map(|((_, what), held)| OwnLock { what: *what, locked: held.locked, until: held.until }).collect()
    }

    fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        let mut last = None;
        self.own.keys().map(|(person, _)| *person).filter(move |person| last.replace(*person) != Some(*person))
    }

    /// What was said of one person alone: whether something is locked for them, or open.
    fn said(&self, person: PersonId, lock: Lockable) -> Option<bool> {
        self.own.get(&(person, lock)).map(|held| held.locked)
    }

    /// When what is locked for all opens by itself.
    pub(crate) fn ends(&self) -> Vec<LockEnd> {
        self.all.iter().filter_map(|(what, until)| Some(LockEnd { what: *what, until: (*until)? })).collect()
    }

    /// Whether no more people have something of their own than staff are shown.
    pub(crate) fn is_within_limits(&self) -> bool {
        self.people().count() <= EXCEPTIONS_MAX
    }

    /// What ends first by itself.
    pub(crate) fn first_end(&self) -> Option<(Timestamp, SessionEvent)> {
        let all = self.all.iter().filter_map(|(lock, until)| Some(((*until)?, None, *lock)));
        let own = self.own.iter().filter_map(|((person, lock), held)| Some((held.until?, Some(*person), *lock)));
        let (at, person, lock) = all.chain(own).min()?;
        Some((at, SessionEvent::Floor(FloorEvent::LockEnded { lock, person, by: None })))
    }

    pub(crate) fn set(&mut self, person: Option<PersonId>, lock: Lockable, locked: bool, until: Option<Timestamp>) {
        match (person, locked) {
            (Some(person), locked) => drop(self.own.insert((person, lock), Held { locked, until })),
            (None, true) => drop(self.all.insert(lock, until)),
            (None, false) => drop(self.all.remove(&lock)),
        }
    }

    pub(crate) fn end(&mut self, person: Option<PersonId>, lock: Lockable) {
        match person {
            Some(person) => drop(self.own.remove(&(person, lock))),
            None => drop(self.all.remove(&lock)),
        }
    }
}

impl Session {
    /// Something is locked, or open, for all or for one; or for one as for all again.
    pub(super) fn lock(&self, now: Timestamp, by: PersonId, wish: Lock) -> Result<Option<FloorEvent>, Refusal> {
        self.permitted(CommandKind::Lock, by)?;
        let Lock { what: lock, locked, person, seconds } = wish;
        if seconds.is_some_and(|seconds| !(LOCK_SECONDS_MIN..=LOCK_SECONDS_MAX).contains(&seconds)) {
            return Err(invalid("/seconds", "out_of_range"));
        }
        let until = seconds.map(|seconds| now.plus(Duration::from_secs(seconds.into())));
        let Some(person) = person else {
            // For all of them the chat is paused: one thing has one way.
            if lock == Lockable::Chat {
                return Err(invalid("/what", "not_for_all"));
            }
            let until = until.filter(|_| locked);
            let same = self.locks.is_locked(lock) == locked && self.locks.until(lock) == until;
            return Ok((!same).then_some(FloorEvent::Locked { lock, locked, by, until }));
        };
        if self.roster.get(person).is_none_or(|who| who.role.is_staff()) {
            return Err(invalid("/person", "not_there"));
        }
        if self.is_calm() && !locked {
            return Err(
                Refusal::new(Code::NotPermitted).explain("While the class is calm nothing is open for one alone.")
            );
        }
        if self.locks.own(person).is_empty() && self.locks.people().count() >= EXCEPTIONS_MAX {
            let explain = "Something is locked or open for so many people alone that no more can be seen.";
            return Err(Refusal::new(Code::NotPermitted).explain(explain));
        }
        Ok(Some(FloorEvent::LockedFor { person, lock, locked, by, until }))
    }

    /// For one it is as for all again.
    pub(super) fn clear_lock(
        &self,
        by: PersonId,
        person: PersonId,
        lock: Lockable,
    ) -> Result<Option<FloorEvent>, Refusal> {
        self.permitted(CommandKind::Lock, by)?;
        let held = self.locks.own.contains_key(&(person, lock));
        Ok(held.then_some(FloorEvent::LockEnded { lock, person: Some(person), by: Some(by) }))
    }

    /// Which lock keeps somebody from a thing. For all of them the chat is locked by its pause; while the class is calm
    /// nothing is open for one.
    fn kept(&self, kind: CommandKind, person: PersonId) -> Option<Kept> {
        let role = self.roster.get(person)?.role;
        let own = |lock| self.own_lock(person, lock);
        let all = |lock| match lock {
            Lockable::Chat => self.chat.rules().paused,
            Lockable::Publish | Lockable::RaiseHand | Lockable::Microphone | Lockable::Camera | Lockable::Poll => {
                self.locks.is_locked(lock)
            }
        };
        kept(kind, role, own, all, self.floor_of() == Some(person))
    }

    /// What holds for one person alone: locked, open, or nothing of their own.
    fn own_lock(&self, person: PersonId, lock: Lockable) -> Option<bool> {
        self.locks.said(person, lock).filter(|locked| *locked || !self.is_calm())
    }

    /// Whether a thing is open for one person alone.
    pub(super) fn is_open_for(&self, person: PersonId, lock: Lockable) -> bool {
        self.own_lock(person, lock) == Some(false)
    }

    /// Whether no lock keeps a person from a thing.
    ///
    /// # Errors
    /// `chat_paused`, else `not_permitted`, with the lock in `explain`.
    pub(super) fn unlocked(&self, kind: CommandKind, person: PersonId) -> Result<(), Refusal> {
        let Some(kept) = self.kept(kind, person) else { return Ok(()) };
        let (code, rule) = match kept {
            Kept { alone: true, .. } => (Code::NotPermitted, Rule::LockedAlone),
            Kept { lock: Lockable::Chat, .. } if self.is_calm() => (Code::ChatPaused, Rule::Calm),
            Kept { lock: Lockable::Chat, .. } => (Code::ChatPaused, Rule::ChatPaused),
            Kept { lock: Lockable::Publish, .. } if self.is_calm() => (Code::NotPermitted, Rule::Calm),
            Kept { .. } => (Code::NotPermitted, Rule::Locked),
        };
        let until = if kept.alone { self.locks.own_until(person, kept.lock) } else { self.locks.until(kept.lock) };
        Err(Refusal::new(code).explain(kept.explained()).rule_until(rule, until))
    }

    /// Whether sending is locked for all, in whole or in part.
    pub(super) fn is_sending_locked(&self) -> bool {
        let sends = |lock: &&Lockable| lock.kinds().iter().any(|kind| kind.is_sending());
        Lockable::ALL.iter().filter(sends).any(|lock| self.locks.is_locked(*lock))
    }

    /// Whether one person's microphone is locked for them alone.
    pub(super) fn is_silenced(&self, person: PersonId) -> bool {
        self.kept(CommandKind::Microphone, person).is_some_and(|kept| kept.alone)
    }

    /// What a person may do now: what the table gives, less what is locked and what they are muted in.
    pub(super) fn may(&self, person: PersonId) -> Vec<CommandKind> {
        let Some(who) = self.roster.get(person) else { return Vec::new() };
        let muted: Vec<_> = self.moderation.mutes(person).flat_map(Muted::kinds).copied().collect();
        let mut may = permit::may(who.role, self.tier(person), self.phase());
        may.retain(|kind| self.unlocked(*kind, person).is_ok() && !muted.contains(kind));
        may
    }

    /// What a person may send now; what the media server is told.
    #[must_use]
    pub fn sends(&self, person: PersonId) -> Sends {
        Sends::of(&self.may(person))
    }

    /// What the media server is to be told of a lock that has just begun or ended.
    pub(super) fn lock_asks(&self, lock: Lockable, person: Option<PersonId>) -> Vec<Effect> {
        let sends = lock.kinds().iter().any(|kind| kind.is_sending());
        let tell = |person| Effect::SetPublishing { person };
        match person {
            _ if !sends => Vec::new(),
            Some(person) => vec![tell(person)],
            None => self.roster.people().filter(|who| !who.role.is_staff()).map(|who| tell(who.person)).collect(),
        }
    }

    /// What the media server is to be told when the class is calm, or is no more: what is open for one does not count then.
    pub(super) fn calm_asks(&self) -> Vec<Effect> {
        let tell = |person| Effect::SetPublishing { person };
        let open = |person: &PersonId| self.locks.own(*person).iter().any(|own| !own.locked);
        self.locks.people().filter(open).map(tell).collect()
    }

    /// What everybody sees of what is locked.
    pub(super) fn locks_shown(&self) -> ClassEvent {
        ClassEvent::Locks { locks: self.locks.all(), ends: self.locks.ends() }
    }

    /// What staff see of what is otherwise for one person.
    pub(super) fn exception_shown(&self, person: PersonId) -> StaffEvent {
        StaffEvent::Exception { exception: self.exception(person) }
    }

    fn exception(&self, person: PersonId) -> Exception {
        Exception { person, name: self.name_of(person).unwrap_or_default(), locks: self.locks.own(person) }
    }

    /// For whom something is otherwise than for all.
    pub(super) fn exceptions(&self) -> Vec<Exception> {
        self.locks.people().map(|person| self.exception(person)).collect()
    }
}

fn invalid(pointer: &'static str, code: &'static str) -> Refusal {
    Refusal::new(Code::Invalid).field(pointer, code)
}
