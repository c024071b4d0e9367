//! What an answer of some age is worth. The age is counted from when the store was read, and by nothing else: a value that
//! is used gets no younger, so a store that is away for longer than the grace ends every answer at one exact instant.

use std::time::Duration;

use homeroom_protocol::entitlement::Basis;
use homeroom_protocol::time::Timestamp;

/// How long an answer is the store's own. Changes are heard of much sooner; this bounds what a change that nobody could
/// hear of does: one made with triggers turned off.
pub const FRESH_FOR: Duration = Duration::from_secs(60);
/// How lately it has to have been heard what has changed, for an answer to count as the store's own: the promise that a
/// change takes hold within two seconds.
pub const HEARD_WITHIN: Duration = Duration::from_secs(2);
/// How long an answer goes on while the store cannot be asked, without anybody being given anything: a restart of the
/// store is over by then.
pub const STALE_FOR: Duration = Duration::from_secs(5 * 60);
/// How long it goes on altogether: as long as a class, so that an outage does not bar anybody from the hour it falls into.
pub const GRACE_FOR: Duration = Duration::from_secs(60 * 60);

/// Whether what was read at `as_of` may be given as fresh without asking the store. `heard`: when it was last known that
/// nothing else has changed.
#[must_use]
pub fn is_fresh(as_of: Timestamp, heard: Option<Timestamp>, now: Timestamp) -> bool {
    now.since(as_of) < FRESH_FOR && heard.is_some_and(|heard| now.since(heard) < HEARD_WITHIN)
}

/// What it is worth while the store cannot be asked; `None`: nothing any more.
#[must_use]
pub fn worth(as_of: Timestamp, now: Timestamp) -> Option<Basis> {
    let age = now.since(as_of);
    if age < STALE_FOR {
        Some(Basis::Stale)
    } else if age < GRACE_FOR {
        Some(Basis::Grace)
    } else {
        None
    }
}
