//! Requests to the server, one connection each, and their answers.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use homeroom_protocol::refusal::Problem;
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HOST, SET_COOKIE};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

use crate::clock::within;
use crate::wire;

/// The name of the cookie with the refresh token.
pub const REFRESH_COOKIE: &str = "__Host-homeroom_refresh";
/// An answer that takes longer than this, even from a server whose database is away, is a fault.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The body of a good answer; that it is good is worth asking for alone.
    pub fn good<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem of a refusal.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let problem: Problem = serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()));
        assert_eq!(problem.status, self.status);
        problem
    }

    /// The refresh token this answer sets, where it sets one.
    #[must_use]
    pub fn refresh_token(&self) -> Option<String> {
        self.cookie(REFRESH_COOKIE)
    }

    /// The value of a cookie this answer sets, where it sets one.
    #[must_use]
    pub fn cookie(&self, wanted: &str) -> Option<String> {
        let cookies = self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        pairs.filter(|(name, _)| *name == wanted).map(|(_, token)| token.to_owned()).next()
    }

    /// Its status and its body, for whoever reads why a test failed.
    pub fn text(&self) -> String {
        format!("{}: {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

/// One request. A JSON body goes with the header that says so.
#[derive(Clone, Debug)]
pub struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Bytes>,
}

impl Ask {
    /// `GET`.
    #[must_use]
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), headers: Vec::new(), body: None }
    }

    /// `POST`, so far without a body.
    #[must_use]
    pub fn post(path: &str) -> Self {
        Self { method: "POST", ..Self::get(path) }
    }

    /// `PUT`.
    #[must_use]
    pub fn put(path: &str) -> Self {
        Self { method: "PUT", ..Self::get(path) }
    }

    /// `DELETE`.
    #[must_use]
    pub fn delete(path: &str) -> Self {
        Self { method: "DELETE", ..Self::get(path) }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a body of JSON.
    #[must_use]
    pub fn json(self, body: impl Into<Bytes>) -> Self {
        Self { body: Some(body.into()), ..self.header("content-type", "application/json") }
    }

    /// Asks, and holds the answer against the document.
    pub async fn send(self, server: SocketAddr) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        within(ANSWER_PATIENCE, &what, self.try_send(server)).await.unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Asks a server that may not be there.
    ///
    /// # Errors
    /// When the connection cannot be made, or breaks before the whole answer is here.
    pub async fn try_send(self, server: SocketAddr) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let (method, path) = (self.method, self.path.clone());
        let answer = self.exchange(server).await?;
        let content_type = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        wire::check_answer(method, &path, answer.status, content_type, &answer.body);
        Ok(answer)
    }

    /// Asks for what is in no document: pages, and what only developers see.
    ///
    /// # Errors
    /// As [`try_send`](Self::try_send).
    pub async fn exchange(self, server: SocketAddr) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(server).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(connection);
        let mut request = Request::builder().method(self.method).uri(&self.path).header(HOST, server.to_string());
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(self.body.unwrap_or_default()))?;
        let (parts, body) = sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        driver.abort();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}
