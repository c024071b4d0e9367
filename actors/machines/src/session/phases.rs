//! Phases: where the session is in its hour. They follow from its times and only ever move on, one after the other; after
//! a sleep several follow at once.

use homeroom_protocol::limits::{CLOSING_SPAN, DOORS_SPAN};
use homeroom_protocol::permit::{Phase, Rule};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

/// The phase a session is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Phases {
    phase: Phase,
}

impl Phases {
    pub(crate) fn phase(self) -> Phase {
        self.phase
    }

    /// Whether nothing but reading is left.
    pub(crate) fn is_over(self) -> bool {
        match self.phase {
            Phase::Ended | Phase::Cancelled => true,
            Phase::Announced | Phase::Doors | Phase::Live | Phase::Closing => false,
        }
    }

    /// The refusal of whoever comes when it is over.
    pub(crate) fn over(self) -> Refusal {
        Refusal::new(if self.phase == Phase::Cancelled { Code::Cancelled } else { Code::Over }).rule(Rule::Phase)
    }

    pub(crate) fn change(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// When the next phase begins, and which that is.
    pub(crate) fn next(self, starts_at: Timestamp, ends_at: Timestamp) -> Option<(Timestamp, Phase)> {
        match self.phase {
            Phase::Announced => Some((starts_at.minus(DOORS_SPAN), Phase::Doors)),
            Phase::Doors => Some((starts_at, Phase::Live)),
            Phase::Live => Some((ends_at, Phase::Closing)),
            Phase::Closing => Some((ends_at.plus(CLOSING_SPAN), Phase::Ended)),
            Phase::Ended | Phase::Cancelled => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTS: Timestamp = Timestamp::from_millis(3_600_000);
    const ENDS: Timestamp = Timestamp::from_millis(7_200_000);

    #[test]
    fn an_hour_goes_through_its_phases_in_order_and_at_its_times() {
        let mut phases = Phases::default();
        let mut seen = Vec::new();
        while let Some((at, phase)) = phases.next(STARTS, ENDS) {
            seen.push((at.as_millis(), phase));
            phases.change(phase);
        }
        assert_eq!(
            seen,
            [
                (3_000_000, Phase::Doors),
                (3_600_000, Phase::Live),
                (7_200_000, Phase::Closing),
                (7_500_000, Phase::Ended),
            ]
        );
        assert!(phases.is_over());
    }

    #[test]
    fn nothing_follows_a_cancelled_session() {
        let phases = Phases { phase: Phase::Cancelled };
        assert_eq!(phases.next(STARTS, ENDS), None);
        assert!(phases.is_over());
    }
}
