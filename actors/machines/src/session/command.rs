//! What can be asked of a session. A request travels and is only a wish; a command stands before its machine with the
//! proofs it needs.

use homeroom_protocol::appeal::{AppealAnswer, AppealRound};
use homeroom_protocol::frame::chat::Read;
use homeroom_protocol::frame::client::{MakeReport, MakeSanction};
use homeroom_protocol::frame::people::People;
use homeroom_protocol::ids::{CommandId, ConnectionId, CourseId, PersonId, SanctionId, SessionId, SignInId};
use homeroom_protocol::journal::v1::{Participant, SessionFacts};
use homeroom_protocol::moderation::{ReportOutcome, Sanction};
use homeroom_protocol::permit::desk::DeskRole;
use homeroom_protocol::question::{ReportQuestion, Upvote};
use homeroom_protocol::reaction::React;
use homeroom_protocol::time::Timestamp;

use super::attendance::media::MediaWord;
use super::floor::FloorWish;
use super::lobbying::LobbyWish;
use super::polls::PollWish;
use super::questions::QuestionWish;
use super::talk::TalkWish;
use crate::entitlement::Admission;
use crate::words::Filter;

/// A wish with its proofs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// The session exists, with these facts: the first command of every session.
    Announce(SessionFacts),
    /// Its facts are these now.
    Amend(SessionFacts),
    /// Someone at the door.
    Join(Join),
    /// A socket of someone who was let in has said `hello`.
    Enter {
        /// Who.
        person: PersonId,
        /// With which device.
        sign_in: SignInId,
    },
    /// A wish about the chat: to say something, to change it, to take it back.
    Talk {
        /// Whose.
        person: PersonId,
        /// What.
        wish: TalkWish,
    },
    /// A wish to go.
    Leave {
        /// Whose.
        person: PersonId,
    },
    /// A sign-in has ended: who is in with it is out.
    SignedOut {
        /// Whose.
        person: PersonId,
        /// Which.
        sign_in: SignInId,
    },
    /// A wish for a seat before one comes.
    Reserve {
        /// That they may enter.
        admission: Admission,
    },
    /// A wish to give back reservation, offer or place in the line.
    CancelReservation {
        /// Whose.
        person: PersonId,
    },
    /// A wish to have the seat that was offered.
    AcceptOffer {
        /// That they may enter.
        admission: Admission,
    },
    /// A wish not to have it.
    DeclineOffer {
        /// Whose.
        person: PersonId,
    },
    /// A person who waits, or has an offer, may not enter any more.
    Skip {
        /// Who.
        person: PersonId,
    },
    /// A wish to end the session.
    End {
        /// Whose.
        person: PersonId,
    },
    /// Staff have cancelled the session.
    Cancel,
    /// What others than our sockets saw of who was here.
    Sight {
        /// What the media server says.
        media: Vec<MediaWord>,
        /// Who said of themselves that they watched in which minute; each was found good by [`super::Session::heartbeat`].
        minutes: Vec<(PersonId, Timestamp)>,
    },
    /// A complaint about a message or a person.
    Report {
        /// In which session: this one, which knows its id by being asked.
        session: SessionId,
        /// Whose.
        person: PersonId,
        /// About what.
        report: MakeReport,
    },
    /// A wish of somebody in the room to do something about a person.
    Sanction {
        /// Whose.
        person: PersonId,
        /// What.
        sanction: MakeSanction,
    },
    /// A wish of somebody in the room to do it no more.
    Lift {
        /// Whose.
        person: PersonId,
        /// Which.
        sanction: SanctionId,
    },
    /// A wish about polls.
    Poll {
        /// Whose.
        person: PersonId,
        /// What.
        wish: PollWish,
    },
    /// A wish about hands, the floor, locks or the spotlight.
    Floor {
        /// Whose.
        person: PersonId,
        /// What.
        wish: FloorWish,
    },
    /// A wish that the class be calm, or as it was before.
    Calm {
        /// Whose.
        person: PersonId,
        /// As what, where they work at the desk and are not in the class.
        desk: Option<DeskRole>,
        /// Which of the two.
        on: bool,
    },
    /// A wish to give a message a reaction, or to take it back.
    React {
        /// Whose.
        person: PersonId,
        /// What.
        react: React,
    },
    /// That a person has read the chat so far.
    Read {
        /// Whose.
        person: PersonId,
        /// How far.
        read: Read,
    },
    /// A wish about the lobby.
    Lobby {
        /// Whose.
        person: PersonId,
        /// What.
        wish: LobbyWish,
    },
    /// A wish to want to know the answer to a question too, or not any more.
    Upvote {
        /// Whose.
        person: PersonId,
        /// What.
        upvote: Upvote,
    },
    /// A wish about questions.
    Question {
        /// Whose.
        person: PersonId,
        /// What.
        wish: QuestionWish,
    },
    /// A complaint about a question.
    ReportQuestion {
        /// In which session.
        session: SessionId,
        /// Whose.
        person: PersonId,
        /// About what.
        report: ReportQuestion,
    },
    /// Somebody was banned from more than the class in which it was decided.
    ShutOut {
        /// Who.
        person: PersonId,
        /// From all classes of this course; `None`: from all there are.
        course: Option<CourseId>,
    },
    /// Somebody contests what is done about them.
    Appeal {
        /// In which session: this one, which knows its id by being asked.
        session: SessionId,
        /// Whose.
        person: PersonId,
        /// Against what; `None`: what keeps them out.
        sanction: Option<SanctionId>,
        /// Their own words.
        text: String,
    },
    /// The desk says what was asked and answered about an appeal.
    ExchangeAppeal {
        /// Against which sanction.
        sanction: SanctionId,
        /// What was asked and answered, in order.
        exchange: Vec<AppealRound>,
        /// By when it should be decided now.
        due_at: Timestamp,
    },
    /// The desk says what became of an appeal.
    AnswerAppeal {
        /// Against which sanction.
        sanction: SanctionId,
        /// What became of it.
        answer: AppealAnswer,
    },
    /// The desk decided something about a person.
    Enforce(Sanction),
    /// The desk took it back.
    Revoke(SanctionId),
    /// The desk says what became of reports.
    AnswerReports {
        /// Which.
        reports: Vec<CommandId>,
        /// What became of them.
        outcome: ReportOutcome,
    },
}

/// Someone at the door, with the proof that they may enter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Join {
    /// Who, with the name, role and device they come with.
    pub who: Participant,
    /// That they may.
    pub admission: Admission,
    /// Whether this device is to go on in place of another one.
    pub take_over: bool,
}

/// What a relay reports, and the gate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Observation {
    /// A connection of a person is here.
    Here {
        /// Who.
        person: PersonId,
        /// Which connection.
        connection: ConnectionId,
    },
    /// A connection of a person is lost.
    Gone {
        /// Who.
        person: PersonId,
        /// Which connection.
        connection: ConnectionId,
    },
    /// Nobody looks at the page of a connection, or somebody does again.
    Away {
        /// Whose.
        person: PersonId,
        /// Which connection.
        connection: ConnectionId,
        /// Whether they are away.
        away: bool,
    },
    /// Every connection is lost: the relay is gone.
    AllGone,
    /// The media server's list of who is in its room.
    Listed {
        /// When it was asked for.
        at: Timestamp,
        /// The names of the connections on it.
        connections: Vec<String>,
    },
    /// Somebody who wanted something of the session was told that it is busy (L8).
    TurnedAway,
    /// The word filter that holds in this course from here on.
    Words(Filter),
}

/// A question about the state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Query {
    /// A page of chat.
    History {
        /// Who asks.
        person: PersonId,
        /// Items before this offset; `None`: the latest.
        before: Option<u64>,
        /// How many at most; `None`: 50.
        limit: Option<u32>,
    },
    /// A page of who is here.
    People {
        /// Who asks.
        person: PersonId,
        /// For whom.
        asked: People,
    },
}
