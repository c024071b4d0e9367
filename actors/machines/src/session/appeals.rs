//! Appeals: who is concerned contests what is done about them, once and within a week, whether they are in, out, or the
//! class is over. The room knows every sanction that ever held in it, so it is the one that takes the appeal; the desk is
//! told by an effect, and what is decided there comes back here.

use std::collections::BTreeMap;

use homeroom_protocol::appeal::{Appeal, AppealAnswer, AppealRound, MyAppeal, turns};
use homeroom_protocol::ids::{PersonId, SanctionId, SessionId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::appeal::AppealEvent;
use homeroom_protocol::limits::{APPEAL_CHARACTERS_MAX, APPEAL_SPAN};
use homeroom_protocol::moderation::Subject;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use crate::desk::severity;
use crate::machine::Moment;

/// The appeals against what was done in this session: at most one for each sanction.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Appeals(BTreeMap<SanctionId, (PersonId, MyAppeal)>);

impl Appeals {
    /// A person's appeals, the oldest first.
    pub(crate) fn of(&self, person: PersonId) -> Vec<MyAppeal> {
        let mut mine: Vec<_> = self.0.values().filter(|(by, _)| *by == person).map(|(_, mine)| mine.clone()).collect();
        mine.sort_by_key(|mine| (mine.at, mine.sanction_id));
        mine
    }

    /// What the desk says became of one, as an event; what is known already is none.
    pub(crate) fn answered(&self, sanction: SanctionId, answer: AppealAnswer) -> Vec<SessionEvent> {
        let Some((person, mine)) = self.0.get(&sanction) else { return Vec::new() };
        if mine.answered_at.is_some() {
            return Vec::new();
        }
        vec![SessionEvent::Appeal(AppealEvent::Answered { sanction, person: *person, answer })]
    }

    /// What was asked and answered by now, as an event; what is known already, or comes too late, is none.
    pub(crate) fn exchanged(
        &self,
        sanction: SanctionId,
        exchange: Vec<AppealRound>,
        due_at: Timestamp,
    ) -> Vec<SessionEvent> {
        let Some((person, mine)) = self.0.get(&sanction) else { return Vec::new() };
        // What comes late is an earlier stand: a shorter exchange, or the same one with an earlier time.
        let known = (turns(&mine.exchange), mine.due_at) >= (turns(&exchange), due_at);
        if mine.answered_at.is_some() || known {
            return Vec::new();
        }
        vec![SessionEvent::Appeal(AppealEvent::Exchanged { sanction, person: *person, exchange, due_at })]
    }

    pub(crate) fn happen(&mut self, event: &AppealEvent) {
        match event {
            AppealEvent::Made { appeal } => {
                self.0.insert(appeal.sanction.id, (appeal.sanction.person, MyAppeal::of(appeal)));
            }
            AppealEvent::Exchanged { sanction, exchange, due_at, .. } => {
                if let Some((_, mine)) = self.0.get_mut(sanction) {
                    mine.exchange.clone_from(exchange);
                    mine.due_at = *due_at;
                }
            }
            AppealEvent::Answered { sanction, answer, .. } => {
                if let Some((_, mine)) = self.0.get_mut(sanction) {
                    *mine = mine.clone().answered(answer);
                }
            }
        }
    }

    pub(crate) fn sanctions(&self) -> impl Iterator<Item = SanctionId> {
        self.0.keys().copied()
    }
}

impl Session {
    /// An appeal. What is somebody else's, or nobody's, is not there.
    pub(super) fn appeal(
        &self,
        moment: &Moment,
        session: SessionId,
        person: PersonId,
        sanction: Option<SanctionId>,
        text: String,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let (now, text) = (moment.now, worded(text)?);
        let id = sanction.or_else(|| self.moderation.keeps_out(person, now).map(|sanction| sanction.id));
        let id = id.ok_or(Refusal::new(Code::NotFound))?;
        let held = self.moderation.holds(id);
        let known = held.map(|held| &held.sanction).or_else(|| self.moderation.lifted(id));
        let sanction = known.filter(|sanction| sanction.person == person).ok_or(Refusal::new(Code::NotFound))?;
        if self.appeals.0.contains_key(&id) {
            return Err(Refusal::new(Code::Appealed));
        }
        // When the class is over no time takes back what ends by itself.
        let ended = sanction.has_ended(now);
        let held = held.filter(|_| !ended).ok_or(Refusal::new(Code::SanctionOver))?;
        if now > sanction.at.plus(APPEAL_SPAN) {
            return Err(Refusal::new(Code::AppealTooLate));
        }
        let facts = self.facts.as_ref().ok_or(Refusal::new(Code::NotFound))?;
        let appeal = Appeal {
            session,
            name: held.name.clone(),
            course: facts.course,
            class: facts.title.clone(),
            set_by: self.moderation.set_by(id).cloned(),
            text,
            at: now,
            due_at: now.plus(severity::target(severity::of_appeal(sanction.measure))),
            evidence: self.evidence(&Subject { session, person, message: sanction.message }, now),
            sanction: sanction.clone(),
        };
        Ok(vec![SessionEvent::Appeal(AppealEvent::Made { appeal: Box::new(appeal) })])
    }

    /// A person's appeal against this, or their latest in this class.
    #[must_use]
    pub fn appeal_of(&self, person: PersonId, sanction: Option<SanctionId>) -> Option<MyAppeal> {
        self.appeals.of(person).into_iter().rfind(|mine| sanction.is_none_or(|sanction| mine.sanction_id == sanction))
    }
}

/// Words that say something and are not too many.
fn worded(text: String) -> Result<String, Refusal> {
    let invalid = |code: &'static str| Err(Refusal::new(Code::Invalid).field("/text", code));
    if text.trim().is_empty() {
        return invalid("empty");
    }
    // The store keeps no such letter in a text.
    if text.contains('\0') {
        return invalid("no_text");
    }
    if text.chars().take(APPEAL_CHARACTERS_MAX + 1).count() > APPEAL_CHARACTERS_MAX {
        return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
    }
    Ok(text)
}
