//! Every zone of the database, two years either way of a day on which this was written.
//!
//! What is compared with is not the expansion but the clock itself: the span is walked in real time, and each local time
//! that a clock of the zone shows on the way is counted.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const FROM: &str = "2024-11-25T00:00:00Z";
const UNTIL: &str = "2028-11-25T00:00:00Z";
/// Every change of any clock in these years is by a multiple of this, and at one.
const STEP_MILLIS: i64 = 15 * 60 * 1_000;
/// Around a change of the clock everything is looked at, up to this far from it.
const AROUND_MILLIS: i64 = 24 * 60 * 60 * 1_000;

fn zones() -> Vec<(String, TimeZone)> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut seen = BTreeMap::new();
    for name in names {
        let zone = zone(&name).unwrap();
        // Other names of a zone are the same clock.
        seen.entry(zone.primary_iana_name().unwrap_or(&name).to_owned()).or_insert((name, zone));
    }
    let zones: Vec<_> = seen.into_values().collect();
    assert!(zones.len() > 300, "the database is built in: {}", zones.len());
    zones
}

/// The changes of a zone's clock within the two years either way, in milliseconds.
fn changes(zone: &TimeZone) -> Vec<i64> {
    let (from, until) = (at(FROM).as_millis(), at(UNTIL).as_millis());
    let begin = jiff::Timestamp::from_millisecond(from).unwrap();
    let changes = zone.following(begin).map(|change| change.timestamp().as_millisecond());
    changes.take_while(|change| *change < until).collect()
}

/// The local times that the clock shows between two instants, with the instants at which it does.
fn shown(zone: &TimeZone, from: i64, until: i64) -> BTreeMap<DateTime, Vec<i64>> {
    let mut shown: BTreeMap<DateTime, Vec<i64>> = BTreeMap::new();
    for millis in (from..until).step_by(usize::try_from(STEP_MILLIS).unwrap()) {
        let local = zone.to_datetime(jiff::Timestamp::from_millisecond(millis).unwrap());
        shown.entry(local).or_default().push(millis);
    }
    shown
}

/// Every quarter of an hour, so that every local time of the steps is one of the rule's.
fn always(name: &str, gap: Gap, fold: Fold) -> Rule {
    Rule { gap, fold, ..rule("daily 00:00..23:00,00:15..23:15,00:30..23:30,00:45..23:45", name) }
}

#[test]
fn around_every_change_of_every_clock_no_local_time_is_lost_or_doubled_but_as_the_rule_says() {
    let mut looked_at = 0;
    for (name, zone) in zones() {
        for change in changes(&zone) {
            looked_at += 1;
            let (from, until) = (change - AROUND_MILLIS, change + AROUND_MILLIS);
            let shown = shown(&zone, from, until);
            for (gap, fold) in [(Gap::Skip, Fold::Both), (Gap::Shift, Fold::First), (Gap::Skip, Fold::Second)] {
                let rule = always(&name, gap, fold);
                let slots = expand(&rule, Timestamp::from_millis(from), Timestamp::from_millis(until)).unwrap();
                let mut found: BTreeMap<DateTime, Vec<i64>> = BTreeMap::new();
                for slot in &slots {
                    found.entry(slot.local).or_default().push(slot.starts_at.as_millis());
                }
                let wanted = shown.iter().filter_map(|(local, at)| {
                    let at = match (fold, at.as_slice()) {
                        (Fold::First, [first, _]) => vec![*first],
                        (Fold::Second, [_, second]) => vec![*second],
                        (Fold::Skip, [_, _]) => return None,
                        (_, at) => at.to_vec(),
                    };
                    Some((*local, at))
                });
                // What was shifted out of a gap falls on a quarter that the rule has anyway.
                let same = found == wanted.collect::<BTreeMap<_, _>>();
                assert!(same, "{name} around {}, {gap:?} {fold:?}", Timestamp::from_millis(change));
            }
        }
    }
    assert!(looked_at > 500, "clocks change: {looked_at}");
}

#[test]
fn a_shifted_time_is_as_far_behind_the_gap_as_it_was_inside() {
    for (name, zone) in zones() {
        for change in changes(&zone) {
            let moment = jiff::Timestamp::from_millisecond(change).unwrap();
            let before = zone.to_offset(moment - 1.second());
            let jump = zone.to_offset(moment).seconds() - before.seconds();
            if jump <= 0 {
                continue;
            }
            // The first local time that was jumped over.
            let local = before.to_datetime(moment);
            let pattern = format!("daily {}", local.strftime("%H:%M"));
            let rule = rule(&pattern, &name);
            let (from, until) = (Timestamp::from_millis(change - 1), Timestamp::from_millis(change + 1_000));
            let slots = expand(&rule, from, until).unwrap();
            assert_eq!(slots.len(), 1, "{name} {local}");
            assert_eq!((slots[0].local, slots[0].starts_at.as_millis()), (local, change), "{name}");
            assert!(expand(&Rule { gap: Gap::Skip, ..rule }, from, until).unwrap().is_empty(), "{name}");
        }
    }
}

#[test]
fn over_four_years_of_every_zone_ids_are_unique_order_is_kept_and_a_second_look_is_the_first() {
    let (from, until) = (at(FROM), at(UNTIL));
    for (name, _) in zones() {
        let rule = Rule { fold: Fold::Both, ..rule("daily 02:30,19:00", &name) };
        let slots = expand(&rule, from, until).unwrap();
        assert!((4 * 365 * 2..=4 * 366 * 2 + 8).contains(&slots.len()), "{name}: {}", slots.len());
        assert!(slots.windows(2).all(|pair| pair[0].starts_at < pair[1].starts_at), "{name}");
        let ids: BTreeSet<_> = slots.iter().map(|slot| slot.id).collect();
        assert_eq!(ids.len(), slots.len(), "{name}");
        // In two halves it is the same, wherever it is cut.
        let cut = slots[slots.len() / 3].starts_at;
        let halves = [expand(&rule, from, cut).unwrap(), expand(&rule, cut, until).unwrap()].concat();
        assert_eq!(halves, slots, "{name}");
        let kept: Vec<_> =
            halves.into_iter().map(|slot| Kept { slot, reserved: 0, opened: false, cancelled: false }).collect();
        let plan = diff(&kept, &slots, from, false);
        assert!(plan.is_empty() && plan.unchanged == slots.len(), "{name}");
    }
}
