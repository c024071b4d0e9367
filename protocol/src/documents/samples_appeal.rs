//! Samples of appeals: bodies, frames and stored events.

use super::samples::{COMMAND, COURSE, SESSION, STUDENT, TEACHER, at};
use super::samples_desk::{CASE, SANCTION, ban, decision, evidence, petra, row, sam, sanction};
use crate::appeal::{Appeal, AppealAnswer, AppealOutcome, Contested, MyAppeal};
use crate::frame::desk::client::{AnswerAppeal, DeskClientFrame, DeskRequest};
use crate::frame::desk::server::{CaseRow, CaseState, DeskEntry, DeskFrame, DeskNews};
use crate::journal::v1::SessionEvent;
use crate::journal::v1::appeal::AppealEvent;
use crate::journal::v1::desk::{Decision, DeskEvent};
use crate::moderation::{FrozenPerson, ReasonCode, ReportKind, Severity};
use crate::permit::Role;
use crate::rest::appeals::{MakeAppeal, MyAppeals};

const WORDS: &str = "I only asked three times because nobody answered.";

fn iva() -> FrozenPerson {
    FrozenPerson { person: TEACHER, name: "Ms. Iva".into(), role: Role::Teacher }
}

fn appeal() -> Appeal {
    Appeal {
        sanction: sanction(),
        session: SESSION,
        name: "Mira".into(),
        course: COURSE,
        class: "Why the sea is salt".into(),
        set_by: Some(iva()),
        text: WORDS.into(),
        at: at(400),
        due_at: at(1_300),
        evidence: evidence(),
    }
}

fn answer() -> AppealAnswer {
    let text = "You are right: three questions are no flood.".into();
    AppealAnswer { outcome: AppealOutcome::Lifted, text, at: at(600) }
}

/// Against a certain sanction.
pub(super) fn make() -> MakeAppeal {
    MakeAppeal { session_id: SESSION, sanction_id: Some(SANCTION), text: WORDS.into() }
}

/// Against whatever shuts a door.
pub(super) fn at_the_door() -> MakeAppeal {
    MakeAppeal { sanction_id: None, ..make() }
}

/// One that nobody has decided.
pub(super) fn waiting() -> MyAppeal {
    MyAppeal::of(&appeal())
}

/// One that was right.
pub(super) fn lifted() -> MyAppeal {
    waiting().answered(&answer())
}

/// A person's appeals.
pub(super) fn mine() -> MyAppeals {
    let upheld = AppealAnswer { outcome: AppealOutcome::Upheld, text: String::new(), at: at(700) };
    let banned = Appeal { sanction: ban(), ..appeal() };
    MyAppeals { appeals: vec![waiting(), lifted(), MyAppeal::of(&banned).answered(&upheld)] }
}

/// What moderators' pages send, each with the path of its golden.
pub(super) fn desk_requests() -> Vec<(&'static str, DeskClientFrame)> {
    let request = DeskRequest::AnswerAppeal(AnswerAppeal {
        case: CASE,
        version: 2,
        outcome: AppealOutcome::Lifted,
        text: answer().text,
        note: "Told the teacher.".into(),
    });
    vec![("protocol/wire/desk/client/answer_appeal.json", DeskClientFrame { id: COMMAND, request })]
}

fn decided() -> Decision {
    let (measure, reason, by) = (None, ReasonCode::NothingWrong, sam());
    Decision {
        by,
        reason,
        measure,
        note: "Told the teacher.".into(),
        appeal: Some(answer()),
        at: at(600),
        ..decision()
    }
}

fn case(state: CaseState) -> CaseRow {
    let contested = Contested { sanction: sanction(), set_by: Some(iva()), text: WORDS.into() };
    CaseRow {
        text: WORDS.into(),
        kind: ReportKind::Other,
        reports: 0,
        severity: Severity(3),
        opened_at: at(400),
        due_at: at(1_300),
        appeal: Some(Box::new(contested)),
        ..row(state)
    }
}

/// What the desk sends, each with the path of its golden.
pub(super) fn desk_frames() -> Vec<(&'static str, DeskFrame)> {
    let decided = CaseState::Decided { decision: decided(), undo_until: at(610) };
    let claimed = CaseState::Claimed { by: petra(), until: at(490) };
    let events = [claimed, decided].map(|state| DeskNews::Case { row: case(state) }).into();
    let entry = DeskEntry { offset: 44, after: 42, at: at(600), events };
    vec![("protocol/wire/desk/server/entry_appeal.json", DeskFrame::Entry(entry))]
}

/// What the desk stores, each with the path of its golden.
pub(super) fn desk_events() -> Vec<(&'static str, DeskEvent)> {
    let appealed = DeskEvent::Appealed { case: CASE, appeal: Box::new(appeal()), severity: Severity(3) };
    vec![
        ("protocol/wire/journal/v1/desk/appealed.json", appealed),
        ("protocol/wire/journal/v1/desk/decided_appeal.json", DeskEvent::Decided { case: CASE, decision: decided() }),
    ]
}

/// What a session stores, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let by_the_desk = Appeal { set_by: None, ..appeal() };
    let made = |appeal| SessionEvent::Appeal(AppealEvent::Made { appeal: Box::new(appeal) });
    let answered = AppealEvent::Answered { sanction: SANCTION, person: STUDENT, answer: answer() };
    vec![
        ("protocol/wire/journal/v1/appeal_made.json", made(appeal())),
        ("protocol/wire/journal/v1/appeal_made_against_the_desk.json", made(by_the_desk)),
        ("protocol/wire/journal/v1/appeal_answered.json", SessionEvent::Appeal(answered)),
    ]
}
