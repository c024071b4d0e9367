//! What a run came to, for people.

use homeroom_machines::timetable::{Block, Change};

use crate::Filled;

/// A line for each change that was made, waits for a word, or is blocked, and one with the numbers.
#[must_use]
pub fn report(filled: &Filled) -> Vec<String> {
    let mut lines: Vec<_> = filled.done.iter().map(|change| format!("done: {}", told(change))).collect();
    lines.extend(filled.waiting.iter().map(|change| format!("waiting: {}", told(change))));
    lines.extend(filled.blocked.iter().map(|(change, block)| {
        let why = match block {
            Block::Booked(count) => format!("{count} count on it"),
            Block::Opened => "its class has a history, which does not go away".to_owned(),
            Block::Soon => "it begins too soon".to_owned(),
        };
        format!("blocked: {}: {why}", told(change))
    }));
    lines.push(numbers(filled));
    lines
}

/// The numbers alone.
#[must_use]
pub fn numbers(filled: &Filled) -> String {
    let (done, waiting, blocked) = (filled.done.len(), filled.waiting.len(), filled.blocked.len());
    format!("{done} done, {waiting} waiting, {blocked} blocked, {} as they should be", filled.unchanged)
}

fn told(change: &Change) -> String {
    match change {
        Change::Added(slot) => format!("add {} at {} ({} there)", slot.id, slot.starts_at, slot.local),
        Change::Moved { from, to } => {
            let was = &from.slot;
            format!("move {} from {}..{} to {}..{}", to.id, was.starts_at, was.ends_at, to.starts_at, to.ends_at)
        }
        Change::Amended { from, to } => format!(
            "amend {} at {}: {} seats after {}, version {} after {}",
            to.id, to.starts_at, to.capacity, from.slot.capacity, to.version, from.slot.version
        ),
        Change::Removed(kept) => format!("remove {} at {}", kept.slot.id, kept.slot.starts_at),
    }
}
