//! The bare server: what an answer costs when nothing is looked up. hyper as the server uses it, HTTP/1.1, one thread,
//! ready bytes; no routes, no sign-in, no limits, no metrics.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::spawn_local;

use crate::failure::Failure;

/// Serves until it is killed. Its port is printed first.
pub(crate) async fn serve(body: Vec<u8>) -> Result<(), Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?.port());
    let body = Bytes::from(body);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let body = body.clone();
        let answer = service_fn(move |_: Request<Incoming>| {
            let mut answer = Response::new(Full::new(body.clone()));
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            std::future::ready(Ok::<_, Infallible>(answer))
        });
        // How a connection ends is its peer's business.
        spawn_local(async move { http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await });
    }
}
