//! Showing again who one is, before what a stranger at an open session must not do.

use norven::{
    error::AppError,
    features::orgs::model::{MemberLine, Role},
    server::session::PROOF_SECONDS,
};
use serde_json::{Value, json};

use crate::support::{Client, TestApp, on_both};

async fn user(owner: &Client, role: Role) -> Value {
    let members: Vec<MemberLine> = owner.lines("list_members").await;
    json!(members.iter().find(|line| line.role == role).expect("a member").id)
}

/// The code of the latest mail.
async fn mailed_code(app: &TestApp, address: &str) -> String {
    let mails = app.mails_to(address).await;
    let mut lines = mails[0].body.lines().map(str::trim);
    let code = lines.find(|line| line.len() == 9 && line.as_bytes()[4] == b' ').expect("a line with a code");
    code.to_owned()
}

async fn give(browser: &Client, code: &str) -> crate::support::Reply {
    browser.post_fn("/api/give_proof", json!({ "proof": { "code": code } })).await
}

on_both! {
    async fn roles_and_members_ask_for_a_proof_that_is_not_older_than_a_quarter_of_an_hour(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.member(Role::Inspector).await;
        let user = user(&org.owner, Role::Inspector).await;
        let calls = [
            ("/api/set_role", json!({ "user": user, "role": "viewer" })),
            ("/api/sign_member_out", json!({ "user": user })),
            ("/api/invite_member", json!({ "email": "new@acme.example", "role": "owner" })),
            ("/api/remove_member", json!({ "user": user })),
        ];
        app.clock.advance_seconds(PROOF_SECONDS);
        for (path, arguments) in &calls {
            assert_eq!(org.owner.post_fn(path, arguments).await.error(), AppError::ProofNeeded, "{path}");
        }
        org.owner.post_fn("/api/list_members", json!({})).await.ok();
        org.owner.post_fn("/api/request_proof_code", json!({})).await.ok();
        let code = mailed_code(&app, &org.address("owner")).await;
        give(&org.owner, &code).await.ok();
        for (path, arguments) in &calls {
            org.owner.post_fn(path, arguments).await.ok();
        }
        app.clock.advance_seconds(PROOF_SECONDS);
        let invite = json!({ "email": "third@acme.example", "role": "viewer" });
        assert_eq!(org.owner.post_fn("/api/invite_member", invite).await.error(), AppError::ProofNeeded);
    }

    async fn a_code_proves_once_and_for_the_session_that_asked_only(app: TestApp) {
        let (desk, phone) = (app.sign_in("lucia@example.com").await, app.sign_in("lucia@example.com").await);
        app.clock.advance_seconds(PROOF_SECONDS);
        desk.post_fn("/api/request_proof_code", json!({})).await.ok();
        let code = mailed_code(&app, "lucia@example.com").await;
        assert_eq!(give(&phone, &code).await.error(), AppError::LinkElsewhere);
        assert_eq!(give(&desk, "2222 2222").await.error(), AppError::CodeWrong { tries_left: 4 });
        let signing_in = app.browser().post_form("/sign-in/code", &[("code", &code)]).await;
        assert!(signing_in.header("location").contains("problem"), "it is no code to sign in with");
        give(&desk, &code).await.ok();
        desk.post_fn("/api/ask_for_passkey", json!({})).await.ok();
        assert_eq!(phone.post_fn("/api/ask_for_passkey", json!({})).await.error(), AppError::ProofNeeded);
        assert_eq!(give(&desk, &code).await.error(), AppError::LinkInvalid, "it is used up");
    }

    async fn a_passkey_proves_too_and_nobody_elses_does(app: TestApp) {
        let (lucia, luis) = (app.sign_in("lucia@example.com").await, app.sign_in("luis@example.com").await);
        assert_eq!(lucia.asked_for_own_passkey().await, None, "there is none yet");
        let (mut own, mut other) = (lucia.add_passkey(1).await, luis.add_passkey(2).await);
        app.clock.advance_seconds(PROOF_SECONDS);
        assert!(matches!(lucia.prove_by_passkey(&mut other).await.error(), AppError::Passkey { .. }));
        lucia.prove_by_passkey(&mut own).await.ok();
        lucia.post_fn("/api/ask_for_passkey", json!({})).await.ok();
    }
}
