//! The lobby: who waits to be let in, in one order. An entry is a lease that its waiter's socket keeps: gone when they have
//! been away for the grace, the same place when they are back before. The list has a version, so that what is done to many
//! is done to those that were looked at.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use homeroom_protocol::frame::lobby::{InLobby, LobbyNote, TurnedAway};
use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::journal::v1::Participant;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::limits::{GRACE, LOBBY_NOTES_MAX};
use homeroom_protocol::time::Timestamp;

use super::live::Live;

/// Somebody who waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Waits {
    pub(crate) who: Participant,
    /// Whether they may sit down, and not only watch.
    pub(crate) may_sit: bool,
    pub(crate) since: Timestamp,
}

/// Who waits, who was let in and who was turned away.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Lobby {
    on: bool,
    version: u64,
    came: u64,
    waiting: BTreeMap<u64, Waits>,
    of: BTreeMap<PersonId, u64>,
    /// Let in, and not given their place yet: that is the next to happen.
    let_in: VecDeque<Waits>,
    /// Everybody who was ever let in or pardoned: they do not wait again.
    passed: BTreeSet<PersonId>,
    denied: BTreeMap<PersonId, (Waits, TurnedAway)>,
    /// Who was put out of the class to wait, and has not been let in since: they wait however often they come.
    put_back: BTreeSet<PersonId>,
    notes: VecDeque<(Option<PersonId>, LobbyNote)>,
    /// Who watches from here on and has come for a seat that was released: where they stand in the line is to be said.
    late: Option<PersonId>,
}

impl Lobby {
    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Who waits, who came first before.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Waits> {
        self.waiting.values()
    }

    /// Who was turned away, and why.
    pub(crate) fn denied(&self) -> impl Iterator<Item = &Waits> {
        self.denied.values().map(|(waits, _)| waits)
    }

    /// One who waits.
    pub(crate) fn waiter(&self, person: PersonId) -> Option<&Waits> {
        self.waiting.get(self.of.get(&person)?)
    }

    /// One who was turned away.
    pub(crate) fn turned_away(&self, person: PersonId) -> Option<&(Waits, TurnedAway)> {
        self.denied.get(&person)
    }

    /// Whether somebody was let in before, or pardoned.
    pub(crate) fn has_passed(&self, person: PersonId) -> bool {
        self.passed.contains(&person)
    }

    /// Whether somebody was put back, and not let in since.
    pub(crate) fn is_put_back(&self, person: PersonId) -> bool {
        self.put_back.contains(&person)
    }

    /// Who is to be given their place next.
    pub(crate) fn next(&self) -> Option<&Waits> {
        self.let_in.front()
    }

    /// Whether somebody is let in and has no place yet.
    pub(crate) fn is_let_in(&self, person: PersonId) -> bool {
        self.let_in.iter().any(|waits| waits.who.person == person)
    }

    pub(crate) fn late(&self) -> Option<PersonId> {
        self.late
    }

    /// What somebody sees of the lobby who waits there, or was turned away.
    pub(crate) fn seen_by(&self, person: PersonId) -> Option<(&Participant, InLobby)> {
        let (waits, position, denied) = match (self.waiter(person), self.denied.get(&person)) {
            (Some(waits), _) => {
                let order = self.of.get(&person)?;
                (waits, u32::try_from(self.waiting.range(..=order).count()).ok(), None)
            }
            (None, Some((waits, reason))) => (waits, None, Some(*reason)),
            (None, None) => return None,
        };
        let theirs =
            |(to, note): &&(Option<PersonId>, LobbyNote)| to.is_none_or(|to| to == person) && waits.since <= note.at;
        let notes = self.notes.iter().filter(theirs).map(|(_, note)| note.clone()).collect();
        let put_back = self.is_put_back(person);
        Some((&waits.who, InLobby { position, since: waits.since, put_back, denied, notes }))
    }

    /// Whose lease ends first, and when: of those without a connection, from the time they lost it, or came.
    pub(crate) fn first_lease(&self, live: &Live) -> Option<(Timestamp, PersonId)> {
        let away = self.waiting().filter(|waits| !live.is_connected(waits.who.person));
        let end = |waits: &Waits| {
            let lost = live.lost_since(waits.who.person).unwrap_or(waits.since);
            (lost.max(waits.since).plus(GRACE), waits.who.person)
        };
        away.map(end).min()
    }

    pub(crate) fn happen(&mut self, event: &LobbyEvent) {
        match event {
            LobbyEvent::Set { on, .. } => {
                self.on = *on;
                if !on {
                    self.put_back.clear();
                }
            }
            LobbyEvent::Waits { who, may_sit, at } => {
                self.add(Waits { who: who.clone(), may_sit: *may_sit, since: *at });
            }
            // Who it is and what they had only the class knows.
            LobbyEvent::PutBack { .. } => {}
            LobbyEvent::Moved { person, sign_in } => self.takes_device(*person, *sign_in),
            LobbyEvent::Gone { person, .. } => self.forget(*person),
            LobbyEvent::LetIn { people, .. } => {
                for person in people {
                    let waits = self.take(*person);
                    self.let_in.extend(waits);
                    self.passes(*person);
                }
            }
            LobbyEvent::Denied { people, reason, .. } => {
                for person in people {
                    let waits = self.take(*person);
                    self.denied.extend(waits.map(|waits| (*person, (waits, *reason))));
                }
            }
            LobbyEvent::Pardoned { person, .. } => {
                self.denied.remove(person);
                self.passes(*person);
            }
            LobbyEvent::Told { person, text, at, .. } => {
                self.notes.push_back((*person, LobbyNote { text: text.clone(), at: *at }));
                if self.notes.len() > LOBBY_NOTES_MAX {
                    self.notes.pop_front();
                }
            }
        }
        match event {
            LobbyEvent::Moved { .. } | LobbyEvent::Told { .. } => {}
            LobbyEvent::Set { .. }
            | LobbyEvent::Waits { .. }
            | LobbyEvent::Gone { .. }
            | LobbyEvent::LetIn { .. }
            | LobbyEvent::Denied { .. }
            | LobbyEvent::PutBack { .. }
            | LobbyEvent::Pardoned { .. } => self.version += 1,
        }
    }

    /// Somebody who was in the class waits, behind all others.
    pub(crate) fn put_back(&mut self, waits: Waits) {
        self.passed.remove(&waits.who.person);
        self.put_back.insert(waits.who.person);
        self.add(waits);
    }

    fn add(&mut self, waits: Waits) {
        self.came += 1;
        self.of.insert(waits.who.person, self.came);
        self.waiting.insert(self.came, waits);
    }

    fn passes(&mut self, person: PersonId) {
        self.passed.insert(person);
        self.put_back.remove(&person);
    }

    fn take(&mut self, person: PersonId) -> Option<Waits> {
        self.waiting.remove(&self.of.remove(&person)?)
    }

    fn takes_device(&mut self, person: PersonId, sign_in: SignInId) {
        if let Some(waits) = self.of.get(&person).and_then(|order| self.waiting.get_mut(order)) {
            waits.who.sign_in = sign_in;
        }
    }

    /// A person neither waits nor is on their way in.
    pub(crate) fn forget(&mut self, person: PersonId) {
        self.take(person);
        self.let_in.retain(|waits| waits.who.person != person);
    }

    /// A person has their place. True where they came for a seat out of here.
    pub(crate) fn placed(&mut self, person: PersonId) -> bool {
        let may_sit = self.let_in.iter().any(|waits| waits.who.person == person && waits.may_sit);
        self.forget(person);
        may_sit
    }

    /// Whether a person's place in the line is still to be said.
    pub(crate) fn set_late(&mut self, person: Option<PersonId>) {
        self.late = person;
    }

    /// The class is over: nobody waits.
    pub(crate) fn close(&mut self) {
        let Self { on, version, came, .. } = *self;
        *self = Self { on, version, came, ..Self::default() };
    }

    /// Whether order and people agree, nobody waits where nobody has to, and nobody both waits and is let in or turned away.
    pub(crate) fn is_consistent(&self) -> bool {
        let both = |person: &PersonId| self.denied.contains_key(person) || self.is_let_in(*person);
        self.of.len() == self.waiting.len()
            && self
                .of
                .iter()
                .all(|(person, order)| self.waiting.get(order).is_some_and(|one| one.who.person == *person))
            && (self.on || self.waiting.is_empty())
            && !self.of.keys().any(both)
    }
}
