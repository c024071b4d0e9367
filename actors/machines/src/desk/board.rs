//! The cases and the orders they stand in: the queue, what is due when, and whose a subject is. Every change of a case goes
//! through [`Board::change`], which takes it out of the orders first and puts it back in, so that none can be forgotten.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use homeroom_protocol::ids::{CaseId, PersonId, SanctionId};
use homeroom_protocol::moderation::{Severity, Subject};
use homeroom_protocol::permit::desk::Level;
use homeroom_protocol::time::Timestamp;

use super::case::{Case, State};

/// Settled cases that stay in the state, so that they can be looked at and reversed; older ones are in the journal.
pub(crate) const SETTLED_KEPT_MAX: usize = 500;

/// What time does to a case. The order is that of what comes first at the same instant: a claim ends before the case that
/// nobody holds any more is passed upward.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Timer {
    ClaimEnds,
    Settles,
    Reminds,
    GoesOn,
    Overdue,
}

/// Where a case stands in the queue: how bad, since when.
type Rank = (Severity, Timestamp, CaseId);

/// All cases.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Board {
    cases: BTreeMap<CaseId, Case>,
    queue: BTreeSet<Rank>,
    timers: BTreeSet<(Timestamp, Timer, CaseId)>,
    alarms: BTreeSet<(Timestamp, CaseId)>,
    subjects: BTreeMap<Subject, CaseId>,
    settled: VecDeque<CaseId>,
    opened: u64,
}

impl Board {
    pub(crate) fn get(&self, id: &CaseId) -> Option<&Case> {
        self.cases.get(id)
    }

    /// The case that has a subject now.
    pub(crate) fn of(&self, subject: &Subject) -> Option<&Case> {
        self.subjects.get(subject).and_then(|id| self.cases.get(id))
    }

    /// Whether there is a case of an appeal against this.
    pub(crate) fn is_contested(&self, sanction: SanctionId) -> bool {
        self.appeals().any(|contested| contested == sanction)
    }

    /// What is contested, once for each case.
    pub(crate) fn appeals(&self) -> impl Iterator<Item = SanctionId> {
        self.cases.values().filter_map(|case| case.appeal.as_ref()).map(|appeal| appeal.sanction.id)
    }

    /// The number the next case gets.
    pub(crate) fn next_number(&self) -> u64 {
        self.opened + 1
    }

    /// Cases in the order of the queue: what waits for a decision, and what can still be undone.
    pub(crate) fn queue(&self) -> impl Iterator<Item = &Case> {
        self.queue.iter().filter_map(|(_, _, id)| self.cases.get(id))
    }

    /// Settled cases, latest first.
    pub(crate) fn settled(&self) -> impl Iterator<Item = &Case> {
        self.settled.iter().rev().filter_map(|id| self.cases.get(id))
    }

    /// Settled cases of reports about a person, latest first.
    pub(crate) fn about(&self, person: PersonId) -> impl Iterator<Item = &Case> {
        self.settled().filter(move |case| case.subject.person == person && case.appeal.is_none())
    }

    /// What time does first, and when.
    pub(crate) fn first_timer(&self) -> Option<(Timestamp, Timer, CaseId)> {
        self.timers.first().copied()
    }

    /// The first case there is to be an alarm about, and since when.
    pub(crate) fn first_alarm(&self) -> Option<Timestamp> {
        self.alarms.first().map(|(at, _)| *at)
    }

    /// The cases there is to be an alarm about by then, those that have waited longest for it first.
    pub(crate) fn alarms_by(&self, now: Timestamp) -> impl Iterator<Item = &Case> {
        self.alarms.iter().take_while(move |(at, _)| *at <= now).filter_map(|(_, id)| self.cases.get(id))
    }

    /// A case begins.
    pub(crate) fn add(&mut self, case: Case) {
        self.opened += 1;
        self.enter(&case);
        self.cases.insert(case.id, case);
    }

    /// Changes a case. Its version rises, unless the change is none that a decision could hang on.
    pub(crate) fn change(&mut self, id: CaseId, counts: bool, change: impl FnOnce(&mut Case)) {
        let Some(mut case) = self.cases.remove(&id) else { return };
        self.leave(&case);
        let was_settled = matches!(case.state, State::Settled { .. });
        change(&mut case);
        if counts {
            case.version = case.version.saturating_add(1);
        }
        self.enter(&case);
        let is_settled = matches!(case.state, State::Settled { .. });
        self.cases.insert(id, case);
        if is_settled && !was_settled {
            self.settled.push_back(id);
            if self.settled.len() > SETTLED_KEPT_MAX
                && let Some(oldest) = self.settled.pop_front()
            {
                self.cases.remove(&oldest);
            }
        }
    }

    fn enter(&mut self, case: &Case) {
        self.timers.extend(timers(case));
        self.alarms.extend(case.next_alarm().map(|(at, _)| (at, case.id)));
        if case.is_unsettled() {
            self.queue.insert((case.severity, case.opened_at, case.id));
            // An appeal takes no reports: those on its person are cases of their own.
            if case.appeal.is_none() {
                self.subjects.insert(case.subject, case.id);
            }
        }
    }

    fn leave(&mut self, case: &Case) {
        for timer in timers(case) {
            self.timers.remove(&timer);
        }
        if let Some((at, _)) = case.next_alarm() {
            self.alarms.remove(&(at, case.id));
        }
        if case.is_unsettled() {
            self.queue.remove(&(case.severity, case.opened_at, case.id));
            if case.appeal.is_none() {
                self.subjects.remove(&case.subject);
            }
        }
    }

    /// Whether every order holds what the cases say, and nothing else.
    pub(crate) fn is_consistent(&self) -> bool {
        let mut again = Self { opened: self.opened, settled: self.settled.clone(), ..Self::default() };
        for case in self.cases.values() {
            again.enter(case);
        }
        again.queue == self.queue
            && again.timers == self.timers
            && again.alarms == self.alarms
            && again.subjects == self.subjects
    }

    /// Whether no two cases have one subject.
    pub(crate) fn has_one_case_per_subject(&self) -> bool {
        let of_reports = self.cases.values().filter(|case| case.is_unsettled() && case.appeal.is_none());
        self.subjects.len() == of_reports.count()
    }

    /// Whether exactly the settled are listed as such, once each and within their number.
    pub(crate) fn lists_the_settled(&self) -> bool {
        let listed: BTreeSet<_> = self.settled.iter().collect();
        listed.len() == self.settled.len()
            && self.settled.len() <= SETTLED_KEPT_MAX
            && self.cases.values().all(|case| case.is_unsettled() != listed.contains(&case.id))
            && listed.iter().all(|id| self.cases.contains_key(*id))
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values()
    }
}

/// What time will do to a case.
fn timers(case: &Case) -> Vec<(Timestamp, Timer, CaseId)> {
    let mut timers = Vec::new();
    match &case.state {
        State::Open => {}
        State::Claimed { until, .. } => timers.push((*until, Timer::ClaimEnds, case.id)),
        State::Decided { decision } => timers.push((Case::undo_until(decision), Timer::Settles, case.id)),
        State::Settled { .. } => {}
    }
    // While it waits for the person its own time stands still.
    if let Some((until, _)) = case.thread.waits.filter(|_| case.is_open()) {
        timers.push((until, Timer::GoesOn, case.id));
        return timers;
    }
    if case.is_open() && case.level == Level::Desk {
        timers.push((case.due_at, Timer::Overdue, case.id));
    }
    timers.extend(case.reminds_at().map(|at| (at, Timer::Reminds, case.id)));
    timers
}
