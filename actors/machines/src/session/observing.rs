//! What relays and the gate report, as it changes what is lost with the node.

use super::Session;
use super::command::Observation;
use super::live::Live;
use crate::machine::Moment;

impl Session {
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
