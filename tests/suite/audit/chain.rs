//! From recording to the signed head.

use crate::support::{Org, TestApp, on_both, on_postgres};
use norven::{
    features::audit::{
        anchor, chain,
        model::{Event, Object},
        service,
        walk::{Step, Walk},
    },
    ids::OrgId,
    platform::db::{AnyTx, Db},
    server::{origin::Origin, state::App},
};
use norven_proof::log::{
    checkpoint::Checkpoint,
    note::{Budget, Note},
};
use serde_json::json;

/// Checks all of it, as `norven audit verify` does.
pub async fn check(app: &App) -> Walk {
    // In small steps, so that what is remembered between them is tried too.
    let walk = checked_in_steps_of(app, 3).await;
    assert_eq!(walk, checked_in_steps_of(app, i64::MAX).await);
    walk
}

async fn checked_in_steps_of(app: &App, most: i64) -> Walk {
    let mut walk = Walk::new(None);
    while walk.step(app, most).await.expect("checked") != Step::Done {}
    walk.compare_public(app).await.expect("checked");
    walk
}

/// An organisation that did a few things.
pub async fn busy(app: &TestApp) -> Org {
    let org = app.organisation("Acme").await;
    for name in ["Gate", "Hall", "Roof", "Yard"] {
        app.clock.advance_seconds(1);
        org.owner.add_site(name).await;
    }
    org
}

/// A figure of the database's.
pub async fn figure(app: &App, sql: &'static str) -> i64 {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    let (count,): (i64,) = norven::fetch_one!(&mut tx, (i64,), sql).expect("counts");
    count
}

const ENTRIES: &str = "SELECT COUNT(*) FROM audit_entries";
const EVENTS: &str = "SELECT COUNT(*) FROM audit_events";

on_both! {
    async fn what_is_recorded_is_entered_in_order_and_found_intact(app: TestApp) {
        busy(&app).await;
        assert_eq!(figure(&app, ENTRIES).await, 0, "entering is not part of recording");
        let recorded = figure(&app, EVENTS).await;
        assert!(recorded >= 5);
        chain::sequence(&app).await.expect("entered");
        assert_eq!(figure(&app, ENTRIES).await, recorded);
        assert_eq!(service::waiting(&app).await.expect("counted"), 0);
        let walk = check(&app).await;
        assert_eq!((walk.findings.as_slice(), walk.events, walk.purged), ([].as_slice(), recorded as u64, 0));

        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (note,): (String,) =
            norven::fetch_one!(&mut tx, (String,), "SELECT checkpoint FROM audit_heads").expect("a head");
        let key = app.keys.audit().expect("a key").verifier_key();
        let note = Note::parse(note.as_bytes(), Budget::CHECKPOINT).expect("a note");
        key.verify(&note).expect("signed");
        let head: Checkpoint = note.text().parse().expect("a checkpoint");
        assert_eq!((head.origin.as_str(), head.size as i64), ("localhost:3000/audit", recorded));
        let (columns,): (String,) =
            norven::fetch_one!(&mut tx, (String,), "SELECT kind || fields || basis FROM audit_entries WHERE kind LIKE 'org%'")
                .expect("an entry");
        assert_eq!(columns, "organisation.created");
    }

    async fn two_servers_enter_every_event_once(app: TestApp) {
        let other = app.restarted().await;
        let org = app.organisation("Acme").await;
        for round in 0..4 {
            for site in 0..10 {
                org.owner.add_site(&format!("Site {round}.{site}")).await;
            }
            let (one, two) = tokio::join!(chain::sequence(&app), chain::sequence(&other));
            one.expect("entered");
            two.expect("entered");
        }
        assert_eq!(figure(&app, ENTRIES).await, figure(&app, EVENTS).await);
        assert_eq!(check(&app).await.findings, []);
        other.db.close().await;
    }

    async fn an_event_whose_change_is_rolled_back_leaves_nothing(app: TestApp) {
        let org = busy(&app).await;
        let before = figure(&app, EVENTS).await;
        let mut tx = app.db.write(org.id).await.expect("a transaction");
        record(&app, &mut tx).await;
        drop(tx);
        chain::sequence(&app).await.expect("entered");
        assert_eq!((figure(&app, EVENTS).await, figure(&app, ENTRIES).await), (before, before));
    }

    async fn the_head_is_anchored_in_the_public_log_when_it_moved_and_not_for_every_event(app: TestApp) {
        let org = busy(&app).await;
        anchor::keep(&app).await.expect("there is no head yet");
        for _ in 0..3 {
            chain::sequence(&app).await.expect("entered");
            anchor::keep(&app).await.expect("anchored");
            org.owner.add_site("Another").await;
        }
        let log = app.logs.at(app.now()).expect("a log");
        assert_eq!(log.size().await.expect("published"), 1);
        let walk = check(&app).await;
        let first = walk.anchored.expect("anchored");
        assert_eq!((walk.findings.as_slice(), first.at), ([].as_slice(), app.now()));

        app.clock.advance_seconds(anchor::EVERY_SECONDS);
        anchor::keep(&app).await.expect("anchored");
        anchor::keep(&app).await.expect("nothing moved");
        assert_eq!(log.size().await.expect("published"), 2);
        let second = check(&app).await.anchored.expect("anchored");
        assert!(second.size > first.size && second.at == app.now(), "{second:?}");
    }

    async fn a_head_that_could_not_be_anchored_is_anchored_later_and_once(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        app.public.set(Some(crate::support::Trouble::Full));
        anchor::keep(&app).await.expect_err("the files cannot be written");
        let walk = checked_until_public(&app).await;
        assert_eq!((walk.findings.as_slice(), walk.anchored), ([].as_slice(), None));
        app.public.set(None);
        app.clock.advance_seconds(60);
        anchor::keep(&app).await.expect("anchored");
        anchor::keep(&app).await.expect("nothing to do");
        let walk = check(&app).await;
        assert_eq!(walk.findings, []);
        assert!(walk.anchored.is_some());
        assert_eq!(app.logs.at(app.now()).expect("a log").size().await.expect("published"), 1);
    }

    async fn nothing_personal_is_in_the_chain(app: TestApp) {
        let org = busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let rows: Vec<(String, Vec<u8>, uuid::Uuid)> =
            norven::fetch_all!(&mut tx, (String, Vec<u8>, uuid::Uuid), "SELECT kind, commitments, tenant FROM audit_entries")
                .expect("entries");
        assert!(rows.iter().all(|(_, _, tenant)| OrgId(*tenant) != org.id), "the tenant's number is a random one");
        // Nobody can try all addresses: the same value never has the same commitment.
        let mut seen = std::collections::BTreeSet::new();
        for (_, commitments, _) in &rows {
            for commitment in commitments.chunks(32) {
                assert!(seen.insert(commitment.to_vec()));
            }
        }
        assert_eq!(seen.len(), rows.len() * chain::WIDTH);
    }

    async fn what_an_older_version_recorded_is_salted_and_entered(app: TestApp) {
        let id = match app.db {
            Db::Sqlite { .. } => "x'01980000000070008000000000000001'",
            Db::Postgres { .. } => "'01980000-0000-7000-8000-000000000001'",
        };
        let insert = format!(
            "INSERT INTO audit_events
               (id, org_id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome, detail)
             VALUES ({id}, {id}, 5, NULL, 'Ana <ana@example.com>', '203.0.113.7', 'Browser', {id}, 'photo.viewed', 'photo',
                     {id}, 'done', '{{}}')"
        );
        let upgraded = app.upgraded(8, &insert).await;
        assert_eq!(figure(&upgraded, "SELECT COUNT(*) FROM audit_events WHERE topic = 'views'").await, 1);
        chain::sequence(&upgraded).await.expect("entered");
        let walk = check(&upgraded).await;
        assert_eq!((walk.findings.as_slice(), walk.events), ([].as_slice(), 1));
        upgraded.db.close().await;
        upgraded.home().remove().await;
    }

    async fn what_the_operator_did_is_on_record_in_the_name_of_their_account(app: TestApp) {
        let event = Event::new("operator.log_checked", Object { kind: "log", id: None });
        service::record_of_operator(&app, event).await.expect("recorded");
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (actor,): (String,) =
            norven::fetch_one!(&mut tx, (String,), "SELECT actor FROM audit_events WHERE topic = 'operator'").expect("one");
        assert_eq!(actor, format!("command line ({})", norven::platform::account::account()));
    }
}

async fn checked_until_public(app: &App) -> Walk {
    let mut walk = Walk::new(None);
    while walk.step(app, 100).await.expect("checked") != Step::Done {}
    walk
}

async fn record(app: &TestApp, tx: &mut impl AnyTx) {
    let origin = Origin::command_line(app.id());
    let event = Event::new("site.saved", Object { kind: "site", id: None }).with("name", json!("Late"));
    service::record(app, tx, None, &origin, event).await.expect("recorded");
}

on_postgres! {
    async fn an_event_that_commits_after_later_ones_is_entered_all_the_same(app: TestApp) {
        let org = busy(&app).await;
        let mut late = app.db.write(org.id).await.expect("a transaction");
        record(&app, &mut late).await;
        app.clock.advance_seconds(1);
        org.owner.add_site("Later").await;
        chain::sequence(&app).await.expect("entered");
        late.commit().await.expect("commits");
        chain::sequence(&app).await.expect("entered");
        assert_eq!(figure(&app, ENTRIES).await, figure(&app, EVENTS).await);
        assert_eq!(check(&app).await.findings, []);
    }

    async fn the_serving_role_can_neither_change_nor_delete_nor_empty_the_chain(app: TestApp) {
        busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        let Db::Postgres { pool } = &app.db else { unreachable!("PostgreSQL") };
        for statement in [
            "UPDATE audit_entries SET kind = 'x'",
            "DELETE FROM audit_entries",
            "TRUNCATE audit_entries",
            "UPDATE audit_events SET ip = ''",
            "TRUNCATE audit_events",
            "UPDATE audit_anchors SET digest = digest",
            "DELETE FROM audit_anchors",
            "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        ] {
            let refused = sqlx::query(statement).execute(pool).await.expect_err(statement).to_string();
            assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{statement}: {refused}");
        }
    }
}
