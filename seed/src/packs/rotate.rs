//! New keys: a list of them, signed by one of the old.
//!
//! Lists follow each other without a gap, so that a client that was away for years walks the same way as everybody. What
//! was kept under a key that is not believed any more is no longer held against newer manifests: a thief who signed the
//! highest number there is would otherwise lock the lesson for ever (fast-forward). Files that were kept stay.

use std::collections::BTreeSet;

use homeroom_protocol::pack::{KEYS_FORMAT, KeyList, MANIFEST_BYTES_MAX, PublicKey, Signed, Trust, read_canonical};
use homeroom_protocol::time::Timestamp;

use super::{Key, Refused, key};

/// The signed list of the keys that are believed from now on, in the bytes that travel.
///
/// # Errors
/// When it could not be written.
pub fn key_list(
    old: &Key,
    version: u64,
    keys: Vec<PublicKey>,
    expires_at: Timestamp,
) -> Result<String, serde_json::Error> {
    old.sign(KeyList { expires_at, format: KEYS_FORMAT.to_owned(), key_id: old.public().id, keys, version })
}

/// What a client believes after a list of keys. The same list again changes nothing.
///
/// # Errors
/// Why the list is not believed.
pub fn rotate(trust: &Trust, bytes: &[u8], now: Timestamp) -> Result<Trust, Refused> {
    if bytes.len() > MANIFEST_BYTES_MAX {
        return Err(Refused::TooLarge);
    }
    let document: Signed<KeyList> = read_canonical(bytes).ok_or(Refused::NotCanonical)?;
    key::check(&trust.keys, &document.signed.key_id, &document)?;
    let list = document.signed;
    let names: BTreeSet<&str> = list.keys.iter().map(|key| key.id.as_str()).collect();
    let good = list.format == KEYS_FORMAT && !list.keys.is_empty() && names.len() == list.keys.len();
    if !good || !list.keys.iter().all(key::is_named_right) {
        return Err(Refused::Inconsistent);
    }
    if list.expires_at <= now {
        return Err(Refused::Expired);
    }
    if list.version == trust.keys_version && list.keys == trust.keys {
        return Ok(trust.clone());
    }
    if list.version <= trust.keys_version {
        return Err(Refused::RolledBack);
    }
    if Some(list.version) != trust.keys_version.checked_add(1) {
        return Err(Refused::KeysSkipped);
    }
    let mut kept = trust.kept.clone();
    kept.retain(|_, kept| names.contains(kept.key_id.as_str()));
    Ok(Trust { keys_version: list.version, kept, keys: list.keys })
}
