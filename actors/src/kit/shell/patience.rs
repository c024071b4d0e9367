//! Answers that wait: for what was decided before them, and, where a command waits in the live state for those of others,
//! for the event that releases its person.

use homeroom_machines::machine::Machine;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::refusal::{Code, Refusal};

use super::{Asks, Done, Shell, Waiting};

impl<M: Machine, A: Asks> Shell<M, A> {
    /// Lets an answer wait for everything decided so far.
    pub fn rest(&mut self, asker: A, outcome: Result<Done<M>, Refusal>) {
        self.queue.push_back(Waiting::Answer(asker, outcome));
    }

    /// Whether a person's command waits for those of others.
    pub fn waits(&self, person: PersonId) -> bool {
        self.patient.contains_key(&person)
    }

    /// Lets an answer wait until an event releases this person. Who asked before for the same is told that this one waits.
    pub(super) fn wait(&mut self, person: PersonId, asker: A) {
        if let Some(before) = self.patient.insert(person, asker.waits_long()) {
            self.rest(before, Err(Refusal::new(Code::InFlight)));
        }
    }
}
