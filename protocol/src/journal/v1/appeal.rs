//! What happens to appeals in the room of the sanction, as it is stored.

use serde::{Deserialize, Serialize};

use crate::appeal::{Appeal, AppealAnswer, AppealRound};
use crate::ids::{PersonId, SanctionId};
use crate::time::Timestamp;

/// What can happen. Stored inside [`super::SessionEvent::Appeal`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AppealEvent {
    /// A person contests what is done about them.
    Made {
        /// The appeal.
        appeal: Box<Appeal>,
    },
    /// Who appealed was asked something, or answered: the whole exchange as it is now.
    Exchanged {
        /// Against which sanction it is.
        sanction: SanctionId,
        /// Whose it is.
        person: PersonId,
        /// What was asked and answered, in order.
        exchange: Vec<AppealRound>,
        /// By when it should be decided now.
        due_at: Timestamp,
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
