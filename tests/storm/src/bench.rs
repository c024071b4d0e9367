//! The run. In each round, on a fresh cluster and with a fresh server: the room, the same room at the floor, joins into
//! many sessions and into one, and what the cluster commits without us. So server and floors are measured minutes apart
//! at most, on the same machine in the same mood, and a ratio is taken within a round.

use std::rc::Rc;
use std::time::Duration;

use homeroom_children::postgres::Cluster;

use crate::RoomArguments;
use crate::cpus::Cpus;
use crate::crowd::{Crowd, Door, Pace};
use crate::failure::Failure;
use crate::join::{self, Coming, Joins};
use crate::pgbench::{self, Commits};
use crate::room_figures;
use crate::scratch::Scratch;
use crate::server::{Lane, Server};
use crate::stat::per;
use crate::watch::micros;
use crate::world::World;

/// People who join; each has one device. The joins of a round are this many into one session, and as many as
/// [`JOINS_EACH`] times that into many.
const PEOPLE: usize = 4_000;
/// Sessions among which joins are spread.
const SESSIONS: usize = 100;
/// How many of them each person joins.
const JOINS_EACH: usize = 5;
/// Connections that join.
const CONNECTIONS: usize = 512;
/// Connections that join for the tickets of a room; not measured.
const DOORS: usize = 32;
/// Memory is the slope between a quarter of the sockets and all of them, so what a process needs once is left out.
const FIRST_SHARE: usize = 4;
/// How long everything rests before its memory is looked at, or something new begins.
const REST: Duration = Duration::from_secs(1);
/// One message after each such span: 20 a second, a class that talks.
const TALKING: Duration = Duration::from_millis(50);
/// How long everything talks before it is measured.
const WARM_UP: Duration = Duration::from_millis(500);
/// Seconds of each of pgbench's scripts.
const PGBENCH_SECONDS: u64 = 4;

/// The figures of one round.
pub(crate) struct Round {
    pub(crate) server: Room,
    pub(crate) floor: Room,
    pub(crate) spread: Joins,
    pub(crate) hot: Joins,
    pub(crate) commits: Commits,
}

/// The figures of one room.
pub(crate) struct Room {
    pub(crate) connect_micros: f64,
    pub(crate) socket_kib: f64,
    pub(crate) sat16: Talk,
    pub(crate) sat1: Talk,
    pub(crate) paced: Talk,
}

/// The figures of one way to talk.
pub(crate) struct Talk {
    /// CPU of the server per delivery.
    pub(crate) cpu_micros: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Messages a second.
    pub(crate) per_second: f64,
    pub(crate) lane: Lane,
}

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RoomArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "one room of {} sockets, {} rounds; {}; {}; load before: {}",
        arguments.sockets,
        arguments.rounds,
        cpus.describe(),
        scratch.postgres().describe(),
        load.split(' ').next().unwrap_or_default()
    );
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        let round = round(arguments, cpus, &scratch, number).await?;
        println!(
            "  round {number}: 16 in flight {:.2} us beside {:.2}, one at a time {:.2} beside {:.2}, 20/s {:.2} beside {:.2}; \
             joins {:.0}/s and {:.0}/s",
            round.server.sat16.cpu_micros,
            round.floor.sat16.cpu_micros,
            round.server.sat1.cpu_micros,
            round.floor.sat1.cpu_micros,
            round.server.paced.cpu_micros,
            round.floor.paced.cpu_micros,
            round.spread.per_second,
            round.hot.per_second,
        );
        rounds.push(round);
    }
    room_figures::print(&rounds);
    Ok(())
}

async fn round(arguments: &RoomArguments, cpus: &Cpus, scratch: &Scratch, number: usize) -> Result<Round, Failure> {
    let cluster = scratch.cluster(number)?;
    let url = cluster.url(cluster.database());
    let world = World::plant(&url, PEOPLE.max(arguments.sockets)).await?;
    let server = Server::start(&arguments.server, cpus, &url, &scratch.file("server.log")).await?;
    let tokens = world.sign_in(server.address()).await?;
    let session = world.session();
    let hellos = join::hellos(&server, &tokens, session, arguments.sockets, DOORS).await?;
    let door = Door::classroom(session);
    let (entry, welcome) = (scratch.file("entry"), scratch.file("welcome"));
    let mut crowd = Crowd::new(arguments.sockets);
    let in_server = room(arguments, &server, true, &mut crowd, &door, &hellos).await?;
    std::fs::write(&entry, crowd.sample())?;
    std::fs::write(&welcome, crowd.welcome())?;
    drop(crowd);
    tokio::time::sleep(REST).await;
    let floor = Server::floor(cpus, &entry, &welcome)?;
    let at_floor = room(arguments, &floor, false, &mut Crowd::new(arguments.sockets), &door, &hellos).await?;
    drop(floor);
    let (spread, hot) = joins(&world, &server, &tokens).await?;
    drop(server);
    let commits = commits(cpus, scratch, &cluster).await?;
    Ok(Round { server: in_server, floor: at_floor, spread, hot, commits })
}

async fn room(
    arguments: &RoomArguments,
    server: &Server,
    has_lane: bool,
    crowd: &mut Crowd,
    door: &Door,
    hellos: &[Vec<u8>],
) -> Result<Room, Failure> {
    let (first, rest) = hellos.split_at(hellos.len() / FIRST_SHARE);
    crowd.enter(server.address(), door, first).await?;
    tokio::time::sleep(REST).await;
    let (kib, cpu) = (server.resident_kib()?, server.cpu_time()?);
    crowd.enter(server.address(), door, rest).await?;
    let cpu = server.cpu_time()? - cpu;
    tokio::time::sleep(REST).await;
    let grown = server.resident_kib()?.saturating_sub(kib);
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let (rest, grown) = (rest.len() as f64, grown as f64);
    let span = Duration::from_secs(arguments.seconds);
    let alone = Pace::InFlight(1);
    Ok(Room {
        connect_micros: per(micros(cpu), rest),
        socket_kib: per(grown, rest),
        sat16: talk(server, has_lane, crowd, Pace::InFlight(16), span).await?,
        sat1: talk(server, has_lane, crowd, alone, span).await?,
        paced: talk(server, has_lane, crowd, Pace::Every(TALKING), span).await?,
    })
}

async fn talk(server: &Server, has_lane: bool, crowd: &Crowd, pace: Pace, span: Duration) -> Result<Talk, Failure> {
    crowd.talk(pace, WARM_UP).await?;
    let lane = if has_lane { server.lane().await? } else { Lane::default() };
    let cpu = server.cpu_time()?;
    let talked = crowd.talk(pace, span).await?;
    let cpu = server.cpu_time()? - cpu;
    let lane = if has_lane { server.lane().await?.since(lane) } else { lane };
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    let (deliveries, messages) = (talked.deliveries as f64, talked.messages as f64);
    Ok(Talk {
        cpu_micros: per(micros(cpu), deliveries),
        p50_ms: f64::from(talked.p50_micros) / 1e3,
        p99_ms: f64::from(talked.p99_micros) / 1e3,
        per_second: per(messages, span.as_secs_f64()),
        lane,
    })
}

async fn joins(world: &World, server: &Server, tokens: &Rc<Vec<String>>) -> Result<(Joins, Joins), Failure> {
    let into_one = |session| (0..PEOPLE).map(|person| (person, session)).collect::<Vec<_>>();
    // Every token is looked at once before, as a page does that asks who it is; and the sessions have been woken.
    let warm = world.open().await?;
    join::run(server, tokens, into_one(warm), CONNECTIONS, Coming::AtOnce).await?;
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(world.open().await?);
    }
    let one_each = sessions.iter().enumerate().map(|(n, session)| (n, *session)).collect();
    join::run(server, tokens, one_each, CONNECTIONS, Coming::AtOnce).await?;
    let spread = (SESSIONS..PEOPLE * JOINS_EACH).filter_map(|n| {
        // The nth wish is one person's for the session that many on from their first, so no two are the same.
        let (person, turn) = (n % PEOPLE, n / PEOPLE);
        Some((person, *sessions.get((person + turn) % SESSIONS)?))
    });
    let spread = join::run(server, tokens, spread.collect(), CONNECTIONS, Coming::AtOnce).await?;
    tokio::time::sleep(REST).await;
    let hot = world.open().await?;
    join::run(server, tokens, vec![(0, hot)], 1, Coming::AtOnce).await?;
    let hot = join::run(server, tokens, into_one(hot).split_off(1), CONNECTIONS, Coming::AtOnce).await?;
    Ok((spread, hot))
}

async fn commits(cpus: &Cpus, scratch: &Scratch, cluster: &Cluster) -> Result<Commits, Failure> {
    match pgbench::find(scratch.postgres()) {
        Some(program) => pgbench::run(&program, cpus, cluster, &scratch.file(""), PGBENCH_SECONDS),
        None => pgbench::stand_in(cluster, PGBENCH_SECONDS).await,
    }
}
