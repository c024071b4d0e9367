//! How a class begins: with its lobby on where its facts say so, from right before its doors are open. Those count until
//! somebody has come; from then on it is for staff to say, and what they said stands, whatever the facts become.

use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::journal::v1::{SessionEvent, SessionFacts};
use homeroom_protocol::permit::Phase;
use homeroom_protocol::time::Timestamp;

use super::super::Session;

impl Session {
    /// What becomes of the lobby before the doors open; `None` where it is as the class begins.
    pub(in super::super) fn lobby_begins(&self, at: Timestamp, facts: &SessionFacts) -> Option<SessionEvent> {
        let on = facts.lobby;
        let is_new = on != self.lobby.is_on() && self.has_nobody_come();
        is_new.then_some(SessionEvent::Lobby(LobbyEvent::Set { on, by: None, at }))
    }

    /// The facts are others from here on. Where the doors have opened and nobody has come yet, the class begins as they say:
    /// of what was said of it while it slept, it hears when somebody comes.
    pub(in super::super) fn amend(&self, at: Timestamp, facts: SessionFacts) -> Vec<SessionEvent> {
        let begins = match self.phase() {
            Phase::Doors | Phase::Live | Phase::Closing => self.lobby_begins(at, &facts),
            // When the doors open they are looked at.
            Phase::Announced | Phase::Ended | Phase::Cancelled => None,
        };
        [SessionEvent::Amended { facts }].into_iter().chain(begins).collect()
    }

    /// Whether nobody was ever in, nobody waits, and no desk has made it calm.
    fn has_nobody_come(&self) -> bool {
        self.roster.is_empty() && self.attendance.is_empty() && self.lobby.len() == 0 && !self.is_calm()
    }
}
