//! Attendance where it meets the rest of the session: what others than our sockets may say and when, which of it is news,
//! when the media server's list is to be asked for, and the record.

use std::collections::BTreeSet;

use homeroom_protocol::attendance::{PersonRecord, Quiz};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::{SessionEvent, SessionFacts};
use homeroom_protocol::limits::{ATTENDANCE_OPEN_FOR, DOORS_SPAN, HEARTBEAT_BUCKET, HEARTBEAT_LATE_MAX};
use homeroom_protocol::permit::Phase;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::attendance::Window;
use super::attendance::media::{MediaSays, MediaWord};
use super::live::Live;

/// The record of a class, as far as the machine makes it: which class and which key are added by whoever signs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filing {
    /// The class as it was.
    pub facts: SessionFacts,
    /// When it really ended.
    pub ended_at: Timestamp,
    /// From 1.
    pub version: u32,
    /// When it was due.
    pub filed_at: Timestamp,
    /// Everybody who was seen, by id.
    pub people: Vec<PersonRecord>,
}

/// Somebody whom the media server lists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// What the media server calls the connection.
    pub connection: String,
    /// When it began.
    pub from: Timestamp,
}

impl Session {
    /// Whether somebody may see what is kept of the class and of others than themselves. A ban from more than the class is
    /// read at every door; the class itself says it while it goes on, and when it is over it is only read there, because
    /// there alone it can be lifted then.
    ///
    /// # Errors
    /// As at the door, to who is banned.
    pub fn shows_what_is_kept(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        if self.phases.is_over() {
            self.moderation.not_banned_here(person, now)
        } else {
            self.moderation.not_banned(person, now)
        }
    }

    /// Whether a page without a socket may say now that somebody watched in a minute.
    ///
    /// # Errors
    /// `invalid` for what is no whole minute, is ahead, or too long ago; `not_open` before the doors; `over` for a minute
    /// after the end, and where the session does not take place; as at the door, to who was put out.
    pub fn heartbeat(&self, now: Timestamp, person: PersonId, minute: Timestamp) -> Result<(), Refusal> {
        // Who waits to be let in, or was not, watches nothing.
        if self.lobby.waiter(person).is_some() || self.lobby.turned_away(person).is_some() {
            return Err(Refusal::new(Code::NotHere));
        }
        self.moderation.lets_in(person, now)?;
        let facts = self.facts.as_ref().ok_or(Refusal::new(Code::NotOpen))?;
        let bucket = i64::try_from(HEARTBEAT_BUCKET.as_millis()).unwrap_or(i64::MAX);
        let wrong = |what| Refusal::new(Code::Invalid).field("/minute", what);
        if minute.as_millis().rem_euclid(bucket) != 0 {
            return Err(wrong("not_a_minute"));
        }
        if minute > now {
            return Err(wrong("ahead"));
        }
        if now.since(minute) > HEARTBEAT_LATE_MAX {
            return Err(wrong("too_late"));
        }
        if self.phase() == Phase::Cancelled {
            return Err(Refusal::new(Code::Cancelled));
        }
        if minute.plus(HEARTBEAT_BUCKET) <= facts.starts_at.minus(DOORS_SPAN) {
            return Err(Refusal::new(Code::NotOpen));
        }
        match self.attendance.ended_at() {
            Some(ended_at) if minute >= ended_at => Err(Refusal::new(Code::Over)),
            Some(_) | None => Ok(()),
        }
    }

    /// What others saw, as far as it is not known yet.
    pub(super) fn sight(
        &self,
        live: &Live,
        now: Timestamp,
        media: &[MediaWord],
        minutes: &[(PersonId, Timestamp)],
    ) -> Result<Vec<SessionEvent>, Refusal> {
        if self.facts.is_none() {
            return Err(Refusal::new(Code::NotOpen));
        }
        let ended_at = self.attendance.ended_at();
        if self.phase() == Phase::Cancelled {
            return Err(Refusal::new(Code::Cancelled));
        }
        if ended_at.is_some_and(|at| now.since(at) > ATTENDANCE_OPEN_FOR) {
            return Err(Refusal::new(Code::Over));
        }
        let media = self.attendance.media_news(media, |connection| live.listed_without(connection));
        let minutes = self.attendance.minute_news(minutes);
        if media.is_empty() && minutes.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![SessionEvent::Sighted { at: now, media, minutes }])
    }

    /// What a list of those who are in the media room says, held against what is known. It was asked for at `asked_at`.
    #[must_use]
    pub fn compare(&self, live: &Live, asked_at: Timestamp, listed: &[Listed]) -> Vec<MediaWord> {
        let there = listed.iter().map(|one| MediaWord {
            person: one.person,
            connection: one.connection.clone(),
            from: one.from,
            says: MediaSays::Listed,
        });
        let names: BTreeSet<&str> = listed.iter().map(|one| one.connection.as_str()).collect();
        let missing = self.attendance.open_media().filter(|(_, name, from)| *from <= asked_at && !names.contains(name));
        let missing = missing.map(|(person, name, from)| MediaWord {
            person,
            connection: name.to_owned(),
            from,
            says: MediaSays::Missing(live.last_listed(name).unwrap_or(from)),
        });
        there.chain(missing).collect()
    }

    /// Whether the media server's list is of use: people may be in its room.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        match self.phase() {
            Phase::Doors | Phase::Live | Phase::Closing => !self.roster.is_empty() || self.has_open_media(),
            Phase::Announced | Phase::Ended | Phase::Cancelled => false,
        }
    }

    fn has_open_media(&self) -> bool {
        self.attendance.open_media().next().is_some()
    }

    /// Whether the media server alone sees a person: without a socket, and in its room.
    #[must_use]
    pub fn is_media_alone(&self, live: &Live, person: PersonId) -> bool {
        !live.is_connected(person) && self.attendance.has_open_media(person)
    }

    /// Whether anybody has lost their socket and is in the media room still, so that its list is all that is known of
    /// them.
    #[must_use]
    pub fn is_anybody_media_alone(&self, live: &Live) -> bool {
        live.lost().any(|(_, person)| self.attendance.has_open_media(person))
    }

    /// The window in which attendance counts, at a moment.
    pub(super) fn window(&self, now: Timestamp) -> Option<Window> {
        let facts = self.facts.as_ref()?;
        Some(Window {
            doors_at: facts.starts_at.minus(DOORS_SPAN),
            starts_at: facts.starts_at,
            ends_at: facts.ends_at,
            until: self.attendance.ended_at().unwrap_or(now),
        })
    }

    /// When one person was present and how they did, as far as it is known.
    #[must_use]
    pub fn attended(&self, now: Timestamp, person: PersonId) -> Option<PersonRecord> {
        let record = Some(self.attendance.person(person, self.window(now)?));
        record.filter(|record| !record.intervals.is_empty()).map(|record| self.scored(record))
    }

    /// When everybody was present and how they did, as far as it is known.
    #[must_use]
    pub fn all_attended(&self, now: Timestamp) -> Vec<PersonRecord> {
        self.window(now).map(|window| self.scored_people(window)).unwrap_or_default()
    }

    fn scored_people(&self, window: Window) -> Vec<PersonRecord> {
        self.attendance.people(window).into_iter().map(|record| self.scored(record)).collect()
    }

    fn scored(&self, record: PersonRecord) -> PersonRecord {
        PersonRecord { quiz: self.quiz(record.person), ..record }
    }

    /// How a person did in the quiz. Staff may not answer: nothing is said of them, unless they were students when they did.
    fn quiz(&self, person: PersonId) -> Option<Quiz> {
        self.polls.quiz(person).filter(|quiz| quiz.answered > 0 || !self.roster.was_staff(person))
    }

    /// When it ended, where it has.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.attendance.ended_at()
    }

    /// The version of the last record; 0: there is none.
    #[must_use]
    pub fn filed(&self) -> u32 {
        self.attendance.filed()
    }

    /// What makes the record, and when it is due.
    pub(super) fn filing_due(&self) -> Option<(Timestamp, SessionEvent)> {
        let (at, version) = self.attendance.due()?;
        Some((at, SessionEvent::AttendanceFiled { version, at, quiz: self.polls.has_quiz() }))
    }

    /// The record that has just become due; `quiz`: whether it says how people did.
    pub(super) fn filing(&self, version: u32, filed_at: Timestamp, quiz: bool) -> Option<Filing> {
        let (facts, ended_at) = (self.facts.clone()?, self.attendance.ended_at()?);
        let window = self.window(ended_at)?;
        let people = if quiz { self.scored_people(window) } else { self.attendance.people(window) };
        Some(Filing { facts, ended_at, version, filed_at, people })
    }
}
