//! The local outbox: for whoever sits at the machine.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    body::Body,
    http::{Request, header},
};
use norven::{error::AppError, features::identity::api::OutboxLine};
use serde_json::json;

use crate::support::{Client, TestApp, function_paths, on_both};

on_both! {
    async fn whoever_sits_at_the_machine_reads_the_outbox(app: TestApp) {
        let browser = app.browser();
        browser.post_form("/sign-in", &[("email", "lucia@example.com")]).await;
        app.drain().await;
        let lines: Vec<OutboxLine> = browser.post_fn("/api/list_outbox", json!({})).await.json();
        assert_eq!(lines.iter().map(|line| line.recipient.as_str()).collect::<Vec<_>>(), ["lucia@example.com"]);
        assert!(browser.get("/dev/outbox").await.ok().text().contains("lucia@example.com"));
    }

    async fn another_machine_does_not_find_the_outbox(app: TestApp) {
        app.browser().post_form("/sign-in", &[("email", "lucia@example.com")]).await;
        app.drain().await;
        let far = Client::new(app.clone(), IpAddr::V4(Ipv4Addr::new(192, 168, 1, 7)));
        assert_eq!(far.post_fn("/api/list_outbox", json!({})).await.error(), AppError::NotFound);
        let page = far.get("/dev/outbox").await;
        assert!(!page.text().contains("lucia@example.com"));
        assert_eq!(page.status, 404);
    }

    async fn whoever_comes_through_a_proxy_does_not_find_the_outbox(app: TestApp) {
        for name in ["forwarded", "x-forwarded-for", "x-forwarded-host", "via", "cf-connecting-ip", "x-real-ip"] {
            let request = Request::post(function_paths()["/api/list_outbox"])
                .header(header::CONTENT_TYPE, "application/json")
                .header(name, "127.0.0.1")
                .body(Body::from("{}"));
            let reply = app.browser().send(request.expect("a request")).await;
            assert_eq!(reply.error(), AppError::NotFound, "{name}");
        }
    }
}
