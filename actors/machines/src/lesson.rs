//! Which day it is where somebody is, and which of a lesson's files are for whom.
//!
//! The day is that of the zone that was asked for, so at one moment two people can have two lessons, each the one of
//! their morning. A day ends where the next one of its zone begins, which is not always 24 hours later and in some zones
//! not at midnight. The zones are those that are built in, the same on every machine.

use homeroom_protocol::pack::Audience;
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::{Day, Timestamp};
use jiff::tz::TimeZone;

/// A day of a zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalDay {
    /// The zone as the database writes it.
    pub zone: String,
    /// The day.
    pub day: Day,
    /// When the next one begins there.
    pub ends_at: Timestamp,
}

/// The day it is in a zone of the IANA database; `None`: there is no such zone.
#[must_use]
pub fn local_day(zone: &str, now: Timestamp) -> Option<LocalDay> {
    let zone = TimeZone::get(zone).ok()?;
    let name = zone.iana_name()?.to_owned();
    let there = jiff::Timestamp::from_millisecond(now.as_millis()).ok()?.to_zoned(zone);
    let next = there.tomorrow().ok()?.start_of_day().ok()?;
    Some(LocalDay {
        zone: name,
        day: Day::of(there.date()),
        ends_at: Timestamp::from_millis(next.timestamp().as_millisecond()),
    })
}

/// Whether a file is for somebody of this role.
#[must_use]
pub fn is_for(audience: Audience, role: Role) -> bool {
    match (audience, role) {
        (Audience::Class, Role::Student | Role::Teacher | Role::Assistant | Role::Moderator)
        | (Audience::Teachers, Role::Teacher | Role::Assistant) => true,
        (Audience::Teachers, Role::Student | Role::Moderator) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &str, now: &str) -> (String, String) {
        let day = local_day(zone, now.parse().unwrap()).unwrap();
        (day.day.to_string(), day.ends_at.to_string())
    }

    fn pair(day: &str, ends_at: &str) -> (String, String) {
        (day.to_owned(), ends_at.to_owned())
    }

    #[test]
    fn at_one_moment_it_is_three_days_on_earth() {
        let now = "2026-11-25T10:30:00Z";
        assert_eq!(at("Pacific/Pago_Pago", now), pair("2026-11-24", "2026-11-25T11:00:00.000Z"));
        assert_eq!(at("Europe/Sofia", now), pair("2026-11-25", "2026-11-25T22:00:00.000Z"));
        assert_eq!(at("Pacific/Kiritimati", now), pair("2026-11-26", "2026-11-26T10:00:00.000Z"));
    }

    #[test]
    fn a_day_ends_where_the_next_begins_and_not_a_moment_later() {
        assert_eq!(at("Europe/Sofia", "2026-11-25T21:59:59.999Z").0, "2026-11-25");
        assert_eq!(at("Europe/Sofia", "2026-11-25T22:00:00Z").0, "2026-11-26");
    }

    #[test]
    fn a_day_with_a_change_of_the_clock_is_an_hour_shorter_or_longer() {
        assert_eq!(at("Europe/Sofia", "2026-03-28T22:00:00Z"), pair("2026-03-29", "2026-03-29T21:00:00.000Z"));
        assert_eq!(at("Europe/Sofia", "2026-10-24T21:00:00Z"), pair("2026-10-25", "2026-10-25T22:00:00.000Z"));
        // Where the clock goes forward at midnight the day begins at one.
        assert_eq!(at("Asia/Beirut", "2026-03-28T12:00:00Z"), pair("2026-03-28", "2026-03-28T22:00:00.000Z"));
    }

    #[test]
    fn a_zone_is_known_by_its_name_alone() {
        assert_eq!(local_day("europe/sofia", Timestamp::from_millis(0)).unwrap().zone, "Europe/Sofia");
        for bad in ["", "Europe/Atlantis", "+02:00", "../../etc/passwd", "Local"] {
            assert_eq!(local_day(bad, Timestamp::from_millis(0)), None, "{bad}");
        }
    }

    #[test]
    fn right_answers_are_for_those_who_teach() {
        assert!(is_for(Audience::Teachers, Role::Teacher) && is_for(Audience::Class, Role::Teacher));
        assert!(is_for(Audience::Class, Role::Student) && !is_for(Audience::Teachers, Role::Student));
    }
}
