//! What staff see besides what the class sees.

use homeroom_protocol::frame::staff::{StaffEvent, StaffView};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::journal::v1::SessionEvent;

use super::Session;

impl Session {
    /// What staff see of an event that has just been evolved; `None` where it is what the class sees.
    pub(super) fn staff_event(&self, event: &SessionEvent) -> Option<StaffEvent> {
        if let SessionEvent::Sanctioned { sanction, .. } = event {
            return self.moderation.holds(sanction.id).map(|held| StaffEvent::Sanctioned { held: held.clone() });
        }
        let SessionEvent::Lifted { sanction, .. } = event else { return None };
        self.lifted_event(*sanction)
    }

    fn lifted_event(&self, sanction: SanctionId) -> Option<StaffEvent> {
        let lifted = self.moderation.lifted(sanction)?;
        let item = lifted.message.and_then(|message| self.chat.get(message)).filter(|item| !item.hidden);
        Some(StaffEvent::Lifted { sanction, shown: item.cloned() })
    }

    pub(super) fn staff_view(&self) -> StaffView {
        StaffView { sanctions: self.moderation.held() }
    }
}
