//! The chat as a page keeps it: entries in order, pictures where too much was missed, and history where there are holes.
//!
//! It is strict where a page would be patient: an entry that does not follow the last one, or a message that is known
//! differently, fails the test at once.

use std::collections::{BTreeMap, HashMap};

use homeroom_protocol::frame::client::{History, Request};
use homeroom_protocol::frame::server::{ChatItem, ChatPage, ClassEvent, Entry, Welcome};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::limits::HISTORY_ITEMS_MAX;

/// What is not known: messages after one offset and before another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Hole {
    after: u64,
    before: u64,
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct List {
    offset: u64,
    items: BTreeMap<u64, ChatItem>,
    offsets: HashMap<CommandId, u64>,
    holes: Vec<Hole>,
    ended: bool,
}

impl List {
    /// The last offset seen: what a resume goes on from.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Everything that is known to have been said, in order.
    pub fn items(&self) -> impl Iterator<Item = &ChatItem> {
        self.items.values()
    }

    /// How many messages are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is known to have been said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Where a message stands.
    #[must_use]
    pub fn offset_of(&self, id: CommandId) -> Option<u64> {
        self.offsets.get(&id).copied()
    }

    /// Whether nothing that was said before the last offset is missing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether the class was seen to end.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// A socket is in, with what it brings.
    pub fn welcome(&mut self, welcome: &Welcome) {
        let Some(view) = &welcome.view else {
            assert!(welcome.resumed, "a welcome is a view or a resume");
            assert!(welcome.offset >= self.offset, "the head went back to {} from {}", welcome.offset, self.offset);
            return;
        };
        assert!(!welcome.resumed, "a view is no resume");
        assert!(welcome.offset >= self.offset, "the picture is older than what was seen");
        self.page(&view.chat);
        // Where the picture reaches back to what was known there is no hole; an empty one has nothing before it either.
        if let Some(oldest) = view.chat.items.first().map(|item| item.offset)
            && view.chat.more
            && oldest > self.offset
        {
            self.holes.push(Hole { after: self.offset, before: oldest });
        }
        self.offset = welcome.offset;
    }

    /// An entry, which follows the one before.
    pub fn entry(&mut self, entry: &Entry) {
        assert_eq!(entry.after, self.offset, "the entry at {} does not follow", entry.offset);
        assert!(entry.offset > entry.after, "offsets rise");
        self.offset = entry.offset;
        for event in &entry.events {
            let FeedEvent::Class(event) = event else { continue };
            match event {
                ClassEvent::Said { item } => {
                    assert_eq!(item.offset, entry.offset, "a message stands where its entry does");
                    self.add(item);
                }
                ClassEvent::Ended { .. } => self.ended = true,
                ClassEvent::Amended { .. }
                | ClassEvent::Phase { .. }
                | ClassEvent::Edited { .. }
                | ClassEvent::Deleted { .. }
                | ClassEvent::ChatSet { .. }
                | ClassEvent::Hidden { .. }
                | ClassEvent::Shown { .. }
                | ClassEvent::Poll { .. }
                | ClassEvent::Reacted { .. }
                | ClassEvent::Question { .. }
                | ClassEvent::QuestionGone { .. }
                | ClassEvent::QuestionMerged { .. }
                | ClassEvent::QuestionsSet { .. }
                | ClassEvent::HandRaised { .. }
                | ClassEvent::HandLowered { .. }
                | ClassEvent::HandsRestored { .. }
                | ClassEvent::HandsSet { .. }
                | ClassEvent::Floor { .. }
                | ClassEvent::Locks { .. }
                | ClassEvent::Spotlight { .. }
                | ClassEvent::Calm { .. } => {}
            }
        }
    }

    /// What to ask for, to close a hole.
    #[must_use]
    pub fn wanted(&self) -> Option<Request> {
        let limit = u32::try_from(HISTORY_ITEMS_MAX).unwrap();
        let hole = self.holes.last()?;
        Some(Request::History(History { before: Some(hole.before), limit: Some(limit) }))
    }

    /// The answer to what was wanted.
    pub fn history(&mut self, page: &ChatPage) {
        let hole = self.holes.pop().expect("nobody asked for history");
        self.page(page);
        if let Some(oldest) = page.items.first().map(|item| item.offset)
            && page.more
            && oldest > hole.after
        {
            assert!(oldest < hole.before, "a page of history is older than what it was asked for");
            self.holes.push(Hole { after: hole.after, before: oldest });
        }
    }

    fn page(&mut self, page: &ChatPage) {
        assert!(page.items.is_sorted_by_key(|item| item.offset), "a page is in order");
        for item in &page.items {
            self.add(item);
        }
    }

    fn add(&mut self, item: &ChatItem) {
        if let Some(known) = self.items.insert(item.offset, item.clone()) {
            assert_eq!(known, *item, "two messages at one offset");
        }
        let known = self.offsets.insert(item.id, item.offset);
        assert!(known.is_none_or(|offset| offset == item.offset), "one message at two offsets: {item:?}");
    }
}
