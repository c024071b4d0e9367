//! The spotlight: whom everybody sees large. It shows what somebody sends and gives nobody the right to send it.
//!
//! It follows its person over a lost connection for as long as they keep their place, and ends by itself when they have
//! gone. As with locks, its events and wishes are those of the floor.

use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::frame::spotlight::Spotlit;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::permit::{self, CommandKind};
use homeroom_protocol::refusal::{Code, Refusal};

use super::Session;

/// Who is in the spotlight.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spotlight {
    on: Option<PersonId>,
    /// Whoever was in it has gone, and nobody has been told yet.
    left: bool,
}

impl Spotlight {
    fn turn(&mut self, on: Option<PersonId>) {
        *self = Self { on, left: false };
    }

    /// A person is out.
    pub(crate) fn leave(&mut self, person: PersonId) {
        if self.on == Some(person) {
            *self = Self { on: None, left: true };
        }
    }
}

impl Session {
    /// Somebody wants everybody to see a person large, or nobody.
    pub(super) fn spotlight(&self, by: PersonId, person: Option<PersonId>) -> Result<Option<FloorEvent>, Refusal> {
        self.permitted(CommandKind::Spotlight, by)?;
        if person == self.spotlight.on {
            return Ok(None);
        }
        // Whoever watches, or watches over the class, has no picture to be seen, and the latter are known to staff alone.
        if person.is_some_and(|person| !self.presence.is_here(person) || !self.is_shown(person)) {
            return Err(Refusal::new(Code::Invalid).field("/person", "not_seated"));
        }
        Ok(Some(FloorEvent::Spotlit { person, by: Some(by) }))
    }

    /// Whether somebody is in the class as one who can be seen there, whatever keeps them from it for now.
    fn is_shown(&self, person: PersonId) -> bool {
        let who = self.roster.get(person);
        who.is_some_and(|who| {
            permit::permit(CommandKind::Camera, who.role).is_some_and(|may| may.tiers.contains(&self.tier(person)))
        })
    }

    /// Whether who is in the spotlight can be seen there.
    pub(super) fn is_spotlight_in(&self) -> bool {
        self.spotlight.on.is_none_or(|person| self.is_shown(person))
    }

    /// That nobody is in the spotlight any more, where that is to be told.
    pub(super) fn spotlight_left(&self) -> Option<FloorEvent> {
        self.spotlight.left.then_some(FloorEvent::Spotlit { person: None, by: None })
    }

    /// An event says who is.
    pub(super) fn spotlight_turns(&mut self, person: Option<PersonId>) {
        self.spotlight.turn(person);
    }

    /// Who is, by name.
    pub(super) fn spotlit(&self) -> Option<Spotlit> {
        let person = self.spotlight.on?;
        Some(Spotlit { person, name: self.name_of(person).unwrap_or_default() })
    }

    /// What everybody sees of it.
    pub(super) fn spotlight_shown(&self) -> ClassEvent {
        ClassEvent::Spotlight { spotlight: self.spotlit() }
    }
}
