//! Scenes of a class, told by its cast. Every step goes through the machine as the shell would take it, checks every
//! invariant, and writes a journal that can be replayed.

mod appealed;
mod asking;
mod attended;
mod away;
mod banned;
mod banned_until;
mod begins;
mod booking;
mod calm;
mod cancelled;
mod coming;
mod crowded;
mod deeds;
mod direct;
mod dropped_webhooks;
mod floor;
mod going;
mod heard;
mod hour;
mod line;
mod lobbied;
mod locked;
mod lookback;
mod may;
mod moderated;
mod muted;
mod offering;
mod people;
mod polled;
mod property;
mod put_back;
mod questioned;
mod reacted;
mod read;
mod reviewed;
mod revising;
mod scored;
mod shown;
mod spotlit;
mod struck;
mod swept;
mod talking;
mod turns;
mod worded;

use std::collections::BTreeSet;

use homeroom_protocol::entitlement::{Feature, GrantKind};
use homeroom_protocol::frame::client::Say;
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::ids::{CommandId, ConnectionId, CourseId, GrantId, PersonId, SignInId};
use homeroom_protocol::journal::v1::{Participant, SessionEvent, SessionFacts};
use homeroom_protocol::limits::FOLLOW_UPS_MAX;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use super::projection::Projection;
use super::{Command, Effect, Join, Live, Observation, Session, TalkWish};
use crate::entitlement::{self, Admission, Courses, Facts, Grant, Verdicts, What};
use crate::machine::{Feed, Line, Machine, Moment, Taken};

/// When every class of these scenes starts; an hour later it ends.
pub(super) const STARTS: Timestamp = Timestamp::from_millis(1_000_000_000);
pub(super) const ENDS: Timestamp = Timestamp::from_millis(1_003_600_000);

/// One of the cast, on their first device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Who(pub(super) u8);

pub(super) const TEACHER: Who = Who(0);
pub(super) const MIRA: Who = Who(1);
pub(super) const OTTO: Who = Who(2);
pub(super) const IDA: Who = Who(3);
/// Watches over the class.
pub(super) const PETRA: Who = Who(100);
/// Helps the teacher.
pub(super) const LENA: Who = Who(101);

impl Who {
    pub(super) fn person(self) -> PersonId {
        PersonId(Uuid::from_u128(u128::from(self.0) + 1))
    }

    pub(super) fn role(self) -> Role {
        match self {
            TEACHER => Role::Teacher,
            PETRA => Role::Moderator,
            LENA => Role::Assistant,
            Who(_) => Role::Student,
        }
    }

    /// The proof that they may enter.
    pub(super) fn admission(self) -> Admission {
        admission(self, Some(Feature::LiveSeat))
    }

    pub(super) fn device(self, n: u8) -> SignInId {
        SignInId(Uuid::from_u128(1_000 + 10 * u128::from(self.0) + u128::from(n)))
    }
}

/// A class, its live state, and the journal of what happened.
pub(super) struct Class {
    pub(super) session: Session,
    pub(super) live: Live,
    pub(super) now: Timestamp,
    /// The JSON of each entry's events; the first stands at offset 1.
    pub(super) journal: Vec<String>,
    /// What was asked of the room; the rows of read models apart.
    pub(super) effects: Vec<Effect>,
    pub(super) projected: Vec<Projection>,
    pub(super) frames: Vec<ClassEvent>,
    pub(super) staff: Vec<StaffEvent>,
    pub(super) steps: u64,
    /// Whose commands wait for those of others.
    pub(super) waits: BTreeSet<(Line, PersonId)>,
}

/// The proof of one of the cast who holds a grant with this feature, or none.
pub(super) fn admission(who: Who, feature: Option<Feature>) -> Admission {
    admission_of(who.person(), who.role(), feature)
}

pub(super) fn admission_of(person: PersonId, role: Role, feature: Option<Feature>) -> Admission {
    let grants: Vec<Grant> = feature
        .map(|feature| Grant {
            id: GrantId(Uuid::nil()),
            kind: GrantKind::Scholarship,
            features: [feature].into(),
            courses: Courses::Every,
            from: Timestamp::from_millis(0),
            until: None,
        })
        .into_iter()
        .collect();
    let course = facts(0).course;
    let verdict = |what| entitlement::entitle(&grants, what, STARTS);
    let (seat, watch) = (verdict(What::LiveSeat { course }), verdict(What::Overflow { course }));
    let role = Some(role);
    let known = Facts {
        person,
        role,
        disabled: false,
        sign_in_ended: false,
        banned: None,
        grants: Some(Verdicts { seat, watch }),
    };
    entitlement::admit(&known, STARTS).unwrap()
}

pub(super) fn facts(capacity: u32) -> SessionFacts {
    SessionFacts {
        course: CourseId(Uuid::from_u128(7)),
        title: "Fractions".into(),
        summary: "Halves and quarters.".into(),
        capacity,
        starts_at: STARTS,
        ends_at: ENDS,
        lesson: None,
        lobby: false,
    }
}

impl Class {
    /// A class with so many seats that has just gone live.
    pub(super) fn with_seats(capacity: u32) -> Self {
        let mut class = Self::announced(capacity, STARTS);
        class.passes(0);
        class
    }

    /// A class that is announced at a time, whatever time that is.
    pub(super) fn announced(capacity: u32, now: Timestamp) -> Self {
        Self::announced_with(facts(capacity), now)
    }

    /// The same, with these facts.
    pub(super) fn announced_with(facts: SessionFacts, now: Timestamp) -> Self {
        let (session, live) = (Session::default(), Live::default());
        let (journal, effects, projected, frames) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let staff = Vec::new();
        let mut class =
            Self { session, live, now, journal, effects, projected, frames, staff, waits: BTreeSet::new(), steps: 0 };
        class.does(Command::Announce(facts)).unwrap();
        class
    }

    fn moment(&mut self) -> Moment {
        self.steps += 1;
        Moment { now: self.now, command: CommandId(Uuid::from_u128(u128::from(self.steps))) }
    }

    /// A command, and what follows. Answers its own events, the follow-ups apart.
    pub(super) fn does(&mut self, command: Command) -> Result<Vec<SessionEvent>, Refusal> {
        let moment = self.moment();
        let command = match self.session.hold(&mut self.live, &moment, command)? {
            Taken::Goes(command) => command,
            Taken::Waits(line, person) => {
                self.waits.insert((line, person));
                self.holds();
                return Ok(Vec::new());
            }
        };
        let events = self.session.decide(&self.live, &moment, command)?;
        if !events.is_empty() {
            self.commits(&moment, events.clone());
        }
        Ok(events)
    }

    /// Evolves, follows to the end, and writes one entry.
    fn commits(&mut self, moment: &Moment, first: Vec<SessionEvent>) {
        let offset = u64::try_from(self.journal.len()).unwrap() + 1;
        let mut entry = Vec::new();
        for event in first {
            self.absorbs(offset, &event);
            entry.push(event);
        }
        let mut follow_ups = 0;
        while let Some(event) = self.session.follow(&self.live, moment) {
            self.absorbs(offset, &event);
            entry.push(event);
            follow_ups += 1;
            assert!(follow_ups < FOLLOW_UPS_MAX, "the follow-ups do not end");
        }
        if !entry.is_empty() {
            self.journal.push(serde_json::to_string(&entry).unwrap());
        }
        assert!(self.session.deadline(&self.live).is_none_or(|at| at > self.now), "what was due has not been done");
    }

    fn absorbs(&mut self, offset: u64, event: &SessionEvent) {
        self.session.evolve(offset, event);
        if let Some((line, people)) = self.session.releases(event) {
            self.waits.retain(|(waits, person)| *waits != line || !people.contains(person));
        }
        for effect in self.session.effects(event) {
            match effect {
                Effect::Project(projection) => self.projected.push(projection),
                Effect::RemoveParticipant { .. }
                | Effect::CloseRoom
                | Effect::SetPublishing { .. }
                | Effect::CloseSockets { .. }
                | Effect::CloseAll
                | Effect::RecordEnd { .. }
                | Effect::FileAttendance(_)
                | Effect::TellOffer { .. }
                | Effect::TellCancelled { .. }
                | Effect::KeepBan(_)
                | Effect::OpenAppeal(_)
                | Effect::OpenCase(_) => self.effects.push(effect),
            }
        }
        for feed in Feed::ALL {
            match (feed, self.session.frames(offset, event, *feed)) {
                (Feed::Class, Some(FeedEvent::Class(seen))) => self.frames.push(seen),
                (Feed::Class, Some(FeedEvent::Staff(seen))) => panic!("the class would see {seen:?}"),
                (Feed::Staff, Some(FeedEvent::Staff(seen))) => self.staff.push(seen),
                // Each sees of a poll's results what is shown to it.
                (Feed::Staff, Some(FeedEvent::Class(ClassEvent::Poll { .. }))) => {}
                (Feed::Staff, seen) => assert_eq!(seen, self.session.frames(offset, event, Feed::Class)),
                (Feed::Class, None) => {}
                (Feed::Lobby, seen) => assert_eq!(seen, None, "who waits would see it"),
            }
        }
        self.holds();
    }

    pub(super) fn holds(&self) {
        assert_eq!(self.session.broken_invariants(&self.live), Vec::<&str>::new());
    }

    /// Time passes, in milliseconds, and what is due happens.
    pub(super) fn passes(&mut self, millis: i64) {
        self.now = Timestamp::from_millis(self.now.as_millis() + millis);
        let moment = self.moment();
        self.commits(&moment, Vec::new());
    }

    pub(super) fn observes(&mut self, observation: Observation) {
        let moment = self.moment();
        self.session.observe(&mut self.live, &moment, observation);
        self.holds();
    }

    pub(super) fn joins_on(&mut self, who: Who, device: u8, take_over: bool) -> Result<Vec<SessionEvent>, Refusal> {
        let (person, role, admission) = (who.person(), who.role(), who.admission());
        let who = Participant { person, name: format!("name of {}", who.0), role, sign_in: who.device(device) };
        self.does(Command::Join(Join { who, admission, take_over }))
    }

    pub(super) fn joins(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        self.joins_on(who, 0, false)
    }

    pub(super) fn enters_on(&mut self, who: Who, device: u8) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Enter { person: who.person(), sign_in: who.device(device) })
    }

    /// Joins and comes through the door with one connection.
    pub(super) fn comes(&mut self, who: Who) {
        self.joins(who).unwrap();
        self.enters_on(who, 0).unwrap();
        self.connects(who, 1);
    }

    pub(super) fn connects(&mut self, who: Who, n: u8) {
        self.observes(Observation::Here { person: who.person(), connection: connection(who, n) });
    }

    pub(super) fn loses(&mut self, who: Who, n: u8) {
        self.observes(Observation::Gone { person: who.person(), connection: connection(who, n) });
    }

    pub(super) fn says(&mut self, who: Who, text: &str) {
        self.does(Command::Talk {
            person: who.person(),
            wish: TalkWish::Say(Say { text: text.into(), reply_to: None }),
        })
        .unwrap();
    }

    pub(super) fn talks(&mut self, who: Who, wish: TalkWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Talk { person: who.person(), wish })
    }

    pub(super) fn seat(&self, who: Who) -> Option<u32> {
        self.session.standing(who.person()).and_then(|standing| standing.seat)
    }

    pub(super) fn is_in(&self, who: Who) -> bool {
        self.session.standing(who.person()).is_some()
    }

    /// How many are here: with a seat or giving the class, and watching.
    pub(super) fn count(&self) -> (u32, u32) {
        let presence = self.session.presence(&self.live);
        (presence.seated, presence.watching)
    }

    /// The durable state that the journal makes.
    pub(super) fn replayed(&self) -> Session {
        let mut session = Session::default();
        for (offset, entry) in (1..).zip(&self.journal) {
            for event in serde_json::from_str::<Vec<SessionEvent>>(entry).unwrap() {
                session.evolve(offset, &event);
            }
        }
        session
    }

    /// The node is lost: the journal is replayed, nobody is connected.
    pub(super) fn crashes(&mut self) {
        let session = self.replayed();
        assert_eq!(session, self.session, "a replay makes the same state");
        self.session = session;
        let moment = self.moment();
        self.live = self.session.wake(&moment);
        self.passes(0);
    }
}

pub(super) fn connection(who: Who, n: u8) -> ConnectionId {
    ConnectionId(Uuid::from_u128(10_000 + 100 * u128::from(who.0) + u128::from(n)))
}

pub(super) fn code(outcome: Result<Vec<SessionEvent>, Refusal>) -> Code {
    outcome.unwrap_err().code
}
