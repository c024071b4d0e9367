//! How what a client hears of is said to who listens instead of looking: one table, for every kind there is.
//!
//! A page speaks by it, and so can any other program: it stands in `asyncapi.json` as `x-announce` and in the pages'
//! `wire.ts`. The name of a kind is the key under which a page keeps its words. What a program does of its own accord
//! (a form that says what is wrong with it, a connection that is lost) is no kind of this table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::moderation::words;

pub mod kind;

pub use self::kind::Kind;

/// What comes more often than once in so long is counted and no more read out word by word (EXPERIENCE: above one message
/// in three seconds a reader is flooded).
pub const READ_OUT_SECONDS: u32 = 3;

/// Two digests are at least so far apart: the class is listened to as well, and a digest takes about four seconds to be
/// read.
pub const DIGEST_SECONDS: u32 = 10;

/// A figure that is soon another one is read at most once in so long: a place in a line, how many are here.
pub const FIGURE_SECONDS: u32 = 30;

/// Above so many people nobody is told how many are here: a class of hundreds never rests. As for names.
pub const COUNTED_PEOPLE_MAX: usize = crate::limits::PEOPLE_TOLD_MAX;

words! {
    /// How soon something is said.
    Manner {
        /// At once, before what is being read.
        Assertive = "assertive",
        /// By itself, when there is a moment.
        Polite = "polite",
        /// With others of its kind: by itself where it is the only one, else as a figure.
        Digest = "digest",
        /// Not at all.
        Silent = "silent",
    }
}

/// How one kind is said to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Announced {
    /// To who did it: they know, and hear it only where it is an answer.
    pub own: Manner,
    /// To whom it is about, where somebody else did it.
    pub me: Manner,
    /// To everybody else who is told at all.
    pub others: Manner,
    /// At most once in so many seconds, and then as it is by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every_seconds: Option<u32>,
}

impl Announced {
    const fn to(own: Manner, me: Manner, others: Manner) -> Self {
        Self { own, me, others, every_seconds: None }
    }

    /// News of the class, silent to who made it.
    const fn news(others: Manner) -> Self {
        Self::to(Manner::Silent, others, others)
    }

    /// What is one person's own, and nobody else is told.
    const fn own_of(me: Manner) -> Self {
        Self::to(Manner::Silent, me, Manner::Silent)
    }

    const fn every(self, seconds: u32) -> Self {
        Self { every_seconds: Some(seconds), ..self }
    }

    /// Whether anybody ever hears it.
    #[must_use]
    pub const fn is_spoken(self) -> bool {
        !matches!((self.own, self.me, self.others), (Manner::Silent, Manner::Silent, Manner::Silent))
    }
}

impl Kind {
    /// The table.
    #[must_use]
    pub const fn announced(self) -> Announced {
        use Manner::{Assertive, Digest, Polite, Silent};
        match self {
            // Whoever shows another page for these moves the focus to its heading, which is read then. A view is what was
            // missed, not what is new: a program says of it what is otherwise than it knew.
            Self::Welcome | Self::Reconnect | Self::Bye | Self::Ended => Announced::news(Silent),
            Self::Ack => Announced::news(Silent),
            Self::Refused => Announced::to(Polite, Silent, Silent),

            Self::Amended | Self::Phase => Announced::news(Polite),
            // Who is answered hears the answer, however much else is said.
            Self::Said => Announced::to(Silent, Polite, Digest),
            Self::Edited | Self::Deleted | Self::Hidden | Self::Shown => Announced::news(Silent),
            Self::Reacted => Announced::own_of(Digest),
            Self::ChatSet => Announced::news(Polite),

            // Who asked it is told in `you`.
            Self::QuestionNew | Self::QuestionApproved => Announced::to(Silent, Silent, Digest),
            Self::QuestionLive => Announced::news(Polite),
            Self::QuestionAnswered | Self::QuestionDismissed | Self::QuestionGone | Self::QuestionMerged => {
                Announced::news(Silent)
            }
            Self::QuestionsSet => Announced::news(Polite),

            // It may close within half a minute.
            Self::PollOpen => Announced::news(Assertive),
            Self::PollClosed => Announced::news(Polite),

            Self::HandRaised => Announced::news(Digest),
            Self::HandLowered => Announced::own_of(Polite),
            // Whose hand is up has another place from here on, or has one again.
            Self::HandsRestored | Self::HandsSet => Announced::news(Polite),
            // From here on, and no longer, the whole class hears them.
            Self::FloorGiven => Announced::to(Silent, Assertive, Polite),
            Self::FloorOver => Announced::own_of(Assertive),
            // Whoever is seen large may want to look up; that it is over can wait.
            Self::Spotlight => Announced::to(Silent, Assertive, Polite),
            Self::SpotlightOver | Self::Locks | Self::Calm => Announced::news(Polite),

            // Whom it is about is told in `you`.
            Self::Sanctioned => Announced::to(Silent, Silent, Digest),
            Self::MessageHeld | Self::DirectAsked | Self::LobbyWaits => Announced::news(Digest),
            Self::LobbySet => Announced::news(Polite),
            Self::MessageGone | Self::DirectAnswered | Self::Exception | Self::Lifted => Announced::news(Silent),
            Self::LobbyGone | Self::LobbyDenied | Self::LobbyPardoned => Announced::news(Silent),

            Self::Presence => Announced::to(Silent, Silent, Digest).every(FIGURE_SECONDS),
            Self::PollCount | Self::People | Self::Beat => Announced::news(Silent),

            Self::YouTier | Self::YouOffer | Self::YouSanctioned | Self::YouLocked => Announced::own_of(Assertive),
            Self::YouFreed | Self::YouReport | Self::YouAppeal | Self::YouAsked | Self::YouHeld => {
                Announced::own_of(Polite)
            }
            Self::YouDirect | Self::YouQuestion | Self::YouLobbyNote => Announced::own_of(Polite),
            Self::YouInLobby => Announced::own_of(Polite).every(FIGURE_SECONDS),
            // What one is and may, and what one did oneself, on this page or another.
            Self::YouAre | Self::YouVote | Self::YouReaction | Self::YouUpvote | Self::YouRead => {
                Announced::own_of(Silent)
            }
            Self::YouDenied => Announced::own_of(Silent),

            Self::DeskCase => Announced::news(Digest),
            // A few minutes are left.
            Self::DeskReminder => Announced::news(Polite),
            Self::DeskModerators | Self::DeskYou => Announced::news(Silent),
        }
    }
}

#[cfg(test)]
mod tests;
