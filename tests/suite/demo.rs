//! The sample organisations come, and go without a trace.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{
    demo,
    features::{
        inspections::model::{Action, Op},
        orgs::model::Role,
    },
    ids::OrgId,
    platform::blobs::pending,
    server::state::App,
};
use norven_proof::verify::verify;
use serde_json::json;

use super::proof::trust;

use crate::support::{Org, Provider, Sample, TestApp, Trouble, jpeg, on_both};

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

/// The state of every report there is, and its file.
async fn files(app: &TestApp) -> Vec<(String, Option<Vec<u8>>)> {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    let orgs: Vec<(OrgId,)> = norven::fetch_all!(&mut tx, (OrgId,), "SELECT id FROM organisations").expect("read");
    drop(tx);
    let mut files = Vec::new();
    for (org,) in orgs {
        let mut tx = app.db.read(org).await.expect("a transaction");
        let key = norven::features::orgs::service::key(app, &mut tx).await.expect("a key");
        let reports: Vec<(String, Option<String>)> = norven::fetch_all!(
            &mut tx,
            (String, Option<String>),
            "SELECT state, pdf_key FROM reports WHERE org_id = $1",
            org
        )
        .expect("read");
        drop(tx);
        for (state, object) in reports {
            let file = match object {
                Some(object) => Some(app.vault.get(&key, &object).await.expect("a file")),
                None => None,
            };
            files.push((state, file));
        }
    }
    files
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
        "org_domains",
        "org_providers",
        "sites",
        "site_groups",
        "site_group_sites",
        "member_groups",
        "templates",
        "template_versions",
        "inspections",
        "inspection_commands",
        "answers",
        "photos",
        "actions",
        "signatures",
        "reports",
        "jobs",
        "invitations",
        "memberships"
    )
}

/// An organisation with a row in every table that the sample is taken out of.
async fn organisation_with_everything(app: &TestApp) -> Org {
    let org = app.organisation("Acme").await;
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    let action = Action {
        id: app.id(),
        item: sample.exit,
        text: "Clear the exit".to_owned(),
        assignee: String::new(),
        due: None,
        done: false,
        closed: None,
    };
    org.owner.act(inspection, [Op::SetAction { action }]).await;
    org.owner.fill_and_finish(inspection, &sample).await;
    org.owner.sign(inspection, sample.signature).await;
    org.owner.issue(inspection).await;
    org.member(Role::Viewer).await;
    let group = org.owner.add_group("North", &[org.owner.add_site("Northgate").await]).await;
    org.limit("viewer", Some(&[group])).await.ok();
    let invite = json!({ "email": "ines@acme.example", "role": "viewer" });
    org.owner.post_fn("/api/invite_member", invite).await.ok();
    org.owner.post_fn("/api/add_domain", json!({ "domain": "acme.example" })).await.ok();
    org.owner.add_provider(&Provider::start().await).await;
    app.drain().await;
    org
}

on_both! {
    async fn the_sample_goes_without_a_trace_and_takes_nothing_else_along(app: TestApp) {
        let acme = organisation_with_everything(&app).await;
        demo::ensure_sample(&app).await.expect("made");
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
        assert!(demo::sample_report(&app).await.expect("read").is_some(), "the verify page keeps its sample report");
    }

    async fn the_sample_report_is_made_once_beside_organisations_of_people_and_anew_where_it_was_cut_off(app: TestApp) {
        app.organisation("Acme").await;
        app.blobs.set(Some(Trouble::Full));
        demo::ensure_sample(&app).await.expect_err("no room");
        assert!(demo::sample_report(&app).await.expect("read").is_none());
        app.blobs.set(None);
        demo::ensure_sample(&app).await.expect("made");
        let made = demo::sample_report(&app).await.expect("read").expect("a report");
        demo::ensure_sample(&app).await.expect("made");
        assert!(demo::sample_report(&app).await.expect("read") == Some(made));
    }

    async fn servers_that_start_at_once_on_a_new_database_make_one_sample_report(app: TestApp) {
        let (second, third) = (app.restarted().await, app.restarted().await);
        let started = tokio::join!(
            demo::ensure_sample(&app), demo::ensure_sample(&second), demo::ensure_sample(&third)
        );
        assert!(matches!(started, (Ok(()), Ok(()), Ok(()))), "{started:?}");
        let reports = files(&app).await;
        assert!(matches!(&reports[..], [(state, Some(_))] if state == "issued"), "{} reports", reports.len());
    }

    async fn a_server_that_ended_while_it_made_the_sample_report_leaves_it_to_the_next(app: TestApp) {
        let gate = app.blobs.close_gate();
        let making = tokio::spawn({
            let app = App::clone(&app);
            async move { demo::ensure_sample(&app).await }
        });
        app.blobs.wait_for("/original").await;
        making.abort();
        making.await.expect_err("it ended");
        app.blobs.open_gate();
        gate.add_permits(1);
        app.clock.advance_seconds(120);
        demo::ensure_sample(&app).await.expect("made");
        assert_eq!(files(&app).await.len(), 1);
    }

    async fn every_report_of_the_samples_is_sealed_and_proves_itself_at_any_hour(app: TestApp) {
        for hours in [0, 16] {
            app.clock.advance_seconds(hours * 3600);
            demo::load(&app).await.expect("loaded");
            let reports = files(&app).await;
            assert!(reports.len() >= 4, "{hours}: {} reports", reports.len());
            let trust = trust(&app.browser()).await;
            for (state, pdf) in reports {
                assert_eq!(state, "issued");
                let pdf = pdf.expect("a file");
                assert!(verify(&pdf, &trust, None, &app.now().to_record()).is_issued(), "{hours}");
            }
            demo::remove(&app).await.expect("removed");
        }
    }

    async fn what_the_sample_is_made_of_is_not_swept_away_meanwhile(app: TestApp) {
        // By now the inspection of the sample, which was yesterday, is more than a day ago.
        app.clock.advance_seconds(8 * 3600);
        let gate = app.blobs.close_gate();
        let making = tokio::spawn({
            let app = App::clone(&app);
            async move { demo::ensure_sample(&app).await }
        });
        app.blobs.wait_for("/original").await;
        pending::sweep(&app.db, &[app.vault.objects()], app.now()).await.expect("swept");
        app.blobs.open_gate();
        gate.add_permits(1);
        making.await.expect("it ends").expect("made");
        assert!(demo::sample_report(&app).await.expect("read").is_some());
    }
}
