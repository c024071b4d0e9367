//! The keys manifests are signed with: Ed25519, strictly checked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use homeroom_protocol::pack::{PublicKey, Signed, canonical};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Refused, hex};

/// Bytes of the hash that names a key: nobody makes a second key of the same name by chance, and a signature has to
/// fit besides.
const ID_BYTES: usize = 8;

/// A key that signs.
pub struct Key(SigningKey);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is no Ed25519 key.
    #[error("this is no Ed25519 key in PEM (PKCS #8)")]
    NotPem,
    /// The text is no public key.
    #[error("this is no Ed25519 public key of 32 bytes in base64url")]
    NotPublic,
}

impl Key {
    /// The key of a secret of 32 bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a key, as this or `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(text).map(Self).map_err(|_| KeyError::NotPem)
    }

    /// The key as text, for a file that nobody else reads.
    ///
    /// # Errors
    /// Never for a key that was made here.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0.to_pkcs8_pem(LineEnding::LF).map(|pem| pem.to_string()).map_err(|_| KeyError::NotPem)
    }

    /// What others check with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        named(&self.0.verifying_key())
    }

    /// The signed document of a value, in the bytes that travel.
    pub(super) fn sign<T: Serialize>(&self, signed: T) -> Result<String, serde_json::Error> {
        let signature = self.0.sign(canonical(&signed)?.as_bytes());
        canonical(&Signed { signature: URL_SAFE_NO_PAD.encode(signature.to_bytes()), signed })
    }
}

/// A public key from its text: base64url without padding.
///
/// # Errors
/// When it is none.
pub fn public_key(text: &str) -> Result<PublicKey, KeyError> {
    read(text).map(|key| named(&key)).ok_or(KeyError::NotPublic)
}

/// Whether a key's name is the one its bytes give it.
pub(super) fn is_named_right(key: &PublicKey) -> bool {
    public_key(&key.public).is_ok_and(|named| named == *key)
}

/// Checks a signature with the one key it names.
pub(super) fn check<T: Serialize>(keys: &[PublicKey], key_id: &str, document: &Signed<T>) -> Result<(), Refused> {
    let key = keys.iter().find(|key| key.id == key_id).ok_or(Refused::UnknownKey)?;
    let key = read(&key.public).ok_or(Refused::UnknownKey)?;
    let signature = URL_SAFE_NO_PAD.decode(&document.signature).ok().and_then(|bytes| bytes.try_into().ok());
    let signature: [u8; 64] = signature.ok_or(Refused::BadSignature)?;
    let message = canonical(&document.signed).map_err(|_| Refused::NotCanonical)?;
    key.verify_strict(message.as_bytes(), &Signature::from_bytes(&signature)).map_err(|_| Refused::BadSignature)
}

fn read(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak())
}

fn named(key: &VerifyingKey) -> PublicKey {
    let hash = Sha256::digest(key.as_bytes());
    let id = hex(hash.get(..ID_BYTES).unwrap_or_default());
    PublicKey { id, public: URL_SAFE_NO_PAD.encode(key.as_bytes()) }
}
