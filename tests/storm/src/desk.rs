//! A desk with 500 open cases: how long it takes from a report in the room until every moderator's socket has the case.
//! All cases come out of one class, each about a message of its own, so what travels is the whole way: the room's journal,
//! the job, the desk's journal, its relay.

use std::time::Duration;

use homeroom_protocol::frame::client::{ClientFrame, MakeReport, Request, Say};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::moderation::ReportKind;
use homeroom_protocol::permit::Role;

use crate::RunArguments;
use crate::cpus::Cpus;
use crate::crowd::{Crowd, Door};
use crate::failure::Failure;
use crate::report::{self, Figure, figure};
use crate::scratch::Scratch;
use crate::server::Server;
use crate::stat::quantile;
use crate::world::World;
use crate::{join, watch, wire};

/// Cases that are open before anything is measured.
const OPEN: usize = 500;
/// Reports that are measured.
const MEASURED: usize = 100;
/// Moderators at the desk.
const MODERATORS: usize = 4;
/// Between two reports that are measured.
const EVERY: Duration = Duration::from_millis(200);
/// Between two reports that fill the desk.
const FILLING_EVERY: Duration = Duration::from_millis(4);

/// The figures of one round.
struct Round {
    p50_ms: f64,
    p99_ms: f64,
    filling_seconds: f64,
}

const FIGURES: &[Figure<Round>] = &[
    figure("a report, until every moderator has the case: p50 ms", |r: &Round| r.p50_ms),
    figure("a report, until every moderator has the case: p99 ms", |r: &Round| r.p99_ms),
    figure("seconds in which the first 500 came", |r: &Round| r.filling_seconds),
];

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RunArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    println!(
        "a desk with {OPEN} open cases and {MODERATORS} moderators, {} rounds; {}; {}",
        arguments.rounds,
        cpus.describe(),
        scratch.postgres().describe()
    );
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        rounds.push(round(arguments, cpus, &scratch, number).await?);
    }
    report::print(FIGURES, &rounds);
    println!("  a case is to be on the screen within 500 ms of its report");
    Ok(())
}

async fn round(arguments: &RunArguments, cpus: &Cpus, scratch: &Scratch, number: usize) -> Result<Round, Failure> {
    let cluster = scratch.cluster(number)?;
    let url = cluster.url(cluster.database());
    let world = World::plant(&url, OPEN + MEASURED).await?;
    let server = Server::start(&arguments.server, cpus, &url, &scratch.file("server.log")).await?;
    let tokens = world.sign_in(server.address()).await?;
    let mut room = Crowd::new(world.people().len());
    let door = Door::classroom(world.session());
    // One connection and one socket after the other, so that the nth socket is the nth student's.
    for hello in join::hellos(&server, &tokens, world.session(), world.people().len(), 1).await? {
        room.enter(server.address(), &door, &[hello]).await?;
    }
    let mut desk = Crowd::new(MODERATORS);
    for _ in 0..MODERATORS {
        let token = world.staff(server.address(), Role::Moderator).await?;
        let hello = format!(r#"{{"id":"{}","type":"hello","data":{{"access_token":"{token}"}}}}"#, watch::id());
        desk.enter(server.address(), &Door::desk(), &[hello.into_bytes()]).await?;
    }
    let began = watch::now();
    for n in 0..OPEN {
        report(&world, &room, &desk, n).await?;
        tokio::time::sleep(FILLING_EVERY).await;
    }
    desk.came().await?;
    let filling_seconds = (watch::now() - began).as_secs_f64();
    let began = watch::now();
    for (n, turn) in (OPEN..OPEN + MEASURED).zip(0_u32..) {
        tokio::time::sleep_until((began + EVERY * turn).into()).await;
        report(&world, &room, &desk, n).await?;
    }
    let mut latencies = desk.came().await?;
    if latencies.len() != MEASURED * MODERATORS {
        return Err(Failure::new(format!("{} deliveries of {MEASURED} cases", latencies.len())));
    }
    let mut millis = |thousandths| f64::from(quantile(&mut latencies, thousandths).unwrap_or(0)) / 1e3;
    Ok(Round { p50_ms: millis(500), p99_ms: millis(990), filling_seconds })
}

/// The nth student says something, and the next one reports it; the case carries the message's text, and that its number.
async fn report(world: &World, room: &Crowd, desk: &Crowd, n: usize) -> Result<(), Failure> {
    let (Some(person), message) = (world.people().get(n).copied(), CommandId(watch::id())) else {
        return Err(Failure::new(format!("nobody is the {n}th")));
    };
    let say = Say { text: wire::numbered(n), reply_to: None };
    room.ask(n, message.0, &frame(message, Request::Say(say))?)?;
    room.answered().await?;
    let report = MakeReport { person, message: Some(message), kind: ReportKind::Insult, text: String::new() };
    let id = CommandId(watch::id());
    if desk.expect() != n {
        return Err(Failure::new("the messages and the cases are numbered alike"));
    }
    room.ask((n + 1) % world.people().len(), id.0, &frame(id, Request::Report(report))?)?;
    room.answered().await?;
    Ok(())
}

fn frame(id: CommandId, request: Request) -> Result<String, Failure> {
    Ok(serde_json::to_string(&ClientFrame { id, request })?)
}
