//! What becomes of a command before it is decided: it waits in the live state, it is counted there, or it goes.

use homeroom_protocol::refusal::Refusal;

use super::Session;
use super::command::Command;
use super::live::Live;
use crate::machine::{Moment, Taken};

impl Session {
    /// Asks each part that could keep it.
    pub(super) fn take(&self, live: &mut Live, moment: &Moment, command: Command) -> Result<Taken<Command>, Refusal> {
        let mut taken = Taken::Goes(command);
        for hold in [Self::hold_ballot, Self::hold_reaction, Self::hold_read, Self::strike] {
            let Taken::Goes(command) = taken else { break };
            taken = hold(self, live, moment, command)?;
        }
        Ok(taken)
    }
}
