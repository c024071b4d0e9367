//! HTTP/2 with prior knowledge, on the same port.

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http2;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use crate::world::{World, world};

async fn ask(world: &World, method: &str, path: &str, headers: &[(String, String)]) -> Response<hyper::body::Incoming> {
    let stream = TcpStream::connect(world.address).await.unwrap();
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(format!("http://{}{path}", world.address));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn the_routes_are_there_over_h2_with_the_same_limits_and_origins() {
    let world = world().await;
    assert_eq!(ask(&world, "GET", "/livez", &[]).await.status(), 200);
    let headers = |count: usize| (0..count).map(|n| pair(&format!("x-{n}"), "y")).collect::<Vec<_>>();
    assert_eq!(ask(&world, "GET", "/livez", &headers(64)).await.status(), 200);
    assert_eq!(ask(&world, "GET", "/livez", &headers(65)).await.status(), 431);
    let from = |origin: String| [pair("origin", &origin)];
    let own = ask(&world, "POST", "/v1/auth/refresh", &from(format!("http://{}", world.address))).await;
    assert_eq!(own.status(), 401, "our own page, which has no cookie");
    let other = ask(&world, "POST", "/v1/auth/refresh", &from("http://evil.example".to_owned())).await;
    assert_eq!(other.status(), 403);
    let socket = ask(&world, "GET", &format!("/v1/classroom/{}", world.session), &[]).await;
    assert_eq!(socket.status(), 400, "sockets are opened over HTTP/1.1");
}
