//! What the desk sends to moderators' pages. The queue is a list of rows; whatever happens to a case is its row as it is
//! from then on, so that a page applies everything alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::appeal::Contested;
use crate::frame::server::{Bye, Reconnect, Refused};
use crate::ids::{CaseId, CommandId, CourseId, PersonId, SanctionId};
use crate::journal::v1::desk::{Decision, Moderator};
use crate::moderation::{Evidence, FrozenPerson, Measure, ReasonCode, ReportKind, Severity, Subject};
use crate::permit::desk::Level;
use crate::time::Timestamp;

/// A frame from the desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum DeskFrame {
    /// The one answer to a good `hello`.
    Welcome(DeskWelcome),
    /// What one committed command did.
    Entry(DeskEntry),
    /// Ephemeral; may be dropped.
    Signal(DeskSignal),
    /// The whole of what is this moderator's own.
    You(DeskYou),
    /// A command was taken, and all its answer rests on is committed.
    Ack(DeskAck),
    /// A command was not taken.
    Refused(Refused),
    /// Open a new socket, resume there, then close this one.
    Reconnect(Reconnect),
    /// The last frame before a close.
    Bye(Bye),
}

/// The answer to `hello`: either the missed entries follow, or a view is here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskWelcome {
    /// The feed's head when this was said; with a view, where the picture was taken.
    pub offset: u64,
    /// What is this moderator's own.
    pub you: DeskYou,
    /// The server's time, for clocks.
    pub server_time: Timestamp,
    /// How often to expect something (L12).
    pub heartbeat_seconds: u32,
    /// For the next `hello` after a lost connection.
    pub resume_token: String,
    /// True: the entries after the client's offset follow. False: `view` is the state to start from.
    pub resumed: bool,
    /// The state as a picture, where not resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<DeskView>,
}

/// What one committed command did, as far as this moderator may see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskEntry {
    /// Its offset in the journal.
    pub offset: u64,
    /// The offset of the entry before that was sent here; a client whose last offset differs resumes.
    pub after: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What happened; applied as a whole.
    pub events: Vec<DeskNews>,
}

/// What happened at the desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskNews {
    /// A case is new or has changed.
    Case {
        /// As it is now.
        row: CaseRow,
    },
    /// An appeal is due soon and nobody has decided it.
    Reminder {
        /// As it is now.
        row: CaseRow,
    },
}

/// One case, as a row of the queue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseRow {
    /// Its id.
    pub id: CaseId,
    /// Its number, from 1, for people.
    pub number: u64,
    /// How often it has changed; `decide` names it.
    pub version: u32,
    /// What it is about.
    pub subject: Subject,
    /// The name of the person it is about.
    pub name: String,
    /// The reported message, or the words of an appeal, up to 200 characters of it; empty where it is about a person.
    pub text: String,
    /// Of which course.
    pub course: CourseId,
    /// The title of the class.
    pub class: String,
    /// The worst that is complained about; of an appeal `other`.
    pub kind: ReportKind,
    /// How many people have reported it.
    pub reports: u32,
    /// How bad it is, by the table. The queue goes by this, then by age.
    pub severity: Severity,
    /// When it began.
    pub opened_at: Timestamp,
    /// By when it should be decided.
    pub due_at: Timestamp,
    /// Whose it is.
    pub level: Level,
    /// What is contested, where the case is an appeal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Box<Contested>>,
    /// Where it stands.
    pub state: CaseState,
}

/// Where a case stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum CaseState {
    /// Nobody works on it.
    Open,
    /// Somebody does.
    Claimed {
        /// Who.
        by: Moderator,
        /// When it is free again if they do not renew.
        until: Timestamp,
    },
    /// It is decided, and can still be undone as if nothing was.
    Decided {
        /// What was found.
        decision: Decision,
        /// Until when.
        undo_until: Timestamp,
    },
    /// It is decided.
    Settled {
        /// What was found.
        decision: Decision,
    },
}

/// The desk as a picture.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct DeskView {
    /// Open cases, and those that can still be undone, in the order of the queue.
    pub open: Vec<CaseRow>,
    /// The latest that were settled, latest first.
    pub settled: Vec<CaseRow>,
    /// Who is at the desk.
    pub moderators: Vec<Moderator>,
}

/// Ephemeral news.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskSignal {
    /// Who is at the desk.
    Moderators {
        /// Everybody, by name.
        here: Vec<Moderator>,
    },
    /// Nothing else was sent for a while (L12).
    Beat,
}

/// The whole of what is one moderator's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskYou {
    /// Who they are, and as what they work here.
    pub who: Moderator,
    /// The courses whose cases they see; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courses: Option<Vec<CourseId>>,
    /// The reasons that are in use.
    pub reasons: Vec<ReasonCode>,
}

/// A command was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskAck {
    /// Which one.
    pub id: CommandId,
    /// The offset of its entry, where it made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// What it answers, where it answers something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DeskAnswer>,
}

/// What an `ack` can carry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DeskAnswer {
    /// To `case`.
    Case(Box<CaseDetail>),
}

/// Everything about a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseDetail {
    /// The case.
    pub row: CaseRow,
    /// Its reports, oldest first.
    pub reports: Vec<CaseReport>,
    /// What was to be seen at the time of the first of them; of an appeal, when the sanction was decided.
    pub evidence: Evidence,
    /// What was done with it, oldest first.
    pub log: Vec<CaseAct>,
    /// What was decided about the same person before, latest first.
    pub before: Vec<EarlierDecision>,
}

/// A report of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseReport {
    /// Its id.
    pub id: CommandId,
    /// Who complained.
    pub by: FrozenPerson,
    /// What about.
    pub kind: ReportKind,
    /// What they added.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What was done with a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseAct {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: CaseActKind,
    /// Who, as what; absent: the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Moderator>,
    /// Why, or what was noted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// What can be done with a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseActKind {
    /// Somebody began to work on it.
    Claimed,
    /// They gave it back.
    Released,
    /// They gave it to somebody else.
    HandedOver,
    /// They wrote a note.
    Noted,
    /// They decided it.
    Decided,
    /// The decision was reversed.
    Reversed,
    /// It was passed upward.
    Escalated,
    /// Who appealed was asked something.
    Asked,
    /// They answered.
    Replied,
    /// They did not answer in time.
    Unanswered,
    /// It was put before the moderators again, since it is due soon.
    Reminded,
}

/// A decision about the same person, in another case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct EarlierDecision {
    /// Which case.
    pub case: CaseId,
    /// Which decision.
    pub decision: SanctionId,
    /// About whom.
    pub person: PersonId,
    /// In which class.
    pub class: String,
    /// Why.
    pub reason: ReasonCode,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// When.
    pub at: Timestamp,
}
