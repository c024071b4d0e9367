//! What is answered from memory, asked over and over on kept connections, beside the bare server with the same bytes.
//! Both are alone on the measured core in turn, within a round.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::RunArguments;
use crate::cpus::Cpus;
use crate::failure::Failure;
use crate::goal;
use crate::report::{self, Figure, figure};
use crate::scratch::Scratch;
use crate::server::Server;
use crate::stat::per;
use crate::watch::{self, micros};
use crate::web::{Web, get};
use crate::world::World;

/// Connections that ask; more do not make one core faster.
const CONNECTIONS: usize = 64;
/// How long each address is asked.
const SPAN: Duration = Duration::from_secs(3);
/// How long before it is measured.
const WARM_UP: Duration = Duration::from_millis(500);

/// The figures of one address in one round.
struct Asked {
    per_second: f64,
    cpu_micros: f64,
}

/// Ours and the bare server's.
struct Pair {
    server: Asked,
    bare: Asked,
}

/// The figures of one round.
struct Round {
    lessons: Pair,
    schedule: Pair,
}

const FIGURES: &[Figure<Round>] = &[
    figure("GET /v1/lessons/today: answers/s", |r: &Round| r.lessons.server.per_second)
        .beside(|r| r.lessons.bare.per_second)
        .aims(goal::READS),
    figure("GET /v1/lessons/today: CPU us", |r: &Round| r.lessons.server.cpu_micros)
        .beside(|r| r.lessons.bare.cpu_micros)
        .aims(goal::READ_CPU),
    figure("GET /v1/schedule/next: answers/s", |r: &Round| r.schedule.server.per_second)
        .beside(|r| r.schedule.bare.per_second)
        .aims(goal::READS),
    figure("GET /v1/schedule/next: CPU us", |r: &Round| r.schedule.server.cpu_micros)
        .beside(|r| r.schedule.bare.cpu_micros)
        .aims(goal::READ_CPU),
];

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RunArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    let cluster = scratch.cluster(1)?;
    let url = cluster.url(cluster.database());
    let world = World::plant(&url, 1).await?;
    let course = world.plant_lessons(&scratch.file("objects")).await?;
    let server = Server::start(&arguments.server, cpus, &url, &scratch.file("server.log")).await?;
    println!("what is answered from memory, {} rounds; {}", arguments.rounds, cpus.describe());
    let lessons = get(&format!("/v1/lessons/today?course={course}&zone=Europe/Lisbon"));
    let schedule = get(&format!("/v1/schedule/next?course={course}&zone=Europe/Lisbon&limit=5"));
    let mut rounds = Vec::new();
    for _ in 0..arguments.rounds {
        let lessons = pair(&server, cpus, &scratch, &lessons).await?;
        let schedule = pair(&server, cpus, &scratch, &schedule).await?;
        rounds.push(Round { lessons, schedule });
    }
    report::print(FIGURES, &rounds);
    println!("  floor: a bare hyper server with an answer of the same bytes, {CONNECTIONS} connections each");
    Ok(())
}

async fn pair(server: &Server, cpus: &Cpus, scratch: &Scratch, request: &[u8]) -> Result<Pair, Failure> {
    let body = scratch.file("body");
    std::fs::write(&body, Web::connect(server.address()).await?.good(request).await?)?;
    let asked = ask(server, request).await?;
    let bare = ask(&Server::bare(cpus, &body)?, request).await?;
    Ok(Pair { server: asked, bare })
}

async fn ask(server: &Server, request: &[u8]) -> Result<Asked, Failure> {
    over(server, request, WARM_UP).await?;
    let (cpu, begin) = (server.cpu_time()?, watch::now());
    let count = over(server, request, SPAN).await?;
    let (cpu, took) = (server.cpu_time()? - cpu, watch::now() - begin);
    Ok(Asked { per_second: per(count, took.as_secs_f64()), cpu_micros: per(micros(cpu), count) })
}

/// Asks for so long; the number of answers.
async fn over(server: &Server, request: &[u8], span: Duration) -> Result<f64, Failure> {
    let (count, end) = (Rc::new(Cell::new(0_u32)), watch::now() + span);
    let mut asking = JoinSet::new();
    // Who asks never sleeps: on loopback a sender pays for waking the receiver, so the slower of two servers, whose load has
    // time to doze off, would be charged for more than its own work.
    asking.spawn_local(async move {
        while watch::now() < end {
            tokio::task::yield_now().await;
        }
        Ok(())
    });
    for _ in 0..CONNECTIONS {
        let (count, request) = (Rc::clone(&count), request.to_vec());
        let mut web = Web::connect(server.address()).await?;
        asking.spawn_local(async move {
            while watch::now() < end {
                web.good(&request).await?;
                count.set(count.get() + 1);
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(done) = asking.join_next().await {
        done.map_err(|error| Failure::new(error.to_string()))??;
    }
    Ok(f64::from(count.get()))
}
