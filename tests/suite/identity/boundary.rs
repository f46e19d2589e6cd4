//! What stands before every route: headers, cross-site requests, sizes.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use norven::{error::AppError, platform::blobs::Blobs};
use norven_words::Locale;
use serde_json::json;

use crate::support::{Client, Reply, Sample, TestApp, Trouble, form, function_paths, on_both};

/// Every header that no answer may lack.
const HEADERS: [(&str, &str); 10] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("origin-agent-cluster", "?1"),
    ("x-permitted-cross-domain-policies", "none"),
    ("cache-control", "no-store"),
    ("strict-transport-security", ""),
    (
        "permissions-policy",
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
    ),
];

#[track_caller]
fn check_headers(reply: &Reply, status: u16) {
    assert_eq!(reply.status, status, "{}", reply.text());
    for (name, value) in HEADERS {
        assert_eq!(reply.header(name), value, "{name} at {status}");
    }
    let policy = reply.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{part} at {status}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert!(reply.header("x-request-id").len() == 36, "{status}");
}

async fn with_headers(browser: &Client, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::builder().method(Method::POST).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"));
    browser.send_as_is(request.expect("a request")).await
}

on_both! {
    async fn every_answer_carries_every_security_header(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let photo = org.owner.add_photo(inspection, sample.views, crate::support::jpeg(64, 48, 1)).await;
        check_headers(&org.owner.get("/sign-in").await, 200);
        check_headers(&org.owner.post_fn("/api/load_viewer", json!({})).await, 200);
        check_headers(&app.browser().get("/overview").await, 303);
        check_headers(&app.browser().post_fn("/api/load_viewer", json!({})).await, 401);
        check_headers(&with_headers(&org.owner, "/sign-out", &[]).await, 403);
        check_headers(&org.owner.get("/nowhere").await, 404);
        check_headers(&org.owner.post_bytes("/api/load_viewer", vec![b' '; 3 * 1024 * 1024]).await, 413);
        app.blobs.set(Some(Trouble::Broken));
        let broken = org.owner.get(&format!("/photos/{photo}/shown")).await;
        check_headers(&broken, 500);
        assert!(!broken.text().contains("broken by a test"), "causes stay in the log");
        assert!(matches!(broken.error(), AppError::Internal { incident } if incident == broken.header("x-request-id")));
    }

    async fn a_page_has_a_nonce_of_its_own_and_no_other_scripts(app: TestApp) {
        let nonce = |reply: &Reply| {
            let policy = reply.header("content-security-policy").to_owned();
            policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map(|(nonce, _)| nonce.to_owned())
        };
        let (first, second) = (app.browser().get("/sign-in").await, app.browser().get("/sign-in").await);
        assert_ne!(nonce(&first), nonce(&second));
        let nonce = nonce(&first).expect("a nonce");
        let page = first.text();
        for script in page.split("<script").skip(1) {
            let tag = script.split_once('>').map_or(script, |(tag, _)| tag);
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
        }
        assert!(!page.contains(" style=\""), "the policy blocks inline styles");
    }

    async fn requests_of_other_sites_change_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let function = function_paths()["/api/load_viewer"];
        let refused: [&[(&str, &str)]; 6] = [
            &[],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "http://localhost:3001")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")],
            &[("sec-fetch-site", "same-site"), ("origin", "http://localhost:3000")],
        ];
        for headers in refused {
            for path in [function, "/sign-out", "/locale", "/sign-in"] {
                assert_eq!(with_headers(&org.owner, path, headers).await.status, 403, "{path} {headers:?}");
            }
        }
        for headers in [&[("origin", "http://localhost:3000")], &[("sec-fetch-site", "same-origin")]] {
            with_headers(&org.owner, function, headers).await.ok();
        }
    }

    async fn no_server_function_answers_a_get(app: TestApp) {
        let org = app.organisation("Acme").await;
        for path in function_paths().values() {
            let request = Request::get(*path).header(header::ACCEPT_LANGUAGE, "es").body(Body::empty()).expect("a request");
            let reply = org.owner.elsewhere().send(request).await;
            assert_eq!(reply.error(), AppError::NotFound, "{path}");
            assert_eq!(reply.value()["sentence"], AppError::NotFound.sentence(Locale::Es), "{path}");
        }
    }

    async fn a_form_that_cannot_be_read_is_refused_in_the_readers_language(app: TestApp) {
        for (path, field) in [
            ("/sign-in", "email"),
            ("/sign-in/code", "code"),
            ("/sign-in/link", "token"),
            ("/sign-in/passkey", "credential"),
            ("/locale", "locale"),
            ("/r/token", "code"),
        ] {
            for fields in [&[(field, "a"), (field, "b")][..], &[("other", "a")]] {
                for (language, locale) in [("en", Locale::En), ("es", Locale::Es)] {
                    let mut request = form(path, fields);
                    request.headers_mut().insert(header::ACCEPT_LANGUAGE, language.parse().expect("a language"));
                    let reply = app.browser().send(request).await;
                    assert_eq!((reply.status, reply.text()), (400, AppError::Malformed.sentence(locale)), "{path} {fields:?}");
                }
            }
        }
    }

    async fn arguments_that_make_no_sense_are_the_callers_mistake(app: TestApp) {
        let org = app.organisation("Acme").await;
        for body in ["", "{}", "[]", "{\"id\": 7}", "{\"id\":\"not an id\"}", "\u{0}"] {
            let reply = org.owner.post_bytes("/api/load_inspection", body.as_bytes().to_vec()).await;
            assert_eq!(reply.error(), AppError::Malformed, "{body:?}");
        }
        for path in ["/reports/nonsense/pdf", "/photos/nonsense/shown", "/api/v1/digests/nonsense"] {
            assert!((400..500).contains(&org.owner.get(path).await.status), "{path}");
        }
    }

    async fn an_address_that_leads_nowhere_has_a_page_for_people_and_a_status_for_programs(app: TestApp) {
        let page = app.browser().get("/nowhere").await;
        assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
        assert!(page.text().contains("There is nothing here"), "{}", page.text());
        let program = Request::get("/pkg/nothing.js").header(header::ACCEPT, "*/*").body(Body::empty()).expect("a request");
        let reply = app.browser().send(program).await;
        assert_eq!((reply.status, reply.text()), (404, String::new()));
    }

    async fn a_page_older_than_its_server_is_told_so(app: TestApp) {
        let org = app.organisation("Acme").await;
        let request = Request::post("/api/list_sites4711").body(Body::from("{}")).expect("a request");
        assert_eq!(org.owner.send(request).await.error(), AppError::Outdated);
    }

    async fn nothing_in_the_object_store_is_served_as_a_file(app: TestApp) {
        app.blobs.put("secret", b"secret".to_vec()).await.expect("kept");
        for path in ["/secret", "/../secret", "/%2e%2e/secret", "/pkg/../../Cargo.toml", "/pkg/%2e%2e/%2e%2e/Cargo.toml", "//etc/passwd"] {
            assert_eq!(app.browser().get(path).await.status, 404, "{path}");
        }
    }

    async fn a_private_page_asks_to_sign_in_and_remembers_where_one_was_going(app: TestApp) {
        let reply = app.browser().get("/inspections/new?site=1").await;
        assert_eq!((reply.status, reply.header("location")), (303, "/sign-in?then=%2Finspections%2Fnew%3Fsite%3D1"));
    }

    async fn the_language_is_kept_and_never_leads_away(app: TestApp) {
        let browser = app.browser();
        let reply = browser.post_form("/locale", &[("locale", "es"), ("then", "//evil.example")]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/"));
        assert!(browser.get("/sign-in").await.text().contains("lang=\"es\""));
        browser.post_form("/locale", &[("locale", "xx"), ("then", "/verify")]).await;
        assert!(browser.get("/sign-in").await.text().contains("lang=\"en\""));
    }

    async fn the_health_check_answers(app: TestApp) {
        assert_eq!(app.browser().get("/healthz").await.ok().text(), "ok\n");
    }
}
