//! A poll that a thousand people answer: each at their own moment within five seconds, and all of them at one moment. What
//! is looked at is how long each waits for their answer to be taken, and what it costs the journal. Beside it, on the same
//! cluster: bare single commits that come as fast, from pgbench where it is installed.

use std::time::Duration;

use homeroom_protocol::frame::client::{AskPoll, ClientFrame, OnPoll, Request, Vote};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::pack::polls::{Poll, PollKind};
use homeroom_protocol::permit::Role;
use homeroom_protocol::poll::{Ask, Audience, Ballot, Shown};

use crate::RunArguments;
use crate::cpus::Cpus;
use crate::crowd::{Crowd, Door};
use crate::failure::Failure;
use crate::join;
use crate::pgbench;
use crate::report::{self, Figure, figure};
use crate::scratch::Scratch;
use crate::server::{Lane, Server};
use crate::stat::{per, quantile};
use crate::watch::{self, micros};
use crate::world::World;

/// People who answer.
const VOTERS: u32 = 1_000;
/// Within how long: 200 answers a second.
const SPAN: Duration = Duration::from_secs(5);
/// The same as a rate, for the floor.
const PER_SECOND: u32 = 200;
/// Connections that join for their tickets.
const DOORS: usize = 32;
/// Between two polls, so that what is told of the first is told.
const REST: Duration = Duration::from_secs(1);

/// What a poll came to.
struct Voted {
    p50_ms: f64,
    p99_ms: f64,
    per_second: f64,
    cpu_micros: f64,
    lane: Lane,
}

/// The figures of one round.
struct Round {
    spread: Voted,
    at_once: Voted,
    /// p50 and p99 of single commits that come as fast as the spread answers, and single commits a second at most.
    floor: Option<(f64, f64, f64)>,
}

const FIGURES: &[Figure<Round>] = &[
    figure("1,000 answers in 5 s: p50 ms", |r: &Round| r.spread.p50_ms)
        .beside(|r| r.floor.map_or(0.0, |floor| floor.0)),
    figure("1,000 answers in 5 s: p99 ms", |r: &Round| r.spread.p99_ms)
        .beside(|r| r.floor.map_or(0.0, |floor| floor.1)),
    figure("1,000 answers in 5 s: commits", |r: &Round| r.spread.lane.commits),
    figure("1,000 answers in 5 s: entries", |r: &Round| r.spread.lane.entries),
    figure("1,000 answers at one moment: p50 ms", |r: &Round| r.at_once.p50_ms),
    figure("1,000 answers at one moment: p99 ms", |r: &Round| r.at_once.p99_ms),
    figure("1,000 answers at one moment: answers/s", |r: &Round| r.at_once.per_second)
        .beside(|r| r.floor.map_or(0.0, |floor| floor.2)),
    figure("1,000 answers at one moment: commits", |r: &Round| r.at_once.lane.commits),
    figure("CPU us of the server per answer, all told", |r: &Round| r.at_once.cpu_micros),
];

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RunArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    println!(
        "a poll of {VOTERS} people, {} rounds; {}; {}",
        arguments.rounds,
        cpus.describe(),
        scratch.postgres().describe()
    );
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        rounds.push(round(arguments, cpus, &scratch, number).await?);
    }
    report::print(FIGURES, &rounds);
    match pgbench::find(scratch.postgres()) {
        Some(_) => println!("  floor: pgbench, 64 clients, one insert a commit; 200 a second, and as many as it can"),
        None => println!("  floor: none, there is no pgbench here"),
    }
    Ok(())
}

async fn round(arguments: &RunArguments, cpus: &Cpus, scratch: &Scratch, number: usize) -> Result<Round, Failure> {
    let cluster = scratch.cluster(number)?;
    let url = cluster.url(cluster.database());
    let world = World::plant(&url, VOTERS as usize).await?;
    let server = Server::start(&arguments.server, cpus, &url, &scratch.file("server.log")).await?;
    let tokens = world.sign_in(server.address()).await?;
    let hellos = join::hellos(&server, &tokens, world.session(), VOTERS as usize, DOORS).await?;
    let teacher = world.staff(server.address(), Role::Teacher).await?;
    let teacher = join::hello_of(&server, &teacher, world.session()).await?;
    // The teacher's is the last socket of the crowd.
    let mut crowd = Crowd::new(VOTERS as usize + 1);
    let door = Door::classroom(world.session());
    crowd.enter(server.address(), &door, &hellos).await?;
    crowd.enter(server.address(), &door, &[teacher]).await?;
    let spread = poll(&server, &crowd, SPAN).await?;
    let at_once = poll(&server, &crowd, Duration::ZERO).await?;
    drop(server);
    let floor = match pgbench::find(scratch.postgres()) {
        Some(program) => {
            let paced = pgbench::paced(&program, cpus, &cluster, &scratch.file(""), PER_SECOND)?;
            let most = pgbench::run(&program, cpus, &cluster, &scratch.file(""), 2)?.single;
            Some((paced.p50_ms, paced.p99_ms, most))
        }
        None => None,
    };
    Ok(Round { spread, at_once, floor })
}

/// Asks, and has everybody answer within a span.
async fn poll(server: &Server, crowd: &Crowd, span: Duration) -> Result<Voted, Failure> {
    let id = watch::id();
    crowd.ask(
        VOTERS as usize,
        id,
        &frame(id, Request::AskPoll(Box::new(AskPoll { ask: question(), seconds: None })))?,
    )?;
    crowd.answered().await?;
    tokio::time::sleep(REST).await;
    let (lane, cpu, begin) = (server.lane().await?, server.cpu_time()?, watch::now());
    let each = span / VOTERS;
    for (n, place) in (0..VOTERS).zip([1, 2, 3].into_iter().cycle()) {
        tokio::time::sleep_until((begin + each * n).into()).await;
        let vote = Vote { poll: CommandId(id), ballot: Ballot::Choices(vec![place]) };
        let id = watch::id();
        crowd.ask(n as usize, id, &frame(id, Request::Vote(vote))?)?;
    }
    let mut latencies = crowd.answered().await?;
    let took = (watch::now() - begin).as_secs_f64();
    if latencies.len() != VOTERS as usize {
        return Err(Failure::new(format!("{} of {VOTERS} were answered", latencies.len())));
    }
    // What the class is told of the poll belongs to its cost.
    tokio::time::sleep(REST).await;
    crowd.deliveries()?;
    let (cpu, lane) = (server.cpu_time()? - cpu, server.lane().await?.since(lane));
    // A class has one poll at a time.
    let close = watch::id();
    let on = OnPoll { poll: CommandId(id) };
    crowd.ask(VOTERS as usize, close, &frame(close, Request::ClosePoll(on))?)?;
    crowd.answered().await?;
    let mut millis = |thousandths| f64::from(quantile(&mut latencies, thousandths).unwrap_or(0)) / 1e3;
    let voters = f64::from(VOTERS);
    Ok(Voted {
        p50_ms: millis(500),
        p99_ms: millis(990),
        per_second: per(voters, took),
        cpu_micros: per(micros(cpu), voters),
        lane,
    })
}

fn frame(id: uuid::Uuid, request: Request) -> Result<String, Failure> {
    Ok(serde_json::to_string(&ClientFrame { id: CommandId(id), request })?)
}

fn question() -> Ask {
    let kind = PollKind::Single { choices: ["Rain", "Rivers", "Wind"].map(str::to_owned).into() };
    Ask {
        poll: Poll { question: "What carries the salt into the sea?".to_owned(), kind },
        right: None,
        anonymous: false,
        shown: Audience { students: Shown::Counts, staff: Shown::Full },
    }
}
