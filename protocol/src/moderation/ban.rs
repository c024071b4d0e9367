//! Bans as doors have to know them: how far, until when, and what somebody is told who stands there.

use super::Scope;
use crate::ids::{CourseId, PersonId, SanctionId};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// How far somebody is banned, and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Banned {
    /// How far.
    pub scope: Scope,
    /// When it ends by itself; `None`: when it is lifted.
    pub until: Option<Timestamp>,
}

impl Banned {
    /// What they are told at a door. With an end it says when, and how long that is from now, which needs no clock of theirs.
    #[must_use]
    pub fn refusal(self, now: Timestamp) -> Refusal {
        let code = self.scope.refusal();
        let (Some(until), Some(left)) = (self.until, self.left_ms(now)) else { return Refusal::new(code) };
        let title = code.title().trim_end_matches('.');
        Refusal::new(code).detail(format!("{title} until {until}.")).retry_after_ms(left)
    }

    /// How long it still is, in milliseconds; `None`: it has no end.
    #[must_use]
    pub fn left_ms(self, now: Timestamp) -> Option<u64> {
        self.until.map(|until| u64::try_from(until.since(now).as_millis()).unwrap_or(u64::MAX))
    }
}

/// A ban that reaches further than one class, as every door has to know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WideBan {
    /// The sanction's id.
    pub id: SanctionId,
    /// Who.
    pub person: PersonId,
    /// From all classes of this course; `None`: from all there are.
    pub course: Option<CourseId>,
    /// When it was made, or lifted.
    pub at: Timestamp,
    /// When it ends by itself; `None`: when it is lifted.
    pub until: Option<Timestamp>,
    /// Whether it was lifted.
    pub lifted: bool,
}

impl WideBan {
    /// One that was made in a class of this course, and holds; `None` where it concerns nothing but that class.
    #[must_use]
    pub const fn made(
        id: SanctionId,
        person: PersonId,
        course: CourseId,
        banned: Banned,
        at: Timestamp,
    ) -> Option<Self> {
        let course = match banned.scope {
            Scope::Session => return None,
            Scope::Series => Some(course),
            Scope::Platform => None,
        };
        Some(Self { id, person, course, at, until: banned.until, lifted: false })
    }

    /// It holds no more from then on.
    #[must_use]
    pub const fn lifted(self, at: Timestamp) -> Self {
        Self { at, lifted: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_banned_is_told_until_when_where_it_has_an_end() {
        let now = Timestamp::from_millis(1_764_511_200_000);
        let until = Some(Timestamp::from_millis(1_764_511_200_000 + 86_400_000));
        let told = Banned { scope: Scope::Series, until }.refusal(now);
        assert_eq!((told.code, told.retry_after_ms), (Scope::Series.refusal(), Some(86_400_000)));
        let detail = "You are banned from the classes of this course until 2025-12-01T14:00:00.000Z.";
        assert_eq!(told.detail.as_deref(), Some(detail));
        assert_eq!(Banned { scope: Scope::Series, until: None }.refusal(now), Refusal::new(Scope::Series.refusal()));
    }
}
