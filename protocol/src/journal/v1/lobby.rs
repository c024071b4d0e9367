//! What happens in the lobby. Who is let in comes into the class by the events everybody does (`seated`, `watched`), in the
//! same entry.

use serde::{Deserialize, Serialize};

use super::Participant;
use crate::frame::lobby::TurnedAway;
use crate::ids::{PersonId, SignInId};
use crate::time::Timestamp;

/// What can happen. Stored inside [`super::SessionEvent::Lobby`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum LobbyEvent {
    /// Newcomers wait from here on, or no more.
    Set {
        /// Whether.
        on: bool,
        /// Who said so; absent where it is how the class begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// A person waits, behind all others.
    Waits {
        /// Who.
        who: Participant,
        /// Whether they may sit down when they come in, and not only watch.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        may_sit: bool,
        /// When.
        at: Timestamp,
    },
    /// A person waits with another device.
    Moved {
        /// Who.
        person: PersonId,
        /// With which, from here on.
        sign_in: SignInId,
    },
    /// A person waits no more: they went, were away for too long, or their sign-in has ended.
    Gone {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// These are let in; each has their seat or place by an event behind this one.
    LetIn {
        /// Who, in their order.
        people: Vec<PersonId>,
        /// Who let them in.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// These are turned away.
    Denied {
        /// Who.
        people: Vec<PersonId>,
        /// Why.
        reason: TurnedAway,
        /// Who turned them away.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person who was in the class waits, behind all others. Whoever sat has their seat reserved.
    PutBack {
        /// Who.
        person: PersonId,
        /// When a seat that is kept for them is released if they do not come; absent before the time at which all
        /// reservations are, and where none is kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept_until: Option<Timestamp>,
        /// Who put them back.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person who was turned away may come again, and then does not wait.
    Pardoned {
        /// Who.
        person: PersonId,
        /// Who said so.
        by: PersonId,
    },
    /// Those who wait were told something.
    Told {
        /// Whom; absent: all who waited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// What.
        text: String,
        /// Who said it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
}
