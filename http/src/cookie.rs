//! The refresh token and the cookie it lives in, which no script can read.
//!
//! A refresh token is a sign-in, a generation and an HMAC over both; nothing secret is stored. Each use turns the
//! generation on (`homeroom_storage::sign_ins::turn`), so a stolen token is worth nothing twice.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use homeroom_protocol::ids::SignInId;
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::HeaderMap;
use hyper::header::{COOKIE, HeaderValue};
use sha2::Sha256;
use uuid::Uuid;

use crate::keys::Keys;

/// `__Host-` binds it to this very host, over a secure connection only. Browsers count `http://localhost` as secure.
pub(crate) const NAME: &str = "__Host-homeroom_refresh";
/// How long a browser that is not opened keeps its sign-in; each refresh starts it anew.
const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Makes refresh tokens and finds out which they are.
pub(crate) struct RefreshTokens(Hmac<Sha256>);

impl RefreshTokens {
    pub(crate) fn new(keys: &Keys) -> Self {
        // HMAC fills a key up to its block with zeros (RFC 2104); done here, there is no length that could be wrong.
        let mut block = [0; 64];
        for (byte, key) in block.iter_mut().zip(keys.refresh) {
            *byte = key;
        }
        Self(Hmac::new(&block.into()))
    }

    /// The cookie that holds the token of this generation.
    pub(crate) fn cookie(&self, sign_in: SignInId, generation: i64) -> HeaderValue {
        set(NAME, &self.token(sign_in, generation), LIFE)
    }

    /// Which token the request's cookie holds.
    ///
    /// # Errors
    /// `not_signed_in` where there is none, or one we did not make.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Result<(SignInId, i64), Refusal> {
        find(headers, NAME).and_then(|token| self.open(token)).ok_or_else(|| Code::NotSignedIn.into())
    }

    fn token(&self, sign_in: SignInId, generation: i64) -> String {
        let mut token = said(sign_in, generation).to_vec();
        token.extend(self.0.clone().chain_update(&token).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(token)
    }

    fn open(&self, token: &str) -> Option<(SignInId, i64)> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (said, tag) = token.split_at_checked(24)?;
        self.0.clone().chain_update(said).verify_slice(tag).ok()?;
        let (sign_in, generation) = said.split_at_checked(16)?;
        Some((SignInId(Uuid::from_slice(sign_in).ok()?), i64::from_be_bytes(generation.try_into().ok()?)))
    }
}

/// The cookie that takes a refresh token away.
pub(crate) fn gone() -> HeaderValue {
    set(NAME, "", Duration::ZERO)
}

/// A cookie of ours: for this host alone, over a secure connection, out of reach of scripts and other sites.
pub(crate) fn set(name: &str, value: &str, life: Duration) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict", life.as_secs());
    // Base64 and digits are always a header's text.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

fn said(sign_in: SignInId, generation: i64) -> [u8; 24] {
    let mut said = [0; 24];
    let (id, number) = said.split_at_mut(16);
    id.copy_from_slice(sign_in.0.as_bytes());
    number.copy_from_slice(&generation.to_be_bytes());
    said
}

/// What the request's cookie of this name holds.
pub(crate) fn find<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find_map(|(name, value)| (name == wanted).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> RefreshTokens {
        RefreshTokens::new(&Keys::of([7; 32], [8; 32]))
    }

    const SIGN_IN: SignInId = SignInId(Uuid::from_u128(5));

    fn read(tokens: &RefreshTokens, cookies: &[&str]) -> Result<(SignInId, i64), Code> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, cookie.parse().unwrap());
        }
        tokens.read(&headers).map_err(|no| no.code)
    }

    #[test]
    fn a_token_is_found_again_among_other_cookies() {
        let token = tokens().token(SIGN_IN, 3);
        assert_eq!(read(&tokens(), &["a=b", &format!("c=d; {NAME}={token} ; e=f")]), Ok((SIGN_IN, 3)));
    }

    #[test]
    fn a_token_we_did_not_make_is_none() {
        let token = tokens().token(SIGN_IN, 3);
        let mut raw = URL_SAFE_NO_PAD.decode(&token).unwrap();
        raw[23] ^= 1;
        let raised = URL_SAFE_NO_PAD.encode(&raw);
        let foreign = RefreshTokens::new(&Keys::of([7; 32], [9; 32])).token(SIGN_IN, 3);
        let short = &token[..token.len() - 4];
        for bad in ["", "x", &raised, &foreign, short, &format!("{token}AAAA")] {
            assert_eq!(read(&tokens(), &[&format!("{NAME}={bad}")]), Err(Code::NotSignedIn), "{bad}");
        }
        assert_eq!(read(&tokens(), &[&format!("homeroom_refresh={token}")]), Err(Code::NotSignedIn));
        assert_eq!(read(&tokens(), &[]), Err(Code::NotSignedIn));
    }

    #[test]
    fn no_script_no_other_site_and_no_open_network_gets_the_cookie() {
        let cookie = tokens().cookie(SIGN_IN, 1);
        let text = cookie.to_str().unwrap();
        assert!(text.starts_with("__Host-homeroom_refresh="));
        for attribute in ["; Path=/;", "; Max-Age=2592000;", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(text.contains(attribute), "{attribute}");
        }
        assert!(!text.contains("Domain"));
        assert!(gone().to_str().unwrap().contains("__Host-homeroom_refresh=; Path=/; Max-Age=0; Secure"));
    }
}
