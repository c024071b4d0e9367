//! Samples of what the desk stores.

use super::samples::at;
use super::samples_desk::{CASE, SANCTION, decision, petra, report, sam};
use crate::alarm::{Alarm, AlarmCause, AlarmGroup};
use crate::journal::v1::desk::{Decision, DeskEvent};
use crate::moderation::{Scope, Severity};

/// Every kind of event of the desk's journal, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, DeskEvent)> {
    let (case, by) = (CASE, petra());
    let at_night = at(4_000);
    vec![
        (
            "protocol/wire/journal/v1/desk/alarmed.json",
            DeskEvent::Alarmed { overdue: vec![case], unclaimed: Vec::new(), at: at_night },
        ),
        (
            "protocol/wire/journal/v1/desk/alarmed_again.json",
            DeskEvent::Alarmed { overdue: Vec::new(), unclaimed: vec![case], at: at_night },
        ),
        (
            "protocol/wire/journal/v1/desk/opened.json",
            DeskEvent::Opened { case, report: Box::new(report()), severity: Severity(1), due_at: at(290) },
        ),
        (
            "protocol/wire/journal/v1/desk/merged.json",
            DeskEvent::Merged { case, report: Box::new(report()), severity: Severity(1), due_at: at(290) },
        ),
        (
            "protocol/wire/journal/v1/desk/claimed.json",
            DeskEvent::Claimed { case, by: by.clone(), until: at(210), at: at(120) },
        ),
        ("protocol/wire/journal/v1/desk/renewed.json", DeskEvent::Renewed { case, until: at(240) }),
        ("protocol/wire/journal/v1/desk/released.json", DeskEvent::Released { case, by: by.clone(), at: at(130) }),
        ("protocol/wire/journal/v1/desk/claim_ended.json", DeskEvent::ClaimEnded { case }),
        (
            "protocol/wire/journal/v1/desk/handed_over.json",
            DeskEvent::HandedOver {
                case,
                by: by.clone(),
                to: sam(),
                until: at(230),
                note: "My shift ends.".into(),
                at: at(140),
            },
        ),
        (
            "protocol/wire/journal/v1/desk/noted.json",
            DeskEvent::Noted { case, by: by.clone(), text: "Spoke to the teacher.".into(), at: at(145) },
        ),
        ("protocol/wire/journal/v1/desk/decided.json", DeskEvent::Decided { case, decision: decision() }),
        (
            "protocol/wire/journal/v1/desk/undone.json",
            DeskEvent::Undone {
                case,
                decision: SANCTION,
                by: by.clone(),
                scope: Scope::Session,
                until: at(245),
                at: at(155),
            },
        ),
        (
            "protocol/wire/journal/v1/desk/decided_ban.json",
            DeskEvent::Decided { case, decision: Decision { scope: Scope::Series, ..decision() } },
        ),
        (
            "protocol/wire/journal/v1/desk/decided_ban_for_a_week.json",
            DeskEvent::Decided {
                case,
                decision: Decision { scope: Scope::Series, until: Some(at(150 + 7 * 86_400)), ..decision() },
            },
        ),
        (
            "protocol/wire/journal/v1/desk/undone_ban.json",
            DeskEvent::Undone {
                case,
                decision: SANCTION,
                by: by.clone(),
                scope: Scope::Series,
                until: at(245),
                at: at(155),
            },
        ),
        ("protocol/wire/journal/v1/desk/settled.json", DeskEvent::Settled { case }),
        (
            "protocol/wire/journal/v1/desk/reversed.json",
            DeskEvent::Reversed {
                case,
                decision: SANCTION,
                scope: Scope::Session,
                by: by.clone(),
                note: "It was another Mira.".into(),
                at: at(600),
            },
        ),
        (
            "protocol/wire/journal/v1/desk/escalated.json",
            DeskEvent::Escalated { case, by: Some(by), note: "I know the family.".into(), at: at(148) },
        ),
    ]
}

/// What the job of an alarm carries.
pub(super) fn alarm() -> Alarm {
    let group = AlarmGroup {
        severity: Severity(1),
        cause: AlarmCause::Overdue,
        cases: 2,
        appeals: 0,
        oldest_at: at(120),
        classes: vec!["Why the sea is salt".into()],
    };
    let appeal =
        AlarmGroup { severity: Severity(3), cause: AlarmCause::Unclaimed, cases: 1, appeals: 1, ..group.clone() };
    Alarm { at: at(360), groups: vec![group, appeal] }
}
