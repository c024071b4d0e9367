//! How bad a case is: one table over what is complained about, how many complain, and how far they are to be trusted. And
//! by when a case should be decided.

use std::time::Duration;

use homeroom_protocol::moderation::{Measure, ReportKind, Severity};

/// The least severity; 1 is the worst.
pub const LEAST: Severity = Severity(4);
/// The worst.
pub const WORST: Severity = Severity(1);
/// Reporters from which on it is one worse: two may be friends.
const MANY: usize = 3;
/// Reporters from which on it is two worse: half a room.
const VERY_MANY: usize = 10;

/// How far those who complain are to be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// Whoever gives the class or watches over it is among them.
    Staff,
    /// People of whom nothing speaks for or against.
    Usual,
    /// All of them have complained of nothing before, again and again.
    Doubted,
}

/// The table.
#[must_use]
pub fn severity(kind: ReportKind, reporters: usize, trust: Trust) -> Severity {
    let base = match kind {
        ReportKind::Threat | ReportKind::Contact => 1,
        ReportKind::Personal | ReportKind::Insult | ReportKind::Name => 2,
        ReportKind::Flood | ReportKind::Other => 3,
    };
    let many = match reporters {
        VERY_MANY.. => 2,
        MANY.. => 1,
        _ => 0,
    };
    let trust = match trust {
        Trust::Staff => 1,
        Trust::Usual => 0,
        Trust::Doubted => -1,
    };
    let level: i8 = base - many - trust;
    Severity(u8::try_from(level).unwrap_or_default().clamp(WORST.0, LEAST.0))
}

/// How bad it is that an appeal waits: whoever is kept from something misses the class meanwhile. Never as bad as a threat.
#[must_use]
pub fn of_appeal(measure: Measure) -> Severity {
    match measure {
        Measure::Mute | Measure::Remove | Measure::Ban => Severity(3),
        Measure::Warn | Measure::Hide => LEAST,
    }
}

/// How long a case of a severity may wait for its decision.
#[must_use]
pub fn target(severity: Severity) -> Duration {
    Duration::from_secs(match severity.0 {
        0 | 1 => 3 * 60,
        2 => 5 * 60,
        3 => 15 * 60,
        4.. => 60 * 60,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_this() {
        let of = |kind, reporters, trust| severity(kind, reporters, trust).0;
        for (kind, alone) in [
            (ReportKind::Threat, 1),
            (ReportKind::Contact, 1),
            (ReportKind::Personal, 2),
            (ReportKind::Insult, 2),
            (ReportKind::Name, 2),
            (ReportKind::Flood, 3),
            (ReportKind::Other, 3),
        ] {
            assert_eq!(of(kind, 1, Trust::Usual), alone, "{kind:?}");
        }
        assert_eq!([2, 3, 9, 10].map(|n| of(ReportKind::Flood, n, Trust::Usual)), [3, 2, 2, 1]);
        assert_eq!(of(ReportKind::Flood, 1, Trust::Staff), 2);
        assert_eq!(of(ReportKind::Flood, 1, Trust::Doubted), 4);
        assert_eq!(of(ReportKind::Threat, 100, Trust::Staff), 1);
    }

    #[test]
    fn an_appeal_waits_a_quarter_of_an_hour_where_somebody_is_kept_from_something_and_else_an_hour() {
        let minutes = Measure::ALL.iter().map(|measure| target(of_appeal(*measure)).as_secs() / 60);
        assert_eq!(minutes.collect::<Vec<_>>(), [60, 60, 15, 15, 15], "{:?}", Measure::ALL);
    }

    #[test]
    fn the_worse_it_is_the_sooner_it_is_due() {
        let minutes: Vec<_> = (1..=4).map(|n| target(Severity(n)).as_secs() / 60).collect();
        assert_eq!(minutes, [3, 5, 15, 60]);
    }
}
