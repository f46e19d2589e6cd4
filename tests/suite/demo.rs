//! The sample organisations come, and go without a trace.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{demo, ids::OrgId};
use serde_json::json;

use crate::support::{TestApp, jpeg, on_both};

/// How many rows each of these tables has.
macro_rules! counts {
    ($tx:expr, $($table:literal),*) => {
        [$( {
            let (count,): (i64,) =
                norven::fetch_one!($tx, (i64,), concat!("SELECT COUNT(*) FROM ", $table)).expect("counts");
            ($table, count)
        } ),*]
    };
}

/// Rows that are known before an organisation is.
async fn people(app: &TestApp) -> Vec<(&'static str, i64)> {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    counts!(&mut tx, "users", "sessions", "known_devices", "login_links", "organisations", "memberships").to_vec()
}

/// Rows of an organisation.
async fn rows(app: &TestApp, org: OrgId) -> i64 {
    let mut tx = app.db.read(org).await.expect("a transaction");
    macro_rules! sum {
        ($($table:literal),*) => {
            0 $( + {
                let sql = concat!("SELECT COUNT(*) FROM ", $table, " WHERE org_id = $1");
                let (count,): (i64,) = norven::fetch_one!(&mut tx, (i64,), sql, org).expect("counts");
                count
            } )*
        };
    }
    sum!(
        "org_keys",
        "sites",
        "templates",
        "template_versions",
        "inspections",
        "inspection_commands",
        "answers",
        "photos",
        "actions",
        "signatures",
        "reports"
    )
}

on_both! {
    async fn the_sample_goes_without_a_trace_and_takes_nothing_else_along(app: TestApp) {
        let acme = app.organisation("Acme").await;
        acme.owner.add_site("Gate").await;
        let (people_before, objects_before, acme_before) = (people(&app).await, app.blobs.keys(), rows(&app, acme.id).await);

        let link = demo::load(&app).await.expect("loaded");
        let owner = app.browser();
        let token = link.split_once("token=").expect("a token").1;
        assert_eq!(owner.post_form("/sign-in/link", &[("token", token)]).await.header("location"), "/overview");
        let logo = json!({ "picture": STANDARD.encode(jpeg(32, 16, 1)) });
        owner.post_fn("/api/change_logo", logo).await.ok();
        let sample: OrgId = {
            let org: norven::features::orgs::model::Organisation =
                owner.post_fn("/api/load_organisation", json!({})).await.json();
            org.id
        };
        assert!(rows(&app, sample).await > 100);

        demo::remove(&app).await.expect("removed");
        assert_eq!(rows(&app, sample).await, 0);
        assert_eq!(people(&app).await, people_before);
        assert_eq!((app.blobs.keys(), rows(&app, acme.id).await), (objects_before, acme_before));
        demo::remove(&app).await.expect("there is nothing left to remove");
    }
}
