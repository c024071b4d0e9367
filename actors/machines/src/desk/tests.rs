//! Scenes of the desk. Every step goes through the machine as the shell would take it, checks every invariant, and writes a
//! journal that can be replayed.

mod alarms;
mod appeals;
mod deciding;
mod deeds;
mod property;
mod queue;
mod thread;

use std::time::Duration;

use homeroom_protocol::frame::desk::server::{CaseRow, CaseState};
use homeroom_protocol::ids::{CaseId, CommandId, ConnectionId, CourseId, PersonId, SessionId};
use homeroom_protocol::limits::FOLLOW_UPS_MAX;
use homeroom_protocol::moderation::{
    Evidence, FrozenMessage, FrozenPerson, Measure, ReasonCode, Report, ReportKind, Scope, Subject,
};
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use uuid::Uuid;

use super::badge::{self, Facts};
use super::*;

const STARTS: Timestamp = Timestamp::from_millis(1_000_000_000);

/// A moderator: of the first course, of the second, or of the platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Staff(u8);

const PETRA: Staff = Staff(1);
const SAM: Staff = Staff(2);
/// Of the other course.
const DEV: Staff = Staff(3);
/// Of the platform.
const ROOT: Staff = Staff(9);

impl Staff {
    fn badge(self) -> Badge {
        let courses = if self == DEV { [course(2)] } else { [course(1)] };
        badge::admit(Facts {
            person: PersonId(Uuid::from_u128(500 + u128::from(self.0))),
            name: format!("Staff {}", self.0),
            disabled: false,
            sign_in_ended: false,
            platform: self == ROOT,
            courses: courses.into_iter().collect(),
            retired: std::collections::BTreeSet::new(),
        })
        .unwrap()
    }
}

fn course(n: u128) -> CourseId {
    CourseId(Uuid::from_u128(n))
}

fn student(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n) + 1))
}

/// The `n`th message of a class, always of the same student.
fn message(n: u8) -> Subject {
    let message = Some(CommandId(Uuid::from_u128(10_000 + u128::from(n))));
    Subject { session: SessionId(Uuid::from_u128(70 + u128::from(n % 2))), person: student(n), message }
}

/// A desk, its live state, and the journal of what happened.
struct Scene {
    desk: Desk,
    live: Live,
    now: Timestamp,
    journal: Vec<String>,
    effects: Vec<Effect>,
    steps: u64,
}

impl Scene {
    fn begins() -> Self {
        let mut scene = Self {
            desk: Desk::default(),
            live: Live::default(),
            now: STARTS,
            journal: Vec::new(),
            effects: Vec::new(),
            steps: 0,
        };
        for (n, staff) in [PETRA, SAM, DEV, ROOT].into_iter().enumerate() {
            scene.comes(staff, n);
        }
        scene
    }

    fn comes(&mut self, staff: Staff, n: usize) {
        let connection = ConnectionId(Uuid::from_u128(n as u128));
        let moment = self.moment();
        self.desk.observe(&mut self.live, &moment, Observation::Here { badge: staff.badge(), connection });
    }

    fn moment(&mut self) -> Moment {
        self.steps += 1;
        Moment { now: self.now, command: CommandId(Uuid::from_u128(1_000_000 + u128::from(self.steps))) }
    }

    fn does(&mut self, command: Command) -> Result<Vec<DeskEvent>, Refusal> {
        let moment = self.moment();
        // As the shell does: what time does comes first.
        self.commits(&moment, Vec::new());
        let events = self.desk.decide(&self.live, &moment, command)?;
        self.commits(&moment, events.clone());
        Ok(events)
    }

    fn commits(&mut self, moment: &Moment, first: Vec<DeskEvent>) {
        let offset = u64::try_from(self.journal.len()).unwrap() + 1;
        let mut entry = Vec::new();
        for event in first {
            self.absorbs(offset, &event);
            entry.push(event);
        }
        let mut follow_ups = 0;
        while let Some(event) = self.desk.follow(&self.live, moment) {
            self.absorbs(offset, &event);
            entry.push(event);
            follow_ups += 1;
            assert!(follow_ups < FOLLOW_UPS_MAX, "the follow-ups do not end");
        }
        if !entry.is_empty() {
            self.journal.push(serde_json::to_string(&entry).unwrap());
        }
        assert!(self.desk.deadline(&self.live).is_none_or(|at| at > self.now), "what was due has not been done");
    }

    fn absorbs(&mut self, offset: u64, event: &DeskEvent) {
        self.desk.evolve(offset, event);
        self.effects.extend(self.desk.effects(event));
        let about_one = event.case().is_some();
        assert_eq!(self.desk.frames(offset, event, Feed::Class).is_some(), about_one, "a case that changed is shown");
        assert_eq!(self.desk.scope(event).is_some(), about_one, "whose a case is, is known");
        assert_eq!(self.desk.broken_invariants(&self.live), Vec::<&str>::new());
    }

    fn passes(&mut self, seconds: u64) {
        self.passes_millis(seconds * 1_000);
    }

    fn passes_millis(&mut self, millis: u64) {
        self.now = self.now.plus(Duration::from_millis(millis));
        let moment = self.moment();
        self.commits(&moment, Vec::new());
    }

    fn report(&mut self, subject: Subject, by: u8, kind: ReportKind) -> Report {
        self.steps += 1;
        let text = "something".to_owned();
        let messages = subject.message.map(|id| FrozenMessage {
            id,
            person: subject.person,
            name: "Kai".into(),
            role: Role::Student,
            text: text.clone(),
            at: self.now,
            revisions: Vec::new(),
            deleted: false,
        });
        let role = if by == 0 { Role::Teacher } else { Role::Student };
        Report {
            id: CommandId(Uuid::from_u128(2_000_000 + u128::from(self.steps))),
            subject,
            name: "Kai".into(),
            course: course(subject.session.0.as_u128() - 69),
            class: "Fractions".into(),
            kind,
            text,
            by: FrozenPerson { person: student(100 + by), name: format!("name of {by}"), role },
            at: self.now,
            evidence: Evidence { messages: messages.into_iter().collect(), ..Evidence::default() },
        }
    }

    /// A report comes in; the case it went to.
    fn hears(&mut self, subject: Subject, by: u8, kind: ReportKind) -> CaseId {
        let report = Box::new(self.report(subject, by, kind));
        self.does(Command::Open(report)).unwrap()[0].case().unwrap()
    }

    fn act(&mut self, staff: Staff, case: CaseId, wish: Wish) -> Result<Vec<DeskEvent>, Refusal> {
        self.does(Command::Act { badge: staff.badge(), case, wish })
    }

    fn claims(&mut self, staff: Staff, case: CaseId) {
        self.act(staff, case, Wish::Claim).unwrap();
    }

    fn finding(&self, case: CaseId, measure: Option<Measure>) -> Wish {
        let version = self.row(case).version;
        let reason = if measure.is_some() { ReasonCode::Insult } else { ReasonCode::NothingWrong };
        Wish::Decide(Finding { version, reason, measure, minutes: None, scope: Scope::Session, note: String::new() })
    }

    fn decides(&mut self, staff: Staff, case: CaseId, measure: Option<Measure>) {
        let finding = self.finding(case, measure);
        self.act(staff, case, finding).unwrap();
    }

    fn row(&self, case: CaseId) -> CaseRow {
        self.desk.board.get(&case).unwrap().row()
    }

    fn is_open(&self, case: CaseId) -> bool {
        self.row(case).state == CaseState::Open
    }

    fn holder(&self, case: CaseId) -> Option<String> {
        match self.row(case).state {
            CaseState::Claimed { by, .. } => Some(by.name),
            CaseState::Open | CaseState::Decided { .. } | CaseState::Settled { .. } => None,
        }
    }

    fn queue(&self) -> Vec<CaseId> {
        self.desk.board.queue().map(|case| case.id).collect()
    }

    fn orders(&self) -> Vec<&Order> {
        self.effects.iter().filter_map(order).collect()
    }

    fn replayed(&self) -> Desk {
        let mut desk = Desk::default();
        for (offset, entry) in (1..).zip(&self.journal) {
            for event in serde_json::from_str::<Vec<DeskEvent>>(entry).unwrap() {
                desk.evolve(offset, &event);
            }
        }
        desk
    }
}

fn code(outcome: Result<Vec<DeskEvent>, Refusal>) -> Code {
    outcome.unwrap_err().code
}

fn order(effect: &Effect) -> Option<&Order> {
    match effect {
        Effect::Order { order, .. } => Some(order),
        Effect::Alarm(_) => None,
    }
}
