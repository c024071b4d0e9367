//! Samples of appeals: bodies, frames and stored events.

use super::samples::{COMMAND, COURSE, SESSION, STUDENT, TEACHER, at};
use super::samples_desk::{CASE, SANCTION, ban, decision, evidence, petra, row, sam, sanction};
use crate::appeal::{Appeal, AppealAnswer, AppealOutcome, AppealRound, Contested, MyAppeal};
use crate::frame::desk::client::{AnswerAppeal, AskAppeal, DeskClientFrame, DeskRequest};
use crate::frame::desk::server::{CaseRow, CaseState, DeskEntry, DeskFrame, DeskNews};
use crate::journal::v1::SessionEvent;
use crate::journal::v1::appeal::AppealEvent;
use crate::journal::v1::desk::{Decision, DeskEvent};
use crate::moderation::{FrozenPerson, ReasonCode, ReportKind, Sanction, Severity};
use crate::permit::Role;
use crate::rest::appeals::{MakeAppeal, MyAppeals, ReplyToQuestion};

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

/// What was asked and answered, and what is asked now.
fn exchange() -> Vec<AppealRound> {
    let asked = AppealRound {
        question: "Did you see that Ms. Iva had answered?".into(),
        at: at(450),
        until: at(86_850),
        reply: Some("No, the chat was too fast.".into()),
        replied_at: Some(at(500)),
    };
    let now = AppealRound {
        question: "Who else saw it?".into(),
        at: at(520),
        until: at(86_920),
        reply: None,
        replied_at: None,
    };
    vec![asked, now]
}

/// One about which its maker is asked something.
pub(super) fn asked() -> MyAppeal {
    MyAppeal { exchange: exchange(), ..waiting() }
}

/// The answer to that.
pub(super) fn reply() -> ReplyToQuestion {
    ReplyToQuestion { text: "Tomas, he sat beside me.".into() }
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

/// One against what an assistant did, as its room hands it on.
pub(super) fn of_an_assistant() -> Appeal {
    let sanction = Sanction { role: Some(Role::Assistant), ..sanction() };
    let set_by = FrozenPerson { role: Role::Assistant, name: "Ben".into(), ..iva() };
    Appeal { sanction, set_by: Some(set_by), ..appeal() }
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
    let text = exchange().first().map(|round| round.question.clone()).unwrap_or_default();
    let ask = DeskRequest::AskAppeal(AskAppeal { case: CASE, version: 2, text });
    vec![
        ("protocol/wire/desk/client/answer_appeal.json", DeskClientFrame { id: COMMAND, request }),
        ("protocol/wire/desk/client/ask_appeal.json", DeskClientFrame { id: COMMAND, request: ask }),
    ]
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
    let (exchange, waits_until, reminded) = (Vec::new(), None, false);
    let (text, set_by) = (WORDS.into(), Some(iva()));
    let contested = Contested { sanction: sanction(), set_by, text, exchange, waits_until, reminded };
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
    let mut waits = case(CaseState::Open);
    if let Some(contested) = &mut waits.appeal {
        contested.exchange = exchange();
        contested.waits_until = Some(at(86_920));
    }
    let mut soon = case(CaseState::Open);
    if let Some(contested) = &mut soon.appeal {
        contested.reminded = true;
    }
    let due = DeskNews::Reminder { row: soon };
    let asked = DeskEntry { offset: 46, after: 44, at: at(520), events: vec![DeskNews::Case { row: waits }, due] };
    vec![
        ("protocol/wire/desk/server/entry_appeal.json", DeskFrame::Entry(entry)),
        ("protocol/wire/desk/server/entry_appeal_asked.json", DeskFrame::Entry(asked)),
    ]
}

/// What the desk stores, each with the path of its golden.
pub(super) fn desk_events() -> Vec<(&'static str, DeskEvent)> {
    let appealed = DeskEvent::Appealed { case: CASE, appeal: Box::new(appeal()), severity: Severity(3) };
    let (case, text) = (CASE, "Who else saw it?".to_owned());
    let asked = DeskEvent::AppealAsked { case, by: sam(), text, until: at(86_920), at: at(520) };
    let replied = DeskEvent::AppealReplied { case, text: reply().text, due_at: at(1_900), at: at(1_200) };
    vec![
        ("protocol/wire/journal/v1/desk/appeal_asked.json", asked),
        ("protocol/wire/journal/v1/desk/appeal_replied.json", replied),
        (
            "protocol/wire/journal/v1/desk/appeal_unanswered.json",
            DeskEvent::AppealUnanswered { case, due_at: at(87_700), at: at(86_920) },
        ),
        ("protocol/wire/journal/v1/desk/appeal_reminded.json", DeskEvent::AppealReminded { case, at: at(1_000) }),
        ("protocol/wire/journal/v1/desk/appealed.json", appealed),
        ("protocol/wire/journal/v1/desk/decided_appeal.json", DeskEvent::Decided { case: CASE, decision: decided() }),
    ]
}

/// What a session stores, each with the path of its golden.
pub(super) fn events() -> Vec<(&'static str, SessionEvent)> {
    let by_the_desk = Appeal { set_by: None, ..appeal() };
    let made = |appeal| SessionEvent::Appeal(AppealEvent::Made { appeal: Box::new(appeal) });
    let answered = AppealEvent::Answered { sanction: SANCTION, person: STUDENT, answer: answer() };
    let (sanction, person, exchange, due_at) = (SANCTION, STUDENT, exchange(), at(1_900));
    let exchanged = AppealEvent::Exchanged { sanction, person, exchange, due_at };
    vec![
        ("protocol/wire/journal/v1/appeal_exchanged.json", SessionEvent::Appeal(exchanged)),
        ("protocol/wire/journal/v1/appeal_made_by_role.json", made(of_an_assistant())),
        ("protocol/wire/journal/v1/appeal_made.json", made(appeal())),
        ("protocol/wire/journal/v1/appeal_made_against_the_desk.json", made(by_the_desk)),
        ("protocol/wire/journal/v1/appeal_answered.json", SessionEvent::Appeal(answered)),
    ]
}
