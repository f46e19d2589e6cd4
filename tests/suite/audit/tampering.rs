//! Whoever holds the database itself changes something, and the check says where.

use norven::{
    features::audit::{anchor, chain, model::Finding},
    platform::db::Db,
};
use sqlx::{AssertSqlSafe, PgPool};

use super::chain::{busy, check, figure};
use crate::support::{TestApp, on_both};

/// What refuses changes. On PostgreSQL some of them are one.
const GUARDS: [(&str, [&str; 2]); 3] = [
    ("audit_events", ["audit_events_stay", "audit_events_last"]),
    ("audit_entries", ["audit_entries_stay", "audit_entries_last"]),
    ("audit_anchors", ["audit_anchors_stay", "audit_anchors_last"]),
];

/// Runs a statement on a pool of either engine.
macro_rules! run {
    ($pool:expr, $statement:expr) => {{
        let statement: &str = $statement;
        sqlx::query(AssertSqlSafe(statement.to_owned())).execute($pool).await.expect(statement);
    }};
}

/// Runs statements in the role that owns the tables, its triggers put away.
pub async fn tamper(app: &TestApp, statements: &[&str]) {
    match &app.db {
        Db::Sqlite { writer, .. } => {
            for trigger in GUARDS.iter().flat_map(|(_, triggers)| triggers) {
                run!(writer, &format!("DROP TRIGGER IF EXISTS {trigger}"));
            }
            for statement in statements {
                run!(writer, statement);
            }
        }
        Db::Postgres { .. } => {
            let owner = PgPool::connect(&app.home().url().expect("PostgreSQL")).await.expect("connects");
            for (table, [stay, last]) in GUARDS {
                let last = if table == "audit_events" { last } else { stay };
                for trigger in [stay, last] {
                    run!(&owner, &format!("ALTER TABLE {table} DISABLE TRIGGER {trigger}"));
                }
            }
            for statement in statements {
                run!(&owner, statement);
            }
            owner.close().await;
        }
    }
}

/// The log of a busy organisation, changed by one statement.
async fn after(app: &TestApp, statement: &str) -> Vec<Finding> {
    busy(app).await;
    chain::sequence(app).await.expect("entered");
    assert_eq!(check(app).await.findings, []);
    tamper(app, &[statement]).await;
    check(app).await.findings
}

fn changed(sequence: i64, field: &str) -> Finding {
    Finding::FieldChanged { sequence, field: field.to_owned() }
}

const THIRD: &str = "WHERE id = (SELECT event_id FROM audit_entries WHERE sequence = 3)";

on_both! {
    async fn a_changed_value_is_told_by_its_entry_and_field(app: TestApp) {
        let findings = after(&app, &format!("UPDATE audit_events SET ip = '198.51.100.1' {THIRD}")).await;
        assert_eq!(findings, [changed(3, "ip")]);
        for (column, value, field) in [
            ("actor", "'Somebody else'", "actor"),
            ("user_agent", "'Other'", "ua"),
            ("object_kind", "'report'", "object"),
            ("outcome", "'denied'", "outcome"),
            ("detail", "'{}'", "detail"),
            ("action", "'site.archived'", "type"),
            ("at", "at + 1", "time"),
            ("user_id", "NULL", "user"),
        ] {
            tamper(&app, &[&format!("UPDATE audit_events SET {column} = {value} {THIRD}")]).await;
            let findings = check(&app).await.findings;
            assert!(findings.contains(&changed(3, field)), "{column}: {findings:?}");
        }
    }

    async fn an_event_that_is_hidden_from_its_organisation_is_told(app: TestApp) {
        let findings = after(&app, &format!("UPDATE audit_events SET org_id = NULL {THIRD}")).await;
        assert_eq!(findings, [changed(3, "organisation")]);
    }

    async fn a_destroyed_salt_is_told(app: TestApp) {
        let statement = match app.db {
            Db::Sqlite { .. } => format!("UPDATE audit_events SET salts = zeroblob(256) {THIRD}"),
            Db::Postgres { .. } => format!("UPDATE audit_events SET salts = decode(repeat('00', 256), 'hex') {THIRD}"),
        };
        assert_eq!(after(&app, &statement).await, [Finding::EventMissing { sequence: 3 }]);
    }

    async fn a_removed_event_is_told(app: TestApp) {
        assert_eq!(after(&app, &format!("DELETE FROM audit_events {THIRD}")).await, [Finding::EventMissing { sequence: 3 }]);
    }

    async fn an_event_that_is_put_beside_the_log_is_told(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        // The entry goes, and with it what the event was entered by.
        tamper(&app, &["UPDATE audit_entries SET event_id = NULL WHERE sequence = 3"]).await;
        let findings = check(&app).await.findings;
        assert!(matches!(findings.as_slice(), [Finding::EventMissing { sequence: 3 }, Finding::Unlisted { .. }]), "{findings:?}");
    }

    async fn an_event_that_goes_before_it_is_entered_is_told(app: TestApp) {
        busy(&app).await;
        let last = "(SELECT MAX(at) FROM audit_events)";
        tamper(&app, &[&format!("DELETE FROM audit_events WHERE at = {last}")]).await;
        chain::sequence(&app).await.expect("entered");
        let findings = check(&app).await.findings;
        assert!(matches!(findings.as_slice(), [Finding::Unlisted { .. }]), "{findings:?}");
    }

    async fn a_changed_entry_is_told(app: TestApp) {
        let findings = after(&app, "UPDATE audit_entries SET at = at + 1 WHERE sequence = 3").await;
        assert_eq!(findings, [Finding::EntryChanged { sequence: 3 }]);
    }

    async fn a_removed_entry_is_told(app: TestApp) {
        let findings = after(&app, "DELETE FROM audit_entries WHERE sequence = 3").await;
        assert!(matches!(findings.as_slice(), [Finding::EntriesMissing { first: 3, last: 3 }, Finding::Unlisted { .. }]), "{findings:?}");
    }

    async fn swapped_entries_are_told(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        let swap = [(2, -1), (3, 2), (-1, 3)].map(|(from, to)| {
            format!("UPDATE audit_entries SET sequence = {to} WHERE sequence = {from}")
        });
        tamper(&app, &swap.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let expected = [Finding::EntryChanged { sequence: 2 }, Finding::EntryChanged { sequence: 3 }];
        assert_eq!(check(&app).await.findings[..2], expected);
    }

    async fn a_tail_that_was_cut_off_is_told(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        let size = figure(&app, "SELECT size FROM audit_heads").await;
        tamper(&app, &[&format!("DELETE FROM audit_entries WHERE sequence >= {}", size - 2)]).await;
        let findings = check(&app).await.findings;
        assert_eq!(findings[0], Finding::EntriesMissing { first: size - 2, last: size - 1 });
    }

    async fn a_forged_head_is_told_and_nothing_is_entered_after_it(app: TestApp) {
        let org = busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        let size = figure(&app, "SELECT size FROM audit_heads").await;
        tamper(&app, &[
            &format!("DELETE FROM audit_entries WHERE sequence >= {}", size - 2),
            &format!("UPDATE audit_heads SET size = {}", size - 2),
        ]).await;
        let findings = check(&app).await.findings;
        assert_eq!(findings[0], Finding::Rewritten { first: 0, last: size - 3 });
        org.owner.add_site("After").await;
        chain::sequence(&app).await.expect_err("the head is not what was signed");
        tamper(&app, &["UPDATE audit_heads SET checkpoint = ''"]).await;
        assert_eq!(check(&app).await.findings[0], Finding::HeadUnsigned);
    }

    async fn an_entry_after_the_head_is_told(app: TestApp) {
        let copy = "INSERT INTO audit_entries (sequence, event_id, kind, at, tenant, commitments, purges, fields, basis, leaf)
                    SELECT 4711, NULL, kind, at, tenant, commitments, purges, fields, basis, leaf FROM audit_entries WHERE sequence = 3";
        assert_eq!(after(&app, copy).await, [Finding::Surplus { sequence: 4711 }]);
    }

    /// Whoever has the key too writes the whole chain anew, signs it, and is found by what stands in public.
    async fn a_chain_that_was_written_anew_does_not_fit_what_was_anchored(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        anchor::keep(&app).await.expect("anchored");
        let size = figure(&app, "SELECT size FROM audit_heads").await;
        tamper(&app, &[
            &format!("UPDATE audit_events SET ip = '198.51.100.1' {THIRD}"),
            "DELETE FROM audit_entries",
            "DELETE FROM audit_heads",
            "INSERT INTO audit_queue (id) SELECT id FROM audit_events",
        ]).await;
        chain::sequence(&app).await.expect("a new chain");
        assert_eq!(check(&app).await.findings, [Finding::Rewritten { first: 0, last: size - 1 }]);

        // What was anchored is forgotten too: the public log remembers.
        tamper(&app, &["DELETE FROM audit_anchors"]).await;
        let log = app.logs.at(app.now()).expect("a log").origin().to_string();
        assert_eq!(check(&app).await.findings, [Finding::Forgotten { log, index: 0 }]);
    }

    async fn a_shorter_chain_does_not_fit_what_was_anchored(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        anchor::keep(&app).await.expect("anchored");
        let size = figure(&app, "SELECT size FROM audit_heads").await;
        tamper(&app, &[
            "DELETE FROM audit_entries",
            "DELETE FROM audit_heads",
            "DELETE FROM audit_events WHERE id = (SELECT MAX(id) FROM audit_events)",
            "INSERT INTO audit_queue (id) SELECT id FROM audit_events",
        ].map(|statement| match (&app.db, statement.contains("MAX(id)")) {
            // PostgreSQL has no largest UUID before version 18.
            (Db::Postgres { .. }, true) => "DELETE FROM audit_events WHERE id = (SELECT id FROM audit_events ORDER BY id DESC LIMIT 1)",
            _ => statement,
        })).await;
        chain::sequence(&app).await.expect("a new chain");
        assert_eq!(check(&app).await.findings, [Finding::EntriesMissing { first: size - 1, last: size - 1 }]);
    }

    async fn a_head_that_is_gone_from_the_public_log_is_told(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        anchor::keep(&app).await.expect("anchored");
        let size = figure(&app, "SELECT size FROM audit_heads").await;
        app.clock.advance_seconds(3600);
        tamper(&app, &["UPDATE audit_anchors SET position = 0, digest = leaf FROM (SELECT leaf FROM audit_entries WHERE sequence = 0) AS other"]).await;
        let findings = check(&app).await.findings;
        assert!(findings.contains(&Finding::NotAnchored { size }), "{findings:?}");
    }
}

/// Each engine refuses what the product never does, to whoever asks in the ordinary way.
#[tokio::test]
async fn sqlite_refuses_to_change_or_delete_what_must_stay() {
    crate::support::run(TestApp::sqlite().await, |app| async move {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        anchor::keep(&app).await.expect("anchored");
        let Db::Sqlite { writer, .. } = &app.db else { unreachable!("SQLite") };
        for statement in [
            "UPDATE audit_entries SET kind = 'x'",
            "DELETE FROM audit_entries",
            "UPDATE audit_events SET ip = ''",
            "DELETE FROM audit_events",
            "UPDATE audit_anchors SET digest = digest",
            "DELETE FROM audit_anchors",
        ] {
            let refused = sqlx::query(statement).execute(writer).await.expect_err(statement).to_string();
            assert!(refused.contains("never") || refused.contains("only after"), "{statement}: {refused}");
        }
    })
    .await;
}
