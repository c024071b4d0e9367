//! Joins through the whole door: `POST /v1/join` over connections that are kept, each join a seat nobody had before.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::rest::join::Joined;
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::server::{Lane, Server};
use crate::stat::{per, quantile};
use crate::watch::{self, micros};
use crate::web::{Web, post};

/// What a run of joins came to.
pub(crate) struct Joins {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) cpu_micros: f64,
    /// From the first wish to the last answer.
    pub(crate) took_seconds: f64,
    pub(crate) lane: Lane,
}

/// Who joins what: places in the list of tokens, and sessions.
pub(crate) type Wishes = Vec<(usize, SessionId)>;

/// How wishes come.
#[derive(Clone, Copy)]
pub(crate) enum Coming {
    /// Each connection has the next one as soon as its last one is answered.
    AtOnce,
    /// So many a second, whether the ones before are answered or not. A wish's time counts from its own moment, so that
    /// waiting for a free connection is in it.
    PerSecond(u32),
}

/// Lets everybody in.
pub(crate) async fn run(
    server: &Server,
    tokens: &Rc<Vec<String>>,
    wishes: Wishes,
    connections: usize,
    coming: Coming,
) -> Result<Joins, Failure> {
    let count = wishes.len();
    let mut webs = Vec::new();
    for _ in 0..connections {
        webs.push(Web::connect(server.address()).await?);
    }
    let wishes = Rc::new(RefCell::new((0_u32..).zip(wishes)));
    let latencies = Rc::new(RefCell::new(Vec::with_capacity(count)));
    let (lane, cpu, begin) = (server.lane().await?, server.cpu_time()?, watch::now());
    let mut joining = JoinSet::new();
    for mut web in webs {
        let (tokens, wishes, latencies) = (Rc::clone(tokens), Rc::clone(&wishes), Rc::clone(&latencies));
        joining.spawn_local(async move {
            loop {
                let Some((n, (person, session))) = wishes.borrow_mut().next() else { return Ok::<_, Failure>(()) };
                let wished = match coming {
                    Coming::AtOnce => watch::now(),
                    Coming::PerSecond(rate) => {
                        let moment = begin + Duration::from_secs(1) * n / rate;
                        tokio::time::sleep_until(moment.into()).await;
                        moment
                    }
                };
                web.good(&request(tokens.get(person), session)).await?;
                let took = micros(watch::now() - wished);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "microseconds of one request"
                )]
                latencies.borrow_mut().push(took as u32);
            }
        });
    }
    while let Some(done) = joining.join_next().await {
        done.map_err(|error| Failure::new(error.to_string()))??;
    }
    let (took, cpu) = (watch::now() - begin, server.cpu_time()? - cpu);
    let lane = server.lane().await?.since(lane);
    let mut latencies = latencies.borrow_mut();
    let mut millis = |thousandths| f64::from(quantile(&mut latencies, thousandths).unwrap_or(0)) / 1e3;
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let count = count as f64;
    Ok(Joins {
        per_second: per(count, took.as_secs_f64()),
        p50_ms: millis(500),
        p99_ms: millis(990),
        cpu_micros: per(micros(cpu), count),
        took_seconds: took.as_secs_f64(),
        lane,
    })
}

/// Joins for the tickets: the hello of each of so many people.
pub(crate) async fn hellos(
    server: &Server,
    tokens: &Rc<Vec<String>>,
    session: SessionId,
    people: usize,
    connections: usize,
) -> Result<Vec<Vec<u8>>, Failure> {
    let next = Rc::new(RefCell::new(0..people));
    let mut joining = JoinSet::new();
    for _ in 0..connections {
        let (address, tokens, next) = (server.address(), Rc::clone(tokens), Rc::clone(&next));
        joining.spawn_local(async move {
            let mut web = Web::connect(address).await?;
            let mut hellos = Vec::new();
            loop {
                let Some(person) = next.borrow_mut().next() else { return Ok::<_, Failure>(hellos) };
                let joined: Joined = serde_json::from_slice(&web.good(&request(tokens.get(person), session)).await?)?;
                hellos.push(hello(&joined.ticket));
            }
        });
    }
    let mut all = Vec::new();
    while let Some(done) = joining.join_next().await {
        all.extend(done.map_err(|error| Failure::new(error.to_string()))??);
    }
    Ok(all)
}

/// The same for one person with a token of their own.
pub(crate) async fn hello_of(server: &Server, token: &String, session: SessionId) -> Result<Vec<u8>, Failure> {
    let mut web = Web::connect(server.address()).await?;
    let joined: Joined = serde_json::from_slice(&web.good(&request(Some(token), session)).await?)?;
    Ok(hello(&joined.ticket))
}

fn hello(ticket: &str) -> Vec<u8> {
    format!(r#"{{"id":"{}","type":"hello","data":{{"ticket":"{ticket}"}}}}"#, watch::id()).into_bytes()
}

fn request(token: Option<&String>, session: SessionId) -> Vec<u8> {
    let token = token.map_or("", String::as_str);
    let headers = format!("authorization: Bearer {token}\r\nidempotency-key: {}\r\n", watch::id());
    post("/v1/join", &headers, &format!(r#"{{"session_id":"{session}"}}"#))
}
