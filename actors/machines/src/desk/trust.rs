//! What became of people's reports: who complains of nothing again and again is believed less.

use std::collections::BTreeMap;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::moderation::FrozenPerson;

use super::severity::Trust;

/// Reports in which nothing was found before somebody is doubted.
const EMPTY_MIN: u32 = 3;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Record {
    upheld: u32,
    empty: u32,
}

/// Everybody's record.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Records(BTreeMap<PersonId, Record>);

impl Records {
    /// A report of theirs was settled.
    pub(crate) fn settled(&mut self, person: PersonId, upheld: bool) {
        let record = self.0.entry(person).or_default();
        let count = if upheld { &mut record.upheld } else { &mut record.empty };
        *count = count.saturating_add(1);
    }

    /// How far these reporters are to be trusted together.
    pub(crate) fn trust<'a>(&self, reporters: impl IntoIterator<Item = &'a FrozenPerson>) -> Trust {
        let mut all_doubted = true;
        for reporter in reporters {
            if reporter.role.is_staff() {
                return Trust::Staff;
            }
            all_doubted &= self
                .0
                .get(&reporter.person)
                .is_some_and(|record| record.empty >= EMPTY_MIN && record.empty > record.upheld.saturating_mul(2));
        }
        if all_doubted { Trust::Doubted } else { Trust::Usual }
    }
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::permit::Role;

    use super::*;

    fn person(n: u128, role: Role) -> FrozenPerson {
        FrozenPerson { person: PersonId(uuid::Uuid::from_u128(n)), name: "Mira".into(), role }
    }

    #[test]
    fn the_third_empty_report_makes_one_doubted_and_one_upheld_helps() {
        let mira = person(1, Role::Student);
        let mut records = Records::default();
        for _ in 0..2 {
            records.settled(mira.person, false);
        }
        assert_eq!(records.trust([&mira]), Trust::Usual);
        records.settled(mira.person, false);
        assert_eq!(records.trust([&mira]), Trust::Doubted);
        assert_eq!(records.trust([&mira, &person(2, Role::Student)]), Trust::Usual);
        records.settled(mira.person, true);
        records.settled(mira.person, true);
        assert_eq!(records.trust([&mira]), Trust::Usual);
    }

    #[test]
    fn staff_is_believed() {
        assert_eq!(Records::default().trust([&person(1, Role::Teacher)]), Trust::Staff);
    }
}
