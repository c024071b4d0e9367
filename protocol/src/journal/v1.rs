//! Journal version 1: one row is one command's events as JSON, wrapped in an [`Entry`].
//!
//! Names and texts stand in exactly two places (`Participant::name` and `Said::text`), so that erasing a person is one
//! statement and the events around them stay.

use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, CourseId, PersonId, SignInId};
use crate::permit::{Phase, Role};
use crate::time::Timestamp;

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
    /// The events, in order.
    pub events: Vec<E>,
}

/// What a session is; from the `session` row, once, in its first entry. The machine never reads a mutable row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionFacts {
    /// The course it belongs to.
    pub course: CourseId,
    /// The lesson's title.
    pub title: String,
    /// One sentence about the lesson.
    pub summary: String,
    /// Interactive seats for students.
    pub capacity: u32,
    /// When it goes live.
    pub starts_at: Timestamp,
    /// When it goes into its closing span.
    pub ends_at: Timestamp,
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
        /// The phase it is in from here on; never `ended`, which is an event of its own.
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
    /// A person's grace ran out; their seat is free and their attendance ended when they were last seen.
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
    },
    /// The session is over for good; everybody's attendance ends here.
    Ended {
        /// When.
        at: Timestamp,
        /// Who ended it; absent when its time was up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
}
