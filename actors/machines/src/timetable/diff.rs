//! What has to change so that what is stored is what the rules say; and what may not, because somebody counts on it.

use std::collections::BTreeMap;

use homeroom_protocol::ids::SlotId;
use homeroom_protocol::time::Timestamp;

use super::Slot;

/// A slot as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The slot.
    pub slot: Slot,
    /// People who count on it: with a seat, or waiting for one.
    pub reserved: u32,
    /// Whether its session has a journal. One that has may be moved, and is told; it cannot be made not to have been.
    pub opened: bool,
    /// Whether it does not take place: then it is as it should be, whatever the rules say of it.
    pub cancelled: bool,
}

/// Why a slot stays as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Block {
    /// So many count on it.
    Booked(u32),
    /// No rule says it any more, and its session has a journal.
    Opened,
    /// It begins too soon for anybody to notice that it changed.
    Soon,
}

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// It is not there yet.
    Added(Slot),
    /// It is there at another time, or of another length.
    Moved {
        /// As it is.
        from: Kept,
        /// As it should be.
        to: Slot,
    },
    /// Only seats or the rule's version are other ones: nobody comes at the wrong time for it.
    Amended {
        /// As it is.
        from: Kept,
        /// As it should be.
        to: Slot,
    },
    /// No rule says it any more.
    Removed(Kept),
}

impl Change {
    /// When what it is about begins, as things stand.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Added(slot) => slot.starts_at,
            Self::Moved { from, .. } | Self::Amended { from, .. } | Self::Removed(from) => from.slot.starts_at,
        }
    }
}

/// What has to change, what may not, and how much is as it should be.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Plan {
    /// What can be changed, soonest first.
    pub changes: Vec<Change>,
    /// What cannot, and why.
    pub blocked: Vec<(Change, Block)>,
    /// Slots that are as they should be.
    pub unchanged: usize,
}

/// Compares what is stored with what the rules say. What begins before `settled` is left alone. With `move_booked`
/// somebody has taken it on themselves to tell those who have a seat.
#[must_use]
pub fn diff(kept: &[Kept], wanted: &[Slot], settled: Timestamp, move_booked: bool) -> Plan {
    let mut plan = Plan::default();
    let mut open: BTreeMap<SlotId, &Kept> = kept.iter().map(|kept| (kept.slot.id, kept)).collect();
    for slot in wanted {
        let change = match open.remove(&slot.id) {
            None => Change::Added(slot.clone()),
            Some(kept) if kept.slot == *slot || kept.cancelled => {
                plan.unchanged += 1;
                continue;
            }
            Some(kept) if (kept.slot.starts_at, kept.slot.ends_at) == (slot.starts_at, slot.ends_at) => {
                Change::Amended { from: kept.clone(), to: slot.clone() }
            }
            Some(kept) => Change::Moved { from: kept.clone(), to: slot.clone() },
        };
        plan.take(change, settled, move_booked);
    }
    for kept in open.into_values() {
        if kept.cancelled {
            plan.unchanged += 1;
            continue;
        }
        plan.take(Change::Removed(kept.clone()), settled, move_booked);
    }
    plan.changes.sort_by_key(Change::at);
    plan.blocked.sort_by_key(|(change, _)| change.at());
    plan
}

impl Plan {
    fn take(&mut self, change: Change, settled: Timestamp, move_booked: bool) {
        match block(&change, settled, move_booked) {
            None => self.changes.push(change),
            // What is about to begin belongs to those who are on their way; a slot that ends its life so is no news.
            Some(Block::Soon) => self.unchanged += 1,
            Some(block) => self.blocked.push((change, block)),
        }
    }

    /// Whether there is nothing to do and nothing in the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.blocked.is_empty()
    }
}

/// What stands in the way of a change.
fn block(change: &Change, settled: Timestamp, move_booked: bool) -> Option<Block> {
    let (from, loses, goes) = match change {
        Change::Added(slot) => return (slot.starts_at < settled).then_some(Block::Soon),
        Change::Amended { from, to } => (from, to.capacity < from.reserved, false),
        Change::Moved { from, .. } => (from, from.reserved > 0, false),
        Change::Removed(from) => (from, from.reserved > 0, true),
    };
    if from.slot.starts_at < settled {
        return Some(Block::Soon);
    }
    if loses && !move_booked {
        return Some(Block::Booked(from.reserved));
    }
    (goes && from.opened).then_some(Block::Opened)
}
