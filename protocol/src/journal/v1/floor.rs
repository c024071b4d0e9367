//! What happens to hands, the floor, locks and the spotlight. Their order is that of the journal.

use serde::{Deserialize, Serialize};

use crate::frame::floor::{HandOrder, Lockable};
use crate::ids::PersonId;
use crate::time::Timestamp;

/// What can happen. Stored inside [`super::SessionEvent::Floor`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum FloorEvent {
    /// A hand is up, behind all others.
    HandRaised {
        /// Whose.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A hand is down.
    HandLowered {
        /// Whose.
        person: PersonId,
        /// Who lowered it; absent: its owner, or that they went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When, where it went down with others by one wish: these can go up again together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        together: Option<Timestamp>,
    },
    /// Who has the floor has been heard; their hand, which was up, is down.
    Spoke {
        /// Who.
        person: PersonId,
    },
    /// Hands that last went down together are up again, where they were.
    HandsRestored {
        /// Whose.
        people: Vec<PersonId>,
        /// Who did it.
        by: PersonId,
    },
    /// A person has the floor; whoever had it has it no more.
    Granted {
        /// Who.
        person: PersonId,
        /// Until when.
        until: Timestamp,
        /// Who gave it.
        by: PersonId,
        /// Since when; absent in rows from before it was counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Nobody has the floor; the hand of who had it is down.
    Ended {
        /// Who took it back or gave it back; absent: its time was up, or that they went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When; absent in rows from before it was counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Hands are given the floor in this order from here on.
    HandsSet {
        /// Which.
        order: HandOrder,
        /// Who said so.
        by: PersonId,
    },
    /// Something is locked for students from here on, or open again.
    Locked {
        /// What.
        lock: Lockable,
        /// Whether it is locked.
        locked: bool,
        /// Who did it.
        by: PersonId,
        /// Until when, where it has an end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Something is locked for one person, or open, whatever it is for all.
    LockedFor {
        /// For whom.
        person: PersonId,
        /// What.
        lock: Lockable,
        /// Whether it is locked.
        locked: bool,
        /// Who did it.
        by: PersonId,
        /// Until when, where it has an end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// A person is in the spotlight from here on, or nobody any more.
    Spotlit {
        /// Who; absent: nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// Who said so; absent: whoever was in it has gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// A lock for all is no more, or one person may again what all may.
    LockEnded {
        /// Which.
        lock: Lockable,
        /// For whom; absent: for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// Who did it; absent: its time was up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
}
