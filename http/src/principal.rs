//! Access tokens: who is asking. A JWT (RFC 7519) signed with Ed25519, five minutes long (L13).
//!
//! We alone make these tokens and we alone read them, so nothing about them is negotiable: the header has to be, byte
//! for byte, the one we write (which settles algorithm, type, key id, and that there is no `crit`, `jku` or `jwk`), the
//! signature is checked strictly, and the claims are exactly ours, each once. A token library would have to be talked
//! out of its leniency claim by claim. A token that was found good is remembered until it ends, since a client sends the
//! same one many times; time is the injected clock's.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::limits::ACCESS_TOKEN_LIFE;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::keys::Keys;
use crate::limits::{ACCESS_TOKEN_BYTES_MAX, VERIFIED_TOKENS_MAX};

/// Who makes them, and whom they are for.
const ISSUER: &str = "homeroom";
const AUDIENCE: &str = "homeroom:api";
/// How far ahead the clock of the node that made a token may be.
const CLOCK_SKEW_MAX: Duration = Duration::from_secs(5);

/// Exactly the claims a token has; unknown and repeated ones are errors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims<'a> {
    #[serde(borrow)]
    iss: Cow<'a, str>,
    #[serde(borrow)]
    aud: Cow<'a, str>,
    sub: PersonId,
    /// The sign-in.
    sid: SignInId,
    jti: Uuid,
    /// Seconds since 1970.
    iat: i64,
    nbf: i64,
    exp: i64,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

/// Makes access tokens and finds out whose they are.
pub(crate) struct AccessTokens {
    clock: Clock,
    signing: SigningKey,
    verifying: VerifyingKey,
    /// The one header there is, encoded.
    header: String,
    /// By the hash of the whole token: who, and until when.
    verified: Cache<[u8; 32], (Principal, Timestamp)>,
}

impl AccessTokens {
    pub(crate) fn new(keys: &Keys, clock: Clock) -> Self {
        let signing = SigningKey::from_bytes(&keys.access_seed);
        let verifying = signing.verifying_key();
        let key_id = Sha256::digest(verifying.as_bytes());
        let kid = URL_SAFE_NO_PAD.encode(key_id.get(..8).unwrap_or_default());
        let header = encode(&Header { alg: "EdDSA", typ: "at+jwt", kid: &kid });
        let verified = Cache::builder().max_capacity(VERIFIED_TOKENS_MAX).time_to_live(ACCESS_TOKEN_LIFE).build();
        Self { clock, signing, verifying, header, verified }
    }

    /// A token for the caller, and its end.
    pub(crate) fn mint(&self, principal: Principal) -> (String, Timestamp) {
        let now = self.clock.now();
        let seconds = now.as_millis().div_euclid(1_000);
        let exp = seconds.saturating_add(i64::try_from(ACCESS_TOKEN_LIFE.as_secs()).unwrap_or(i64::MAX));
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: principal.person,
            sid: principal.sign_in,
            jti: entropy::uuid_v7(now),
            iat: seconds,
            nbf: seconds,
            exp,
        };
        (self.sign(&self.header, &encode(&claims)), instant(exp))
    }

    /// Whose request it is.
    ///
    /// # Errors
    /// `not_signed_in` where it brings no token, or one that is not good; which of it, nobody is told.
    pub(crate) fn principal(&self, headers: &HeaderMap) -> Result<Principal, Refusal> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (first, second) = (values.next(), values.next());
        let text = first.filter(|_| second.is_none()).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (scheme, token) = text.split_once(' ').unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Code::NotSignedIn.into());
        }
        self.verify(token).ok_or_else(|| Code::NotSignedIn.into())
    }

    /// Whose a token is that came in a frame and not in a header.
    pub(crate) fn whose(&self, token: &str) -> Option<Principal> {
        self.verify(token)
    }

    fn verify(&self, token: &str) -> Option<Principal> {
        if token.len() > ACCESS_TOKEN_BYTES_MAX {
            return None;
        }
        let now = self.clock.now();
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let (principal, ends_at) = match self.verified.get(&key) {
            Some(verified) => verified,
            None => {
                let verified = self.verify_anew(token, now)?;
                self.verified.insert(key, verified);
                verified
            }
        };
        (now < ends_at).then_some(principal)
    }

    fn verify_anew(&self, token: &str, now: Timestamp) -> Option<(Principal, Timestamp)> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        if header != self.header {
            return None;
        }
        let signature: [u8; 64] = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
        self.verifying.verify_strict(message.as_bytes(), &Signature::from_bytes(&signature)).ok()?;
        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let claims: Claims<'_> = serde_json::from_slice(&payload).ok()?;
        let life = claims.exp.checked_sub(claims.nbf)?;
        let good = claims.iss == ISSUER
            && claims.aud == AUDIENCE
            && claims.iat <= claims.nbf
            && instant(claims.nbf) <= now.plus(CLOCK_SKEW_MAX)
            && life > 0
            && u64::try_from(life).ok()? <= ACCESS_TOKEN_LIFE.as_secs();
        let ends_at = instant(claims.exp);
        (good && now < ends_at).then_some((Principal { person: claims.sub, sign_in: claims.sid }, ends_at))
    }

    fn sign(&self, header: &str, payload: &str) -> String {
        let message = format!("{header}.{payload}");
        let signature = self.signing.sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds.saturating_mul(1_000))
}

fn encode(value: &impl Serialize) -> String {
    // Structs of strings, ids and numbers are always written.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap_or_default())
}

#[cfg(test)]
mod tests;
