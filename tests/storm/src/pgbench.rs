//! What this cluster commits without us: pgbench, where it is installed. Where it is not, a bare loop of single commits
//! through the store stands in, and the report says so.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use homeroom_children::postgres::{Cluster, Found};
use homeroom_protocol::ids::PersonId;
use homeroom_storage::{Settings, Store, accounts};

use crate::cpus::Cpus;
use crate::failure::Failure;
use crate::stat::{per, quantile};
use crate::watch;
use crate::world::each;

/// Connections of pgbench; more do not make a cluster on one core faster.
const CLIENTS: usize = 64;
/// A database of its own beside the server's: every cluster has it.
const DATABASE: &str = "postgres";
/// One row in one commit, in one round trip: the least that a durable join can be.
const SINGLE: &str =
    "insert into pgbench_history (tid, bid, aid, delta, mtime) values (1, 1, 1, 0, current_timestamp);\n";
/// One row that everybody changes.
const HOT: &str = "update pgbench_tellers set tbalance = tbalance + 1 where tid = 1;\n";

/// Rows of the bare batch, and who sends it.
const BATCH_ROWS: f64 = 1_000.0;
const BATCH_CLIENTS: &str = "4";
const BATCH_TABLES: &str = "\
create table if not exists floor_ready (person_id uuid, version integer, present_ms bigint, intervals text);
create table if not exists floor_rows (session_id uuid not null, person_id uuid not null, version integer not null,
  present_ms bigint not null, intervals text not null, primary key (session_id, person_id));
create index if not exists floor_rows_person on floor_rows (person_id);
insert into floor_ready select gen_random_uuid(), 1, 3480000, '' from generate_series(1, 1000);
";
const BATCH: &str = "\
with session as materialized (select gen_random_uuid() as id)
insert into floor_rows select session.id, r.* from session, floor_ready r;
";

/// Transactions a second.
#[derive(Clone, Copy)]
pub(crate) struct Commits {
    /// One insert each.
    pub(crate) single: f64,
    /// One update each, all of the same row.
    pub(crate) hot: f64,
    /// pgbench's own `simple-update`; none where pgbench is not.
    pub(crate) simple_update: Option<f64>,
}

/// The program, beside the cluster's own or in `PATH`.
pub(crate) fn find(found: &Found) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(found.bin.clone()).chain(std::env::split_paths(&path));
    folders.map(|folder| folder.join("pgbench")).find(|program| program.is_file())
}

/// Runs all three, so many seconds each.
pub(crate) fn run(
    program: &Path,
    cpus: &Cpus,
    cluster: &Cluster,
    scripts: &Path,
    seconds: u64,
) -> Result<Commits, Failure> {
    let sockets = cluster.socket().parent().map(Path::to_path_buf).unwrap_or_default();
    let call = |arguments: &[&str]| {
        let mut command = cpus.measured(program);
        command.arg("-h").arg(&sockets).args(["-U", "homeroom"]).args(arguments).arg(DATABASE);
        output(command)
    };
    call(&["-i", "-q", "-s", "10"])?;
    let (clients, span) = (CLIENTS.to_string(), seconds.to_string());
    let measured = |kind: &[&str]| {
        let common = ["-n", "-M", "prepared", "-j", "1", "-c", clients.as_str(), "-T", span.as_str()];
        let said = call(&[&common, kind].concat())?;
        rate(&said).ok_or_else(|| Failure::new(format!("pgbench said no rate: {said}")))
    };
    let script = |name: &str, text: &str| {
        let file = scripts.join(name);
        std::fs::write(&file, text)?;
        measured(&["-f", &file.to_string_lossy()])
    };
    Ok(Commits {
        single: script("single.sql", SINGLE)?,
        hot: script("hot.sql", HOT)?,
        simple_update: Some(measured(&["-N"])?),
    })
}

/// Rows a second of one statement that inserts a thousand which are ready, into a table with the same indexes as that of
/// attendance, from some clients at once; nothing besides.
pub(crate) fn batch(
    program: &Path,
    cluster: &Cluster,
    folder: &Path,
    seconds: u64,
    intervals: &str,
) -> Result<f64, Failure> {
    let sockets = cluster.socket().parent().map(Path::to_path_buf).unwrap_or_default();
    let (tables, insert) = (folder.join("tables.sql"), folder.join("batch.sql"));
    std::fs::write(&tables, format!("{BATCH_TABLES}update floor_ready set intervals = '{intervals}';\n"))?;
    std::fs::write(&insert, BATCH)?;
    let call = |file: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.arg("-h").arg(&sockets).args(["-U", "homeroom", "-n"]).args(arguments);
        output({
            command.arg("-f").arg(file).arg(DATABASE);
            command
        })
    };
    call(&tables, &["-c", "1", "-t", "1"])?;
    let said = call(&insert, &["-M", "prepared", "-c", BATCH_CLIENTS, "-j", "1", "-T", &seconds.to_string()])?;
    let rate = rate(&said).ok_or_else(|| Failure::new(format!("pgbench said no rate: {said}")))?;
    Ok(rate * BATCH_ROWS)
}

/// What single commits take that come as fast as the wishes of a run, in milliseconds.
pub(crate) struct Paced {
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Single commits, so many a second for one second, each counted from its own moment as [`Coming::PerSecond`] counts.
///
/// [`Coming::PerSecond`]: crate::join::Coming::PerSecond
pub(crate) fn paced(
    program: &Path,
    cpus: &Cpus,
    cluster: &Cluster,
    folder: &Path,
    rate: u32,
) -> Result<Paced, Failure> {
    let sockets = cluster.socket().parent().map(Path::to_path_buf).unwrap_or_default();
    let call = |arguments: &[&str]| {
        let mut command = cpus.measured(program);
        command.current_dir(folder).arg("-h").arg(&sockets).args(["-U", "homeroom"]).args(arguments).arg(DATABASE);
        output(command)
    };
    call(&["-i", "-q", "-s", "1"])?;
    std::fs::write(folder.join("paced.sql"), SINGLE)?;
    let (clients, each) = (CLIENTS.to_string(), (rate as usize / CLIENTS).to_string());
    let rate = rate.to_string();
    let common = ["-n", "-M", "prepared", "-j", "1", "-c", &clients, "-t", &each, "-R", &rate];
    call(&[&common[..], &["-l", "--log-prefix=paced", "-f", "paced.sql"]].concat())?;
    let mut latencies = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        let is_log = file.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("paced."));
        if is_log && file.extension().is_none_or(|extension| extension != "sql") {
            latencies.extend(std::fs::read_to_string(&file)?.lines().filter_map(logged_micros));
            std::fs::remove_file(&file)?;
        }
    }
    let mut millis = |thousandths| f64::from(quantile(&mut latencies, thousandths).unwrap_or(0)) / 1e3;
    Ok(Paced { p50_ms: millis(500), p99_ms: millis(990) })
}

/// The third field of a line of pgbench's log: microseconds from the planned moment to the end, where there is a rate.
fn logged_micros(line: &str) -> Option<u32> {
    line.split_whitespace().nth(2)?.parse().ok()
}

/// The stand-in: as many commits in flight, each of one row, through the store.
pub(crate) async fn stand_in(cluster: &Cluster, seconds: u64) -> Result<Commits, Failure> {
    let settings = Settings {
        url: cluster.url(cluster.database()),
        pool_connections_max: u32::try_from(CLIENTS).unwrap_or(u32::MAX),
        name: "storm".to_owned(),
    };
    let store = Store::connect(&settings).await?;
    let span = Duration::from_secs(seconds);
    Ok(Commits {
        single: commits(&store, span, || PersonId(watch::id())).await?,
        hot: commits(&store, span, || PersonId(uuid::Uuid::nil())).await?,
        simple_update: None,
    })
}

async fn commits(store: &Store, span: Duration, whose: impl Fn() -> PersonId + 'static) -> Result<f64, Failure> {
    let (done, begin, store) = (Rc::new(Cell::new(0_u32)), watch::now(), store.clone());
    let count = Rc::clone(&done);
    each(CLIENTS, CLIENTS, move |_| {
        let (store, done, person) = (store.clone(), Rc::clone(&count), whose());
        let hot = person.0.is_nil();
        async move {
            while watch::now() - begin < span {
                let person = if hot { person } else { PersonId(watch::id()) };
                accounts::put(&store, person, "nobody").await?;
                done.set(done.get() + 1);
            }
            Ok(())
        }
    })
    .await?;
    Ok(per(f64::from(done.get()), (watch::now() - begin).as_secs_f64()))
}

fn output(mut command: Command) -> Result<String, Failure> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    Err(Failure::new(format!("pgbench failed: {said}{}", String::from_utf8_lossy(&output.stderr))))
}

/// Reads `tps = 9455.1 (without initial connection time)`.
fn rate(said: &str) -> Option<f64> {
    said.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_from_what_pgbench_says() {
        let said =
            "number of clients: 64\nlatency average = 6.7 ms\ntps = 9455.123456 (without initial connection time)\n";
        assert_eq!(rate(said), Some(9_455.123_456));
        assert_eq!(rate("pgbench: error"), None);
    }

    #[test]
    fn the_time_of_a_transaction_is_read_from_the_log() {
        assert_eq!(logged_micros("0 199 2241 0 1175850568 995598 1020"), Some(2_241));
        assert_eq!(logged_micros("0 199 skipped 0 1175850568 995598 1020"), None);
    }
}
