//! Tickets and resume tokens: what a socket's `hello` carries (L13, WIRE section 1). Both are signed with one key that
//! survives a restart, say whose they are, and hold nothing secret besides their signature.
//!
//! A ticket is good once and for 30 s; it names the run of the actor that may burn it, so that one from before a take-over
//! is refused and the page joins again. A resume token is good until the session ends; the machine knows when that is.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use homeroom_protocol::ids::{DESK, PersonId, SessionId, SignInId};
use homeroom_protocol::limits::TICKET_LIFE;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use sha2::Sha256;
use uuid::Uuid;

/// Bytes of the key, and of a signature.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of a block of SHA-256.
const BLOCK_BYTES: usize = 64;
/// The first byte of a ticket; a resume token can never be one.
const TICKET: u8 = 1;
/// The first byte of a resume token.
const RESUME: u8 = 2;
/// Kind, session, person, sign-in, an instant, and two ids.
const BODY_BYTES: usize = 1 + 16 + 16 + 16 + 8 + 16 + 16;

/// What a credential says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Claims {
    pub(crate) session: SessionId,
    pub(crate) person: PersonId,
    pub(crate) sign_in: SignInId,
    /// Of a ticket when it ends, of a resume token when it was made.
    pub(crate) at: Timestamp,
    /// What makes a ticket one of a kind.
    pub(crate) nonce: Uuid,
    /// The run of the actor that may burn a ticket.
    pub(crate) book: Uuid,
}

/// The key as long as a block of SHA-256, padded with zeros as RFC 2104 says.
fn padded(key: [u8; KEY_BYTES]) -> [u8; BLOCK_BYTES] {
    let mut block = [0; BLOCK_BYTES];
    for (to, from) in block.iter_mut().zip(key) {
        *to = from;
    }
    block
}

/// Signs and checks credentials.
pub(crate) struct Credentials(Hmac<Sha256>);

impl Credentials {
    pub(crate) fn new(key: [u8; KEY_BYTES]) -> Self {
        Self(Hmac::new(&padded(key).into()))
    }

    /// A ticket that ends [`TICKET_LIFE`] after `now`.
    pub(crate) fn ticket(&self, claims: Claims, now: Timestamp) -> String {
        self.sign(TICKET, &Claims { at: now.plus(TICKET_LIFE), ..claims })
    }

    /// A resume token.
    pub(crate) fn resume_token(
        &self,
        session: SessionId,
        person: PersonId,
        sign_in: SignInId,
        now: Timestamp,
    ) -> String {
        let claims = Claims { session, person, sign_in, at: now, nonce: Uuid::nil(), book: Uuid::nil() };
        self.sign(RESUME, &claims)
    }

    /// What a ticket for `session` says, while it is good.
    pub(crate) fn read_ticket(&self, text: &str, session: SessionId, now: Timestamp) -> Result<Claims, Refusal> {
        let claims = self.read(TICKET, text).filter(|claims| claims.session == session && now < claims.at);
        claims.ok_or(Refusal::new(Code::TicketRefused))
    }

    /// What a resume token for `session` says.
    pub(crate) fn read_resume(&self, text: &str, session: SessionId) -> Result<Claims, Refusal> {
        let claims = self.read(RESUME, text).filter(|claims| claims.session == session);
        claims.ok_or(Refusal::new(Code::TicketRefused))
    }

    /// A resume token of the desk: a session's, of a session that cannot be.
    pub(crate) fn desk_token(&self, person: PersonId, sign_in: SignInId, now: Timestamp) -> String {
        self.resume_token(SessionId(DESK.0), person, sign_in, now)
    }

    /// Whose a resume token of the desk is.
    pub(crate) fn read_desk(&self, text: &str) -> Result<Principal, Refusal> {
        let claims = self.read_resume(text, SessionId(DESK.0))?;
        Ok(Principal { person: claims.person, sign_in: claims.sign_in })
    }

    fn sign(&self, kind: u8, claims: &Claims) -> String {
        let mut bytes = Vec::with_capacity(BODY_BYTES + KEY_BYTES);
        bytes.push(kind);
        for id in [claims.session.0, claims.person.0, claims.sign_in.0] {
            bytes.extend_from_slice(id.as_bytes());
        }
        bytes.extend_from_slice(&claims.at.as_millis().to_be_bytes());
        bytes.extend_from_slice(claims.nonce.as_bytes());
        bytes.extend_from_slice(claims.book.as_bytes());
        let signature = self.0.clone().chain_update(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&signature);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn read(&self, kind: u8, text: &str) -> Option<Claims> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (body, signature) = bytes.split_at_checked(BODY_BYTES)?;
        self.0.clone().chain_update(body).verify_slice(signature).ok()?;
        let (found, mut rest) = body.split_first()?;
        let (session, person, sign_in) =
            (SessionId(id(&mut rest)?), PersonId(id(&mut rest)?), SignInId(id(&mut rest)?));
        let (at, mut rest) = rest.split_first_chunk::<8>()?;
        let (nonce, book) = (id(&mut rest)?, id(&mut rest)?);
        let at = Timestamp::from_millis(i64::from_be_bytes(*at));
        (*found == kind).then_some(Claims { session, person, sign_in, at, nonce, book })
    }
}

/// The id at the front of some bytes, which is taken off.
fn id(bytes: &mut &[u8]) -> Option<Uuid> {
    let (id, left) = bytes.split_first_chunk::<16>()?;
    *bytes = left;
    Some(Uuid::from_bytes(*id))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn claims() -> Claims {
        let id = Uuid::from_u128;
        Claims {
            session: SessionId(id(1)),
            person: PersonId(id(2)),
            sign_in: SignInId(id(3)),
            at: NOW.plus(TICKET_LIFE),
            nonce: id(4),
            book: id(5),
        }
    }

    #[test]
    fn a_ticket_is_good_until_its_last_millisecond_and_not_at_its_end() {
        let credentials = Credentials::new([7; KEY_BYTES]);
        let ticket = credentials.ticket(claims(), NOW);
        let last = NOW.plus(TICKET_LIFE).minus(Duration::from_millis(1));
        assert_eq!(credentials.read_ticket(&ticket, claims().session, last).unwrap(), claims());
        let late = credentials.read_ticket(&ticket, claims().session, NOW.plus(TICKET_LIFE)).unwrap_err();
        assert_eq!(late.code, Code::TicketRefused);
    }

    #[test]
    fn neither_another_session_nor_another_kind_nor_another_key_nor_a_changed_byte_is_believed() {
        let credentials = Credentials::new([7; KEY_BYTES]);
        let ticket = credentials.ticket(claims(), NOW);
        let resume = credentials.resume_token(claims().session, claims().person, claims().sign_in, NOW);
        assert!(credentials.read_ticket(&ticket, SessionId(Uuid::from_u128(9)), NOW).is_err());
        assert!(credentials.read_ticket(&resume, claims().session, NOW).is_err());
        assert!(credentials.read_resume(&ticket, claims().session).is_err());
        assert!(Credentials::new([8; KEY_BYTES]).read_ticket(&ticket, claims().session, NOW).is_err());
        for at in 0..ticket.len() {
            let mut bytes = ticket.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let read = credentials.read_ticket(&changed, claims().session, NOW);
            // The last character carries bits that stand for nothing; what decodes to the same bytes is the same ticket.
            assert!(read.is_err() || URL_SAFE_NO_PAD.decode(&changed) == URL_SAFE_NO_PAD.decode(&ticket));
        }
    }
}
