//! The one source of randomness outside the machines.

use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

/// So many random bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give, which on Linux it only says before its first seeding: nothing
/// that needs a secret may go on then.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place where randomness is taken")]
#[expect(clippy::panic, reason = "without randomness every secret would be guessable; going on is worse than ending")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes,
        Err(error) => panic!("the operating system gives no randomness: {error}"),
    }
}

/// A fresh id that sorts by age (UUIDv7, RFC 9562).
#[must_use]
pub fn uuid_v7(now: Timestamp) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes::<10>()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_later() {
        let earlier = uuid_v7(Timestamp::from_millis(1_000));
        let later = uuid_v7(Timestamp::from_millis(1_001));
        assert!(earlier < later);
        assert_eq!(later.get_version_num(), 7);
    }
}
