//! Who signed, and what of it is said to whom.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        evidence::model::NewSignature,
        orgs::model::{OrgSettings, Organisation, Role, Viewer},
        sharing::model::MadeLink,
    },
    ids::InspectionId,
    platform::db::Db,
};
use norven_proof::record::{Identification, Record};
use serde_json::json;

use crate::support::{Client, ORIGIN, Org, Reply, Sample, TestApp, embedded_record, on_both, pdf_words, signature};

/// A finished inspection of the organisation's owner.
async fn finished(app: &TestApp, org: &Org) -> (InspectionId, Sample) {
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    org.owner.fill_and_finish(inspection, &sample).await;
    (inspection, sample)
}

/// Signs with something changed.
async fn sign(
    app: &TestApp,
    client: &Client,
    inspection: InspectionId,
    sample: &Sample,
    change: impl FnOnce(&mut NewSignature),
) -> Reply {
    let core = client.inspection(inspection).await.core_sha256.expect("a core");
    let mut signature = signature(app, inspection, Some(sample.signature), core);
    change(&mut signature);
    client.post_fn("/api/v1/signatures", json!({ "signature": signature })).await
}

/// The record of the report that is issued now.
async fn issued(app: &TestApp, org: &Org, inspection: InspectionId) -> Record {
    let report = org.owner.issue(inspection).await;
    app.drain().await;
    let file = org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
    Record::parse(&embedded_record(&file.body)).expect("a record")
}

async fn name(client: &Client, name: &str) {
    client.post_fn("/api/update_profile", json!({ "name": name, "locale": "en" })).await.ok();
}

/// Says what qualifies somebody, as they say it in their profile.
async fn qualify(client: &Client, title: &str, licence_number: &str) -> Reply {
    let qualification = json!({ "title": title, "licence_number": licence_number });
    let profile = json!({ "name": "Olga Owner", "locale": "en", "qualification": qualification });
    client.post_fn("/api/update_profile", profile).await
}

async fn print_origins(org: &Org, printed: bool) {
    let settings = org.owner.post_fn("/api/load_organisation", json!({})).await.json::<Organisation>().settings;
    let settings = OrgSettings { print_origins: printed, ..settings };
    org.owner.post_fn("/api/update_organisation", json!({ "name": org.name, "settings": settings })).await.ok();
}

on_both! {
    async fn who_signs_in_their_own_session_has_the_name_of_their_account(app: TestApp) {
        let org = app.organisation("Acme").await;
        name(&org.owner, "Olga Owner").await;
        let (inspection, sample) = finished(&app, &org).await;
        let other = |signature: &mut NewSignature| {
            signature.own_device = true;
            signature.name = "Inspector General".to_owned();
            signature.account_name = Some("Inspector General".to_owned());
        };
        sign(&app, &org.owner, inspection, &sample, other).await.ok();
        let record = issued(&app, &org, inspection).await;
        let [signature] = record.signatures.as_slice() else { panic!("one signature") };
        assert_eq!((signature.name.as_str(), signature.identified_by), ("Olga Owner", Identification::Session));
        let owner = org.user(&org.address("owner")).await;
        assert_eq!((signature.signed_in.id.clone(), signature.signed_in.name.as_str()), (owner.to_string(), "Olga Owner"));
    }

    async fn an_account_without_a_name_is_asked_for_one_and_keeps_it(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (inspection, sample) = finished(&app, &org).await;
        app.forget_name(&org.address("owner")).await;
        let shown = org.owner.inspection(inspection).await;
        assert!(!shown.reader_named);
        let issue = async || org.owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await;
        assert_eq!(issue().await.error(), AppError::NameNeeded);
        let with = async |name: Option<&str>| {
            let name = name.map(str::to_owned);
            sign(&app, &org.owner, inspection, &sample, |signature| {
                signature.own_device = true;
                signature.account_name = name;
            })
            .await
        };
        let problem = |problem| AppError::field("account_name", problem);
        assert_eq!(with(None).await.error(), problem(FieldProblem::Missing));
        assert_eq!(with(Some(" ")).await.error(), problem(FieldProblem::Missing));
        assert_eq!(with(Some("owner@acme.example")).await.error(), problem(FieldProblem::NotAName));
        with(Some("Olga Owner")).await.ok();
        let viewer: Viewer = org.owner.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.name, "Olga Owner");
        assert!(org.owner.inspection(inspection).await.reader_named);
        let record = issued(&app, &org, inspection).await;
        assert_eq!(record.signatures[0].name, "Olga Owner");
        let text = String::from_utf8(record.to_bytes().expect("bytes")).expect("text");
        assert!(!text.contains("owner@acme"), "{text}");
    }

    async fn what_qualifies_a_signer_is_what_their_account_said_when_they_signed(app: TestApp) {
        let org = app.organisation("Acme").await;
        qualify(&org.owner, "Fire door inspector,  FDIS ", "4711/B").await.ok();
        let (inspection, sample) = finished(&app, &org).await;
        let shown = org.owner.inspection(inspection).await.reader_qualification;
        assert_eq!((shown.title.as_str(), shown.licence_number.as_str()), ("Fire door inspector, FDIS", "4711/B"));
        sign(&app, &org.owner, inspection, &sample, |signature| signature.own_device = true).await.ok();
        app.clock.advance_seconds(1);
        sign(&app, &org.owner, inspection, &sample, |signature| signature.slot = None).await.ok();
        qualify(&org.owner, "Retired", "").await.ok();
        let record = issued(&app, &org, inspection).await;
        let said = record.signatures.iter().map(|it| (it.qualification.as_deref(), it.licence_number.as_deref()));
        let said: Vec<_> = said.collect();
        assert_eq!(said, [(Some("Fire door inspector, FDIS"), Some("4711/B")), (None, None)]);
        let link = json!({ "report": record.report, "days": 7, "with_code": false });
        let link: MadeLink = org.owner.post_fn("/api/share_report", json!({ "link": link })).await.json();
        let page = app.browser().get(link.address.strip_prefix(ORIGIN).expect("an address of ours")).await.ok().text();
        let qualified = "Fire door inspector, FDIS · licence no. 4711/B";
        assert_eq!(page.matches(qualified).count(), 1, "{page}");
        let file = org.owner.get(&format!("/reports/{}/pdf", record.report)).await.ok();
        let words = pdf_words(&file.body);
        assert_eq!(words.matches(qualified).count(), 1, "{words}");
    }

    async fn who_says_nothing_of_their_qualification_has_none_in_the_record(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (inspection, sample) = finished(&app, &org).await;
        sign(&app, &org.owner, inspection, &sample, |signature| signature.own_device = true).await.ok();
        let record = issued(&app, &org, inspection).await;
        let text = String::from_utf8(record.to_bytes().expect("bytes")).expect("text");
        assert!(!text.contains("qualification") && !text.contains("licence"), "{text}");
    }

    async fn letters_of_a_persons_name_that_no_report_prints_are_told_at_their_field(app: TestApp) {
        let org = app.organisation("Acme").await;
        let call = async |name: &str| {
            org.owner.post_fn("/api/update_profile", json!({ "name": name, "locale": "en" })).await
        };
        assert_eq!(call("Olga 王").await.error(), AppError::field("name", FieldProblem::Unprintable('王')));
        let welcome = org.owner.post_form("/welcome", &[("name", "Olga 王"), ("then", "/overview")]).await;
        let page = org.owner.get(welcome.header("location")).await.ok().text();
        assert!(page.contains("王 (U+738B)"), "the page of a first sign-in says it too: {page:.300}");
        call("ليلى حداد").await.ok();
        // One that came from elsewhere stays: their language can be changed all the same.
        let mut tx = app.db.directory().await.expect("a transaction");
        let (email, kept) = (org.address("owner"), "王小明");
        norven::execute!(&mut tx, "UPDATE users SET name = $2 WHERE email = $1", &email, kept).expect("named");
        tx.commit().await.expect("committed");
        call(kept).await.ok();
    }

    async fn a_qualification_is_checked_kept_and_on_record(app: TestApp) {
        let org = app.organisation("Acme").await;
        let problem = async |title: &str, licence: &str| qualify(&org.owner, title, licence).await.error();
        let long = "x".repeat(121);
        assert_eq!(problem(&long, "").await, AppError::field("qualification", FieldProblem::TooLong(120)));
        assert_eq!(problem("", &long).await, AppError::field("licence_number", FieldProblem::TooLong(120)));
        assert_eq!(problem("FDIS\u{202E}", "").await, AppError::field("qualification", FieldProblem::Unseen));
        let unprintable = |field, letter| AppError::field(field, FieldProblem::Unprintable(letter));
        assert_eq!(problem("FDIS 灭火", "").await, unprintable("qualification", '灭'));
        assert_eq!(problem("", "王").await, unprintable("licence_number", '王'));
        qualify(&org.owner, "FDIS", "4711").await.ok();
        app.clock.advance_seconds(1);
        // A page that was loaded before there were qualifications says nothing of them.
        name(&org.owner, "Olga Owner").await;
        let viewer: Viewer = org.owner.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!((viewer.qualification.title.as_str(), viewer.qualification.licence_number.as_str()), ("FDIS", "4711"));
        let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({})).await.json();
        let changed: Vec<_> = page.events.iter().filter(|event| event.action == "profile.changed").collect();
        let [renamed, qualified, ..] = changed[..] else { panic!("two changes: {changed:?}") };
        assert!(renamed.detail.iter().all(|(key, _)| !key.starts_with("qualification")), "{renamed:?}");
        assert!(qualified.detail.contains(&("qualification".to_owned(), "FDIS".to_owned())), "{qualified:?}");
    }

    async fn who_signs_on_another_persons_device_is_vouched_for_by_that_person_alone(app: TestApp) {
        let org = app.organisation("Acme").await;
        let inspector = org.member(Role::Inspector).await;
        name(&inspector, "Ines Inspector").await;
        let (inspection, sample) = finished(&app, &org).await;
        sign(&app, &org.owner, inspection, &sample, |signature| signature.name = "Carla Client".to_owned()).await.ok();
        let record = issued(&app, &org, inspection).await;
        let [signature] = record.signatures.as_slice() else { panic!("one signature") };
        assert_eq!((signature.name.as_str(), signature.identified_by), ("Carla Client", Identification::Inspector));
        assert_eq!(signature.signed_in.name, "owner");
    }

    async fn whether_the_origin_is_printed_is_what_the_signer_was_told(app: TestApp) {
        let org = app.organisation("Acme").await;
        for printed in [false, true] {
            print_origins(&org, printed).await;
            let (inspection, sample) = finished(&app, &org).await;
            let told = |signature: &mut NewSignature| signature.consent_printed = printed;
            assert_eq!(
                sign(&app, &org.owner, inspection, &sample, |it| it.consent_printed = !printed).await.error(),
                AppError::Conflict
            );
            sign(&app, &org.owner, inspection, &sample, told).await.ok();
            // What the organisation chooses later is for later signatures.
            print_origins(&org, !printed).await;
            let record = issued(&app, &org, inspection).await;
            let [signature] = record.signatures.as_slice() else { panic!("one signature") };
            assert_eq!(signature.printed.is_some(), printed);
            let said = if printed { "are printed in the report" } else { "are not printed in the report" };
            assert!(signature.consent.text.contains(said), "{}", signature.consent.text);
        }
    }

    async fn who_gave_a_name_to_an_older_version_keeps_it(app: TestApp) {
        let [named, unnamed] = ["01", "02"].map(|end| match app.db {
            Db::Sqlite { .. } => format!("x'019800000000700080000000000000{end}'"),
            Db::Postgres { .. } => format!("'01980000-0000-7000-8000-0000000000{end}'"),
        });
        let insert = format!(
            "INSERT INTO users (id, email, name, locale, created_at)
             VALUES ({named}, 'ana@acme.example', 'Ana Ruiz', 'es', 5), ({unnamed}, 'luis@acme.example', 'luis', 'es', 5)"
        );
        let upgraded = app.upgraded(18, &insert).await;
        for (address, is_named) in [("ana@acme.example", true), ("luis@acme.example", false)] {
            let person = upgraded.enter(upgraded.browser(), address).await;
            let viewer: Viewer = person.post_fn("/api/load_viewer", json!({})).await.json();
            assert_eq!(viewer.named, is_named, "{address}");
        }
        upgraded.db.close().await;
        upgraded.home().remove().await;
    }
}
