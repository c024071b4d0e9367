//! A grant that is ended, until it is refused: how soon a change of what somebody holds takes hold on a node that
//! remembers another answer. Each person asks for a seat, so that the answer is remembered; then the grant is ended as
//! staff end one, and they ask again and again until they are refused. Counted from before the grant is ended.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use homeroom_protocol::ids::SessionId;

use crate::failure::Failure;
use crate::server::Server;
use crate::stat::quantile;
use crate::watch::{self, micros};
use crate::web::{Web, post};
use crate::world::{World, each};

/// Grants that are ended.
const CHANGES: usize = 200;
/// People who ask at once.
const ASKING: usize = 16;
/// The pause between two questions: the figure is no finer than this.
const PAUSE: Duration = Duration::from_millis(10);
/// Nobody waits longer for what has to hold within two seconds.
const ASKS_MAX: usize = 1_000;

/// What it came to, in milliseconds.
pub(crate) struct Changes {
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Ends the grants of the first people of a world.
pub(crate) async fn run(
    server: &Server,
    world: &Rc<World>,
    tokens: &Rc<Vec<String>>,
    session: SessionId,
) -> Result<Changes, Failure> {
    let (address, took) = (server.address(), Rc::new(RefCell::new(Vec::new())));
    let (world, tokens, measured) = (Rc::clone(world), Rc::clone(tokens), Rc::clone(&took));
    each(CHANGES, ASKING, move |n| {
        let (world, tokens, took) = (Rc::clone(&world), Rc::clone(&tokens), Rc::clone(&measured));
        async move {
            let token = tokens.get(n).map_or("", String::as_str).to_owned();
            let mut web = Web::connect(address).await?;
            web.good(&request(&token, session)).await?;
            let begin = watch::now();
            world.end_grant(n).await?;
            for _ in 0..ASKS_MAX {
                if web.ask(&request(&token, session)).await?.status == 403 {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "microseconds of some seconds"
                    )]
                    took.borrow_mut().push(micros(watch::now() - begin) as u32);
                    return Ok(());
                }
                tokio::time::sleep(PAUSE).await;
            }
            Err(Failure::new("a grant that was ended still lets somebody in"))
        }
    })
    .await?;
    let mut took = took.borrow_mut();
    let mut millis = |thousandths| f64::from(quantile(&mut took, thousandths).unwrap_or(0)) / 1e3;
    Ok(Changes { p50_ms: millis(500), p99_ms: millis(990) })
}

fn request(token: &str, session: SessionId) -> Vec<u8> {
    let headers = format!("authorization: Bearer {token}\r\nidempotency-key: {}\r\n", watch::id());
    post(&format!("/v1/sessions/{session}/reservation"), &headers, "")
}
