//! Quiet hours: when somebody is written to who may be asleep.
//!
//! An offer that stands for long can wait for the morning, and one that ends in minutes cannot. So at night only short ones
//! are written of; a long one is written of in the morning, where it still stands then. The offer itself is made and ends
//! as at any hour, and is on the person's page from the beginning.

use std::time::Duration;

use homeroom_protocol::limits::OFFER_WINDOW_NEAR;
use homeroom_protocol::time::Timestamp;
use jiff::civil::{Time, time};

use crate::timetable;

/// When the night begins, by the clock of the class.
const NIGHT: Time = time(22, 0, 0, 0);
/// When it is over.
const MORNING: Time = time(7, 0, 0, 0);
/// How long an offer has to stand in the morning to be of use to who reads of it then.
const USABLE_MIN: Duration = Duration::from_secs(10 * 60);

/// When somebody is written to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Letter {
    /// At once.
    Now,
    /// In the morning.
    At(Timestamp),
    /// Not at all: in the morning it would be too late.
    Never,
}

/// When an offer is written of that was made now and stands until then, to somebody whose clock is that of `zone`. Where
/// no zone is known, there is no night.
#[must_use]
pub fn letter(now: Timestamp, until: Timestamp, zone: Option<&str>) -> Letter {
    if until.since(now) <= OFFER_WINDOW_NEAR {
        return Letter::Now;
    }
    match zone.and_then(|zone| morning(now, zone)) {
        None => Letter::Now,
        Some(morning) if morning.plus(USABLE_MIN) <= until => Letter::At(morning),
        Some(_) => Letter::Never,
    }
}

/// When the night ends that it is in a zone; `None`: it is day, or there is no such zone.
fn morning(now: Timestamp, zone: &str) -> Option<Timestamp> {
    let zone = timetable::zone(zone)?;
    let local = jiff::Timestamp::from_millisecond(now.as_millis()).ok()?.to_zoned(zone.clone());
    let day = match local.time() {
        at if at < MORNING => local.date(),
        at if at >= NIGHT => local.date().tomorrow().ok()?,
        _ => return None,
    };
    let morning = day.to_datetime(MORNING).to_zoned(zone).ok()?;
    Some(Timestamp::from_millis(morning.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);
    const SOFIA: Option<&str> = Some("Europe/Sofia");

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn by_day_everything_is_written_at_once_and_so_is_what_ends_in_minutes_at_night() {
        // Sofia is two hours ahead in winter: 21:59:59 and 07:00 there.
        for day in ["2026-11-25T19:59:59Z", "2026-11-25T05:00:00Z", "2026-11-25T12:00:00Z"] {
            assert_eq!(letter(at(day), at(day).plus(HOUR * 2), SOFIA), Letter::Now, "{day}");
        }
        let night = at("2026-11-25T23:00:00Z");
        assert_eq!(letter(night, night.plus(OFFER_WINDOW_NEAR), SOFIA), Letter::Now);
        assert_eq!(letter(night, night.plus(HOUR * 2), None), Letter::Now, "where nobody knows the hour");
        assert_eq!(letter(night, night.plus(HOUR * 2), Some("Nowhere/At_all")), Letter::Now);
    }

    #[test]
    fn a_long_offer_of_the_night_is_written_of_in_the_morning_where_it_stands_then() {
        let morning = at("2026-11-25T05:00:00Z");
        for (made, stands_for, then) in [
            ("2026-11-24T20:00:00Z", HOUR * 2, Letter::Never),
            ("2026-11-24T20:00:00Z", HOUR * 12, Letter::At(morning)),
            ("2026-11-25T03:10:00Z", HOUR * 2, Letter::At(morning)),
            ("2026-11-25T03:09:59Z", HOUR * 2, Letter::Never),
            ("2026-11-25T04:59:59Z", HOUR * 2, Letter::At(morning)),
        ] {
            assert_eq!(letter(at(made), at(made).plus(stands_for), SOFIA), then, "{made}");
        }
    }

    #[test]
    fn a_night_in_which_the_clock_changes_ends_by_the_clock_on_the_wall() {
        // In the night to 25 October 2026 Sofia goes back from +03:00 to +02:00.
        let made = at("2026-10-24T20:00:00Z");
        assert_eq!(letter(made, made.plus(HOUR * 12), SOFIA), Letter::At(at("2026-10-25T05:00:00Z")));
    }
}
