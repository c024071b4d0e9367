//! What a message said before it was changed, blanked or taken back: staff may look, also where nobody has reported it, and
//! the journal and the audit have that they did and what they saw (FEATURES, C2).

use homeroom_protocol::chat::Revision;
use homeroom_protocol::frame::review::SaidBefore;
use homeroom_protocol::frame::server::Answer;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::limits::EVIDENCE_REVISION_CHARACTERS_MAX;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::reports::cut;

impl Session {
    pub(super) fn look_back(
        &self,
        at: Timestamp,
        by: PersonId,
        message: CommandId,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Review, by)?;
        let Some((item, text, before)) = self.chat.whole(message) else {
            return Err(Refusal::new(Code::Invalid).field("/message", "not_there"));
        };
        let shortened =
            |one: &Revision| Revision { text: cut(&one.text, EVIDENCE_REVISION_CHARACTERS_MAX), until: one.until };
        let (person, text) = (item.person, text.to_owned());
        let before = before.iter().map(shortened).collect();
        Ok(vec![SessionEvent::Chat(ChatEvent::Looked { message, person, by, at, text, before })])
    }
}

/// What the acknowledgement carries.
pub(super) fn seen(events: &[SessionEvent]) -> Option<Answer> {
    events.iter().find_map(|event| {
        let SessionEvent::Chat(ChatEvent::Looked { message, text, before, .. }) = event else { return None };
        Some(Answer::Before(SaidBefore { message: *message, text: text.clone(), before: before.clone() }))
    })
}
