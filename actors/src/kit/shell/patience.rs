//! Answers that wait: for what was decided before them, and, where a command waits in the live state for those of others,
//! for the event that releases its person.

use homeroom_machines::machine::{Line, Machine};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::refusal::{Code, Refusal};

use super::{Asks, Done, Shell, Waiting};

impl<M: Machine, A: Asks> Shell<M, A> {
    /// Lets an answer wait for everything decided so far.
    pub fn rest(&mut self, asker: A, outcome: Result<Done<M>, Refusal>) {
        self.queue.push_back(Waiting::Answer(asker, outcome));
    }

    /// Whether a command of a person that waits alone waits for those of others.
    pub fn waits(&self, person: PersonId) -> bool {
        self.patient.contains_key(&(Line::Single, person))
    }

    /// Lets an answer wait until an event releases this person from this line. Where one waits at a time, who asked before for
    /// the same is told that this one waits.
    pub(super) fn wait(&mut self, line: Line, person: PersonId, asker: A) {
        let waiting = self.patient.entry((line, person)).or_default();
        let before = match line {
            Line::Single => std::mem::take(waiting),
            Line::Together => Vec::new(),
        };
        waiting.push(asker.waits_long());
        for asker in before {
            self.rest(asker, Err(Refusal::new(Code::InFlight)));
        }
    }
}
