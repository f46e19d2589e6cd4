//! A log that is out of reach for a while, and one that is for longer than a day.

use norven::{
    error::AppError,
    features::{inspections::model::State, reports::model::ReportState},
    ids::ReportId,
};
use norven_proof::record::Record;
use serde_json::json;

use super::{signed, view};
use crate::support::{Client, START, TestApp, Trouble, embedded_record, on_both};

const HOUR: i64 = 3_600;

/// Has time pass in which the worker tries now and then.
async fn wait(app: &TestApp, hours: i64) {
    for _ in 0..4 * hours {
        app.clock.advance_seconds(HOUR / 4);
        app.drain().await;
    }
}

async fn record(owner: &Client, report: ReportId) -> Record {
    let file = owner.get(&format!("/reports/{report}/pdf")).await.ok();
    Record::parse(&embedded_record(&file.body)).expect("a record")
}

/// Has every job that waits given up, as eight failures do.
async fn bury_jobs(app: &TestApp) {
    let now = app.now();
    let mut tx = app.db.directory().await.expect("a transaction");
    norven::execute!(&mut tx, "UPDATE jobs SET attempts = 8, dead_at = $1 WHERE finished_at IS NULL", now)
        .expect("buried");
    tx.commit().await.expect("committed");
}

on_both! {
    async fn a_report_waits_for_the_log_as_long_as_its_seal_would_agree_with_the_time_of_issue(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        app.public.set(Some(Trouble::Broken));
        wait(&app, 23).await;
        let waiting = view(&org.owner, report).await;
        assert_eq!((waiting.summary.state, waiting.stuck), (ReportState::Rendering, false));
        app.public.set(None);
        wait(&app, 1).await;
        assert_eq!(view(&org.owner, report).await.summary.state, ReportState::Issued);
        assert_eq!(record(&org.owner, report).await.issued_at, START.to_record());
    }

    async fn a_report_that_could_not_be_sealed_within_a_day_is_not_sealed_and_is_issued_again(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        let address = org.address("owner");
        let told = async || {
            let mails = app.mails_to(&address).await;
            mails.into_iter().filter(|mail| mail.subject == "Report NV-2026-000001 could not be sealed").count()
        };
        app.public.set(Some(Trouble::Broken));
        wait(&app, 25).await;
        app.public.set(None);
        wait(&app, 1).await;
        let unsealed = view(&org.owner, report).await;
        assert_eq!((unsealed.summary.state, unsealed.stuck), (ReportState::Unsealed, false));
        assert_eq!(org.owner.get(&format!("/reports/{report}/pdf")).await.status, 404);
        assert_eq!(org.owner.inspection(inspection).await.state, State::Finished);
        assert_eq!(told().await, 1);

        // The signatures hold, and so does the number.
        let again = org.owner.issue(inspection).await;
        let reissued_at = app.now();
        app.drain().await;
        assert_eq!(again, report);
        let issued = view(&org.owner, report).await;
        assert_eq!((issued.summary.state, issued.summary.number.as_str()), (ReportState::Issued, "NV-2026-000001"));
        let record = record(&org.owner, report).await;
        assert_eq!((record.issued_at, record.revision, record.signatures.len()), (reissued_at.to_record(), 1, 1));
        assert_eq!(told().await, 1);
    }

    async fn a_report_stands_until_the_one_that_corrects_it_is_sealed(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (sample, inspection) = signed(&app, &org.owner, &org).await;
        let first = org.owner.issue(inspection).await;
        app.drain().await;
        org.owner.post_fn("/api/correct_report", json!({ "id": first, "reason": "A misread value" })).await.ok();
        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        org.owner.sign(inspection, sample.signature).await;
        let second = org.owner.issue(inspection).await;
        assert!(view(&org.owner, first).await.standing.is_none(), "nothing replaces it yet");
        // What is not sealed is not corrected.
        let early = org.owner.post_fn("/api/correct_report", json!({ "id": second, "reason": "A misread value" })).await;
        assert_eq!(early.error(), AppError::Conflict);
        // Nor is what it corrects once more: the third would not say that it replaces the first.
        let twice = org.owner.post_fn("/api/correct_report", json!({ "id": first, "reason": "A misread value" })).await;
        assert_eq!(twice.error(), AppError::Conflict);
        app.drain().await;
        assert!(view(&org.owner, first).await.standing.is_some_and(|standing| standing.superseded));
        assert_eq!(record(&org.owner, second).await.revision, 2);
        let late = org.owner.post_fn("/api/correct_report", json!({ "id": first, "reason": "A misread value" })).await;
        assert_eq!(late.error(), AppError::Conflict, "what was replaced is not replaced again");
    }

    async fn a_report_whose_making_was_given_up_is_made_an_hour_later_or_given_up_after_a_day(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, soon) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(soon).await;
        bury_jobs(&app).await;
        app.drain().await;
        assert!(view(&org.owner, report).await.stuck);
        app.clock.advance_seconds(3600);
        norven::features::reports::jobs::revive(&app).await.expect("revived");
        app.drain().await;
        assert_eq!(view(&org.owner, report).await.summary.state, ReportState::Issued);

        let (_, late) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(late).await;
        bury_jobs(&app).await;
        app.clock.advance_seconds(24 * 3600);
        norven::features::reports::jobs::revive(&app).await.expect("revived");
        app.drain().await;
        let given_up = view(&org.owner, report).await;
        assert_eq!((given_up.summary.state, given_up.stuck), (ReportState::Unsealed, false));
        assert_eq!(org.owner.issue(late).await, report);
        app.drain().await;
        assert_eq!(view(&org.owner, report).await.summary.state, ReportState::Issued);
    }
}
