//! Chat: what was said. The latest items are kept (L18); older ones stay in the journal.

use std::collections::VecDeque;

use homeroom_protocol::frame::server::{ChatItem, ChatPage};
use homeroom_protocol::limits::{
    CHAT_ITEMS_MAX, CHAT_TEXT_CHARACTERS_MAX, HISTORY_ITEMS_MAX, VIEW_CHAT_BYTES_MAX, VIEW_CHAT_ITEMS_MAX,
};
use homeroom_protocol::refusal::{Code, Refusal};

/// Bytes of an item's JSON besides name and text: three ids, a time, an offset of up to 20 digits, and the field names
/// come to 235 at most.
const ITEM_BYTES_BESIDES_TEXT: usize = 240;

/// The latest of what was said, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Chat {
    items: VecDeque<ChatItem>,
    bytes: usize,
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
        self.bytes += bytes(&item);
        self.items.push_back(item);
        if self.items.len() > CHAT_ITEMS_MAX
            && let Some(oldest) = self.items.pop_front()
        {
            self.bytes -= bytes(&oldest);
        }
    }

    /// What was said last.
    pub(crate) fn last(&self) -> Option<&ChatItem> {
        self.items.back()
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
        let end = before.map_or(self.items.len(), |before| self.items.partition_point(|item| item.offset < before));
        Ok(self.page(end, limit))
    }

    fn page(&self, end: usize, limit: usize) -> ChatPage {
        let mut start = end;
        let mut weight = 0;
        for item in self.items.range(..end).rev().take(limit) {
            weight += bytes(item);
            if weight > VIEW_CHAT_BYTES_MAX && start < end {
                break;
            }
            start -= 1;
        }
        ChatPage { items: self.items.range(start..end).cloned().collect(), more: start > 0 }
    }

    /// Whether items stand in order, within their number, and weigh what is said.
    pub(crate) fn is_in_order(&self) -> bool {
        self.items.len() <= CHAT_ITEMS_MAX
            && self.items.iter().zip(self.items.iter().skip(1)).all(|(one, next)| one.offset <= next.offset)
            && self.items.iter().map(bytes).sum::<usize>() == self.bytes
    }
}

/// Bytes of an item as JSON; never less than they are.
fn bytes(item: &ChatItem) -> usize {
    ITEM_BYTES_BESIDES_TEXT + text_bytes(&item.name) + text_bytes(&item.text)
}

fn text_bytes(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' => 2,
            0..=0x1f => 6,
            _ => 1,
        })
        .sum()
}
