//! Two databases behind one SQL text.
//!
//! A store function writes its query once, with `$1` placeholders, and hands it to [`fetch_all!`],
//! [`fetch_optional!`], [`fetch_one!`] or [`execute!`], which expand it for whichever engine the
//! transaction runs on. There are two kinds of transaction and no other way to the data:
//!
//! * [`Tx`] is bound to one organisation, and for a member who is limited to the sites of their groups (`reach`). On PostgreSQL the binding is also set in the session
//!   (`app.org_id`), where row-level security holds every statement to it.
//! * [`DirectoryTx`] reaches the few tables that are read before an organisation is known.

mod connect;
pub mod listing;
mod migrate;
#[cfg(feature = "mutants")]
mod mutants;
pub mod names;
mod reach;
mod tx;
mod types;

pub use connect::{Db, DbError, Engine};
#[cfg(feature = "mutants")]
pub use mutants::statement;
pub use tx::{AnyTx, DirectoryTx, Tx};

#[cfg(all(feature = "mutants", not(debug_assertions)))]
compile_error!("the feature `mutants` changes statements while they run: it is for tests and never in a release");

/// A statement as the query macros run it: as it is written. In the build of `cargo xtask mutate`
/// the feature `mutants` puts another function here.
#[cfg(not(feature = "mutants"))]
pub fn statement<S: sqlx::SqlSafeStr>(sql: S) -> S {
    sql
}

/// Runs a query for the engine of a transaction: `$finish` is called on the query of that engine.
#[macro_export]
macro_rules! on_engine {
    ($tx:expr, $make:expr, $finish:ident $(, $bind:expr)*) => {
        match $crate::platform::db::AnyTx::engine($tx) {
            $crate::platform::db::Engine::Sqlite => {
                let query = $make$(.bind($bind))*;
                query.$finish($crate::platform::db::AnyTx::sqlite($tx)).await
            }
            $crate::platform::db::Engine::Postgres => {
                let query = $make$(.bind($bind))*;
                query.$finish($crate::platform::db::AnyTx::postgres($tx)).await
            }
        }
    };
}

/// Every row of a query: `fetch_all!(tx, SiteRow, "SELECT … WHERE org_id = $1", tx.org())`.
#[macro_export]
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::on_engine!($tx, sqlx::query_as::<_, $row>($crate::platform::db::statement($sql)), fetch_all $(, $bind)*)
            .inspect(|rows| $crate::platform::db::AnyTx::note_rows($tx, rows.len()))
    };
}

/// The row of a query, where there is one.
#[macro_export]
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::on_engine!($tx, sqlx::query_as::<_, $row>($crate::platform::db::statement($sql)), fetch_optional $(, $bind)*)
    };
}

/// The one row of a query; none is an error.
#[macro_export]
macro_rules! fetch_one {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::on_engine!($tx, sqlx::query_as::<_, $row>($crate::platform::db::statement($sql)), fetch_one $(, $bind)*)
    };
}

/// Runs a statement and tells how many rows it touched.
#[macro_export]
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $crate::platform::db::AnyTx::engine($tx) {
            $crate::platform::db::Engine::Sqlite => {
                let query = sqlx::query($crate::platform::db::statement($sql))$(.bind($bind))*;
                query.execute($crate::platform::db::AnyTx::sqlite($tx)).await.map(|done| done.rows_affected())
            }
            $crate::platform::db::Engine::Postgres => {
                let query = sqlx::query($crate::platform::db::statement($sql))$(.bind($bind))*;
                query.execute($crate::platform::db::AnyTx::postgres($tx)).await.map(|done| done.rows_affected())
            }
        }
    };
}
