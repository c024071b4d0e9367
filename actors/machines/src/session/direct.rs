//! Messages between one person and those who moderate the room. They stand in the staff's feed and in the person's own,
//! and nowhere else; who of the staff answered is not said. Who is muted may still write here, and nothing is filtered on
//! the way to staff: whoever needs help has to be able to say why.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::direct::{Direct as Wish, DirectItem};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::limits::{
    DIRECT_EVERY, DIRECT_PER_PERSON_MAX, VIEW_DIRECT_BYTES_MAX, VIEW_DIRECT_ITEMS_MAX, YOU_DIRECT_BYTES_MAX,
    YOU_DIRECT_ITEMS_MAX,
};
use homeroom_protocol::moderation::FrozenMessage;
use homeroom_protocol::permit::{CommandKind, Role, Rule};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::chat::Chat;
use super::weight::text_bytes;
use crate::machine::Moment;

/// Bytes of an item's JSON besides name and text: two ids, a time, whether it is an answer, and the field names.
const ITEM_BYTES_BESIDES_TEXT: usize = 240;

/// Every such message, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Direct {
    items: Vec<Kept>,
    of: BTreeMap<PersonId, Tally>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Kept {
    item: DirectItem,
    author: PersonId,
    role: Role,
}

/// What a person wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Tally {
    times: usize,
    last: Timestamp,
}

impl Direct {
    fn get(&self, message: CommandId) -> Option<&Kept> {
        self.items.iter().find(|kept| kept.item.id == message)
    }

    /// Who wrote a message.
    pub(crate) fn author(&self, message: CommandId) -> Option<PersonId> {
        self.get(message).map(|kept| kept.author)
    }

    /// The item of a message.
    pub(crate) fn item(&self, message: CommandId) -> Option<&DirectItem> {
        self.get(message).map(|kept| &kept.item)
    }

    /// What somebody is and is called who wrote to those who moderate.
    pub(crate) fn written_by(&self, person: PersonId) -> Option<(Role, String)> {
        let kept = self.items.iter().rev().find(|kept| kept.author == person && !kept.item.answer)?;
        Some((kept.role, kept.item.name.clone()))
    }

    /// Whether a message is of the talk with a person.
    pub(crate) fn is_with(&self, message: CommandId, person: PersonId) -> bool {
        self.item(message).is_some_and(|item| item.with == person)
    }

    /// The latest of the talk with a person, for their own.
    pub(crate) fn of(&self, person: PersonId) -> Vec<DirectItem> {
        let theirs = self.items.iter().map(|kept| &kept.item).filter(|item| item.with == person);
        latest(theirs, YOU_DIRECT_ITEMS_MAX, YOU_DIRECT_BYTES_MAX)
    }

    /// The latest of all, for staff.
    pub(crate) fn latest(&self) -> Vec<DirectItem> {
        latest(self.items.iter().map(|kept| &kept.item), VIEW_DIRECT_ITEMS_MAX, VIEW_DIRECT_BYTES_MAX)
    }

    /// The talk around a message, as it is frozen: at most `each` on either side, and whether there was more.
    pub(crate) fn frozen(&self, message: CommandId, each: usize) -> Option<(Vec<FrozenMessage>, bool, bool)> {
        let with = self.item(message)?.with;
        let talk: Vec<_> = self.items.iter().filter(|kept| kept.item.with == with).collect();
        let at = talk.iter().position(|kept| kept.item.id == message)?;
        let (start, end) = (at.saturating_sub(each), talk.len().min(at + each + 1));
        let freeze = |kept: &&Kept| FrozenMessage {
            id: kept.item.id,
            person: kept.author,
            // An answer is of the staff, and no name of theirs stands in the talk.
            name: if kept.item.answer { String::new() } else { kept.item.name.clone() },
            role: kept.role,
            text: kept.item.text.clone(),
            at: kept.item.at,
            revisions: Vec::new(),
            deleted: false,
        };
        Some((talk.get(start..end)?.iter().map(freeze).collect(), start > 0, end < talk.len()))
    }

    /// Whether a person may write once more.
    fn lets_write(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        let Some(tally) = self.of.get(&person) else { return Ok(()) };
        if tally.times >= DIRECT_PER_PERSON_MAX {
            let detail = "You have written much to the moderators. They have read it.";
            return Err(Refusal::new(Code::NotPermitted).explain(detail).rule(Rule::Enough));
        }
        // Where the clock went backwards nobody waits longer than they would from now on.
        let left = tally.last.plus(DIRECT_EVERY).since(now).min(DIRECT_EVERY);
        if left == Duration::ZERO {
            return Ok(());
        }
        let refusal = Refusal::new(Code::TooOften).rule_until(Rule::Slow, now.plus(left));
        Err(refusal.retry_after_ms(u64::try_from(left.as_millis()).unwrap_or(u64::MAX)))
    }

    /// Whether nobody wrote more than they may.
    pub(crate) fn is_within_limits(&self) -> bool {
        self.of.values().all(|tally| tally.times <= DIRECT_PER_PERSON_MAX)
    }
}

/// The last items, up to a number and a weight, oldest first; one is always among them.
fn latest<'a>(items: impl DoubleEndedIterator<Item = &'a DirectItem>, max: usize, bytes_max: usize) -> Vec<DirectItem> {
    let mut bytes = 0;
    let fits = |item: &&DirectItem| {
        bytes += ITEM_BYTES_BESIDES_TEXT + text_bytes(&item.name) + text_bytes(&item.text);
        bytes <= bytes_max
    };
    let mut latest: Vec<_> = items.rev().take(max).take_while(fits).cloned().collect();
    latest.reverse();
    latest
}

impl Session {
    /// Whether a person may write to those who moderate the room, or answer, whatever it is.
    pub(super) fn lets_direct(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::Direct, person)?;
        if self.is_staff(person) { Ok(()) } else { self.direct.lets_write(person, now) }
    }

    /// A person writes to those who moderate the room, or those to a person.
    pub(super) fn direct(&self, moment: &Moment, person: PersonId, wish: Wish) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Direct, person)?;
        Chat::check(&wish.text)?;
        let with = match (self.is_staff(person), wish.to) {
            // An answer: to somebody who is in, or was and wrote.
            (true, Some(to))
                if !self.is_staff(to) && (self.roster.get(to).is_some() || self.direct.of.contains_key(&to)) =>
            {
                to
            }
            (false, None) => {
                self.direct.lets_write(person, moment.now)?;
                person
            }
            (true, Some(_) | None) | (false, Some(_)) => {
                return Err(Refusal::new(Code::Invalid).field("/to", "not_there"));
            }
        };
        let (message, text, at) = (moment.command, wish.text, moment.now);
        Ok(vec![SessionEvent::Chat(ChatEvent::Direct { message, with, person, text, at })])
    }

    /// What such a message makes of it.
    pub(super) fn written_directly(&mut self, event: &ChatEvent) {
        let ChatEvent::Direct { message, with, person, text, at } = event else { return };
        let known = self.direct.items.iter().find(|kept| kept.item.with == *with).map(|kept| kept.item.name.clone());
        let name = self.roster.get(*with).map(|who| who.name.clone()).or(known).unwrap_or_default();
        let answer = person != with;
        if !answer {
            let tally = self.direct.of.entry(*with).or_insert(Tally { times: 0, last: *at });
            *tally = Tally { times: tally.times + 1, last: *at };
        }
        let role = self.roster.get(*person).map_or(Role::Student, |who| who.role);
        let item = DirectItem { id: *message, with: *with, name, answer, text: text.clone(), at: *at };
        self.direct.items.push(Kept { item, author: *person, role });
    }
}
