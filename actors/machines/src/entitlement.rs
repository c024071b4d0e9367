//! Who may enter: grants add up to an answer with its reason, and facts become a proof. The only place where an
//! [`Admission`] is made; it has no `Deserialize`, so none can arrive over a network.
//!
//! Those who teach enter by their role; everybody else by what they hold. Somebody whom nothing lets in gets a proof too,
//! of who they are and no more: whoever is in a class stays in it when their grant ends, and comes back to it when the
//! line was cut, so only the class can say whether that is enough.

mod age;
#[cfg(test)]
mod tests;
mod verdict;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::moderation::Banned;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

pub use self::age::{FRESH_FOR, GRACE_FOR, HEARD_WITHIN, STALE_FOR, is_fresh, worth};
pub use self::verdict::{Courses, Grant, Verdict, What, entitle};

/// What is known of a person at the door, read there and then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Who.
    pub person: PersonId,
    /// What they are in the session's course; `None`: not enrolled.
    pub role: Option<Role>,
    /// Whether the account has been disabled.
    pub disabled: bool,
    /// Whether the sign-in they come with has ended.
    pub sign_in_ended: bool,
    /// How far they are banned and until when, where that is further than one class and this one is among them.
    pub banned: Option<Banned>,
    /// What their grants say of this course; `None`: they were not asked, or nothing is known of them.
    pub grants: Option<Verdicts>,
}

/// What somebody's grants say of a class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdicts {
    /// Of a seat in it.
    pub seat: Verdict,
    /// Of watching it.
    pub watch: Verdict,
}

/// How far a person may come into a class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Entrance {
    /// Nothing lets them in; who is in already stays.
    Back,
    /// In to watch.
    Watch,
    /// In, to a seat where one is free.
    Seat,
}

/// The proof of who a person is in a class, and of how far they may come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admission {
    person: PersonId,
    role: Role,
    entrance: Entrance,
    until: Option<Timestamp>,
}

impl Admission {
    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// As what they come.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// How far they may come at this instant: what lets them in may have ended on the way from the door.
    #[must_use]
    pub fn entrance(&self, now: Timestamp) -> Entrance {
        if self.until.is_none_or(|until| now < until) { self.entrance } else { Entrance::Back }
    }
}

/// Whether somebody with this role enters by what they hold.
#[must_use]
pub const fn enters_by_grant(role: Option<Role>) -> bool {
    match role {
        Some(Role::Teacher | Role::Assistant | Role::Moderator) => false,
        Some(Role::Student) | None => true,
    }
}

/// Decides who somebody is at a door, and how far they may come. Whoever holds a grant for a course and is nothing in it
/// comes as a student.
///
/// # Errors
/// `sign_in_ended` where the sign-in or the account has ended; `banned_from_course` or `banned_from_platform`, with the time
/// that is left where there is an end.
pub fn admit(facts: &Facts, now: Timestamp) -> Result<Admission, Refusal> {
    if facts.disabled || facts.sign_in_ended {
        return Err(Refusal::new(Code::SignInEnded));
    }
    if let Some(banned) = facts.banned {
        return Err(banned.refusal(now));
    }
    let role = facts.role.unwrap_or(Role::Student);
    let admission = |entrance, until| Admission { person: facts.person, role, entrance, until };
    if !enters_by_grant(facts.role) {
        return Ok(admission(Entrance::Seat, None));
    }
    Ok(match &facts.grants {
        Some(Verdicts { seat, .. }) if seat.allows() => admission(Entrance::Seat, seat.until()),
        Some(Verdicts { watch, .. }) if watch.allows() => admission(Entrance::Watch, watch.until()),
        Some(_) | None => admission(Entrance::Back, None),
    })
}
