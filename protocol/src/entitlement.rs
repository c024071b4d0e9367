//! What a person may do because of what they hold: features, grants, and the answer with its reason, source and age.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::time::Timestamp;

/// Something a plan can allow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// A seat in a live class, and so also to watch it.
    LiveSeat,
    /// To watch a live class.
    Overflow,
    /// The files of lessons.
    LessonFiles,
}

impl Feature {
    /// Every feature there is.
    pub const ALL: &'static [Self] = &[Self::LiveSeat, Self::Overflow, Self::LessonFiles];

    /// The feature as it travels and is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LiveSeat => "live_seat",
            Self::Overflow => "overflow",
            Self::LessonFiles => "lesson_files",
        }
    }
}

/// Where a grant comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantKind {
    /// An agreement that is paid for again and again.
    Subscription,
    /// Paid for once.
    Purchase,
    /// Given to a student.
    Scholarship,
    /// Given to those who work here.
    Staff,
}

impl GrantKind {
    /// Every kind there is.
    pub const ALL: &'static [Self] = &[Self::Subscription, Self::Purchase, Self::Scholarship, Self::Staff];

    /// The kind as it travels and is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Purchase => "purchase",
            Self::Scholarship => "scholarship",
            Self::Staff => "staff",
        }
    }
}

/// Why somebody may, or may not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// They give the class.
    Teaches,
    /// They are in the class already: what somebody was admitted with holds until they go.
    Admitted,
    /// A subscription allows it.
    Subscription,
    /// A purchase allows it.
    Purchase,
    /// A scholarship allows it.
    Scholarship,
    /// A grant for staff allows it.
    Staff,
    /// They hold no grant.
    NoGrant,
    /// Their grant has not begun.
    NotYet,
    /// Their grant has ended.
    Ended,
    /// What they hold is for other courses.
    OtherCourse,
    /// What they hold for this course does not include this.
    NotInPlan,
    /// Nothing is known that may be relied on; asked later it may be.
    NotKnown,
}

impl Because {
    /// Whether it is a yes.
    #[must_use]
    pub const fn allows(self) -> bool {
        match self {
            Self::Teaches | Self::Admitted | Self::Subscription | Self::Purchase | Self::Scholarship | Self::Staff => {
                true
            }
            Self::NoGrant | Self::NotYet | Self::Ended | Self::OtherCourse | Self::NotInPlan | Self::NotKnown => false,
        }
    }

    /// The reason as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Teaches => "teaches",
            Self::Admitted => "admitted",
            Self::Subscription => "subscription",
            Self::Purchase => "purchase",
            Self::Scholarship => "scholarship",
            Self::Staff => "staff",
            Self::NoGrant => "no_grant",
            Self::NotYet => "not_yet",
            Self::Ended => "ended",
            Self::OtherCourse => "other_course",
            Self::NotInPlan => "not_in_plan",
            Self::NotKnown => "not_known",
        }
    }
}

impl From<GrantKind> for Because {
    fn from(kind: GrantKind) -> Self {
        match kind {
            GrantKind::Subscription => Self::Subscription,
            GrantKind::Purchase => Self::Purchase,
            GrantKind::Scholarship => Self::Scholarship,
            GrantKind::Staff => Self::Staff,
        }
    }
}

/// What an answer rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// On what the store held a moment ago.
    Fresh,
    /// On what it held before; it could not be asked just now.
    Stale,
    /// On what it held long before; it has been away since, and the person is given the benefit of the doubt.
    Grace,
}

impl Basis {
    /// The source as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Grace => "grace",
        }
    }
}

/// Why somebody may or may not do a thing, and what that rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Entitlement {
    /// Why.
    pub reason: Because,
    /// What it rests on; absent: on nothing, as nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Basis>,
    /// When that was read from the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// How old that was when it was decided, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_ms: Option<u64>,
    /// Until when the answer may be relied on. Being used does not move it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// When the grant that `not_yet` speaks of begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// When the grant that the reason speaks of ends, or has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_each_word_is_what_travels() {
        let written = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        for feature in Feature::ALL {
            assert_eq!(written(serde_json::json!(feature)), feature.as_str());
        }
        for kind in GrantKind::ALL {
            assert_eq!(written(serde_json::json!(kind)), kind.as_str());
            assert_eq!(Because::from(*kind).as_str(), kind.as_str());
            assert!(Because::from(*kind).allows());
        }
        for because in [Because::Teaches, Because::Admitted, Because::NoGrant, Because::NotYet, Because::Ended] {
            assert_eq!(written(serde_json::json!(because)), because.as_str());
        }
        for because in [Because::OtherCourse, Because::NotInPlan, Because::NotKnown] {
            assert_eq!(written(serde_json::json!(because)), because.as_str());
            assert!(!because.allows());
        }
        for source in [Basis::Fresh, Basis::Stale, Basis::Grace] {
            assert_eq!(written(serde_json::json!(source)), source.as_str());
        }
    }
}
