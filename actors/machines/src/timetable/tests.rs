//! The timetable over changes of the clock, over every zone, and against what is stored.

mod changes;
mod every_zone;

use super::*;

fn rule(pattern: &str, zone: &str) -> Rule {
    Rule {
        id: RuleId(Uuid::from_u128(1)),
        course: homeroom_protocol::ids::CourseId(Uuid::from_u128(2)),
        version: 1,
        pattern: pattern.parse().unwrap(),
        zone: zone.to_owned(),
        minutes: 60,
        capacity: 12,
        gap: Gap::Shift,
        fold: Fold::First,
        valid_from: jiff::civil::date(2020, 1, 1),
        valid_until: None,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn starts(rule: &Rule, from: &str, until: &str) -> Vec<String> {
    let slots = expand(rule, at(from), at(until)).unwrap();
    slots.iter().map(|slot| slot.starts_at.to_string()).collect()
}

#[test]
fn seven_in_the_evening_stays_seven_in_the_evening_over_a_change_of_the_clock() {
    let evening = rule("daily 19:00", "Europe/Sofia");
    let days = starts(&evening, "2026-10-24T00:00:00Z", "2026-10-26T23:00:00Z");
    assert_eq!(days, ["2026-10-24T16:00:00.000Z", "2026-10-25T17:00:00.000Z", "2026-10-26T17:00:00.000Z"]);
}

#[test]
fn a_local_time_that_does_not_exist_is_left_out_or_shifted_as_the_rule_says() {
    // Sofia, 2026-03-29: from 03:00 the clock goes to 04:00.
    let mut night = rule("daily 03:30", "Europe/Sofia");
    let day = |rule: &Rule| starts(rule, "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z");
    assert_eq!(day(&night), ["2026-03-29T01:30:00.000Z"], "half past four there");
    night.gap = Gap::Skip;
    assert_eq!(day(&night), [""; 0]);
}

#[test]
fn a_shifted_hour_does_not_double_the_one_it_falls_on() {
    let hours = rule("daily hourly", "Europe/Sofia");
    let day = starts(&hours, "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z");
    let once: std::collections::BTreeSet<_> = day.iter().collect();
    assert_eq!((day.len(), once.len()), (23, 23), "the day has 23 hours");
}

#[test]
fn a_local_time_that_comes_twice_is_once_or_twice_or_not_as_the_rule_says() {
    let mut night = rule("daily 03:30", "Europe/Sofia");
    let day = |rule: &Rule| starts(rule, "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z");
    let (first, second) = ("2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z");
    assert_eq!(day(&night), [first]);
    night.fold = Fold::Second;
    assert_eq!(day(&night), [second]);
    night.fold = Fold::Both;
    assert_eq!(day(&night), [first, second]);
    night.fold = Fold::Skip;
    assert_eq!(day(&night), [""; 0]);
}

#[test]
fn the_two_of_a_local_time_that_comes_twice_are_two_slots() {
    let mut night = rule("daily 03:30", "Europe/Sofia");
    night.fold = Fold::Both;
    let slots = expand(&night, at("2026-10-24T21:00:00Z"), at("2026-10-25T22:00:00Z")).unwrap();
    assert_ne!(slots[0].id, slots[1].id);
    assert_ne!(slots[0].session, slots[1].session);
    assert_eq!((slots[0].second, slots[1].second), (false, true));
}

#[test]
fn an_id_is_of_the_rule_and_its_local_time_and_nothing_else() {
    let ids = |rule: &Rule| -> Vec<_> {
        let slots = expand(rule, at("2026-11-25T00:00:00Z"), at("2026-11-27T00:00:00Z")).unwrap();
        slots.into_iter().map(|slot| (slot.local, slot.id)).collect()
    };
    let evening = rule("daily 19:00", "Europe/Sofia");
    let mut changed = evening.clone();
    (changed.version, changed.capacity, changed.minutes, changed.zone) = (2, 3, 45, "Europe/Athens".to_owned());
    assert_eq!(ids(&evening), ids(&changed));
    let mut other = evening.clone();
    other.id = RuleId(Uuid::from_u128(9));
    assert!(ids(&evening).iter().all(|id| !ids(&other).contains(id)));
}

#[test]
fn a_rule_holds_from_its_first_local_day_to_its_last() {
    let mut evening = rule("daily 01:00", "Pacific/Auckland");
    (evening.valid_from, evening.valid_until) =
        (jiff::civil::date(2026, 11, 25), Some(jiff::civil::date(2026, 11, 26)));
    let days = starts(&evening, "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
    assert_eq!(days, ["2026-11-24T12:00:00.000Z", "2026-11-25T12:00:00.000Z"]);
}

#[test]
fn a_rule_that_cannot_be_kept_says_why() {
    let good = rule("daily 19:00", "Europe/Sofia");
    assert_eq!(good.check(), Ok(()));
    for bad in ["Europe/Atlantis", "", "+02:00", "Local"] {
        let bad = Rule { zone: bad.to_owned(), ..good.clone() };
        assert_eq!(bad.check(), Err(RuleError::Zone(bad.zone.clone())));
        assert!(expand(&bad, at("2026-11-25T00:00:00Z"), at("2026-11-27T00:00:00Z")).is_err());
    }
    assert_eq!(Rule { minutes: 4, ..good.clone() }.check(), Err(RuleError::Minutes(4)));
    assert_eq!(Rule { minutes: 1_441, ..good.clone() }.check(), Err(RuleError::Minutes(1_441)));
    let ended = Rule { valid_until: Some(jiff::civil::date(2019, 12, 31)), ..good };
    assert_eq!(ended.check(), Err(RuleError::Days));
}

#[test]
fn an_instant_is_shown_as_the_clocks_of_a_zone_show_it() {
    assert_eq!(local_time("Asia/Kathmandu", at("2026-11-25T18:00:00Z")).unwrap(), "2026-11-25T23:45:00+05:45");
    assert_eq!(local_time("Europe/Atlantis", at("2026-11-25T18:00:00Z")), None);
    assert_eq!(zone_name("europe/sofia").unwrap(), "Europe/Sofia");
}
