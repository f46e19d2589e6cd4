//! Signing in without a password: passkeys.

use norven::{
    error::{AppError, PasskeyProblem},
    features::identity::{
        model::{Ceremony, PasskeyLine},
        passkeys::CEREMONY_SECONDS,
    },
    ids::PasskeyId,
    server::session::PROOF_SECONDS,
};
use serde_json::{Value, json};

use crate::support::{Authenticator, Client, Reply, TestApp, on_both};

const NOT_CONFIRMED: AppError = AppError::Passkey { problem: PasskeyProblem::NotConfirmed };
const UNKNOWN: AppError = AppError::Passkey { problem: PasskeyProblem::Unknown };

async fn asked_for_new(browser: &Client) -> Value {
    let Ceremony(options) = browser.post_fn("/api/ask_for_passkey", json!({})).await.json();
    serde_json::from_str(&options).expect("options are JSON")
}

async fn add(browser: &Client, credential: &str) -> Reply {
    browser.post_fn("/api/add_passkey", json!({ "credential": credential })).await
}

async fn passkeys(browser: &Client) -> Vec<PasskeyLine> {
    browser.post_fn("/api/list_passkeys", json!({})).await.json()
}

/// Posts an answer; gives what was refused, or nothing where it signed in.
async fn enter(browser: &Client, credential: &str) -> Option<AppError> {
    let reply = browser.post_form("/sign-in/passkey", &[("credential", credential)]).await;
    assert_eq!(reply.status, 303);
    reply.problem()
}

/// How often somebody was refused who tried to be the owner.
async fn refusals(owner: &Client) -> u64 {
    owner.app.refusals_of(owner, "session.refused").await
}

on_both! {
    async fn a_passkey_is_added_signs_in_by_itself_and_tells_when_it_was_used(app: TestApp) {
        let desk = app.sign_in("lucia@example.com").await;
        let asked = asked_for_new(&desk).await;
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(asked["rp"]["id"], "localhost");
        let (mut device, made) = Authenticator::new(1, &asked);
        add(&desk, &made).await.ok();
        let mails = app.mails_to("lucia@example.com").await;
        assert!(mails[0].subject.contains("passkey"), "{mails:?}");

        app.clock.advance_seconds(60);
        let phone = app.browser();
        let asked = phone.asked_for_any_passkey().await;
        assert_eq!(asked["userVerification"], "required");
        assert_eq!(asked["allowCredentials"].as_array().map_or(0, Vec::len), 0, "nobody is named to a stranger");
        assert_eq!(enter(&phone, &device.answer(&asked)).await, None);
        let lines = passkeys(&phone).await;
        assert_eq!(lines.len(), 1);
        assert!(lines[0].last_used.is_some_and(|used| used.at > lines[0].created.at));
    }

    async fn an_answer_is_taken_once_in_time_and_from_the_browser_that_was_asked(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut device = org.owner.add_passkey(1).await;
        let phone = app.browser();
        let answer = device.answer(&phone.asked_for_any_passkey().await);
        let stranger = app.browser();
        stranger.asked_for_any_passkey().await;
        assert_eq!(enter(&stranger, &answer).await, Some(NOT_CONFIRMED), "asked in another browser");
        assert_eq!(enter(&app.browser(), &answer).await, Some(NOT_CONFIRMED), "nobody was asked");
        let again = phone.elsewhere();
        assert_eq!(enter(&phone, &answer).await, None);
        assert_eq!(enter(&again, &answer).await, Some(NOT_CONFIRMED), "replayed");
        let late = app.browser();
        let answer = device.answer(&late.asked_for_any_passkey().await);
        app.clock.advance_seconds(CEREMONY_SECONDS);
        assert_eq!(enter(&late, &answer).await, Some(NOT_CONFIRMED), "too late");
        assert_eq!(refusals(&org.owner).await, 4, "what was tried in the owner's name is on record");
    }

    async fn an_answer_that_is_not_the_devices_own_opens_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let device = org.owner.add_passkey(1).await;
        let [mut elsewhere, mut unasked, cloned, mut used] = std::array::from_fn(|_| device.clone());
        elsewhere.origin = "http://localhost:3001".to_owned();
        unasked.verifies = false;
        let phone = app.browser();
        assert_eq!(enter(&phone, &used.answer(&phone.asked_for_any_passkey().await)).await, None);
        for (mut forged, why) in [(elsewhere, "another page"), (unasked, "nobody verified"), (cloned, "an old counter")] {
            let browser = app.browser();
            let answer = forged.answer(&browser.asked_for_any_passkey().await);
            assert_eq!(enter(&browser, &answer).await, Some(NOT_CONFIRMED), "{why}");
            assert!(!browser.cookies().contains_key("session"), "{why}");
        }
        let browser = app.browser();
        let asked = browser.asked_for_any_passkey().await;
        // The signature of one answer under the facts of another.
        let (mut one, other): (Value, Value) = (
            serde_json::from_str(&used.answer(&asked)).expect("JSON"),
            serde_json::from_str(&used.answer(&asked)).expect("JSON"),
        );
        one["response"]["signature"] = other["response"]["signature"].clone();
        assert_eq!(enter(&browser, &one.to_string()).await, Some(NOT_CONFIRMED), "a foreign signature");
        assert_eq!(refusals(&org.owner).await, 4);
    }

    async fn a_passkey_that_was_removed_or_never_added_is_unknown(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut gone = org.owner.add_passkey(1).await;
        let (mut never, _) = Authenticator::new(2, &asked_for_new(&org.owner).await);
        let stranger = app.sign_in("luis@example.com").await;
        let remove = json!({ "passkey": passkeys(&org.owner).await[0].id });
        assert_eq!(stranger.post_fn("/api/remove_passkey", &remove).await.error(), AppError::NotFound);
        let rename = json!({ "passkey": passkeys(&org.owner).await[0].id, "name": "Mine" });
        assert_eq!(stranger.post_fn("/api/rename_passkey", &rename).await.error(), AppError::NotFound);
        org.owner.post_fn("/api/rename_passkey", &rename).await.ok();
        assert_eq!(passkeys(&org.owner).await[0].name, "Mine");
        org.owner.post_fn("/api/remove_passkey", &remove).await.ok();
        for device in [&mut gone, &mut never] {
            let browser = app.browser();
            assert_eq!(enter(&browser, &device.answer(&browser.asked_for_any_passkey().await)).await, Some(UNKNOWN));
        }
        assert_eq!(refusals(&org.owner).await, 2);
    }

    async fn a_passkey_takes_the_sessions_along_that_began_with_it_and_what_it_showed_of_others(app: TestApp) {
        let org = app.organisation("Acme").await;
        let desk = app.sign_in_by_mail("owner@acme.example").await;
        let mut device = desk.add_passkey(1).await;
        let stranger = app.sign_in("luis@example.com").await;
        let mut theirs = stranger.add_passkey(2).await;
        app.clock.advance_seconds(60);
        let (phone, theirs_too, tablet) = (app.browser(), app.browser(), app.sign_in_by_mail("owner@acme.example").await);
        phone.use_passkey(&mut device).await;
        theirs_too.use_passkey(&mut theirs).await;
        tablet.prove_by_passkey(&mut device).await.ok();
        let asks = json!({ "asks": { "passkey": true, "provider": false } });
        desk.post_fn("/api/ask_of_members", asks).await.ok();
        let opens = async |browser: &Client| {
            let reply = browser.post_fn("/api/load_overview", json!({})).await;
            if reply.status == 200 { Ok(()) } else { Err(reply.error()) }
        };
        for browser in [&desk, &phone, &tablet, &org.owner] {
            assert_eq!(opens(browser).await, Ok(()));
        }

        let remove = json!({ "passkey": passkeys(&tablet).await[0].id });
        tablet.post_fn("/api/remove_passkey", &remove).await.ok();
        assert_eq!(opens(&phone).await, Err(AppError::NotSignedIn));
        for browser in [&desk, &tablet] {
            assert_eq!(opens(browser).await, Err(AppError::PasskeyNeeded), "it shows nothing any more");
        }
        assert_eq!(opens(&org.owner).await, Ok(()), "the console's link was no passkey");
        assert_eq!(passkeys(&theirs_too).await.len(), 1, "others' sessions stay");
    }

    async fn the_session_in_which_its_passkey_is_removed_ends_with_it(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut device = org.owner.add_passkey(1).await;
        let phone = app.browser();
        phone.use_passkey(&mut device).await;
        let remove = json!({ "passkey": passkeys(&phone).await[0].id });
        phone.post_fn("/api/remove_passkey", &remove).await.ok();
        assert_eq!(phone.post_fn("/api/load_viewer", json!({})).await.error(), AppError::NotSignedIn);
        assert!(passkeys(&org.owner).await.is_empty());
    }

    async fn a_passkey_is_added_once_by_whom_it_was_asked_for_and_with_a_fresh_proof(app: TestApp) {
        let (lucia, luis) = (app.sign_in("lucia@example.com").await, app.sign_in("luis@example.com").await);
        let (_, made) = Authenticator::new(1, &asked_for_new(&lucia).await);
        assert_eq!(add(&luis, &made).await.error(), NOT_CONFIRMED, "luis was asked nothing");
        add(&lucia, &made).await.ok();
        let org = json!({ "name": "Lucia", "time_zone": "Europe/Madrid" });
        lucia.post_fn("/api/create_organisation", org).await.ok();
        assert_eq!(add(&lucia, &made).await.error(), NOT_CONFIRMED, "replayed");
        assert_eq!(refusals(&lucia).await, 1);
        let asked = asked_for_new(&lucia).await;
        assert_eq!(asked["excludeCredentials"].as_array().map(Vec::len), Some(1), "the device is told what it has");
        assert_eq!(add(&lucia, &Authenticator::new(1, &asked).1).await.error(), NOT_CONFIRMED, "a device that does not care");
        let known = AppError::Passkey { problem: PasskeyProblem::Known };
        let (_, theirs) = Authenticator::new(1, &asked_for_new(&luis).await);
        assert_eq!(add(&luis, &theirs).await.error(), known, "one key is one person's");
        app.clock.advance_seconds(PROOF_SECONDS);
        assert_eq!(lucia.post_fn("/api/ask_for_passkey", json!({})).await.error(), AppError::ProofNeeded);
        let remove = json!({ "passkey": passkeys(&lucia).await[0].id });
        assert_eq!(lucia.post_fn("/api/remove_passkey", remove).await.error(), AppError::ProofNeeded);
    }

    async fn passkeys_that_are_added_at_once_are_no_more_than_there_may_be(app: TestApp) {
        const EMAIL: &str = "lucia@example.com";
        let desk = app.sign_in(EMAIL).await;
        desk.add_passkey(1).await;
        let mut tx = app.db.directory().await.expect("a transaction");
        for number in 2..=18_i64 {
            let id: PasskeyId = app.id();
            norven::execute!(
                &mut tx,
                "INSERT INTO passkeys (id, user_id, credential_sha256, credential, name, created_at)
                 SELECT $1, user_id, $2, credential, name, created_at FROM passkeys ORDER BY id LIMIT 1",
                id,
                number.to_be_bytes().to_vec()
            )
            .expect("a passkey");
        }
        tx.commit().await.expect("kept");
        let mut added = Vec::new();
        for seed in 2..6 {
            let browser = app.sign_in(EMAIL).await;
            let (_, made) = Authenticator::new(seed, &asked_for_new(&browser).await);
            added.push((browser, made));
        }
        let [a, b, c, d] = &added[..] else { unreachable!("four") };
        let (a, b, c, d) = tokio::join!(add(&a.0, &a.1), add(&b.0, &b.1), add(&c.0, &c.1), add(&d.0, &d.1));
        let refused: Vec<AppError> =
            [a, b, c, d].iter().filter(|reply| reply.status != 200).map(Reply::error).collect();
        assert_eq!(refused, vec![AppError::Passkey { problem: PasskeyProblem::TooMany }; 2]);
        assert_eq!(passkeys(&desk).await.len(), 20);
    }

    async fn what_is_no_answer_at_all_is_refused_in_one_sentence(app: TestApp) {
        let browser = app.browser();
        browser.asked_for_any_passkey().await;
        for credential in ["", "{}", "null", "[1]", "{\"id\":1}"] {
            assert_eq!(enter(&browser, credential).await, Some(AppError::Malformed), "{credential}");
        }
        let long = format!("{{\"id\":\"{}\"}}", "a".repeat(40_000));
        assert_eq!(enter(&browser, &long).await, Some(AppError::Malformed));
    }
}
