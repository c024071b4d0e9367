//! What moderators do with cases: each act is refused in words, or becomes an event that says who, as what, and why.

use std::time::Duration;

use homeroom_protocol::audit::Capacity;
use homeroom_protocol::ids::{CaseId, SanctionId};
use homeroom_protocol::journal::v1::desk::{Decision, DeskEvent};
use homeroom_protocol::limits::{CLAIM_LEASE, NOTE_CHARACTERS_MAX};
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_protocol::permit::ban;
use homeroom_protocol::permit::desk::{self as permit, Act};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Desk;
use super::appeals::{answered, second_person};
use super::badge::Badge;
use super::case::{Case, State};
use super::command::{Finding, Wish};
use super::live::Live;
use super::thread::question;
use crate::machine::Moment;

/// How long a time out lasts where nothing else is said.
const MUTE_MINUTES: u32 = 10;
/// A claim with more than this left needs no renewal yet: one entry a minute and case is enough.
const RENEW_WITH_LEFT: Duration = Duration::from_secs(60);

impl Desk {
    /// A case that a moderator sees and may do something with.
    pub(super) fn seen(&self, badge: &Badge, case: CaseId, act: Act) -> Result<&Case, Refusal> {
        let case = self.board.get(&case).filter(|case| badge.sees(case.course));
        let case = case.ok_or(Refusal::new(Code::NotFound))?;
        permit::check(act, badge.who().role, case.level)?;
        second_person(act, case, badge.who().person)?;
        Ok(case)
    }

    pub(super) fn act(
        &self,
        live: &Live,
        moment: &Moment,
        badge: &Badge,
        id: CaseId,
        wish: Wish,
    ) -> Result<Vec<DeskEvent>, Refusal> {
        let (now, by) = (moment.now, badge.who().clone());
        let until = now.plus(CLAIM_LEASE);
        let event = match wish {
            Wish::Claim => {
                let case = self.seen(badge, id, Act::Claim)?;
                match &case.state {
                    State::Open => DeskEvent::Claimed { case: id, by, until, at: now },
                    State::Claimed { by: holder, .. } if holder.person == by.person => return Ok(Vec::new()),
                    State::Claimed { .. } | State::Decided { .. } | State::Settled { .. } => {
                        return Err(taken(case, now));
                    }
                }
            }
            Wish::Renew => {
                let until_now = self.held(badge, id, Act::Claim, now)?.1;
                if until_now.since(now) > RENEW_WITH_LEFT {
                    return Ok(Vec::new());
                }
                DeskEvent::Renewed { case: id, until }
            }
            Wish::Release => {
                self.held(badge, id, Act::Claim, now)?;
                DeskEvent::Released { case: id, by, at: now }
            }
            Wish::HandOver { to, note } => {
                let case = self.held(badge, id, Act::Claim, now)?.0;
                text_within(&note)?;
                let other = live.badge(to).filter(|other| other.sees(case.course) && to != by.person);
                let other = other.ok_or_else(|| Refusal::new(Code::Invalid).field("/to", "not_at_the_desk"))?;
                permit::check(Act::Claim, other.who().role, case.level)?;
                second_person(Act::Claim, case, to)?;
                DeskEvent::HandedOver { case: id, by, to: other.who().clone(), until, note, at: now }
            }
            Wish::Note { text } => {
                self.seen(badge, id, Act::Note)?;
                DeskEvent::Noted { case: id, by, text: said(text)?, at: now }
            }
            Wish::Decide(finding) => {
                let case = self.held(badge, id, Act::Decide, now)?.0;
                DeskEvent::Decided { case: id, decision: found(case, moment, badge, finding)? }
            }
            Wish::Ask(wanted) => {
                let case = self.held(badge, id, Act::Ask, now)?.0;
                question(case, &by, now, wanted)?
            }
            Wish::Answer(answer) => {
                let case = self.held(badge, id, Act::Decide, now)?.0;
                DeskEvent::Decided { case: id, decision: answered(case, moment, badge, answer)? }
            }
            Wish::Undo => {
                let case = self.seen(badge, id, Act::Undo)?;
                match &case.state {
                    State::Decided { decision } if decision.by.person == by.person => {
                        DeskEvent::Undone { case: id, decision: decision.id, by, scope: decision.scope, until, at: now }
                    }
                    State::Decided { .. } => return Err(taken(case, now)),
                    State::Settled { .. } => return Err(Refusal::new(Code::UndoOver)),
                    State::Open | State::Claimed { .. } => return Err(Refusal::new(Code::NotClaimed)),
                }
            }
            Wish::Reverse { note } => {
                let case = self.seen(badge, id, Act::Undo)?;
                let note = said(note)?;
                if case.appeal.is_some() {
                    // What a person has been told of their appeal stands.
                    return Err(Refusal::new(Code::UndoOver));
                }
                match &case.state {
                    State::Settled { decision } if decision.measure.is_some() => {
                        if decision.measure == Some(Measure::Ban) {
                            reaches(badge, decision.scope)?;
                        }
                        DeskEvent::Reversed {
                            case: id,
                            decision: decision.id,
                            by,
                            scope: decision.scope,
                            note,
                            at: now,
                        }
                    }
                    // There is nothing to lift.
                    State::Settled { .. } => return Ok(Vec::new()),
                    State::Decided { .. } => return Err(taken(case, now)),
                    State::Open | State::Claimed { .. } => return Err(Refusal::new(Code::NotClaimed)),
                }
            }
            Wish::Escalate { note } => {
                let case = self.seen(badge, id, Act::Escalate)?;
                text_within(&note)?;
                match &case.state {
                    State::Open => {}
                    State::Claimed { by: holder, .. } if holder.person == by.person => {}
                    State::Claimed { .. } | State::Decided { .. } | State::Settled { .. } => {
                        return Err(taken(case, now));
                    }
                }
                DeskEvent::Escalated { case: id, by: Some(by), note, at: now }
            }
        };
        Ok(vec![event])
    }

    /// A case that the moderator holds, and until when.
    fn held(&self, badge: &Badge, id: CaseId, act: Act, now: Timestamp) -> Result<(&Case, Timestamp), Refusal> {
        let case = self.seen(badge, id, act)?;
        match &case.state {
            State::Claimed { by, until } if by.person == badge.who().person => Ok((case, *until)),
            State::Open => Err(Refusal::new(Code::NotClaimed)),
            State::Claimed { .. } | State::Decided { .. } | State::Settled { .. } => Err(taken(case, now)),
        }
    }
}

/// The refusal that says who was first, and what they did.
fn taken(case: &Case, now: Timestamp) -> Refusal {
    match &case.state {
        State::Claimed { by, until } => Refusal::new(Code::CaseClaimed).detail(format!(
            "{} has this case, {} s left.",
            by.name,
            until.since(now).as_secs()
        )),
        State::Decided { decision } | State::Settled { decision } => {
            let answer = decision.appeal.as_ref().map(|answer| answer.outcome.as_str());
            let what = answer.or_else(|| decision.measure.map(Measure::as_str)).unwrap_or("nothing was wrong");
            let ago = now.since(decision.at).as_secs();
            Refusal::new(Code::CaseDecided).detail(format!("{} decided this {ago} s ago: {what}.", decision.by.name))
        }
        State::Open => Refusal::new(Code::NotClaimed),
    }
}

fn found(case: &Case, moment: &Moment, badge: &Badge, finding: Finding) -> Result<Decision, Refusal> {
    let Finding { version, reason, measure, minutes, scope, note } = finding;
    let invalid = |pointer: &'static str, code: &'static str| Err(Refusal::new(Code::Invalid).field(pointer, code));
    if case.appeal.is_some() {
        return invalid("/case", "is_an_appeal");
    }
    if version != case.version {
        return Err(Refusal::new(Code::CaseChanged));
    }
    text_within(&note)?;
    if (reason == ReasonCode::NothingWrong) != measure.is_none() {
        return invalid("/reason", "does_not_fit");
    }
    if !badge.decides_for(reason) {
        return invalid("/reason", "retired");
    }
    if reason == ReasonCode::Other && note.trim().is_empty() {
        return invalid("/note", "empty");
    }
    if measure == Some(Measure::Ban) {
        reaches(badge, scope)?;
    } else if !scope.is_session() {
        return invalid("/scope", "does_not_fit");
    }
    let lasts = match measure {
        Some(Measure::Hide) if case.subject.message.is_none() => return invalid("/measure", "no_message"),
        Some(Measure::Mute) => Some(minutes.unwrap_or(MUTE_MINUTES)),
        Some(Measure::Ban) => minutes,
        Some(Measure::Warn | Measure::Hide | Measure::Remove) | None => None,
    };
    if let (Some(measure), Some(minutes)) = (measure, lasts)
        && !measure.lasts(minutes)
    {
        return invalid("/minutes", "out_of_range");
    }
    let until = lasts.map(|minutes| moment.now.plus(Duration::from_secs(u64::from(minutes) * 60)));
    let (id, by) = (SanctionId(moment.id(0)), badge.who().clone());
    Ok(Decision { id, by, reason, measure, scope, until, note, appeal: None, at: moment.now })
}

/// Whether a moderator's bans reach so far.
pub(super) fn reaches(badge: &Badge, scope: Scope) -> Result<(), Refusal> {
    ban::check(scope, Capacity::at_the_desk(badge.who().role))
}

/// A text that says something.
fn said(text: String) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new(Code::Invalid).field("/text", "empty"));
    }
    text_within(&text)?;
    Ok(text)
}

pub(super) fn text_within(text: &str) -> Result<(), Refusal> {
    if text.chars().take(NOTE_CHARACTERS_MAX + 1).count() > NOTE_CHARACTERS_MAX {
        return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
    }
    Ok(())
}
