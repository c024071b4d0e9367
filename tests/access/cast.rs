//! Everybody who may come, and the world they come to: two courses, of which one has the class.

use std::sync::atomic::{AtomicUsize, Ordering};

use homeroom_protocol::ids::CourseId;
use homeroom_protocol::permit::Role;
use homeroom_storage::{courses, moderators};
use homeroom_tests::clock::uuid;
use homeroom_tests::person::Person;
use homeroom_tests::world::World;

/// As what somebody comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Caller {
    /// Without a sign-in.
    Anonymous,
    /// A student of the course, with everything they need to be let in.
    Student,
    /// Who gives the class.
    Teacher,
    /// Who helps them.
    Assistant,
    /// A moderator of the course.
    Moderator,
    /// A moderator of another course.
    OtherModerator,
    /// A moderator of the platform, in no course.
    Platform,
}

impl Caller {
    /// In the order in which the tables name what each may.
    pub(crate) const ALL: [Self; 7] = [
        Self::Anonymous,
        Self::Student,
        Self::Teacher,
        Self::Assistant,
        Self::Moderator,
        Self::OtherModerator,
        Self::Platform,
    ];

    /// Somebody fresh of this kind; nobody where they have no account.
    pub(crate) async fn come(self, world: &World) -> Option<Person> {
        static COME: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{self:?} {}", COME.fetch_add(1, Ordering::Relaxed));
        let of_the_course = match self {
            Self::Anonymous => return None,
            Self::Student => Role::Student,
            Self::Teacher => Role::Teacher,
            Self::Assistant => Role::Assistant,
            Self::Moderator => Role::Moderator,
            Self::OtherModerator => {
                let (id, other) = (world.stranger(&name).await, CourseId(uuid()));
                courses::put(&world.store, other, "Another course").await.unwrap();
                courses::enrol(&world.store, other, id, Role::Moderator).await.unwrap();
                return Some(world.sign_in(id).await);
            }
            Self::Platform => {
                let id = world.stranger(&name).await;
                moderators::appoint(&world.store, id).await.unwrap();
                return Some(world.sign_in(id).await);
            }
        };
        Some(world.person(&name, of_the_course).await)
    }
}
