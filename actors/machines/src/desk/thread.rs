//! What is asked of who appealed, and answered, before an appeal is decided; and that it is due soon.
//!
//! While a question waits for its answer the case's own time stands still: nobody at the desk is late because a person is
//! silent. It goes on when they have answered, or a day later without. Asking gives the case back, since the answer may come
//! on somebody else's shift.

use std::time::Duration;

use homeroom_protocol::appeal::{AppealRound, MyAppeal};
use homeroom_protocol::frame::desk::server::CaseActKind;
use homeroom_protocol::ids::{PersonId, SanctionId};
use homeroom_protocol::journal::v1::desk::{DeskEvent, Moderator};
use homeroom_protocol::limits::{
    APPEAL_CHARACTERS_MAX, APPEAL_LEFT_MIN, APPEAL_REMINDS_BEFORE, APPEAL_REPLY_SPAN, APPEAL_ROUNDS_MAX,
};
use homeroom_protocol::permit::desk::Level;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::acts::text_within;
use super::case::Case;
use super::command::Question;
use super::{Desk, Order};

/// What was asked and answered about one appeal; of a case of reports there is nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Thread {
    pub(crate) rounds: Vec<AppealRound>,
    /// Until when it waits for an answer, and how much of its own time was left when it was asked.
    pub(crate) waits: Option<(Timestamp, Duration)>,
    /// Whether it was put before the moderators again, of the time that runs now.
    pub(crate) reminded: bool,
}

impl Case {
    /// Whether it waits for the person, and so not for the desk.
    pub(crate) fn waits_for_person(&self) -> bool {
        self.is_open() && self.thread.waits.is_some()
    }

    /// When it is put before the moderators again.
    pub(super) fn reminds_at(&self) -> Option<Timestamp> {
        let reminds = self.appeal.is_some() && self.is_open() && self.level == Level::Desk && !self.thread.reminded;
        reminds.then(|| self.due_at.minus(APPEAL_REMINDS_BEFORE))
    }

    pub(super) fn reminded(&mut self, at: Timestamp) {
        self.thread.reminded = true;
        self.acted(at, CaseActKind::Reminded, None, "");
    }

    pub(super) fn asked(&mut self, by: &Moderator, text: &str, until: Timestamp, at: Timestamp) {
        let question = text.to_owned();
        self.thread.rounds.push(AppealRound { question, at, until, reply: None, replied_at: None });
        self.thread.waits = Some((until, self.due_at.since(at)));
        self.freed(at);
        self.acted(at, CaseActKind::Asked, Some(by), text);
    }

    pub(super) fn replied(&mut self, text: &str, due_at: Timestamp, at: Timestamp) {
        if let Some(round) = self.thread.rounds.last_mut() {
            round.reply = Some(text.to_owned());
            round.replied_at = Some(at);
        }
        self.goes_on(due_at, at);
        self.acted(at, CaseActKind::Replied, None, text);
    }

    pub(super) fn unanswered(&mut self, due_at: Timestamp, at: Timestamp) {
        self.goes_on(due_at, at);
        self.acted(at, CaseActKind::Unanswered, None, "");
    }

    /// Its own time goes on; where it was over, somebody is called only when nobody takes it from here on.
    fn goes_on(&mut self, due_at: Timestamp, at: Timestamp) {
        self.thread.waits = None;
        self.thread.reminded = false;
        self.due_at = due_at;
        let asked_at = self.thread.rounds.last().map_or(at, |round| round.at);
        self.waits_since = self.waits_since.plus(at.since(asked_at));
        self.raised_at = self.raised_at.map(|_| at);
    }

    /// By when it is due where its time goes on from here.
    fn due_from(&self, at: Timestamp) -> Timestamp {
        match self.thread.waits {
            Some((_, left)) => at.plus(left.max(APPEAL_LEFT_MIN)),
            // An answer that came late: the time goes on already.
            None => self.due_at.max(at.plus(APPEAL_LEFT_MIN)),
        }
    }

    /// The time it waits for an answer is over.
    pub(super) fn silence(&self, at: Timestamp) -> DeskEvent {
        DeskEvent::AppealUnanswered { case: self.id, due_at: self.due_from(at), at }
    }

    /// How the appeal stands for who made it.
    pub(super) fn mine(&self) -> Option<MyAppeal> {
        let appeal = self.appeal.as_ref()?;
        Some(MyAppeal { exchange: self.thread.rounds.clone(), due_at: self.due_at, ..MyAppeal::of(appeal) })
    }

    /// What the person is told when something was asked or answered.
    pub(super) fn tells(&self) -> Vec<Order> {
        let Some(appeal) = self.mine() else { return Vec::new() };
        let told = Order::TellAppeal { person: self.subject.person, appeal: Box::new(appeal) };
        vec![told]
    }
}

/// A question to who appealed.
pub(super) fn question(case: &Case, by: &Moderator, now: Timestamp, wanted: Question) -> Result<DeskEvent, Refusal> {
    let Question { version, text } = wanted;
    let invalid = |pointer: &'static str, code: &'static str| Err(Refusal::new(Code::Invalid).field(pointer, code));
    if case.appeal.is_none() {
        return invalid("/case", "no_appeal");
    }
    if version != case.version {
        return Err(Refusal::new(Code::CaseChanged));
    }
    if case.waits_for_person() {
        return invalid("/case", "waits");
    }
    if case.thread.rounds.len() >= APPEAL_ROUNDS_MAX {
        return invalid("/case", "asked_enough");
    }
    if text.trim().is_empty() {
        return invalid("/text", "empty");
    }
    // The store keeps no such letter in a text.
    if text.contains('\0') {
        return invalid("/text", "no_text");
    }
    text_within(&text)?;
    Ok(DeskEvent::AppealAsked { case: case.id, by: by.clone(), text, until: now.plus(APPEAL_REPLY_SPAN), at: now })
}

impl Desk {
    /// Who appealed answers the latest question, also when its time is over, as long as nothing is decided.
    pub(super) fn reply(
        &self,
        person: PersonId,
        sanction: SanctionId,
        text: String,
        now: Timestamp,
    ) -> Result<Vec<DeskEvent>, Refusal> {
        let against = |case: &&Case| case.appeal.as_ref().is_some_and(|appeal| appeal.sanction.id == sanction);
        let case = self.board.cases().find(against).filter(|case| case.subject.person == person);
        let case = case.ok_or(Refusal::new(Code::NotFound))?;
        if text.trim().is_empty() {
            return Err(Refusal::new(Code::Invalid).field("/text", "empty"));
        }
        if text.contains('\0') {
            return Err(Refusal::new(Code::Invalid).field("/text", "no_text"));
        }
        if text.chars().take(APPEAL_CHARACTERS_MAX + 1).count() > APPEAL_CHARACTERS_MAX {
            return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
        }
        if !case.is_open() || case.thread.rounds.last().is_none_or(|round| round.reply.is_some()) {
            return Err(Refusal::new(Code::NotAsked));
        }
        Ok(vec![DeskEvent::AppealReplied { case: case.id, text, due_at: case.due_from(now), at: now }])
    }
}
