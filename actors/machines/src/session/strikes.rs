//! Strikes: whoever writes what the word filter blocks, again and again, cannot write for a while (FEATURES M6).
//!
//! A refusal leaves nothing in the journal, so strikes are counted in the live state; what follows from them is a sanction
//! like any other, with its reason and its end, and can be contested. A crash forgives the strikes and not the sanction.

use std::collections::BTreeMap;

use homeroom_protocol::ids::{CommandId, PersonId, SanctionId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::limits::{STRIKE_MUTE, STRIKES_MAX, STRIKES_SPAN};
use homeroom_protocol::moderation::{Measure, Muted, ReasonCode, Sanction, Scope};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use super::Session;
use super::command::Command;
use super::live::Live;
use crate::machine::{Machine, Moment, Taken};

/// By person: texts of theirs that were blocked, by the command that brought each, the latest last, and no more than make the
/// sanction.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Strikes(BTreeMap<PersonId, Vec<(CommandId, Timestamp)>>);

impl Strikes {
    fn add(&mut self, person: PersonId, command: CommandId, at: Timestamp) {
        let of = self.0.entry(person).or_default();
        of.retain(|(_, strike)| strike.plus(STRIKES_SPAN) > at);
        // A text that is sent again because its answer was lost is no other one.
        if of.iter().all(|(known, _)| *known != command) {
            of.push((command, at));
        }
        of.drain(..of.len().saturating_sub(STRIKES_MAX));
    }

    /// Whose are as many as may be, not counting those before what already followed from some; and when the last was.
    fn full(&self, followed: impl Fn(PersonId) -> Option<Timestamp>) -> impl Iterator<Item = (PersonId, Timestamp)> {
        self.0.iter().filter_map(move |(person, strikes)| {
            let since = followed(*person);
            let counted = strikes.iter().filter(|(_, strike)| since.is_none_or(|since| *strike > since));
            let (_, last) = counted.clone().next_back()?;
            (counted.count() >= STRIKES_MAX).then_some((*person, *last))
        })
    }
}

impl Session {
    /// Counts a text of a student that the filter blocks. Staff are filtered too, and nobody mutes them.
    pub(super) fn strike(&self, live: &mut Live, moment: &Moment, command: Command) -> Result<Taken<Command>, Refusal> {
        let (Command::Talk { person, .. } | Command::Question { person, .. } | Command::Poll { person, .. }) = &command
        else {
            return Ok(Taken::Goes(command));
        };
        let person = *person;
        if live.words().is_empty() || self.is_staff(person) {
            return Ok(Taken::Goes(command));
        }
        // Only the whole decision knows: whoever may not write at all is told that, and it is no strike.
        match self.decide(live, moment, command.clone()) {
            Err(refusal) if refusal.code == Code::WordsBlocked => {
                live.strikes.add(person, moment.command, moment.now);
                Err(refusal)
            }
            Ok(_) | Err(_) => Ok(Taken::Goes(command)),
        }
    }

    /// What follows from strikes, at once.
    pub(super) fn struck(&self, live: &Live) -> Option<(Timestamp, SessionEvent)> {
        // The same however often it is made: nobody is struck twice at one moment.
        let id =
            |(person, at): (PersonId, Timestamp)| SanctionId(Uuid::new_v5(&person.0, &at.as_millis().to_be_bytes()));
        let mut full = live.strikes.full(|person| self.moderation.struck_at(person));
        // Whoever has gone writes nothing.
        let (person, at) = full.find(|who| self.roster.get(who.0).is_some() && !self.moderation.knows(id(*who)))?;
        let sanction = Sanction {
            id: id((person, at)),
            person,
            measure: Measure::Mute,
            mutes: Some(Muted::Chat),
            scope: Scope::Session,
            message: None,
            reason: ReasonCode::BlockedWords,
            until: Some(at.plus(STRIKE_MUTE)),
            role: None,
            at,
        };
        Some((at, SessionEvent::Sanctioned { sanction, by: None }))
    }
}
