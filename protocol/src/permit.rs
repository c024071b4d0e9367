//! Who may do what: one pure table of commands by roles, default deny.
//!
//! It refuses, it explains, and it is printed as documentation ([`table`]). Locks and mutes subtract from it; nothing ever
//! adds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal::{Code, Refusal};

pub mod ban;
pub mod desk;
mod kind;
pub mod locks;
mod rule;

pub use self::kind::CommandKind;
pub use self::rule::{Rule, Ruled};

/// What a person is in a course. The role in a session is the enrolment's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes part in the class.
    Student,
    /// Gives the class.
    Teacher,
    /// Helps the teacher.
    Assistant,
    /// Keeps the classes of the course safe, here and at the desk.
    Moderator,
}

impl Role {
    /// Every role there is.
    pub const ALL: &'static [Self] = &[Self::Student, Self::Teacher, Self::Assistant, Self::Moderator];

    /// Whether the role gives the class or watches over it, and so takes no seat from a student.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Student => false,
            Self::Teacher | Self::Assistant | Self::Moderator => true,
        }
    }

    /// Whether they give the class or help with it, which everybody in it sees. That a moderator is there only staff know.
    #[must_use]
    pub const fn gives_class(self) -> bool {
        match self {
            Self::Teacher | Self::Assistant => true,
            Self::Student | Self::Moderator => false,
        }
    }

    /// The role as it travels and is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Assistant => "assistant",
            Self::Moderator => "moderator",
        }
    }
}

/// How a participant takes part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// With a seat (or, giving the class, without needing one): media both ways.
    Seated,
    /// Watching: everything but sending media.
    Overflow,
    /// In the lobby: nothing but waiting to be let in.
    Lobby,
}

/// Where a session is in its hour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Known, and its doors are not open.
    #[default]
    Announced,
    /// The doors are open, the class has not begun.
    Doors,
    /// The hour itself.
    Live,
    /// The hour is over; people may finish their sentence.
    Closing,
    /// Over for good.
    Ended,
    /// It will not take place.
    Cancelled,
}

impl Phase {
    /// The phase as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Doors => "doors",
            Self::Live => "live",
            Self::Closing => "closing",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a person may send in the media room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sends {
    /// Sound.
    pub microphone: bool,
    /// Pictures.
    pub camera: bool,
}

impl Sends {
    /// Both.
    pub const ALL: Self = Self { microphone: true, camera: true };

    /// What somebody may send who may do these things.
    #[must_use]
    pub fn of(may: &[CommandKind]) -> Self {
        Self { microphone: may.contains(&CommandKind::Microphone), camera: may.contains(&CommandKind::Camera) }
    }
}

/// One cell of the table: in which tiers and phases a role may do a thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permit {
    /// The tiers that may.
    pub tiers: &'static [Tier],
    /// The phases in which they may.
    pub phases: &'static [Phase],
}

const EVERY_TIER: &[Tier] = &[Tier::Seated, Tier::Overflow];
const ANYWHERE: &[Tier] = &[Tier::Seated, Tier::Overflow, Tier::Lobby];
const WITH_A_SEAT: &[Tier] = &[Tier::Seated];
const WHILE_OPEN: &[Phase] = &[Phase::Doors, Phase::Live, Phase::Closing];
const WHILE_ENTERING: &[Phase] = &[Phase::Doors, Phase::Live];
const WHILE_TO_COME: &[Phase] = &[Phase::Announced, Phase::Doors, Phase::Live];
const WHILE_RUNNING: &[Phase] = &[Phase::Live, Phase::Closing];
const ALWAYS: &[Phase] = &[Phase::Announced, Phase::Doors, Phase::Live, Phase::Closing, Phase::Ended, Phase::Cancelled];

/// The table. `None` is a no whatever the tier and phase.
#[must_use]
pub const fn permit(kind: CommandKind, role: Role) -> Option<Permit> {
    let (tiers, phases) = match (kind, role) {
        (CommandKind::Join, Role::Student) => (EVERY_TIER, WHILE_ENTERING),
        (CommandKind::Join, Role::Teacher | Role::Assistant | Role::Moderator) => (EVERY_TIER, WHILE_OPEN),
        (
            CommandKind::Enter
            | CommandKind::Say
            | CommandKind::Edit
            | CommandKind::Delete
            | CommandKind::React
            | CommandKind::Direct
            | CommandKind::People
            | CommandKind::Report,
            Role::Student | Role::Teacher | Role::Assistant | Role::Moderator,
        ) => (EVERY_TIER, WHILE_OPEN),
        (CommandKind::History, Role::Student | Role::Teacher | Role::Assistant | Role::Moderator) => {
            (EVERY_TIER, ALWAYS)
        }
        (CommandKind::Leave, Role::Student | Role::Teacher | Role::Assistant | Role::Moderator) => (ANYWHERE, ALWAYS),
        (CommandKind::Microphone | CommandKind::Camera, Role::Student | Role::Teacher | Role::Assistant) => {
            (WITH_A_SEAT, WHILE_OPEN)
        }
        (CommandKind::End, Role::Teacher) => (WITH_A_SEAT, WHILE_RUNNING),
        (CommandKind::Reserve, Role::Student) => (EVERY_TIER, WHILE_TO_COME),
        (
            CommandKind::Sanction | CommandKind::SetChat | CommandKind::Review,
            Role::Teacher | Role::Assistant | Role::Moderator,
        ) => (WITH_A_SEAT, WHILE_OPEN),
        (CommandKind::Ban, Role::Teacher | Role::Moderator) => (WITH_A_SEAT, WHILE_OPEN),
        (CommandKind::Poll, Role::Teacher | Role::Assistant) => (WITH_A_SEAT, WHILE_OPEN),
        // Who asks does not answer: the tally is of those who are asked.
        (CommandKind::Vote, Role::Student) => (EVERY_TIER, WHILE_OPEN),
        (CommandKind::RaiseHand | CommandKind::AskQuestion | CommandKind::Upvote, Role::Student) => {
            (EVERY_TIER, WHILE_OPEN)
        }
        (CommandKind::GiveFloor | CommandKind::HandleQuestions, Role::Teacher | Role::Assistant) => {
            (WITH_A_SEAT, WHILE_OPEN)
        }
        (
            CommandKind::Lock | CommandKind::Spotlight | CommandKind::Calm | CommandKind::Lobby,
            Role::Teacher | Role::Assistant | Role::Moderator,
        ) => (WITH_A_SEAT, WHILE_OPEN),
        // Whoever gives the class or watches over it needs no seat.
        (CommandKind::Reserve, Role::Teacher | Role::Assistant | Role::Moderator)
        | (CommandKind::Microphone | CommandKind::Camera, Role::Moderator)
        | (CommandKind::End, Role::Student | Role::Assistant | Role::Moderator)
        | (CommandKind::Sanction | CommandKind::SetChat | CommandKind::Review | CommandKind::Poll, Role::Student)
        | (CommandKind::Poll, Role::Moderator)
        | (CommandKind::Vote, Role::Teacher | Role::Assistant | Role::Moderator)
        | (CommandKind::Lock | CommandKind::Spotlight | CommandKind::Calm | CommandKind::Lobby, Role::Student)
        | (
            CommandKind::RaiseHand | CommandKind::AskQuestion | CommandKind::Upvote,
            Role::Teacher | Role::Assistant | Role::Moderator,
        )
        | (CommandKind::GiveFloor | CommandKind::HandleQuestions, Role::Student | Role::Moderator)
        | (CommandKind::Ban, Role::Student | Role::Assistant) => return None,
    };
    Some(Permit { tiers, phases })
}

/// Asks the table for a person who is in the session.
///
/// # Errors
/// `over` or `cancelled` where the role could do it before, else `not_permitted` with the reason in `explain`.
pub fn check(kind: CommandKind, role: Role, tier: Tier, phase: Phase) -> Result<(), Refusal> {
    let Some(permit) = permit(kind, role) else {
        let explain = format!("A {} may never {}.", role.as_str(), kind.as_str());
        return Err(Refusal::new(Code::NotPermitted).explain(explain).rule(Rule::Role));
    };
    if !permit.phases.contains(&phase) {
        let refusal = match phase {
            Phase::Ended => Refusal::new(Code::Over),
            Phase::Cancelled => Refusal::new(Code::Cancelled),
            Phase::Announced => Refusal::new(Code::NotOpen),
            Phase::Doors | Phase::Live | Phase::Closing => Refusal::new(Code::NotPermitted).explain(format!(
                "A {} may not {} while the class is {}.",
                role.as_str(),
                kind.as_str(),
                phase.as_str()
            )),
        };
        return Err(refusal.rule(Rule::Phase));
    }
    if !permit.tiers.contains(&tier) {
        let who = match tier {
            Tier::Seated | Tier::Overflow => "Without a seat nobody",
            Tier::Lobby => "Nobody who waits in the lobby",
        };
        return Err(Refusal::new(Code::NotPermitted).explain(format!("{who} may {}.", kind.as_str())).rule(Rule::Tier));
    }
    Ok(())
}

/// What a person may do now, for their `you` frame.
#[must_use]
pub fn may(role: Role, tier: Tier, phase: Phase) -> Vec<CommandKind> {
    CommandKind::ALL.iter().copied().filter(|kind| check(*kind, role, tier, phase).is_ok()).collect()
}

/// The table as Markdown, for the documentation.
#[must_use]
pub fn table() -> String {
    let mut text = String::from("| command | role | tiers | phases |\n|---|---|---|---|\n");
    for kind in CommandKind::ALL {
        for role in Role::ALL {
            let (tiers, phases) = match permit(*kind, *role) {
                None => ("never".to_owned(), "never".to_owned()),
                Some(permit) => (
                    permit.tiers.iter().map(|tier| tier.as_str()).collect::<Vec<_>>().join(", "),
                    permit.phases.iter().map(|phase| phase.as_str()).collect::<Vec<_>>().join(", "),
                ),
            };
            text.push_str(&format!("| {} | {} | {tiers} | {phases} |\n", kind.as_str(), role.as_str()));
        }
    }
    text
}

impl Tier {
    /// The tier as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seated => "seated",
            Self::Overflow => "overflow",
            Self::Lobby => "lobby",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_student_never_ends_the_class_and_is_told_why() {
        let refusal = check(CommandKind::End, Role::Student, Tier::Seated, Phase::Live).unwrap_err();
        assert_eq!(refusal.code, Code::NotPermitted);
        assert_eq!(refusal.explain.unwrap(), "A student may never end.");
    }

    #[test]
    fn whoever_watches_does_everything_but_send_media() {
        let seated = may(Role::Student, Tier::Seated, Phase::Live);
        let watching = may(Role::Student, Tier::Overflow, Phase::Live);
        let lost: Vec<_> = seated.into_iter().filter(|kind| !watching.contains(kind)).collect();
        assert_eq!(lost, [CommandKind::Microphone, CommandKind::Camera]);
    }

    #[test]
    fn who_waits_in_the_lobby_does_nothing_but_leave() {
        assert_eq!(may(Role::Student, Tier::Lobby, Phase::Live), [CommandKind::Leave]);
        let refusal = check(CommandKind::Say, Role::Student, Tier::Lobby, Phase::Live).unwrap_err();
        assert_eq!(refusal.explain.unwrap(), "Nobody who waits in the lobby may say.");
    }

    #[test]
    fn nobody_writes_in_a_class_that_is_over() {
        for role in Role::ALL {
            let refusal = check(CommandKind::Say, *role, Tier::Seated, Phase::Ended).unwrap_err();
            assert_eq!(refusal.code, Code::Over);
            let refusal = check(CommandKind::Say, *role, Tier::Seated, Phase::Cancelled).unwrap_err();
            assert_eq!(refusal.code, Code::Cancelled);
        }
    }
}
