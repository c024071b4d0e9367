//! Appeals at the desk: a case of its own, carrying what is contested and what was to be seen. Whoever set the sanction, or
//! decided the case it came from, has no part in it; nor has who appeals, should they work at the desk.
//!
//! What is found of an appeal takes hold when it cannot be undone any more, and not at once as decisions do: a sanction that
//! was lifted cannot be made to hold again under its own id.

use std::collections::BTreeMap;

use homeroom_protocol::appeal::{Appeal, AppealAnswer, AppealOutcome, MyAppeal};
use homeroom_protocol::frame::desk::server::CaseActKind;
use homeroom_protocol::ids::{CaseId, PersonId, SanctionId};
use homeroom_protocol::journal::v1::desk::{Decision, DeskEvent, Moderator};
use homeroom_protocol::limits::APPEAL_SPAN;
use homeroom_protocol::moderation::{FrozenPerson, Measure, ReasonCode, Scope, WideBan};
use homeroom_protocol::permit::Role;
use homeroom_protocol::permit::desk::Act;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::acts::{reaches, text_within};
use super::badge::Badge;
use super::case::{Case, State};
use super::command::Answer;
use super::{Desk, Order, severity};
use crate::machine::Moment;

/// Who decided what, of which case, for as long as there can be an appeal: settled cases do not stay so long.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Deciders(BTreeMap<SanctionId, (Timestamp, CaseId, Moderator)>);

impl Deciders {
    pub(crate) fn decided(&mut self, case: CaseId, decision: &Decision) {
        // Twice as long, for an appeal that waited for the desk itself.
        self.0.retain(|_, (at, _, _)| at.plus(APPEAL_SPAN * 2) > decision.at);
        if decision.measure.is_some() {
            self.0.insert(decision.id, (decision.at, case, decision.by.clone()));
        }
    }
}

impl Desk {
    /// A room hands over an appeal; one that is here already is not handed over twice.
    pub(super) fn appeal(&self, moment: &Moment, mut appeal: Box<Appeal>) -> Vec<DeskEvent> {
        if self.board.is_contested(appeal.sanction.id) {
            return Vec::new();
        }
        if let Some((_, case, by)) = self.deciders.0.get(&appeal.sanction.id) {
            let set_by = FrozenPerson { person: by.person, name: by.name.clone(), role: Role::Moderator };
            appeal.set_by = Some(set_by);
            if let Some(evidence) = self.board.get(case).and_then(|case| case.evidence.first()) {
                appeal.evidence = evidence.clone();
            }
        }
        let severity = severity::of_appeal(appeal.sanction.measure);
        vec![DeskEvent::Appealed { case: CaseId(moment.id(0)), appeal, severity }]
    }

    /// A settled appeal that was right: what was decided in the case it came from does no more.
    pub(super) fn answered(&mut self, id: CaseId) {
        let Some((case, decision, answer)) = self.board.get(&id).and_then(settled) else { return };
        let (sanction, by) = (case.sanction.id, decision.by.clone());
        let (outcome, at) = (answer.outcome, Case::undo_until(decision));
        let original = self.deciders.0.get(&sanction).map(|(_, case, _)| *case);
        if let (AppealOutcome::Lifted, Some(original)) = (outcome, original) {
            self.board.change(original, true, |case| {
                if let State::Settled { decision } = &mut case.state {
                    decision.measure = None;
                    decision.scope = Scope::Session;
                    decision.until = None;
                }
                case.acted(at, CaseActKind::Reversed, Some(&by), "");
            });
        }
    }

    /// What rooms, doors and the person are told of an appeal that is settled.
    pub(super) fn appeal_orders(case: &Case) -> Vec<Order> {
        let Some((appeal, decision, answer)) = settled(case) else { return Vec::new() };
        let (sanction, at) = (&appeal.sanction, Case::undo_until(decision));
        let ban = || WideBan::made(sanction.id, sanction.person, case.course, sanction.banned()?, sanction.at);
        let lifted = match answer.outcome {
            AppealOutcome::Upheld => Vec::new(),
            AppealOutcome::Lifted => {
                let ban = ban().map(|ban| Order::KeepBan(ban.lifted(at)));
                [Order::Lift(sanction.id)].into_iter().chain(ban).collect()
            }
        };
        let mine = case.mine().unwrap_or_else(|| MyAppeal::of(appeal));
        let (person, mine) = (sanction.person, Box::new(mine.answered(answer)));
        let told = Order::AnswerAppeal { person, appeal: mine, answer: answer.clone() };
        lifted.into_iter().chain([told]).collect()
    }
}

fn settled(case: &Case) -> Option<(&Appeal, &Decision, &AppealAnswer)> {
    let State::Settled { decision } = &case.state else { return None };
    Some((case.appeal.as_deref()?, decision, decision.appeal.as_ref()?))
}

/// Whether somebody may do this with a case, whatever they are. Everybody may look, and say what they know.
pub(super) fn second_person(act: Act, case: &Case, person: PersonId) -> Result<(), Refusal> {
    match act {
        Act::Look | Act::Note => Ok(()),
        Act::Claim | Act::Ask | Act::Decide | Act::Undo | Act::Escalate if case.excludes(person) => {
            Err(Refusal::new(Code::OwnDecision).detail("An appeal is decided by who had no part in what it is about."))
        }
        Act::Claim | Act::Ask | Act::Decide | Act::Undo | Act::Escalate => Ok(()),
    }
}

/// What a moderator finds of an appeal.
pub(super) fn answered(case: &Case, moment: &Moment, badge: &Badge, answer: Answer) -> Result<Decision, Refusal> {
    let Answer { version, outcome, text, note } = answer;
    let Some(appeal) = &case.appeal else {
        return Err(Refusal::new(Code::Invalid).field("/case", "no_appeal"));
    };
    if version != case.version {
        return Err(Refusal::new(Code::CaseChanged));
    }
    text_within(&text)?;
    text_within(&note)?;
    // The store keeps no such letter in a text.
    if text.contains('\0') {
        return Err(Refusal::new(Code::Invalid).field("/text", "no_text"));
    }
    let sanction = &appeal.sanction;
    // Who may not make a ban may not lift it either.
    if outcome == AppealOutcome::Lifted && sanction.measure == Measure::Ban {
        reaches(badge, sanction.scope)?;
    }
    let reason = match outcome {
        AppealOutcome::Upheld => sanction.reason,
        AppealOutcome::Lifted => ReasonCode::NothingWrong,
    };
    Ok(Decision {
        id: SanctionId(moment.id(0)),
        by: badge.who().clone(),
        reason,
        measure: None,
        scope: Scope::Session,
        until: None,
        note,
        appeal: Some(AppealAnswer { outcome, text, at: moment.now }),
        at: moment.now,
    })
}
