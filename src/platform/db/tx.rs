//! Transactions: the only way to the data.

use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, Transaction};

use super::{Db, Engine};
use crate::ids::{OrgId, UserId};

/// An open transaction on either engine. Dropped without commit, it is rolled back.
#[derive(Debug)]
enum Connection {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Connection {
    async fn begin(db: &Db, write: bool) -> Result<Self, sqlx::Error> {
        match db {
            // IMMEDIATE takes the write lock at once: a transaction never fails halfway for want of it.
            Db::Sqlite { writer, .. } if write => writer.begin_with("BEGIN IMMEDIATE").await.map(Self::Sqlite),
            Db::Sqlite { readers, .. } => readers.begin().await.map(Self::Sqlite),
            Db::Postgres { pool } if write => begin_to_the_end(pool, "BEGIN").await.map(Self::Postgres),
            // What is read is of one moment, as on SQLite.
            Db::Postgres { pool } => {
                begin_to_the_end(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Self::Postgres)
            }
        }
    }

    fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    fn sqlite(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Sqlite(transaction) => transaction,
            Self::Postgres(_) => unreachable!("the query macros ask for the engine first"),
        }
    }

    fn postgres(&mut self) -> &mut PgConnection {
        match self {
            Self::Postgres(transaction) => transaction,
            Self::Sqlite(_) => unreachable!("the query macros ask for the engine first"),
        }
    }

    /// Sets a setting for the rest of the transaction; SQLite has none and needs none.
    async fn set(&mut self, name: &str, value: &str) -> Result<(), sqlx::Error> {
        if let Self::Postgres(transaction) = self {
            sqlx::query("SELECT set_config($1, $2, true)").bind(name).bind(value).execute(&mut **transaction).await?;
        }
        Ok(())
    }

    async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}

/// Begins a transaction in a task of its own. When a request is given up while `BEGIN` is under way, sqlx 0.9.0 would
/// put the connection back with a transaction that nobody ends, and the next who gets it would work inside
/// (transact-rs/sqlx#4393). The task comes to its end all the same, and what it began is rolled back.
async fn begin_to_the_end(pool: &PgPool, begin: &'static str) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    tokio::spawn(async move { pool.begin_with(begin).await }).await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

/// Most rows that a transaction reads in lists while it writes: SQLite has one writer, and everybody else waits for it. What
/// is long is loaded by a reader before, and under the writer only compared. Debug builds hold every transaction to it.
const MOST_ROWS_WHILE_WRITING: usize = 250;

/// How many rows a transaction has read in lists.
#[derive(Debug)]
struct RowsRead {
    writes: bool,
    count: usize,
}

impl RowsRead {
    fn check(&self) {
        let Self { writes, count } = *self;
        debug_assert!(!writes || count <= MOST_ROWS_WHILE_WRITING, "{count} rows were read while others wait to write");
    }
}

/// A transaction bound to one organisation: the only way to tenant data.
#[derive(Debug)]
pub struct Tx {
    connection: Connection,
    rows: RowsRead,
    org: OrgId,
    reach: Option<UserId>,
}

/// A transaction over the directory tables, which are read before an organisation is known: users,
/// sessions, links, identities, messages of providers, memberships, organisations, jobs, audit events, public digests.
#[derive(Debug)]
pub struct DirectoryTx {
    connection: Connection,
    rows: RowsRead,
}

/// What both kinds of transaction can do: carry a query, and commit.
pub trait AnyTx: Send {
    /// Which engine it runs on.
    fn engine(&self) -> Engine;
    /// The SQLite connection, for the query macros.
    fn sqlite(&mut self) -> &mut SqliteConnection;
    /// The PostgreSQL connection, for the query macros.
    fn postgres(&mut self) -> &mut PgConnection;
    /// The organisation it is bound to, where it is bound to one.
    fn bound_to(&self) -> Option<OrgId>;
    /// Counts the rows of a list that was read.
    fn note_rows(&mut self, rows: usize);
}

/// Writes [`AnyTx`] for a kind of transaction.
macro_rules! any_tx {
    ($name:ident, $self:ident => $org:expr) => {
        impl AnyTx for $name {
            fn engine(&self) -> Engine {
                self.connection.engine()
            }
            fn sqlite(&mut self) -> &mut SqliteConnection {
                self.connection.sqlite()
            }
            fn postgres(&mut self) -> &mut PgConnection {
                self.connection.postgres()
            }
            fn bound_to(&$self) -> Option<OrgId> {
                $org
            }
            fn note_rows(&mut self, rows: usize) {
                self.rows.count += rows;
            }
        }

        impl $name {
            /// Makes everything done in it last.
            ///
            /// # Errors
            /// When the database refuses; nothing is done then.
            pub async fn commit(self) -> Result<(), sqlx::Error> {
                self.rows.check();
                self.connection.commit().await
            }
        }
    };
}
any_tx!(Tx, self => Some(self.org));
any_tx!(DirectoryTx, self => None);

impl Tx {
    pub(super) async fn begin(db: &Db, org: OrgId, reach: Option<UserId>, write: bool) -> Result<Self, sqlx::Error> {
        let mut connection = Connection::begin(db, write).await?;
        connection.set("app.org_id", &org.to_string()).await?;
        if let Some(member) = reach {
            connection.set("app.reach", &member.to_string()).await?;
        }
        Ok(Self { connection, rows: RowsRead { writes: write, count: 0 }, org, reach })
    }

    /// The organisation it is bound to.
    #[must_use]
    pub fn org(&self) -> OrgId {
        self.org
    }

    /// The member whose groups of sites bound what it sees; nothing where it sees every site. Bound to the condition
    /// [`in_reach!`](crate::in_reach).
    #[must_use]
    pub fn reach(&self) -> Option<UserId> {
        self.reach
    }
}

impl DirectoryTx {
    pub(super) async fn begin(db: &Db, write: bool) -> Result<Self, sqlx::Error> {
        let mut connection = Connection::begin(db, write).await?;
        connection.set("app.system", "on").await?;
        Ok(Self { connection, rows: RowsRead { writes: write, count: 0 } })
    }
}
