//! A database of its own for every test, copied from a template that is migrated once.
//!
//! `HOMEROOM_TEST_POSTGRES` is the URL of a cluster in which databases may be made; `cargo xtask test` starts one and sets
//! it. Databases are dropped with the cluster, which lives no longer than the run.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::store::MIGRATOR;
use crate::{Settings, Store};

/// Where the cluster is.
const VARIABLE: &str = "HOMEROOM_TEST_POSTGRES";
/// Connections of a test's pool: many tests share one cluster.
const POOL_CONNECTIONS: u32 = 6;
/// The advisory lock under which the template is made, by one of all test programs.
const TEMPLATE_LOCK: i64 = 0x686f_6d65;

static MADE: AtomicU32 = AtomicU32::new(0);

/// A fresh, migrated database.
pub struct TestDatabase {
    /// Where it is.
    pub url: String,
    /// A store on it.
    pub store: Store,
    name: String,
    cluster: PgConnectOptions,
}

#[expect(clippy::expect_used, reason = "this is for tests, where a panic is the failure")]
impl TestDatabase {
    /// The database answers nobody from here on: connections are cut, and no new one is let in.
    pub async fn begin_outage(&self) {
        let mut admin = self.cluster.connect().await.expect("the cluster of the tests answers");
        execute(&mut admin, format!("alter database {} with allow_connections false", self.name)).await;
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(&self.name)
            .execute(&mut admin)
            .await
            .expect("its connections are cut");
    }

    /// It answers again.
    pub async fn end_outage(&self) {
        let mut admin = self.cluster.connect().await.expect("the cluster of the tests answers");
        execute(&mut admin, format!("alter database {} with allow_connections true", self.name)).await;
    }

    /// A statement that somebody with rights sends by hand.
    pub async fn execute(&self, statement: &str) {
        let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()));
        statement.execute(self.store.pool()).await.expect("the database takes the statement");
    }
}

/// Every row of every table of a store, one text each, with bytes as the text they are: for tests of what is not kept.
///
/// # Panics
/// When the database does not answer.
#[expect(clippy::expect_used, reason = "this is for tests, where a panic is the failure")]
pub async fn every_row(store: &Store) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema')",
    )
    .fetch_all(store.pool())
    .await
    .expect("the database knows its tables");
    let mut rows = Vec::new();
    for table in tables {
        let statement = format!("select '{table} ' || row_to_json(t)::text from {table} t");
        let found: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .fetch_all(store.pool())
            .await
            .expect("the database gives its rows");
        rows.extend(found.iter().map(|row| readable(row)));
    }
    rows
}

/// A row with its bytes as the text they are, and the quotes within texts as they were.
fn readable(row: &str) -> String {
    let mut text = String::new();
    let mut parts = row.split("\\\\x");
    text.extend(parts.next());
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(part.len());
        let (digits, rest) = part.split_at(end);
        let digit = |c: u8| u8::try_from(char::from(c).to_digit(16).unwrap_or(0)).unwrap_or(0);
        let bytes: Vec<u8> = digits
            .as_bytes()
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte: u8, c| (byte << 4) | digit(*c)))
            .collect();
        text.push_str(&String::from_utf8_lossy(&bytes));
        text.push_str(rest);
    }
    text.replace("\\\"", "\"")
}

/// Makes a fresh database.
///
/// # Panics
/// Without a cluster: there is nothing to test then.
#[expect(clippy::panic, clippy::expect_used, reason = "this is for tests, where a panic is the failure")]
pub async fn database() -> TestDatabase {
    let Ok(cluster) = std::env::var(VARIABLE) else {
        panic!("{VARIABLE} is not set: `cargo xtask test` starts a cluster and sets it");
    };
    let options = PgConnectOptions::from_str(&cluster).expect("a URL of a cluster").disable_statement_logging();
    let mut admin = options.connect().await.expect("the cluster of the tests answers");
    let template = template(&mut admin, &options).await;
    let n = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{n}", std::process::id());
    execute(&mut admin, format!("drop database if exists {name}")).await;
    // As files: the other way writes every page to the log too, which takes longer for a template of 9 MB.
    execute(&mut admin, format!("create database {name} template {template} strategy file_copy")).await;
    let url = with_database(&cluster, &name);
    let settings =
        Settings { url: url.clone(), pool_connections_max: POOL_CONNECTIONS, name: "homeroom-test".to_owned() };
    let store = Store::connect(&settings).await.expect("the fresh database answers");
    TestDatabase { url, store, name, cluster: options }
}

/// The migrated template for this set of migrations.
#[expect(clippy::expect_used, reason = "this is for tests, where a panic is the failure")]
async fn template(admin: &mut PgConnection, options: &PgConnectOptions) -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    let digest: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let (name, making) = (format!("template_{digest}"), format!("making_{digest}"));
    sqlx::query("select pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(&mut *admin).await.expect("a lock");
    let there: bool = sqlx::query_scalar("select count(*) > 0 from pg_database where datname = $1")
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .expect("the list of databases");
    if !there {
        execute(admin, format!("drop database if exists {making}")).await;
        execute(admin, format!("create database {making}")).await;
        let mut fresh = options.clone().database(&making).connect().await.expect("the template answers");
        MIGRATOR.run(&mut fresh).await.expect("the migrations run");
        fresh.close().await.expect("the template is let go");
        // Under its name it is complete: a run that was killed half-way leaves nothing that looks like one.
        execute(admin, format!("alter database {making} rename to {name}")).await;
    }
    sqlx::query("select pg_advisory_unlock($1)").bind(TEMPLATE_LOCK).execute(&mut *admin).await.expect("the lock back");
    name
}

#[expect(clippy::expect_used, reason = "this is for tests, where a panic is the failure")]
async fn execute(admin: &mut PgConnection, statement: String) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(admin).await.expect("the cluster takes the statement");
}

/// The URL of another database of the same cluster.
fn with_database(url: &str, name: &str) -> String {
    let (before, options) = url.split_once('?').map_or((url, None), |(before, options)| (before, Some(options)));
    let base = before.rsplit_once('/').map_or(before, |(base, _)| base);
    match options {
        None => format!("{base}/{name}"),
        Some(options) => format!("{base}/{name}?{options}"),
    }
}
