//! Journal version 1: one row is one command's events as JSON, wrapped in an [`Entry`].
//!
//! In a session's journal names and texts stand in eleven places (`Participant::name`, `Said`, `ChatEvent::{Edited, Held,
//! Direct}`, `LobbyEvent::Told`, `QuestionEvent::Asked`, `PollEvent::{Asked, Voted}`, `Reported` and `AppealEvent`), so that
//! erasing a person is one statement and the events around them stay. The desk's ([`desk`]) holds what reports froze.

use serde::{Deserialize, Serialize};

use self::chat::ChatEvent;
use crate::audit::Deeds;
use crate::ids::{CommandId, PersonId, SanctionId, SignInId};
use crate::moderation::{Report, ReportOutcome, Sanction};
use crate::permit::{Phase, Role};
use crate::time::Timestamp;

pub mod appeal;
pub mod calm;
pub mod chat;
pub mod desk;
mod facts;
pub mod floor;
pub mod lobby;
pub mod poll;
pub mod question;
pub mod reaction;

pub use self::facts::SessionFacts;

/// The version that every row written in this form carries.
pub const VERSION: u8 = 1;

/// One journal row: everything one command did, follow-ups included. All of it happened or none of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry<E> {
    /// The version of this form: 1.
    pub v: u8,
    /// Whose command it was; absent where the clock asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// A hash of the request's body, for an idempotency key that comes again with another one. Hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What of it is the audit's: what staff did, chained to what they did before in this journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Deeds>,
    /// The events, in order.
    pub events: Vec<E>,
}

/// What the audit has of a row, whatever its events: whose command it was, and what they did. `None` where it has nothing.
///
/// # Errors
/// When it is no row of this form.
pub fn audited(events: &[u8]) -> Result<Option<(PersonId, Deeds)>, serde_json::Error> {
    let entry: Entry<serde::de::IgnoredAny> = serde_json::from_slice(events)?;
    Ok(entry.by.zip(entry.audit))
}

/// A person as they take part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Participant {
    /// Who.
    pub person: PersonId,
    /// The name the class sees.
    pub name: String,
    /// What they are in this course.
    pub role: Role,
    /// The device, which until devices have keys is the sign-in.
    pub sign_in: SignInId,
}

/// How the line for a seat is ordered before the order in which people asked: the smaller first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Had a seat reserved, and came after it was released.
    LateHolder,
    /// Asked for a seat when there was none.
    Asked,
}

/// Why somebody who waits was passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// They let an offer pass. They keep their place.
    OfferMissed,
    /// They may not enter this class any more. They have lost their place.
    NotEntitled,
    /// Too little of the class is left for an offer to be of use. They have lost their place, as has everybody.
    TooLate,
}

/// One connection of a person to the media server: all that is known of it from here on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MediaSighting {
    /// Whose.
    pub person: PersonId,
    /// What the media server calls it; each connection has a name of its own.
    pub connection: String,
    /// When it began, as the media server says.
    pub from: Timestamp,
    /// When it ended; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whether the media server said when it ended; else it was last seen then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
}

/// Who said of themselves that they watched, without a socket, in one minute.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MinuteSighting {
    /// The minute's begin.
    pub minute: Timestamp,
    /// Who.
    pub people: Vec<PersonId>,
}

/// What can happen in a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SessionEvent {
    /// The session exists, with these facts. Always the first event, at position 1.
    Announced {
        /// The facts.
        facts: SessionFacts,
    },
    /// Its facts changed.
    Amended {
        /// All of them, as they are from here on.
        facts: SessionFacts,
    },
    /// It moved on in its hour.
    PhaseChanged {
        /// The phase it is in from here on; never `ended` nor `cancelled`, which are events of their own.
        phase: Phase,
    },
    /// A person was given a seat, held until they come through the door.
    Seated {
        /// Who.
        who: Participant,
        /// Which seat, counted from 1; absent for whoever gives the class, who needs none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<u32>,
        /// When the hold ends if they do not come; absent when they are here already (a watcher who gets a seat).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held_until: Option<Timestamp>,
    },
    /// A person was let in to watch, because all seats are taken.
    Watched {
        /// Who.
        who: Participant,
        /// When their place ends if they do not come.
        held_until: Timestamp,
    },
    /// A person goes on with another device; the one before is out.
    DeviceTaken {
        /// Who.
        person: PersonId,
        /// The device from here on.
        sign_in: SignInId,
    },
    /// A person came through the door: their first socket. Their attendance begins.
    Entered {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person who was let in did not come in time; their seat or place is free.
    HoldEnded {
        /// Who.
        person: PersonId,
    },
    /// A person's grace ran out, or their sign-in has ended; their seat is free and their attendance ended when they were
    /// last seen.
    Dropped {
        /// Who.
        person: PersonId,
        /// When their last connection was lost.
        last_seen: Timestamp,
    },
    /// A person went, by their own wish.
    Left {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A chat message.
    Said {
        /// Its id: the command's.
        id: CommandId,
        /// Whose.
        person: PersonId,
        /// What.
        text: String,
        /// When.
        at: Timestamp,
        /// The message it answers, which answers none itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<CommandId>,
    },
    /// Something happened to the chat besides that something was said.
    Chat(ChatEvent),
    /// A person has a seat booked: theirs until they come, cancel, or do not come in time.
    Reserved {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person gave back their reservation or their place in the line.
    ReservationCancelled {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person has a place in the line for a seat.
    Waitlisted {
        /// Who.
        person: PersonId,
        /// Before whom: first by this, then by the order of these events.
        priority: Priority,
        /// When.
        at: Timestamp,
    },
    /// A free seat is kept for a person who waits, for as long as they may take it.
    Offered {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
        /// Until when it stands.
        until: Timestamp,
    },
    /// A person took the seat they were offered: it is reserved for them.
    OfferAccepted {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
        /// When it is released if they do not come; absent before the time at which all reservations are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held_until: Option<Timestamp>,
    },
    /// A person did not want the seat they were offered, and waits no longer.
    OfferDeclined {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A person let an offer pass.
    OfferExpired {
        /// Who.
        person: PersonId,
        /// When it ended.
        at: Timestamp,
        /// Whether they keep their place, which they do once.
        kept: bool,
    },
    /// A person who waits was passed over.
    Skipped {
        /// Who.
        person: PersonId,
        /// Why.
        reason: SkipReason,
        /// When.
        at: Timestamp,
    },
    /// A person did not come in time for the seat that was reserved for them.
    Released {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Reserved seats are kept longer, because we were away when they would have been released.
    ReleasePostponed {
        /// Until when.
        until: Timestamp,
    },
    /// From here on nobody's seat is kept for them when they go, reserved or not.
    ReservationsEnded {
        /// When.
        at: Timestamp,
    },
    /// A message or a person was reported, with what was to be seen then.
    Reported {
        /// The report.
        report: Box<Report>,
    },
    /// A reporter hears what became of their report.
    ReportAnswered {
        /// Which report.
        report: CommandId,
        /// Whose it was.
        by: PersonId,
        /// What became of it.
        outcome: ReportOutcome,
    },
    /// Something about an appeal.
    Appeal(appeal::AppealEvent),
    /// Something is done about a person.
    Sanctioned {
        /// What.
        sanction: Sanction,
        /// Who did it in the room; absent where the desk decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// Something about hands, the floor, locks or the spotlight.
    Floor(floor::FloorEvent),
    /// Something about the lobby.
    Lobby(lobby::LobbyEvent),
    /// The class is made calm, or is as it was before.
    Calm(calm::CalmEvent),
    /// It is done no more: its time was up, or somebody lifted it.
    Lifted {
        /// Which sanction.
        sanction: SanctionId,
        /// Who it was about; absent where it was lifted before it came: then it never holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// When.
        at: Timestamp,
        /// Who lifted it in the room; absent where its time was up or the desk did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// Something happened to a poll.
    Poll(poll::PollEvent),
    /// What of a while people gave reactions and votes, or took back, and how far they read, in one event without a command.
    /// It settles what all of these people asked for, also where nothing has changed.
    Reacted {
        /// When.
        at: Timestamp,
        /// Who.
        people: Vec<PersonId>,
        /// What has changed.
        changes: Vec<reaction::ReactionChange>,
        /// Which questions have other votes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        upvotes: Vec<question::UpvoteChange>,
        /// Who read how far.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reads: Vec<reaction::ReadChange>,
    },
    /// Something happened to a question, or to how questions can be asked.
    Question(question::QuestionEvent),
    /// The session is over for good; everybody's attendance ends here.
    Ended {
        /// When.
        at: Timestamp,
        /// Who ended it; absent when its time was up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// The session does not take place, or no further: nobody has a seat or waits for one from here on.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// What others than our sockets saw of who was here. Many people in one event; only what was not known before.
    Sighted {
        /// When it was taken in.
        at: Timestamp,
        /// What the media server saw.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        media: Vec<MediaSighting>,
        /// What pages without a socket said.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        minutes: Vec<MinuteSighting>,
    },
    /// The attendance as it stands is a record from here on. What comes later makes another version, never another
    /// content of this one.
    AttendanceFiled {
        /// From 1; a correction has the next number.
        version: u32,
        /// When it was due.
        at: Timestamp,
        /// Whether it says how people did in the quiz. What was filed before records said it can so be made again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        quiz: bool,
    },
}
