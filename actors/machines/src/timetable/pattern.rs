//! On which days and at which local times: `daily 18:00`, `mon-fri 09:00,17:30`, `sat,sun 10:00..16:00`, `daily hourly`.

use std::collections::BTreeSet;

use jiff::civil::{Time, Weekday};

/// Local times of one day: more often than every five minutes nobody teaches.
const TIMES_MAX: usize = 288;

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// A local time pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    days: BTreeSet<usize>,
    times: Vec<Time>,
    text: String,
}

/// Why a text is no pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PatternError {
    /// It is not days, a space, times.
    Form,
    /// This is no day of the week, nor a span of them.
    Day(String),
    /// This is no local time, nor a span of them.
    Time(String),
    /// More times on a day than a day has room for.
    TooMany,
}

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form => f.write_str("a pattern is days, a space, times: `mon-fri 18:00,19:00`"),
            Self::Day(day) => write!(f, "`{day}` is neither `daily`, a day as `mon`, nor a span as `mon-fri`"),
            Self::Time(time) => {
                write!(f, "`{time}` is neither `hourly`, a time as `18:00`, nor hours as `09:00..16:00`")
            }
            Self::TooMany => write!(f, "more than {TIMES_MAX} times on one day"),
        }
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// The times of a day of the week, in order.
    #[must_use]
    pub fn times_on(&self, day: Weekday) -> &[Time] {
        if self.days.contains(&place(day)) { &self.times } else { &[] }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn place(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

impl std::str::FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (days, times) = text.trim().split_once(' ').ok_or(PatternError::Form)?;
        let mut known = BTreeSet::new();
        for part in days.split(',') {
            known.extend(days_of(part).ok_or_else(|| PatternError::Day(part.to_owned()))?);
        }
        let mut found = BTreeSet::new();
        for part in times.trim().split(',') {
            found.extend(times_of(part).ok_or_else(|| PatternError::Time(part.to_owned()))?);
        }
        if found.len() > TIMES_MAX {
            return Err(PatternError::TooMany);
        }
        Ok(Self { days: known, times: found.into_iter().collect(), text: text.trim().to_owned() })
    }
}

/// `daily`, `mon`, or `mon-fri`; a span may go over the end of the week.
fn days_of(part: &str) -> Option<Vec<usize>> {
    let named = |name: &str| DAYS.iter().find(|(day, _)| *day == name).map(|(_, day)| place(*day));
    if part == "daily" {
        return Some((0..DAYS.len()).collect());
    }
    let Some((from, to)) = part.split_once('-') else { return Some(vec![named(part)?]) };
    let (from, to) = (named(from)?, named(to)?);
    let count = (to + DAYS.len() - from) % DAYS.len();
    Some((0..=count).map(|n| (from + n) % DAYS.len()).collect())
}

/// `hourly`, `18:00`, or the hours of `09:00..16:00`, the last one too.
fn times_of(part: &str) -> Option<Vec<Time>> {
    if part == "hourly" {
        return (0..24).map(|hour| Time::new(hour, 0, 0, 0).ok()).collect();
    }
    let Some((from, to)) = part.split_once("..") else { return Some(vec![time(part)?]) };
    let (from, to) = (time(from)?, time(to)?);
    let hours = (from.hour()..24).filter_map(|hour| Time::new(hour, from.minute(), 0, 0).ok());
    let hours: Vec<_> = hours.filter(|hour| *hour <= to).collect();
    (!hours.is_empty()).then_some(hours)
}

/// `HH:MM`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    Time::new(digits(hour)?, digits(minute)?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str, day: Weekday) -> Vec<String> {
        let pattern: Pattern = text.parse().unwrap();
        pattern.times_on(day).iter().map(|time| time.strftime("%H:%M").to_string()).collect()
    }

    #[test]
    fn a_pattern_is_days_and_times() {
        assert_eq!(on("daily 18:00", Weekday::Sunday), ["18:00"]);
        assert_eq!(on("mon-fri 17:30,09:00", Weekday::Monday), ["09:00", "17:30"]);
        assert_eq!(on("mon-fri 17:30,09:00", Weekday::Saturday), [""; 0]);
        assert_eq!(on("fri-mon 10:30..12:30", Weekday::Sunday), ["10:30", "11:30", "12:30"]);
        assert_eq!(on("wed hourly", Weekday::Wednesday).len(), 24);
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_its_part() {
        let error = |text: &str| text.parse::<Pattern>().unwrap_err();
        assert_eq!(error("18:00"), PatternError::Form);
        assert_eq!(error("someday 18:00"), PatternError::Day("someday".to_owned()));
        for bad in ["24:00", "9:00", "18:60", "+1:00", "16:00..09:00", ""] {
            assert_eq!(error(&format!("daily {bad},10:00")), PatternError::Time(bad.to_owned()), "{bad}");
        }
    }
}
