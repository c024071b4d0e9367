//! Chat: what was said. The latest items are kept (L18); older ones stay in the journal.

use std::collections::{BTreeMap, VecDeque};

use homeroom_protocol::chat::{ChatRules, Revision};
use homeroom_protocol::frame::server::{ChatItem, ChatPage};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::limits::{
    CHAT_EDITS_MAX, CHAT_ITEMS_MAX, CHAT_TEXT_CHARACTERS_MAX, HISTORY_ITEMS_MAX, VIEW_CHAT_BYTES_MAX,
    VIEW_CHAT_ITEMS_MAX,
};
use homeroom_protocol::reaction::ReactionCount;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::weight::text_bytes;

/// Bytes of an item's JSON besides name and text: four ids, a time, an offset of up to 20 digits, that it is blanked,
/// changed or taken back, and the field names come to 340 at most.
const ITEM_BYTES_BESIDES_TEXT: usize = 352;
/// Bytes of reactions of every kind: six, each with a word of seven letters, a number of ten digits and the field names.
const REACTIONS_BYTES: usize = 320;

/// An item of evidence: what it says, blanked or not, and what it said before.
type Around<'a> = (&'a ChatItem, &'a str, &'a [Revision]);

/// The latest of what was said, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Chat {
    items: VecDeque<Kept>,
    bytes: usize,
    rules: ChatRules,
    /// When everybody last wrote something, held or not.
    last_said: BTreeMap<PersonId, Timestamp>,
}

/// An item with its weight, so that neither a page nor a look at the invariants has to read texts.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Kept {
    item: ChatItem,
    bytes: usize,
    /// What an item says that was blanked or taken back: for moderators, and for the day it is shown again.
    blanked: Option<String>,
    /// What it said before it was changed, oldest first.
    revisions: Vec<Revision>,
}

impl Kept {
    /// What was said, blanked or not.
    fn text(&self) -> &str {
        self.blanked.as_deref().unwrap_or(&self.item.text)
    }

    fn blank(&mut self) {
        self.item.reactions.clear();
        if self.blanked.is_none() {
            self.blanked = Some(std::mem::take(&mut self.item.text));
        }
    }
}

impl Chat {
    /// Whether a text may be said.
    pub(crate) fn check(text: &str) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::new(Code::Invalid).field("/text", "empty"));
        }
        // Counting stops one beyond the limit: a frame may bring 64 KiB.
        if text.chars().take(CHAT_TEXT_CHARACTERS_MAX + 1).count() > CHAT_TEXT_CHARACTERS_MAX {
            return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, item: ChatItem) {
        let bytes = bytes(&item);
        self.bytes += bytes;
        self.items.push_back(Kept { item, bytes, blanked: None, revisions: Vec::new() });
        if self.items.len() > CHAT_ITEMS_MAX
            && let Some(oldest) = self.items.pop_front()
        {
            self.bytes -= oldest.bytes;
        }
    }

    /// A person wrote something: it was said, or is held.
    pub(crate) fn wrote(&mut self, person: PersonId, at: Timestamp) {
        self.last_said.insert(person, at);
    }

    /// An item.
    pub(crate) fn get(&self, id: CommandId) -> Option<&ChatItem> {
        self.items.iter().rev().map(|kept| &kept.item).find(|item| item.id == id)
    }

    /// A person's latest item.
    pub(crate) fn latest_of(&self, person: PersonId) -> Option<&ChatItem> {
        self.items.iter().rev().map(|kept| &kept.item).find(|item| item.person == person)
    }

    /// How the class may write.
    pub(crate) fn rules(&self) -> ChatRules {
        self.rules
    }

    /// The class may write in this way from here on.
    pub(crate) fn set(&mut self, rules: ChatRules) {
        self.rules = rules;
    }

    /// When a person last said something.
    pub(crate) fn last_said(&self, person: PersonId) -> Option<Timestamp> {
        self.last_said.get(&person).copied()
    }

    /// An item, what it says or said last, and what it said before that.
    pub(crate) fn whole(&self, id: CommandId) -> Option<Around<'_>> {
        let kept = self.items.iter().rev().find(|kept| kept.item.id == id)?;
        Some((&kept.item, kept.text(), kept.revisions.as_slice()))
    }

    /// An item says something else.
    pub(crate) fn edit(&mut self, id: CommandId, text: &str, at: Timestamp) {
        self.change(id, |kept| {
            let said = kept.blanked.as_mut().unwrap_or(&mut kept.item.text);
            let before = std::mem::replace(said, text.to_owned());
            kept.revisions.push(Revision { text: before, until: at });
            kept.item.edited = true;
        });
    }

    /// Takes an item back for good.
    pub(crate) fn delete(&mut self, id: CommandId) {
        self.change(id, |kept| {
            kept.blank();
            kept.item.deleted = true;
        });
    }

    /// Blanks an item; one that is blank stays so.
    pub(crate) fn hide(&mut self, id: CommandId) {
        self.change(id, |kept| {
            kept.blank();
            kept.item.hidden = true;
        });
    }

    /// Shows an item again; one that was taken back stays blank.
    pub(crate) fn show(&mut self, id: CommandId) {
        self.change(id, |kept| {
            kept.item.hidden = false;
            if !kept.item.deleted
                && let Some(text) = kept.blanked.take()
            {
                kept.item.text = text;
            }
        });
    }

    /// An item has these reactions; a blank one shows none.
    pub(crate) fn react(&mut self, id: CommandId, reactions: Vec<ReactionCount>) {
        self.change(id, |kept| {
            if kept.blanked.is_none() {
                kept.item.reactions = reactions;
            }
        });
    }

    fn change(&mut self, id: CommandId, change: impl FnOnce(&mut Kept)) {
        if let Some(kept) = self.items.iter_mut().rev().find(|kept| kept.item.id == id) {
            let before = kept.bytes;
            change(kept);
            kept.bytes = bytes(&kept.item);
            self.bytes = self.bytes - before + kept.bytes;
        }
    }

    /// The items around one, `each` on either side, with what they say and said; and whether there are more before and after. The
    /// latest where there is no such item.
    pub(crate) fn around(&self, id: Option<CommandId>, each: usize) -> (Vec<Around<'_>>, bool, bool) {
        let at = id.and_then(|id| self.items.iter().rposition(|kept| kept.item.id == id));
        let at = at.unwrap_or(self.items.len());
        let (start, end) = (at.saturating_sub(each), self.items.len().min(at + each + 1));
        let items =
            self.items.range(start..end).map(|kept| (&kept.item, kept.text(), kept.revisions.as_slice())).collect();
        (items, start > 0, end < self.items.len())
    }

    /// What was said after an offset, oldest first.
    pub(crate) fn after(&self, offset: u64) -> impl Iterator<Item = &ChatItem> {
        let start = self.items.partition_point(|kept| kept.item.offset <= offset);
        self.items.range(start..).map(|kept| &kept.item)
    }

    /// What was said last.
    pub(crate) fn last(&self) -> Option<&ChatItem> {
        self.items.back().map(|kept| &kept.item)
    }

    /// Bytes of everything kept, as JSON.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The latest items, for a view.
    pub(crate) fn latest(&self) -> ChatPage {
        self.page(self.items.len(), VIEW_CHAT_ITEMS_MAX)
    }

    /// A page of items before an offset. A page ends at its items or its bytes, whichever comes first, and is never empty
    /// while there are items: a page of the longest texts would be more than a socket may have unsent (L7).
    pub(crate) fn history(&self, before: Option<u64>, limit: Option<u32>) -> Result<ChatPage, Refusal> {
        let limit = limit.map_or(Some(VIEW_CHAT_ITEMS_MAX), |limit| usize::try_from(limit).ok());
        let Some(limit) = limit.filter(|limit| (1..=HISTORY_ITEMS_MAX).contains(limit)) else {
            return Err(Refusal::new(Code::Invalid).field("/limit", "out_of_range"));
        };
        let end =
            before.map_or(self.items.len(), |before| self.items.partition_point(|kept| kept.item.offset < before));
        Ok(self.page(end, limit))
    }

    fn page(&self, end: usize, limit: usize) -> ChatPage {
        let (mut start, mut weight) = (end, 0);
        for kept in self.items.range(..end).rev().take(limit) {
            weight += kept.bytes;
            if weight > VIEW_CHAT_BYTES_MAX && start < end {
                break;
            }
            start -= 1;
        }
        ChatPage { items: self.items.range(start..end).map(|kept| kept.item.clone()).collect(), more: start > 0 }
    }

    /// Whether nothing of what was blanked or taken back is to be read, and all that was changed says so and how.
    pub(crate) fn keeps_what_is_gone(&self) -> bool {
        self.items.iter().all(|kept| {
            let gone = kept.item.hidden || kept.item.deleted;
            gone == kept.blanked.is_some()
                && (!gone || (kept.item.text.is_empty() && kept.item.reactions.is_empty()))
                && kept.item.edited != kept.revisions.is_empty()
                && kept.revisions.len() <= CHAT_EDITS_MAX
        })
    }

    /// Whether items stand in order, within their number, and weigh what is said.
    pub(crate) fn is_in_order(&self) -> bool {
        self.items.len() <= CHAT_ITEMS_MAX
            && self.items.iter().zip(self.items.iter().skip(1)).all(|(one, next)| one.item.offset <= next.item.offset)
            && self.items.iter().map(|kept| kept.bytes).sum::<usize>() == self.bytes
    }
}

/// Bytes of an item as JSON; never less than they are.
fn bytes(item: &ChatItem) -> usize {
    let reactions = if item.reactions.is_empty() { 0 } else { REACTIONS_BYTES };
    ITEM_BYTES_BESIDES_TEXT + reactions + text_bytes(&item.name) + text_bytes(&item.text)
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::permit::Role;
    use homeroom_protocol::reaction::Reaction;
    use uuid::Uuid;

    use super::*;

    fn item(offset: u64, text: &str) -> ChatItem {
        ChatItem {
            id: CommandId(Uuid::from_u128(u128::from(offset))),
            offset,
            person: PersonId(Uuid::from_u128(1)),
            name: "Mira".into(),
            role: Role::Student,
            text: text.into(),
            at: Timestamp::from_millis(0),
            hidden: false,
            reply_to: None,
            edited: false,
            deleted: false,
            reactions: Vec::new(),
        }
    }

    fn chat(items: u64, text: &str) -> Chat {
        let mut chat = Chat::default();
        (1..=items).for_each(|offset| chat.add(item(offset, text)));
        chat
    }

    fn offsets(page: &ChatPage) -> Vec<u64> {
        page.items.iter().map(|item| item.offset).collect()
    }

    #[test]
    fn a_text_of_2000_characters_may_be_said_and_of_2001_not() {
        assert!(Chat::check(&"ü".repeat(2_000)).is_ok());
        let refusal = Chat::check(&"ü".repeat(2_001)).unwrap_err();
        assert_eq!(refusal, Refusal::new(Code::TooLong).field("/text", "too_long"));
    }

    #[test]
    fn one_character_may_be_said_and_nothing_or_white_space_not() {
        assert!(Chat::check("?").is_ok());
        for text in ["", " \n\t\u{a0}\u{2003}"] {
            assert_eq!(Chat::check(text).unwrap_err(), Refusal::new(Code::Invalid).field("/text", "empty"));
        }
    }

    #[test]
    fn twenty_thousand_items_are_kept_and_with_one_more_the_oldest_goes() {
        let mut chat = chat(20_000, "hi");
        let bytes = chat.bytes();
        assert_eq!(offsets(&chat.history(Some(2), None).unwrap()), [1]);
        chat.add(item(20_001, "hi"));
        assert_eq!(chat.items.len(), 20_000);
        assert_eq!(chat.bytes(), bytes);
        assert_eq!(offsets(&chat.history(Some(3), None).unwrap()), [2]);
    }

    #[test]
    fn a_view_has_the_latest_50_items() {
        assert!(!chat(50, "hi").latest().more);
        let page = chat(51, "hi").latest();
        assert_eq!(offsets(&page), (2..=51).collect::<Vec<_>>());
        assert!(page.more);
    }

    #[test]
    fn a_view_ends_at_64_kib_and_has_one_item_whatever_it_weighs() {
        let page = chat(50, &"\u{1}".repeat(2_000)).latest();
        assert!(serde_json::to_vec(&page).unwrap().len() <= VIEW_CHAT_BYTES_MAX);
        assert_eq!(offsets(&page), [46, 47, 48, 49, 50]);
        assert_eq!(offsets(&chat(2, &"a".repeat(70_000)).latest()), [2]);
    }

    #[test]
    fn an_item_is_never_heavier_than_it_is_counted() {
        for text in ["hi", "\"\\\n\u{1}\u{7f}", "ü€😀"] {
            let mut item = item(u64::MAX, text);
            (item.role, item.hidden, item.edited, item.deleted) = (Role::Moderator, true, true, true);
            item.reply_to = Some(item.id);
            assert!(serde_json::to_vec(&item).unwrap().len() <= bytes(&item));
            item.reactions =
                Reaction::ALL.iter().map(|reaction| ReactionCount { reaction: *reaction, count: u32::MAX }).collect();
            assert!(serde_json::to_vec(&item).unwrap().len() <= bytes(&item));
        }
    }

    #[test]
    fn history_goes_back_page_by_page_without_gap_or_repeat() {
        let chat = chat(120, "hi");
        let first = chat.history(None, None).unwrap();
        assert_eq!(offsets(&first), (71..=120).collect::<Vec<_>>());
        let second = chat.history(Some(71), Some(60)).unwrap();
        assert_eq!(offsets(&second), (11..=70).collect::<Vec<_>>());
        let last = chat.history(Some(11), None).unwrap();
        assert_eq!(offsets(&last), (1..=10).collect::<Vec<_>>());
        assert_eq!((first.more, second.more, last.more), (true, true, false));
        assert_eq!(chat.history(Some(0), None).unwrap(), ChatPage::default());
    }

    #[test]
    fn a_page_has_1_to_100_items_and_neither_0_nor_101() {
        let chat = chat(150, "hi");
        assert_eq!([1, 100].map(|limit| chat.history(None, Some(limit)).unwrap().items.len()), [1, 100]);
        for limit in [0, 101] {
            let refusal = chat.history(None, Some(limit)).unwrap_err();
            assert_eq!(refusal, Refusal::new(Code::Invalid).field("/limit", "out_of_range"));
        }
    }

    #[test]
    fn a_blanked_item_says_nothing_weighs_less_and_is_shown_again_where_it_stood() {
        let mut chat = chat(3, "something long enough");
        let (bytes, before) = (chat.bytes(), chat.clone());
        let id = CommandId(Uuid::from_u128(2));
        chat.hide(id);
        chat.hide(id);
        let item = chat.get(id).unwrap();
        assert_eq!((item.text.as_str(), item.hidden), ("", true));
        assert!(chat.is_in_order() && chat.bytes() < bytes);
        assert_eq!(chat.around(Some(id), 0).0[0].1, "something long enough");
        chat.show(id);
        assert_eq!(chat, before);
    }

    #[test]
    fn what_stands_around_an_item_ends_at_the_ends() {
        let chat = chat(30, "hi");
        let around = |n: u128| {
            let (items, earlier, later) = chat.around(Some(CommandId(Uuid::from_u128(n))), 10);
            (items[0].0.offset, items.len(), earlier, later)
        };
        assert_eq!(
            (around(1), around(15), around(30)),
            ((1, 11, false, true), (5, 21, true, true), (20, 11, true, false))
        );
        assert_eq!(chat.around(None, 10).0.len(), 10);
    }
}
