//! Samples of the desk: frames, stored events, and what rooms and the desk say to each other.

use super::samples::{COMMAND, COURSE, SESSION, STUDENT, TEACHER, at, id};
use super::samples_appeal;
use crate::appeal::MyAppeal;
use crate::frame::client::{ClientFrame, Lift, MakeReport, MakeSanction, Request};
use crate::frame::desk::client::{Decide, DeskClientFrame, DeskHello, DeskRequest, HandOver, OnCase, OnCaseWhy};
use crate::frame::desk::server::{
    CaseAct, CaseActKind, CaseDetail, CaseReport, CaseRow, CaseState, DeskAck, DeskAnswer, DeskEntry, DeskFrame,
    DeskNews, DeskSignal, DeskView, DeskWelcome, DeskYou, EarlierDecision,
};
use crate::frame::server::{MyReport, ServerFrame, You};
use crate::ids::{CaseId, CommandId, PersonId, SanctionId};
use crate::journal::v1::desk::{Decision, Moderator};
use crate::limits;
use crate::moderation::{
    Evidence, FrozenMessage, FrozenPerson, Measure, Muted, ReasonCode, Report, ReportKind, ReportOutcome, Sanction,
    Scope, Severity, Subject,
};
use crate::permit::desk::{DeskRole, Level};
use crate::permit::{self, Phase, Role, Tier};
use crate::refusal::{Code, Refusal};

pub(super) const CASE: CaseId = CaseId(id(20));
const REPORTER: PersonId = PersonId(id(21));
const PETRA: PersonId = PersonId(id(22));
const SAM: PersonId = PersonId(id(23));
pub(super) const SANCTION: SanctionId = SanctionId(id(24));
const REPORT: CommandId = CommandId(id(25));

fn subject() -> Subject {
    Subject { session: SESSION, person: STUDENT, message: Some(COMMAND) }
}

fn tomas() -> FrozenPerson {
    FrozenPerson { person: REPORTER, name: "Tomas".into(), role: Role::Student }
}

pub(super) fn evidence() -> Evidence {
    let text = "add me on that other app, I'll send the answers".into();
    Evidence {
        messages: vec![FrozenMessage {
            id: COMMAND,
            person: STUDENT,
            name: "Mira".into(),
            role: Role::Student,
            text,
            at: at(100),
            revisions: Vec::new(),
            deleted: false,
        }],
        earlier: true,
        later: false,
        roster: vec![FrozenPerson { person: TEACHER, name: "Ms. Iva".into(), role: Role::Teacher }, tomas()],
        people: 2,
        media_at_ms: Some(100_000),
    }
}

/// A report with its evidence.
pub(super) fn report() -> Report {
    Report {
        id: REPORT,
        subject: subject(),
        name: "Mira".into(),
        course: COURSE,
        class: "Why the sea is salt".into(),
        kind: ReportKind::Contact,
        text: "She asks everybody.".into(),
        by: tomas(),
        at: at(110),
        evidence: evidence(),
    }
}

/// A time out.
pub(super) fn sanction() -> Sanction {
    Sanction {
        id: SANCTION,
        person: STUDENT,
        measure: Measure::Mute,
        scope: Scope::Session,
        mutes: None,
        message: None,
        reason: ReasonCode::Flood,
        until: Some(at(900)),
        role: None,
        at: at(300),
    }
}

/// A ban from all classes of the course.
pub(super) fn ban() -> Sanction {
    let (measure, scope) = (Measure::Ban, Scope::Series);
    Sanction { measure, scope, reason: ReasonCode::Threat, until: None, ..sanction() }
}

/// One that ends by itself, a week later.
pub(super) fn ban_for_a_week() -> Sanction {
    Sanction { until: Some(at(300 + 7 * 86_400)), ..ban() }
}

/// A microphone that is off for the class.
pub(super) fn mute() -> Sanction {
    Sanction { mutes: Some(Muted::Mic), ..sanction() }
}

pub(super) fn petra() -> Moderator {
    Moderator { person: PETRA, name: "Petra".into(), role: DeskRole::Course }
}

pub(super) fn sam() -> Moderator {
    Moderator { person: SAM, name: "Sam".into(), role: DeskRole::Platform }
}

pub(super) fn decision() -> Decision {
    Decision {
        id: SANCTION,
        by: petra(),
        reason: ReasonCode::ContactOffPlatform,
        measure: Some(Measure::Ban),
        scope: Scope::Session,
        until: None,
        note: "The third time this week.".into(),
        appeal: None,
        at: at(150),
    }
}

pub(super) fn row(state: CaseState) -> CaseRow {
    CaseRow {
        id: CASE,
        number: 2041,
        version: 3,
        subject: subject(),
        name: "Mira".into(),
        text: "add me on that other app, I'll send the answers".into(),
        course: COURSE,
        class: "Why the sea is salt".into(),
        kind: ReportKind::Contact,
        reports: 2,
        severity: Severity(1),
        opened_at: at(110),
        due_at: at(290),
        level: Level::Desk,
        appeal: None,
        state,
    }
}

fn claimed() -> CaseRow {
    row(CaseState::Claimed { by: petra(), until: at(210) })
}

fn own() -> DeskYou {
    DeskYou { who: petra(), courses: Some(vec![COURSE]), reasons: ReasonCode::ALL.to_vec() }
}

/// What a person in the class is told of what is done about them, and of their reports.
pub(super) fn you_sanctioned() -> ServerFrame {
    ServerFrame::You(sanctioned())
}

fn sanctioned() -> You {
    You {
        person: STUDENT,
        name: "Mira".into(),
        role: Role::Student,
        tier: Tier::Seated,
        seat: Some(3),
        offer_until: None,
        may: permit::may(Role::Student, Tier::Seated, Phase::Live),
        sanctions: vec![mute()],
        appeals: vec![samples_appeal::lifted()],
        held: Vec::new(),
        direct: Vec::new(),
        votes: Vec::new(),
        reactions: Vec::new(),
        locks: Vec::new(),
        lobby: None,
        questions: Vec::new(),
        upvotes: Vec::new(),
        read: None,
        reports: vec![MyReport { id: REPORT, outcome: ReportOutcome::Received }],
    }
}

/// The same, where the teacher and an assistant set what holds.
pub(super) fn you_sanctioned_by() -> ServerFrame {
    let by = |sanction, role| Sanction { role: Some(role), ..sanction };
    ServerFrame::You(You {
        sanctions: vec![by(mute(), Role::Teacher), by(sanction(), Role::Assistant)],
        appeals: vec![MyAppeal::of(&samples_appeal::of_an_assistant())],
        ..sanctioned()
    })
}

/// Frames of the classroom about moderation, each with the path of its golden.
pub(super) fn class_requests() -> Vec<(&'static str, ClientFrame)> {
    let frame = |request| ClientFrame { id: REPORT, request };
    vec![
        (
            "protocol/wire/client/report.json",
            frame(Request::Report(MakeReport {
                person: STUDENT,
                message: Some(COMMAND),
                kind: ReportKind::Contact,
                text: "She asks everybody.".into(),
            })),
        ),
        (
            "protocol/wire/client/sanction.json",
            frame(Request::Sanction(MakeSanction {
                person: STUDENT,
                measure: Measure::Mute,
                scope: Scope::Session,
                mutes: Some(Muted::Chat),
                message: None,
                minutes: Some(10),
                reason: ReasonCode::Flood,
            })),
        ),
        (
            "protocol/wire/client/sanction_ban.json",
            frame(Request::Sanction(MakeSanction {
                person: STUDENT,
                measure: Measure::Ban,
                mutes: None,
                message: None,
                minutes: None,
                scope: Scope::Series,
                reason: ReasonCode::Threat,
            })),
        ),
        (
            "protocol/wire/client/sanction_ban_for_a_week.json",
            frame(Request::Sanction(MakeSanction {
                person: STUDENT,
                measure: Measure::Ban,
                mutes: None,
                message: None,
                minutes: Some(10_080),
                scope: Scope::Series,
                reason: ReasonCode::Threat,
            })),
        ),
        ("protocol/wire/client/lift.json", frame(Request::Lift(Lift { sanction: SANCTION }))),
    ]
}

/// What moderators' pages send, each with the path of its golden.
pub(super) fn requests() -> Vec<(&'static str, DeskClientFrame)> {
    let frame = |request| DeskClientFrame { id: COMMAND, request };
    let on = || OnCase { case: CASE };
    let why = |text: &str| OnCaseWhy { case: CASE, text: text.into() };
    vec![
        (
            "protocol/wire/desk/client/hello.json",
            frame(DeskRequest::Hello(DeskHello::SignedIn { access_token: "an-access-token".into() })),
        ),
        (
            "protocol/wire/desk/client/hello_resume.json",
            frame(DeskRequest::Hello(DeskHello::Resume { resume_token: "a-resume-token".into(), after: 41 })),
        ),
        ("protocol/wire/desk/client/case.json", frame(DeskRequest::Case(on()))),
        ("protocol/wire/desk/client/claim.json", frame(DeskRequest::Claim(on()))),
        ("protocol/wire/desk/client/renew.json", frame(DeskRequest::Renew(on()))),
        ("protocol/wire/desk/client/release.json", frame(DeskRequest::Release(on()))),
        (
            "protocol/wire/desk/client/hand_over.json",
            frame(DeskRequest::HandOver(HandOver { case: CASE, to: SAM, text: "My shift ends.".into() })),
        ),
        ("protocol/wire/desk/client/note.json", frame(DeskRequest::Note(why("Spoke to the teacher.")))),
        (
            "protocol/wire/desk/client/decide.json",
            frame(DeskRequest::Decide(Decide {
                case: CASE,
                version: 3,
                reason: ReasonCode::ContactOffPlatform,
                measure: Some(Measure::Ban),
                scope: Scope::Session,
                minutes: None,
                note: "The third time this week.".into(),
            })),
        ),
        (
            "protocol/wire/desk/client/decide_ban.json",
            frame(DeskRequest::Decide(Decide {
                case: CASE,
                version: 3,
                reason: ReasonCode::ContactOffPlatform,
                measure: Some(Measure::Ban),
                scope: Scope::Platform,
                minutes: None,
                note: String::new(),
            })),
        ),
        (
            "protocol/wire/desk/client/decide_ban_for_a_week.json",
            frame(DeskRequest::Decide(Decide {
                case: CASE,
                version: 3,
                reason: ReasonCode::ContactOffPlatform,
                measure: Some(Measure::Ban),
                scope: Scope::Series,
                minutes: Some(10_080),
                note: String::new(),
            })),
        ),
        ("protocol/wire/desk/client/undo.json", frame(DeskRequest::Undo(on()))),
        ("protocol/wire/desk/client/reverse.json", frame(DeskRequest::Reverse(why("It was another Mira.")))),
        ("protocol/wire/desk/client/escalate.json", frame(DeskRequest::Escalate(why("I know the family.")))),
    ]
}

fn welcome(view: Option<DeskView>) -> DeskFrame {
    DeskFrame::Welcome(DeskWelcome {
        offset: 42,
        you: own(),
        server_time: at(121),
        heartbeat_seconds: u32::try_from(limits::HEARTBEAT.as_secs()).unwrap_or(u32::MAX),
        resume_token: "a-resume-token".into(),
        resumed: view.is_none(),
        view,
    })
}

fn detail() -> CaseDetail {
    CaseDetail {
        row: claimed(),
        reports: vec![CaseReport {
            id: REPORT,
            by: tomas(),
            kind: ReportKind::Contact,
            text: "She asks everybody.".into(),
            at: at(110),
        }],
        evidence: evidence(),
        log: vec![CaseAct { at: at(120), what: CaseActKind::Claimed, by: Some(petra()), text: String::new() }],
        before: vec![EarlierDecision {
            case: CaseId(id(26)),
            decision: SanctionId(id(27)),
            person: STUDENT,
            class: "Why ice floats".into(),
            reason: ReasonCode::Insult,
            measure: Some(Measure::Warn),
            at: at(0),
        }],
    }
}

/// What the desk sends, each with the path of its golden.
pub(super) fn frames() -> Vec<(&'static str, DeskFrame)> {
    let settled = row(CaseState::Settled { decision: decision() });
    let decided = row(CaseState::Decided { decision: decision(), undo_until: at(160) });
    let view = DeskView { open: vec![row(CaseState::Open)], settled: vec![settled], moderators: vec![petra(), sam()] };
    let taken = Refusal::new(Code::CaseClaimed).detail("Sam has this case, 88 s left.");
    let events = vec![DeskNews::Case { row: claimed() }, DeskNews::Case { row: decided }];
    vec![
        ("protocol/wire/desk/server/welcome_view.json", welcome(Some(view))),
        ("protocol/wire/desk/server/welcome_resumed.json", welcome(None)),
        (
            "protocol/wire/desk/server/entry.json",
            DeskFrame::Entry(DeskEntry { offset: 42, after: 40, at: at(120), events }),
        ),
        (
            "protocol/wire/desk/server/signal_moderators.json",
            DeskFrame::Signal(DeskSignal::Moderators { here: vec![petra(), sam()] }),
        ),
        ("protocol/wire/desk/server/signal_beat.json", DeskFrame::Signal(DeskSignal::Beat)),
        ("protocol/wire/desk/server/you.json", DeskFrame::You(own())),
        ("protocol/wire/desk/server/ack.json", DeskFrame::Ack(DeskAck { id: COMMAND, offset: Some(42), data: None })),
        (
            "protocol/wire/desk/server/ack_case.json",
            DeskFrame::Ack(DeskAck { id: COMMAND, offset: None, data: Some(DeskAnswer::Case(Box::new(detail()))) }),
        ),
        (
            "protocol/wire/desk/server/refused.json",
            DeskFrame::Refused(crate::frame::server::Refused { id: COMMAND, problem: taken.problem(None) }),
        ),
        (
            "protocol/wire/desk/server/reconnect.json",
            DeskFrame::Reconnect(crate::frame::server::Reconnect { within_ms: 10_000 }),
        ),
        (
            "protocol/wire/desk/server/bye.json",
            DeskFrame::Bye(crate::frame::server::Bye { code: 4412, retry_after_ms: None, reason: None }),
        ),
    ]
}
