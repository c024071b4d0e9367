//! How far everybody has read the chat, so that whoever comes back, on this device or another, finds what is new to them.
//!
//! Pages say so every few seconds while somebody reads, which is worth little one by one: it waits in the live state and is
//! settled with the reactions of that moment. Whoever comes for the first time has nothing to catch up with: their mark
//! stands at what was said last.

use std::collections::BTreeMap;

use homeroom_protocol::frame::chat::{Read, ReadSoFar};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::reaction::ReadChange;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::{Code, Refusal};

use super::Session;
use super::live::Live;
use crate::machine::{Line, Moment, Taken};
use crate::session::command::Command;

/// By person: the offset of the last message they have read. It never goes back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Marks(BTreeMap<PersonId, u64>);

impl Marks {
    /// A person is here; who has been before keeps their mark.
    pub(crate) fn begin(&mut self, person: PersonId, last: u64) {
        self.0.entry(person).or_insert(last);
    }

    /// People have read so far.
    pub(crate) fn happen(&mut self, people: &[PersonId], reads: &[ReadChange]) {
        for read in reads {
            let who = read.people.iter().filter_map(|place| people.get(usize::try_from(*place).ok()?));
            for person in who {
                let mark = self.0.entry(*person).or_default();
                *mark = read.to.max(*mark);
            }
        }
    }

    fn of(&self, person: PersonId) -> Option<u64> {
        self.0.get(&person).copied()
    }
}

impl Session {
    /// Takes how far somebody has read into the live state, where that is further than before.
    pub(super) fn hold_read(
        &self,
        live: &mut Live,
        moment: &Moment,
        command: Command,
    ) -> Result<Taken<Command>, Refusal> {
        let Command::Read { person, read: Read { to } } = command else { return Ok(Taken::Goes(command)) };
        if self.phases.is_over() {
            return Ok(Taken::Goes(command));
        }
        self.permitted(CommandKind::History, person)?;
        if to > self.last_offset() {
            return Err(Refusal::new(Code::Invalid).field("/to", "not_there"));
        }
        if self.marks.of(person) >= Some(to) {
            return Ok(Taken::Goes(command));
        }
        self.reactions.lets_ask(&live.reactions, person)?;
        live.reactions.add_read(&self.reactions, person, to, moment.now);
        Ok(Taken::Waits(Line::Together, person))
    }

    /// How far a person has read, and how much is new to them.
    pub(super) fn read_so_far(&self, person: PersonId) -> Option<ReadSoFar> {
        let to = self.marks.of(person)?;
        let unread = self.chat.after(to).filter(|item| item.person != person).count();
        Some(ReadSoFar { to, unread: u32::try_from(unread).unwrap_or(u32::MAX) })
    }

    /// The offset of what was said last; 0 where nothing was.
    pub(super) fn last_offset(&self) -> u64 {
        self.chat.last().map_or(0, |item| item.offset)
    }

    /// Whether everybody here has a mark, and nobody has read what was not said.
    pub(super) fn are_marks_right(&self) -> bool {
        let last = self.last_offset();
        self.marks.0.values().all(|mark| *mark <= last)
            && self.presence.people().all(|person| self.marks.0.contains_key(&person))
    }
}
