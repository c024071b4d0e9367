//! One TCP connection: which HTTP it speaks, its limits (L1, L10), and its end.
//!
//! The version is found by looking at the first bytes rather than by hyper-util's builder, for two reasons: that one
//! waits for ever for a peer that says nothing, and it does not give the stream back after a timeout, so a peer that
//! trickles its headers could not be told 408.

use std::pin::{Pin, pin};
use std::sync::Arc;

use bytes::Bytes;
use homeroom_protocol::limits::{HEADER_BYTES_MAX, HEADER_READ_TIMEOUT, HEADERS_MAX};
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::app::Shared;
use crate::call::trace_id;
use crate::limits::{H2_ALIVE, H2_PENDING_RESETS_MAX, H2_STREAMS_MAX, H2_WINDOW_BYTES, STOP_GRACE};
use crate::listener::{Peer, stopped};
use crate::router;

/// How an h2 connection with prior knowledge begins (RFC 9113, section 3.4).
const H2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The parser's buffer, bytes: large enough that the header limit, not the buffer, is what headers run into.
const H1_BUFFER_BYTES_MAX: usize = 2 * HEADER_BYTES_MAX;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    H1,
    H2,
}

/// Serves one connection until it ends, is upgraded, or the node stops.
pub(crate) async fn run(stream: TcpStream, peer: Peer, shared: Arc<Shared>, stopping: watch::Receiver<bool>) {
    // A peer that says nothing gets no answer: it is not known what it speaks.
    let Ok(Ok(version)) = timeout(HEADER_READ_TIMEOUT, version(&stream)).await else { return };
    match version {
        Version::H1 => h1(stream, peer, shared, stopping).await,
        // In a box: an h2 connection is large, and every h1 connection would carry the room for one.
        Version::H2 => Box::pin(h2(stream, peer, shared, stopping)).await,
    }
}

/// Looks at the first bytes without taking them.
async fn version(stream: &TcpStream) -> std::io::Result<Version> {
    let mut seen = [0; H2_PREFACE.len()];
    loop {
        let count = stream.peek(&mut seen).await?;
        let begun = seen.get(..count).unwrap_or_default();
        if count == 0 || !H2_PREFACE.starts_with(begun) {
            return Ok(Version::H1);
        }
        if count == H2_PREFACE.len() {
            return Ok(Version::H2);
        }
        // Part of the preface: the rest is on its way, and looking again at once would only spin.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn h1(stream: TcpStream, peer: Peer, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let service = service_fn(move |request: Request<Incoming>| router::answer(Arc::clone(&shared), peer, request));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_TIMEOUT)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEADER_BYTES_MAX)
        .max_buf_size(H1_BUFFER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = stopped(&mut stopping) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            timeout(STOP_GRACE, &mut connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended
        && error.is_timeout()
        && let Some(parts) = connection.into_parts()
        && !parts.read_buf.is_empty()
    {
        // Headers that trickle are answered; a kept connection that is merely idle just ends.
        let mut stream = parts.io.into_inner();
        let _ = timeout(STOP_GRACE, stream.write_all(&request_timeout())).await;
        let _ = stream.shutdown().await;
    }
}

async fn h2(stream: TcpStream, peer: Peer, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let service = service_fn(move |request: Request<Incoming>| router::answer(Arc::clone(&shared), peer, request));
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(H2_STREAMS_MAX)
        .max_pending_accept_reset_streams(H2_PENDING_RESETS_MAX)
        .max_local_error_reset_streams(H2_PENDING_RESETS_MAX)
        .max_header_list_size(u32::try_from(HEADER_BYTES_MAX).unwrap_or(u32::MAX))
        .initial_stream_window_size(H2_WINDOW_BYTES)
        .initial_connection_window_size(H2_WINDOW_BYTES)
        .keep_alive_interval(H2_ALIVE)
        .keep_alive_timeout(H2_ALIVE)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // How a connection ends is the peer's business; requests have their own log lines.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stopped(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            let _ = timeout(STOP_GRACE, connection).await;
        }
    }
}

/// The whole answer to a request whose headers did not arrive in time.
fn request_timeout() -> Bytes {
    let problem = Refusal::new(Code::RequestTimeout).problem(Some(trace_id()));
    let body = serde_json::to_string(&problem).unwrap_or_default();
    Bytes::from(format!(
        "HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    ))
}
