//! The ids of everything that has one. A new kind of id is a new type here, so that a seat can never be asked for with
//! a course's id. All are UUIDs; version 7 (RFC 9562) where they are minted, so that they sort by age.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// All open reports on one subject, as the desk works on them.
    CaseId
);
id!(
    /// What a client calls one wish; the same wish sent again carries the same id, for ever.
    CommandId
);
id!(
    /// One socket of one person.
    ConnectionId
);
id!(
    /// A stream of daily lessons at one level.
    CourseId
);
id!(
    /// The moderators' desk: the id of its aggregate.
    DeskId
);
id!(
    /// One reason somebody is entitled.
    GrantId
);
id!(
    /// One run of a node; the next run of the same node has another one.
    IncarnationId
);
id!(
    /// A teachable unit of a course, whatever edition of it is the present one.
    LessonId
);
id!(
    /// The durable person: the id of an account.
    PersonId
);
id!(
    /// A named bundle of features.
    PlanId
);
id!(
    /// A rule of the timetable.
    RuleId
);
id!(
    /// A decision of a moderator, and what it does to somebody.
    SanctionId
);
id!(
    /// One live hour of a class; also the id of its aggregate.
    SessionId
);
id!(
    /// An authenticated presence of an account on a device; owns a family of refresh tokens. Until devices have keys of
    /// their own, a device is a sign-in.
    SignInId
);
id!(
    /// A bookable hour of the timetable; derived from its rule and local time.
    SlotId
);

/// The one desk of the platform. A UUIDv8 (RFC 9562, section 5.8), which no minted id can ever be.
pub const DESK: DeskId = DeskId(Uuid::from_u128(0x686f_6d65_726f_8f6d_8000_0000_0000_de5c));
