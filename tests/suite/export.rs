//! Lists as files.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::{EventPage, Filter, Topic},
        inspections::model::AnswerValue,
        orgs::model::Role,
    },
    ui::listing::PAGE,
};
use serde_json::json;

use crate::support::{Client, Sample, TestApp, on_both};

/// The rows of a workbook's only sheet.
async fn workbook(browser: &Client, path: &str) -> Vec<Vec<Data>> {
    let file = browser.get(path).await.ok();
    assert_eq!(file.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.body.to_vec())).expect("a workbook");
    let (_, sheet) = book.worksheets().into_iter().next().expect("a sheet");
    sheet.rows().map(<[Data]>::to_vec).collect()
}

/// The lines of a file of CSV, without what Excel knows UTF-8 by.
async fn csv(browser: &Client, path: &str) -> Vec<String> {
    let text = browser.get(path).await.ok().text();
    text.strip_prefix('\u{feff}').expect("a mark").split_terminator("\r\n").map(ToOwned::to_owned).collect()
}

on_both! {
    async fn a_file_holds_everything_that_the_filter_finds_and_no_cell_is_a_formula(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let template = org.owner.add_template(&sample.checklist).await;
        let (evil, plain) = (org.owner.add_site("=1+1").await, org.owner.add_site("Núñez, \"B\"").await);
        for _ in 0..PAGE + 3 {
            org.owner.start(plain, template).await;
            app.clock.advance_seconds(60);
        }
        let inspection = org.owner.start(evil, template).await;
        org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;

        let lines = csv(&org.owner, "/lists/inspections/csv").await;
        assert_eq!(lines.len(), 1 + PAGE + 3 + 1);
        assert_eq!(lines[0], "Site,Template,Inspector,Started,Answered,Items,Score,Status");
        assert!(lines[1].starts_with("'=1+1,") && lines[1].contains(",1,"), "{}", lines[1]);
        assert!(lines[2].starts_with("\"Núñez, \"\"B\"\"\","), "{}", lines[2]);
        assert_eq!(csv(&org.owner, &format!("/lists/inspections/csv?site={plain}&after=0.{}", plain.0.simple())).await.len(), 1 + PAGE + 3);
        assert_eq!(csv(&org.owner, "/lists/inspections/csv?state=issued").await.len(), 1);

        let rows = workbook(&org.owner, "/lists/inspections/xlsx?order=oldest").await;
        assert_eq!(rows.len(), 1 + PAGE + 3 + 1);
        assert_eq!(rows[0][0], Data::String("Site".to_owned()));
        let last = rows.last().expect("a row");
        assert_eq!((&last[0], &last[4]), (&Data::String("=1+1".to_owned()), &Data::Float(1.0)), "a text, no formula");
        assert!(matches!(&last[3], Data::DateTime(at) if at.is_datetime()), "{:?}", last[3]);
    }

    async fn a_file_of_reports_has_their_revision_and_status(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        org.owner.issue(inspection).await;
        app.drain().await;
        let rows = workbook(&org.owner, "/lists/reports/xlsx").await;
        assert_eq!(rows.len(), 2);
        assert_eq!((&rows[1][0], &rows[1][1]), (&Data::String("NV-2026-000001".to_owned()), &Data::Float(1.0)));
        assert_eq!(rows[1][6], Data::Float(1.0), "all of it passed");
    }

    async fn files_of_sites_templates_and_members_hold_every_page(app: TestApp) {
        let org = app.organisation("Acme").await;
        for n in 0..PAGE + 3 {
            org.owner.add_site(&format!("Lift {n}")).await;
        }
        org.owner.add_template(&Sample::new(&app).checklist).await;
        let lines = csv(&org.owner, "/lists/sites/csv").await;
        assert_eq!((lines.len(), lines[1].as_str(), lines[53].as_str()), (1 + PAGE + 3, "Lift 0,\"Calle Mayor 1, Madrid\"", "Lift 52,\"Calle Mayor 1, Madrid\""));
        assert_eq!(csv(&org.owner, "/lists/sites/csv?text=lift+2&order=latest").await.len(), 1 + 11);
        let templates = workbook(&org.owner, "/lists/templates/xlsx").await;
        assert_eq!(templates.len(), 2);
        assert!(matches!(&templates[1][3], Data::DateTime(_)), "{:?}", templates[1]);
        let members = csv(&org.owner, "/lists/members/csv?which=owner").await;
        assert_eq!((members.len(), members[0].as_str()), (2, "Name,E-mail address,Role"));
        let inspector = org.member(Role::Inspector).await;
        assert_eq!(inspector.get("/lists/members/csv").await.error(), AppError::NotAllowed);
        assert_eq!(inspector.get("/lists/sites/csv?which=archived").await.error(), AppError::NotAllowed);
    }

    async fn whoever_sees_a_list_takes_out_what_they_see_which_is_on_record(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspector = org.member(Role::Inspector).await;
        let site = org.owner.add_site("Gate").await;
        let template = org.owner.add_template(&sample.checklist).await;
        org.owner.start(site, template).await;
        inspector.start(site, template).await;
        assert_eq!(csv(&org.owner, "/lists/inspections/csv").await.len(), 3);
        assert_eq!(csv(&inspector, "/lists/inspections/csv").await.len(), 2, "their own");
        assert_eq!(app.browser().get("/lists/inspections/csv").await.error(), AppError::NotSignedIn);
        let stranger = app.organisation("Other").await.owner;
        assert_eq!(csv(&stranger, "/lists/inspections/csv").await.len(), 1);
        for path in ["/lists/inspections/pdf", "/lists/users/csv"] {
            assert_eq!(org.owner.get(path).await.error(), AppError::NotFound, "{path}");
        }
        let odd = org.owner.get("/lists/reports/csv?from=never").await.error();
        assert_eq!(odd, AppError::field("from", FieldProblem::NotADate));
        let filter = Filter { what: Some(Topic::Views), ..Filter::default() };
        let events: EventPage =
            org.owner.post_fn("/api/load_audit_page", json!({ "filter": filter, "before": null })).await.json();
        assert_eq!(events.events.iter().filter(|event| event.action == "list.exported").count(), 2);
    }
}
