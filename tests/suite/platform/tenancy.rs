//! What one organisation can reach of another's, below every rule of the product. On PostgreSQL only:
//! SQLite has no row-level security, and its file no other readers.

use norven::{
    features::orgs::model::Role,
    ids::{OrgId, UserId},
    platform::db::{AnyTx, Db, DbError},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};

use crate::support::{Provider, Sample, TestApp, on_postgres};

/// Two organisations with a row of the first in every table that has an `org_id`.
async fn two_organisations(app: &TestApp) -> (OrgId, OrgId) {
    let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
    let sample = Sample::new(app);
    let inspection = acme.owner.start_sample(&acme.owner, &sample).await;
    let action = norven::features::inspections::model::Action {
        id: app.id(),
        item: sample.exit,
        text: "Clear".to_owned(),
        assignee: String::new(),
        due: None,
        done: false,
        closed: None,
    };
    acme.owner.act(inspection, [norven::features::inspections::model::Op::SetAction { action }]).await;
    acme.owner.fill_and_finish(inspection, &sample).await;
    acme.owner.sign(inspection, sample.signature).await;
    let report = acme.owner.issue(inspection).await;
    app.drain().await;
    let link = serde_json::json!({ "report": report, "days": 7, "with_code": false });
    acme.owner.post_fn("/api/share_report", serde_json::json!({ "link": link })).await.ok();
    let revoke = serde_json::json!({ "id": report, "reason": "Wrong site" });
    acme.owner.post_fn("/api/revoke_report", revoke).await.ok();
    app.drain().await;
    let correct = serde_json::json!({ "id": report, "reason": "Wrong floor" });
    acme.owner.post_fn("/api/correct_report", correct).await.ok();
    let invite = serde_json::json!({ "email": "ines@acme.example", "role": "viewer" });
    acme.owner.post_fn("/api/invite_member", invite).await.ok();
    let site = acme.owner.add_site("South").await;
    let group = acme.owner.add_group("Southern", &[site]).await;
    acme.owner.post_fn("/api/add_domain", serde_json::json!({ "domain": "acme.example" })).await.ok();
    acme.owner.add_provider(&Provider::start().await).await;
    acme.member(Role::Viewer).await;
    acme.limit("viewer", Some(&[group])).await.ok();
    app.drain().await;
    norven::features::audit::chain::sequence(app).await.expect("entered");
    // It waits for the search to be read.
    acme.owner.add_site("West").await;
    (acme.id, other.id)
}

/// The tables with an `org_id`.
async fn tenant_tables(app: &TestApp) -> Vec<String> {
    let mut owner = PgConnection::connect(&app.home().url().expect("PostgreSQL")).await.expect("connects");
    let rows = sqlx::query(
        "SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1",
    )
    .fetch_all(&mut owner)
    .await
    .expect("the catalogue reads");
    rows.iter().map(|row| row.get(0)).collect()
}

on_postgres! {
    async fn a_transaction_of_one_organisation_reads_nothing_of_another(app: TestApp) {
        let (acme, other) = two_organisations(&app).await;
        let tables = tenant_tables(&app).await;
        assert!(tables.len() >= 15, "{tables:?}");
        for table in tables {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE org_id = $1");
            for (bound, sees) in [(acme, true), (other, false)] {
                let mut tx = app.db.read(bound).await.expect("a transaction");
                let (rows,): (i64,) =
                    sqlx::query_as(AssertSqlSafe(count.clone())).bind(acme).fetch_one(tx.postgres()).await.expect("counts");
                assert_eq!(rows > 0, sees, "{table}: {rows} rows");
            }
            // Without any condition: what a forgotten WHERE would give.
            let all = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE org_id IS DISTINCT FROM $1"));
            let mut tx = app.db.read(other).await.expect("a transaction");
            let (rows,): (i64,) = sqlx::query_as(all).bind(other).fetch_one(tx.postgres()).await.expect("counts");
            assert_eq!(rows, 0, "{table}");
        }
    }

    async fn a_transaction_of_a_limited_member_reaches_nothing_beside_their_groups(app: TestApp) {
        let (acme, _) = two_organisations(&app).await;
        let mut tx = app.db.read(acme).await.expect("a transaction");
        let limited = "SELECT user_id FROM memberships WHERE limited = TRUE";
        let (viewer,): (UserId,) = sqlx::query_as(limited).fetch_one(tx.postgres()).await.expect("the viewer");
        let guarded = "SELECT tablename::text FROM pg_policies WHERE policyname = 'reach' ORDER BY 1";
        let tables: Vec<(String,)> = sqlx::query_as(guarded).fetch_all(tx.postgres()).await.expect("the catalogue reads");
        drop(tx);
        assert_eq!(tables.len(), 10, "{tables:?}");
        for (table,) in tables {
            let count = format!("SELECT COUNT(*) FROM {table}");
            let rows = async |reach| {
                let mut tx = app.db.read_within(acme, reach).await.expect("a transaction");
                let sql = AssertSqlSafe(count.clone());
                let (rows,): (i64,) = sqlx::query_as(sql).fetch_one(tx.postgres()).await.expect("counts");
                rows
            };
            // Their one site was never inspected; the search finds what hangs on no site too.
            let seen = if table == "search_docs" {
                let mut tx = app.db.read(acme).await.expect("a transaction");
                let sql = "SELECT COUNT(*) FROM search_docs WHERE site_id IS NULL OR title = 'South'";
                let (rows,): (i64,) = sqlx::query_as(sql).fetch_one(tx.postgres()).await.expect("counts");
                rows
            } else {
                i64::from(table == "sites")
            };
            let before = rows(None).await;
            assert!(before > seen && rows(Some(viewer)).await == seen, "{table}");
            let mut tx = app.db.write_within(acme, Some(viewer)).await.expect("a transaction");
            let touch = AssertSqlSafe(format!("UPDATE {table} SET org_id = org_id"));
            let touched = sqlx::query(touch).execute(tx.postgres()).await.expect("an update").rows_affected();
            assert_eq!(touched, u64::try_from(seen).expect("a count"), "{table}");
        }
    }

    async fn a_transaction_of_one_organisation_writes_nothing_of_another(app: TestApp) {
        let (acme, other) = two_organisations(&app).await;
        for table in tenant_tables(&app).await {
            for statement in [format!("UPDATE {table} SET org_id = org_id"), format!("DELETE FROM {table}")] {
                let mut tx = app.db.write(other).await.expect("a transaction");
                // Its own rows may be held by a foreign key; that is as good a refusal.
                drop(sqlx::query(AssertSqlSafe(statement)).execute(tx.postgres()).await);
                drop(tx.commit().await);
            }
            let mut tx = app.db.read(acme).await.expect("a transaction");
            let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE org_id = $1"));
            let (rows,): (i64,) = sqlx::query_as(count).bind(acme).fetch_one(tx.postgres()).await.expect("counts");
            assert!(rows > 0, "{table} lost rows of another organisation");
        }
        let mut tx = app.db.write(other).await.expect("a transaction");
        let foreign = sqlx::query("INSERT INTO sites (org_id, id, name, address, created_at) VALUES ($1, $2, 'x', '', 0)")
            .bind(acme)
            .bind(uuid::Uuid::nil())
            .execute(tx.postgres())
            .await;
        let error = foreign.expect_err("a row of another organisation").to_string();
        assert!(error.contains("row-level security"), "{error}");
    }

    async fn a_transaction_without_an_organisation_sees_no_tenant_data(app: TestApp) {
        two_organisations(&app).await;
        let Db::Postgres { pool } = &app.db else { unreachable!("PostgreSQL") };
        for table in tenant_tables(&app).await {
            let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            let (rows,): (i64,) = sqlx::query_as(count).fetch_one(pool).await.expect("counts");
            assert_eq!(rows, 0, "{table}");
        }
    }

    async fn the_setting_of_a_transaction_does_not_outlive_it(app: TestApp) {
        let (acme, _) = two_organisations(&app).await;
        let Db::Postgres { pool } = &app.db else { unreachable!("PostgreSQL") };
        for _ in 0..20 {
            app.db.write(acme).await.expect("a transaction").commit().await.expect("commits");
            app.db.directory().await.expect("a transaction").commit().await.expect("commits");
            let (org, system): (Option<String>, Option<String>) =
                sqlx::query_as("SELECT current_setting('app.org_id', true), current_setting('app.system', true)")
                    .fetch_one(pool)
                    .await
                    .expect("settings read");
            assert_eq!((org.unwrap_or_default(), system.unwrap_or_default()), (String::new(), String::new()));
        }
    }

    async fn a_database_that_does_not_force_row_level_security_is_refused(app: TestApp) {
        let url = app.home().url().expect("PostgreSQL");
        let mut owner = PgConnection::connect(&url).await.expect("connects");
        for (break_it, mend_it) in [
            ("ALTER TABLE sites NO FORCE ROW LEVEL SECURITY", "ALTER TABLE sites FORCE ROW LEVEL SECURITY"),
            ("ALTER TABLE sites DISABLE ROW LEVEL SECURITY", "ALTER TABLE sites ENABLE ROW LEVEL SECURITY"),
        ] {
            owner.execute(break_it).await.expect("altered");
            let refused = Db::postgres(&url).await.expect_err(break_it);
            assert!(matches!(&refused, DbError::Unprotected { tables } if tables == "sites"), "{refused}");
            assert!(refused.to_string().contains("norven migrate"), "{refused}");
            owner.execute(mend_it).await.expect("altered");
        }
        owner.execute("CREATE TABLE forgotten (org_id UUID)").await.expect("created");
        let refused = Db::postgres(&url).await.expect_err("a table without a policy");
        assert!(matches!(&refused, DbError::Unprotected { tables } if tables == "forgotten"), "{refused}");
        owner.execute("DROP TABLE forgotten").await.expect("dropped");
        Db::postgres(&url).await.expect("whole again").close().await;
    }

    async fn the_serving_role_owns_nothing_and_cannot_change_the_schema(app: TestApp) {
        let Db::Postgres { pool } = &app.db else { unreachable!("PostgreSQL") };
        for statement in [
            "CREATE TABLE mine (id INT)",
            "ALTER TABLE sites NO FORCE ROW LEVEL SECURITY",
            "DROP POLICY tenant ON sites",
            "DROP TABLE sites",
        ] {
            let refused = sqlx::query(statement).execute(pool).await.expect_err(statement).to_string();
            assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{statement}: {refused}");
        }
    }
}
