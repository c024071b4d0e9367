//! One calm line per part of a command: its name, what came of it, and the time it took.

use std::time::{Duration, Instant};

use crate::failure::Failure;

/// Runs one part and prints its line. A failure is printed by whoever stops because of it.
pub(crate) fn part<T>(
    name: &str,
    work: impl FnOnce() -> Result<T, Failure>,
    say: impl FnOnce(&T) -> String,
) -> Result<T, Failure> {
    let watch = Stopwatch::start();
    let outcome = work();
    match &outcome {
        Ok(done) => line(name, &say(done), Some(watch.elapsed())),
        Err(_) => line(name, "failed", Some(watch.elapsed())),
    }
    outcome
}

/// Prints one line. A time under half a second says nothing and is left out.
pub(crate) fn line(name: &str, what: &str, took: Option<Duration>) {
    match took.filter(|took| took.as_millis() >= 500) {
        Some(took) => println!("  {name:<12} {what} ({})", seconds(took)),
        None => println!("  {name:<12} {what}"),
    }
}

/// `0.8 s`, `83 s`.
pub(crate) fn seconds(took: Duration) -> String {
    if took.as_secs() < 10 { format!("{:.1} s", took.as_secs_f64()) } else { format!("{} s", took.as_secs()) }
}

/// How long a part took.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a tool's stopwatch; nothing is decided by it")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_are_told_with_a_tenth_and_long_ones_without() {
        assert_eq!(seconds(Duration::from_millis(840)), "0.8 s");
        assert_eq!(seconds(Duration::from_millis(83_400)), "83 s");
    }
}
