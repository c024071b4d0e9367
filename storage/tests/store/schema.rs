//! Statements and schema fit each other, and what a database of its own costs a test.

use homeroom_storage::statements::ALL;
use homeroom_storage::testing::database;
use sqlx::{AssertSqlSafe, Row};

#[tokio::test]
async fn every_statement_is_prepared_against_the_migrated_schema() {
    let database = database().await;
    for (name, statement) in ALL {
        let prepared = sqlx::raw_sql(AssertSqlSafe(format!("prepare it as {statement}")));
        let mut connection = database.store.pool().acquire().await.unwrap();
        prepared.execute(&mut *connection).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        sqlx::raw_sql("deallocate it").execute(&mut *connection).await.unwrap();
    }
}

#[test]
fn no_statement_asks_the_database_for_the_time() {
    for (name, statement) in ALL {
        for clock in ["now()", "current_timestamp", "clock_timestamp", "current_date"] {
            assert!(!statement.contains(clock), "{name} asks for {clock}");
        }
    }
}

#[tokio::test]
async fn no_column_takes_its_time_from_the_database() {
    let database = database().await;
    let defaults = sqlx::query(
        "select table_name, column_default from information_schema.columns where table_schema = 'public' and table_name <> '_sqlx_migrations' and column_default is not null",
    );
    for row in defaults.fetch_all(database.store.pool()).await.unwrap() {
        let (table, default): (String, String) = (row.get(0), row.get(1));
        assert!(!default.contains("now()") && !default.to_lowercase().contains("current_"), "{table}: {default}");
    }
}

#[tokio::test]
async fn migrating_again_and_by_several_at_once_changes_nothing() {
    let database = database().await;
    let (one, two) = tokio::join!(database.store.migrate(), database.store.migrate());
    one.unwrap();
    two.unwrap();
}

#[tokio::test]
async fn the_store_answers_and_says_its_version() {
    let database = database().await;
    database.store.ping().await.unwrap();
    let version = database.store.version().await.unwrap();
    assert!(version.starts_with(|first: char| first.is_ascii_digit()), "{version}");
}

/// Printed, not asserted: what a machine takes for it is no property of the code.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it measures how long a copy takes")]
async fn a_database_of_its_own_is_copied_from_the_template() {
    database().await;
    let began = std::time::Instant::now();
    let copied = database().await;
    println!("a database from the template: {} ms", began.elapsed().as_millis());
    let aggregates: i64 =
        sqlx::query_scalar("select count(*) from aggregate").fetch_one(copied.store.pool()).await.unwrap();
    assert_eq!(aggregates, 0);
}
