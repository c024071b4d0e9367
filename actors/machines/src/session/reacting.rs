//! Reactions in the room: who may give one to what, what waits, and what the class sees.

use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::reaction::Reactions;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::command::Command;
use super::live::Live;
use crate::machine::{Line, Moment, Taken};

impl Session {
    /// Takes a wish to react into the live state, where it would change something.
    pub(super) fn hold_reaction(
        &self,
        live: &mut Live,
        moment: &Moment,
        command: Command,
    ) -> Result<Taken<Command>, Refusal> {
        live.reactions.forget(&self.reactions);
        let Command::React { person, react } = command else { return Ok(Taken::Goes(command)) };
        if react.on {
            self.permitted(CommandKind::React, person)?;
            self.lets_write(person, moment.now)?;
        } else {
            // Taking back says nothing.
            self.given(CommandKind::React, person)?;
        }
        if !self.takes_reactions(react.message) {
            return Err(Refusal::new(Code::Invalid).field("/message", "not_there"));
        }
        let is_so = self.reactions.has(person, react.message, react.reaction) == react.on;
        if is_so && !live.reactions.has(&self.reactions, person, react) {
            return Ok(Taken::Goes(Command::React { person, react }));
        }
        self.reactions.lets_wait(&live.reactions, person, react)?;
        live.reactions.add(&self.reactions, person, react, moment.now);
        Ok(Taken::Waits(Line::Together, person))
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
        live.reactions.batch(&self.reactions, |message| self.takes_reactions(message), at)
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
        let messages: Vec<_> = told.map(shown).collect();
        (!messages.is_empty()).then_some(ClassEvent::Reacted { messages })
    }
}

/// Whose wishes an event settles.
pub(super) fn releases(event: &SessionEvent) -> Option<&[PersonId]> {
    if let SessionEvent::Reacted { people, .. } = event { Some(people) } else { None }
}
