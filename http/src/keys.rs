//! The keys tokens and cookies are made with. They live in the store, so that all nodes have the same ones and a restart
//! signs nobody out.

use homeroom_actors::kit::entropy;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{Store, StoreError, keys};

/// Bytes of each key: an Ed25519 seed, and a key for HMAC-SHA-256.
const KEY_BYTES: usize = 32;

/// The keys of this crate.
pub struct Keys {
    pub(crate) access_seed: [u8; KEY_BYTES],
    pub(crate) refresh: [u8; KEY_BYTES],
    pub(crate) code: [u8; KEY_BYTES],
}

/// Why there are no keys.
#[derive(Debug)]
pub enum KeysError {
    /// The store did not give them.
    Store(StoreError),
    /// A stored key is not of the length it was made with.
    Malformed {
        /// Which one.
        name: &'static str,
    },
}

impl std::fmt::Display for KeysError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(_) => f.write_str("the store did not give the keys"),
            Self::Malformed { name } => write!(f, "the stored key `{name}` is not {KEY_BYTES} bytes long"),
        }
    }
}

impl std::error::Error for KeysError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Malformed { .. } => None,
        }
    }
}

impl Keys {
    /// The stored keys; made on the first start.
    ///
    /// # Errors
    /// When the store does not answer, or holds something else under their names.
    pub async fn load(store: &Store, now: Timestamp) -> Result<Self, KeysError> {
        Ok(Self {
            access_seed: one(store, "access_token", now).await?,
            refresh: one(store, "refresh_token", now).await?,
            code: one(store, "sign_in_code", now).await?,
        })
    }

    /// Keys made of these bytes, for tests and tools that have no store.
    #[must_use]
    pub const fn of(access_seed: [u8; KEY_BYTES], refresh: [u8; KEY_BYTES]) -> Self {
        Self { access_seed, refresh, code: refresh }
    }
}

async fn one(store: &Store, name: &'static str, now: Timestamp) -> Result<[u8; KEY_BYTES], KeysError> {
    let fresh = entropy::bytes::<KEY_BYTES>();
    let stored = keys::load_or_make(store, name, &fresh, now).await.map_err(KeysError::Store)?;
    stored.try_into().map_err(|_| KeysError::Malformed { name })
}
