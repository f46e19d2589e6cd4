//! What ends with a provider or a domain that is removed.

use norven::{
    error::AppError,
    features::{audit::model::EventPage, identity::model::IdentityLine, orgs::model::Role},
    ids::ProviderId,
};
use serde_json::json;

use super::{OTHER_DOMAIN, add_domain, enter, join, overview, verify, with_names, with_provider};
use crate::support::{Client, Provider, TestApp, on_both};

async fn is_signed_in(browser: &Client) -> bool {
    browser.post_fn("/api/load_viewer", json!({})).await.status == 200
}

/// Removes the provider or the domain.
async fn remove(owner: &Client, what: &str, id: ProviderId) {
    let call = if what == "domain" { json!({ "domain": "acme.example" }) } else { json!({ "provider": id }) };
    owner.post_fn(&format!("/api/remove_{what}"), call).await.ok();
}

async fn code_adds_nothing_after(app: TestApp, removed: &str) {
    let (app, org, provider, id) = with_provider(&app).await;
    let browser = app.browser();
    let came = enter(&browser, &provider, id, "owner", "owner@acme.example").await;
    assert_eq!(came.as_deref(), Ok("/sign-in/code?then=%2Freports"));
    remove(&org.owner, removed, id).await;
    let code = app.code_mailed_to("owner@acme.example").await;
    browser.post_form("/sign-in/code", &[("code", &code)]).await;
    assert!(is_signed_in(&browser).await, "the mail signs in by itself");
    let lines: Vec<IdentityLine> = browser.post_fn("/api/list_identities", json!({})).await.json();
    assert!(lines.is_empty(), "{lines:?}");
}

async fn sessions_end_with(app: TestApp, removed: &str) {
    let (app, org, provider, id) = with_provider(&app).await;
    let by_mail = org.person("manager", Role::Manager).await;
    org.person("inspector", Role::Inspector).await;
    app.clock.advance_seconds(3600);
    let inspector = join(&app, &provider, id, "inspector@acme.example").await;
    let owner = join(&app, &provider, id, "owner@acme.example").await;
    remove(&owner, removed, id).await;
    assert!(!is_signed_in(&inspector).await);
    assert_eq!(overview(&by_mail).await, Ok(()));
    assert!(!is_signed_in(&owner).await, "the session in which it was removed ends too");
    let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({})).await.json();
    let event = page.events.iter().find(|event| event.action == format!("{removed}.removed")).expect("an event");
    assert!(event.detail.contains(&("sessions".to_owned(), "2".to_owned())), "{:?}", event.detail);
}

on_both! {
    async fn who_was_named_by_a_provider_once_is_let_in_only_while_it_answers_for_their_domain(app: TestApp) {
        let (app, names) = with_names(&app);
        let (org, provider) = (app.organisation("Acme").await, Provider::start().await);
        for domain in ["acme.example", "other.example"] {
            verify(&org.owner, &names, domain).await;
        }
        let id = org.owner.add_provider(&provider).await;
        for person in ["ines@acme.example", "luis@other.example"] {
            assert_eq!(enter(&app.browser(), &provider, id, person, person).await.as_deref(), Ok("/reports"));
        }
        org.owner.post_fn("/api/remove_domain", json!({ "domain": "acme.example" })).await.ok();
        let refused = enter(&app.browser(), &provider, id, "ines@acme.example", "ines@acme.example").await;
        assert_eq!(refused, Err(OTHER_DOMAIN));
        // What the provider says of the address now does not count: the account's is another's domain.
        let refused = enter(&app.browser(), &provider, id, "ines@acme.example", "ines@other.example").await;
        assert_eq!(refused, Err(OTHER_DOMAIN));
        let other = enter(&app.browser(), &provider, id, "luis@other.example", "luis@other.example").await;
        assert_eq!(other.as_deref(), Ok("/reports"));

        let next = app.organisation("Next").await;
        verify(&next.owner, &names, "acme.example").await;
        let refused = enter(&app.browser(), &provider, id, "ines@acme.example", "ines@acme.example").await;
        assert_eq!(refused, Err(OTHER_DOMAIN), "the domain is another organisation's");
        let theirs = next.owner.add_provider(&provider).await;
        let came = enter(&app.browser(), &provider, theirs, "ines@acme.example", "ines@acme.example").await;
        assert_eq!(came.as_deref(), Ok("/reports"), "whose it is answers for it");
    }

    async fn a_code_that_a_provider_had_mailed_adds_nothing_once_its_readers_domain_was_removed(app: TestApp) {
        code_adds_nothing_after(app, "domain").await;
    }

    async fn a_code_that_a_provider_had_mailed_adds_nothing_once_it_was_removed(app: TestApp) {
        code_adds_nothing_after(app, "provider").await;
    }

    async fn sessions_that_began_with_a_provider_end_with_it(app: TestApp) {
        sessions_end_with(app, "provider").await;
    }

    async fn sessions_that_began_with_a_provider_end_with_the_domain_of_their_people(app: TestApp) {
        sessions_end_with(app, "domain").await;
    }

    async fn what_another_organisation_removes_ends_nothing_here(app: TestApp) {
        let (app, names) = with_names(&app);
        let (acme, other, provider) = (app.organisation("Acme").await, app.organisation("Other").await, Provider::start().await);
        verify(&acme.owner, &names, "acme.example").await;
        verify(&other.owner, &names, "other.example").await;
        let (id, theirs) = (acme.owner.add_provider(&provider).await, other.owner.add_provider(&provider).await);
        let (ines, luis) = (app.browser(), app.browser());
        enter(&ines, &provider, id, "ines", "ines@acme.example").await.expect("signed in");
        enter(&luis, &provider, theirs, "luis", "luis@other.example").await.expect("signed in");
        let call = json!({ "domain": "acme.example" });
        assert_eq!(other.owner.post_fn("/api/remove_domain", &call).await.error(), AppError::NotFound);
        add_domain(&other.owner, "acme.example").await.ok();
        other.owner.post_fn("/api/remove_domain", &call).await.ok();
        other.owner.post_fn("/api/remove_provider", json!({ "provider": theirs })).await.ok();
        assert!(is_signed_in(&ines).await && !is_signed_in(&luis).await);
    }
}
