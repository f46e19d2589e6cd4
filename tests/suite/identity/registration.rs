//! Who gets in where the operator closed registration.

use norven::{
    error::AppError,
    features::orgs::model::{Approval, Role, Viewer},
    server::admission::Registration,
};
use norven_words::Locale;
use serde_json::{Value, json};

use super::providers::enter;
use crate::support::{Client, Provider, TestApp, on_both};

fn closed(app: &TestApp) -> TestApp {
    app.with_parts(|mut parts| {
        parts.admission.registration = Registration::Closed;
        parts
    })
}

async fn ask(browser: &Client, email: &str) -> (u16, String) {
    let reply = browser.post_form("/sign-in", &[("email", email)]).await;
    (reply.status, reply.header("location").to_owned())
}

async fn viewer(browser: &Client) -> Option<Viewer> {
    let reply = browser.post_fn("/api/load_viewer", json!({})).await;
    (reply.status == 200).then(|| reply.json())
}

async fn accounts(app: &TestApp) -> i64 {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    let (count,): (i64,) = norven::fetch_one!(&mut tx, (i64,), "SELECT COUNT(*) FROM users").expect("counts");
    count
}

/// The first person of an installation, and their organisation.
async fn founder(app: &TestApp) -> Client {
    let founder = app.sign_in_by_mail("owner@acme.example").await;
    founder.post_fn("/api/create_organisation", json!({ "name": "Acme", "time_zone": "Europe/Madrid" })).await.ok();
    founder
}

on_both! {
    async fn the_first_of_an_empty_installation_gets_in_and_may_do_everything(app: TestApp) {
        let app = closed(&app);
        let founder = founder(&app).await;
        let (org, _) = viewer(&founder).await.and_then(|viewer| viewer.org).expect("an organisation");
        assert_eq!(org.approval, Approval::Approved);
        ask(&app.browser(), "second@example.com").await;
        assert!(app.mails_to("second@example.com").await.is_empty());
    }

    async fn of_two_who_ask_on_an_empty_installation_the_first_to_come_in_is_the_first(app: TestApp) {
        let app = closed(&app);
        let (one, other) = (app.browser(), app.browser());
        ask(&one, "one@example.com").await;
        ask(&other, "other@example.com").await;
        let (first, second) =
            (app.code_mailed_to("one@example.com").await, app.code_mailed_to("other@example.com").await);
        let (first, second) = ([("code", first.as_str())], [("code", second.as_str())]);
        let (first, second) =
            tokio::join!(one.post_form("/sign-in/code", &first), other.post_form("/sign-in/code", &second));
        let outcomes = [first.problem(), second.problem()];
        assert!(outcomes.contains(&None) && outcomes.contains(&Some(AppError::LinkInvalid)), "{outcomes:?}");
        assert_eq!(accounts(&app).await, 1);
    }

    async fn the_sample_is_nobody(app: TestApp) {
        let app = closed(&app);
        let sample = app.organisation("Sample").await;
        let mut tx = app.db.write(sample.id).await.expect("a transaction");
        norven::execute!(&mut tx, "UPDATE organisations SET demo = $2 WHERE id = $1", sample.id, true).expect("set");
        tx.commit().await.expect("committed");
        founder(&app).await;
    }

    async fn closed_to_strangers_who_are_told_nothing_that_others_are_not(app: TestApp) {
        let app = closed(&app);
        founder(&app).await;
        let before = accounts(&app).await;
        let mut stories = Vec::new();
        for email in ["owner@acme.example", "stranger@example.com"] {
            let browser = app.browser();
            let mut story = vec![ask(&browser, email).await.1];
            for _ in 0..6 {
                let wrong = browser.post_form("/sign-in/code", &[("code", "0000 0000")]).await;
                story.push(wrong.header("location").to_owned());
            }
            for _ in 0..4 {
                story.push(ask(&browser, email).await.1);
            }
            stories.push(story);
        }
        assert_eq!(stories[0], stories[1]);
        assert!(app.mails_to("stranger@example.com").await.is_empty());
        assert_eq!(accounts(&app).await, before);
        for locale in Locale::ALL {
            let browser = app.browser();
            browser.post_form("/locale", &[("locale", locale.tag())]).await;
            for page in ["/sign-in", "/sign-in/code"] {
                let text = browser.get(page).await.ok().text();
                assert!(text.contains(locale.words().identity.by_invitation), "{page} in {}", locale.tag());
            }
        }
    }

    async fn nothing_is_said_of_invitations_where_anybody_may_come(app: TestApp) {
        let text = app.browser().get("/sign-in").await.ok().text();
        assert!(!text.contains(Locale::En.words().identity.by_invitation));
    }

    async fn whoever_is_invited_or_comes_from_a_provider_gets_in_while_registration_is_closed(app: TestApp) {
        let provider = Provider::start().await;
        let app = closed(&provider.configured(&app));
        let founder = founder(&app).await;
        let invite = json!({ "email": "ines@example.com", "role": Role::Viewer });
        founder.post_fn("/api/invite_member", invite).await.ok();
        let ines = app.sign_in_by_mail("ines@example.com").await;
        assert!(viewer(&ines).await.is_some());

        let luis = app.browser();
        assert_eq!(enter(&luis, &provider, "luis", "luis@example.com").await, Ok("/reports".to_owned()));
        assert!(viewer(&luis).await.is_some());
        // One of whom the provider does not say whether the address is theirs shows it by a code.
        provider.changes().claims.insert("email_verified", json!(null));
        let eva = app.browser();
        enter(&eva, &provider, "eva", "eva@example.com").await.expect("a mail");
        let code = app.code_mailed_to("eva@example.com").await;
        eva.post_form("/sign-in/code", &[("code", &code)]).await;
        assert!(viewer(&eva).await.is_some());
    }

    async fn an_invitation_that_is_over_or_taken_back_opens_nothing(app: TestApp) {
        let app = closed(&app);
        let founder = founder(&app).await;
        let invite = async |email: &str| {
            founder.post_fn("/api/invite_member", json!({ "email": email, "role": Role::Viewer })).await.ok();
        };
        invite("back@example.com").await;
        founder.post_fn("/api/withdraw_invitation", json!({ "email": "back@example.com" })).await.ok();
        invite("over@example.com").await;
        app.drain().await;
        app.clock.advance_seconds(14 * 24 * 3600);
        for email in ["back@example.com", "over@example.com"] {
            let before = app.mails_to(email).await.len();
            ask(&app.browser(), email).await;
            assert_eq!(app.mails_to(email).await.len(), before, "{email}");
        }
        assert_eq!(accounts(&app).await, 1);
    }

    async fn whoever_is_inside_founds_another_organisation_that_waits_for_approval(app: TestApp) {
        let app = closed(&app);
        let founder = founder(&app).await;
        let arguments = json!({ "name": "Another", "time_zone": "Europe/Madrid" });
        founder.post_fn("/api/create_organisation", arguments).await.ok();
        let org: Value = founder.post_fn("/api/load_organisation", json!({})).await.json();
        assert_eq!(org["approval"], "awaiting");
    }
}
