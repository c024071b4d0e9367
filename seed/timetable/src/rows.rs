//! Between what is stored and what the machine reckons with.

use homeroom_machines::timetable::{Change, Fold, Gap, Kept, PatternError, Rule, Slot};
use homeroom_protocol::time::Day;
use homeroom_storage::StoreError;
use homeroom_storage::timetable::{Expected, RuleRow, SlotChange, SlotRow};

use crate::{FillError, Titles};

/// A rule as it is stored, read.
pub(crate) fn rule(row: &RuleRow) -> Result<Rule, FillError> {
    read(row).map_err(|what| FillError::Rule { rule: row.id, what })
}

fn read(row: &RuleRow) -> Result<Rule, String> {
    let date = |day: Day| day.to_string().parse::<jiff::civil::Date>().map_err(|_| format!("`{day}` is no day"));
    let rule = Rule {
        id: row.id,
        course: row.course,
        version: row.version,
        pattern: row.pattern.parse().map_err(|error: PatternError| error.to_string())?,
        zone: row.zone.clone(),
        minutes: row.minutes,
        capacity: row.capacity,
        gap: Gap::ALL.into_iter().find(|gap| gap.as_str() == row.gap).ok_or("no such way with gaps")?,
        fold: Fold::ALL.into_iter().find(|fold| fold.as_str() == row.fold).ok_or("no such way with folds")?,
        valid_from: date(row.valid_from)?,
        valid_until: row.valid_until.map(date).transpose()?,
    };
    rule.check().map_err(|error| error.to_string())?;
    Ok(rule)
}

/// A slot as it is stored, read.
pub(crate) fn kept(row: &SlotRow) -> Result<Kept, StoreError> {
    let local = row.local.parse().map_err(|_| StoreError::Corrupt(format!("`{}` is no local time", row.local)))?;
    let slot = Slot {
        id: row.id,
        rule: row.rule,
        version: row.version,
        session: row.session,
        local,
        second: row.second,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        capacity: row.capacity,
    };
    // Who waits counts on it, too.
    Ok(Kept { slot, reserved: row.taken + row.waiting, opened: row.opened, cancelled: row.cancelled })
}

/// The change as the store makes it; `None`: its rule has gone meanwhile.
pub(crate) fn change(change: &Change, titles: &Titles) -> Option<SlotChange> {
    let expected = |kept: &Kept| Expected {
        id: kept.slot.id,
        starts_at: kept.slot.starts_at,
        booked: kept.reserved,
        opened: kept.opened,
    };
    let row = |slot: &Slot| {
        let (course, title) = titles.of(slot)?;
        Some(SlotRow {
            id: slot.id,
            rule: slot.rule,
            version: slot.version,
            session: slot.session,
            local: slot.local.to_string(),
            second: slot.second,
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            capacity: slot.capacity,
            taken: 0,
            waiting: 0,
            opened: false,
            course,
            title,
            summary: String::new(),
            lesson: None,
            lobby: false,
            ended: false,
            cancelled: false,
        })
    };
    Some(match change {
        Change::Added(slot) => SlotChange::Add(row(slot)?),
        Change::Moved { from, to } | Change::Amended { from, to } => SlotChange::Change(expected(from), row(to)?),
        Change::Removed(kept) => SlotChange::Remove(expected(kept)),
    })
}
