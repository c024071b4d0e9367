//! Who works at the desk, and what they see: facts in, a [`Badge`] out. The only place where one is made; it has no
//! `Deserialize`, so none can arrive over a network.

use std::collections::BTreeSet;

use homeroom_protocol::ids::{CourseId, PersonId};
use homeroom_protocol::journal::v1::desk::Moderator;
use homeroom_protocol::moderation::ReasonCode;
use homeroom_protocol::permit::desk::DeskRole;
use homeroom_protocol::refusal::{Code, Refusal};

/// What is known of somebody who comes to the desk, read there and then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Whether the account has been disabled.
    pub disabled: bool,
    /// Whether the sign-in they come with has ended.
    pub sign_in_ended: bool,
    /// Whether they are a moderator of the platform.
    pub platform: bool,
    /// The courses they are a moderator of.
    pub courses: BTreeSet<CourseId>,
    /// Reasons that nothing is decided for any more.
    pub retired: BTreeSet<ReasonCode>,
}

/// The proof that somebody works at the desk, as what, for which courses, and for which reasons they decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Badge {
    who: Moderator,
    courses: Option<BTreeSet<CourseId>>,
    retired: BTreeSet<ReasonCode>,
}

impl Badge {
    /// Who, as what.
    #[must_use]
    pub fn who(&self) -> &Moderator {
        &self.who
    }

    /// The courses whose cases they see; `None`: all.
    #[must_use]
    pub fn courses(&self) -> Option<&BTreeSet<CourseId>> {
        self.courses.as_ref()
    }

    /// Whether they decide for a reason: one that is not retired.
    #[must_use]
    pub fn decides_for(&self, reason: ReasonCode) -> bool {
        reason.is_given_by_people() && !(reason.can_be_retired() && self.retired.contains(&reason))
    }

    /// Whether they see the cases of a course.
    #[must_use]
    pub fn sees(&self, course: CourseId) -> bool {
        self.courses.as_ref().is_none_or(|courses| courses.contains(&course))
    }
}

/// Decides whether somebody works at the desk.
///
/// # Errors
/// `sign_in_ended` where the sign-in or the account has ended, `not_permitted` for who is no moderator.
pub fn admit(facts: Facts) -> Result<Badge, Refusal> {
    if facts.disabled || facts.sign_in_ended {
        return Err(Refusal::new(Code::SignInEnded));
    }
    let (role, courses) = match (facts.platform, facts.courses) {
        (true, _) => (DeskRole::Platform, None),
        (false, courses) if !courses.is_empty() => (DeskRole::Course, Some(courses)),
        (false, _) => return Err(Refusal::new(Code::NotPermitted).explain("Only moderators work at the desk.")),
    };
    let who = Moderator { person: facts.person, name: facts.name, role };
    Ok(Badge { who, courses, retired: facts.retired })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(platform: bool, courses: &[u128]) -> Facts {
        Facts {
            person: PersonId(uuid::Uuid::nil()),
            name: "Petra".into(),
            disabled: false,
            sign_in_ended: false,
            platform,
            courses: courses.iter().map(|n| CourseId(uuid::Uuid::from_u128(*n))).collect(),
            retired: BTreeSet::new(),
        }
    }

    #[test]
    fn a_moderator_of_a_course_sees_that_course_and_one_of_the_platform_all() {
        let (one, other) = (CourseId(uuid::Uuid::from_u128(1)), CourseId(uuid::Uuid::from_u128(2)));
        let badge = admit(facts(false, &[1])).unwrap();
        assert_eq!((badge.sees(one), badge.sees(other), badge.who().role), (true, false, DeskRole::Course));
        let badge = admit(facts(true, &[1])).unwrap();
        assert_eq!((badge.sees(one), badge.sees(other), badge.who().role), (true, true, DeskRole::Platform));
    }

    #[test]
    fn for_a_retired_reason_nothing_is_decided_and_two_reasons_never_are() {
        let retired = ReasonCode::ALL.iter().copied().collect();
        let badge = admit(Facts { retired, ..facts(true, &[]) }).unwrap();
        let used: Vec<_> = ReasonCode::ALL.iter().filter(|reason| badge.decides_for(**reason)).collect();
        assert_eq!(used, [&ReasonCode::NothingWrong, &ReasonCode::Other]);
        let badge = admit(facts(true, &[])).unwrap();
        assert!(ReasonCode::ALL.iter().all(|reason| badge.decides_for(*reason) == reason.is_given_by_people()));
    }

    #[test]
    fn who_is_no_moderator_or_has_signed_out_is_not_let_in() {
        assert_eq!(admit(facts(false, &[])).unwrap_err().code, Code::NotPermitted);
        for ended in [Facts { disabled: true, ..facts(true, &[]) }, Facts { sign_in_ended: true, ..facts(true, &[]) }] {
            assert_eq!(admit(ended).unwrap_err().code, Code::SignInEnded);
        }
    }
}
