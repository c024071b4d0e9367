//! What can happen to a poll, as it is stored.

use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, PersonId};
use crate::poll::{Ask, Ballot, Shown, Tally};
use crate::time::Timestamp;

/// What can happen to a poll.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum PollEvent {
    /// It was asked, and is open.
    Asked {
        /// Its id: the command's.
        poll: CommandId,
        /// Whose.
        by: PersonId,
        /// What.
        ask: Box<Ask>,
        /// When.
        at: Timestamp,
        /// When it closes by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes_at: Option<Timestamp>,
    },
    /// Somebody answered a poll with names, for the first time or otherwise than before.
    Voted {
        /// Which poll.
        poll: CommandId,
        /// Who.
        person: PersonId,
        /// What.
        ballot: Ballot,
        /// When.
        at: Timestamp,
    },
    /// Ballots without names were counted together: who gave one, and how often each answer was given. Nothing says whose is
    /// which, and the entry has no command.
    Counted {
        /// Which poll.
        poll: CommandId,
        /// Who gave one, in the order of their ids.
        roll: Vec<PersonId>,
        /// How often each answer was given; absent where so few have answered that it would say whose they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tally: Option<Tally>,
    },
    /// It is going to be closed by hand: ballots that wait are counted before.
    Ending {
        /// Which poll.
        poll: CommandId,
        /// Who closes it.
        by: PersonId,
        /// When.
        closes_at: Timestamp,
    },
    /// Its results are shown to students in another measure from here on.
    Shown {
        /// Which poll.
        poll: CommandId,
        /// Who did it.
        by: PersonId,
        /// How much.
        students: Shown,
    },
    /// It is closed; nothing is counted any more.
    Closed {
        /// Which poll.
        poll: CommandId,
        /// When.
        at: Timestamp,
        /// Who closed it; absent where its time was up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
}
