//! Packs: sealing them, and checking them before anything of them is kept.
//!
//! The same code signs and checks, so the two cannot drift apart; a client needs [`verify()`], [`rotate()`] and [`folder`]
//! alone, and none of them asks for the time, a random number or a network.

pub mod folder;
mod key;
mod refused;
mod rotate;
mod seal;
mod verify;

pub use key::{Key, KeyError, public_key};
pub use refused::Refused;
pub use rotate::{key_list, rotate};
pub use seal::{Pack, SealError, seal};
pub use verify::{Verified, Wanted, manifest, verify};

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, in hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
