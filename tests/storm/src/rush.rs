//! The top of the hour: 20,000 people join within a second, spread over the sessions that begin. They come at their own
//! moments and not when the server is ready for them; each join's time counts from there. Beside it, on the same cluster:
//! bare single commits that come as fast, from pgbench where it is installed.

use std::rc::Rc;

use crate::RunArguments;
use crate::change::{self, Changes};
use crate::cpus::Cpus;
use crate::failure::Failure;
use crate::goal;
use crate::join::{self, Coming, Joins, Wishes};
use crate::pgbench::{self, Paced};
use crate::report::{self, Figure, figure};
use crate::scratch::Scratch;
use crate::server::Server;
use crate::stat::per;
use crate::world::World;

/// Joins within the second; goal 6 of the design.
const JOINS: usize = 20_000;
/// The same as a rate.
const JOINS_PER_SECOND: u32 = 20_000;
/// Sessions that begin at that hour.
const SESSIONS: usize = 400;
/// How many of them each person joins: signing in 20,000 people would take longer than everything else here.
const JOINS_EACH: usize = 5;
/// Connections; a page has its own, but a load that opens 20,000 measures the kernel.
const CONNECTIONS: usize = 512;

/// The figures of one round.
struct Round {
    joins: Joins,
    changes: Changes,
    floor: Option<Paced>,
}

const FIGURES: &[Figure<Round>] = &[
    figure("joins, 20,000 in 1 s, 400 sessions: p50 ms", |r: &Round| r.joins.p50_ms).beside(|r| floor(r).0),
    figure("joins, 20,000 in 1 s, 400 sessions: p99 ms", |r: &Round| r.joins.p99_ms)
        .beside(|r| floor(r).1)
        .aims(goal::RUSH),
    figure("seconds until the last one was in", |r: &Round| r.joins.took_seconds),
    figure("CPU us per join", |r: &Round| r.joins.cpu_micros).aims(goal::JOIN_CPU),
    figure("a grant that is ended, until it is refused: p50 ms", |r: &Round| r.changes.p50_ms),
    figure("a grant that is ended, until it is refused: p99 ms", |r: &Round| r.changes.p99_ms),
    figure("entries per commit", |r: &Round| per(r.joins.lane.entries, r.joins.lane.commits)),
];

fn floor(round: &Round) -> (f64, f64) {
    round.floor.as_ref().map_or((0.0, 0.0), |floor| (floor.p50_ms, floor.p99_ms))
}

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RunArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    println!(
        "{JOINS} joins in 1 s over {SESSIONS} sessions, {} rounds; {}; {}",
        arguments.rounds,
        cpus.describe(),
        scratch.postgres().describe(),
    );
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        let round = round(arguments, cpus, &scratch, number).await?;
        println!(
            "  round {number}: p99 {:.1} ms, the last one after {:.2} s",
            round.joins.p99_ms, round.joins.took_seconds
        );
        rounds.push(round);
    }
    report::print(FIGURES, &rounds);
    let floor = if rounds.iter().any(|round| round.floor.is_some()) {
        "pgbench, 64 clients, one insert a commit, 20,000 a second for a second"
    } else {
        "none, there is no pgbench here"
    };
    println!("  floor: {floor}");
    Ok(())
}

async fn round(arguments: &RunArguments, cpus: &Cpus, scratch: &Scratch, number: usize) -> Result<Round, Failure> {
    let cluster = scratch.cluster(number)?;
    let url = cluster.url(cluster.database());
    let people = JOINS / JOINS_EACH;
    let world = Rc::new(World::plant(&url, people).await?);
    let server = Server::start(&arguments.server, cpus, &url, &scratch.file("server.log")).await?;
    let tokens = world.sign_in(server.address()).await?;
    // Every token is looked at once before, as a page does that asks who it is, and the sessions are awake, as the
    // schedule sees to before the hour.
    let warm = world.open().await?;
    let one_each = (0..people).map(|person| (person, warm)).collect();
    join::run(&server, &tokens, one_each, CONNECTIONS, Coming::AtOnce).await?;
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(world.open().await?);
    }
    let waking = sessions.iter().enumerate().map(|(n, session)| (n, *session)).collect();
    join::run(&server, &tokens, waking, CONNECTIONS, Coming::AtOnce).await?;
    let wishes: Wishes = (0..JOINS)
        .filter_map(|n| {
            // No two are the same, nor one of those that woke the sessions: the first turn begins one session further.
            let (person, turn) = (n % people, n / people);
            Some((person, *sessions.get((person + turn + 1) % SESSIONS)?))
        })
        .collect();
    let joins = join::run(&server, &tokens, wishes, CONNECTIONS, Coming::PerSecond(JOINS_PER_SECOND)).await?;
    let changes = change::run(&server, &world, &tokens, world.open().await?).await?;
    drop(server);
    let floor = match pgbench::find(scratch.postgres()) {
        Some(program) => Some(pgbench::paced(&program, cpus, &cluster, &scratch.file(""), JOINS_PER_SECOND)?),
        None => None,
    };
    Ok(Round { joins, changes, floor })
}
