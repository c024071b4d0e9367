//! Who is here, by name: pages on request, and what changes, for whom it is told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::PersonId;
use crate::permit::{Role, Tier};

/// A page of those who are here, in an order that does not change while they are.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct People {
    /// Those behind this one; absent: from the first on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<PersonId>,
    /// How many at most, 1 to 100; absent: 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Of these whose names have this in them, whatever its case; 64 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of those who are this in the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// That one looks elsewhere, or is back: the page is hidden, or nobody has touched it for long.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetAway {
    /// Whether one is away.
    pub away: bool,
}

/// How somebody is here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// Connected.
    Here,
    /// Without a connection, and not yet given up; not in the count.
    Stale,
    /// Connected, and away from every page of theirs.
    Away,
}

/// Somebody who is here: a person, however many connections they have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonHere {
    /// Who.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
    /// What they are in it.
    pub role: Role,
    /// How they take part.
    pub tier: Tier,
    /// How they are here.
    pub whereabouts: Whereabouts,
}

/// A page of who is here. Who watches over the class is shown to staff alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeoplePage {
    /// They.
    pub people: Vec<PersonHere>,
    /// Whether there are more behind them.
    pub more: bool,
    /// Which changes are in it: those with a higher number are not.
    pub version: u64,
    /// Whether changes are told: to staff always, to all while at most 50 are here. Else one asks again.
    pub told: bool,
}

/// Who came, went, or is here in another way. Each number is one more than the last; who missed one asks again.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct PeopleChange {
    /// Which change.
    pub version: u64,
    /// As they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonHere>,
    /// Who is not here any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<PersonId>,
}
