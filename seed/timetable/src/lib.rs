//! From the rules of the timetable to the slots of the days ahead: what would change, and the change.
//!
//! Filling is safe to repeat: slots have ids that follow from their rules, so a second run finds what the first one made.
//! What is there already is not moved by the way: a run adds what is missing and tells what else the rules would have
//! otherwise, and whoever wants that says so. What somebody counts on needs a word of its own, after they were told.

mod report;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_machines::timetable::{Block, Change, Plan, Slot, diff, expand};
use homeroom_protocol::ids::{CourseId, RuleId};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::timetable::{self, RuleRow};
use homeroom_storage::{Store, StoreError, courses};

pub use report::{numbers, report};

/// What begins within this is left alone: its doors, which open ten minutes before, may be opening just now.
pub const SETTLED: Duration = Duration::from_secs(15 * 60);
/// The rolling two weeks.
pub const DAYS: u32 = 14;
/// A day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How far a run goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// Nothing is changed.
    Look,
    /// What is missing is added, and nothing that is there is touched.
    Add,
    /// What is there is moved, amended and removed, too, where nobody counts on it.
    Move,
    /// And where somebody does.
    MoveBooked,
}

/// How to fill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    /// For so many days from now.
    pub days: u32,
    /// How far it goes.
    pub reach: Reach,
}

/// What a run came to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Filled {
    /// What was changed, soonest first.
    pub done: Vec<Change>,
    /// What would be, if the run went further.
    pub waiting: Vec<Change>,
    /// What is in the way of what.
    pub blocked: Vec<(Change, Block)>,
    /// Slots that are as they should be.
    pub unchanged: usize,
}

impl Filled {
    /// Whether everything is as the rules say now.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.waiting.is_empty() && self.blocked.is_empty()
    }
}

/// Why nothing was filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// A rule cannot be kept.
    #[error("the rule {rule}: {what}")]
    Rule {
        /// Which.
        rule: RuleId,
        /// What is wrong with it.
        what: String,
    },
    /// The store does not answer, or has changed meanwhile.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Works out what has to change, and changes it as far as is wished. The rules are those of the store, and those of
/// `proposed` instead or beside them, which are stored first unless the run only looks.
///
/// # Errors
/// When a rule cannot be kept, or the store does not answer or has changed meanwhile: no slot is changed then.
pub async fn fill(store: &Store, now: Timestamp, wish: Wish, proposed: &[RuleRow]) -> Result<Filled, FillError> {
    // Read before any of them is stored: one that cannot be kept shall not be in the store.
    for row in proposed {
        rows::rule(row)?;
    }
    if wish.reach > Reach::Look {
        for row in proposed {
            timetable::put_rule(store, row).await?;
        }
    }
    let (from, until) = (now.plus(SETTLED), now.plus(DAY * wish.days));
    let mut around = Vec::new();
    let mut courses_of = BTreeMap::new();
    for row in rules(store, proposed).await? {
        let rule = rows::rule(&row)?;
        // A day more on each side: a slot that was moved over the edge is not one that nobody wants any more.
        let slots = expand(&rule, now.minus(DAY), until.plus(DAY));
        around.extend(slots.map_err(|error| FillError::Rule { rule: row.id, what: error.to_string() })?);
        courses_of.insert(row.id, row.course);
    }
    let is_inside = |slot: &Slot| from <= slot.starts_at && slot.starts_at < until;
    let inside: Vec<_> = around.iter().filter(|slot| is_inside(slot)).map(|slot| slot.id).collect();
    let stored = timetable::slots(store, from, until, &inside).await?;
    let known: BTreeSet<_> = stored.iter().map(|row| row.id).collect();
    let wanted: Vec<_> = around.into_iter().filter(|slot| is_inside(slot) || known.contains(&slot.id)).collect();
    let kept = stored.iter().map(rows::kept).collect::<Result<Vec<_>, _>>()?;
    let plan = diff(&kept, &wanted, from, wish.reach == Reach::MoveBooked);
    let filled = split(plan, wish.reach);
    if wish.reach > Reach::Look {
        let titles = Titles { courses: courses_of, named: courses::titles(store).await?.into_iter().collect() };
        let changes: Vec<_> = filled.done.iter().map(|change| rows::change(change, &titles)).collect();
        timetable::apply(store, &changes.into_iter().flatten().collect::<Vec<_>>(), now).await?;
    }
    Ok(filled)
}

/// The rules of the store, with those proposed in their places.
async fn rules(store: &Store, proposed: &[RuleRow]) -> Result<Vec<RuleRow>, StoreError> {
    let stored = timetable::rules(store).await?.into_iter();
    let stored = stored.map(|row| (row.id, row));
    Ok(stored
        .chain(proposed.iter().map(|row| (row.id, row.clone())))
        .collect::<BTreeMap<_, _>>()
        .into_values()
        .collect())
}

/// What of a plan a run with this reach does.
fn split(plan: Plan, reach: Reach) -> Filled {
    let does = |change: &Change| match change {
        Change::Added(_) => reach >= Reach::Add,
        Change::Moved { .. } | Change::Amended { .. } | Change::Removed(_) => reach >= Reach::Move,
    };
    let (done, waiting) = plan.changes.into_iter().partition(does);
    Filled { done, waiting, blocked: plan.blocked, unchanged: plan.unchanged }
}

/// What classes are called until they are bound to the lesson of their day: by their course.
struct Titles {
    /// The course of each rule.
    courses: BTreeMap<RuleId, CourseId>,
    /// The title of each course.
    named: BTreeMap<CourseId, String>,
}

impl Titles {
    /// Course and title of a slot's class; `None`: its rule has gone meanwhile.
    fn of(&self, slot: &Slot) -> Option<(CourseId, String)> {
        let course = *self.courses.get(&slot.rule)?;
        Some((course, self.named.get(&course).cloned().unwrap_or_default()))
    }
}
