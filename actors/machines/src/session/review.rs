//! Messages that are held: only who wrote one and staff see it, until staff let it through, which says it now, or discard
//! it, which tells who wrote it why. Nothing of them counts for the class.

use std::collections::{BTreeMap, VecDeque};

use homeroom_protocol::chat::HeldFor;
use homeroom_protocol::frame::review::{Discard, HeldMessage, MyHeld};
use homeroom_protocol::frame::server::ChatItem;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::limits::{DISCARDED_SHOWN_MAX, HELD_BYTES_MAX, HELD_MAX, HELD_PER_PERSON_MAX};
use homeroom_protocol::moderation::ReasonCode;
use homeroom_protocol::permit::{CommandKind, Rule};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::weight::text_bytes;

/// When whoever wrote too much for those who look is worth hearing again, in milliseconds.
const FULL_RETRY_MILLIS: u64 = 10_000;

/// Bytes of a held message's JSON besides name and text: three ids, a time, a role, why it is held, and the field names.
const ITEM_BYTES_BESIDES_TEXT: usize = 400;

/// Messages that are held, and what was discarded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Review {
    /// The oldest first.
    held: Vec<HeldMessage>,
    discarded: BTreeMap<PersonId, VecDeque<MyHeld>>,
}

impl Review {
    /// Whether one more message of a person can be held.
    ///
    /// # Errors
    /// `too_often`, where theirs or everybody's have to be looked at first.
    pub(crate) fn takes(&self, person: PersonId) -> Result<(), Refusal> {
        let of_theirs = self.held.iter().filter(|held| held.item.person == person).count();
        let has_room = self.held.len() < HELD_MAX && self.bytes() < HELD_BYTES_MAX;
        if of_theirs < HELD_PER_PERSON_MAX && has_room {
            return Ok(());
        }
        let detail = if of_theirs >= HELD_PER_PERSON_MAX {
            "Your last messages have to be looked at first."
        } else {
            "Many messages have to be looked at first."
        };
        let refusal = Refusal::new(Code::TooOften).rule(Rule::Enough);
        Err(refusal.detail(detail).retry_after_ms(FULL_RETRY_MILLIS))
    }

    /// A message that is held.
    pub(crate) fn get(&self, message: CommandId) -> Option<&HeldMessage> {
        self.held.iter().find(|held| held.item.id == message)
    }

    /// The latest held message of a person.
    pub(crate) fn latest_of(&self, person: PersonId) -> Option<&ChatItem> {
        self.held.iter().rev().map(|held| &held.item).find(|item| item.person == person)
    }

    /// Every message that is held, the oldest first.
    pub(crate) fn held(&self) -> &[HeldMessage] {
        &self.held
    }

    /// A person's messages that are held, and the latest that were discarded, in the order in which they were written.
    pub(crate) fn of(&self, person: PersonId) -> Vec<MyHeld> {
        let held = self.held.iter().map(|held| &held.item).filter(|item| item.person == person);
        let held = held.map(|item| mine(item, None));
        let mut of: Vec<_> = self.discarded.get(&person).into_iter().flatten().cloned().chain(held).collect();
        of.sort_by_key(|one| one.at);
        of
    }

    /// What all of them weigh in the picture of staff.
    fn bytes(&self) -> usize {
        let weight = |item: &ChatItem| ITEM_BYTES_BESIDES_TEXT + text_bytes(&item.name) + text_bytes(&item.text);
        self.held.iter().map(|held| weight(&held.item)).sum()
    }

    /// The messages of somebody that are held.
    pub(crate) fn held_of(&self, person: PersonId) -> impl Iterator<Item = CommandId> + '_ {
        self.held.iter().map(|held| &held.item).filter(move |item| item.person == person).map(|item| item.id)
    }

    /// What somebody wrote and is held is looked at no more: they have been put out.
    pub(crate) fn forget(&mut self, person: PersonId) {
        self.held.retain(|held| held.item.person != person);
    }

    fn take(&mut self, message: CommandId) -> Option<HeldMessage> {
        let at = self.held.iter().position(|held| held.item.id == message)?;
        Some(self.held.remove(at))
    }

    fn discard(&mut self, message: CommandId, reason: ReasonCode) {
        let Some(HeldMessage { item, .. }) = self.take(message) else { return };
        let of = self.discarded.entry(item.person).or_default();
        of.push_back(mine(&item, Some(reason)));
        if of.len() > DISCARDED_SHOWN_MAX {
            of.pop_front();
        }
    }

    /// Whether nothing is held twice, or more than may be.
    pub(crate) fn is_within_limits(&self) -> bool {
        let mut of: BTreeMap<PersonId, usize> = BTreeMap::new();
        for held in &self.held {
            *of.entry(held.item.person).or_default() += 1;
        }
        self.held.len() <= HELD_MAX
            && of.values().all(|count| *count <= HELD_PER_PERSON_MAX)
            && self.discarded.values().all(|of| of.len() <= DISCARDED_SHOWN_MAX)
    }
}

fn mine(item: &ChatItem, discarded: Option<ReasonCode>) -> MyHeld {
    MyHeld { message: item.id, text: item.text.clone(), at: item.at, discarded }
}

impl Session {
    /// A held message is said, now.
    pub(super) fn let_through(
        &self,
        at: Timestamp,
        by: PersonId,
        message: CommandId,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let person = self.looked_at(by, message)?;
        Ok(vec![SessionEvent::Chat(ChatEvent::LetThrough { message, person, by, at })])
    }

    /// A held message will not be shown.
    pub(super) fn discard(&self, at: Timestamp, by: PersonId, wish: &Discard) -> Result<Vec<SessionEvent>, Refusal> {
        let Discard { message, reason } = *wish;
        let person = self.looked_at(by, message)?;
        if !reason.is_given_by_people() {
            return Err(Refusal::new(Code::Invalid).field("/reason", "not_by_people"));
        }
        if reason == ReasonCode::NothingWrong {
            return Err(Refusal::new(Code::Invalid).field("/reason", "nothing_wrong"));
        }
        Ok(vec![SessionEvent::Chat(ChatEvent::Discarded { message, person, reason, by: Some(by), at })])
    }

    /// Whose the message is that somebody has looked at.
    fn looked_at(&self, by: PersonId, message: CommandId) -> Result<PersonId, Refusal> {
        self.permitted(CommandKind::Review, by)?;
        let held = self.review.get(message).map(|held| held.item.person);
        held.ok_or_else(|| Refusal::new(Code::Invalid).field("/message", "not_there"))
    }

    /// A message is held from here on.
    pub(super) fn hold_back(&mut self, offset: u64, event: &ChatEvent) {
        if let ChatEvent::Held { message, person, text, at, reply_to, because } = event
            && let Some(who) = self.roster.get(*person)
        {
            let item = ChatItem {
                reactions: Vec::new(),
                id: *message,
                offset,
                person: *person,
                name: who.name.clone(),
                role: who.role,
                text: text.clone(),
                at: *at,
                hidden: false,
                reply_to: *reply_to,
                edited: false,
                deleted: false,
            };
            self.chat.wrote(*person, *at);
            self.review.held.push(HeldMessage { item, because: *because });
        }
    }

    /// A held message is said: it stands where what is said now stands.
    pub(super) fn say_held(&mut self, offset: u64, message: CommandId, at: Timestamp) {
        if let Some(HeldMessage { item, .. }) = self.review.take(message) {
            self.chat.add(ChatItem { offset, at, ..item });
        }
    }

    /// A held message is held no more, and is told why.
    pub(super) fn discard_held(&mut self, message: CommandId, reason: ReasonCode) {
        self.review.discard(message, reason);
    }

    /// A held message was taken back by who wrote it. False where it is not held.
    pub(super) fn take_back_held(&mut self, message: CommandId) -> bool {
        self.review.take(message).is_some()
    }

    /// Why what a person says has to be looked at first; `None`: it has not.
    pub(super) fn held_for(&self, person: PersonId) -> Option<HeldFor> {
        (self.chat.rules().review && !self.is_staff(person)).then_some(HeldFor::Review)
    }
}
