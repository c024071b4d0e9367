//! Grants add up: several that hold at once allow what any of them allows. Where none does the reason is the nearest miss,
//! because that is what the person can do something about.

use std::collections::BTreeSet;

use homeroom_protocol::entitlement::{Because, Feature, GrantKind};
use homeroom_protocol::ids::{CourseId, GrantId};
use homeroom_protocol::time::Timestamp;

/// For which courses a grant is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Courses {
    /// For every one.
    Every,
    /// For these.
    Only(BTreeSet<CourseId>),
}

/// One reason somebody is entitled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// Which.
    pub id: GrantId,
    /// Where it comes from.
    pub kind: GrantKind,
    /// What its plan allows.
    pub features: BTreeSet<Feature>,
    /// Where.
    pub courses: Courses,
    /// The first instant at which it holds.
    pub from: Timestamp,
    /// The first instant at which it holds no more; `None`: no end is known.
    pub until: Option<Timestamp>,
}

/// What somebody may ask for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// A seat in a live class of a course.
    LiveSeat {
        /// Of which.
        course: CourseId,
    },
    /// To watch one.
    Overflow {
        /// Of which.
        course: CourseId,
    },
    /// The files of a course's lessons.
    LessonFiles {
        /// Of which.
        course: CourseId,
    },
}

impl What {
    /// Of which course.
    #[must_use]
    pub const fn course(self) -> CourseId {
        match self {
            Self::LiveSeat { course } | Self::Overflow { course } | Self::LessonFiles { course } => course,
        }
    }

    /// The feature that it is, as it is called.
    #[must_use]
    pub const fn feature(self) -> Feature {
        match self {
            Self::LiveSeat { .. } => Feature::LiveSeat,
            Self::Overflow { .. } => Feature::Overflow,
            Self::LessonFiles { .. } => Feature::LessonFiles,
        }
    }

    /// The features of which any one allows it: whoever may sit in a class may watch it.
    const fn features(self) -> &'static [Feature] {
        match self {
            Self::LiveSeat { .. } => &[Feature::LiveSeat],
            Self::Overflow { .. } => &[Feature::Overflow, Feature::LiveSeat],
            Self::LessonFiles { .. } => &[Feature::LessonFiles],
        }
    }
}

/// What grants say of a wish at an instant. Made by [`entitle`] and nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    reason: Because,
    grant: Option<GrantId>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    changes_at: Option<Timestamp>,
}

impl Verdict {
    /// Why.
    #[must_use]
    pub fn reason(&self) -> Because {
        self.reason
    }

    /// Whether it is a yes.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.reason.allows()
    }

    /// The grant that the reason speaks of.
    #[must_use]
    pub fn grant(&self) -> Option<GrantId> {
        self.grant
    }

    /// When it begins, where it has not.
    #[must_use]
    pub fn from(&self) -> Option<Timestamp> {
        self.from
    }

    /// When it ends, or has ended; `None`: no end is known, or no grant is spoken of.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// When the same grants would say something else; `None`: never.
    #[must_use]
    pub fn changes_at(&self) -> Option<Timestamp> {
        self.changes_at
    }
}

/// What these grants say of a wish at this instant. The order of the grants makes no difference.
#[must_use]
pub fn entitle(grants: &[Grant], what: What, now: Timestamp) -> Verdict {
    let here = |grant: &&Grant| match &grant.courses {
        Courses::Every => true,
        Courses::Only(courses) => courses.contains(&what.course()),
    };
    let includes = |grant: &&Grant| what.features().iter().any(|feature| grant.features.contains(feature));
    let is_over = |grant: &&Grant| grant.until.is_some_and(|until| until <= now);
    let holds = |grant: &&Grant| grant.from <= now && !is_over(grant);
    let right = || grants.iter().filter(here).filter(includes);

    // Of several that hold the one that holds longest is named, and its end is the end of the whole.
    let longest = |grant: &&Grant| (grant.until.is_none(), grant.until, grant.kind, grant.id);
    if let Some(grant) = right().filter(holds).max_by_key(longest) {
        return Verdict { changes_at: grant.until, ..of(grant, grant.kind.into()) };
    }
    // One that ends before it begins never holds.
    let coming = right().filter(|grant| now < grant.from && grant.until.is_none_or(|until| grant.from < until));
    if let Some(grant) = coming.min_by_key(|grant| (grant.from, grant.id)) {
        return Verdict { from: Some(grant.from), changes_at: Some(grant.from), ..of(grant, Because::NotYet) };
    }
    if let Some(grant) = right().filter(is_over).max_by_key(|grant| (grant.until, grant.id)) {
        return of(grant, Because::Ended);
    }
    if let Some(grant) = grants.iter().filter(here).filter(holds).max_by_key(longest) {
        return of(grant, Because::NotInPlan);
    }
    if let Some(grant) = grants.iter().filter(includes).filter(holds).max_by_key(longest) {
        return of(grant, Because::OtherCourse);
    }
    Verdict { reason: Because::NoGrant, grant: None, from: None, until: None, changes_at: None }
}

fn of(grant: &Grant, reason: Because) -> Verdict {
    Verdict { reason, grant: Some(grant.id), from: None, until: grant.until, changes_at: None }
}
