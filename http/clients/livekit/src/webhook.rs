//! Webhooks: what the media server tells us by itself. It signs them with our key: the header `Authorization` is a JWT
//! whose claim `sha256` is the hash of the body, byte for byte.
//!
//! LiveKit's library would check it by the machine's clock; here time is an argument. What a webhook says is a hint: they
//! come late, twice, in another order, or not at all.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use homeroom_protocol::time::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::token::CLOCK_LEEWAY;
use crate::{MediaServer, Present};

/// What a webhook says, as far as we listen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    /// The event's id: the same when it is delivered again.
    pub id: String,
    /// What happened.
    pub kind: WebhookKind,
    /// In which room.
    pub room: String,
    /// To whom; `None` where it is about no participant.
    pub participant: Option<Present>,
    /// When, in whole seconds of the media server's clock.
    pub at: Timestamp,
}

/// What happened in a media room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WebhookKind {
    /// Somebody came in.
    Joined,
    /// Somebody is gone, whether they went or were lost.
    Left,
    /// Something we have no use for.
    Other,
}

/// Why a webhook is not believed, or not understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WebhookError {
    /// It is not signed with our key, the signature is of another body, or too old.
    #[error("the webhook is not signed by our media server")]
    NotSigned,
    /// It is signed, and is no event.
    #[error("the webhook cannot be read")]
    NotRead,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    sha256: String,
}

impl MediaServer {
    /// Checks whose a webhook is.
    ///
    /// # Errors
    /// `NotSigned`; which of its reasons, nobody is told.
    pub fn check_webhook(&self, authorization: &str, body: &[u8], now: Timestamp) -> Result<(), WebhookError> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The times are checked here, by the clock that was given.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let key = DecodingKey::from_secret(self.settings.secret.expose_secret().as_bytes());
        let claims = decode::<Claims>(authorization, &key, &validation).map_err(|_| WebhookError::NotSigned)?.claims;
        let instant = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1_000));
        let in_time = now <= instant(claims.exp).plus(CLOCK_LEEWAY)
            && claims.nbf.is_none_or(|begins| now.plus(CLOCK_LEEWAY) >= instant(begins));
        let of_this_body = STANDARD.decode(&claims.sha256).is_ok_and(|hash| hash == Sha256::digest(body).as_slice());
        if claims.iss == self.settings.key && in_time && of_this_body { Ok(()) } else { Err(WebhookError::NotSigned) }
    }
}

impl Webhook {
    /// Reads a webhook whose signature was found good.
    ///
    /// # Errors
    /// `NotRead` where it is no event with an id.
    pub fn read(body: &[u8]) -> Result<Self, WebhookError> {
        let event: Value = serde_json::from_slice(body).map_err(|_| WebhookError::NotRead)?;
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = text("/id");
        if id.is_empty() || id.len() > ID_BYTES_MAX {
            return Err(WebhookError::NotRead);
        }
        let kind = match event.get("event").and_then(Value::as_str) {
            Some("participant_joined") => WebhookKind::Joined,
            Some("participant_left" | "participant_connection_aborted") => WebhookKind::Left,
            Some(_) => WebhookKind::Other,
            None => return Err(WebhookError::NotRead),
        };
        let participant = event.get("participant").filter(|value| value.is_object()).map(|_| Present {
            connection: text("/participant/sid"),
            identity: text("/participant/identity"),
            from: Present::since(
                number(event.pointer("/participant/joinedAtMs")),
                number(event.pointer("/participant/joinedAt")),
            ),
            sends: None,
        });
        let at = Timestamp::from_millis(number(event.get("createdAt")).saturating_mul(1_000));
        Ok(Self { id, kind, room: text("/room/name"), participant, at })
    }
}

/// Bytes of the longest id of an event that is one; LiveKit's have 15.
const ID_BYTES_MAX: usize = 200;

/// A number as Protobuf's JSON writes it: 64 bits are a string there.
fn number(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::String(text)) => text.parse().unwrap_or(0),
        Some(Value::Number(number)) => number.as_i64().unwrap_or(0),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => 0,
    }
}
