//! Media tokens: HS256 JWTs with LiveKit's claims.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::limits::MEDIA_TOKEN_LIFE;
use homeroom_protocol::permit::{Role, Sends};
use homeroom_protocol::time::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use livekit_api::access_token::{Claims, VideoGrants};
use secrecy::ExposeSecret;

use crate::rooms::sources;
use crate::{MediaError, MediaServer};

/// How far the media server's clock may be behind ours before it calls a fresh token not yet good, and either way before we
/// call its webhooks too early or too late.
pub(crate) const CLOCK_LEEWAY: Duration = Duration::from_secs(10);

/// What a token lets a person do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pass {
    /// Who.
    pub person: PersonId,
    /// On which device: until devices have keys, a sign-in.
    pub device: SignInId,
    /// What they are in the class: the page finds the teacher's picture by it.
    pub role: Role,
    /// Into the room of which session.
    pub session: SessionId,
    /// What they may send.
    pub sends: Sends,
    /// Whether they may see and hear the others.
    pub can_subscribe: bool,
}

/// A signed token and when it ends.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaToken {
    /// The JWT.
    pub token: String,
    /// When it ends: the room has to be entered before.
    pub expires_at: Timestamp,
}

impl fmt::Debug for MediaToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// What LiveKit calls a person on a device. One person's two devices are two, so that putting one out leaves the other.
#[must_use]
pub fn identity(person: PersonId, device: SignInId) -> String {
    format!("{person}:{device}")
}

/// Whose connection it is that LiveKit calls so; `None` for what is none of ours.
#[must_use]
pub fn person_of(identity: &str) -> Option<PersonId> {
    owner_of(identity).map(|(person, _)| person)
}

/// The same, and on which device.
#[must_use]
pub fn owner_of(identity: &str) -> Option<(PersonId, SignInId)> {
    let (person, device) = identity.split_once(':')?;
    Some((person.parse().ok()?, device.parse().ok()?))
}

impl MediaServer {
    /// Signs a token that is good from now for [`MEDIA_TOKEN_LIFE`]. It carries no name: names are the class's, and
    /// LiveKit needs none.
    ///
    /// # Errors
    /// `Unsigned` when the secret is no key.
    pub fn token(&self, pass: &Pass, now: Timestamp) -> Result<MediaToken, MediaError> {
        let expires_at = now.plus(MEDIA_TOKEN_LIFE);
        let claims = Claims {
            iss: self.settings.key.clone(),
            sub: identity(pass.person, pass.device),
            nbf: seconds(now.minus(CLOCK_LEEWAY)),
            exp: seconds(expires_at),
            video: VideoGrants {
                room_join: true,
                room: pass.session.to_string(),
                can_publish: Some(pass.sends != Sends::default()),
                can_publish_sources: sources(pass.sends)
                    .iter()
                    .map(|source| source.as_str_name().to_lowercase())
                    .collect(),
                can_subscribe: Some(pass.can_subscribe),
                // What is said in a class goes through the class, where it can be kept, held and removed.
                can_publish_data: Some(false),
                can_update_own_metadata: Some(false),
                ..VideoGrants::default()
            },
            attributes: HashMap::from([("role".to_owned(), pass.role.as_str().to_owned())]),
            ..Claims::default()
        };
        let key = EncodingKey::from_secret(self.settings.secret.expose_secret().as_bytes());
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(MediaError::Unsigned)?;
        Ok(MediaToken { token, expires_at })
    }
}

/// Seconds since 1970, as JWTs count (RFC 7519, section 2).
fn seconds(instant: Timestamp) -> usize {
    usize::try_from(instant.as_millis().div_euclid(1_000)).unwrap_or(0)
}
