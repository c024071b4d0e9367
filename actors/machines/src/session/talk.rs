//! Talking: what may be said, answered, changed and taken back, and how the class may write. Only who wrote a message
//! changes it; what it said before stays as evidence. Staff are exempt from slowness and pauses: they set them.

use std::time::Duration;

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::chat::{DeleteMessage, EditMessage};
use homeroom_protocol::frame::client::Say;
use homeroom_protocol::frame::direct::Direct;
use homeroom_protocol::frame::floor::Lockable;
use homeroom_protocol::frame::review::Discard;
use homeroom_protocol::frame::server::{ChatItem, ClassEvent};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::limits::{CHAT_EDITS_MAX, SLOW_SECONDS_MAX};
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::{CommandKind, Rule};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::chat::Chat;
use crate::machine::Moment;

/// What can be wished of the chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TalkWish {
    /// To say something.
    Say(Say),
    /// To have a message of one's own say something else.
    Edit(EditMessage),
    /// To take a message of one's own back.
    Delete(DeleteMessage),
    /// That the class may write in this way.
    Set(ChatRules),
    /// That a held message is said.
    LetThrough(CommandId),
    /// To write to those who moderate the room, or to answer.
    Direct(Direct),
    /// That a held message is not.
    Discard(Discard),
    /// To see what a message said before.
    Look(CommandId),
}

fn invalid(pointer: &'static str, code: &'static str) -> Refusal {
    Refusal::new(Code::Invalid).field(pointer, code)
}

impl Session {
    /// A wish about the chat.
    pub(super) fn talk(&self, moment: &Moment, person: PersonId, wish: TalkWish) -> Result<Vec<SessionEvent>, Refusal> {
        let at = moment.now;
        match wish {
            TalkWish::Say(say) => self.say(moment, person, say),
            TalkWish::Edit(edit) => self.edit(at, person, edit),
            TalkWish::Delete(delete) => self.delete(at, person, &delete),
            TalkWish::Set(rules) => self.set_chat(at, person, rules),
            TalkWish::LetThrough(message) => self.let_through(at, person, message),
            TalkWish::Direct(direct) => self.direct(moment, person, direct),
            TalkWish::Discard(discard) => self.discard(at, person, &discard),
            TalkWish::Look(message) => self.look_back(at, person, message),
        }
    }

    fn say(&self, moment: &Moment, person: PersonId, say: Say) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Say, person)?;
        self.lets_write(person, moment.now)?;
        Chat::check(&say.text)?;
        let reply_to = say.reply_to.map(|message| self.answered(message)).transpose()?;
        self.lets_say_more(person, moment.now)?;
        let (id, text, at) = (moment.command, say.text, moment.now);
        Ok(vec![match self.held_for(person) {
            None => SessionEvent::Said { id, person, text, at, reply_to },
            Some(because) => SessionEvent::Chat(ChatEvent::Held { message: id, person, text, at, reply_to, because }),
        }])
    }

    /// Whether a person may say something now, whatever it is.
    pub(super) fn lets_say(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::Say, person)?;
        self.lets_write(person, now)?;
        self.lets_say_more(person, now)
    }

    fn lets_say_more(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.lets_write_again(person, now)?;
        if self.held_for(person).is_some() { self.review.takes(person) } else { Ok(()) }
    }

    /// Whether a person may change a message of theirs now, whichever it is.
    pub(super) fn lets_edit(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::Edit, person)?;
        self.lets_write(person, now)?;
        self.lets_edit_more(person, now)
    }

    fn lets_edit_more(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        if self.held_for(person).is_some() {
            let explain = "While messages are looked at before they are shown, what was shown cannot be changed.";
            return Err(Refusal::new(Code::NotPermitted).explain(explain).rule(Rule::LookedAt));
        }
        self.lets_write_again(person, now)
    }

    /// The message that an answer stands under: the one that is answered, or what that answers itself.
    fn answered(&self, message: CommandId) -> Result<CommandId, Refusal> {
        let item = self.chat.get(message).filter(|item| !item.hidden && !item.deleted);
        item.map(|item| item.reply_to.unwrap_or(item.id)).ok_or_else(|| invalid("/reply_to", "not_there"))
    }

    fn edit(&self, at: Timestamp, person: PersonId, edit: EditMessage) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Edit, person)?;
        self.lets_write(person, at)?;
        Chat::check(&edit.text)?;
        let item = self.own_message(person, edit.message)?;
        if item.hidden || item.deleted {
            return Err(invalid("/message", "not_there"));
        }
        if item.text == edit.text {
            return Ok(Vec::new());
        }
        self.lets_edit_more(person, at)?;
        if self.chat.whole(edit.message).is_some_and(|(_, _, before)| before.len() >= CHAT_EDITS_MAX) {
            return Err(invalid("/message", "edited_too_often"));
        }
        Ok(vec![SessionEvent::Chat(ChatEvent::Edited { message: edit.message, person, text: edit.text, at })])
    }

    /// Taking back is open to who is muted too, and while the chat is paused: it says nothing.
    fn delete(&self, at: Timestamp, person: PersonId, delete: &DeleteMessage) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Delete, person)?;
        if self.review.get(delete.message).is_some_and(|held| held.item.person == person) {
            return Ok(vec![SessionEvent::Chat(ChatEvent::Deleted { message: delete.message, person, at })]);
        }
        if self.own_message(person, delete.message)?.deleted {
            return Ok(Vec::new());
        }
        Ok(vec![SessionEvent::Chat(ChatEvent::Deleted { message: delete.message, person, at })])
    }

    fn set_chat(&self, at: Timestamp, by: PersonId, rules: ChatRules) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::SetChat, by)?;
        if rules.slow_seconds > SLOW_SECONDS_MAX {
            return Err(invalid("/slow_seconds", "out_of_range"));
        }
        if rules == self.chat.rules() {
            return Ok(Vec::new());
        }
        Ok(vec![SessionEvent::Chat(ChatEvent::RulesSet { rules, by, at })])
    }

    fn own_message(&self, person: PersonId, message: CommandId) -> Result<&ChatItem, Refusal> {
        let item = self.chat.get(message).ok_or_else(|| invalid("/message", "not_there"))?;
        if item.person != person {
            return Err(
                Refusal::new(Code::NotPermitted).explain("Only who wrote a message changes it or takes it back.")
            );
        }
        Ok(item)
    }

    /// Whether a person may write at all.
    pub(super) fn lets_write(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.moderation.unmuted(person, Muted::Chat, now)
    }

    /// Whether a person has waited long enough since they last wrote or changed something. Staff do not wait, nor does for
    /// whom alone the chat is open.
    fn lets_write_again(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        let slow = Duration::from_secs(u64::from(self.chat.rules().slow_seconds));
        let waits = !self.is_staff(person) && !self.is_open_for(person, Lockable::Chat);
        let Some(last) = self.chat.last_said(person).filter(|_| waits) else { return Ok(()) };
        let again = last.plus(slow);
        if again <= now {
            return Ok(());
        }
        // Where the clock went backwards nobody waits longer than they would from now on.
        let left = again.since(now).min(slow);
        let millis = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        let detail = format!(
            "Slow mode: one message every {} s. You can write again in {} s.",
            slow.as_secs(),
            millis.div_ceil(1_000)
        );
        let refusal = Refusal::new(Code::TooOften).rule_until(Rule::Slow, now.plus(left));
        Err(refusal.detail(detail).retry_after_ms(millis))
    }

    pub(super) fn is_staff(&self, person: PersonId) -> bool {
        self.roster.get(person).is_some_and(|who| who.role.is_staff())
    }

    /// What an event of the chat makes of it.
    pub(super) fn talked(&mut self, offset: u64, event: &ChatEvent) {
        match event {
            ChatEvent::Held { .. } => self.hold_back(offset, event),
            ChatEvent::Direct { .. } => self.written_directly(event),
            ChatEvent::LetThrough { message, at, .. } => self.say_held(offset, *message, *at),
            ChatEvent::Discarded { message, reason, .. } => self.discard_held(*message, *reason),
            ChatEvent::Edited { message, person, text, at } => {
                self.chat.edit(*message, text, *at);
                self.chat.wrote(*person, *at);
            }
            ChatEvent::Deleted { message, .. } => {
                if !self.take_back_held(*message) {
                    self.chat.delete(*message);
                }
            }
            ChatEvent::RulesSet { rules, .. } => self.chat.set(*rules),
            ChatEvent::Looked { .. } => {}
        }
    }

    /// What everybody sees of it.
    pub(super) fn talk_shown(&self, event: &ChatEvent) -> Option<ClassEvent> {
        match event {
            ChatEvent::Edited { message, .. } => {
                self.chat.get(*message).map(|item| ClassEvent::Edited { item: item.clone() })
            }
            ChatEvent::Deleted { message, .. } => {
                self.chat.get(*message).map(|_| ClassEvent::Deleted { message: *message })
            }
            ChatEvent::LetThrough { message, .. } => {
                self.chat.get(*message).map(|item| ClassEvent::Said { item: item.clone() })
            }
            ChatEvent::Held { .. }
            | ChatEvent::Discarded { .. }
            | ChatEvent::Looked { .. }
            | ChatEvent::Direct { .. } => None,
            ChatEvent::RulesSet { rules, .. } => Some(ClassEvent::ChatSet { rules: *rules }),
        }
    }
}
