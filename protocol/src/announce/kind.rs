//! What a client can hear of, by kind: each frame, each event in an entry, each signal and each part of `you`.
//!
//! No match here has a wildcard and `you` is taken apart by the names of its fields, so that whatever is new on the wire
//! does not compile before it has a kind, and a kind not before it has its row in the table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words;
use crate::frame::desk::server::{DeskFrame, DeskNews, DeskSignal};
use crate::frame::lobby::LobbyChange;
use crate::frame::own::You;
use crate::frame::server::{ClassEvent, ServerFrame, Signal};
use crate::frame::staff::{FeedEvent, StaffEvent};
use crate::question::{QuestionItem, QuestionState};

words! {
    /// A kind of what a client hears of.
    Kind {
        /// The answer to `hello`.
        Welcome = "welcome",
        /// A wish was taken.
        Ack = "ack",
        /// A wish was not taken.
        Refused = "refused",
        /// Another socket is to be opened.
        Reconnect = "reconnect",
        /// The socket will be closed.
        Bye = "bye",
        /// The facts of the class are others.
        Amended = "amended",
        /// The class moved on in its hour.
        Phase = "phase",
        /// A message; about whom it answers.
        Said = "said",
        /// A message says something else.
        Edited = "edited",
        /// A message was taken back.
        Deleted = "deleted",
        /// How the class may write.
        ChatSet = "chat_set",
        /// A message was blanked.
        Hidden = "hidden",
        /// It is shown again.
        Shown = "shown",
        /// Reactions and votes; about whose messages have other ones.
        Reacted = "reacted",
        /// A question nobody has looked at, which staff see.
        QuestionNew = "question_new",
        /// A question is open.
        QuestionApproved = "question_approved",
        /// A question is being answered.
        QuestionLive = "question_live",
        /// A question was answered.
        QuestionAnswered = "question_answered",
        /// A question is not taken up.
        QuestionDismissed = "question_dismissed",
        /// A question is not to be seen any more.
        QuestionGone = "question_gone",
        /// A question went into another one.
        QuestionMerged = "question_merged",
        /// How questions can be asked.
        QuestionsSet = "questions_set",
        /// A poll is open, or is asked in another way.
        PollOpen = "poll_open",
        /// A poll is closed, or its results are shown in another way.
        PollClosed = "poll_closed",
        /// A hand is up.
        HandRaised = "hand_raised",
        /// A hand is down; about whose it was.
        HandLowered = "hand_lowered",
        /// Hands that went down together are up again.
        HandsRestored = "hands_restored",
        /// In which order hands are given the floor.
        HandsSet = "hands_set",
        /// Somebody may speak; about them.
        FloorGiven = "floor_given",
        /// Nobody may any more; about who might.
        FloorOver = "floor_over",
        /// What students may not do for now.
        Locks = "locks",
        /// Everybody sees somebody large; about them.
        Spotlight = "spotlight",
        /// Nobody any more; about who was seen so.
        SpotlightOver = "spotlight_over",
        /// The class is calm, or no more.
        Calm = "calm",
        /// The class is over.
        Ended = "ended",
        /// For staff: something holds about a person.
        Sanctioned = "sanctioned",
        /// For staff: a message is held.
        MessageHeld = "message_held",
        /// For staff: it is held no more.
        MessageGone = "message_gone",
        /// For staff: a person wrote to them.
        DirectAsked = "direct_asked",
        /// For staff: one of them answered.
        DirectAnswered = "direct_answered",
        /// For staff: newcomers wait, or no more.
        LobbySet = "lobby_set",
        /// For staff: somebody waits.
        LobbyWaits = "lobby_waits",
        /// For staff: some wait no more.
        LobbyGone = "lobby_gone",
        /// For staff: some were turned away.
        LobbyDenied = "lobby_denied",
        /// For staff: one of those may come again.
        LobbyPardoned = "lobby_pardoned",
        /// For staff: something is otherwise for one person.
        Exception = "exception",
        /// For staff: something about a person holds no more.
        Lifted = "lifted",
        /// How many are here.
        Presence = "presence",
        /// The results of the open poll so far.
        PollCount = "poll_count",
        /// Who came and went.
        People = "people",
        /// Nothing else was sent for a while.
        Beat = "beat",
        /// Who one is and what one may.
        YouAre = "you_are",
        /// How one takes part, and where one sits.
        YouTier = "you_tier",
        /// A seat is kept for one to take.
        YouOffer = "you_offer",
        /// Something holds about one from here on.
        YouSanctioned = "you_sanctioned",
        /// It holds no more.
        YouFreed = "you_freed",
        /// What became of one's report.
        YouReport = "you_report",
        /// What became of one's appeal.
        YouAppeal = "you_appeal",
        /// One is asked something about one's appeal.
        YouAsked = "you_asked",
        /// A message of one's own is held, or was discarded.
        YouHeld = "you_held",
        /// Staff answered one in private.
        YouDirect = "you_direct",
        /// One's own answers to polls.
        YouVote = "you_vote",
        /// One's own reactions.
        YouReaction = "you_reaction",
        /// What is otherwise for one than for all.
        YouLocked = "you_locked",
        /// One's place in the lobby.
        YouInLobby = "you_in_lobby",
        /// What those who wait there are told.
        YouLobbyNote = "you_lobby_note",
        /// One was turned away there.
        YouDenied = "you_denied",
        /// What became of one's question.
        YouQuestion = "you_question",
        /// Which answers one wants to know.
        YouUpvote = "you_upvote",
        /// How far one has read the chat.
        YouRead = "you_read",
        /// At the desk: a case is new or has changed.
        DeskCase = "desk_case",
        /// At the desk: an appeal is due soon.
        DeskReminder = "desk_reminder",
        /// At the desk: who is there.
        DeskModerators = "desk_moderators",
        /// At the desk: who one is.
        DeskYou = "desk_you",
    }
}

impl Kind {
    /// What a frame of the classroom brings, in its order.
    #[must_use]
    pub fn of(frame: &ServerFrame) -> Vec<Self> {
        match frame {
            ServerFrame::Welcome(_) => vec![Self::Welcome],
            ServerFrame::Entry(entry) => entry.events.iter().map(Self::of_event).collect(),
            ServerFrame::Signal(signal) => vec![Self::of_signal(signal)],
            ServerFrame::You(you) => Self::of_you(you).to_vec(),
            ServerFrame::Ack(_) => vec![Self::Ack],
            ServerFrame::Refused(_) => vec![Self::Refused],
            ServerFrame::Reconnect(_) => vec![Self::Reconnect],
            ServerFrame::Bye(_) => vec![Self::Bye],
        }
    }

    /// What a frame of the desk brings, in its order.
    #[must_use]
    pub fn of_desk(frame: &DeskFrame) -> Vec<Self> {
        match frame {
            DeskFrame::Welcome(_) => vec![Self::Welcome],
            DeskFrame::Entry(entry) => entry.events.iter().map(Self::of_desk_news).collect(),
            DeskFrame::Signal(DeskSignal::Moderators { here: _ }) => vec![Self::DeskModerators],
            DeskFrame::Signal(DeskSignal::Beat) => vec![Self::Beat],
            DeskFrame::You(_) => vec![Self::DeskYou],
            DeskFrame::Ack(_) => vec![Self::Ack],
            DeskFrame::Refused(_) => vec![Self::Refused],
            DeskFrame::Reconnect(_) => vec![Self::Reconnect],
            DeskFrame::Bye(_) => vec![Self::Bye],
        }
    }

    /// What an event of an entry is.
    #[must_use]
    pub const fn of_event(event: &FeedEvent) -> Self {
        match event {
            FeedEvent::Class(event) => Self::of_class(event),
            FeedEvent::Staff(event) => Self::of_staff(event),
        }
    }

    const fn of_class(event: &ClassEvent) -> Self {
        match event {
            ClassEvent::Amended { .. } => Self::Amended,
            ClassEvent::Phase { .. } => Self::Phase,
            ClassEvent::Said { .. } => Self::Said,
            ClassEvent::Edited { .. } => Self::Edited,
            ClassEvent::Deleted { .. } => Self::Deleted,
            ClassEvent::ChatSet { .. } => Self::ChatSet,
            ClassEvent::Hidden { .. } => Self::Hidden,
            ClassEvent::Shown { .. } => Self::Shown,
            ClassEvent::Reacted { .. } => Self::Reacted,
            ClassEvent::Question { question } => Self::of_question(question),
            ClassEvent::QuestionGone { .. } => Self::QuestionGone,
            ClassEvent::QuestionMerged { .. } => Self::QuestionMerged,
            ClassEvent::QuestionsSet { .. } => Self::QuestionsSet,
            ClassEvent::Poll { poll } if poll.closed_at.is_some() => Self::PollClosed,
            ClassEvent::Poll { .. } => Self::PollOpen,
            ClassEvent::HandRaised { .. } => Self::HandRaised,
            ClassEvent::HandLowered { .. } => Self::HandLowered,
            ClassEvent::HandsRestored { .. } => Self::HandsRestored,
            ClassEvent::HandsSet { .. } => Self::HandsSet,
            ClassEvent::Floor { floor: Some(_) } => Self::FloorGiven,
            ClassEvent::Floor { floor: None } => Self::FloorOver,
            ClassEvent::Locks { .. } => Self::Locks,
            ClassEvent::Spotlight { spotlight: Some(_) } => Self::Spotlight,
            ClassEvent::Spotlight { spotlight: None } => Self::SpotlightOver,
            ClassEvent::Calm { .. } => Self::Calm,
            ClassEvent::Ended { .. } => Self::Ended,
        }
    }

    const fn of_staff(event: &StaffEvent) -> Self {
        match event {
            StaffEvent::Sanctioned { .. } => Self::Sanctioned,
            StaffEvent::MessageHeld { .. } => Self::MessageHeld,
            StaffEvent::MessageGone { .. } => Self::MessageGone,
            StaffEvent::Direct { item } if item.answer => Self::DirectAnswered,
            StaffEvent::Direct { .. } => Self::DirectAsked,
            StaffEvent::Lobby { change: LobbyChange::On { .. }, .. } => Self::LobbySet,
            StaffEvent::Lobby { change: LobbyChange::Waits { .. }, .. } => Self::LobbyWaits,
            StaffEvent::Lobby { change: LobbyChange::Gone { .. }, .. } => Self::LobbyGone,
            StaffEvent::Lobby { change: LobbyChange::Denied { .. }, .. } => Self::LobbyDenied,
            StaffEvent::Lobby { change: LobbyChange::Pardoned { .. }, .. } => Self::LobbyPardoned,
            StaffEvent::Exception { .. } => Self::Exception,
            StaffEvent::Lifted { .. } => Self::Lifted,
            StaffEvent::QuestionSeen { question } => Self::of_question(question),
            StaffEvent::QuestionsUnited { .. } => Self::QuestionMerged,
        }
    }

    const fn of_question(question: &QuestionItem) -> Self {
        match question.state {
            QuestionState::New => Self::QuestionNew,
            QuestionState::Approved => Self::QuestionApproved,
            QuestionState::Live => Self::QuestionLive,
            QuestionState::Answered => Self::QuestionAnswered,
            QuestionState::Dismissed => Self::QuestionDismissed,
        }
    }

    const fn of_desk_news(news: &DeskNews) -> Self {
        match news {
            DeskNews::Case { row: _ } => Self::DeskCase,
            DeskNews::Reminder { row: _ } => Self::DeskReminder,
        }
    }

    const fn of_signal(signal: &Signal) -> Self {
        match signal {
            Signal::Presence(_) => Self::Presence,
            Signal::Poll(_) => Self::PollCount,
            Signal::People(_) => Self::People,
            Signal::Beat => Self::Beat,
        }
    }

    /// What the parts of `you` are; the same for every one, since it is whole each time.
    const fn of_you(you: &You) -> &'static [Self] {
        // Taken apart so that a part more does not compile before somebody has said here what it is.
        let You {
            person: _,
            name: _,
            role: _,
            may: _,
            tier: _,
            seat: _,
            offer_until: _,
            sanctions: _,
            reports: _,
            appeals: _,
            held: _,
            direct: _,
            votes: _,
            reactions: _,
            locks: _,
            lobby: _,
            questions: _,
            upvotes: _,
            read: _,
        } = you;
        &[
            Self::YouAre,
            Self::YouTier,
            Self::YouOffer,
            Self::YouSanctioned,
            Self::YouFreed,
            Self::YouReport,
            Self::YouAppeal,
            Self::YouAsked,
            Self::YouHeld,
            Self::YouDirect,
            Self::YouVote,
            Self::YouReaction,
            Self::YouLocked,
            Self::YouInLobby,
            Self::YouLobbyNote,
            Self::YouDenied,
            Self::YouQuestion,
            Self::YouUpvote,
            Self::YouRead,
        ]
    }
}
