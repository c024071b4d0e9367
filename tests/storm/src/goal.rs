//! The goals of the design (its document on speed), as far as these runs show them.

/// A goal: its number in the design, and its bound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    number: u8,
    bound: Bound,
}

/// What is bounded.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Bound {
    /// The value itself, in its unit.
    ValueMost(f64),
    /// The value by the floor's.
    RatioMost(f64),
    /// The value by the floor's, where more is better.
    RatioLeast(f64),
}

/// Goal 1: fan-out with 16 messages in flight.
pub(crate) const FAN_OUT_SATURATED: Goal = Goal { number: 1, bound: Bound::RatioMost(1.5) };
/// Goal 2: fan-out of messages that come alone.
pub(crate) const FAN_OUT_ALONE: Goal = Goal { number: 2, bound: Bound::RatioMost(1.25) };
/// Goal 3: the slowest deliveries of a class that talks. The design bounds it by the best peer, which is not run here and
/// lay within a tenth of the floor.
pub(crate) const SLOWEST: Goal = Goal { number: 3, bound: Bound::RatioMost(1.3) };
/// Goal 4: KiB of an idle socket.
pub(crate) const MEMORY: Goal = Goal { number: 4, bound: Bound::ValueMost(6.0) };
/// Goal 5: microseconds of a socket's coming.
pub(crate) const CONNECT: Goal = Goal { number: 5, bound: Bound::ValueMost(25.0) };
/// Goal 6: the slowest joins of the top of the hour, in milliseconds.
pub(crate) const RUSH: Goal = Goal { number: 6, bound: Bound::ValueMost(100.0) };
/// Goal 7: joins a second, over single commits.
pub(crate) const JOINS: Goal = Goal { number: 7, bound: Bound::RatioLeast(3.0) };
/// Goal 7: microseconds of the server for a join.
pub(crate) const JOIN_CPU: Goal = Goal { number: 7, bound: Bound::ValueMost(40.0) };
/// Goal 8: joins a second into one session, over commits of one hot row.
pub(crate) const HOT_JOINS: Goal = Goal { number: 8, bound: Bound::RatioLeast(10.0) };
/// Goal 9: rows of attendance a second, over one row a commit.
pub(crate) const ATTENDANCE: Goal = Goal { number: 9, bound: Bound::RatioLeast(15.0) };
/// Goal 9: microseconds of Postgres for a row.
pub(crate) const ATTENDANCE_CPU: Goal = Goal { number: 9, bound: Bound::ValueMost(4.5) };
/// Goal 10: answers a second of what is kept in memory, over a bare server's.
pub(crate) const READS: Goal = Goal { number: 10, bound: Bound::RatioLeast(0.85) };
/// Goal 10: microseconds of an answer.
pub(crate) const READ_CPU: Goal = Goal { number: 10, bound: Bound::ValueMost(6.0) };

impl Goal {
    /// In words: `1: <= 1.5 x floor`.
    pub(crate) fn describe(self) -> String {
        let bound = match self.bound {
            Bound::ValueMost(most) => format!("<= {most}"),
            Bound::RatioMost(most) => format!("<= {most} x floor"),
            Bound::RatioLeast(least) => format!(">= {least} x floor"),
        };
        format!("{}: {bound}", self.number)
    }

    /// Whether it is met. A ratio that nobody measured meets nothing.
    pub(crate) fn is_met(self, value: f64, ratio: Option<f64>) -> bool {
        match self.bound {
            Bound::ValueMost(most) => value <= most,
            Bound::RatioMost(most) => ratio.is_some_and(|ratio| ratio <= most),
            Bound::RatioLeast(least) => ratio.is_some_and(|ratio| ratio >= least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_bound_and_not_beyond() {
        assert!(FAN_OUT_SATURATED.is_met(9.9, Some(1.5)));
        assert!(!FAN_OUT_SATURATED.is_met(0.1, Some(1.501)));
        assert!(MEMORY.is_met(6.0, Some(60.0)) && !MEMORY.is_met(6.01, None));
        assert!(HOT_JOINS.is_met(1.0, Some(10.0)) && !HOT_JOINS.is_met(1.0, Some(9.99)));
        assert!(!JOINS.is_met(1e9, None));
    }

    #[test]
    fn a_goal_is_told_with_its_number_and_bound() {
        assert_eq!(FAN_OUT_ALONE.describe(), "2: <= 1.25 x floor");
        assert_eq!(MEMORY.describe(), "4: <= 6");
        assert_eq!(JOINS.describe(), "7: >= 3 x floor");
    }
}
