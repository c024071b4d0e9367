//! `GET /v1/sessions/{session_id}/may`: what somebody may do in a class now, and of what they may not which rule says so;
//! asked beforehand, for who wonders about a button that is grey, and for staff who are asked "why can I not".

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{PersonId, SessionId};
use crate::permit::{CommandKind, Phase, Role, Rule, Tier};
use crate::refusal::Problem;
use crate::time::Timestamp;

/// Answer of `GET /v1/sessions/{session_id}/may`. Every command stands in `may` or in `may_not`, but for those at the door
/// (`join`, `enter`, `reserve`): what they rest on, a plan or a ban from more than this class, is not the class's to know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct May {
    /// Which class.
    pub session_id: SessionId,
    /// Who it is about.
    pub person_id: PersonId,
    /// What they are in the class; absent where they are not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// How they take part; absent where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Where the class is in its hour.
    pub phase: Phase,
    /// What they may now, be what they ask for what it should be: a text no longer than it may be, a poll that is open.
    pub may: Vec<CommandKind>,
    /// What they may not now.
    pub may_not: Vec<MayNot>,
    /// When it was so.
    pub server_time: Timestamp,
}

/// Something that somebody may not do now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MayNot {
    /// What.
    pub what: CommandKind,
    /// Which rule says so: the first that does, as they are asked when it is tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// When that rule stops to hold by itself; absent where it has no end of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What they would be told if they tried.
    pub problem: Problem,
}
