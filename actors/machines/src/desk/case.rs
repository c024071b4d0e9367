//! One case: all open reports on one subject, and what is done with them.

use homeroom_protocol::alarm::AlarmCause;
use homeroom_protocol::appeal::{Appeal, Contested};
use homeroom_protocol::frame::desk::server::{CaseAct, CaseActKind, CaseReport, CaseRow, CaseState};
use homeroom_protocol::ids::{CaseId, CourseId, PersonId};
use homeroom_protocol::journal::v1::desk::{Decision, Moderator};
use homeroom_protocol::limits::{CASE_EVIDENCE_MAX, UNDO_SPAN};
use homeroom_protocol::moderation::{Evidence, FrozenPerson, Report, ReportKind, Severity, Subject};
use homeroom_protocol::permit::desk::Level;
use homeroom_protocol::time::Timestamp;

use super::thread::Thread;

/// Characters of the reported message that a row shows.
const ROW_TEXT_CHARACTERS_MAX: usize = 200;
/// Acts kept in the log of a case: a case that many hands pass on is rare, and its journal has all of them.
const LOG_MAX: usize = 200;

/// Where a case stands; each variant holds what is there then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Open,
    Claimed { by: Moderator, until: Timestamp },
    Decided { decision: Decision },
    Settled { decision: Decision },
}

/// One case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Case {
    pub(crate) id: CaseId,
    pub(crate) number: u64,
    pub(crate) version: u32,
    pub(crate) subject: Subject,
    pub(crate) name: String,
    pub(crate) course: CourseId,
    pub(crate) class: String,
    pub(crate) severity: Severity,
    pub(crate) opened_at: Timestamp,
    /// Since when it waits for the desk: its beginning, and later by what it has waited for the person.
    pub(crate) waits_since: Timestamp,
    /// Since when nobody has it, where nobody has.
    pub(crate) free_since: Timestamp,
    pub(crate) due_at: Timestamp,
    pub(crate) level: Level,
    /// Since when it is not at the level it began at.
    pub(crate) raised_at: Option<Timestamp>,
    /// What there was an alarm about last.
    pub(crate) alarmed: Option<AlarmCause>,
    pub(crate) state: State,
    /// What is contested, where the case is an appeal; then nobody has reported it. Its evidence is the case's.
    pub(crate) appeal: Option<Box<Appeal>>,
    /// What was asked and answered, where it is an appeal.
    pub(crate) thread: Thread,
    pub(crate) reports: Vec<CaseReport>,
    /// Of the first reports; the rest is in the journal.
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) log: Vec<CaseAct>,
}

impl Case {
    pub(crate) fn opened(id: CaseId, number: u64, report: &Report, severity: Severity, due_at: Timestamp) -> Self {
        let mut case = Self {
            id,
            number,
            version: 1,
            subject: report.subject,
            name: report.name.clone(),
            course: report.course,
            class: report.class.clone(),
            severity,
            opened_at: report.at,
            waits_since: report.at,
            free_since: report.at,
            due_at,
            level: Level::Desk,
            raised_at: None,
            alarmed: None,
            state: State::Open,
            appeal: None,
            thread: Thread::default(),
            reports: Vec::new(),
            evidence: Vec::new(),
            log: Vec::new(),
        };
        case.reported(report);
        case
    }

    /// An appeal is a case of its own, whatever else there is about the person.
    pub(crate) fn appealed(id: CaseId, number: u64, appeal: &Appeal, severity: Severity) -> Self {
        let mut appeal = Box::new(appeal.clone());
        let evidence = vec![std::mem::take(&mut appeal.evidence)];
        let (person, message) = (appeal.sanction.person, appeal.sanction.message);
        Self {
            id,
            number,
            version: 1,
            subject: Subject { session: appeal.session, person, message },
            name: appeal.name.clone(),
            course: appeal.course,
            class: appeal.class.clone(),
            severity,
            opened_at: appeal.at,
            waits_since: appeal.at,
            free_since: appeal.at,
            due_at: appeal.due_at,
            level: Level::Desk,
            raised_at: None,
            alarmed: None,
            state: State::Open,
            appeal: Some(appeal),
            thread: Thread::default(),
            reports: Vec::new(),
            evidence,
            log: Vec::new(),
        }
    }

    /// Whether somebody has no part in it: who set what is contested, and whose appeal it is.
    pub(crate) fn excludes(&self, person: PersonId) -> bool {
        self.appeal.as_ref().is_some_and(|appeal| {
            appeal.sanction.person == person || appeal.set_by.as_ref().is_some_and(|who| who.person == person)
        })
    }

    /// A report on it.
    pub(crate) fn reported(&mut self, report: &Report) {
        let Report { id, by, kind, text, at, .. } = report;
        self.reports.push(CaseReport { id: *id, by: by.clone(), kind: *kind, text: text.clone(), at: *at });
        if self.evidence.len() < CASE_EVIDENCE_MAX {
            self.evidence.push(report.evidence.clone());
        }
    }

    /// Whether it waits for a decision.
    pub(crate) fn is_open(&self) -> bool {
        match self.state {
            State::Open | State::Claimed { .. } => true,
            State::Decided { .. } | State::Settled { .. } => false,
        }
    }

    /// Whether it is not settled yet: open, or decided and still to be undone. Until then a subject is its case's.
    pub(crate) fn is_unsettled(&self) -> bool {
        match self.state {
            State::Open | State::Claimed { .. } | State::Decided { .. } => true,
            State::Settled { .. } => false,
        }
    }

    /// Until when its decision can be undone as if nothing was.
    pub(crate) fn undo_until(decision: &Decision) -> Timestamp {
        decision.at.plus(UNDO_SPAN)
    }

    /// Everybody who reported it, once each.
    pub(crate) fn reporters(&self) -> Vec<&FrozenPerson> {
        let mut reporters: Vec<&FrozenPerson> = Vec::new();
        for report in &self.reports {
            if reporters.iter().all(|known| known.person != report.by.person) {
                reporters.push(&report.by);
            }
        }
        reporters
    }

    /// The worst that is complained about. The kinds stand in the order of how bad they are.
    pub(crate) fn kind(&self) -> ReportKind {
        self.reports.iter().map(|report| report.kind).min().unwrap_or(ReportKind::Other)
    }

    /// Something was done with it.
    pub(crate) fn acted(&mut self, at: Timestamp, what: CaseActKind, by: Option<&Moderator>, text: &str) {
        if self.log.len() == LOG_MAX {
            self.log.remove(0);
        }
        self.log.push(CaseAct { at, what, by: by.cloned(), text: text.to_owned() });
    }

    pub(crate) fn row(&self) -> CaseRow {
        CaseRow {
            id: self.id,
            number: self.number,
            version: self.version,
            subject: self.subject,
            name: self.name.clone(),
            text: self.reported_text(),
            course: self.course,
            class: self.class.clone(),
            kind: self.kind(),
            reports: u32::try_from(self.reporters().len()).unwrap_or(u32::MAX),
            severity: self.severity,
            opened_at: self.opened_at,
            due_at: self.due_at,
            level: self.level,
            appeal: self.appeal.as_ref().map(|appeal| Box::new(contested(appeal, self))),
            state: match &self.state {
                State::Open => CaseState::Open,
                State::Claimed { by, until } => CaseState::Claimed { by: by.clone(), until: *until },
                State::Decided { decision } => {
                    CaseState::Decided { decision: decision.clone(), undo_until: Self::undo_until(decision) }
                }
                State::Settled { decision } => CaseState::Settled { decision: decision.clone() },
            },
        }
    }

    /// Nobody has it from here on.
    pub(crate) fn freed(&mut self, at: Timestamp) {
        self.state = State::Open;
        self.free_since = at;
    }

    /// The start of the reported message as it was frozen first, or of the words of an appeal.
    fn reported_text(&self) -> String {
        let short = |text: &str| text.chars().take(ROW_TEXT_CHARACTERS_MAX).collect();
        if let Some(appeal) = &self.appeal {
            return short(&appeal.text);
        }
        let Some(message) = self.subject.message else { return String::new() };
        let frozen = self.evidence.first().and_then(|evidence| evidence.messages.iter().find(|one| one.id == message));
        frozen.map(|frozen| short(&frozen.text)).unwrap_or_default()
    }
}

fn contested(appeal: &Appeal, case: &Case) -> Contested {
    let thread = &case.thread;
    Contested {
        sanction: appeal.sanction.clone(),
        set_by: appeal.set_by.clone(),
        text: appeal.text.clone(),
        exchange: thread.rounds.clone(),
        waits_until: thread.waits.filter(|_| case.waits_for_person()).map(|(until, _)| until),
        reminded: thread.reminded,
    }
}
