//! The scope of an idempotency key. A key is the client's; the command it stands for is made of it and of everything
//! the key may not reach across, so that the same key of another person, or for another class, is another command.

use std::fmt;

use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::HeaderMap;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::limits::IDEMPOTENCY_KEY_CHARACTERS_MAX;

/// The namespace (RFC 9562, section 6.5) of the commands that keys stand for. Never changes: the ids are in journals.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b1d_7f0e_52c4_4e0b_9a6e_3d1f_0c58_a7e2);

/// The key of a request.
///
/// # Errors
/// `idempotency_key_missing` where there is none, more than one, or one that is empty, too long or not visible ASCII.
pub(crate) fn key(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut keys = headers.get_all("idempotency-key").iter();
    let key = keys.next().and_then(|key| key.to_str().ok()).unwrap_or_default();
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_CHARACTERS_MAX || !visible || keys.next().is_some() {
        return Err(Refusal::new(Code::IdempotencyKeyMissing)
            .detail("One Idempotency-Key of 1 to 255 visible ASCII characters, e.g. a UUID."));
    }
    Ok(key)
}

/// The command a key stands for: UUIDv5 of account, method, route, what the request is about (a session, a sanction), and key.
pub(crate) fn command(person: PersonId, method: &str, route: &str, about: impl fmt::Display, key: &str) -> CommandId {
    // Only the key can hold anything, and it comes last, so no two scopes give the same text.
    let scope = format!("{person}\n{method}\n{route}\n{about}\n{key}");
    CommandId(Uuid::new_v5(&NAMESPACE, scope.as_bytes()))
}

/// What tells two bodies apart under one key: SHA-256 in hex.
pub(crate) fn digest(body: &[u8]) -> String {
    let hash: [u8; 32] = Sha256::digest(body).into();
    let (halves, _) = hash.as_chunks::<16>();
    halves.iter().map(|half| format!("{:032x}", u128::from_be_bytes(*half))).collect()
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::ids::SessionId;

    use super::*;

    #[test]
    fn a_key_reaches_across_neither_people_routes_nor_sessions() {
        let (ann, ben) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let (nine, ten) = (SessionId(Uuid::from_u128(9)), SessionId(Uuid::from_u128(10)));
        let one = command(ann, "POST", "/v1/join", nine, "k");
        assert_eq!(one, command(ann, "POST", "/v1/join", nine, "k"));
        for other in [
            command(ben, "POST", "/v1/join", nine, "k"),
            command(ann, "PUT", "/v1/join", nine, "k"),
            command(ann, "POST", "/v1/leave", nine, "k"),
            command(ann, "POST", "/v1/join", ten, "k"),
            command(ann, "POST", "/v1/join", nine, "K"),
        ] {
            assert_ne!(one, other);
        }
        assert_eq!(one.0.get_version_num(), 5);
    }

    #[test]
    fn a_key_has_1_to_255_visible_characters_and_there_is_one() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("idempotency-key", value.parse().unwrap());
            }
            key(&headers).map(str::to_owned).map_err(|no| no.code)
        };
        let longest = "k".repeat(IDEMPOTENCY_KEY_CHARACTERS_MAX);
        assert_eq!(of(&[&longest]), Ok(longest.clone()));
        for bad in [&[][..], &[""], &[" "], &["a b"], &[&format!("{longest}k")], &["a", "a"]] {
            assert_eq!(of(bad), Err(Code::IdempotencyKeyMissing), "{bad:?}");
        }
    }

    #[test]
    fn a_digest_is_the_hash_in_hex() {
        assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
