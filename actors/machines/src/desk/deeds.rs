//! What the audit has of what happens at the desk: every act of a moderator. That a page keeps a claim is none, nor is what
//! reports and time do.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::journal::v1::desk::{DeskEvent, Moderator};

use super::Desk;

impl Desk {
    /// What a moderator did by an event.
    pub(super) fn done(&self, event: &DeskEvent) -> Option<Deed> {
        let case = self.board.get(&event.case()?)?;
        let deed = |what: What, by: &Moderator| {
            Deed::new(Capacity::at_the_desk(by.role), what).on(case.subject.person).about(case.id.0)
        };
        Some(match event {
            DeskEvent::Claimed { by, .. } => deed(What::CaseClaim, by),
            DeskEvent::Released { by, .. } => deed(What::CaseRelease, by),
            DeskEvent::HandedOver { by, to, .. } => deed(What::CaseHandOver, by).after(to.person.to_string()),
            DeskEvent::Noted { by, .. } => deed(What::CaseNote, by),
            DeskEvent::AppealAsked { by, .. } => deed(What::AppealAsk, by),
            DeskEvent::Decided { decision, .. } => match &decision.appeal {
                Some(answer) => deed(What::AppealDecide, &decision.by).after(answer.outcome.as_str()),
                None => {
                    let lasts = decision.until.map(|until| until.since(decision.at));
                    let done = deed(What::CaseDecide, &decision.by);
                    done.measured(decision.measure, decision.scope, lasts).since(decision.reason)
                }
            },
            DeskEvent::Undone { by, .. } => deed(What::CaseUndo, by),
            DeskEvent::Reversed { by, .. } => deed(What::CaseReverse, by),
            DeskEvent::Escalated { by: Some(by), .. } => deed(What::CaseEscalate, by),
            DeskEvent::Opened { .. }
            | DeskEvent::Merged { .. }
            | DeskEvent::Appealed { .. }
            | DeskEvent::AppealReplied { .. }
            | DeskEvent::AppealUnanswered { .. }
            | DeskEvent::AppealReminded { .. }
            | DeskEvent::Renewed { .. }
            | DeskEvent::ClaimEnded { .. }
            | DeskEvent::Settled { .. }
            | DeskEvent::Alarmed { .. }
            | DeskEvent::Escalated { by: None, .. } => return None,
        })
    }
}
