//! Signing in with a provider (OpenID Connect).

use std::{net::SocketAddr, sync::Arc, time::Duration};

use norven::{
    error::{AppError, ProviderProblem},
    features::{audit::model::EventPage, orgs::model::Viewer},
    platform::{
        http::Http,
        oidc::{Asked, Clients, Providers},
    },
};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{ACCESS, Client, Forgery, Mischief, Provider, START, TestApp, on_both, run};

const REFUSED: AppError = AppError::Provider { problem: ProviderProblem::Refused };
const NO_ADDRESS: AppError = AppError::Provider { problem: ProviderProblem::NoAddress };
const TOO_LATE: AppError = AppError::Provider { problem: ProviderProblem::TooLate };

/// Presses a provider's button; gives where the page leads.
async fn leave(browser: &Client) -> String {
    browser.leave_for("okta").await
}

async fn come_back(browser: &Client, to: &str) -> Result<String, AppError> {
    browser.come_back(to).await
}

/// Leaves and comes back as a person.
pub async fn enter(browser: &Client, provider: &Provider, subject: &str, email: &str) -> Result<String, AppError> {
    let back = provider.sign_in(&leave(browser).await, subject, email);
    come_back(browser, &back).await
}

async fn who(browser: &Client) -> Option<String> {
    let reply = browser.post_fn("/api/load_viewer", json!({})).await;
    (reply.status == 200).then(|| reply.json::<Viewer>().email.as_str().to_owned())
}

async fn events(owner: &Client) -> Vec<(String, bool)> {
    let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
    page.events.into_iter().map(|event| (event.action, event.denied)).collect()
}

/// A network in which every name leads to one place.
struct Leads(SocketAddr);

impl Resolve for Leads {
    fn resolve(&self, _: Name) -> Resolving {
        let to = self.0;
        Box::pin(async move { Ok(Box::new(std::iter::once(to)) as Addrs) })
    }
}

on_both! {
    async fn somebody_new_signs_in_with_a_provider_and_again(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        let page = app.browser().get("/sign-in").await.ok().text();
        assert!(page.contains("Continue with Okta") && page.contains("action=\"/sign-in/with/okta\""));
        let browser = app.browser();
        assert_eq!(enter(&browser, &provider, "lucia", "Lucia@Example.com").await, Ok("/reports".to_owned()));
        assert_eq!(who(&browser).await.as_deref(), Some("lucia@example.com"));
        assert!(!browser.cookies().contains_key("provider"), "the cookie has served");
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 0, "no code was needed");
        app.clock.advance_seconds(60);
        // Another address of the same person changes nothing, and nobody who gets the old one is they.
        let again = app.browser();
        assert_eq!(enter(&again, &provider, "lucia", "else@example.com").await, Ok("/reports".to_owned()));
        assert_eq!(who(&again).await.as_deref(), Some("lucia@example.com"));
        let stranger = app.browser();
        assert_eq!(enter(&stranger, &provider, "luis", "lucia@example.com").await.as_deref(), Ok("/sign-in/code?then=%2Freports"));
        assert_eq!(who(&stranger).await, None);
    }

    async fn an_account_is_joined_by_whoever_reads_its_mail_in_the_same_browser(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        let org = app.organisation("Acme").await;
        let browser = app.browser();
        let came = enter(&browser, &provider, "owner", "owner@acme.example").await;
        assert_eq!(came.as_deref(), Ok("/sign-in/code?then=%2Freports"));
        assert_eq!(who(&browser).await, None, "the provider's word alone opens no account");
        let code = app.code_mailed_to("owner@acme.example").await;
        let elsewhere = app.browser();
        elsewhere.post_form("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(who(&elsewhere).await, None, "the code is of another browser");
        browser.post_form("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(who(&browser).await.as_deref(), Some("owner@acme.example"));
        assert!(events(&org.owner).await.contains(&("identity.added".to_owned(), false)));
        app.clock.advance_seconds(60);
        let again = app.browser();
        assert_eq!(enter(&again, &provider, "owner", "owner@acme.example").await, Ok("/reports".to_owned()));
        assert_eq!(who(&again).await.as_deref(), Some("owner@acme.example"));
    }

    async fn an_account_is_joined_by_the_link_of_the_mail_too_and_by_no_other_mail(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        app.organisation("Acme").await;
        let browser = app.browser();
        enter(&browser, &provider, "owner", "owner@acme.example").await.expect("a mail");
        // A code for another address, asked for in the same browser, joins nothing.
        browser.post_form("/sign-in", &[("email", "eve@example.com")]).await;
        let eves = app.code_mailed_to("eve@example.com").await;
        browser.post_form("/sign-in/code", &[("code", &eves)]).await;
        assert_eq!(who(&browser).await.as_deref(), Some("eve@example.com"));
        app.clock.advance_seconds(1);
        let second = app.browser();
        let came = enter(&second, &provider, "owner", "owner@acme.example").await;
        assert_eq!(came.as_deref(), Ok("/sign-in/code?then=%2Freports"), "nothing was joined");
        let mail = app.mails_to("owner@acme.example").await.remove(0);
        let token = mail.body.split_once("token=").expect("a link").1.split_whitespace().next().expect("a token");
        second.post_form("/sign-in/link", &[("token", token)]).await;
        assert_eq!(who(&second).await.as_deref(), Some("owner@acme.example"));
        assert_eq!(enter(&app.browser(), &provider, "owner", "").await, Ok("/reports".to_owned()));
    }

    async fn a_session_ends_with_the_operators_provider_that_it_began_with(app: TestApp) {
        let provider = Provider::start().await;
        let mut browser = provider.configured(&app).browser();
        enter(&browser, &provider, "lucia", "lucia@example.com").await.expect("signed in");
        let by_mail = app.sign_in("luis@example.com").await;
        browser.app = app.clone();
        assert_eq!((who(&browser).await, who(&by_mail).await.as_deref()), (None, Some("luis@example.com")));
        browser.app = provider.configured(&app);
        assert_eq!(who(&browser).await.as_deref(), Some("lucia@example.com"));
    }

    async fn an_address_that_nobody_vouches_for_is_shown_by_mail_or_refused(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        let org = app.organisation("Acme").await;
        provider.changes().claims.insert("email_verified", json!(false));
        for email in ["new@example.com", "owner@acme.example"] {
            assert_eq!(enter(&app.browser(), &provider, "x", email).await, Err(NO_ADDRESS), "{email}");
        }
        assert!(events(&org.owner).await.contains(&("session.refused".to_owned(), true)));
        // Some providers never say whether an address is confirmed.
        provider.changes().claims.insert("email_verified", json!(null));
        let browser = app.browser();
        let came = enter(&browser, &provider, "new", "new@example.com").await;
        assert_eq!(came.as_deref(), Ok("/sign-in/code?then=%2Freports"));
        let code = app.code_mailed_to("new@example.com").await;
        browser.post_form("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(who(&browser).await.as_deref(), Some("new@example.com"));
        // Some tell the address apart from the token.
        provider.changes().claims = [("email", json!(null)), ("email_verified", json!(null))].into();
        let told = json!({ "sub": "apart", "email": "apart@example.com", "email_verified": true });
        provider.changes().told_apart = told;
        assert_eq!(enter(&app.browser(), &provider, "apart", "").await, Ok("/reports".to_owned()));
        assert_eq!(enter(&app.browser(), &provider, "somebody else", "").await, Err(REFUSED), "told of another person");
        provider.changes().told_apart = json!({ "sub": "none" });
        assert_eq!(enter(&app.browser(), &provider, "none", "").await, Err(NO_ADDRESS));
    }

    async fn a_forged_token_signs_nobody_in(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        for forgery in [
            Forgery::Unsigned, Forgery::PublicKeyAsSecret, Forgery::ClientSecret, Forgery::OtherKey, Forgery::UnknownKey,
        ] {
            provider.changes().forgery = Some(forgery);
            let browser = app.browser();
            assert_eq!(enter(&browser, &provider, "x", "x@example.com").await, Err(REFUSED), "{forgery:?}");
            assert_eq!(who(&browser).await, None, "{forgery:?}");
        }
        provider.changes().forgery = None;
        let now = app.now().0 / 1_000_000;
        for (claim, value) in [
            ("aud", json!("another")),
            ("aud", json!(["norven", "another"])),
            ("aud", json!(null)),
            ("iss", json!("https://evil.example")),
            ("iss", json!(format!("{}/", provider.issuer()))),
            ("nonce", json!("another")),
            ("nonce", json!(null)),
            ("exp", json!(now - 61)),
            ("exp", json!(null)),
            ("iat", json!(now + 61)),
            ("sub", json!("")),
            ("sub", json!("x".repeat(256))),
        ] {
            provider.changes().claims = [(claim, value.clone())].into();
            assert_eq!(enter(&app.browser(), &provider, "x", "x@example.com").await, Err(REFUSED), "{claim} {value}");
        }
        provider.changes().claims = [("exp", json!(now - 59))].into();
        assert_eq!(enter(&app.browser(), &provider, "x", "x@example.com").await, Ok("/reports".to_owned()), "clocks differ");
    }

    async fn an_answer_counts_once_in_time_and_in_the_browser_that_was_sent(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        let browser = app.browser();
        let back = provider.sign_in(&leave(&browser).await, "lucia", "lucia@example.com");
        let stranger = app.browser();
        assert_eq!(come_back(&stranger, &back).await, Err(TOO_LATE), "a browser that was sent nowhere");
        leave(&stranger).await;
        assert_eq!(come_back(&stranger, &back).await, Err(TOO_LATE), "the state of another browser");
        let stateless = back.replace("state=", "stateless=");
        assert_eq!(come_back(&browser, &stateless).await, Err(TOO_LATE), "no state");
        assert_eq!(come_back(&browser, "/sign-in/with/okta/callback").await, Err(TOO_LATE), "nothing");
        let again = browser.elsewhere();
        assert_eq!(come_back(&browser, &back).await, Ok("/reports".to_owned()));
        assert_eq!(come_back(&again, &back).await, Err(TOO_LATE), "twice");
        let used = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        let other = app.browser();
        let next = provider.sign_in(&leave(&other).await, "lucia", "lucia@example.com");
        let fresh = next.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        assert_eq!(come_back(&other, &next.replace(fresh, &used)).await, Err(REFUSED), "a code that was used");
        let late = app.browser();
        let back = provider.sign_in(&leave(&late).await, "lucia", "lucia@example.com");
        app.clock.advance_seconds(10 * 60);
        assert_eq!(come_back(&late, &back).await, Err(TOO_LATE), "too late");
    }

    async fn what_another_provider_answers_or_a_refusal_signs_nobody_in(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        let changed = |back: &str, from: &str, to: &str| {
            assert!(back.contains(from), "{back}");
            back.replace(from, to)
        };
        let browser = app.browser();
        let back = provider.sign_in(&leave(&browser).await, "x", "x@example.com");
        assert_eq!(come_back(&browser, &changed(&back, "iss=http", "iss=https")).await, Err(REFUSED), "another issuer");
        assert_eq!(come_back(&browser, &back).await, Err(TOO_LATE), "it counted once");
        let browser = app.browser();
        let back = provider.sign_in(&leave(&browser).await, "x", "x@example.com");
        assert_eq!(come_back(&browser, &changed(&back, "/okta/", "/other/")).await, Err(TOO_LATE), "another provider");
        let browser = app.browser();
        let back = provider.sign_in(&leave(&browser).await, "x", "x@example.com");
        let denied = changed(&back, "code=", "error=access_denied&was=");
        assert_eq!(come_back(&browser, &denied).await, Err(REFUSED), "the person refused");
        let browser = app.browser();
        let without = provider.sign_in(&leave(&browser).await, "x", "x@example.com");
        let without = without.split("&iss=").next().expect("a part").to_owned();
        assert_eq!(come_back(&browser, &without).await, Ok("/reports".to_owned()), "not every provider says who it is");
        assert_eq!(app.browser().post_form("/sign-in/with/nobody", &[]).await.status, 303);
    }

    async fn a_provider_that_answers_nonsense_is_refused_in_one_sentence(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        for mischief in [Mischief::Rubbish, Mischief::Huge, Mischief::Redirect, Mischief::Broken] {
            provider.changes().mischief = Some(mischief);
            assert_eq!(enter(&app.browser(), &provider, "x", "x@example.com").await, Err(REFUSED), "{mischief:?}");
        }
        provider.changes().mischief = None;
        // Of what it publishes about itself, nothing is believed that names another issuer or no address of the web.
        for (name, value) in [
            ("issuer", "https://evil.example"),
            ("authorization_endpoint", "javascript:alert(1)"),
            ("jwks_uri", "file:///etc/passwd"),
            ("jwks_uri", "nonsense"),
        ] {
            provider.changes().published = [(name, json!(value))].into();
            app.clock.advance_seconds(3600);
            let reply = app.browser().post_form("/sign-in/with/okta", &[]).await;
            assert!(reply.header("location").contains("refused"), "{name}: {} {}", reply.status, reply.text());
        }
    }

    async fn a_session_that_a_provider_began_ends_as_any_other(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        let (used, idle) = (app.browser(), app.browser());
        for browser in [&used, &idle] {
            assert_eq!(enter(browser, &provider, "lucia", "lucia@example.com").await, Ok("/reports".to_owned()));
        }
        for day in 1..=30 {
            app.clock.advance_seconds(24 * 3600);
            // Not the provider's token, which is good for a week, but our own limits decide.
            assert_eq!(who(&used).await.is_some(), day < 30, "used, on day {day}");
            if day >= 14 {
                assert_eq!(who(&idle).await, None, "not used for {day} days");
            }
        }
    }

    async fn new_keys_of_a_provider_are_found_but_not_asked_for_at_every_token(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        assert_eq!(enter(&app.browser(), &provider, "x", "x@example.com").await, Ok("/reports".to_owned()));
        provider.changes().key = 1;
        assert_eq!(enter(&app.browser(), &provider, "x", "x@example.com").await, Err(REFUSED), "asked a moment ago");
        app.clock.advance_seconds(60);
        assert_eq!(enter(&app.browser(), &provider, "x", "x@example.com").await, Ok("/reports".to_owned()));
    }
}

#[tokio::test]
async fn nothing_of_a_providers_tokens_is_kept() {
    async fn body(app: TestApp) {
        let provider = Provider::start().await;
        let configured = provider.configured(&app);
        // One who is told apart from the token, so that both tokens are used.
        provider.changes().claims = [("email", json!(null)), ("email_verified", json!(null))].into();
        provider.changes().told_apart = json!({ "sub": "apart", "email": "apart@example.com", "email_verified": true });
        let browser = configured.browser();
        assert_eq!(enter(&browser, &provider, "apart", "").await, Ok("/reports".to_owned()));
        assert_eq!(who(&browser).await.as_deref(), Some("apart@example.com"));
        let bytes = app.home().bytes();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds("apart@example.com"), "what is kept is found");
        // `{"alg":"ES256",…` is how each of its tokens begins.
        for token in [ACCESS, "eyJhbGciOi", &browser.cookies()["session"]] {
            assert!(!holds(token), "{token}");
        }
    }
    run(TestApp::sqlite().await, body).await;
}

#[tokio::test]
async fn a_provider_that_never_answers_is_waited_for_ten_seconds() {
    async fn body(app: TestApp) {
        let provider = Provider::start().await;
        let app = provider.configured(&app);
        provider.changes().mischief = Some(Mischief::Silent);
        let refused = tokio::time::timeout(Duration::from_secs(20), async {
            enter(&app.browser(), &provider, "x", "x@example.com").await
        });
        assert_eq!(refused.await.expect("an answer in time"), Err(REFUSED));
    }
    run(TestApp::sqlite().await, body).await;
}

#[tokio::test]
async fn a_provider_whose_name_leads_into_ones_own_network_is_not_even_connected_to() {
    let inside = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = inside.local_addr().expect("an address");
    let clients = Clients {
        public: Http::only_public(Arc::new(Leads(address))).expect("a client"),
        any: Http::new().expect("a client"),
    };
    let at = |host: &str| {
        let issuer = format!("https://{host}:{}", address.port());
        let line =
            json!([{ "id": "x", "name": "X", "issuer": issuer, "client_id": "norven", "client_secret": "hush" }]);
        Providers::parse(&line.to_string(), &clients, |_| None)
    };
    let why = at("127.0.0.1").map(drop).expect_err("refused before anything is asked").to_string();
    assert!(why.contains("an https address on the public internet"), "{why}");
    let providers = at("login.example.com").expect("a list");
    let provider = providers.get("x").expect("a provider");
    let asked = Asked::new(&norven::platform::rng::SystemRng);
    let sent = provider.address(&asked, "http://localhost/".to_owned(), START).await;
    let why = sent.map(drop).expect_err("refused").to_string();
    assert!(why.contains("is not an https address on the public internet"), "{why}");
    let connected = tokio::time::timeout(Duration::from_millis(200), inside.accept()).await;
    assert!(connected.is_err(), "something was connected to");
}
