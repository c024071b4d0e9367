//! When to ping, and when silence means that nobody is there (L12). A value, so that its limits are tested as one.

use homeroom_protocol::limits::{DEAD_AFTER, HEARTBEAT};
use homeroom_protocol::time::Timestamp;

/// The heartbeat of one socket.
pub(super) struct Heart {
    heard_at: Timestamp,
    ping_at: Timestamp,
}

/// What is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Due {
    Nothing,
    Ping,
    /// Nothing was heard for too long.
    Dead,
}

impl Heart {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { heard_at: now, ping_at: now.plus(HEARTBEAT) }
    }

    /// The peer sent something.
    pub(super) fn heard(&mut self, now: Timestamp) {
        self.heard_at = now;
    }

    /// When something is due next.
    pub(super) fn next(&self) -> Timestamp {
        self.ping_at.min(self.heard_at.plus(DEAD_AFTER))
    }

    /// What is due now. A ping that is due is taken as sent; those that were missed meanwhile are not made up for.
    pub(super) fn due(&mut self, now: Timestamp) -> Due {
        if self.heard_at.plus(DEAD_AFTER) <= now {
            return Due::Dead;
        }
        if self.ping_at <= now {
            self.ping_at = now.plus(HEARTBEAT);
            return Due::Ping;
        }
        Due::Nothing
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_000);
    const MILLI: Duration = Duration::from_millis(1);

    #[test]
    fn a_ping_is_due_every_twenty_seconds_and_not_a_millisecond_before() {
        let mut heart = Heart::new(START);
        assert_eq!(heart.due(START.plus(HEARTBEAT - MILLI)), Due::Nothing);
        assert_eq!(heart.due(START.plus(HEARTBEAT)), Due::Ping);
        assert_eq!(heart.due(START.plus(HEARTBEAT)), Due::Nothing);
        assert_eq!(heart.next(), START.plus(HEARTBEAT * 2));
    }

    #[test]
    fn forty_five_seconds_of_silence_are_death_and_a_millisecond_less_is_not() {
        let mut heart = Heart::new(START);
        assert_eq!(heart.due(START.plus(DEAD_AFTER - MILLI)), Due::Ping);
        assert_eq!(heart.next(), START.plus(DEAD_AFTER));
        assert_eq!(heart.due(START.plus(DEAD_AFTER)), Due::Dead);
        heart.heard(START.plus(MILLI));
        assert_ne!(heart.due(START.plus(DEAD_AFTER)), Due::Dead);
    }
}
