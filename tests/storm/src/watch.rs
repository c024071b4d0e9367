//! Time and ids of the load. Nothing is decided by them but when to send, and no two runs share a database, so a count
//! is unique enough for an id.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

static IDS: AtomicU64 = AtomicU64::new(0);

/// The stopwatch.
#[expect(clippy::disallowed_methods, reason = "a load generator's stopwatch is the real one")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The time of day, for rows that are planted.
#[expect(clippy::disallowed_methods, reason = "planted sessions have to be live for a server with a real clock")]
pub(crate) fn timestamp() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// An id nobody else in this run has: a UUIDv7 with a count where the randomness would be.
pub(crate) fn id() -> Uuid {
    let millis = u64::try_from(timestamp().as_millis()).unwrap_or(0);
    let count = IDS.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let mut bytes = [0; 10];
    bytes.iter_mut().skip(2).zip(count).for_each(|(byte, of_count)| *byte = of_count);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// Microseconds as the figures show them.
pub(crate) fn micros(span: Duration) -> f64 {
    span.as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_in_one_millisecond_differ() {
        let ids: std::collections::BTreeSet<_> = (0..10_000).map(|_| id()).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
