//! Who may do what at the desk: the second table of permits. A moderator of a course never sees another course's cases at
//! all (they are *not there* for them); this table says what may be done with those that are seen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal::{Code, Refusal};

/// As what somebody works at the desk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskRole {
    /// A moderator of courses, by enrolment: sees the cases of those.
    Course,
    /// A moderator of the platform: sees all.
    Platform,
}

impl DeskRole {
    /// Every role there is.
    pub const ALL: &'static [Self] = &[Self::Course, Self::Platform];

    /// As it travels and is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Platform => "platform",
        }
    }
}

/// Whose a case is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Any moderator's who sees it.
    Desk,
    /// It was overdue and says so; it is still any moderator's.
    Overdue,
    /// A moderator passed it upward: the platform's.
    Escalated,
}

impl Level {
    /// Every level there is.
    pub const ALL: &'static [Self] = &[Self::Desk, Self::Overdue, Self::Escalated];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Overdue => "overdue",
            Self::Escalated => "escalated",
        }
    }
}

/// Everything that can be done with a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Look at its evidence.
    Look,
    /// Claim it, renew the claim, give it back, hand it over.
    Claim,
    /// Write a note.
    Note,
    /// Ask who appealed something.
    Ask,
    /// Decide it.
    Decide,
    /// Undo one's own decision, or reverse a settled one.
    Undo,
    /// Pass it upward.
    Escalate,
}

impl Act {
    /// Every act there is.
    pub const ALL: &'static [Self] =
        &[Self::Look, Self::Claim, Self::Note, Self::Ask, Self::Decide, Self::Undo, Self::Escalate];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Claim => "claim",
            Self::Note => "note",
            Self::Ask => "ask",
            Self::Decide => "decide",
            Self::Undo => "undo",
            Self::Escalate => "escalate",
        }
    }
}

/// The table.
#[must_use]
pub const fn may(act: Act, role: DeskRole, level: Level) -> bool {
    match (act, role, level) {
        (Act::Look | Act::Note, DeskRole::Course, Level::Desk | Level::Overdue | Level::Escalated)
        | (
            Act::Claim | Act::Ask | Act::Decide | Act::Undo | Act::Escalate,
            DeskRole::Course,
            Level::Desk | Level::Overdue,
        )
        | (
            Act::Look | Act::Claim | Act::Note | Act::Ask | Act::Decide | Act::Undo,
            DeskRole::Platform,
            Level::Desk | Level::Overdue | Level::Escalated,
        )
        | (Act::Escalate, DeskRole::Platform, Level::Desk | Level::Overdue) => true,
        (Act::Claim | Act::Ask | Act::Decide | Act::Undo | Act::Escalate, DeskRole::Course, Level::Escalated)
        | (Act::Escalate, DeskRole::Platform, Level::Escalated) => false,
    }
}

/// Asks the table.
///
/// # Errors
/// `not_permitted`, with the reason in `explain`.
pub fn check(act: Act, role: DeskRole, level: Level) -> Result<(), Refusal> {
    if may(act, role, level) {
        return Ok(());
    }
    let (act, role, level) = (act.as_str(), role.as_str(), level.as_str());
    Err(Refusal::new(Code::NotPermitted).explain(format!("A {role} moderator may not {act} a case that is {level}.")))
}

/// The table as Markdown.
#[must_use]
pub fn table() -> String {
    let mut text = String::from("| act | role | cases |\n|---|---|---|\n");
    for act in Act::ALL {
        for role in DeskRole::ALL {
            let levels: Vec<_> =
                Level::ALL.iter().filter(|level| may(*act, *role, **level)).map(|level| level.as_str()).collect();
            let levels = if levels.is_empty() { "never".to_owned() } else { levels.join(", ") };
            text.push_str(&format!("| {} | {} | {levels} |\n", act.as_str(), role.as_str()));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_upward_is_looked_at_by_all_and_decided_by_the_platform() {
        assert!(may(Act::Look, DeskRole::Course, Level::Escalated));
        let refusal = check(Act::Decide, DeskRole::Course, Level::Escalated).unwrap_err();
        assert_eq!(refusal.explain.unwrap(), "A course moderator may not decide a case that is escalated.");
        assert!(check(Act::Decide, DeskRole::Platform, Level::Escalated).is_ok());
    }

    #[test]
    fn what_was_only_overdue_stays_everybodys() {
        assert!(check(Act::Decide, DeskRole::Course, Level::Overdue).is_ok());
    }
}
