//! The one source of randomness outside the machines.
//!
//! Secrets are the operating system's. Ids are drawn far more often, with each request and each command, and a system call
//! for each is a tenth of what an answer from memory costs; they come from a generator of each thread's own (ChaCha, seeded
//! by the operating system and again from time to time), which is as hard to guess and free.

use homeroom_protocol::time::Timestamp;
use rand::Rng;
use uuid::Uuid;

/// So many random bytes from the operating system, for secrets.
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

/// So many random bytes for an id, which nobody else has and which is no secret.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place where randomness is taken")]
pub fn id_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// A fresh id that sorts by age (UUIDv7, RFC 9562).
#[must_use]
pub fn uuid_v7(now: Timestamp) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &id_bytes::<10>()).into_uuid()
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

    #[test]
    fn no_id_is_drawn_twice_on_whatever_thread() {
        let draw = || (0..1_000).map(|_| id_bytes::<16>()).collect::<Vec<_>>();
        let drawn = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(drawn.iter().collect::<std::collections::BTreeSet<_>>().len(), drawn.len());
    }
}
