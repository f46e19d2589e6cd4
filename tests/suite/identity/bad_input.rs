//! What strangers send where people sign in: too much, too little, something else, somebody else's.

use axum::{
    body::Body,
    http::{Request, header},
};
use norven::{
    error::AppError,
    features::{audit::model::EventPage, orgs::model::Viewer},
    ids::SiteId,
    server::{config::PublicOrigin, limits::SIGN_INS_AT_ONCE, state::Parts},
    ui::routes,
};
use serde_json::json;

use crate::support::{Client, Reply, TestApp, form, on_both};

/// A browser behind one proxy that ends TLS at the public address.
fn behind_tls(app: &TestApp) -> TestApp {
    app.with_parts(|parts| Parts {
        origin: PublicOrigin::parse("https://norven.example.com").expect("an origin"),
        trusted_proxies: 1,
        ..parts
    })
}

/// A form as a page of ours posts it, with further headers.
async fn post_with(browser: &Client, path: &str, fields: &[(&str, &str)], headers: &[(&'static str, &str)]) -> Reply {
    let mut request = form(path, fields);
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().expect("a value"));
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().expect("a value"));
    }
    browser.send_as_is(request).await
}

async fn is_signed_in(browser: &Client) -> bool {
    browser.post_fn("/api/load_viewer", json!({})).await.status == 200
}

fn link_in(body: &str) -> &str {
    body.split_whitespace().find(|word| word.contains("token=")).expect("a link")
}

fn token_in(body: &str) -> &str {
    link_in(body).split_once("token=").expect("a token").1
}

fn code_in(body: &str) -> &str {
    body.lines().find(|line| line.len() == 9 && line.chars().nth(4) == Some(' ')).expect("a code")
}

/// Tokens that nobody was given.
fn odd_tokens() -> Vec<String> {
    vec![
        String::new(),
        " ".to_owned(),
        "\0".to_owned(),
        "%00%ff".to_owned(),
        "../../etc/passwd".to_owned(),
        "' OR '1'='1".to_owned(),
        "ＡＡＡＡＡＡＡＡ".to_owned(),
        "\u{202e}AAAAAAAA".to_owned(),
        "A".repeat(43),
        "A".repeat(44),
        "A".repeat(60_000),
    ]
}

on_both! {
    async fn a_token_that_nobody_was_given_is_refused_whatever_it_is(app: TestApp) {
        for token in odd_tokens() {
            let (browser, other) = (app.browser(), app.browser());
            let refused = browser.post_form("/sign-in/link", &[("token", &token)]).await;
            let unknown = other.post_form("/sign-in/link", &[("token", "unknown")]).await;
            assert_eq!((refused.status, refused.header("location")), (303, unknown.header("location")), "{:.40}", token);
            other.post_form("/sign-in", &[("email", "lucia@example.com")]).await;
            let guessed = other.post_form("/sign-in/code", &[("code", &token)]).await;
            assert_eq!(guessed.status, 303, "{token:.40}");
            assert!(!is_signed_in(&browser).await && !is_signed_in(&other).await, "{token:.40}");
            app.clock.advance_seconds(15 * 60);
        }
    }

    async fn a_form_without_its_fields_or_with_them_twice_is_refused(app: TestApp) {
        let browser = app.browser();
        for path in ["/sign-in", "/sign-in/code", "/sign-in/link", "/locale"] {
            let empty = browser.post_form(path, &[]).await;
            assert!((400..500).contains(&empty.status), "{path}: {}", empty.status);
        }
        let twice = [("email", "lucia@example.com"), ("email", "eve@example.com")];
        let refused = browser.post_form("/sign-in", &twice).await;
        assert!((400..500).contains(&refused.status), "{}", refused.status);
        assert!(app.mails_to("eve@example.com").await.is_empty() && app.mails_to("lucia@example.com").await.is_empty());
        let large = browser.post_form("/sign-in", &[("email", &"a".repeat(3 * 1024 * 1024))]).await;
        assert_eq!(large.status, 413);
    }

    async fn a_session_cookie_that_is_odd_or_huge_is_no_session(app: TestApp) {
        let owner = app.sign_in("lucia@example.com").await;
        let good = owner.cookies()["session"].clone();
        for cookie in [
            "session=".to_owned(),
            "session".to_owned(),
            ";;;=;".to_owned(),
            format!("session={}", "A".repeat(60_000)),
            format!("session={good}x"),
            format!("session=\"{good}\""),
            format!("SESSION={good}"),
            // Whoever can plant a cookie of the same name gains nothing by it: the first one counts.
            format!("session=planted; session={good}"),
            format!("__Host-session={good}"),
        ] {
            let request = Request::get("/overview").header(header::COOKIE, &cookie).body(Body::empty());
            let reply = app.browser().send_as_is(request.expect("a request")).await;
            assert_eq!(reply.status, 303, "{cookie:.60}");
            assert!(reply.header("location").starts_with("/sign-in"), "{cookie:.60}");
        }
    }

    async fn the_case_of_an_address_makes_no_second_person(app: TestApp) {
        let first: Viewer = app.sign_in("lucia@example.com").await.post_fn("/api/load_viewer", json!({})).await.json();
        let browser = app.browser();
        browser.post_form("/sign-in", &[("email", " LUCIA@EXAMPLE.COM ")]).await;
        let mail = app.mails_to("lucia@example.com").await.remove(0);
        browser.post_form("/sign-in/link", &[("token", token_in(&mail.body))]).await;
        let second: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!((first.email, first.name), (second.email, second.name));
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (people,): (i64,) = norven::fetch_one!(&mut tx, (i64,), "SELECT COUNT(*) FROM users").expect("counts");
        assert_eq!(people, 1);
    }

    async fn an_address_that_only_looks_like_anothers_is_refused(app: TestApp) {
        app.sign_in("kim@example.com").await;
        for address in [
            "\u{212a}im@example.com",      // the Kelvin sign, whose lower case is an ASCII k
            "k\u{0456}m@example.com",      // a Cyrillic i
            "k\u{0131}m@example.com",      // a dotless i
            "kim\u{200b}@example.com",     // a space of no width
            "kim\u{ff20}example.com",      // a wide @
            "kim@ex\u{0430}mple.com",      // a Cyrillic a
            "kim@example\u{3002}com",      // an ideographic full stop
            "kim@example.com\u{202e}",     // a mark that turns the text around
            "kim@example.com\0",
            "kim@example.com,eve@example.com",
        ] {
            let refused = app.browser().post_form("/sign-in", &[("email", address)]).await;
            assert!(refused.header("location").starts_with("/sign-in?problem="), "{address:?}");
        }
        assert!(app.mails_to("kim@example.com").await.is_empty());
    }

    async fn the_link_in_a_mail_leads_to_the_configured_address_whatever_host_was_asked(app: TestApp) {
        let tls = behind_tls(&app);
        for headers in [
            [("host", "evil.example"), ("x-forwarded-host", "evil.example")],
            [("host", "norven.example.com"), ("forwarded", "host=evil.example;proto=http")],
            [("host", "norven.example.com:1"), ("x-forwarded-proto", "http")],
        ] {
            let email = format!("p{}@example.com", headers[1].1.len());
            post_with(&tls.browser(), "/sign-in", &[("email", &email)], &headers).await;
            let mail = app.mails_to(&email).await.remove(0);
            assert!(link_in(&mail.body).starts_with("https://norven.example.com/sign-in/link?"), "{}", mail.body);
        }
    }

    async fn whoever_forges_a_forwarding_header_is_limited_and_recorded_as_who_they_are(app: TestApp) {
        // The proxy appends the address that it saw; what stands before it was sent along.
        let tls = behind_tls(&app);
        let ask = async |number: u32, seen: &str| {
            let (browser, email) = (tls.browser(), format!("p{number}@example.com"));
            let forged = format!("203.0.113.{}, {seen}", number % 256);
            let reply = post_with(&browser, "/sign-in", &[("email", &email)], &[("x-forwarded-for", &forged)]).await;
            reply.header("location").to_owned()
        };
        // The limit recovers while a slow machine asks.
        let mut allowed = 0;
        while ask(allowed, "198.51.100.7").await == "/sign-in/code" {
            allowed += 1;
        }
        assert!(allowed >= SIGN_INS_AT_ONCE, "{allowed}");
        assert_eq!(ask(9999, "198.51.100.8").await, "/sign-in/code", "others do not wait");

        let org = app.organisation("Acme").await;
        let invite = json!({ "email": "eve@acme.example", "role": "viewer" });
        let request = Request::post(crate::support::function_paths()["/api/invite_member"])
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", "203.0.113.9")
            .header("x-real-ip", "203.0.113.9")
            .header("forwarded", "for=203.0.113.9")
            .body(Body::from(invite.to_string()));
        org.owner.send_as_is(request.expect("a request")).await.ok();
        let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json();
        assert!(page.events.iter().all(|event| event.ip.starts_with("127.")), "no proxy is trusted here");
    }

    async fn where_the_proxy_says_nothing_of_use_all_share_one_limit_and_are_recorded_as_unknown(app: TestApp) {
        let tls = behind_tls(&app);
        let browser = tls.browser();
        let garbage = ["", "unknown", "not an address", "1.2.3.4.5", "[::1", "\"198.51.100.7\""];
        let mut allowed = 0;
        loop {
            let email = format!("p{allowed}@example.com");
            let said = [("x-forwarded-for", garbage[allowed as usize % garbage.len()])];
            let reply = post_with(&browser, "/sign-in", &[("email", &email)], &said).await;
            if reply.header("location") != "/sign-in/code" {
                assert!(reply.header("location").contains("too_many"));
                break;
            }
            allowed += 1;
        }
        assert!((SIGN_INS_AT_ONCE..2 * SIGN_INS_AT_ONCE).contains(&allowed), "they count as one");
        let told = [("x-forwarded-for", "[2001:db8::7]:4711")];
        let reply = post_with(&browser, "/sign-in", &[("email", "lucia@example.com")], &told).await;
        assert_eq!(reply.header("location"), "/sign-in/code", "whose address is known does not wait for them");

        let org = app.organisation("Acme").await;
        for (header, recorded) in [("198.51.100.7:4711", "198.51.100.7"), ("what?", "unknown")] {
            let request = Request::post(crate::support::function_paths()["/api/save_site"])
                .header(header::CONTENT_TYPE, "application/json")
                .header("sec-fetch-site", "same-origin")
                .header("x-forwarded-for", [b"\xff, ", header.as_bytes()].concat())
                .body(Body::from(json!({ "site": { "id": app.id::<SiteId>(), "name": "Hall", "address": "" } }).to_string()));
            let browser = tls.browser();
            let session = org.owner.cookies()["session"].clone();
            browser.cookies().insert("__Host-session".to_owned(), session);
            app.clock.advance_seconds(1);
            browser.send_as_is(request.expect("a request")).await.ok();
            let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json();
            let event = page.events.iter().find(|event| event.action == "site.saved").expect("an event");
            assert_eq!(event.ip, recorded, "and never as the proxy");
        }
    }

    async fn over_tls_cookies_are_bound_to_the_host_and_every_answer_asks_for_tls(app: TestApp) {
        let tls = behind_tls(&app);
        let browser = tls.browser();
        let from = [("x-forwarded-for", "198.51.100.7")];
        let asked = post_with(&browser, "/sign-in", &[("email", "lucia@example.com")], &from).await;
        let mail = app.mails_to("lucia@example.com").await.remove(0);
        let fields = [("token", token_in(&mail.body))];
        let entered = post_with(&browser, "/sign-in/link", &fields, &from).await;
        for (reply, name) in [(&asked, "__Host-asking="), (&entered, "__Host-session=")] {
            let cookie = reply.header("set-cookie");
            assert!(cookie.starts_with(name), "{cookie}");
            for attribute in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
                assert!(cookie.contains(attribute), "{attribute}: {cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
            assert_eq!(reply.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
        }
        let spoken = post_with(&browser, "/locale", &[("locale", "es")], &from).await;
        let cookie = spoken.header("set-cookie");
        assert!(cookie.starts_with("__Host-locale=es; Path=/; HttpOnly; SameSite=Lax") && cookie.ends_with("; Secure"), "{cookie}");
        assert!(browser.get("/sign-in").await.text().contains("lang=\"es\""), "it is read by the name that it was given");
        let refused = tls.browser().get("/nowhere").await;
        assert_eq!(refused.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
        assert!(refused.header("content-security-policy").contains("upgrade-insecure-requests"));
    }

    async fn an_address_to_return_to_carries_nothing_into_the_answer(app: TestApp) {
        for then in [
            "/overview\r\nSet-Cookie: session=planted",
            "/overview\nLocation: https://evil.example",
            "/\u{2028}evil",
            "javascript:alert(1)",
            "data:text/html,x",
            "https:evil.example",
            "\\\\evil.example",
            "/%5c%5cevil.example",
            "//evil.example\\@localhost",
            "http://localhost:3000@evil.example",
        ] {
            let browser = app.browser();
            for (path, fields) in [
                ("/locale", vec![("locale", "en"), ("then", then)]),
                ("/sign-in", vec![("email", "lucia@example.com"), ("then", then)]),
            ] {
                let reply = browser.post_form(path, &fields).await;
                let location = reply.header("location");
                assert_eq!(reply.status, 303, "{path} {then:?}");
                assert!(location.starts_with('/') && !location.starts_with("//"), "{path} {then:?}: {location}");
                assert!(!location.starts_with("/\\"), "{path} {then:?}: {location}");
                let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
                assert!(cookies.iter().all(|cookie| !cookie.as_bytes().starts_with(b"session=")), "{then:?}");
            }
            app.clock.advance_seconds(15 * 60);
        }
    }

    async fn asking_anew_makes_the_mail_before_useless_in_that_browser(app: TestApp) {
        let browser = app.browser();
        browser.post_form("/sign-in", &[("email", "lucia@example.com")]).await;
        let first = app.mails_to("lucia@example.com").await.remove(0);
        app.clock.advance_seconds(1);
        browser.post_form("/sign-in", &[("email", "luis@example.com")]).await;
        let code = browser.post_form("/sign-in/code", &[("code", code_in(&first.body))]).await;
        assert_ne!(code.header("location"), routes::OVERVIEW);
        let link = browser.post_form("/sign-in/link", &[("token", token_in(&first.body))]).await;
        assert_eq!(link.header("location"), routes::with_problem("/sign-in/code", &AppError::LinkSuperseded));
        assert!(!is_signed_in(&browser).await);
        let second = app.mails_to("luis@example.com").await.remove(0);
        browser.post_form("/sign-in/code", &[("code", code_in(&second.body))]).await;
        let viewer: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.email, "luis@example.com");
    }

    async fn a_code_without_having_asked_is_refused_and_uses_nobodys_tries_up(app: TestApp) {
        let (browser, stranger) = (app.browser(), app.browser());
        browser.post_form("/sign-in", &[("email", "lucia@example.com")]).await;
        let mail = app.mails_to("lucia@example.com").await.remove(0);
        for asking in [None, Some(""), Some("planted")] {
            if let Some(asking) = asking {
                stranger.cookies().insert("asking".to_owned(), asking.to_owned());
            }
            for _ in 0..3 {
                let refused = stranger.post_form("/sign-in/code", &[("code", code_in(&mail.body))]).await;
                assert!(refused.header("location").contains("problem="), "{}", refused.header("location"));
            }
        }
        assert!(!is_signed_in(&stranger).await);
        let entered = browser.post_form("/sign-in/code", &[("code", code_in(&mail.body))]).await;
        assert_eq!(entered.header("location"), routes::OVERVIEW);
    }

    async fn wrong_codes_tell_nothing_of_whether_an_address_is_known(app: TestApp) {
        app.organisation("Acme").await;
        let guess = async |email: &str| {
            let browser = app.browser();
            browser.post_form("/sign-in", &[("email", email)]).await;
            let mut told = Vec::new();
            for code in ["22222222", "", "7", "AAAA AAAA AAAA", "22222222", "22222222"] {
                let reply = browser.post_form("/sign-in/code", &[("code", code)]).await;
                told.push((reply.status, reply.header("location").to_owned()));
            }
            told
        };
        assert_eq!(guess("owner@acme.example").await, guess("nobody@acme.example").await);
    }

    async fn inviting_tells_nothing_of_whether_an_address_is_known_elsewhere(app: TestApp) {
        let (acme, _other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let invite = async |email: &str| {
            let reply = acme.owner.post_fn("/api/invite_member", json!({ "email": email, "role": "viewer" })).await;
            (reply.status, reply.body)
        };
        assert_eq!(invite("owner@other.example").await, invite("nobody@other.example").await);
    }
}
