//! How many people are invited, and what the mails say.

use std::sync::Arc;

use norven::{
    error::AppError,
    features::{access::model::AccessView, orgs::model::Role},
    server::{admission::Admission, state::Parts},
};
use norven_words::Locale;
use serde_json::json;

use super::invite;
use crate::support::{Client, KnownNames, Reply, TestApp, on_both};

const DAY: u32 = 24 * 3600;

/// Invites this many people, of whom no two calls invite the same, and gives the last answer.
async fn invite_many(owner: &Client, batch: &str, count: usize) -> Reply {
    let mut last = None;
    for number in 0..count {
        last = Some(invite(owner, &format!("{batch}-{number}@people.example"), Role::Viewer).await);
    }
    last.expect("some")
}

async fn create(person: &Client, name: &str) {
    person.post_fn("/api/create_organisation", json!({ "name": name, "time_zone": "Europe/Madrid" })).await.ok();
}

/// The application in which the operator allows a few invitations.
fn with_few(app: &TestApp) -> TestApp {
    app.with_parts(|mut parts| {
        parts.admission.invitations_new = 2;
        parts.admission.invitations = 3;
        parts.admission.invitations_verified = 4;
        parts
    })
}

on_both! {
    async fn a_young_organisation_invites_few_people_a_day(app: TestApp) {
        let app = app.with_parts(|parts| Parts { admission: Admission::default(), ..parts });
        let owner = app.organisation("Acme").await.owner;
        invite_many(&owner, "first", 20).await.ok();
        let refused = invite(&owner, "ines@acme.example", Role::Viewer).await;
        assert_eq!(refused.error(), AppError::Invitations { limit: 20, seconds: DAY });
        let said = refused.error().sentence(Locale::En);
        assert!(said.contains("20 invitations a day") && said.contains("in 24 hours"), "{said}");
        assert_eq!(app.mails_to("ines@acme.example").await.len(), 0);
        app.clock.advance_seconds(i64::from(DAY) - 1);
        let owner = app.sign_in("owner@acme.example").await;
        let refused = invite(&owner, "ines@acme.example", Role::Viewer).await.error();
        assert_eq!(refused, AppError::Invitations { limit: 20, seconds: 1 });
        assert!(refused.sentence(Locale::En).contains("in an hour"));
        app.clock.advance_seconds(1);
        invite(&owner, "ines@acme.example", Role::Viewer).await.ok();
    }

    async fn an_organisation_that_is_older_or_has_shown_a_domain_invites_more(app: TestApp) {
        let app = with_few(&app);
        let names = Arc::new(KnownNames::default());
        let known = Arc::clone(&names);
        let app = app.with_parts(|parts| Parts { names: known, ..parts });
        let owner = app.organisation("Acme").await.owner;
        let limit = |reply: &Reply| match reply.error() {
            AppError::Invitations { limit, .. } => limit,
            other => panic!("{other}"),
        };
        assert_eq!(limit(&invite_many(&owner, "young", 3).await), 2);
        app.clock.advance_seconds(7 * i64::from(DAY));
        let owner = app.sign_in("owner@acme.example").await;
        assert_eq!(limit(&invite_many(&owner, "older", 4).await), 3);
        owner.post_fn("/api/add_domain", json!({ "domain": "acme.example" })).await.ok();
        let view: AccessView = owner.post_fn("/api/load_access", json!({})).await.json();
        assert_eq!(limit(&invite_many(&owner, "named", 1).await), 3, "a domain that is only named shows nothing");
        names.say(&view.domains[0].record, &view.domains[0].value);
        owner.post_fn("/api/check_domain", json!({ "domain": "acme.example" })).await.ok();
        assert_eq!(limit(&invite_many(&owner, "verified", 2).await), 4);
    }

    async fn who_founds_another_organisation_invites_no_more_people(app: TestApp) {
        let app = with_few(&app);
        let [owner, other] = [app.organisation("Acme").await.owner, app.organisation("Other").await.owner];
        invite_many(&owner, "first", 2).await.ok();
        create(&owner, "Acme again").await;
        let refused = invite(&owner, "ines@acme.example", Role::Viewer).await.error();
        assert_eq!(refused, AppError::Invitations { limit: 2, seconds: DAY });
        invite_many(&other, "second", 2).await.ok();
    }

    async fn two_invitations_at_once_do_not_both_take_the_last_one(app: TestApp) {
        let app = with_few(&app);
        let owner = app.organisation("Acme").await.owner;
        invite_many(&owner, "first", 1).await.ok();
        let addresses = ["a@b.example", "c@d.example", "e@f.example"];
        let asked = addresses.map(|address| invite(&owner, address, Role::Viewer));
        let [one, two, three] = asked;
        let (one, two, three) = tokio::join!(one, two, three);
        assert_eq!([one, two, three].iter().filter(|reply| reply.status == 200).count(), 1);
    }

    async fn an_organisation_named_like_an_address_is_not_named_in_its_mails(app: TestApp) {
        for (locale, named, withheld) in [
            ("en", "“Prieto, S.L.U.” invites you to Norven", "“(a name that looks like an address)” invites you to Norven"),
            ("es", "«Prieto, S.L.U.» le invita a Norven", "«(un nombre con aspecto de dirección)» le invita a Norven"),
        ] {
            let owner = app.sign_in(&format!("owner@{locale}.example")).await;
            owner.post_form("/locale", &[("locale", locale)]).await;
            owner.post_fn("/api/update_profile", json!({ "name": "Visit evil.example", "locale": locale })).await.ok();
            for (name, subject) in [("Prieto, S.L.U.", named), ("www.evil.example/login", withheld)] {
                create(&owner, name).await;
                let address = format!("{}@{locale}.example", name.len());
                invite(&owner, &address, Role::Viewer).await.ok();
                let mail = app.mails_to(&address).await.remove(0);
                assert_eq!(mail.subject, subject);
                assert!(!mail.body.contains("evil"), "{}", mail.body);
            }
        }
    }
}
