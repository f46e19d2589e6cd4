//! Addresses whose domain has letters beyond ASCII, and addresses as they are pasted.

use std::sync::Arc;

use norven::features::{
    access::model::AccessView,
    orgs::model::{InvitationLine, MemberLine, Role, Viewer},
};
use serde_json::json;

use crate::support::{Client, KnownNames, TestApp, on_both};

const KEPT: &str = "perito@xn--pea-8ma.example";
const SHOWN: &str = "perito@pe\u{f1}a.example";

async fn viewer(browser: &Client) -> Viewer {
    browser.post_fn("/api/load_viewer", json!({})).await.json()
}

/// Signs in with an address as it is typed, by the code that is mailed to the address as it is kept.
async fn sign_in(app: &TestApp, typed: &str, kept: &str) -> Client {
    let browser = app.browser();
    let asked = browser.post_form("/sign-in", &[("email", typed)]).await;
    assert_eq!(asked.header("location"), "/sign-in/code", "{typed:?}");
    let code = app.code_mailed_to(kept).await;
    browser.post_form("/sign-in/code", &[("code", &code)]).await;
    app.clock.advance_seconds(3600);
    browser
}

on_both! {
    async fn a_person_whose_domain_has_letters_of_its_own_is_one_however_it_is_typed(app: TestApp) {
        for typed in [SHOWN, "PERITO@PE\u{d1}A.example", "perito@pen\u{303}a.example", KEPT, " mailto:perito@pe\u{f1}a.example. "] {
            let browser = sign_in(&app, typed, KEPT).await;
            assert_eq!(viewer(&browser).await.email, SHOWN, "{typed:?}");
        }
        for typed in ["info@example.com", "INFO@Example.COM\u{200b}", "\u{2060}info@example.com", "Ana Ruiz <info@example.com>"] {
            assert_eq!(viewer(&sign_in(&app, typed, "info@example.com").await).await.email, "info@example.com");
        }
        assert_eq!(viewer(&sign_in(&app, "info+site@example.com", "info+site@example.com").await).await.email, "info+site@example.com");
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (people,): (i64,) = norven::fetch_one!(&mut tx, (i64,), "SELECT COUNT(*) FROM users").expect("counts");
        assert_eq!(people, 3);
    }

    async fn what_is_wrong_with_an_address_is_said_on_the_page_and_no_mail_goes_out(app: TestApp) {
        for (typed, said) in [
            ("in\u{200b}fo@example.com", "a character that cannot be seen"),
            ("info\u{a0}@example.com", "a character that cannot be seen"),
            ("jos\u{e9}@example.com", "an address with \u{201c}\u{e9}\u{201d} before the @"),
            ("info@example,com", "Enter an e-mail address"),
            ("kim@ex\u{430}mple.com", "Enter an e-mail address"),
        ] {
            let refused = app.browser().post_form("/sign-in", &[("email", typed)]).await;
            let page = app.browser().get(refused.header("location")).await.ok().text();
            assert!(page.contains(said), "{typed:?}: {page}");
        }
        app.drain().await;
        let mails = norven::platform::mail::OutboxMailer::latest(&app.db).await.expect("the outbox reads");
        assert_eq!(mails.len(), 0);
    }

    async fn members_and_invitations_are_shown_as_their_people_write_them_and_found_by_that(app: TestApp) {
        let org = app.organisation("Acme").await;
        for email in [SHOWN, "ana@m\u{fc}ller.example"] {
            org.owner.post_fn("/api/invite_member", json!({ "email": email, "role": Role::Viewer })).await.ok();
        }
        let invited = async || -> Vec<String> {
            let lines: Vec<InvitationLine> = org.owner.lines("list_invitations").await;
            lines.into_iter().map(|line| line.email).collect()
        };
        assert!(invited().await.contains(&SHOWN.to_owned()), "{:?}", invited().await);
        assert_eq!(app.mails_to(KEPT).await.len(), 1);
        org.owner.post_fn("/api/withdraw_invitation", json!({ "email": "ana@m\u{fc}ller.example" })).await.ok();
        assert_eq!(invited().await, [SHOWN]);
        let perito = app.sign_in(KEPT).await;
        perito.post_fn("/api/accept_invitation", json!({ "org": org.id })).await.ok();
        let lines: Vec<MemberLine> = org.owner.lines("list_members").await;
        assert!(lines.iter().any(|line| line.email == SHOWN), "{lines:?}");
    }

    async fn an_organisation_verifies_a_domain_with_letters_of_its_own(app: TestApp) {
        let names = Arc::new(KnownNames::default());
        let known = Arc::clone(&names);
        let app = app.with_parts(|parts| norven::server::state::Parts { names: known, ..parts });
        let org = app.organisation("Acme").await;
        org.owner.post_fn("/api/add_domain", json!({ "domain": "Pe\u{f1}a.example" })).await.ok();
        let view = async || -> AccessView { org.owner.post_fn("/api/load_access", json!({})).await.json() };
        let line = view().await.domains.remove(0);
        assert_eq!((line.domain.as_str(), line.record.as_str()), ("pe\u{f1}a.example", "_norven.xn--pea-8ma.example"));
        names.say(&line.record, &line.value);
        org.owner.post_fn("/api/check_domain", json!({ "domain": line.domain })).await.ok();
        assert!(view().await.domains[0].is_verified);
        let mut tx = app.db.read(org.id).await.expect("a transaction");
        let proven = norven::features::access::service::proven_domain(&mut tx).await.expect("the database answers");
        assert_eq!(proven.as_deref(), Some("xn--pea-8ma.example"), "as the name system has it");
        drop(tx);
        org.owner.post_fn("/api/remove_domain", json!({ "domain": line.domain })).await.ok();
        assert!(view().await.domains.is_empty());
    }
}
