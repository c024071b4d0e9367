//! One connection that asks over HTTP/1.1 and reads the answer: just what the requests of this load need.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::failure::Failure;

/// Bytes read at once.
const READ_BYTES: usize = 8 * 1024;
/// How long whoever is told to come again waits.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(250);
/// How often anybody tries.
const TRIES_MAX: usize = 20;

/// A connection that is kept.
pub(crate) struct Web {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Web {
    pub(crate) async fn connect(server: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, unread: Vec::new() })
    }

    /// Sends a whole request and reads its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        self.write(request).await?;
        let head = loop {
            if let Some(head) = head(&self.unread) {
                break head?;
            }
            self.read().await?;
        };
        while self.unread.len() < head.bytes + head.body_bytes {
            self.read().await?;
        }
        let body = self.unread.get(head.bytes..head.bytes + head.body_bytes).unwrap_or_default().to_vec();
        self.unread.drain(..head.bytes + head.body_bytes);
        Ok(Answer { status: head.status, body })
    }

    /// Asks, and takes nothing but a good answer's body. What is told to come again does, under the same key, as a page
    /// would; a server that goes on saying so is broken.
    pub(crate) async fn good(&mut self, request: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut tries = 0;
        loop {
            let Answer { status, body } = self.ask(request).await?;
            tries += 1;
            match status {
                200..300 => return Ok(body),
                503 if tries < TRIES_MAX => tokio::time::sleep(TRY_AGAIN_AFTER).await,
                _ => {
                    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
                    let (line, body) = (String::from_utf8_lossy(line), String::from_utf8_lossy(&body));
                    return Err(Failure::new(format!("{line} was answered {status}: {body}")));
                }
            }
        }
    }

    /// Sends bytes as they are.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// Reads some more.
    pub(crate) async fn read(&mut self) -> Result<(), Failure> {
        self.unread.reserve(READ_BYTES);
        match self.stream.read_buf(&mut self.unread).await? {
            0 => Err(Failure::new("the server closed a connection")),
            _ => Ok(()),
        }
    }

    /// What has come and was not taken yet.
    pub(crate) fn unread(&self) -> &[u8] {
        &self.unread
    }

    /// Takes all that has come but the last so many bytes.
    pub(crate) fn keep(&mut self, last: usize) {
        self.unread.drain(..self.unread.len().saturating_sub(last));
    }

    /// The stream, and the last so many bytes of what has come.
    pub(crate) fn into_parts(mut self, last: usize) -> (TcpStream, Vec<u8>) {
        self.keep(last);
        (self.stream, self.unread)
    }
}

/// A POST with a JSON body; `headers` end with a line's end each.
pub(crate) fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// A GET.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Head {
    status: u16,
    /// Bytes of the head itself.
    bytes: usize,
    body_bytes: usize,
}

/// The head of an answer; `None` where it is not whole yet. Our servers always say the length.
fn head(bytes: &[u8]) -> Option<Result<Head, Failure>> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let Some(status) = first.split(' ').nth(1).and_then(|status| status.parse().ok()) else {
        return Some(Err(Failure::new(format!("no answer begins with `{first}`"))));
    };
    let length = lines.filter_map(|line| line.split_once(':'));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).last();
    let body_bytes = length.and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0);
    Some(Ok(Head { status, bytes: end + 4, body_bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: x\r\nContent-Length: 12\r\n\r\nhello";
        for cut in 0..answer.len() - 5 {
            assert!(head(&answer[..cut]).is_none(), "{cut}");
        }
        let read = head(answer).unwrap().unwrap();
        assert_eq!(read, Head { status: 200, bytes: answer.len() - 5, body_bytes: 12 });
        let upgraded = head(b"HTTP/1.1 101 Switching Protocols\r\n\r\n").unwrap().unwrap();
        assert_eq!((upgraded.status, upgraded.body_bytes), (101, 0));
        assert!(head(b"SSH-2.0-x\r\n\r\n").unwrap().is_err());
    }
}
