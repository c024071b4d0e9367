//! Reactions in the room, and votes for questions, which are settled with them: who may give one to what, what waits, and
//! what the class sees.

use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::reaction::Reactions;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::command::Command;
use super::live::Live;
use super::reactions::waiting::Wish;
use crate::machine::{Line, Moment, Taken};

impl Session {
    /// Takes a wish to react, or a vote, into the live state, where it would change something.
    pub(super) fn hold_reaction(
        &self,
        live: &mut Live,
        moment: &Moment,
        command: Command,
    ) -> Result<Taken<Command>, Refusal> {
        live.reactions.forget(&self.reactions);
        let (person, wish, on) = if let Command::React { person, react } = &command {
            (*person, Wish::React(react.message, react.reaction), react.on)
        } else if let Command::Upvote { person, upvote } = &command {
            (*person, Wish::Upvote(upvote.question), upvote.on)
        } else {
            return Ok(Taken::Goes(command));
        };
        match wish {
            Wish::React(..) => {
                if on {
                    self.lets_react(person, moment.now)?;
                } else {
                    // Taking back says nothing.
                    self.given(CommandKind::React, person)?;
                }
            }
            // A pause stops no question, and so no vote for one.
            Wish::Upvote(_) => {
                if on {
                    self.lets_upvote(person, moment.now)?;
                } else {
                    self.given(CommandKind::Upvote, person)?;
                }
            }
        }
        if !self.takes(wish) {
            let pointer = if let Wish::React(..) = wish { "/message" } else { "/question" };
            return Err(Refusal::new(Code::Invalid).field(pointer, "not_there"));
        }
        if self.is_so(person, wish) == on && !live.reactions.has(&self.reactions, person, wish) {
            return Ok(Taken::Goes(command));
        }
        self.reactions.lets_wait(&live.reactions, person, wish, on)?;
        live.reactions.add(&self.reactions, person, wish, on, moment.now);
        Ok(Taken::Waits(Line::Together, person))
    }

    /// Whether a person may react to something, whatever it is.
    pub(super) fn lets_react(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::React, person)?;
        self.lets_write(person, now)
    }

    /// Whether a person may want to know the answer to a question, whichever it is.
    pub(super) fn lets_upvote(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.given(CommandKind::Upvote, person)?;
        self.moderation.unmuted(person, Muted::Chat, now)
    }

    fn is_so(&self, person: PersonId, wish: Wish) -> bool {
        match wish {
            Wish::React(message, reaction) => self.reactions.has(person, message, reaction),
            Wish::Upvote(question) => self.questions.has(person, question),
        }
    }

    fn takes(&self, wish: Wish) -> bool {
        match wish {
            Wish::React(message, _) => self.takes_reactions(message),
            Wish::Upvote(question) => self.questions.takes_votes(question),
        }
    }

    fn takes_reactions(&self, message: CommandId) -> bool {
        self.chat.get(message).is_some_and(|item| !item.hidden && !item.deleted)
    }

    /// When what waits is due.
    pub(super) fn reactions_due(&self, live: &Live) -> Option<Timestamp> {
        self.reactions.due(&live.reactions, self.phases.is_over())
    }

    /// What settles it.
    pub(super) fn reacted(&self, live: &Live, at: Timestamp) -> SessionEvent {
        let is_so = |person, wish| self.is_so(person, wish);
        let now = |wish| {
            if let Wish::Upvote(question) = wish { Wish::Upvote(self.questions.stands_for(question)) } else { wish }
        };
        live.reactions.batch(&self.reactions, now, is_so, |wish| self.takes(wish), at)
    }

    pub(super) fn are_reactions_waiting(&self, live: &Live) -> bool {
        self.reactions_due(live).is_some()
    }

    /// Messages have the reactions that were just given.
    pub(super) fn show_reactions(&mut self) {
        for message in self.reactions.told() {
            self.chat.react(*message, self.reactions.counts(*message));
        }
    }

    /// What everybody sees of those that were just given.
    pub(super) fn reacted_event(&self) -> Option<ClassEvent> {
        let told = self.reactions.told().iter().filter(|message| self.takes_reactions(**message));
        let shown = |message: &CommandId| Reactions { message: *message, counts: self.reactions.counts(*message) };
        let (messages, questions): (Vec<_>, Vec<_>) = (told.map(shown).collect(), self.questions.votes());
        let news = !messages.is_empty() || !questions.is_empty();
        news.then_some(ClassEvent::Reacted { messages, questions })
    }
}

/// Whose wishes an event settles.
pub(super) fn releases(event: &SessionEvent) -> Option<&[PersonId]> {
    if let SessionEvent::Reacted { people, .. } = event { Some(people) } else { None }
}
