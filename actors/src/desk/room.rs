//! The sockets of the desk, as its actor knows them: whose each is, what they see, and what they were sent last.

use std::collections::HashMap;

use homeroom_machines::desk::Badge;
use homeroom_protocol::ids::ConnectionId;

use crate::desk::message::Attaching;

/// A moderator's socket.
pub(crate) struct Seat {
    pub(crate) badge: Badge,
    /// The offset of the last entry that was sent here, or of its picture: the next one names it, so that a gap is seen.
    pub(crate) last: u64,
}

/// The sockets of the desk.
#[derive(Default)]
pub(crate) struct Room {
    here: HashMap<ConnectionId, Seat>,
    entering: HashMap<ConnectionId, Attaching>,
}

impl Room {
    /// A socket waits for its welcome.
    pub(crate) fn entering(&mut self, attaching: Attaching) {
        self.entering.insert(attaching.connection, attaching);
    }

    /// A socket waits no longer: it is welcome, refused, or gone.
    pub(crate) fn entered(&mut self, connection: ConnectionId) -> Option<Attaching> {
        self.entering.remove(&connection)
    }

    pub(crate) fn add(&mut self, connection: ConnectionId, seat: Seat) {
        self.here.insert(connection, seat);
    }

    /// A connection is gone; whether it was here.
    pub(crate) fn remove(&mut self, connection: ConnectionId) -> bool {
        let entering = self.entering.remove(&connection).is_some();
        self.here.remove(&connection).is_some() || entering
    }

    /// What a socket's moderator may see.
    pub(crate) fn badge(&self, connection: ConnectionId) -> Option<&Badge> {
        self.here.get(&connection).map(|seat| &seat.badge)
    }

    pub(crate) fn connections(&self) -> Vec<ConnectionId> {
        self.here.keys().copied().collect()
    }

    pub(crate) fn seats(&mut self) -> impl Iterator<Item = (ConnectionId, &mut Seat)> {
        self.here.iter_mut().map(|(connection, seat)| (*connection, seat))
    }

    pub(crate) fn len(&self) -> usize {
        self.here.len()
    }

    /// Whether there is no socket, not even on its way in.
    pub(crate) fn is_empty(&self) -> bool {
        self.here.is_empty() && self.entering.is_empty()
    }
}
