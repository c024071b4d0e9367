//! What the desk asks of the rooms, of the list that every door asks, and of whoever is on call. Each order is idempotent there: a sanction that stands is
//! not made twice, one that was lifted is not made at all, and what is not there is lifted for good.

use homeroom_protocol::alarm::Alarm;
use homeroom_protocol::appeal::{AppealAnswer, MyAppeal};
use homeroom_protocol::ids::{CommandId, PersonId, SanctionId, SessionId};
use homeroom_protocol::journal::v1::desk::DeskEvent;
use homeroom_protocol::moderation::{Banned, Measure, Muted, ReportOutcome, Sanction, WideBan};

use super::Desk;
use super::case::State;

/// What the desk asks of others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Of a room, or about one.
    Order {
        /// Which room.
        session: SessionId,
        /// What.
        order: Order,
    },
    /// Whoever is on call is to be told.
    Alarm(Alarm),
}

/// What a room is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// Make a sanction hold.
    Enforce(Sanction),
    /// Let it hold no more.
    Lift(SanctionId),
    /// Keep where every door asks that a ban reaches further than the room, or does no more. The room may be over, and then
    /// does nothing itself.
    KeepBan(WideBan),
    /// Tell who appealed what they are asked, and that their answer is here: in the room, and where they find it else.
    TellAppeal {
        /// Whom.
        person: PersonId,
        /// The appeal as it stands.
        appeal: Box<MyAppeal>,
    },
    /// Tell who appealed what became of it: in the room, and where they find it else. Written again it is the same.
    AnswerAppeal {
        /// Whom.
        person: PersonId,
        /// The appeal, decided.
        appeal: Box<MyAppeal>,
        /// What became of it.
        answer: AppealAnswer,
    },
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
        if let DeskEvent::Alarmed { overdue, unclaimed, at } = event {
            return vec![Effect::Alarm(self.told(overdue, unclaimed, *at))];
        }
        let Some(case) = event.case().and_then(|case| self.board.get(&case)) else { return Vec::new() };
        let session = case.subject.session;
        let wide =
            |id, scope, until, at| WideBan::made(id, case.subject.person, case.course, Banned { scope, until }, at);
        let orders = match event {
            DeskEvent::Decided { decision, .. } => {
                let enforced = decision.measure.map(|measure| {
                    Order::Enforce(Sanction {
                        id: decision.id,
                        person: case.subject.person,
                        measure,
                        mutes: (measure == Measure::Mute).then_some(Muted::Chat),
                        scope: decision.scope,
                        message: case.subject.message.filter(|_| measure == Measure::Hide),
                        reason: decision.reason,
                        until: decision.until,
                        role: None,
                        at: decision.at,
                    })
                });
                let wide = wide(decision.id, decision.scope, decision.until, decision.at).map(Order::KeepBan);
                enforced.into_iter().chain(wide).collect()
            }
            // What was found of an appeal has not taken hold yet.
            DeskEvent::Undone { .. } if case.appeal.is_some() => Vec::new(),
            DeskEvent::Undone { decision, scope, at, .. } | DeskEvent::Reversed { decision, scope, at, .. } => {
                // When it would have ended is nothing to who takes it back.
                let wide = wide(*decision, *scope, None, *at).map(|ban| Order::KeepBan(ban.lifted(*at)));
                [Order::Lift(*decision)].into_iter().chain(wide).collect()
            }
            DeskEvent::Settled { .. } if case.appeal.is_some() => Self::appeal_orders(case),
            DeskEvent::Settled { .. } => match &case.state {
                State::Settled { decision } => vec![Order::Answer {
                    reports: case.reports.iter().map(|report| report.id).collect(),
                    outcome: match decision.measure {
                        Some(_) => ReportOutcome::Acted,
                        None => ReportOutcome::NothingWrong,
                    },
                }],
                State::Open | State::Claimed { .. } | State::Decided { .. } => Vec::new(),
            },
            DeskEvent::AppealAsked { .. } | DeskEvent::AppealReplied { .. } | DeskEvent::AppealUnanswered { .. } => {
                case.tells()
            }
            DeskEvent::AppealReminded { .. }
            | DeskEvent::Opened { .. }
            | DeskEvent::Merged { .. }
            | DeskEvent::Appealed { .. }
            | DeskEvent::Claimed { .. }
            | DeskEvent::Renewed { .. }
            | DeskEvent::Released { .. }
            | DeskEvent::ClaimEnded { .. }
            | DeskEvent::HandedOver { .. }
            | DeskEvent::Noted { .. }
            | DeskEvent::Escalated { .. }
            | DeskEvent::Alarmed { .. } => Vec::new(),
        };
        orders.into_iter().map(|order| Effect::Order { session, order }).collect()
    }
}
