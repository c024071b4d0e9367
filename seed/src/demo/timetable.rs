//! The timetable of the demo world: a class every hour, so that whenever somebody looks the next one is near.

use homeroom_machines::timetable::{Fold, Gap, rule_id};
use homeroom_protocol::time::{Day, Timestamp};
use homeroom_storage::Store;
use homeroom_storage::timetable::{self, RuleRow};
use homeroom_timetable::{DAYS, FillError, Filled, Reach, Wish, fill};

use super::world;

/// Puts the rule there and fills the days ahead. Called again it only adds what the time that has passed brought near;
/// another number of seats is the rule's next version, and changes the hours that are there.
///
/// # Errors
/// When the store does not take it.
pub async fn plant(store: &Store, capacity: u32, now: Timestamp) -> Result<Filled, FillError> {
    let id = rule_id(world::COURSE, "every hour");
    let before = timetable::rules(store).await?.into_iter().find(|rule| rule.id == id);
    let version = before.map_or(1, |rule| rule.version + u32::from(rule.capacity != capacity));
    let rule = RuleRow {
        id,
        course: world::COURSE,
        version,
        pattern: "daily hourly".to_owned(),
        zone: "Europe/Sofia".to_owned(),
        minutes: 50,
        capacity,
        gap: Gap::Skip.as_str().to_owned(),
        fold: Fold::Both.as_str().to_owned(),
        valid_from: Day::of(jiff::civil::date(2026, 1, 1)),
        valid_until: None,
    };
    fill(store, now, Wish { days: DAYS, reach: Reach::Move }, &[rule]).await
}
