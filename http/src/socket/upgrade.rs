//! `GET /v1/classroom/{session_id}`: from a request to a socket (RFC 6455, section 4.2).
//!
//! The upgrade itself asks for no account: the first frame does, with a ticket or a resume token, so that no secret is
//! ever in a URL. What is checked here is what a stranger must not be able to take: places (L6).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use homeroom_actors::kit::entropy;
use homeroom_actors::relay::out_buffer::OutBuffer;
use homeroom_actors::session::sessions::Farewell;
use homeroom_protocol::frame::SUBPROTOCOL;
use homeroom_protocol::frame::close::Close;
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

use super::task::{Attaching, Opening, Seat, Socket};
use crate::address;
use crate::app::Shared;
use crate::call::Call;
use crate::reply::Answer;

/// When a refused socket may be tried again.
const SOCKETS_RETRY_AFTER_MS: u64 = 5_000;

pub(crate) fn handle(call: Call) -> Result<Answer, Refusal> {
    let accept = handshake(&call)?;
    call.check_origin()?;
    let session: SessionId = call.segment.parse().map_err(|_| Refusal::new(Code::NotFound))?;
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
        let Some(socket) = open(upgraded, &shared, session) else { return };
        drop(shared);
        socket.await;
        drop(places);
    });
    Ok(switching(&accept))
}

fn open(upgraded: Upgraded, shared: &Arc<Shared>, session: SessionId) -> Option<Socket> {
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else {
        tracing::error!("an upgraded connection was not a TCP stream");
        return None;
    };
    let out = OutBuffer::new(parts.io.into_inner(), shared.clock.clone());
    let opening = opening(Arc::clone(shared), session, Arc::clone(&out));
    Some(Socket::new(out, &parts.read_buf, shared.clock.clone(), opening))
}

/// What a hello leads to: a place in the class, if the person has not too many sockets already (L6).
fn opening(shared: Arc<Shared>, session: SessionId, out: Arc<OutBuffer>) -> Opening {
    Box::new(move |hello| -> Attaching {
        Box::pin(async move {
            let connection = ConnectionId(entropy::uuid_v7(shared.clock.now()));
            let Some(place) = shared.persons.take(shared.sessions.whose(session, &hello)?) else {
                let refusal = Refusal::new(Code::TooManySockets).retry_after_ms(SOCKETS_RETRY_AFTER_MS);
                return Err(Farewell { close: Close::TooMany, refusal });
            };
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

/// The value of `Sec-WebSocket-Accept` for a request that is a good handshake with our subprotocol.
fn handshake(call: &Call) -> Result<String, Refusal> {
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
        .any(|name| name.trim() == SUBPROTOCOL)
    {
        return Err(no("The subprotocol here is homeroom.v1."));
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

fn switching(accept: &str) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    if let Ok(accept) = HeaderValue::try_from(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    answer
}
