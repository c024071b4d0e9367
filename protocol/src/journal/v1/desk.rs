//! The stored form of the desk's events. Every act of a moderator says who, as what, what and why: these entries are the
//! audit of the desk.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::appeal::{Appeal, AppealAnswer};
use crate::ids::{CaseId, PersonId, SanctionId};
use crate::moderation::{Measure, ReasonCode, Report, Scope, Severity};
use crate::permit::desk::DeskRole;
use crate::time::Timestamp;

/// A moderator, as the desk knows them. Never shown to a class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Moderator {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// As what they act.
    pub role: DeskRole,
}

/// What a moderator decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// Its id; also that of the sanction it makes.
    pub id: SanctionId,
    /// Who decided, as what.
    pub by: Moderator,
    /// Why.
    pub reason: ReasonCode,
    /// What is done; absent: nothing was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// How far a ban reaches.
    #[serde(default, skip_serializing_if = "Scope::is_session")]
    pub scope: Scope,
    /// When what is done ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// For other moderators.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What becomes of an appeal, where the case is one; then nothing else is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<AppealAnswer>,
    /// When.
    pub at: Timestamp,
}

/// What can happen at the desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskEvent {
    /// A report on something nobody had reported: a case begins.
    Opened {
        /// The case.
        case: CaseId,
        /// The report.
        report: Box<Report>,
        /// How bad it is, by the table.
        severity: Severity,
        /// By when it should be decided.
        due_at: Timestamp,
    },
    /// A further report on the subject of an open case.
    Merged {
        /// The case.
        case: CaseId,
        /// The report.
        report: Box<Report>,
        /// How bad it is now; never better than before.
        severity: Severity,
        /// By when it should be decided now; never later than before.
        due_at: Timestamp,
    },
    /// Somebody contests what was done about them: a case of its own begins.
    Appealed {
        /// The case.
        case: CaseId,
        /// The appeal; who set the sanction stands in it, also where that was at the desk.
        appeal: Box<Appeal>,
        /// How bad it is that it waits, by the table.
        severity: Severity,
    },
    /// Who appealed is asked something: the case is given back, and its time stands still until they answer.
    AppealAsked {
        /// The case.
        case: CaseId,
        /// Who asks; never told.
        by: Moderator,
        /// What is asked.
        text: String,
        /// Until when it waits for the answer.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Who appealed has answered: the time of the case goes on.
    AppealReplied {
        /// The case.
        case: CaseId,
        /// The person's own words.
        text: String,
        /// By when it should be decided now.
        due_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Who appealed has not answered in time: the time of the case goes on without.
    AppealUnanswered {
        /// The case.
        case: CaseId,
        /// By when it should be decided now.
        due_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// An appeal is due soon and not decided: it is put before the moderators again.
    AppealReminded {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
    },
    /// A moderator works on it, until an end.
    Claimed {
        /// The case.
        case: CaseId,
        /// Who, as what.
        by: Moderator,
        /// When it is free again if nobody renews.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// They are still at it.
    Renewed {
        /// The case.
        case: CaseId,
        /// When it is free again now.
        until: Timestamp,
    },
    /// They gave it back.
    Released {
        /// The case.
        case: CaseId,
        /// Who.
        by: Moderator,
        /// When.
        at: Timestamp,
    },
    /// They did not renew: it is free.
    ClaimEnded {
        /// The case.
        case: CaseId,
    },
    /// They gave it to somebody else at the desk.
    HandedOver {
        /// The case.
        case: CaseId,
        /// Who gave it.
        by: Moderator,
        /// Who has it now.
        to: Moderator,
        /// When it is free again if they do not renew.
        until: Timestamp,
        /// What they should know.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// When.
        at: Timestamp,
    },
    /// A note for other moderators.
    Noted {
        /// The case.
        case: CaseId,
        /// Who.
        by: Moderator,
        /// What.
        text: String,
        /// When.
        at: Timestamp,
    },
    /// It was decided, and the decision takes hold at once.
    Decided {
        /// The case.
        case: CaseId,
        /// What was found.
        decision: Decision,
    },
    /// The decision was taken back within its first seconds, as if nothing was.
    Undone {
        /// The case.
        case: CaseId,
        /// Which decision.
        decision: SanctionId,
        /// Who.
        by: Moderator,
        /// How far the ban reached that it was.
        #[serde(default, skip_serializing_if = "Scope::is_session")]
        scope: Scope,
        /// The claim goes on until then.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// The time to take it back is over: reporters hear of it.
    Settled {
        /// The case.
        case: CaseId,
    },
    /// A settled decision was reversed: what it did is lifted, and the case stays settled with nothing done.
    Reversed {
        /// The case.
        case: CaseId,
        /// Which decision.
        decision: SanctionId,
        /// Who.
        by: Moderator,
        /// How far the ban reached that it was.
        #[serde(default, skip_serializing_if = "Scope::is_session")]
        scope: Scope,
        /// Why.
        note: String,
        /// When.
        at: Timestamp,
    },
    /// It was passed upward, by a moderator or because it was overdue.
    Escalated {
        /// The case.
        case: CaseId,
        /// Who; absent: the clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Moderator>,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// When.
        at: Timestamp,
    },
    /// Cases have waited so long that an alarm is raised: whoever is on call is told, where an address is set.
    Alarmed {
        /// Those whose time has passed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        overdue: Vec<CaseId>,
        /// Those that nobody has taken for as long again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unclaimed: Vec<CaseId>,
        /// When.
        at: Timestamp,
    },
}

impl DeskEvent {
    /// The case it is about; none where it is about many.
    #[must_use]
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::Opened { case, .. }
            | Self::Merged { case, .. }
            | Self::Appealed { case, .. }
            | Self::AppealAsked { case, .. }
            | Self::AppealReplied { case, .. }
            | Self::AppealUnanswered { case, .. }
            | Self::AppealReminded { case, .. }
            | Self::Claimed { case, .. }
            | Self::Renewed { case, .. }
            | Self::Released { case, .. }
            | Self::ClaimEnded { case }
            | Self::HandedOver { case, .. }
            | Self::Noted { case, .. }
            | Self::Decided { case, .. }
            | Self::Undone { case, .. }
            | Self::Settled { case }
            | Self::Reversed { case, .. }
            | Self::Escalated { case, .. } => Some(*case),
            Self::Alarmed { .. } => None,
        }
    }
}
