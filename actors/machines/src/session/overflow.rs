//! The overflow tier: who watches and chats because all seats were taken. It has no end to it; a place is held and lost as
//! a seat is.

use std::collections::BTreeSet;

use homeroom_protocol::ids::PersonId;

/// Who watches.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Overflow {
    watching: BTreeSet<PersonId>,
}

impl Overflow {
    pub(crate) fn contains(&self, person: PersonId) -> bool {
        self.watching.contains(&person)
    }

    pub(crate) fn add(&mut self, person: PersonId) {
        self.watching.insert(person);
    }

    pub(crate) fn remove(&mut self, person: PersonId) {
        self.watching.remove(&person);
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.watching.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_does_so_once_and_until_removed() {
        let person = PersonId(uuid::Uuid::from_u128(1));
        let mut overflow = Overflow::default();
        overflow.add(person);
        overflow.add(person);
        assert_eq!(overflow.people().count(), 1);
        overflow.remove(person);
        assert!(!overflow.contains(person));
    }
}
