//! Migrations, and the check that PostgreSQL guards every tenant's rows.

use sqlx::{PgPool, migrate::Migrator};

use super::DbError;

/// Migrations for SQLite.
pub static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
/// Migrations for PostgreSQL.
pub static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Refuses to serve in a role that bypasses row-level security, or while a table with an `org_id`
/// does not force it.
pub async fn check_row_level_security(pool: &PgPool) -> Result<(), DbError> {
    let strong: Option<(String,)> = sqlx::query_as(
        "SELECT rolname::text FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)",
    )
    .fetch_optional(pool)
    .await?;
    if let Some((role,)) = strong {
        return Err(DbError::RoleTooStrong { role });
    }
    let unprotected: Vec<(String,)> = sqlx::query_as(
        "SELECT c.relname::text FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
         ORDER BY 1",
    )
    .fetch_all(pool)
    .await?;
    if unprotected.is_empty() {
        return Ok(());
    }
    let tables = unprotected.into_iter().map(|(name,)| name).collect::<Vec<_>>().join(", ");
    Err(DbError::Unprotected { tables })
}
