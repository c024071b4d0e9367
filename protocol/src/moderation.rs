//! The words of moderation that rooms, the desk, its journal and its socket share: what can be reported, why something is
//! decided, and what a decision does. Closed lists, so that a page can translate each.

mod ban;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::ban::{Banned, WideBan};
use crate::chat::Revision;
use crate::ids::{CommandId, CourseId, PersonId, SanctionId, SessionId};
use crate::limits::{BAN_MINUTES_MAX, MUTE_MINUTES_MAX};
use crate::permit::{CommandKind, Role};
use crate::refusal::Code;
use crate::time::Timestamp;

/// A closed list of words, with each as it travels.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $word,)* }

        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$word,)*];

            /// As it travels.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What somebody complains about.
    ReportKind {
        /// A threat to somebody.
        Threat = "threat",
        /// A wish to go on somewhere else, out of sight.
        Contact = "contact",
        /// Somebody's personal details.
        Personal = "personal",
        /// An insult.
        Insult = "insult",
        /// A name nobody should have to read.
        Name = "name",
        /// So much that nobody else can be read.
        Flood = "flood",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// Why a case was decided as it was.
    ReasonCode {
        /// A wish to go on off the platform.
        ContactOffPlatform = "contact_off_platform",
        /// Personal details were given away.
        PersonalDetails = "personal_details",
        /// Answers were offered or asked for.
        AnswersForSale = "answers_for_sale",
        /// An insult.
        Insult = "insult",
        /// A threat.
        Threat = "threat",
        /// A flood of messages.
        Flood = "flood",
        /// A name that is none.
        Name = "name",
        /// Words that are not taken here, again and again: what follows from it by itself.
        BlockedWords = "blocked_words",
        /// Nothing was wrong.
        NothingWrong = "nothing_wrong",
        /// Something else; the note says what.
        Other = "other",
    }
}

words! {
    /// What a decision does to the person it is about.
    Measure {
        /// They are told.
        Warn = "warn",
        /// The message is blanked for everybody, and they are told.
        Hide = "hide",
        /// They cannot do one thing for a while.
        Mute = "mute",
        /// They are put out of this class.
        Remove = "remove",
        /// They are put out of this class, of the course's or of all, until its end or until it is lifted.
        Ban = "ban",
    }
}

words! {
    /// What a mute keeps somebody from.
    Muted {
        /// Writing to the class, in the chat or as an answer in words, and giving reactions.
        Chat = "chat",
        /// Sending sound.
        Mic = "mic",
        /// Sending a picture.
        Camera = "camera",
        /// Raising a hand.
        Hand = "hand",
        /// Answering polls.
        Poll = "poll",
    }
}

words! {
    /// How far a ban reaches.
    Scope {
        /// This class.
        Session = "session",
        /// Every class of the course.
        Series = "series",
        /// Every class there is.
        Platform = "platform",
    }
}

impl Scope {
    /// What nobody who bans has to say.
    #[must_use]
    pub fn is_session(&self) -> bool {
        *self == Self::Session
    }

    /// What somebody is told who is banned so far.
    #[must_use]
    pub const fn refusal(self) -> Code {
        match self {
            Self::Session => Code::Banned,
            Self::Series => Code::BannedFromCourse,
            Self::Platform => Code::BannedFromPlatform,
        }
    }
}

impl Default for Scope {
    /// That of bans before they had one, and of those that say none.
    fn default() -> Self {
        Self::Session
    }
}

impl Measure {
    /// The longest it can be made to last, in minutes; `None`: nobody says how long.
    #[must_use]
    pub const fn minutes_max(self) -> Option<u32> {
        match self {
            Self::Mute => Some(MUTE_MINUTES_MAX),
            Self::Ban => Some(BAN_MINUTES_MAX),
            Self::Warn | Self::Hide | Self::Remove => None,
        }
    }

    /// Whether it can be made to last so long.
    #[must_use]
    pub fn lasts(self, minutes: u32) -> bool {
        self.minutes_max().is_some_and(|max| (1..=max).contains(&minutes))
    }
}

impl Muted {
    /// What they may not do.
    #[must_use]
    pub const fn kinds(self) -> &'static [CommandKind] {
        match self {
            Self::Chat => &[CommandKind::Say, CommandKind::Edit, CommandKind::React],
            Self::Mic => &[CommandKind::Microphone],
            Self::Camera => &[CommandKind::Camera],
            Self::Hand => &[CommandKind::RaiseHand],
            Self::Poll => &[CommandKind::Vote],
        }
    }
}

impl ReasonCode {
    /// Whether somebody can decide for it; the other is what follows by itself.
    #[must_use]
    pub const fn is_given_by_people(self) -> bool {
        !matches!(self, Self::BlockedWords)
    }

    /// Whether staff may retire it. Without two of these a case could not be allowed, or not be decided for a reason that is
    /// none of the others; the third is the machine's own.
    #[must_use]
    pub const fn can_be_retired(self) -> bool {
        match self {
            Self::NothingWrong | Self::Other | Self::BlockedWords => false,
            Self::ContactOffPlatform
            | Self::PersonalDetails
            | Self::AnswersForSale
            | Self::Insult
            | Self::Threat
            | Self::Flood
            | Self::Name => true,
        }
    }
}

impl std::str::FromStr for ReasonCode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|reason| reason.as_str() == text);
        found.ok_or_else(|| {
            format!("one of {}", Self::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
        })
    }
}

/// How bad it is: 1 is worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Severity(pub u8);

/// What a report is about: a message, or a person, in one class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// In which session.
    pub session: SessionId,
    /// Who is complained about.
    pub person: PersonId,
    /// The message, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<CommandId>,
}

/// A chat message as it stood when it was frozen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct FrozenMessage {
    /// Its id.
    pub id: CommandId,
    /// Whose.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// What they are in the class.
    pub role: Role,
    /// What was said; a neighbour's text may be cut, and then ends with an ellipsis.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// What it said before, oldest first; each may be cut, and then ends with an ellipsis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
    /// Whether who said it had taken it back; `text` is what it said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// Somebody who was in the class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct FrozenPerson {
    /// Who.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// What they are in the class.
    pub role: Role,
}

/// What was to be seen around a subject at the time of a report; nothing that happens later changes it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// The message with up to ten on each side, or the person's latest, in order.
    pub messages: Vec<FrozenMessage>,
    /// Whether there were earlier messages than these.
    pub earlier: bool,
    /// Whether there were later ones, at that time.
    pub later: bool,
    /// Who was in, up to a number.
    pub roster: Vec<FrozenPerson>,
    /// How many were in.
    pub people: u32,
    /// Where the picture and sound of the class were, in milliseconds since it went live; absent before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_at_ms: Option<u64>,
}

/// One complaint, as a room hands it to the desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Its id: the command's that made it.
    pub id: CommandId,
    /// What it is about.
    pub subject: Subject,
    /// The name of the person it is about.
    pub name: String,
    /// Of which course the class is.
    pub course: CourseId,
    /// The title of the class.
    pub class: String,
    /// What is complained about.
    pub kind: ReportKind,
    /// What the reporter added.
    pub text: String,
    /// Who complains. Shown to moderators, never to the class.
    pub by: FrozenPerson,
    /// When.
    pub at: Timestamp,
    /// What was to be seen then.
    pub evidence: Evidence,
}

/// What a room is asked to do about a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Sanction {
    /// Its id, by which it is lifted.
    pub id: SanctionId,
    /// Who it is about.
    pub person: PersonId,
    /// What it does.
    pub measure: Measure,
    /// What it mutes; only with `mute`, and where it is absent there: the chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutes: Option<Muted>,
    /// How far it reaches; only with `ban`, and where it is absent there: this class.
    #[serde(default, skip_serializing_if = "Scope::is_session")]
    pub scope: Scope,
    /// The message that is blanked; only with `hide`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<CommandId>,
    /// Why.
    pub reason: ReasonCode,
    /// When it ends by itself, with `mute` and, where it has an end, with `ban`; absent: with the class, or when it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Teacher or assistant, where one of them set it in the room; absent where a moderator decided, in the room or at the
    /// desk, or a rule of the class did, and in appeals from before it was told. Who that is, is for moderators alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Since when.
    pub at: Timestamp,
}

impl Sanction {
    /// How far and until when it bans, where it does.
    #[must_use]
    pub fn banned(&self) -> Option<Banned> {
        (self.measure == Measure::Ban).then_some(Banned { scope: self.scope, until: self.until })
    }

    /// Whether its end has come.
    #[must_use]
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// What it mutes, where it does. Those of before mutes had a kind are of the chat.
    #[must_use]
    pub fn muted(&self) -> Option<Muted> {
        (self.measure == Measure::Mute).then(|| self.mutes.unwrap_or(Muted::Chat))
    }
}

/// What a reporter hears of their report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportOutcome {
    /// It is with the moderators.
    Received,
    /// Something was done about it.
    Acted,
    /// Nothing was found to be wrong.
    NothingWrong,
}

impl ReportOutcome {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::Received, Self::Acted, Self::NothingWrong];

    /// As it is stored and said.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Acted => "acted",
            Self::NothingWrong => "nothing_wrong",
        }
    }
}
