//! A database for each test: a copy of one that was migrated once.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use norven::platform::{db::Db, keys::Known};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool, SqlitePool, migrate::Migrator,
    sqlite::SqliteConnectOptions,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Where a test's data lives.
pub enum Home {
    /// A file in a folder that goes with this value.
    Sqlite(TempDir),
    /// A database of the cluster that the tests were given.
    Postgres(String),
}

impl Home {
    /// Opens the database.
    pub async fn open(&self) -> Db {
        match self {
            Self::Sqlite(folder) => Db::sqlite(&file(folder)).await.expect("SQLite opens"),
            Self::Postgres(name) => Db::postgres(&url(name)).await.expect("PostgreSQL opens"),
        }
    }

    /// What the database knows of the keys that it was made with.
    pub async fn known(&self) -> Known {
        match self {
            Self::Sqlite(folder) => Known::of_sqlite(&file(folder)).await,
            Self::Postgres(name) => Known::of_postgres(&url(name)).await,
        }
        .expect("it reads")
    }

    /// A database of the same engine, migrated up to a version, after a statement.
    pub async fn older(&self, version: i64, statement: &str) -> Self {
        match self {
            Self::Sqlite(_) => {
                let folder = tempfile::tempdir().expect("a folder");
                let options = SqliteConnectOptions::new().filename(file(&folder)).create_if_missing(true);
                let pool = SqlitePool::connect_with(options).await.expect("SQLite opens");
                migrations("migrations/sqlite", version).await.run(&pool).await.expect("migrates");
                sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&pool).await.expect("SQLite obeys");
                pool.close().await;
                Self::Sqlite(folder)
            }
            Self::Postgres(name) => {
                let older = format!("{name}_older");
                administer(&format!("CREATE DATABASE {older}")).await;
                let pool = PgPool::connect(&url(&older)).await.expect("PostgreSQL answers");
                migrations("migrations/postgres", version).await.run(&pool).await.expect("migrates");
                sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&pool).await.expect("PostgreSQL obeys");
                pool.close().await;
                Self::Postgres(older)
            }
        }
    }

    /// The bytes of SQLite's files, what was not folded into the database yet included.
    pub fn bytes(&self) -> Vec<u8> {
        let Self::Sqlite(folder) = self else { return Vec::new() };
        let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
        files.flat_map(|path| std::fs::read(path).expect("it reads")).collect()
    }

    /// Removes what does not go by itself.
    pub async fn remove(&self) {
        if let Self::Postgres(name) = self {
            administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }

    /// The address of the PostgreSQL database, in the role that owns it.
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(name) => Some(url(name)),
        }
    }
}

/// The migrations in a folder up to a version.
async fn migrations(folder: &str, version: i64) -> Migrator {
    let mut migrator = Migrator::new(Path::new(folder)).await.expect("migrations");
    migrator.migrations.to_mut().retain(|migration| migration.version <= version);
    migrator
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("norven.db")
}

/// A migrated SQLite file.
pub async fn sqlite() -> Home {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let bytes = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a folder");
            let db = Db::sqlite(&file(&folder)).await.expect("SQLite opens");
            // Closing the last connection folds the write-ahead log into the file.
            db.close().await;
            std::fs::read(file(&folder)).expect("the file reads")
        })
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(file(&folder), bytes).expect("the file is written");
    Home::Sqlite(folder)
}

/// A migrated PostgreSQL database.
pub async fn postgres() -> Home {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("norven_{}_template", std::process::id());
            administer(&format!("CREATE DATABASE {name}")).await;
            Db::postgres(&url(&name)).await.expect("PostgreSQL opens").close().await;
            name
        })
        .await;
    let name = format!("norven_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    administer(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    Home::Postgres(name)
}

/// The address of a database of the cluster. Never skipped: a test that was not run proves nothing.
fn url(database: &str) -> String {
    let cluster = std::env::var("NORVEN_TEST_POSTGRES")
        .expect("NORVEN_TEST_POSTGRES is not set: run `cargo xtask test`, which starts a PostgreSQL for the tests");
    let server = cluster.rsplit_once('/').map_or(cluster.as_str(), |(server, _)| server);
    format!("{server}/{database}")
}

async fn administer(statement: &str) {
    let mut connection = PgConnection::connect(&url("postgres")).await.expect("PostgreSQL answers");
    connection.execute(AssertSqlSafe(statement.to_owned())).await.expect("PostgreSQL obeys");
    connection.close().await.expect("PostgreSQL says goodbye");
}
