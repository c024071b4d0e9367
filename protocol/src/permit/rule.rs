//! Which rule says no: what a refusal that comes from who asks, and not from what they ask for, rests on. Clients sort and
//! show by it; the sentence is the refusal's own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::moderation::words;
use crate::time::Timestamp;

words! {
    /// What keeps somebody from a thing that others, or they themselves at another time, may do.
    Rule {
        /// They are not in the class, or not any more.
        NotHere = "not_here",
        /// The table gives it to their role in no phase.
        Role = "role",
        /// The table gives it in another phase of the class.
        Phase = "phase",
        /// The table gives it to another tier: with a seat, or out of the lobby.
        Tier = "tier",
        /// The class is calm, and calm mode closes it.
        Calm = "calm",
        /// The chat is paused for all students.
        ChatPaused = "chat_paused",
        /// It is locked for all students.
        Locked = "locked",
        /// It is locked for them alone.
        LockedAlone = "locked_alone",
        /// They are muted in it.
        Muted = "muted",
        /// Not so soon after the last time: slow mode, or the pace of what is written to the moderators.
        Slow = "slow",
        /// What they write is looked at before it is shown, and what was shown does not change meanwhile.
        LookedAt = "looked_at",
        /// They, or all together, have as much of it as there may be.
        Enough = "enough",
    }
}

/// A rule that says no, as a refusal carries it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ruled {
    /// Which.
    pub rule: Rule,
    /// When it stops to hold by itself, where it does.
    pub until: Option<Timestamp>,
}
