//! New organisations, where the operator approves them.

use std::process::{Command, Output};

use norven::{
    error::AppError,
    features::{
        audit::model::EventPage,
        orgs::{
            approval,
            model::{Approval, Role},
        },
    },
    ids::OrgId,
    platform::rng::{Rng, SystemRng},
    server::{admission::Registration, config::Storage, serve},
};
use norven_words::Locale;
use serde_json::{Value, json};

use super::{invite, viewer};
use crate::support::{Client, Org, Provider, Sample, TestApp, on_both};

fn approving(app: &TestApp) -> TestApp {
    app.with_parts(|mut parts| {
        parts.admission.registration = Registration::Approval;
        parts
    })
}

async fn state(browser: &Client) -> Approval {
    viewer(browser).await.org.expect("an organisation").0.approval
}

/// An installation on which somebody was the first, and an organisation that waits.
async fn waiting(app: &TestApp) -> Org {
    assert_eq!(state(&app.organisation("First").await.owner).await, Approval::Approved);
    app.organisation("Acme").await
}

async fn has_event(owner: &Client, action: &str, detail: &str) -> bool {
    let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
    page.events.iter().any(|event| {
        event.action == action && event.actor.starts_with("command line") && format!("{event:?}").contains(detail)
    })
}

on_both! {
    async fn an_organisation_that_waits_for_approval_prepares_and_neither_issues_nor_invites(app: TestApp) {
        let app = approving(&app);
        let acme = waiting(&app).await;
        let owner = &acme.owner;
        assert_eq!(state(owner).await, Approval::Awaiting);
        assert!(owner.get("/overview").await.ok().text().contains(Locale::En.words().orgs.awaiting_title));

        let sample = Sample::new(&app);
        let inspection = owner.start_sample(owner, &sample).await;
        owner.fill_and_finish(inspection, &sample).await;
        owner.sign(inspection, sample.signature).await;
        let issue = async || owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await;
        assert_eq!(issue().await.error(), AppError::AwaitingApproval);
        assert_eq!(invite(owner, "ines@acme.example", Role::Viewer).await.error(), AppError::AwaitingApproval);
        let provider = Provider::start().await;
        let described = Provider::described(app.id(), provider.issuer());
        let named = owner.post_fn("/api/add_provider", json!({ "provider": described })).await;
        assert_eq!(named.error(), AppError::AwaitingApproval);

        approval::decide(&app, acme.id, &Approval::Approved).await.expect("approved");
        assert_eq!(state(owner).await, Approval::Approved);
        assert!(!owner.get("/overview").await.ok().text().contains(Locale::En.words().orgs.awaiting_title));
        issue().await.ok();
        invite(owner, "ines@acme.example", Role::Viewer).await.ok();
        assert!(has_event(owner, "operator.organisation_approved", "").await);
        let told = app.mails_to("owner@acme.example").await.remove(0);
        assert_eq!(told.subject, Locale::En.words().orgs.mail_approved_subject);
        assert!(told.body.contains("Acme") && told.body.contains("http://localhost:3000/overview"), "{}", told.body);
    }

    async fn one_that_is_refused_is_told_why_and_may_be_approved_later(app: TestApp) {
        let app = approving(&app);
        let acme = waiting(&app).await;
        let reason = "Not a company of ours";
        let refused = Approval::Refused { reason: reason.to_owned() };
        approval::decide(&app, acme.id, &refused).await.expect("refused");
        assert_eq!(state(&acme.owner).await, refused);
        assert!(acme.owner.get("/overview").await.ok().text().contains(reason));
        assert_eq!(invite(&acme.owner, "ines@acme.example", Role::Viewer).await.error(), AppError::AwaitingApproval);
        assert!(has_event(&acme.owner, "operator.organisation_refused", reason).await);
        let told = app.mails_to("owner@acme.example").await.remove(0);
        assert!(told.body.contains(reason), "{}", told.body);

        approval::decide(&app, acme.id, &Approval::Approved).await.expect("approved");
        invite(&acme.owner, "ines@acme.example", Role::Viewer).await.ok();
        let again = approval::decide(&app, acme.id, &refused).await;
        assert!(again.is_err_and(|why| why.to_string().contains("Conflict")), "what is approved stays");
    }

    async fn the_operator_sees_who_waits(app: TestApp) {
        let app = approving(&app);
        let acme = waiting(&app).await;
        let lines = approval::list(&app, false).await.expect("a list");
        let told: Vec<_> = lines.iter().map(|line| (line.id, line.approval, line.owners.clone())).collect();
        assert_eq!(told, [(acme.id, "awaiting", vec!["owner@acme.example".to_owned()])]);
        assert_eq!(approval::list(&app, true).await.expect("a list").len(), 2);
    }

    async fn two_first_organisations_at_once_are_not_both_the_first(app: TestApp) {
        let app = approving(&app);
        let (one, other) = tokio::join!(app.organisation("One"), app.organisation("Other"));
        let (one, other) = (state(&one.owner).await, state(&other.owner).await);
        assert_eq!([one, other].iter().filter(|state| **state == Approval::Approved).count(), 1);
    }

    async fn where_registration_is_open_nobody_waits(app: TestApp) {
        assert_eq!(state(&waiting(&app).await.owner).await, Approval::Approved);
    }
}

/// Runs `norven orgs` on a folder of data, and on a database where it is not in there.
fn orgs(storage: &Storage, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_norven"));
    command.env_clear().arg("orgs").args(arguments).arg("--data").arg(&storage.data);
    command.envs(storage.database_url.as_ref().map(|url| ("DATABASE_URL", url)));
    command.output().expect("the program runs")
}

fn said(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

on_both! {
    async fn the_operator_decides_on_the_command_line(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = &Storage { data: folder.path().to_owned(), database_url: app.home().url() };
        let (ok, _, why) = said(&orgs(storage, &["list"]));
        assert!(ok, "it makes what is not there: {why}");
        let db = serve::open_database(storage).await.expect("opens");
        let org: OrgId = (&SystemRng as &dyn Rng).id(crate::support::START);
        let mut tx = db.write(org).await.expect("a transaction");
        let columns =
            "id, name, locale, time_zone, colour, photos_per_row, keep_originals, print_origins, demo, next_report,
            created_at, approval";
        let values = "$1, $2, 'en', 'UTC', '#000000', 3, FALSE, FALSE, FALSE, 1, 0, 'awaiting'";
        let sql = sqlx::AssertSqlSafe(format!("INSERT INTO organisations ({columns}) VALUES ({values})"));
        norven::execute!(&mut tx, sql, org, "Acme\n\u{1b}[2K").expect("added");
        tx.commit().await.expect("committed");
        db.close().await;

        let (ok, listed, _) = said(&orgs(storage, &["list"]));
        assert!(ok && listed.lines().count() == 1, "{listed}");
        let named = listed.contains(&org.to_string()) && listed.contains(r"Acme\n\u{1b}[2K");
        assert!(named && listed.contains("awaiting"), "{listed}");
        let id = org.to_string();
        let (ok, _, why) = said(&orgs(storage, &["refuse", &id, "--reason", "  "]));
        assert!(!ok && why.contains("--reason is empty"), "{why}");
        assert!(said(&orgs(storage, &["refuse", &id, "--reason", "Not ours"])).0);
        let (_, json, _) = said(&orgs(storage, &["list", "--json"]));
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!((&json[0]["approval"], &json[0]["reason"]), (&json!("refused"), &json!("Not ours")));
        assert!(said(&orgs(storage, &["approve", &id])).0);
        let (ok, _, why) = said(&orgs(storage, &["approve", &id]));
        assert!(!ok && why.contains("is approved already"), "{why}");
        let nobody = "00000000-0000-7000-8000-000000000000";
        let (ok, _, why) = said(&orgs(storage, &["approve", nobody]));
        assert!(!ok && why.contains("there is no organisation"), "{why}");
        assert_eq!(said(&orgs(storage, &["list"])).1, "");
    }
}
