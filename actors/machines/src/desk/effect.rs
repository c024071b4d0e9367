//! What the desk asks of the rooms. Each is idempotent there: a sanction that stands is not made twice, one that was lifted
//! is not made at all, and what is not there is lifted for good.

use homeroom_protocol::ids::{CommandId, SanctionId, SessionId};
use homeroom_protocol::journal::v1::desk::DeskEvent;
use homeroom_protocol::moderation::{Measure, Muted, ReportOutcome, Sanction};

use super::Desk;
use super::case::State;

/// A request to a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// Which room.
    pub session: SessionId,
    /// What.
    pub order: Order,
}

/// What a room is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// Make a sanction hold.
    Enforce(Sanction),
    /// Let it hold no more.
    Lift(SanctionId),
    /// Tell reporters what became of their reports.
    Answer {
        /// Which reports.
        reports: Vec<CommandId>,
        /// What became of them.
        outcome: ReportOutcome,
    },
}

impl Desk {
    /// What the rooms should do about an event that has just been evolved.
    pub(super) fn asks(&self, event: &DeskEvent) -> Vec<Effect> {
        let Some(case) = self.board.get(&event.case()) else { return Vec::new() };
        let session = case.subject.session;
        let order = match event {
            DeskEvent::Decided { decision, .. } => decision.measure.map(|measure| {
                Order::Enforce(Sanction {
                    id: decision.id,
                    person: case.subject.person,
                    measure,
                    mutes: (measure == Measure::Mute).then_some(Muted::Chat),
                    message: case.subject.message.filter(|_| measure == Measure::Hide),
                    reason: decision.reason,
                    until: decision.until,
                    at: decision.at,
                })
            }),
            DeskEvent::Undone { decision, .. } | DeskEvent::Reversed { decision, .. } => Some(Order::Lift(*decision)),
            DeskEvent::Settled { .. } => match &case.state {
                State::Settled { decision } => Some(Order::Answer {
                    reports: case.reports.iter().map(|report| report.id).collect(),
                    outcome: match decision.measure {
                        Some(_) => ReportOutcome::Acted,
                        None => ReportOutcome::NothingWrong,
                    },
                }),
                State::Open | State::Claimed { .. } | State::Decided { .. } => None,
            },
            DeskEvent::Opened { .. }
            | DeskEvent::Merged { .. }
            | DeskEvent::Claimed { .. }
            | DeskEvent::Renewed { .. }
            | DeskEvent::Released { .. }
            | DeskEvent::ClaimEnded { .. }
            | DeskEvent::HandedOver { .. }
            | DeskEvent::Noted { .. }
            | DeskEvent::Escalated { .. } => None,
        };
        order.map(|order| Effect { session, order }).into_iter().collect()
    }
}
