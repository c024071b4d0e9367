//! What relays and the gate report, as it changes what is lost with the node.

use homeroom_protocol::time::Timestamp;

use super::Session;
use super::command::Observation;
use super::live::Live;
use crate::machine::Moment;

impl Session {
    /// Everybody who was here counts as lost, until it is reported otherwise.
    pub(super) fn woken(&self, now: Timestamp) -> Live {
        let mut live = Live::default();
        for person in self.presence.people() {
            self.presence.lose(&mut live, person, now);
        }
        for waits in self.lobby.waiting() {
            live.lose(waits.who.person, now);
        }
        live.remember(now, self.attendance.open_media().map(|(_, name, _)| name));
        live
    }

    pub(super) fn observed(&self, live: &mut Live, moment: &Moment, observation: Observation) {
        match observation {
            Observation::Here { person, connection } => live.connect(person, connection),
            Observation::Gone { person, connection } => {
                if live.disconnect(person, connection) {
                    self.presence.lose(live, person, moment.now);
                }
            }
            Observation::Away { person, connection, away } => live.set_away(person, connection, away),
            Observation::TurnedAway => live.turn_away(moment.now),
            Observation::Words(filter) => live.take_words(filter),
            Observation::AllGone => {
                for person in live.disconnect_all() {
                    self.presence.lose(live, person, moment.now);
                }
            }
            Observation::Listed { at, connections } => live.list(at, connections.iter().map(String::as_str)),
        }
    }
}
