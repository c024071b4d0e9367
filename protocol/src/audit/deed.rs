//! What somebody of the staff did: as what, what, on whom and on what, how it is from then on, and why. Codes from closed
//! lists, and ids; never text.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::PersonId;
use crate::moderation::{Measure, ReasonCode, Scope};
use crate::permit::Role;
use crate::permit::desk::DeskRole;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$of])* #[serde(rename = $text)] $word,)* }

        impl $name {
            /// As it is stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }
        }
    };
}

codes! {
    /// As what somebody acted.
    Capacity {
        /// Who gives the class.
        Teacher = "teacher",
        /// Who helps them.
        Assistant = "assistant",
        /// A moderator of the course.
        Moderator = "moderator",
        /// A moderator of the platform.
        PlatformModerator = "platform_moderator",
        /// Whoever may run verbs on the database.
        Operator = "operator",
    }
}

impl Capacity {
    /// Of a role in a class; students are no staff.
    #[must_use]
    pub const fn of(role: Role) -> Option<Self> {
        match role {
            Role::Student => None,
            Role::Teacher => Some(Self::Teacher),
            Role::Assistant => Some(Self::Assistant),
            Role::Moderator => Some(Self::Moderator),
        }
    }

    /// Of a role at the desk.
    #[must_use]
    pub const fn at_the_desk(role: DeskRole) -> Self {
        match role {
            DeskRole::Course => Self::Moderator,
            DeskRole::Platform => Self::PlatformModerator,
        }
    }
}

codes! {
    /// What was done: everything that staff can do and students cannot.
    What {
        /// The class was ended before its time.
        SessionEnd = "session.end",
        /// Something was done about a person in the room.
        SessionSanction = "session.sanction",
        /// It was lifted there.
        SessionLift = "session.lift",
        /// How the class may write was changed.
        ChatSet = "chat.set",
        /// A poll was asked.
        PollAsk = "poll.ask",
        /// It was closed by hand.
        PollClose = "poll.close",
        /// Its results were shown in another measure.
        PollShow = "poll.show",
        /// A question was approved, put live, answered or dismissed.
        QuestionMove = "question.move",
        /// Two questions were made one.
        QuestionMerge = "question.merge",
        /// How questions can be asked was changed.
        QuestionsSet = "questions.set",
        /// Somebody was given the floor.
        FloorGrant = "floor.grant",
        /// The floor was taken back.
        FloorEnd = "floor.end",
        /// Somebody was put in the spotlight.
        Spotlight = "class.spotlight",
        /// Nobody is any more.
        SpotlightEnd = "class.spotlight_end",
        /// Hands of others were lowered.
        HandLower = "hand.lower",
        /// What a message said before was looked at.
        MessageLook = "message.look",
        /// Hands that had been lowered together were put up again.
        HandsRestore = "hands.restore",
        /// In which order hands are given the floor was changed.
        HandsSet = "hands.set",
        /// Something was locked for students.
        Lock = "class.lock",
        /// It was opened again.
        Unlock = "class.unlock",
        /// What was locked, or open, for one is as for all again.
        LockClear = "class.lock_clear",
        /// The class was made calm.
        Calm = "class.calm",
        /// It was made as it was before.
        CalmEnd = "class.calm_end",
        /// A held message was let through.
        MessageLetThrough = "message.let_through",
        /// A held message was discarded.
        MessageDiscard = "message.discard",
        /// A person who had written to the moderators was answered.
        DirectAnswer = "direct.answer",
        /// Newcomers wait in the lobby.
        LobbyOn = "lobby.on",
        /// They come in as they come.
        LobbyOff = "lobby.off",
        /// Some of those who waited were let in.
        LobbyLetIn = "lobby.let_in",
        /// Some of them were turned away.
        LobbyTurnAway = "lobby.turn_away",
        /// Somebody who was in the class was put back into the lobby.
        LobbyPutBack = "lobby.put_back",
        /// Somebody who was turned away may come in.
        LobbyPardon = "lobby.pardon",
        /// Those who wait were told something.
        LobbyTell = "lobby.tell",
        /// A case was claimed.
        CaseClaim = "case.claim",
        /// It was given back.
        CaseRelease = "case.release",
        /// It was given to somebody else.
        CaseHandOver = "case.hand_over",
        /// A note was written on it.
        CaseNote = "case.note",
        /// It was decided.
        CaseDecide = "case.decide",
        /// The decision was taken back at once.
        CaseUndo = "case.undo",
        /// A settled decision was reversed.
        CaseReverse = "case.reverse",
        /// Who appealed was asked something.
        AppealAsk = "appeal.ask",
        /// An appeal was decided.
        AppealDecide = "appeal.decide",
        /// It was passed upward.
        CaseEscalate = "case.escalate",
        /// An account was disabled.
        AccountDisable = "account.disable",
        /// It was enabled again.
        AccountEnable = "account.enable",
        /// A ban from more than one class was lifted.
        BanLift = "ban.lift",
        /// A class was called off.
        SessionCancel = "session.cancel",
        /// Whether one class begins with its lobby was said.
        SessionLobby = "session.lobby",
        /// Whether the classes of a course do was.
        CourseLobby = "course.lobby",
        /// A reason code is not in use any more.
        ReasonRetire = "reason.retire",
        /// It is again.
        ReasonRestore = "reason.restore",
        /// A rule of the word filter was made.
        WordsAdd = "words.add",
        /// It does not hold any more.
        WordsRetire = "words.retire",
        /// Lessons of a course were published.
        LessonsPublish = "lessons.publish",
        /// A plan was made.
        PlanAdd = "plan.add",
        /// A plan was changed.
        PlanChange = "plan.change",
        /// A grant was given.
        GrantAdd = "grant.add",
        /// A grant was ended.
        GrantEnd = "grant.end",
    }
}

/// What somebody of the staff did, as it stands in a journal's entry. Whose command it was, the entry says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Deed {
    /// As what.
    pub role: Capacity,
    /// What.
    pub what: What,
    /// On whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// On what: a case, a sanction, a poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// How it is from then on, in a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonCode>,
}

impl Deed {
    /// A deed on nothing in particular.
    #[must_use]
    pub const fn new(role: Capacity, what: What) -> Self {
        Self { role, what, person: None, subject: None, after: None, reason: None }
    }

    /// On whom.
    #[must_use]
    pub fn on(self, person: PersonId) -> Self {
        Self { person: Some(person), ..self }
    }

    /// On what.
    #[must_use]
    pub fn about(self, subject: Uuid) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// How it is from then on.
    #[must_use]
    pub fn after(self, after: impl Into<String>) -> Self {
        Self { after: Some(after.into()), ..self }
    }

    /// Why.
    #[must_use]
    pub fn since(self, reason: ReasonCode) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// What a decision does from then on; of a ban, how far it reaches where that is further than the class, and how long
    /// it lasts where it has an end: `ban.series.10080_minutes`.
    #[must_use]
    pub fn measured(self, measure: Option<Measure>, scope: Scope, lasts: Option<Duration>) -> Self {
        match measure {
            Some(Measure::Ban) => {
                let far = if scope.is_session() { String::new() } else { format!(".{}", scope.as_str()) };
                let long = lasts.map(|span| format!(".{}_minutes", span.as_secs() / 60)).unwrap_or_default();
                self.after(format!("ban{far}{long}"))
            }
            Some(measure @ (Measure::Warn | Measure::Hide | Measure::Mute | Measure::Remove)) => {
                self.after(measure.as_str())
            }
            None => self.after("nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ban_says_how_far_it_reaches_and_how_long_it_lasts() {
        let after = |measure, scope, lasts| {
            Deed::new(Capacity::Teacher, What::CaseDecide).measured(measure, scope, lasts).after.unwrap()
        };
        let (ban, day) = (Some(Measure::Ban), Some(Duration::from_secs(86_400)));
        assert_eq!(after(ban, Scope::Session, None), "ban", "as before there were ends");
        assert_eq!(after(ban, Scope::Series, None), "ban.series");
        assert_eq!(after(ban, Scope::Session, day), "ban.1440_minutes");
        assert_eq!(after(ban, Scope::Platform, day), "ban.platform.1440_minutes");
        assert_eq!(after(Some(Measure::Mute), Scope::Session, day), "mute", "the end of a mute is with the class's");
    }
}
