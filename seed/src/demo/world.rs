//! The people and the lesson of the demo world. Made up for this project.
//!
//! Their ids are fixed, so that planting the world again finds it there instead of making a second one.

use homeroom_protocol::ids::{CourseId, PersonId, PlanId};
use homeroom_protocol::permit::Role;
use uuid::Uuid;

/// Interactive seats of the demo class: few enough that two more students than these make it full.
pub const CAPACITY: u32 = 12;

/// The course.
pub const COURSE: CourseId = CourseId(fixed(0x100));
/// The courses that have lessons, each with its slug; the first is the one the people are in.
pub const COURSES: &[(CourseId, &str)] = &[(COURSE, "small-wonders"), (CourseId(fixed(0x101)), "everyday-english")];
/// The plan the students have: everything in the first course, and nothing in the second.
pub const PLAN: PlanId = PlanId(fixed(0x201));
/// Its name.
pub const PLAN_NAME: &str = "small-wonders";
/// The course's title.
pub const COURSE_TITLE: &str = "Small wonders";
/// The lesson of the class that is always open, in the first course.
pub const LESSON: &str = "why-the-sea-is-salt";
/// The lesson's title, where no lessons are published.
pub const LESSON_TITLE: &str = "Why the sea is salt";
/// And one sentence about it.
pub const LESSON_SUMMARY: &str =
    "Rivers carry a pinch of salt to the sea for millions of years: we follow one grain from a rock to a wave.";

/// One of the demo world's people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their account.
    pub id: PersonId,
    /// The name the class sees.
    pub name: &'static str,
    /// Where their mails go: a domain that is nobody's (RFC 2606, section 3).
    pub email: &'static str,
    /// What they are in the course.
    pub role: Role,
}

/// Everyone: the teacher first, then the students, then who watches over them.
pub const PEOPLE: &[Person] = &[
    Person { id: PersonId(fixed(1)), name: "Ms. Iva", email: "iva@example.org", role: Role::Teacher },
    Person { id: PersonId(fixed(2)), name: "Mira", email: "mira@example.org", role: Role::Student },
    Person { id: PersonId(fixed(3)), name: "Tomas", email: "tomas@example.org", role: Role::Student },
    Person { id: PersonId(fixed(4)), name: "Aylin", email: "aylin@example.org", role: Role::Student },
    Person { id: PersonId(fixed(5)), name: "Jonah", email: "jonah@example.org", role: Role::Student },
    Person { id: PersonId(fixed(6)), name: "Petra", email: "petra@example.org", role: Role::Moderator },
    Person { id: PersonId(fixed(7)), name: "Sam", email: "sam@example.org", role: Role::Moderator },
];
/// Who of them is a moderator of the platform too.
pub const PLATFORM_MODERATOR: PersonId = PersonId(fixed(7));

/// The `n`th fixed id: a UUIDv8 (RFC 9562, section 5.8), which no minted id can ever be.
const fn fixed(n: u16) -> Uuid {
    let [high, low] = n.to_be_bytes();
    Uuid::from_bytes([0xde, 0x30, 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0, 0, 0, high, low])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_teacher_and_several_students_each_with_an_id_that_is_never_minted() {
        let teachers = PEOPLE.iter().filter(|person| person.role == Role::Teacher).count();
        assert_eq!((teachers, PEOPLE.len() > 3), (1, true));
        assert!(PEOPLE.iter().any(|person| person.id == PLATFORM_MODERATOR));
        let ids: std::collections::BTreeSet<_> = PEOPLE.iter().map(|person| person.id).collect();
        assert_eq!(ids.len(), PEOPLE.len());
        assert!(PEOPLE.iter().all(|person| person.id.0.get_version_num() == 8));
        let emails: std::collections::BTreeSet<_> = PEOPLE.iter().map(|person| person.email).collect();
        assert_eq!(emails.len(), PEOPLE.len());
    }
}
