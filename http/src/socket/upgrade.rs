//! `GET /v1/classroom/{session_id}` and `GET /v1/desk`: from a request to a socket (RFC 6455, section 4.2).
//!
//! The upgrade itself asks for no account: the first frame does, with a ticket, an access token or a resume token, so that no secret is
//! ever in a URL. What is checked here is what a stranger must not be able to take: places (L6).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use homeroom_actors::kit::entropy;
use homeroom_actors::relay::out_buffer::OutBuffer;
use homeroom_actors::session::sessions::Farewell;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::desk::client::DeskHello;
use homeroom_protocol::ids::{ConnectionId, SessionId};
use homeroom_protocol::refusal::{Code, Refusal};
use http_body_util::Full;
use hyper::header::{
    CONNECTION, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::upgrade::Upgraded;
use hyper::{HeaderMap, Request, Response, StatusCode, Version};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tungstenite::handshake::derive_accept_key;

use super::speech::{Classroom, Desk, Speech};
use super::task::{Attaching, Opening, Seat, Socket};
use crate::address;
use crate::app::Shared;
use crate::call::Call;
use crate::reply::Answer;

/// When a refused socket may be tried again.
const SOCKETS_RETRY_AFTER_MS: u64 = 5_000;

/// The socket of a class.
pub(crate) fn classroom(call: Call) -> Result<Answer, Refusal> {
    let session: SessionId = call.segment.parse().map_err(|_| Refusal::new(Code::NotFound))?;
    upgrade::<Classroom>(call, move |shared, out| opening(shared, session, out))
}

/// The socket of the desk.
pub(crate) fn desk(call: Call) -> Result<Answer, Refusal> {
    upgrade::<Desk>(call, desk_opening)
}

fn upgrade<S: Speech>(
    call: Call,
    opens: impl FnOnce(Arc<Shared>, Arc<OutBuffer>) -> Opening<S> + Send + 'static,
) -> Result<Answer, Refusal> {
    let accept = handshake(&call, S::SUBPROTOCOL)?;
    call.check_origin()?;
    let shared = Arc::clone(&call.shared);
    let no_place = || Refusal::new(Code::TooManySockets).retry_after_ms(SOCKETS_RETRY_AFTER_MS);
    let places = (
        shared.addresses.take(address::counted(call.client())).ok_or_else(no_place)?,
        shared.sockets.enter().ok_or_else(no_place)?,
    );
    let upgrade = hyper::upgrade::on(Request::from_parts(call.parts, ()));
    tokio::spawn(async move {
        // A peer that is gone before the upgrade leaves its places here.
        let Ok(upgraded) = upgrade.await else { return };
        let Some(socket) = open::<S>(upgraded, &shared, opens) else { return };
        drop(shared);
        socket.await;
        drop(places);
    });
    Ok(switching(&accept, S::SUBPROTOCOL))
}

fn open<S: Speech>(
    upgraded: Upgraded,
    shared: &Arc<Shared>,
    opens: impl FnOnce(Arc<Shared>, Arc<OutBuffer>) -> Opening<S>,
) -> Option<Socket<S>> {
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else {
        tracing::error!("an upgraded connection was not a TCP stream");
        return None;
    };
    let out = OutBuffer::new(parts.io.into_inner(), shared.clock.clone());
    let opening = opens(Arc::clone(shared), Arc::clone(&out));
    Some(Socket::new(out, &parts.read_buf, shared.clock.clone(), opening))
}

/// What a hello leads to at the desk: a moderator, by the token that REST takes, or by the one of the last welcome.
fn desk_opening(shared: Arc<Shared>, out: Arc<OutBuffer>) -> Opening<Desk> {
    Box::new(move |hello| -> Attaching<Desk> {
        Box::pin(async move {
            let connection = ConnectionId(entropy::uuid_v7(shared.clock.now()));
            let (principal, after) = match hello {
                DeskHello::SignedIn { access_token } => {
                    let principal = shared.access.whose(&access_token);
                    let not_signed_in =
                        || Farewell { close: Close::NotWelcome, refusal: Refusal::new(Code::NotSignedIn) };
                    (principal.ok_or_else(not_signed_in)?, None)
                }
                DeskHello::Resume { resume_token, after } => (shared.desk.whose(&resume_token)?, Some(after)),
            };
            let place = shared.persons.take(principal.person).ok_or_else(too_many)?;
            let attached = shared.desk.attach(principal, after, connection, out).await?;
            let seat: Seat<Desk> = Box::new(move |frame| {
                // The place is held for as long as requests can come.
                let _held = &place;
                attached.request(frame)
            });
            Ok(seat)
        })
    })
}

fn too_many() -> Farewell {
    let refusal = Refusal::new(Code::TooManySockets).retry_after_ms(SOCKETS_RETRY_AFTER_MS);
    Farewell { close: Close::TooMany, refusal }
}

/// What a hello leads to: a place in the class, if the person has not too many sockets already (L6).
fn opening(shared: Arc<Shared>, session: SessionId, out: Arc<OutBuffer>) -> Opening {
    Box::new(move |hello| -> Attaching {
        Box::pin(async move {
            let connection = ConnectionId(entropy::uuid_v7(shared.clock.now()));
            let place = shared.persons.take(shared.sessions.whose(session, &hello)?).ok_or_else(too_many)?;
            let attached = shared.sessions.attach(session, hello, connection, out).await?;
            let seat: Seat = Box::new(move |frame| {
                // The place is held for as long as requests can come.
                let _held = &place;
                attached.request(frame)
            });
            Ok(seat)
        })
    })
}

/// The value of `Sec-WebSocket-Accept` for a request that is a good handshake with a subprotocol of ours.
fn handshake(call: &Call, subprotocol: &'static str) -> Result<String, Refusal> {
    let headers = &call.parts.headers;
    let no = |detail: &'static str| Refusal::new(Code::Malformed).detail(detail);
    if call.parts.version != Version::HTTP_11 || !has(headers, &UPGRADE, "websocket") {
        return Err(no("This address takes a WebSocket upgrade over HTTP/1.1."));
    }
    if !has(headers, &CONNECTION, "upgrade") || headers.get(SEC_WEBSOCKET_VERSION).is_none_or(|value| value != "13") {
        return Err(no("A WebSocket upgrade has Connection: Upgrade and Sec-WebSocket-Version: 13."));
    }
    if !headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|name| name.trim() == subprotocol)
    {
        return Err(Refusal::new(Code::Malformed).detail(format!("The subprotocol here is {subprotocol}.")));
    }
    let key = headers.get(SEC_WEBSOCKET_KEY).map(HeaderValue::as_bytes).unwrap_or_default();
    if STANDARD.decode(key).map_or(0, |nonce| nonce.len()) != 16 {
        return Err(no("Sec-WebSocket-Key is 16 bytes in base64."));
    }
    Ok(derive_accept_key(key))
}

/// Whether a header that is a list holds this token.
fn has(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let lists = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|one| one.trim().eq_ignore_ascii_case(token))
}

fn switching(accept: &str, subprotocol: &'static str) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(subprotocol));
    if let Ok(accept) = HeaderValue::try_from(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    answer
}
