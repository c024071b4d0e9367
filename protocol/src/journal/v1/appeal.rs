//! What happens to appeals in the room of the sanction, as it is stored.

use serde::{Deserialize, Serialize};

use crate::appeal::{Appeal, AppealAnswer};
use crate::ids::{PersonId, SanctionId};

/// What can happen. Stored inside [`super::SessionEvent::Appeal`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AppealEvent {
    /// A person contests what is done about them.
    Made {
        /// The appeal.
        appeal: Box<Appeal>,
    },
    /// The desk has decided it.
    Answered {
        /// Against which sanction it was.
        sanction: SanctionId,
        /// Whose it was.
        person: PersonId,
        /// What became of it.
        answer: AppealAnswer,
    },
}
