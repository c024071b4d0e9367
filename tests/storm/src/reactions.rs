//! A storm of reactions in one room: 5,000 wishes a second from everybody in it, about a few messages. What is looked at is what
//! comes of them: how many entries reach each socket in a second, how many the journal keeps, and what a reaction costs the
//! server.

use std::time::Duration;

use homeroom_protocol::reaction::Reaction;

use crate::RunArguments;
use crate::cpus::Cpus;
use crate::crowd::{Crowd, Door};
use crate::failure::Failure;
use crate::join;
use crate::report::{self, Figure, figure};
use crate::scratch::Scratch;
use crate::server::Server;
use crate::stat::per;
use crate::watch::{self, micros};
use crate::world::World;

/// Sockets of the room.
const SOCKETS: usize = 400;
/// Connections that join for their tickets.
const DOORS: usize = 32;
/// Messages that are reacted to.
const MESSAGES: usize = 5;
/// Reactions a second.
const PER_SECOND: u32 = 5_000;
/// How many are sent at once: each twentieth of a second.
const AT_ONCE: u32 = 250;
/// How long the storm lasts.
const SPAN: Duration = Duration::from_secs(5);
/// How long everything that was sent may take to be settled.
const REST: Duration = Duration::from_secs(1);

/// The figures of one round.
struct Round {
    sent_per_second: f64,
    deliveries_per_second: f64,
    entries_per_second: f64,
    cpu_micros: f64,
}

const FIGURES: &[Figure<Round>] = &[
    figure("reactions sent/s", |r: &Round| r.sent_per_second),
    figure("updates/s that reach each socket", |r: &Round| r.deliveries_per_second),
    figure("entries/s of the journal", |r: &Round| r.entries_per_second),
    figure("CPU us of the server per reaction", |r: &Round| r.cpu_micros),
];

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RunArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    println!("reactions of {SOCKETS} sockets to {MESSAGES} messages, {} rounds; {}", arguments.rounds, cpus.describe());
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        let cluster = scratch.cluster(number)?;
        let url = cluster.url(cluster.database());
        let world = World::plant(&url, SOCKETS).await?;
        let server = Server::start(&arguments.server, cpus, &url, &scratch.file("server.log")).await?;
        let tokens = world.sign_in(server.address()).await?;
        let hellos = join::hellos(&server, &tokens, world.session(), SOCKETS, DOORS).await?;
        let mut crowd = Crowd::new(SOCKETS);
        crowd.enter(server.address(), &Door::classroom(world.session()), &hellos).await?;
        rounds.push(storm(&server, &crowd).await?);
    }
    report::print(FIGURES, &rounds);
    println!("  a room is told of reactions at most 4 times a second (decision 56)");
    Ok(())
}

async fn storm(server: &Server, crowd: &Crowd) -> Result<Round, Failure> {
    let messages: Vec<String> = (0..MESSAGES).map(|_| watch::id().to_string()).collect();
    for (n, id) in messages.iter().enumerate() {
        crowd.send(n, &format!(r#"{{"id":"{id}","type":"say","data":{{"text":"The sea is salt."}}}}"#))?;
    }
    tokio::time::sleep(REST).await;
    crowd.deliveries()?;
    let (lane, cpu, begin) = (server.lane().await?, server.cpu_time()?, watch::now());
    let mut sent = 0_u32;
    while watch::now() - begin < SPAN {
        for _ in 0..AT_ONCE {
            crowd.send(usize::try_from(sent).unwrap_or(0), &wish(sent, &messages))?;
            sent += 1;
        }
        // Behind the clock nothing is waited for: what is late is sent at once.
        tokio::time::sleep_until((begin + Duration::from_secs(1) * sent / PER_SECOND).into()).await;
    }
    let took = (watch::now() - begin).as_secs_f64();
    let deliveries = crowd.deliveries()?;
    tokio::time::sleep(REST).await;
    crowd.deliveries()?;
    let cpu = server.cpu_time()? - cpu;
    let entries = server.lane().await?.since(lane).entries;
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let each = deliveries as f64 / SOCKETS as f64;
    Ok(Round {
        sent_per_second: per(f64::from(sent), took),
        deliveries_per_second: per(each, took),
        entries_per_second: per(entries, took),
        cpu_micros: per(micros(cpu), f64::from(sent)),
    })
}

/// The `n`th wish: each person gives in turn all there are to all messages, then takes them back.
fn wish(n: u32, messages: &[String]) -> String {
    let n = usize::try_from(n).unwrap_or(0) / SOCKETS;
    let kinds = Reaction::ALL.len();
    let message = messages.get(n / kinds % messages.len().max(1)).map_or("", String::as_str);
    let kind = Reaction::ALL.get(n % kinds).and_then(|kind| serde_json::to_string(kind).ok()).unwrap_or_default();
    let on = (n / (kinds * messages.len().max(1))).is_multiple_of(2);
    let id = watch::id();
    format!(r#"{{"id":"{id}","type":"react","data":{{"message":"{message}","reaction":{kind},"on":{on}}}}}"#)
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::frame::client::{Request, read};

    use super::*;

    #[test]
    fn everybody_gives_all_to_all_messages_before_anybody_takes_one_back() {
        let messages = ["01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e".to_owned()];
        let on = |round: usize| {
            let text = wish(u32::try_from(round * SOCKETS).unwrap(), &messages);
            let Request::React(react) = read(&text).unwrap().request else { panic!("{text}") };
            (react.reaction, react.on)
        };
        assert_eq!(
            (on(0), on(5), on(6)),
            ((Reaction::Agree, true), (Reaction::Unsure, true), (Reaction::Agree, false))
        );
    }
}
