//! The check that an owner asks for, and purging.

use norven::features::audit::{
    anchor, chain,
    model::{CheckState, EventPage, Finding},
    purge::{self, Basis},
    walk::Walk,
};
use serde_json::json;

use super::{
    chain::{busy, check, figure},
    tampering::tamper,
};
use crate::support::{Client, TestApp, on_both};

async fn state(owner: &Client) -> CheckState {
    owner.post_fn("/api/load_audit_check", json!({})).await.json()
}

async fn events(owner: &Client) -> EventPage {
    owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json()
}

on_both! {
    async fn an_owner_asks_for_a_check_and_learns_that_the_log_is_intact(app: TestApp) {
        let (org, other) = (busy(&app).await, app.organisation("Other").await);
        chain::sequence(&app).await.expect("entered");
        anchor::keep(&app).await.expect("anchored");
        assert_eq!(state(&org.owner).await, CheckState::default());
        org.owner.post_fn("/api/check_audit", json!({})).await.ok();
        assert!(state(&org.owner).await.running.is_some());
        org.owner.post_fn("/api/check_audit", json!({})).await.ok();
        assert_eq!(figure(&app, "SELECT COUNT(*) FROM jobs WHERE kind = 'audit.check'").await, 1, "one at a time");
        assert_eq!(state(&other.owner).await, CheckState::default(), "it is nobody else's");
        let recorded = events(&org.owner).await.events.len();
        app.drain().await;
        let CheckState { running: None, last: Some(last) } = state(&org.owner).await else { panic!("checked") };
        assert_eq!((last.findings.as_slice(), last.events, last.purged), ([].as_slice(), recorded as u64, 0));
        assert_eq!(last.anchored.expect("anchored").at, app.now());
    }

    async fn an_owner_who_asks_for_a_check_learns_where_the_log_breaks(app: TestApp) {
        let org = busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        tamper(&app, &["UPDATE audit_events SET ip = '198.51.100.1' WHERE id = (SELECT event_id FROM audit_entries WHERE sequence = 3)"]).await;
        org.owner.post_fn("/api/check_audit", json!({})).await.ok();
        app.drain().await;
        let last = state(&org.owner).await.last.expect("checked");
        assert_eq!(last.findings, [Finding::FieldChanged { sequence: 3, field: "ip".to_owned() }]);
    }

    async fn an_anchored_head_that_the_public_log_does_not_prove_is_told_to_owners(app: TestApp) {
        let org = busy(&app).await;
        chain::sequence(&app).await.expect("entered");
        let size = figure(&app, "SELECT size FROM audit_heads").await;
        anchor::keep(&app).await.expect("anchored");
        tamper(&app, &["UPDATE audit_anchors SET position = 4711"]).await;
        org.owner.post_fn("/api/check_audit", json!({})).await.ok();
        app.drain().await;
        let last = state(&org.owner).await.last.expect("checked");
        assert_eq!((last.findings.as_slice(), last.anchored), ([Finding::NotAnchored { size }].as_slice(), None));
    }

    async fn what_is_purged_is_gone_and_the_chain_says_so_and_is_intact(app: TestApp) {
        let (org, other) = (busy(&app).await, app.organisation("Other").await);
        let until = app.now();
        app.clock.advance_seconds(60);
        org.owner.add_site("Kept").await;
        let (all, others) = (events(&org.owner).await.events.len(), events(&other.owner).await.events.len());
        chain::sequence(&app).await.expect("entered");
        let purged = purge::before(&app, org.id, until, Basis::Retention).await.expect("purged");
        assert!(purged >= 4);
        assert_eq!(events(&org.owner).await.events.len(), all - purged as usize);
        assert_eq!(events(&other.owner).await.events.len(), others, "nobody else's");
        let walk = check(&app).await;
        assert_eq!((walk.findings.as_slice(), walk.purged), ([].as_slice(), purged));
        assert_eq!(figure(&app, "SELECT COUNT(*) FROM audit_entries WHERE kind = 'purge' AND basis = 'retention'").await, purged as i64);
        assert_eq!(purge::before(&app, org.id, until, Basis::Retention).await.expect("nothing is left"), 0);

        org.owner.post_fn("/api/check_audit", json!({})).await.ok();
        app.drain().await;
        let last = state(&org.owner).await.last.expect("checked");
        assert_eq!((last.findings.as_slice(), last.purged), ([].as_slice(), purged));
    }

    async fn a_person_is_erased_from_events_that_stay(app: TestApp) {
        let org = busy(&app).await;
        let before = events(&org.owner).await.events;
        let user = before[0].user.expect("a person");
        let purged = purge::person(&app, org.id, user, Basis::Erasure).await.expect("purged");
        assert_eq!(purged as usize, before.len());
        let after = events(&org.owner).await.events;
        assert_eq!(after.len(), before.len());
        for (one, same) in before.iter().zip(&after) {
            assert_eq!((one.id, &one.action, &one.detail, one.at), (same.id, &same.action, &same.detail, same.at));
            assert_eq!((same.user, same.actor.as_str(), same.ip.as_str(), same.user_agent.as_str()), (None, "", "", ""));
        }
        let walk: Walk = check(&app).await;
        assert_eq!((walk.findings.as_slice(), walk.purged), ([].as_slice(), purged));
        assert_eq!(figure(&app, "SELECT COUNT(*) FROM audit_queue").await, 0, "nothing is entered twice");

        // Later the rest goes too.
        app.clock.advance_seconds(1);
        let rest = purge::before(&app, org.id, app.now(), Basis::Retention).await.expect("purged");
        assert_eq!((rest, events(&org.owner).await.events.len()), (purged, 0));
        let walk = check(&app).await;
        assert_eq!((walk.findings.as_slice(), walk.purged), ([].as_slice(), purged));
    }

    async fn a_purge_that_is_only_said_and_a_value_that_comes_back_are_told(app: TestApp) {
        let (org, other) = (busy(&app).await, app.organisation("Other").await);
        chain::sequence(&app).await.expect("entered");
        // What stands in a safe: the values and salts of one event.
        tamper(&app, &["CREATE TABLE safe AS SELECT * FROM audit_events WHERE id = (SELECT event_id FROM audit_entries WHERE sequence = 3)"]).await;
        app.clock.advance_seconds(60);
        purge::before(&app, org.id, app.now(), Basis::Retention).await.expect("purged");
        assert_eq!(check(&app).await.findings, []);
        tamper(&app, &["INSERT INTO audit_events SELECT * FROM safe", "DELETE FROM audit_queue"]).await;
        let findings = check(&app).await.findings;
        assert!(matches!(findings.as_slice(), [Finding::NotErased { sequence: 3, .. }]), "{findings:?}");

        // Which values of theirs came back is nobody else's to know.
        other.owner.post_fn("/api/check_audit", json!({})).await.ok();
        app.drain().await;
        assert_eq!(state(&other.owner).await.last.expect("checked").findings, []);
    }
}
