//! The latest entries of a feed, framed and ready, for those who lost their connection for a while (L19). It
//! holds only what is committed; after a restart it is filled from the journal.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use homeroom_protocol::limits::{RING_BYTES_MAX, RING_ENTRIES_MAX};

use crate::kit::recovery::FeedEntry;
use crate::relay::out_buffer::frame_text;

/// Bytes of one chunk for a socket that resumes: as much as a walk sends at once.
const CHUNK_BYTES: usize = 64 * 1024;

struct Kept {
    offset: u64,
    after: u64,
    run: Bytes,
}

/// The ring of one feed.
pub(crate) struct Ring {
    entries: VecDeque<Kept>,
    bytes: usize,
    head: u64,
}

impl Ring {
    /// A ring that holds the tail of a journal whose feed stands at `head`.
    pub(crate) fn new(head: u64, tail: impl IntoIterator<Item = FeedEntry>) -> Self {
        let mut ring = Self { entries: VecDeque::new(), bytes: 0, head };
        for entry in tail {
            ring.push(entry.offset, entry.after, frame_text(&entry.text));
        }
        ring.head = head;
        ring
    }

    /// Takes a committed entry, framed; the oldest give way.
    pub(crate) fn push(&mut self, offset: u64, after: u64, run: Bytes) {
        self.head = offset;
        self.bytes += run.len();
        self.entries.push_back(Kept { offset, after, run });
        while self.entries.len() > RING_ENTRIES_MAX || self.bytes > RING_BYTES_MAX {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= oldest.run.len();
        }
    }

    /// The feed's last committed offset.
    pub(crate) fn head(&self) -> u64 {
        self.head
    }

    /// Whether a client that has everything up to `after` can be given the rest from here.
    pub(crate) fn covers(&self, after: u64) -> bool {
        // An offset of another feed, which a page has whose person's role has changed, is none of these.
        let oldest = self.entries.front().is_some_and(|oldest| oldest.after == after);
        after == self.head || oldest || self.entries.binary_search_by_key(&after, |kept| kept.offset).is_ok()
    }

    /// What came after `after`, in chunks; `None` where it is not all here any more.
    pub(crate) fn since(&self, after: u64) -> Option<VecDeque<Bytes>> {
        if !self.covers(after) {
            return None;
        }
        let mut chunks = VecDeque::new();
        let mut chunk = BytesMut::new();
        for kept in self.entries.iter().filter(|kept| kept.offset > after) {
            if !chunk.is_empty() && chunk.len() + kept.run.len() > CHUNK_BYTES {
                chunks.push_back(chunk.split().freeze());
            }
            chunk.extend_from_slice(&kept.run);
        }
        if !chunk.is_empty() {
            chunks.push_back(chunk.freeze());
        }
        Some(chunks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(entries: u64, bytes: usize) -> Ring {
        let mut ring = Ring::new(0, []);
        for offset in 1..=entries {
            ring.push(offset, offset - 1, Bytes::from(vec![b'x'; bytes]));
        }
        ring
    }

    #[test]
    fn who_missed_as_much_as_the_ring_holds_gets_it_and_who_missed_one_more_does_not() {
        let max = RING_ENTRIES_MAX as u64;
        let ring = filled(max + 10, 10);
        let missed = ring.since(10).unwrap();
        assert_eq!(missed.iter().map(Bytes::len).sum::<usize>(), RING_ENTRIES_MAX * 10);
        assert!(ring.since(9).is_none());
    }

    #[test]
    fn the_ring_is_bounded_in_bytes_too() {
        let ring = filled(20, RING_BYTES_MAX / 16);
        assert!(ring.since(4).is_some());
        assert!(ring.since(3).is_none());
    }

    #[test]
    fn who_missed_nothing_gets_nothing_and_who_claims_the_future_is_not_believed() {
        let ring = filled(3, 10);
        assert_eq!(ring.since(3).unwrap().len(), 0);
        assert!(ring.since(4).is_none());
        assert!(Ring::new(0, []).covers(0));
    }

    #[test]
    fn what_was_missed_comes_in_chunks_a_walk_can_send() {
        let ring = filled(10, CHUNK_BYTES / 4);
        let sizes: Vec<_> = ring.since(0).unwrap().iter().map(Bytes::len).collect();
        assert_eq!(sizes, [CHUNK_BYTES, CHUNK_BYTES, CHUNK_BYTES / 2]);
    }
}
