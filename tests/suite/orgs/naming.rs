//! Name and logo: they say on reports whose they are.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{
    error::AppError,
    features::{audit::model::EventPage, orgs::model::Role},
    server::session::PROOF_SECONDS,
};
use norven_proof::digest::Digest;
use serde_json::{Value, json};

use crate::support::{Client, Org, Reply, TestApp, jpeg, on_both};

async fn settings(owner: &Client) -> Value {
    owner.post_fn("/api/load_organisation", json!({})).await.json::<Value>()["settings"].clone()
}

async fn name(owner: &Client, name: &str) -> Reply {
    let settings = settings(owner).await;
    owner.post_fn("/api/update_organisation", json!({ "name": name, "settings": settings })).await
}

async fn change_logo(owner: &Client, shade: u8) -> Reply {
    owner.post_fn("/api/change_logo", json!({ "picture": STANDARD.encode(jpeg(64, 32, shade)) })).await
}

/// What was on record of an action, oldest first.
async fn record(org: &Org, action: &str) -> Vec<Vec<(String, String)>> {
    let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({})).await.json();
    page.events.into_iter().rev().filter(|event| event.action == action).map(|event| event.detail).collect()
}

fn facts(facts: [(&str, &str); 2]) -> Vec<(String, String)> {
    facts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

on_both! {
    async fn an_organisation_is_called_by_letters_that_reports_print(app: TestApp) {
        let person = app.sign_in("founder@example.com").await;
        for unprintable in ["A\u{180e}B", "Acme \u{13000}"] {
            let found = json!({ "name": unprintable, "time_zone": "UTC" });
            let refused = person.post_fn("/api/create_organisation", found).await.error();
            assert!(matches!(refused, AppError::Unprintable { .. }), "{unprintable:?}: {refused:?}");
        }
        let org = app.organisation("Acme").await;
        let refused = name(&org.owner, "Acme \u{13000}").await.error();
        assert!(matches!(refused, AppError::Unprintable { .. }), "{refused:?}");
    }

    async fn another_name_or_logo_needs_a_fresh_proof_and_the_other_settings_none(app: TestApp) {
        let org = app.organisation("Acme").await;
        change_logo(&org.owner, 1).await.ok();
        app.clock.advance_seconds(PROOF_SECONDS);
        assert_eq!(name(&org.owner, "TÜV").await.error(), AppError::ProofNeeded);
        assert_eq!(change_logo(&org.owner, 2).await.error(), AppError::ProofNeeded);
        assert_eq!(org.owner.post_fn("/api/remove_logo", json!({})).await.error(), AppError::ProofNeeded);
        name(&org.owner, " Acme ").await.ok();
        let manager = org.member(Role::Manager).await;
        assert_eq!(name(&manager, "TÜV").await.error(), AppError::NotAllowed);
        assert!(record(&org, "organisation.renamed").await.is_empty());
        let fresh = app.sign_in(&org.address("owner")).await;
        name(&fresh, "Acme Holdings").await.ok();
        change_logo(&fresh, 2).await.ok();
        fresh.post_fn("/api/remove_logo", json!({})).await.ok();
    }

    async fn a_logo_changes_twenty_times_a_day_and_no_more(app: TestApp) {
        let org = app.organisation("Acme").await;
        for shade in 0..20 {
            change_logo(&org.owner, shade).await.ok();
        }
        let kept = app.blobs.keys();
        assert_eq!(change_logo(&org.owner, 20).await.error(), AppError::TooMany { seconds: 24 * 3600 });
        assert_eq!(app.blobs.keys(), kept);
        app.clock.advance_seconds(24 * 3600);
        change_logo(&org.proved_owner().await, 20).await.ok();
    }

    async fn what_an_organisation_was_called_and_shown_by_before_is_on_record(app: TestApp) {
        let org = app.organisation("Acme").await;
        name(&org.owner, "Acme Holdings").await.ok();
        name(&org.owner, "Acme Holdings").await.ok();
        let renamed = record(&org, "organisation.renamed").await;
        assert_eq!(renamed, [facts([("after", "Acme Holdings"), ("before", "Acme")])]);
        let mut digests = vec![];
        for shade in [1, 2] {
            app.clock.advance_seconds(1);
            digests.push(change_logo(&org.owner, shade).await.json::<Digest>().to_string());
        }
        app.clock.advance_seconds(1);
        org.owner.post_fn("/api/remove_logo", json!({})).await.ok();
        let changed = record(&org, "logo.changed").await;
        let told = |of: &[(String, String)], name: &str| {
            of.iter().find_map(|(key, value)| (key == name).then(|| value.clone())).filter(|value| value.len() == 64)
        };
        let told: Vec<_> = changed.iter().map(|of| (told(of, "before_sha256"), told(of, "after_sha256"))).collect();
        let [first, second] = [0, 1].map(|at| Some(digests[at].clone()));
        assert_eq!(told, [(None, first.clone()), (first, second.clone()), (second, None)]);
    }
}
