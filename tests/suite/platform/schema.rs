//! The two schemas are one, but for the index of words: a virtual table on SQLite, a column on PostgreSQL.

use std::collections::BTreeMap;

use norven::platform::db::Db;
use sqlx::{Connection, PgConnection, Row};

use crate::support::{TestApp, run};

/// A column: its type as PostgreSQL names it, and whether it may be empty.
type Columns = BTreeMap<String, (String, bool)>;

/// What SQLite's declared types stand for. Digests and ids are both bytes there.
fn same_type(sqlite: &str, postgres: &str) -> bool {
    match postgres {
        "uuid" | "bytea" => sqlite == "BLOB",
        "text" => sqlite == "TEXT",
        "bigint" | "integer" | "boolean" => sqlite == "INTEGER",
        _ => false,
    }
}

async fn of_sqlite(app: &TestApp) -> BTreeMap<String, Columns> {
    let Db::Sqlite { readers, .. } = &app.db else { unreachable!("SQLite") };
    let rows = sqlx::query(
        "SELECT m.name, c.name, c.type, c.\"notnull\" OR c.pk > 0 FROM sqlite_schema m, pragma_table_xinfo(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_words%' AND m.name NOT LIKE '_sqlx_%'",
    )
    .fetch_all(readers)
    .await
    .expect("the schema reads");
    let mut tables = BTreeMap::<String, Columns>::new();
    for row in rows {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        tables.entry(table).or_default().insert(column, (row.get(2), !row.get::<bool, _>(3)));
    }
    tables
}

async fn of_postgres(app: &TestApp) -> BTreeMap<String, Columns> {
    let mut owner = PgConnection::connect(&app.home().url().expect("PostgreSQL")).await.expect("connects");
    let rows = sqlx::query(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text = 'YES'
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx\\_%'
           AND NOT (table_name = 'search_docs' AND column_name = 'words')",
    )
    .fetch_all(&mut owner)
    .await
    .expect("the schema reads");
    let mut tables = BTreeMap::<String, Columns>::new();
    for row in rows {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        tables.entry(table).or_default().insert(column, (row.get(2), row.get(3)));
    }
    tables
}

#[tokio::test]
async fn both_migrations_make_the_same_tables_with_the_same_columns() {
    run(TestApp::sqlite().await, |sqlite| async move {
        run(TestApp::postgres().await, |postgres| async move {
            let (left, right) = (of_sqlite(&sqlite).await, of_postgres(&postgres).await);
            assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
            assert!(left.len() >= 20);
            for (table, columns) in &left {
                let others = &right[table];
                assert_eq!(columns.keys().collect::<Vec<_>>(), others.keys().collect::<Vec<_>>(), "{table}");
                for (column, (kind, nullable)) in columns {
                    let (other_kind, other_nullable) = &others[column];
                    assert!(same_type(kind, other_kind), "{table}.{column}: {kind} and {other_kind}");
                    assert_eq!(nullable, other_nullable, "{table}.{column} may be empty on one engine only");
                }
            }
        })
        .await;
    })
    .await;
}
