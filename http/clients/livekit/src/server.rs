//! The media server as one node knows it: where it is, its key, and whether it answered last.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use livekit_api::services::room::RoomClient;
use secrecy::{ExposeSecret, SecretString};

/// How long one request to the room service may take. A removal has to hold within two seconds (L14), and nobody waits
/// longer for a server in the same network.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(2);

/// Where the media server is and how we prove who we are.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where we reach it: `http://` or `https://`.
    pub url: String,
    /// Where browsers reach it: `ws://` or `wss://`.
    pub public_url: String,
    /// The name of our key.
    pub key: String,
    /// The key's secret, at least 32 characters.
    pub secret: SecretString,
}

/// One media server. Shared behind an `Arc`; holds one connection pool.
pub struct MediaServer {
    pub(crate) settings: Settings,
    pub(crate) rooms: RoomClient,
    pub(crate) reachable: AtomicBool,
}

impl MediaServer {
    /// A media server that has not been asked anything yet, and so counts as unreachable until
    /// [`probe`](Self::probe) is answered.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        // Failover would ask a vendor's cloud for other regions; ours is one address.
        let rooms = RoomClient::with_api_key(&settings.url, &settings.key, settings.secret.expose_secret())
            .with_request_timeout(REQUEST_TIMEOUT)
            .with_failover(false);
        Self { settings, rooms, reachable: AtomicBool::new(false) }
    }

    /// Where browsers reach it.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.settings.public_url
    }
}

impl fmt::Debug for MediaServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaServer").field("settings", &self.settings).finish_non_exhaustive()
    }
}
