//! Who may enter a session: facts in, a proof out. The only place where an [`Admission`] is made; it has no
//! `Deserialize`, so none can arrive over a network.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::{Code, Refusal};

/// What is known of a person at the door, read there and then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Who.
    pub person: PersonId,
    /// What they are in the session's course; `None`: not enrolled.
    pub role: Option<Role>,
    /// Whether the account has been disabled.
    pub disabled: bool,
    /// Whether the sign-in they come with has ended.
    pub sign_in_ended: bool,
}

/// The proof that one person may enter in one role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admission {
    person: PersonId,
    role: Role,
}

impl Admission {
    /// Whom it lets in.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// As what.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

/// Decides whether a person may enter.
///
/// # Errors
/// `sign_in_ended` where the sign-in or the account has ended, `not_entitled` where there is no enrolment.
pub fn admit(facts: &Facts) -> Result<Admission, Refusal> {
    if facts.disabled || facts.sign_in_ended {
        return Err(Refusal::new(Code::SignInEnded));
    }
    match facts.role {
        Some(role) => Ok(Admission { person: facts.person, role }),
        None => Err(Refusal::new(Code::NotEntitled)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENROLLED: Facts =
        Facts { person: PersonId(uuid::Uuid::nil()), role: Some(Role::Student), disabled: false, sign_in_ended: false };

    #[test]
    fn who_is_enrolled_may_enter_in_that_role() {
        assert_eq!(admit(&ENROLLED).unwrap().role(), Role::Student);
    }

    #[test]
    fn who_is_not_enrolled_is_not_entitled() {
        assert_eq!(admit(&Facts { role: None, ..ENROLLED }).unwrap_err().code, Code::NotEntitled);
    }

    #[test]
    fn an_ended_sign_in_or_a_disabled_account_opens_no_door() {
        for facts in [Facts { disabled: true, ..ENROLLED }, Facts { sign_in_ended: true, ..ENROLLED }] {
            assert_eq!(admit(&facts).unwrap_err().code, Code::SignInEnded);
        }
    }
}
