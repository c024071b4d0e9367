//! Rows of attendance: whole records of a thousand people, filed as a session files them (record, everybody's part, older
//! parts away, one commit), by some sessions at once. Beside it, on the same cluster and from pgbench where it is
//! installed: one row a commit, and the same thousand rows by one bare statement.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use homeroom_children::postgres::Cluster;
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_storage::attendance::{self, PersonRow, RecordRow};
use homeroom_storage::{Settings, Store};

use crate::RunArguments;
use crate::cpus::Cpus;
use crate::failure::Failure;
use crate::goal;
use crate::pgbench;
use crate::process;
use crate::report::{self, Figure, figure};
use crate::scratch::Scratch;
use crate::stat::per;
use crate::watch::{self, micros};
use crate::world::each;

/// People of one record.
const PEOPLE: usize = 1_000;
/// Sessions that file at once.
const FILING: usize = 4;
/// How long they do.
const SPAN: Duration = Duration::from_secs(5);
/// How long before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);
/// Seconds of each floor.
const FLOOR_SECONDS: u64 = 5;
/// Bytes of a record's text for each of its people: what a signed one has.
const SIGNED_BYTES: usize = 180;
/// One person's intervals: somebody who came, dropped and came back.
const INTERVALS: &str = r#"[{"confidence":"high","from":"2026-11-25T18:00:04.250Z","sources":["socket","media"],"until":"2026-11-25T18:31:40.000Z"},{"confidence":"high","from":"2026-11-25T18:33:02.118Z","sources":["socket","media"],"until":"2026-11-25T19:00:00.000Z"}]"#;

/// The figures of one round.
struct Round {
    rows_per_second: f64,
    cpu_micros: f64,
    single: f64,
    batch: f64,
}

const FIGURES: &[Figure<Round>] = &[
    figure("attendance rows/s, over one row a commit", |r: &Round| r.rows_per_second)
        .beside(|r| r.single)
        .aims(goal::ATTENDANCE),
    figure("attendance rows/s, over a bare batch", |r: &Round| r.rows_per_second).beside(|r| r.batch),
    figure("CPU us of Postgres per row", |r: &Round| r.cpu_micros).aims(goal::ATTENDANCE_CPU),
];

/// Runs all rounds and prints the figures.
pub(crate) async fn run(arguments: &RunArguments, cpus: &Cpus) -> Result<(), Failure> {
    let scratch = Scratch::make()?;
    println!(
        "records of {PEOPLE} people by {FILING} sessions at once, {} rounds; load and Postgres on one core; {}",
        arguments.rounds,
        scratch.postgres().describe(),
    );
    let program = pgbench::find(scratch.postgres());
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        let cluster = scratch.cluster(number)?;
        let (rows_per_second, cpu_micros) = filed(&cluster).await?;
        let (single, batch) = match &program {
            Some(program) => (
                pgbench::run(program, cpus, &cluster, &scratch.file(""), FLOOR_SECONDS)?.single,
                pgbench::batch(program, &cluster, &scratch.file(""), FLOOR_SECONDS, INTERVALS)?,
            ),
            None => (pgbench::stand_in(&cluster, FLOOR_SECONDS).await?.single, 0.0),
        };
        rounds.push(Round { rows_per_second, cpu_micros, single, batch });
    }
    report::print(FIGURES, &rounds);
    match program {
        Some(_) => println!("  floors: pgbench, 64 clients of one insert a commit; {FILING} of {PEOPLE} ready rows"),
        None => println!("  floors: one row a commit through the store; no bare batch, there is no pgbench here"),
    }
    Ok(())
}

/// Rows a second, and microseconds of all of Postgres' processes for each.
async fn filed(cluster: &Cluster) -> Result<(f64, f64), Failure> {
    let settings = Settings {
        url: cluster.url(cluster.database()),
        pool_connections_max: u32::try_from(FILING).unwrap_or(u32::MAX),
        name: "storm".to_owned(),
    };
    let store = Store::connect(&settings).await?;
    store.migrate().await?;
    files(&store, WARM_UP).await?;
    let (cpu, begin) = (process::family_cpu_time(cluster.id())?, watch::now());
    let rows = files(&store, SPAN).await?;
    let (cpu, took) = (process::family_cpu_time(cluster.id())? - cpu, watch::now() - begin);
    Ok((per(rows, took.as_secs_f64()), per(micros(cpu), rows)))
}

/// Files for so long; the number of rows.
async fn files(store: &Store, span: Duration) -> Result<f64, Failure> {
    let (count, end, store) = (Rc::new(Cell::new(0_u32)), watch::now() + span, store.clone());
    let filed = Rc::clone(&count);
    each(FILING, FILING, move |_| {
        let (store, count) = (store.clone(), Rc::clone(&filed));
        async move {
            let people: Vec<PersonRow> = (0..PEOPLE).map(|_| part(PersonId(watch::id()))).collect();
            let signed = "x".repeat(PEOPLE * SIGNED_BYTES);
            while watch::now() < end {
                let (filed_at, key_id, signed) = (watch::timestamp(), "66a544f27d59639c".to_owned(), signed.clone());
                let record = RecordRow { version: 1, filed_at, key_id, signed };
                attendance::file(&store, SessionId(watch::id()), &record, &people).await?;
                count.set(count.get() + u32::try_from(PEOPLE).unwrap_or(u32::MAX));
            }
            Ok(())
        }
    })
    .await?;
    Ok(f64::from(count.get()))
}

fn part(person: PersonId) -> PersonRow {
    PersonRow { person, version: 1, present_ms: 3_480_000, intervals: INTERVALS.to_owned(), quiz: None }
}
