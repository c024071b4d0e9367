//! A sample of what somebody may.

use super::samples::{SESSION, STUDENT, at};
use crate::permit::{CommandKind, Phase, Role, Rule, Tier};
use crate::refusal::{Code, Refusal};
use crate::rest::may::{May, MayNot};

/// Answer of `GET /v1/sessions/{session_id}/may`.
pub(super) fn may() -> May {
    let not =
        |what, rule, until, refusal: Refusal| MayNot { what, rule: Some(rule), until, problem: refusal.problem(None) };
    let slow = Refusal::new(Code::TooOften)
        .detail("Slow mode: one message every 30 s. You can write again in 12 s.")
        .retry_after_ms(12_000);
    let locked = Refusal::new(Code::NotPermitted).explain("Your microphone is locked for now.");
    let never = Refusal::new(Code::NotPermitted).explain("A student may never end.");
    May {
        session_id: SESSION,
        person_id: STUDENT,
        role: Some(Role::Student),
        tier: Some(Tier::Seated),
        phase: Phase::Live,
        may: vec![CommandKind::Leave, CommandKind::RaiseHand],
        may_not: vec![
            not(CommandKind::Say, Rule::Slow, Some(at(612)), slow),
            not(CommandKind::Microphone, Rule::LockedAlone, None, locked),
            not(CommandKind::End, Rule::Role, None, never),
        ],
        server_time: at(600),
    }
}
