//! The figures: of each, the median over the rounds, the floor's, the median of the rounds' ratios, and the goal.

use crate::goal::Goal;
use crate::stat::{median, per};

/// One line, made from rounds of type `R`.
pub(crate) struct Figure<R: 'static> {
    name: &'static str,
    value: fn(&R) -> f64,
    floor: Option<fn(&R) -> f64>,
    goal: Option<Goal>,
}

/// A line with a value and nothing else yet.
pub(crate) const fn figure<R>(name: &'static str, value: fn(&R) -> f64) -> Figure<R> {
    Figure { name, value, floor: None, goal: None }
}

impl<R> Figure<R> {
    /// Beside what the floor came to.
    pub(crate) const fn beside(mut self, floor: fn(&R) -> f64) -> Self {
        self.floor = Some(floor);
        self
    }

    /// With what it aims at.
    pub(crate) const fn aims(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    fn line(&self, rounds: &[R]) -> String {
        let over_rounds = |one: &dyn Fn(&R) -> f64| median(&rounds.iter().map(one).collect::<Vec<_>>());
        let value = over_rounds(&self.value).unwrap_or(0.0);
        let floor = self.floor.and_then(|floor| over_rounds(&floor));
        let ratio = self.floor.and_then(|floor| over_rounds(&|round| per((self.value)(round), floor(round))));
        line(self.name, value, floor, ratio, self.goal)
    }
}

fn line(name: &str, value: f64, floor: Option<f64>, ratio: Option<f64>, goal: Option<Goal>) -> String {
    let cell = |number: Option<f64>| number.map(shown).unwrap_or_default();
    let (aim, verdict) = match goal {
        Some(goal) => (goal.describe(), if goal.is_met(value, ratio) { "met" } else { "missed" }),
        None => (String::new(), ""),
    };
    let (value, floor, ratio) = (shown(value), cell(floor), cell(ratio));
    format!("  {name:<48} {value:>9} {floor:>9} {ratio:>7}  {aim:<20} {verdict}").trim_end().to_owned()
}

/// Three digits that mean something.
pub(crate) fn shown(number: f64) -> String {
    match number {
        small if small < 10.0 => format!("{small:.2}"),
        middle if middle < 100.0 => format!("{middle:.1}"),
        large => format!("{large:.0}"),
    }
}

/// Prints all of them.
pub(crate) fn print<R>(figures: &[Figure<R>], rounds: &[R]) {
    println!("  {:<48} {:>9} {:>9} {:>7}  goal", "medians of the rounds", "value", "floor", "ratio");
    for figure in figures {
        println!("{}", figure.line(rounds));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goal;

    #[test]
    fn a_line_has_value_floor_ratio_goal_and_verdict() {
        let met = line("a", 0.45, Some(0.3), Some(1.5), Some(goal::FAN_OUT_SATURATED));
        assert!(met.split_whitespace().eq("a 0.45 0.30 1.50 1: <= 1.5 x floor met".split(' ')), "{met}");
        let missed = line("b", 6.25, None, None, Some(goal::MEMORY));
        assert!(missed.split_whitespace().eq("b 6.25 4: <= 6 missed".split(' ')), "{missed}");
        assert!(line("c", 28_412.3, None, None, None).split_whitespace().eq(["c", "28412"]));
    }
}
