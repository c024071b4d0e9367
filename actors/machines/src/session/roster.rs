//! The roster: who is in, under which name, in which role, with which device. A name is kept for the whole class: whoever
//! comes back is who they were, to those who read along, and in what was said, reported and decided.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::journal::v1::Participant;

/// Who is in, and who was last to go.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Roster {
    people: BTreeMap<PersonId, Participant>,
    /// The name that each came with first.
    names: BTreeMap<PersonId, String>,
    /// Everybody who has ever come as staff.
    staff: BTreeSet<PersonId>,
    /// The device that the last `DeviceTaken` put out, or with which the last person went. Events carry neither, and the
    /// effects of an event are asked for after the state has moved on; so it is part of the state.
    put_out: Option<(PersonId, SignInId)>,
}

impl Roster {
    pub(crate) fn get(&self, person: PersonId) -> Option<&Participant> {
        self.people.get(&person)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = &Participant> {
        self.people.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.people.len()
    }

    /// What the class calls somebody who has been in.
    pub(crate) fn name(&self, person: PersonId) -> Option<&str> {
        self.names.get(&person).map(String::as_str)
    }

    /// Whether somebody has been in as staff, whatever they are now and whether they are in.
    pub(crate) fn was_staff(&self, person: PersonId) -> bool {
        self.staff.contains(&person)
    }

    pub(crate) fn add(&mut self, who: Participant) {
        if who.role.is_staff() {
            self.staff.insert(who.person);
        }
        self.names.entry(who.person).or_insert_with(|| who.name.clone());
        self.people.insert(who.person, who);
    }

    /// A person goes on with another device.
    pub(crate) fn take_device(&mut self, person: PersonId, sign_in: SignInId) {
        if let Some(who) = self.people.get_mut(&person) {
            self.put_out = Some((person, who.sign_in));
            who.sign_in = sign_in;
        }
    }

    pub(crate) fn remove(&mut self, person: PersonId) {
        self.put_out = self.people.remove(&person).map(|who| (person, who.sign_in));
    }

    /// The device of this person that the last event put out.
    pub(crate) fn put_out(&self, person: PersonId) -> Option<SignInId> {
        self.put_out.filter(|(whose, _)| *whose == person).map(|(_, sign_in)| sign_in)
    }
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::permit::Role;
    use uuid::Uuid;

    use super::*;

    const PERSON: PersonId = PersonId(Uuid::from_u128(1));

    fn with_device(n: u128) -> Participant {
        Participant { person: PERSON, name: "Mira".into(), role: Role::Student, sign_in: SignInId(Uuid::from_u128(n)) }
    }

    #[test]
    fn the_device_before_is_known_after_another_took_over() {
        let mut roster = Roster::default();
        roster.add(with_device(1));
        roster.take_device(PERSON, SignInId(Uuid::from_u128(2)));
        assert_eq!(roster.put_out(PERSON), Some(SignInId(Uuid::from_u128(1))));
        assert_eq!(roster.get(PERSON).unwrap().sign_in, SignInId(Uuid::from_u128(2)));
    }

    #[test]
    fn the_device_of_who_went_is_known_after_they_went() {
        let mut roster = Roster::default();
        roster.add(with_device(1));
        roster.remove(PERSON);
        assert!(roster.is_empty());
        assert_eq!(roster.put_out(PERSON), Some(SignInId(Uuid::from_u128(1))));
    }
}
