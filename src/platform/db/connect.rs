//! Opening a database: SQLite for one machine, PostgreSQL to scale out.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    Connection, Executor, PgPool, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{DirectoryTx, Tx, migrate};
use crate::ids::{OrgId, UserId};

/// How long a request waits for a connection before it is told to try again.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(8);

/// Which engine a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It cannot be reached or opened.
    #[error("the database cannot be opened: {0}")]
    Open(#[from] sqlx::Error),
    /// A migration failed.
    #[error("the database cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The serving role could see every tenant's rows.
    #[error("the database role {role} bypasses row-level security; use a role without SUPERUSER and BYPASSRLS")]
    RoleTooStrong {
        /// The role.
        role: String,
    },
    /// A tenant table without forced row-level security.
    #[error("row-level security is not forced on {tables}; run `norven migrate`")]
    Unprotected {
        /// The tables.
        tables: String,
    },
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite: one connection writes, several read (WAL lets them).
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Connections that only read.
        readers: SqlitePool,
    },
    /// PostgreSQL.
    Postgres {
        /// Connections in the role `norven_app`.
        pool: PgPool,
    },
}

/// Whether a connection that comes back is in no transaction. When the disk is full SQLite rolls back
/// by itself, sqlx's own rollback then fails, and the connection could begin no other transaction: it
/// is closed, and the next writer gets a new one.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Waits for the rollback that a dropped transaction leaves behind.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

impl Db {
    /// Opens a SQLite file, creating it if need be, and brings it up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or a migration fails.
    pub async fn sqlite(path: &Path) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: an answer that was acknowledged survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_release(|connection, _| Box::pin(is_at_rest(connection)))
            .connect_with(options.clone())
            .await?;
        migrate::SQLITE.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(options.read_only(true));
        Ok(Self::Sqlite { writer, readers })
    }

    /// Connects to PostgreSQL and brings it up to date. Migrations run in the role of the URL; every
    /// connection that serves takes the role `norven_app`, which owns nothing and obeys row-level
    /// security.
    ///
    /// # Errors
    /// When the server cannot be reached, a migration fails, or row-level security is not in force.
    pub async fn postgres(url: &str) -> Result<Self, DbError> {
        let options = PgConnectOptions::from_str(url)?;
        let owner = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        migrate::POSTGRES.run(&owner).await?;
        owner.close().await;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute("SET ROLE norven_app").await.map(drop) })
            })
            .connect_with(options)
            .await?;
        migrate::check_row_level_security(&pool).await?;
        Ok(Self::Postgres { pool })
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Begins a transaction that may write, bound to one organisation.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self, org: OrgId) -> Result<Tx, sqlx::Error> {
        Tx::begin(self, org, None, true).await
    }

    /// Begins a transaction that only reads, bound to one organisation.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self, org: OrgId) -> Result<Tx, sqlx::Error> {
        Tx::begin(self, org, None, false).await
    }

    /// Begins a transaction that may write, bound to one organisation and to what a member sees of it.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write_within(&self, org: OrgId, reach: Option<UserId>) -> Result<Tx, sqlx::Error> {
        Tx::begin(self, org, reach, true).await
    }

    /// Begins a transaction that only reads, bound to one organisation and to what a member sees of it.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read_within(&self, org: OrgId, reach: Option<UserId>) -> Result<Tx, sqlx::Error> {
        Tx::begin(self, org, reach, false).await
    }

    /// Begins a transaction over the directory tables.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn directory(&self) -> Result<DirectoryTx, sqlx::Error> {
        DirectoryTx::begin(self, true).await
    }

    /// Begins a transaction that only reads the directory tables.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn directory_read(&self) -> Result<DirectoryTx, sqlx::Error> {
        DirectoryTx::begin(self, false).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite { readers, .. } => sqlx::query("SELECT 1").execute(readers).await.map(drop),
            Self::Postgres { pool } => sqlx::query("SELECT 1").execute(pool).await.map(drop),
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool } => pool.close().await,
        }
    }
}
