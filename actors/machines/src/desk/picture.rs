//! Pictures of the desk: the queue as one moderator sees it, and everything about one case.

use std::collections::BTreeMap;

use homeroom_protocol::frame::desk::server::{CaseDetail, DeskNews, DeskView, DeskYou, EarlierDecision};
use homeroom_protocol::ids::{CaseId, PersonId};
use homeroom_protocol::journal::v1::desk::DeskEvent;
use homeroom_protocol::limits::{VIEW_OPEN_MAX, VIEW_SETTLED_MAX};
use homeroom_protocol::moderation::ReasonCode;
use homeroom_protocol::permit::desk::Act;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;

use super::Desk;
use super::badge::Badge;
use super::case::{Case, State};
use super::live::Live;

/// Earlier decisions about the same person that are shown with a case.
const EARLIER_MAX: usize = 10;

/// What waits at the desk, in numbers; for metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// Cases that wait for a decision.
    pub cases: usize,
    /// Since when the oldest of them has waited.
    pub oldest: Option<Timestamp>,
}

impl Desk {
    /// The desk as a moderator sees it.
    #[must_use]
    pub fn view_for(&self, live: &Live, badge: &Badge) -> DeskView {
        let seen = |case: &&Case| badge.sees(case.course);
        DeskView {
            open: self.board.queue().filter(seen).take(VIEW_OPEN_MAX).map(Case::row).collect(),
            settled: self.board.settled().filter(seen).take(VIEW_SETTLED_MAX).map(Case::row).collect(),
            moderators: live.moderators(),
        }
    }

    /// What waits, by severity.
    #[must_use]
    pub fn waiting(&self) -> BTreeMap<u8, Waiting> {
        let mut waiting: BTreeMap<u8, Waiting> = (1..=4).map(|severity| (severity, Waiting::default())).collect();
        for case in self.board.queue().filter(|case| case.is_open() && !case.waits_for_person()) {
            let of = waiting.entry(case.severity.0).or_default();
            of.cases += 1;
            of.oldest = Some(of.oldest.map_or(case.waits_since, |oldest| oldest.min(case.waits_since)));
        }
        waiting
    }

    /// Whether any case waits for the desk.
    #[must_use]
    pub fn is_anything_open(&self) -> bool {
        self.board.queue().any(|case| case.is_open() && !case.waits_for_person())
    }

    /// How grave a case is, and when it began; for the time it took.
    #[must_use]
    pub fn opened_at(&self, case: CaseId) -> Option<(u8, Timestamp)> {
        self.board.get(&case).map(|case| (case.severity.0, case.opened_at))
    }

    pub(super) fn own(live: &Live, person: PersonId) -> Option<DeskYou> {
        let badge = live.badge(person)?;
        let courses = badge.courses().map(|courses| courses.iter().copied().collect());
        let reasons = ReasonCode::ALL.iter().copied().filter(|reason| badge.decides_for(*reason)).collect();
        Some(DeskYou { who: badge.who().clone(), courses, reasons })
    }

    /// Whatever happened to a case is its row as it is now.
    pub(super) fn news(&self, event: &DeskEvent) -> Option<DeskNews> {
        let row = self.board.get(&event.case()?)?.row();
        let reminds = matches!(event, DeskEvent::AppealReminded { .. });
        Some(if reminds { DeskNews::Reminder { row } } else { DeskNews::Case { row } })
    }

    pub(super) fn detail(&self, badge: &Badge, case: CaseId) -> Result<CaseDetail, Refusal> {
        let case = self.seen(badge, case, Act::Look)?;
        let earlier = self.board.about(case.subject.person).filter(|other| other.id != case.id);
        let before = earlier.filter(|other| badge.sees(other.course)).filter_map(decided).take(EARLIER_MAX);
        Ok(CaseDetail {
            row: case.row(),
            reports: case.reports.clone(),
            evidence: case.evidence.first().cloned().unwrap_or_default(),
            log: case.log.clone(),
            before: before.collect(),
        })
    }
}

fn decided(case: &Case) -> Option<EarlierDecision> {
    match &case.state {
        State::Settled { decision } => Some(EarlierDecision {
            case: case.id,
            decision: decision.id,
            person: case.subject.person,
            class: case.class.clone(),
            reason: decision.reason,
            measure: decision.measure,
            at: decision.at,
        }),
        State::Open | State::Claimed { .. } | State::Decided { .. } => None,
    }
}
