//! Questions in the room: who may ask and who handles them, what each feed sees, and how they are reported.

use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::frame::staff::StaffEvent;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::question::QuestionEvent;
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::chapters::Chapter;
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::questions::QuestionWish;
use crate::machine::{Concerns, Feed, Moment};

impl Session {
    /// A wish about questions. A pause of the chat stops none: they are read before the class sees them.
    pub(super) fn question(
        &self,
        moment: &Moment,
        person: PersonId,
        wish: QuestionWish,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(kind(&wish), person)?;
        if let QuestionWish::Ask(_) = &wish {
            self.moderation.unmuted(person, Muted::Chat, moment.now)?;
        }
        let events = self.questions.decide(moment, person, wish)?;
        Ok(events.into_iter().map(SessionEvent::Question).collect())
    }

    /// Whether a person may ask a question, whatever it is.
    pub(super) fn lets_ask(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::AskQuestion, person)?;
        self.moderation.unmuted(person, Muted::Chat, now)?;
        self.questions.lets_ask(person)
    }

    /// What an event makes of questions.
    pub(super) fn questioned(&mut self, event: &QuestionEvent) {
        let roster = &self.roster;
        self.questions.happen(event, |person| roster.get(person).map(|who| who.name.clone()).unwrap_or_default());
    }

    /// The questions that were answered, in the order of the answers; somebody asks.
    ///
    /// # Errors
    /// As [`Session::shows_what_is_kept`].
    pub fn chapters(&self, person: PersonId, now: Timestamp) -> Result<Vec<Chapter>, Refusal> {
        self.shows_what_is_kept(person, now)?;
        Ok(self.questions.chapters())
    }

    /// What the class sees of an event of a question.
    pub(super) fn question_event(&self, event: &QuestionEvent) -> Option<ClassEvent> {
        match event {
            QuestionEvent::Asked { .. } => None,
            QuestionEvent::Moved { question, .. } => self.question_shown(*question),
            QuestionEvent::Merged { question, into, .. } => match self.questions.item(*into, Feed::Class) {
                Some(item) => Some(ClassEvent::QuestionMerged { question: *question, into: Box::new(item) }),
                None => self.question_shown(*question),
            },
            QuestionEvent::Set { anonymous, .. } => Some(ClassEvent::QuestionsSet { anonymous: *anonymous }),
        }
    }

    /// A question as the class sees it from here on; that it is gone, where it saw it before.
    pub(super) fn question_shown(&self, id: CommandId) -> Option<ClassEvent> {
        let gone = || self.questions.is_lost(id).then_some(ClassEvent::QuestionGone { question: id });
        let item = self.questions.item(id, Feed::Class);
        item.map(|item| ClassEvent::Question { question: Box::new(item) }).or_else(gone)
    }

    /// What staff see of it besides.
    pub(super) fn question_for_staff(&self, event: &QuestionEvent) -> Option<StaffEvent> {
        let item = |id| self.questions.item(id, Feed::Staff).map(Box::new);
        match event {
            QuestionEvent::Asked { question, .. } | QuestionEvent::Moved { question, .. } => {
                item(*question).map(|question| StaffEvent::QuestionSeen { question })
            }
            QuestionEvent::Merged { question, into, .. } => {
                item(*into).map(|into| StaffEvent::QuestionsUnited { question: *question, into })
            }
            QuestionEvent::Set { .. } => None,
        }
    }

    /// Whose `you` it may have changed.
    pub(super) fn question_concerns(&self, event: &QuestionEvent) -> Concerns {
        match event {
            QuestionEvent::Asked { person, .. } => Concerns::One(*person),
            QuestionEvent::Moved { question, .. } => {
                self.questions.asked(*question).map_or(Concerns::Nobody, |(person, ..)| Concerns::One(person))
            }
            // Who wanted to know the one wants to know the other.
            QuestionEvent::Merged { .. } => Concerns::Everyone,
            QuestionEvent::Set { .. } => Concerns::Nobody,
        }
    }
}

/// What a wish is, for the permit table.
const fn kind(wish: &QuestionWish) -> CommandKind {
    match wish {
        QuestionWish::Ask(_) => CommandKind::AskQuestion,
        QuestionWish::Move(_) | QuestionWish::Merge(_) | QuestionWish::Set(_) => CommandKind::HandleQuestions,
    }
}
