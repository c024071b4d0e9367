//! What the server sends. `entry` is the only frame that carries the class on; it is encoded once per feed and commit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chat::ChatRules;
use crate::frame::floor::{Floor, FloorView, Hand, HandOrder, LockEnd, Lockable};
use crate::frame::lobby::LobbyOutcome;
pub use crate::frame::own::{MyReport, You};
use crate::frame::people::{PeopleChange, PeoplePage};
use crate::frame::review::{IsHeld, SaidBefore};
use crate::frame::spotlight::Spotlit;
use crate::frame::staff::{FeedEvent, StaffView};
use crate::ids::{CommandId, PersonId};
use crate::lesson::LessonRevision;
use crate::permit::{Phase, Role};
use crate::poll::{PollCount, PollItem};
use crate::question::{QuestionItem, QuestionVotes, QuestionsView};
use crate::reaction::{ReactionCount, Reactions};
use crate::refusal::Problem;
use crate::time::Timestamp;

/// A frame from the server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The one answer to a good `hello`.
    Welcome(Welcome),
    /// What one committed command did, for this feed.
    Entry(Entry),
    /// Ephemeral; may be dropped.
    Signal(Signal),
    /// The whole of what is this person's own.
    You(You),
    /// A command was taken, and all its answer rests on is committed.
    Ack(Ack),
    /// A command was not taken.
    Refused(Refused),
    /// Open a new socket, resume there, then close this one.
    Reconnect(Reconnect),
    /// The last frame before a close.
    Bye(Bye),
}

/// The answer to `hello`: either the missed entries follow, or a view is here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Welcome {
    /// The feed's head when this was said; with a view, where the picture was taken.
    pub offset: u64,
    /// What is this person's own.
    pub you: You,
    /// The server's time, for countdowns.
    pub server_time: Timestamp,
    /// How often to expect something; twice that and a little of silence means resume (L12).
    pub heartbeat_seconds: u32,
    /// For the next `hello` after a lost connection.
    pub resume_token: String,
    /// True: the entries after the client's offset follow. False: `view` is the state to start from.
    pub resumed: bool,
    /// The state as a picture, where not resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Box<View>>,
}

/// What one committed command did, for one feed, in order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// Its offset in the journal; offsets of one feed rise and may have gaps.
    pub offset: u64,
    /// The offset of this feed's entry before; a client whose last offset differs resumes.
    pub after: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What happened; applied as a whole.
    pub events: Vec<FeedEvent>,
}

/// An event as the `class` feed may see it. Nothing personal is ever in here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClassEvent {
    /// The facts of the class changed.
    Amended {
        /// As they are now.
        class: ClassFacts,
    },
    /// The class moved on in its hour.
    Phase {
        /// To this phase.
        phase: Phase,
    },
    /// A chat message.
    Said {
        /// The message.
        item: ChatItem,
    },
    /// A message says something else.
    Edited {
        /// The message as it is now.
        item: ChatItem,
    },
    /// A message was taken back by who said it.
    Deleted {
        /// Which.
        message: CommandId,
    },
    /// The class may write in this way now.
    ChatSet {
        /// How.
        rules: ChatRules,
    },
    /// A message was blanked by a moderator.
    Hidden {
        /// Which.
        message: CommandId,
    },
    /// It is shown again, where it stood.
    Shown {
        /// The message.
        item: ChatItem,
    },
    /// Reactions to messages, and votes for questions, are these from here on. At most four times a second.
    Reacted {
        /// All reactions to each message that has others than before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        messages: Vec<Reactions>,
        /// The votes of each question that has others than before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        questions: Vec<QuestionVotes>,
    },
    /// A question is like this from here on.
    Question {
        /// The whole of it.
        question: Box<QuestionItem>,
    },
    /// A question that was seen is not to be seen any more.
    QuestionGone {
        /// Which.
        question: CommandId,
    },
    /// A question went into another one.
    QuestionMerged {
        /// Which is gone.
        question: CommandId,
        /// The one that stays, as it is from here on.
        into: Box<QuestionItem>,
    },
    /// How questions can be asked from here on.
    QuestionsSet {
        /// Whether without a name.
        anonymous: bool,
    },
    /// A poll is like this from here on.
    Poll {
        /// The whole of it.
        poll: Box<PollItem>,
    },
    /// A hand is up, behind all others.
    HandRaised {
        /// Which.
        hand: Hand,
    },
    /// A hand is down.
    HandLowered {
        /// Whose.
        person: PersonId,
    },
    /// Hands that went down together are up again, where they were.
    HandsRestored {
        /// Every hand that is up now, as they went up.
        hands: Vec<Hand>,
    },
    /// Hands are given the floor in this order from here on.
    HandsSet {
        /// Which.
        order: HandOrder,
    },
    /// Somebody may speak, or nobody any more: then the hand of who might is down.
    Floor {
        /// Who, where somebody may.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        floor: Option<Floor>,
    },
    /// What students may not do for now.
    Locks {
        /// All of it.
        locks: Vec<Lockable>,
        /// Until when, of those that have an end.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ends: Vec<LockEnd>,
    },
    /// Everybody sees one person large from here on, or nobody any more.
    Spotlight {
        /// Whom, where it is somebody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spotlight: Option<Spotlit>,
    },
    /// The class is calm, or as it was before; what that changes is said beside it.
    Calm {
        /// Whether it is calm.
        on: bool,
    },
    /// The class is over.
    Ended {
        /// Whether the teacher ended it, rather than its time.
        by_teacher: bool,
    },
}

/// What everyone in a class knows of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClassFacts {
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
    /// Interactive seats.
    pub capacity: u32,
    /// What it teaches; absent where the day has no lesson.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonRevision>,
}

/// One chat message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChatItem {
    /// The id of the command that said it: the sender knows it by this.
    pub id: CommandId,
    /// The entry it came in; `history` counts by it.
    pub offset: u64,
    /// Whose.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// What they are in the class.
    pub role: Role,
    /// What was said: plain text, 1 to 2,000 characters; empty where it was blanked or taken back.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Whether a moderator has blanked it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// The message it answers, which answers none itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<CommandId>,
    /// Whether it said something else before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// Whether who said it has taken it back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// How often which reaction was given; none where it was blanked or taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<ReactionCount>,
}

/// Chat items in the order of their offsets.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ChatPage {
    /// Oldest first.
    pub items: Vec<ChatItem>,
    /// Whether there are older ones.
    pub more: bool,
}

/// How many people are here now; people, not connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    /// With a seat, or giving the class.
    pub seated: u32,
    /// Watching.
    pub watching: u32,
    /// How many of those with a seat give the class or help with it, and so answer no poll. Moderators are counted as everybody
    /// is: that one watches over a class is staff's to know.
    #[serde(default, skip_serializing_if = "is_nobody")]
    pub giving: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_nobody(giving: &u32) -> bool {
    *giving == 0
}

/// A feed's state as a picture, for those who missed too much.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct View {
    /// What everyone knows of the class.
    pub class: ClassFacts,
    /// Where it is in its hour.
    pub phase: Phase,
    /// Who is here, in numbers.
    pub presence: Presence,
    /// The latest 50 items or 64 KiB (L18), as they are now.
    pub chat: ChatPage,
    /// The latest 10 polls, oldest first; only the last of them can be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polls: Vec<PollItem>,
    /// How the class may write; absent where it may as it likes.
    #[serde(default, skip_serializing_if = "ChatRules::is_open")]
    pub chat_rules: ChatRules,
    /// Hands, floor, locks and spotlight, where there are any.
    #[serde(default, skip_serializing_if = "FloorView::is_empty")]
    pub floor: FloorView,
    /// Whether the class is calm: nobody but staff writes, and nobody but staff and who has the floor sends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub calm: bool,
    /// Questions, where there are any.
    #[serde(default, skip_serializing_if = "QuestionsView::is_empty")]
    pub questions: QuestionsView,
    /// What only staff see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffView>,
}

/// Ephemeral news.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Signal {
    /// How many are here.
    Presence(Presence),
    /// The results of the open poll; at most twice a second.
    Poll(PollCount),
    /// Who came and went, where it is told; at most twice a second.
    People(PeopleChange),
    /// Nothing else was sent for a while (L12).
    Beat,
}

/// A command was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Ack {
    /// Which one.
    pub id: CommandId,
    /// The offset of its entry, where it made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// What it answers, where it answers something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Answer>,
}

/// What an `ack` can carry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Answer {
    /// To `history`.
    History(ChatPage),
    /// To `say`, where it is held.
    Held(IsHeld),
    /// To `people`.
    People(PeoplePage),
    /// To `revisions`.
    Before(SaidBefore),
    /// What became of each who waited: to `let_in` and `turn_away`, and where turning the lobby or calm mode off let them in.
    Lobby(LobbyOutcome),
}

/// A command was not taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Refused {
    /// Which one.
    pub id: CommandId,
    /// Why; the object REST uses.
    pub problem: Problem,
}

/// The node wants to be left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Reconnect {
    /// Within so many milliseconds.
    pub within_ms: u64,
}

/// The socket will be closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Bye {
    /// The close code that follows.
    pub code: u16,
    /// When to come back, where there is a when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// Why, for the page to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<crate::refusal::Code>,
}
