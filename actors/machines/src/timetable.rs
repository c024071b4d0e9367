//! The timetable: rules say at which local times a course meets, [`expand`] makes slots of them, [`diff()`] says what has to
//! change so that what is stored is what the rules say.
//!
//! A rule speaks of local time, because that is what people keep: seven in the evening stays seven in the evening when the
//! clocks change. Twice a year that leaves a time that does not exist or exists twice, and each rule says what is done
//! then. A slot's id is derived from the rule and the local time it names, never from the instant: a zone database that
//! moves the instant moves the slot, and does not make another one. Zones are those of the built-in database, the same on
//! every machine.
//!
//! Nothing here changes anything: what comes out is a report, and who applies it decides what of it they want.

mod diff;
mod pattern;
mod rule;

#[cfg(test)]
mod tests;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Span, ToSpan};

pub use diff::{Block, Change, Kept, Plan, diff};
pub use pattern::{Pattern, PatternError};
pub use rule::{Fold, Gap, Rule, RuleError, rule_id, session_id};

use homeroom_protocol::ids::{RuleId, SessionId, SlotId};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

/// A bookable hour.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Which; derived from the rule, the local time and which of two it is.
    pub id: SlotId,
    /// Of which rule.
    pub rule: RuleId,
    /// Of which version of it.
    pub version: u32,
    /// Its session.
    pub session: SessionId,
    /// The local time the rule names, even where the clock does not show it.
    pub local: DateTime,
    /// Whether it is the second of a local time that comes twice.
    pub second: bool,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends: so many minutes later, whatever the clock does meanwhile.
    pub ends_at: Timestamp,
    /// Seats for students.
    pub capacity: u32,
}

/// The slots of a rule that begin at `from` or later and before `until`, soonest first.
///
/// # Errors
/// Where the rule's zone is in no database. It was, when the rule was made.
pub fn expand(rule: &Rule, from: Timestamp, until: Timestamp) -> Result<Vec<Slot>, RuleError> {
    let zone = zone(&rule.zone).ok_or_else(|| RuleError::Zone(rule.zone.clone()))?;
    let mut slots = Vec::new();
    let mut shifted = Vec::new();
    // A day more on each side: some zones are more than half a day off, and one of them once left out a whole day.
    let (first, last) = (day(&zone, from, -2.days()), day(&zone, until, 2.days()));
    let (Some(first), Some(last)) = (first, last) else { return Ok(slots) };
    let mut today = first.max(rule.valid_from);
    let last = rule.valid_until.map_or(last, |end| last.min(end));
    while today <= last {
        for time in rule.pattern.times_on(today.weekday()) {
            let local = today.to_datetime(*time);
            for (second, at, is_shifted) in instants(rule, &zone, local) {
                if from <= at && at < until {
                    if is_shifted { &mut shifted } else { &mut slots }.push(slot(rule, local, second, at));
                }
            }
        }
        let Ok(next) = today.tomorrow() else { break };
        today = next;
    }
    // An hour that was shifted onto one that is there anyway would be the same hour twice.
    for moved in shifted {
        if !slots.iter().any(|slot| slot.starts_at == moved.starts_at) {
            slots.push(moved);
        }
    }
    slots.sort_by_key(|slot| (slot.starts_at, slot.local));
    Ok(slots)
}

/// The instants of a local time by the rule: whether it is the second, when, and whether it was shifted.
fn instants(rule: &Rule, zone: &TimeZone, local: DateTime) -> Vec<(bool, Timestamp, bool)> {
    let at = |offset: Offset| offset.to_timestamp(local).ok().map(|at| Timestamp::from_millis(at.as_millisecond()));
    let found = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => [at(offset).map(|at| (false, at, false)), None],
        AmbiguousOffset::Gap { before, .. } => match rule.gap {
            Gap::Skip => [None, None],
            // Read with the offset from before the gap it falls as far behind the gap as it was inside.
            Gap::Shift => [at(before).map(|at| (false, at, true)), None],
        },
        AmbiguousOffset::Fold { before, after } => {
            let (first, second) = (at(before).map(|at| (false, at, false)), at(after).map(|at| (true, at, false)));
            match rule.fold {
                Fold::Skip => [None, None],
                Fold::First => [first, None],
                Fold::Second => [second, None],
                Fold::Both => [first, second],
            }
        }
    };
    found.into_iter().flatten().collect()
}

fn slot(rule: &Rule, local: DateTime, second: bool, starts_at: Timestamp) -> Slot {
    let name = format!("{}{}", local.strftime("%Y-%m-%dT%H:%M"), if second { " second" } else { "" });
    let id = SlotId(Uuid::new_v5(&rule.id.0, name.as_bytes()));
    Slot {
        id,
        rule: rule.id,
        version: rule.version,
        session: session_id(id),
        local,
        second,
        starts_at,
        ends_at: starts_at.plus(rule.length()),
        capacity: rule.capacity,
    }
}

/// The zone of the built-in database with this name.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok()?;
    zone.iana_name()?;
    Some(zone)
}

fn day(zone: &TimeZone, at: Timestamp, off: Span) -> Option<jiff::civil::Date> {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
    Some(zone.to_datetime(at).date().saturating_add(off))
}

/// The zone as the database writes it; `None`: there is no such zone.
#[must_use]
pub fn zone_name(name: &str) -> Option<String> {
    zone(name)?.iana_name().map(str::to_owned)
}

/// An instant as the clocks of a zone show it, with their offset (RFC 3339); `None`: there is no such zone.
#[must_use]
pub fn local_time(name: &str, at: Timestamp) -> Option<String> {
    let zone = zone(name)?;
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
    Some(at.display_with_offset(zone.to_offset(at)).to_string())
}
