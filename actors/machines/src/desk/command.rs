//! What can be asked of the desk, with the proof that whoever asks works there.

use homeroom_protocol::appeal::{Appeal, AppealOutcome};
use homeroom_protocol::ids::{CaseId, ConnectionId, PersonId, SanctionId};
use homeroom_protocol::moderation::{Measure, ReasonCode, Report, Scope};

use super::badge::Badge;

/// A wish with its proofs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// A room hands over a report.
    Open(Box<Report>),
    /// A room hands over an appeal.
    Appeal(Box<Appeal>),
    /// Who appealed answers what they were asked.
    Reply {
        /// Who.
        person: PersonId,
        /// Against which sanction the appeal is.
        sanction: SanctionId,
        /// Their own words.
        text: String,
    },
    /// A moderator does something with a case.
    Act {
        /// Who.
        badge: Badge,
        /// Which case.
        case: CaseId,
        /// What.
        wish: Wish,
    },
}

/// What a moderator wants to do with a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Work on it.
    Claim,
    /// Go on working on it.
    Renew,
    /// Give it back.
    Release,
    /// Give it to somebody else at the desk.
    HandOver {
        /// Who.
        to: PersonId,
        /// What they should know.
        note: String,
    },
    /// Write a note.
    Note {
        /// What.
        text: String,
    },
    /// Decide it.
    Decide(Finding),
    /// Ask who appealed something.
    Ask(Question),
    /// Decide an appeal.
    Answer(Answer),
    /// Take the decision back as if nothing was.
    Undo,
    /// Reverse a settled decision.
    Reverse {
        /// Why.
        note: String,
    },
    /// Pass it upward.
    Escalate {
        /// Why.
        note: String,
    },
}

/// What a moderator found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The version of the case that was looked at.
    pub version: u32,
    /// Why.
    pub reason: ReasonCode,
    /// What is to be done; `None`: nothing was wrong.
    pub measure: Option<Measure>,
    /// How long, with a time out.
    pub minutes: Option<u32>,
    /// How far, with a ban.
    pub scope: Scope,
    /// For other moderators.
    pub note: String,
}

/// What a moderator asks who appealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The version of the case that was looked at.
    pub version: u32,
    /// What is asked.
    pub text: String,
}

/// What a moderator finds of an appeal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The version of the case that was looked at.
    pub version: u32,
    /// Whether the sanction stays.
    pub outcome: AppealOutcome,
    /// What the person is told besides.
    pub text: String,
    /// For other moderators.
    pub note: String,
}

/// What a relay reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Observation {
    /// A moderator's connection is here.
    Here {
        /// Whose.
        badge: Badge,
        /// Which.
        connection: ConnectionId,
    },
    /// A connection is lost.
    Gone {
        /// Which.
        connection: ConnectionId,
    },
}

/// A question about the state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Query {
    /// Everything about a case.
    Case {
        /// Who asks.
        badge: Badge,
        /// Which.
        case: CaseId,
    },
}
