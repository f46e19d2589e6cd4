//! Pages, drawn on the server.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use norven::{features::audit::model::EventPage, server::router::router, ui::routes};
use serde_json::json;
use tokio::time::timeout;

use crate::support::{MEMBER_ROLES, TestApp, on_both};

on_both! {
    async fn what_people_write_is_text_on_every_page(app: TestApp) {
        let org = app.organisation("Acme").await;
        let evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'";
        org.owner.add_site(evil).await;
        org.owner.post_fn("/api/update_profile", json!({ "name": evil, "locale": "en" })).await.ok();
        for path in ["/sites", "/inspections/new", "/overview", "/settings/audit"] {
            let page = org.owner.get(path).await.ok().text();
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{path}");
        }
        let page = org.owner.get("/sites").await.text();
        assert!(page.contains("&lt;script&gt;alert(1)"), "it is there, as text: {page}");
    }

    async fn every_page_behind_sign_in_offers_to_sign_out(app: TestApp) {
        let org = app.organisation("Acme").await;
        for path in PRIVATE_PAGES {
            let page = org.owner.get(path).await.ok().text();
            assert!(page.contains("action=\"/sign-out\""), "{path}");
        }
    }

    async fn whoever_looks_at_pages_that_are_theirs_attempts_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut refused = 0;
        for role in MEMBER_ROLES {
            let member = org.member(role).await;
            for path in PRIVATE_PAGES {
                let reply = member.get(path).await;
                assert!([200, 403].contains(&reply.status), "{role:?} {path}: {}", reply.status);
                refused += usize::from(reply.status == 403);
            }
        }
        let denied = norven::features::audit::model::Filter { denied: true, ..Default::default() };
        let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "filter": denied })).await.json();
        let attempts: Vec<_> = page.events.iter().map(|event| &event.detail).collect();
        assert_eq!(attempts.len(), refused, "{attempts:?}");
    }

    async fn a_new_deployment_knows_nobody(app: TestApp) {
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (known,): (i64,) = norven::fetch_one!(
            &mut tx, (i64,),
            "SELECT (SELECT COUNT(*) FROM users) + (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM login_links)"
        ).expect("counts");
        assert_eq!(known, 0);
    }
}

/// The pages behind sign-in that are not of one thing.
const PRIVATE_PAGES: [&str; 13] = [
    routes::OVERVIEW,
    routes::INSPECTIONS,
    routes::NEW_INSPECTION,
    routes::ACTIONS,
    routes::SITES,
    routes::TEMPLATES,
    routes::LIBRARY,
    routes::REPORTS,
    routes::NEW_ORGANISATION,
    routes::SETTINGS,
    routes::MEMBERS,
    routes::AUDIT,
    routes::PROFILE,
];

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_drawn_while_another_application_starts_beside_it() {
    let app = TestApp::sqlite().await;
    let org = app.organisation("Acme").await;
    let (another, done) = (app.clone(), AtomicBool::new(false));
    thread::scope(|threads| {
        threads.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                drop(router((*another).clone()));
            }
        });
        let pages = async {
            for _ in 0..20 {
                timeout(Duration::from_secs(30), org.owner.get("/inspections/new")).await?.ok();
            }
            Ok::<_, tokio::time::error::Elapsed>(())
        };
        let drawn = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(pages));
        done.store(true, Ordering::Relaxed);
        drawn.expect("every page is drawn");
    });
}
