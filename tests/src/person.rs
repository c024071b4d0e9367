//! A person with a browser: signed in, with an access token and a refresh cookie.

use std::net::SocketAddr;

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::rest::auth::{Redeem, SignedIn};
use homeroom_protocol::rest::join::{Join, Joined, OtherDevice};
use homeroom_protocol::rest::me::{Me, MyClass};

use crate::clock::uuid;
use crate::socket::{Seen, Socket};
use crate::web::{Answer, Ask, REFRESH_COOKIE};

/// A person, signed in on one device.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// The name the class sees.
    pub name: String,
    /// For `Authorization`.
    pub access_token: String,
    /// What the refresh cookie holds.
    pub refresh_token: String,
    /// Where the server is.
    pub server: SocketAddr,
}

impl Person {
    /// Signs in with the secret of a link.
    pub async fn redeem(server: SocketAddr, secret: &str) -> Self {
        let answer = Self::try_redeem(server, secret).await;
        let refresh_token = answer.refresh_token().expect("a refresh cookie");
        let SignedIn { access_token, account, .. } = answer.good();
        Self { id: account.id, name: account.name, access_token, refresh_token, server }
    }

    /// Presents the secret of a link, which may be refused.
    pub async fn try_redeem(server: SocketAddr, secret: &str) -> Answer {
        let body = serde_json::to_vec(&Redeem::secret(secret)).unwrap();
        Ask::post("/v1/auth/magic-link/redeem").json(body).send(server).await
    }

    /// Refreshes with a token that the cookie held at some time.
    pub async fn refresh_with(&self, refresh_token: &str) -> Answer {
        let cookie = format!("{REFRESH_COOKIE}={refresh_token}");
        Ask::post("/v1/auth/refresh").header("cookie", cookie).send(self.server).await
    }

    /// Refreshes as a page does.
    pub async fn refresh(&mut self) {
        let answer = self.refresh_with(&self.refresh_token).await;
        self.refresh_token = answer.refresh_token().expect("a refresh cookie");
        self.access_token = answer.good::<SignedIn>().access_token;
    }

    /// Signs out.
    pub async fn sign_out(&self) -> Answer {
        let cookie = format!("{REFRESH_COOKIE}={}", self.refresh_token);
        Ask::post("/v1/auth/sign-out").header("cookie", cookie).send(self.server).await
    }

    /// A request with this person's access token.
    #[must_use]
    pub fn with_token(&self, ask: Ask) -> Ask {
        ask.header("authorization", format!("Bearer {}", self.access_token))
    }

    /// The classes that are theirs now, as their start page lists them.
    pub async fn classes(&self) -> Vec<MyClass> {
        self.with_token(Ask::get("/v1/me")).send(self.server).await.good::<Me>().classes
    }

    /// The request of a join, with an idempotency key and, perhaps, what to do about another device.
    #[must_use]
    pub fn join_request(&self, session: SessionId, key: &str, other_device: Option<OtherDevice>) -> Ask {
        let body = serde_json::to_vec(&Join { session_id: session, other_device }).unwrap();
        self.with_token(Ask::post("/v1/join")).header("idempotency-key", key).json(body)
    }

    /// The request of a reservation, with an idempotency key.
    #[must_use]
    pub fn reserve_request(&self, session: SessionId, key: &str) -> Ask {
        let path = format!("/v1/sessions/{session}/reservation");
        self.with_token(Ask::post(&path)).header("idempotency-key", key)
    }

    /// Joins, and looks at whatever the answer is.
    pub async fn try_join(&self, session: SessionId) -> Answer {
        self.join_request(session, &uuid().to_string(), None).send(self.server).await
    }

    /// Joins, and is let in.
    pub async fn join(&self, session: SessionId) -> Joined {
        self.try_join(session).await.good()
    }

    /// Joins and goes in with a socket; its welcome is the first thing the socket has seen.
    pub async fn enter(&self, session: SessionId) -> (Joined, Socket) {
        let joined = self.join(session).await;
        let mut socket = Socket::open(self.server, session).await;
        socket.hello(Hello::Ticket { ticket: joined.ticket.clone() }).await;
        let seen = socket.next().await;
        assert!(matches!(seen, Seen::Frame(_)), "a welcome, not {seen:?}");
        assert!(socket.welcome().is_some(), "a welcome, not {seen:?}");
        (joined, socket)
    }
}
