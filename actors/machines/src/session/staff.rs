//! What staff see besides what the class sees.

use homeroom_protocol::frame::staff::{StaffEvent, StaffView};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;

use super::Session;
use crate::machine::Feed;

impl Session {
    /// What staff see of an event that has just been evolved; `None` where it is what the class sees.
    pub(super) fn staff_event(&self, event: &SessionEvent) -> Option<StaffEvent> {
        if let SessionEvent::Sanctioned { sanction, .. } = event {
            return self.moderation.holds(sanction.id).map(|held| StaffEvent::Sanctioned { held: held.clone() });
        }
        if let SessionEvent::Chat(event) = event {
            return self.held_event(event);
        }
        if let SessionEvent::Floor(
            FloorEvent::LockedFor { person, .. } | FloorEvent::LockEnded { person: Some(person), .. },
        ) = event
        {
            return Some(self.exception_shown(*person));
        }
        if let SessionEvent::Lobby(event) = event {
            return self.lobby_event(event);
        }
        if let SessionEvent::Question(event) = event {
            return self.question_for_staff(event);
        }
        let SessionEvent::Lifted { sanction, .. } = event else { return None };
        self.lifted_event(*sanction)
    }

    fn held_event(&self, event: &ChatEvent) -> Option<StaffEvent> {
        match event {
            ChatEvent::Held { message, .. } => {
                self.review.get(*message).map(|held| StaffEvent::MessageHeld { held: held.clone() })
            }
            ChatEvent::Direct { message, .. } => {
                self.direct.item(*message).map(|item| StaffEvent::Direct { item: item.clone() })
            }
            ChatEvent::Discarded { message, .. } => Some(StaffEvent::MessageGone { message: *message }),
            // What the class never saw was held.
            ChatEvent::Deleted { message, .. } if self.chat.get(*message).is_none() => {
                Some(StaffEvent::MessageGone { message: *message })
            }
            ChatEvent::Deleted { .. }
            | ChatEvent::Edited { .. }
            | ChatEvent::LetThrough { .. }
            | ChatEvent::Looked { .. }
            | ChatEvent::RulesSet { .. } => None,
        }
    }

    fn lifted_event(&self, sanction: SanctionId) -> Option<StaffEvent> {
        let lifted = self.moderation.lifted(sanction)?;
        let item = lifted.message.and_then(|message| self.chat.get(message)).filter(|item| !item.hidden);
        let question = lifted.message.and_then(|message| self.questions.item(message, Feed::Staff)).map(Box::new);
        Some(StaffEvent::Lifted { sanction, shown: item.cloned(), question })
    }

    pub(super) fn staff_view(&self) -> StaffView {
        StaffView {
            sanctions: self.moderation.held(),
            exceptions: self.exceptions(),
            messages: self.review.held().to_vec(),
            direct: self.direct.latest(),
            lobby: self.lobby_view(),
        }
    }
}
