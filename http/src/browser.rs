//! Which browser asked for a mail: a random id in a cookie, of which only the hash is stored.
//!
//! A link is good in the browser that asked for it and in no other, so whoever reads the mail elsewhere (a scanner, a
//! proxy, a forwarded copy) has nothing. The id is kept while requests of this browser can be open, so that an earlier
//! mail that comes late is still its own; a sign-in takes it away.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homeroom_actors::kit::entropy;
use homeroom_storage::sign_in_requests::REQUEST_LIFE;
use hyper::HeaderMap;
use hyper::header::HeaderValue;
use sha2::{Digest, Sha256};

use crate::cookie;

/// `__Host-`: no other host can plant one here, and so make somebody's link good in its own browser.
const NAME: &str = "__Host-homeroom_browser";
/// Bytes of an id: nobody guesses it.
const ID_BYTES: usize = 32;

/// A browser that asks.
pub(crate) struct Browser([u8; ID_BYTES]);

impl Browser {
    /// The one whose cookie the request brings.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let id = URL_SAFE_NO_PAD.decode(cookie::find(headers, NAME)?).ok()?;
        Some(Self(id.try_into().ok()?))
    }

    /// One that has not asked before.
    pub(crate) fn fresh() -> Self {
        Self(entropy::bytes())
    }

    /// What is stored of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// Its cookie, good as long as what it asks for now.
    pub(crate) fn cookie(&self) -> HeaderValue {
        cookie::set(NAME, &URL_SAFE_NO_PAD.encode(self.0), REQUEST_LIFE)
    }
}

/// The cookie that takes the id away.
pub(crate) fn gone() -> HeaderValue {
    cookie::set(NAME, "", Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use hyper::header::COOKIE;

    use super::*;

    fn read(cookie: &str) -> Option<[u8; 32]> {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        Browser::of(&headers).map(|browser| browser.hash())
    }

    #[test]
    fn a_browser_is_known_again_and_a_made_up_one_is_none() {
        let browser = Browser::fresh();
        let set = browser.cookie().to_str().unwrap().to_owned();
        assert!(
            set.starts_with("__Host-homeroom_browser=")
                && set.contains("; Max-Age=900; Secure; HttpOnly; SameSite=Strict")
        );
        let pair = set.split(';').next().unwrap();
        assert_eq!(read(pair), Some(browser.hash()));
        assert_ne!(read(pair), Some(Browser::fresh().hash()));
        for bad in [
            "__Host-homeroom_browser=",
            "__Host-homeroom_browser=AAAA",
            "homeroom_browser=AAAA",
            &format!("{pair}AAAA"),
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(gone().to_str().unwrap().contains("__Host-homeroom_browser=; Path=/; Max-Age=0"));
    }
}
