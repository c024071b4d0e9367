//! Who is at the desk: connections, lost with the node.

use std::collections::BTreeMap;

use homeroom_protocol::ids::{ConnectionId, PersonId};
use homeroom_protocol::journal::v1::desk::Moderator;

use super::badge::Badge;

/// The live state of the desk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Live(BTreeMap<ConnectionId, Badge>);

impl Live {
    /// Whether nobody is at the desk.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The badge of somebody who is at the desk.
    #[must_use]
    pub fn badge(&self, person: PersonId) -> Option<&Badge> {
        self.0.values().find(|badge| badge.who().person == person)
    }

    /// Everybody at the desk, once each, in the order of their ids.
    #[must_use]
    pub fn moderators(&self) -> Vec<Moderator> {
        let by_person: BTreeMap<_, _> = self.0.values().map(|badge| (badge.who().person, badge.who())).collect();
        by_person.into_values().cloned().collect()
    }

    pub(super) fn come(&mut self, connection: ConnectionId, badge: Badge) {
        self.0.insert(connection, badge);
    }

    pub(super) fn go(&mut self, connection: ConnectionId) {
        self.0.remove(&connection);
    }
}
