//! Mails: whoever asks for one and gets it, from the outbox of a server or from a mail server of ours.

use std::net::SocketAddr;
use std::time::Duration;

use homeroom_protocol::rest::auth::{LinkAsked, MagicLink, Redeem};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::clock::until;
use crate::web::{Answer, Ask};

/// The name of the cookie that says which browser asked.
pub const BROWSER_COOKIE: &str = "__Host-homeroom_browser";
/// A mail is there well within this, tries after failures not counted.
const MAIL_PATIENCE: Duration = Duration::from_secs(10);

/// A mail, as far as somebody signs in with it.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The link.
    pub link: String,
    /// The secret in it.
    pub secret: String,
    /// The code, as it is written.
    pub code: String,
}

impl Mail {
    /// Reads the text of one.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let link = text.lines().find(|line| line.starts_with("http")).expect("a link").trim().to_owned();
        let secret = link.split_once("#link=").expect("a secret in its fragment").1.to_owned();
        let code = text.lines().find_map(|line| line.strip_prefix("Your code:")).expect("a code").trim().to_owned();
        Self { link, secret, code }
    }
}

/// A browser that has asked for a mail.
#[derive(Clone, Debug)]
pub struct Browser {
    server: SocketAddr,
    /// What its cookie holds.
    pub cookie: String,
}

impl Browser {
    /// Asks for a mail, and is told that one is on its way.
    pub async fn asks(server: SocketAddr, email: &str) -> Self {
        let body = serde_json::to_vec(&MagicLink { email: email.to_owned(), session_id: None }).unwrap();
        let answer = Ask::post("/v1/auth/magic-link").json(body).send(server).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        let asked: LinkAsked = serde_json::from_slice(&answer.body).unwrap();
        assert!(asked.again_at < asked.expires_at);
        Self { server, cookie: answer.cookie(BROWSER_COOKIE).expect("a cookie") }
    }

    /// Presents what a mail brought.
    pub async fn redeems(&self, what: &Redeem) -> Answer {
        let ask = Ask::post("/v1/auth/magic-link/redeem").json(serde_json::to_vec(what).unwrap());
        ask.header("cookie", format!("{BROWSER_COOKIE}={}", self.cookie)).send(self.server).await
    }
}

/// The newest mail to an address in the server's outbox.
pub async fn outbox(server: SocketAddr, email: &str) -> Mail {
    until(MAIL_PATIENCE, "the mail is in the outbox", async || {
        let answer = Ask::get("/outbox").header("accept", "application/json").exchange(server).await.unwrap();
        let mails: Value = serde_json::from_slice(&answer.body).unwrap();
        let mail = mails.as_array().unwrap().iter().find(|mail| mail["to"] == email)?;
        Some(Mail::read(mail["text"].as_str().unwrap()))
    })
    .await
}

/// A mail server that takes everything.
pub struct MailServer {
    mails: mpsc::UnboundedReceiver<String>,
}

impl MailServer {
    /// Listens at an address.
    pub async fn listen(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let (taken, mails) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(speak(stream, taken.clone()));
            }
        });
        Self { mails }
    }

    /// The next mail, as it came over the wire, with the lines that its encoding broke put together again.
    pub async fn next(&mut self, patience: Duration) -> String {
        let mail = tokio::time::timeout(patience, self.mails.recv()).await.expect("a mail in time").unwrap();
        mail.replace("=\n", "").replace("=3D", "=")
    }

    /// Whether no mail comes for so long.
    pub async fn is_quiet(&mut self, patience: Duration) -> bool {
        tokio::time::timeout(patience, self.mails.recv()).await.is_err()
    }
}

/// Just enough SMTP (RFC 5321) for a client that says nothing unusual.
async fn speak(stream: TcpStream, taken: mpsc::UnboundedSender<String>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail: Option<String> = None;
    // A client that is gone is no matter of ours.
    let _ = write.write_all(b"220 here\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let reply = match (&mut mail, line.as_str()) {
            (Some(_), ".") => {
                let _ = taken.send(mail.take().unwrap_or_default());
                "250 taken\r\n"
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
                continue;
            }
            (None, "DATA") => {
                mail = Some(String::new());
                "354 go on\r\n"
            }
            (None, _) => "250 ok\r\n",
        };
        let _ = write.write_all(reply.as_bytes()).await;
    }
}
