//! Alarms: when whoever is on call is told of cases that wait too long. Twice at most of each case: when its time has passed,
//! and when nobody has taken it for as long again after it was passed upward.
//!
//! What there is to tell is gathered for a minute from the first on and told as one, so that a burst is one alarm and there
//! is at most one a minute. What else time has done by then comes first: a desk that was away raises one alarm, not one
//! for each minute it was away.

use std::collections::BTreeMap;

use homeroom_protocol::alarm::{Alarm, AlarmCause, AlarmGroup};
use homeroom_protocol::ids::CaseId;
use homeroom_protocol::journal::v1::desk::DeskEvent;
use homeroom_protocol::limits::{ALARM_CASES_MAX, ALARM_CLASSES_MAX, ALARM_GATHERS};
use homeroom_protocol::moderation::Severity;
use homeroom_protocol::permit::desk::Level;
use homeroom_protocol::time::Timestamp;

use super::Desk;
use super::case::{Case, State};
use super::severity::target;

impl Case {
    /// What there is to be an alarm about next, and since when it is due.
    pub(super) fn next_alarm(&self) -> Option<(Timestamp, AlarmCause)> {
        let raised_at = self.raised_at.filter(|_| self.is_open() && !self.waits_for_person())?;
        match (self.alarmed, self.level, &self.state) {
            (None, Level::Overdue, _) => Some((raised_at, AlarmCause::Overdue)),
            (None | Some(AlarmCause::Overdue), _, State::Open) => {
                Some((raised_at.plus(target(self.severity)), AlarmCause::Unclaimed))
            }
            (None | Some(AlarmCause::Overdue), _, _) | (Some(AlarmCause::Unclaimed), _, _) => None,
        }
    }

    /// Whether nobody has it, for as long again after it was passed upward.
    fn is_unclaimed(&self, raised_at: Timestamp, now: Timestamp) -> bool {
        self.state == State::Open && raised_at.plus(target(self.severity)) <= now
    }
}

impl Desk {
    /// When the next alarm is raised.
    pub(super) fn alarm_at(&self) -> Option<Timestamp> {
        self.board.first_alarm().map(|at| at.plus(ALARM_GATHERS))
    }

    /// The alarm that is to be raised now, with everything there is to tell by now.
    pub(super) fn alarm(&self, now: Timestamp) -> Option<DeskEvent> {
        self.alarm_at().filter(|at| *at <= now)?;
        let (mut overdue, mut unclaimed) = (Vec::new(), Vec::new());
        for case in self.board.alarms_by(now).take(ALARM_CASES_MAX) {
            match case.next_alarm() {
                // After a time away it may be both by now, and the graver is told.
                Some((raised_at, AlarmCause::Overdue)) if !case.is_unclaimed(raised_at, now) => overdue.push(case.id),
                Some(_) => unclaimed.push(case.id),
                None => {}
            }
        }
        Some(DeskEvent::Alarmed { overdue, unclaimed, at: now })
    }

    /// An alarm was raised about these.
    pub(super) fn alarmed(&mut self, cases: &[CaseId], cause: AlarmCause) {
        for case in cases {
            self.board.change(*case, false, |case| case.alarmed = Some(cause));
        }
    }

    /// What whoever is on call is told of these.
    pub(super) fn told(&self, overdue: &[CaseId], unclaimed: &[CaseId], at: Timestamp) -> Alarm {
        let of = |cases: &[CaseId], cause| cases.iter().map(move |id| (*id, cause)).collect::<Vec<_>>();
        let mut groups: BTreeMap<(Severity, AlarmCause), Vec<&Case>> = BTreeMap::new();
        for (id, cause) in of(overdue, AlarmCause::Overdue).into_iter().chain(of(unclaimed, AlarmCause::Unclaimed)) {
            if let Some(case) = self.board.get(&id) {
                groups.entry((case.severity, cause)).or_default().push(case);
            }
        }
        let groups = groups.into_iter().map(|((severity, cause), cases)| group(severity, cause, cases, at));
        Alarm { at, groups: groups.collect() }
    }
}

fn group(severity: Severity, cause: AlarmCause, mut cases: Vec<&Case>, at: Timestamp) -> AlarmGroup {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    cases.sort_by_key(|case| (case.opened_at, case.id));
    let mut classes: Vec<String> = Vec::new();
    for case in &cases {
        if classes.len() < ALARM_CLASSES_MAX && !classes.contains(&case.class) {
            classes.push(case.class.clone());
        }
    }
    AlarmGroup {
        severity,
        cause,
        cases: count(cases.len()),
        appeals: count(cases.iter().filter(|case| case.appeal.is_some()).count()),
        oldest_at: cases.first().map_or(at, |case| case.opened_at),
        classes,
    }
}
