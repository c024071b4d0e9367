//! How far the bans of whom may reach: the third table of permits. That somebody may ban at all, the other two say. Who may
//! not make a ban may not lift it either.

use crate::audit::Capacity;
use crate::moderation::Scope;
use crate::refusal::{Code, Refusal};

/// Those who do something about people.
const STAFF: &[Capacity] =
    &[Capacity::Teacher, Capacity::Assistant, Capacity::Moderator, Capacity::PlatformModerator, Capacity::Operator];

/// The table.
#[must_use]
pub const fn may(scope: Scope, who: Capacity) -> bool {
    match (scope, who) {
        (Scope::Session | Scope::Series, Capacity::Teacher | Capacity::Moderator | Capacity::PlatformModerator)
        | (Scope::Platform, Capacity::PlatformModerator) => true,
        (Scope::Platform, Capacity::Teacher | Capacity::Moderator)
        | (Scope::Session | Scope::Series | Scope::Platform, Capacity::Assistant | Capacity::Operator) => false,
    }
}

/// Asks the table.
///
/// # Errors
/// `not_permitted`, with the reason in `explain`.
pub fn check(scope: Scope, who: Capacity) -> Result<(), Refusal> {
    if may(scope, who) {
        return Ok(());
    }
    let explain = match scope {
        Scope::Session => "You may not ban, nor lift a ban.",
        Scope::Series => "You may not ban from all classes of a course, nor lift such a ban.",
        Scope::Platform => "Only moderators of the platform ban from all classes, and lift such a ban.",
    };
    Err(Refusal::new(Code::NotPermitted).explain(explain))
}

/// The table as Markdown.
#[must_use]
pub fn table() -> String {
    let mut text = String::from("| staff | bans |\n|---|---|\n");
    for who in STAFF {
        let scopes: Vec<_> = Scope::ALL.iter().filter(|scope| may(**scope, *who)).map(|scope| scope.as_str()).collect();
        let scopes = if scopes.is_empty() { "never".to_owned() } else { scopes.join(", ") };
        text.push_str(&format!("| {} | {scopes} |\n", who.as_str()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_platform_bans_from_the_platform_and_assistants_ban_from_nothing() {
        let whose = |scope| STAFF.iter().copied().filter(|who| may(scope, *who)).collect::<Vec<_>>();
        assert_eq!(whose(Scope::Platform), [Capacity::PlatformModerator]);
        let three = [Capacity::Teacher, Capacity::Moderator, Capacity::PlatformModerator];
        assert_eq!((whose(Scope::Series), whose(Scope::Session)), (three.to_vec(), three.to_vec()));
        assert_eq!(check(Scope::Platform, Capacity::Teacher).unwrap_err().code, Code::NotPermitted);
    }
}
