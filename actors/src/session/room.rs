//! The sockets of one session, as its actor knows them: which connections are here, whose, which are on their way in, and
//! what each person was last told of their own.

use std::collections::HashMap;

use homeroom_protocol::frame::server::You;
use homeroom_protocol::ids::{ConnectionId, PersonId, SignInId};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use crate::session::message::Attaching;

/// Burnt tickets kept before those that have ended anyway are first dropped.
const BURNT_SWEEP_MIN: usize = 1_024;

/// Whose a connection is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Socket {
    pub(crate) person: PersonId,
    pub(crate) sign_in: SignInId,
}

/// The sockets of one session.
#[derive(Default)]
pub(crate) struct Room {
    here: HashMap<ConnectionId, Socket>,
    of: HashMap<PersonId, Vec<ConnectionId>>,
    told: HashMap<PersonId, You>,
    entering: HashMap<ConnectionId, Attaching>,
    burnt: HashMap<Uuid, Timestamp>,
    /// How many burnt tickets there were after they were last swept.
    swept: usize,
}

impl Room {
    /// Burns a ticket; false when it was burnt before.
    pub(crate) fn burn(&mut self, nonce: Uuid, until: Timestamp, now: Timestamp) -> bool {
        // Swept when their number has doubled, so that a storm of fresh tickets does not pay for a sweep with each.
        if self.burnt.len() >= BURNT_SWEEP_MIN.max(2 * self.swept) {
            self.burnt.retain(|_, until| *until > now);
            self.swept = self.burnt.len();
        }
        self.burnt.insert(nonce, until).is_none()
    }

    /// A socket waits for its welcome.
    pub(crate) fn entering(&mut self, attaching: Attaching) {
        self.entering.insert(attaching.connection, attaching);
    }

    /// A socket waits no longer: it is welcome, refused, or gone.
    pub(crate) fn entered(&mut self, connection: ConnectionId) -> Option<Attaching> {
        self.entering.remove(&connection)
    }

    /// A socket is in.
    pub(crate) fn add(&mut self, connection: ConnectionId, socket: Socket) {
        self.here.insert(connection, socket);
        self.of.entry(socket.person).or_default().push(connection);
    }

    /// A connection is gone; whose it was, where it was in.
    pub(crate) fn remove(&mut self, connection: ConnectionId) -> Option<Socket> {
        let socket = self.here.remove(&connection)?;
        if let Some(connections) = self.of.get_mut(&socket.person) {
            connections.retain(|other| *other != connection);
            if connections.is_empty() {
                self.of.remove(&socket.person);
                self.told.remove(&socket.person);
            }
        }
        Some(socket)
    }

    /// Whose a connection is.
    pub(crate) fn whose(&self, connection: ConnectionId) -> Option<Socket> {
        self.here.get(&connection).copied()
    }

    /// A person's connections.
    pub(crate) fn connections_of(&self, person: PersonId) -> &[ConnectionId] {
        self.of.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Every connection.
    pub(crate) fn connections(&self) -> Vec<ConnectionId> {
        self.here.keys().copied().collect()
    }

    /// Everyone with a connection.
    pub(crate) fn people(&self) -> Vec<PersonId> {
        self.of.keys().copied().collect()
    }

    /// Remembers what a person is told of their own; false when it is what they know.
    pub(crate) fn tell(&mut self, person: PersonId, you: &You) -> bool {
        // What is new to somebody is otherwise after every message; by itself it is told to nobody.
        let known = You { read: None, ..you.clone() };
        if self.told.get(&person) == Some(&known) {
            return false;
        }
        self.told.insert(person, known);
        true
    }

    /// Whether there is no socket, not even on its way in.
    pub(crate) fn is_empty(&self) -> bool {
        self.here.is_empty() && self.entering.is_empty()
    }
}
