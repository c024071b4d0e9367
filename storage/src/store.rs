//! The pool, and what can go wrong with it.

use std::str::FromStr;
use std::time::Duration;

use homeroom_protocol::ids::IncarnationId;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};

use crate::journal::LaneConnection;

/// How long a request waits for a connection of the pool before the store counts as away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a ping may take.
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// Where the store is and how it is used.
#[derive(Clone)]
pub struct Settings {
    /// `postgres://…`; may hold a password, so it is never printed.
    pub url: String,
    /// Connections of the pool; the lanes have their own.
    pub pool_connections_max: u32,
    /// What Postgres lists the pool as.
    pub name: String,
}

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: PgPool,
    options: PgConnectOptions,
}

/// Why the store did not do a thing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, or the connection broke: try again later.
    #[error("the store cannot be reached: {0}")]
    Unreachable(String),
    /// It said no.
    #[error("the store refused with {code}: {message}")]
    Refused {
        /// The SQLSTATE.
        code: String,
        /// Its sentence.
        message: String,
    },
    /// What it holds is not what this version understands.
    #[error("the store holds what cannot be read: {0}")]
    Corrupt(String),
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open enum: all else is the connection")]
impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(said) => {
                let code = said.code().unwrap_or_default().into_owned();
                // Classes 08, 53 and 57: connection, resources, operator intervention. It will be back.
                if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) {
                    Self::Unreachable(said.message().to_owned())
                } else {
                    Self::Refused { code, message: said.message().to_owned() }
                }
            }
            sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::TypeNotFound { .. }
            | sqlx::Error::RowNotFound => Self::Corrupt(error.to_string()),
            _ => Self::Unreachable(error.to_string()),
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open enum: all else is our own migrations")]
impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Refused { code: "migration".to_owned(), message: other.to_string() },
        }
    }
}

impl Store {
    /// Connects; the first connection is made here and outside the pool, which would try again until its patience ends
    /// and then not say what was wrong.
    ///
    /// # Errors
    /// When the address is none, nobody answers there, or the name or password is not taken.
    pub async fn connect(settings: &Settings) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(&settings.url)
            .map_err(|error| StoreError::Unreachable(error.to_string()))?
            .disable_statement_logging();
        let named = options.clone().application_name(&settings.name);
        match tokio::time::timeout(ACQUIRE_TIMEOUT, named.connect()).await {
            Ok(first) => first?.close().await?,
            Err(_) => return Err(StoreError::Unreachable("no answer within 3 s".to_owned())),
        }
        let pool = PgPoolOptions::new()
            .max_connections(settings.pool_connections_max)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(named);
        Ok(Self { pool, options })
    }

    /// Brings the schema to this version. Several nodes may do so at once.
    ///
    /// # Errors
    /// When the store does not answer, or a migration fails.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(MIGRATOR.run(&self.pool).await?)
    }

    /// Asks the store for nothing.
    ///
    /// # Errors
    /// When it does not answer within two seconds.
    pub async fn ping(&self) -> Result<(), StoreError> {
        match tokio::time::timeout(PING_TIMEOUT, sqlx::query("select 1").execute(&self.pool)).await {
            Ok(answer) => Ok(answer.map(drop)?),
            Err(_) => Err(StoreError::Unreachable("no answer within 2 s".to_owned())),
        }
    }

    /// The server's version, as `18.4`.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn version(&self) -> Result<String, StoreError> {
        let version: String = sqlx::query_scalar("show server_version").fetch_one(&self.pool).await?;
        Ok(version.split_whitespace().next().unwrap_or_default().to_owned())
    }

    /// A lane: one connection for appends, with the planner's options that keep concurrent lanes from deadlocking.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn lane(&self, incarnation: IncarnationId) -> Result<LaneConnection, StoreError> {
        LaneConnection::open(&self.options, incarnation).await
    }

    /// Another pool, for what must not wait for the connections of requests, nor make them wait. It connects when it is
    /// first used.
    #[must_use]
    pub fn pool_of(&self, name: &str, connections_max: u32) -> PgPool {
        PgPoolOptions::new()
            .max_connections(connections_max)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(self.options.clone().application_name(name))
    }

    /// The pool, for the statements of this crate and of tests.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

/// The migrations of this version, in the binary.
pub(crate) static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");
