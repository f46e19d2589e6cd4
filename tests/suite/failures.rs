//! When the world fails: a clear sentence, and nothing lost.

use norven::{
    error::AppError,
    features::{
        inspections::model::{AnswerValue, Op, State},
        reports::model::{ReportState, ReportView},
    },
    ids::ReportId,
    platform::{blobs::Blobs as _, db::Db},
};
use norven_words::Locale;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Reply, Sample, TestApp, Trouble, command, jpeg, on_both, on_postgres, run};

/// The error of an answer, and that it has a sentence which names the incident, in both languages.
#[track_caller]
fn told(reply: &Reply, status: u16) -> AppError {
    assert_eq!(reply.status, status, "{}", reply.text());
    let error = reply.error();
    let (AppError::Unavailable { incident } | AppError::StorageFull { incident } | AppError::Internal { incident }) =
        &error
    else {
        panic!("{error}")
    };
    assert_eq!(incident, reply.header("x-request-id"));
    for locale in Locale::ALL {
        assert!(error.sentence(locale).contains(incident), "{}", error.sentence(locale));
    }
    assert!(error.is_passing(), "a device keeps what it could not send");
    error
}

on_both! {
    async fn a_full_store_refuses_a_photo_and_takes_it_later(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        app.blobs.set(Some(Trouble::Full));
        let refused = org.owner.put(&format!("/api/v1/photos/{photo}"), bytes.clone()).await;
        assert!(matches!(told(&refused, 507), AppError::StorageFull { .. }));
        assert!(!org.owner.inspection(inspection).await.findings.photos[0].received);

        app.blobs.set(None);
        assert_eq!(org.owner.put(&format!("/api/v1/photos/{photo}"), bytes).await.status, 204);
        assert!(org.owner.inspection(inspection).await.findings.photos[0].received);
    }

    async fn a_full_store_issues_nothing_and_the_number_is_not_lost(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        app.blobs.set(Some(Trouble::Full));
        let refused = org.owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await;
        told(&refused, 507);
        assert_eq!(org.owner.inspection(inspection).await.state, State::Finished);

        app.blobs.set(None);
        let report = org.owner.issue(inspection).await;
        let view: ReportView = org.owner.post_fn("/api/load_report", json!({ "id": report })).await.json();
        assert_eq!(view.summary.number, "NV-2026-000001");
    }

    async fn a_store_that_fills_up_while_a_report_is_made_delays_it(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let report: ReportId = org.owner.issue(inspection).await;
        let view = async || -> ReportView { org.owner.post_fn("/api/load_report", json!({ "id": report })).await.json() };
        for trouble in [Trouble::Full, Trouble::Broken] {
            app.blobs.set(Some(trouble));
            // For an hour and more, twice as often as anything else is tried.
            for _ in 0..16 {
                app.drain().await;
                app.clock.advance_seconds(256);
            }
            assert_eq!((view().await.summary.state, view().await.stuck), (ReportState::Rendering, false));
        }
        app.blobs.set(None);
        app.drain().await;
        assert_eq!(view().await.summary.state, ReportState::Issued);
    }

    async fn a_report_that_cannot_be_made_is_shown_as_stuck(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let report = org.owner.issue(inspection).await;
        let record = app.blobs.keys().into_iter().find(|key| key.contains("/record-")).expect("it is kept");
        app.blobs.delete(&record).await.expect("lost");
        for _ in 0..8 {
            app.drain().await;
            app.clock.advance_seconds(600);
        }
        let view: ReportView = org.owner.post_fn("/api/load_report", json!({ "id": report })).await.json();
        assert_eq!((view.summary.state, view.stuck), (ReportState::Rendering, true));
    }

    async fn without_its_database_the_server_says_so_and_has_lost_nothing_when_it_is_back(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
        app.db.close().await;

        let op = Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 1 };
        let refused = org.owner.commands(inspection, app.id(), &[command(&app, op)]).await;
        assert!(matches!(told(&refused, 503), AppError::Unavailable { .. }));
        assert_eq!(org.owner.get("/healthz").await.status, 503);
        let page = org.owner.get("/overview").await;
        assert_eq!(page.status, 503);
        assert!(page.text().contains(page.header("x-request-id")), "{}", page.text());

        let back = app.restarted().await;
        let owner = back.browser();
        owner.cookies().clone_from(&org.owner.cookies());
        let seen = owner.inspection(inspection).await;
        assert_eq!((seen.rev, seen.findings.value(sample.exit)), (1, Some(&AnswerValue::Pass)));
        back.db.close().await;
    }
}

on_postgres! {
    async fn a_connection_that_is_cut_off_is_a_database_out_of_reach_and_the_next_request_is_served(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut cut = app.db.write(org.id).await.expect("a transaction");
        let mut owner = PgConnection::connect(&app.home().url().expect("PostgreSQL")).await.expect("connects");
        owner
            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            .await
            .expect("terminated");
        let error = norven::execute!(&mut cut, "SELECT 1").expect_err("cut off");
        let told = norven::platform::fault::Fault::from(error).public("incident".to_owned());
        assert_eq!(told, AppError::Unavailable { incident: "incident".to_owned() });
        org.owner.post_fn("/api/list_sites", json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_full_sqlite_disk_refuses_an_answer_and_keeps_the_rest() {
    run(TestApp::sqlite().await, |app| async move {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
        let Db::Sqlite { writer, .. } = &app.db else { unreachable!("SQLite") };
        // As many pages as there are, and no more.
        sqlx::query("PRAGMA max_page_count = 1").execute(writer).await.expect("set");
        let fill = async || {
            let text = "x".repeat(4000);
            let commands = (0..50)
                .map(|_| command(&app, Op::Note { item: sample.remarks, text: text.clone(), seen: 0 }))
                .collect::<Vec<_>>();
            org.owner.commands(inspection, app.id(), &commands).await
        };
        assert!(matches!(told(&fill().await, 507), AppError::StorageFull { .. }));
        let seen = org.owner.inspection(inspection).await;
        assert_eq!((seen.rev, seen.findings.value(sample.exit)), (1, Some(&AnswerValue::Pass)));
        sqlx::query("PRAGMA max_page_count = 1000000").execute(writer).await.expect("set");
        fill().await.ok();
    })
    .await;
}
