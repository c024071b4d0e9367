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
        match (self.alarmed, self.level) {
            (None, Level::Overdue) => Some((raised_at, AlarmCause::Overdue)),
            (None | Some(AlarmCause::Overdue), _) => Some((self.unclaimed_at(raised_at)?, AlarmCause::Unclaimed)),
            (Some(AlarmCause::Unclaimed), _) => None,
        }
    }

    /// When nobody will have taken it for as long again: since it was passed upward, or since somebody last had it.
    fn unclaimed_at(&self, raised_at: Timestamp) -> Option<Timestamp> {
        let is_free = self.state == State::Open;
        is_free.then(|| raised_at.max(self.free_since).plus(target(self.severity)))
    }
}

impl Desk {
    /// When the next alarm is raised.
    pub(super) fn alarm_at(&self) -> Option<Timestamp> {
        let first = self.board.first_alarm()?;
        Some(self.alarmed_at.map_or(first, |latest| latest.max(first)).plus(ALARM_GATHERS))
    }

    /// The alarm that is to be raised now, with everything there is to tell by now.
    pub(super) fn alarm(&self, now: Timestamp) -> Option<DeskEvent> {
        self.alarm_at().filter(|at| *at <= now)?;
        let (mut overdue, mut unclaimed) = (Vec::new(), Vec::new());
        for case in self.board.alarms_by(now).take(ALARM_CASES_MAX) {
            match case.next_alarm() {
                // After a time away it may be both by now, and the graver is told.
                Some((raised_at, AlarmCause::Overdue)) if case.unclaimed_at(raised_at).is_none_or(|at| at > now) => {
                    overdue.push(case.id);
                }
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
    cases.sort_by_key(|case| (case.waits_since, case.id));
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
        oldest_at: cases.first().map_or(at, |case| case.waits_since),
        classes,
    }
}
