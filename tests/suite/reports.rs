//! From a finished inspection to a report that anyone can prove.

mod corrections;
mod covers;
mod long;
mod unsealed;

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        inspections::model::{AnswerValue, Op, State},
        orgs::model::Role,
        reports::{
            jobs::{RENDER_JOB, render},
            model::{ReportState, ReportSummary, ReportView},
        },
    },
    ids::{InspectionId, OrgId, ReportId},
    platform::{fault::Fault, jobs::Job},
    server::state::App,
    ui::listing::{Count, Page},
};
use norven_proof::{
    digest::Digest,
    record::{Annotation, Record, Shape},
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{Client, Org, Sample, TestApp, command, embedded_record, on_both};

async fn signed(app: &TestApp, inspector: &Client, org: &Org) -> (Sample, InspectionId) {
    let sample = Sample::new(app);
    let inspection = inspector.start_sample(&org.owner, &sample).await;
    inspector.fill_and_finish(inspection, &sample).await;
    inspector.sign(inspection, sample.signature).await;
    (sample, inspection)
}

async fn view(client: &Client, report: ReportId) -> ReportView {
    client.post_fn("/api/load_report", json!({ "id": report })).await.json()
}

async fn look_up(app: &TestApp, digest: Digest) -> Value {
    app.browser().get(&format!("/api/v1/digests/{digest}")).await.json()
}

/// Makes a report's file, as a worker that leased the job does.
fn spawn_render(app: &TestApp, org: OrgId, report: ReportId) -> JoinHandle<Result<(), Fault>> {
    let payload = json!({ "report": report });
    let job = Job {
        id: app.id(),
        org: Some(org),
        lane: norven::platform::jobs::Lane::Interactive,
        kind: RENDER_JOB.to_owned(),
        payload,
        attempts: 1,
        waits: 0,
        useful_until: None,
    };
    tokio::spawn(render(App::clone(app), job))
}

/// Waits until an object is there that was not.
async fn wait_for_more(app: &TestApp, keys: &[String]) {
    while app.blobs.keys().len() <= keys.len() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// The files of a report in the public register.
async fn files_of(app: &TestApp, org: OrgId, report: ReportId) -> Vec<Digest> {
    let mut tx = app.db.read(org).await.expect("a transaction");
    let rows: Vec<(Vec<u8>,)> = norven::fetch_all!(
        &mut tx,
        (Vec<u8>,),
        "SELECT digest FROM report_digests WHERE org_id = $1 AND report_id = $2 AND kind = 'file'",
        org,
        report
    )
    .expect("digests");
    rows.into_iter().map(|(digest,)| Digest::from_bytes(digest.try_into().expect("32 bytes"))).collect()
}

on_both! {
    async fn a_report_is_issued_made_downloaded_and_proved(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        let pdf = format!("/reports/{report}/pdf");
        assert_eq!(view(&org.owner, report).await.summary.state, ReportState::Rendering);
        assert_eq!(org.owner.get(&pdf).await.error(), AppError::NotFound, "it is not made yet");

        app.drain().await;
        let made = view(&org.owner, report).await;
        assert_eq!((made.summary.state, made.summary.number.as_str(), made.stuck), (ReportState::Issued, "NV-2026-000001", false));
        assert_eq!((made.summary.tally.passed, made.summary.tally.failed), (2, 0));
        let file = org.owner.get(&pdf).await.ok();
        assert_eq!(file.header("content-type"), "application/pdf");
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"NV-2026-000001 Warehouse 4.pdf\"");
        assert_eq!(file.header("cache-control"), "no-store");
        let digest = Digest::of(&file.body);
        assert_eq!((made.file_sha256, made.file_bytes), (Some(digest), Some(file.body.len() as u64)));

        let mut tx = app.db.read(org.id).await.expect("a transaction");
        let faces = norven::fetch_one!(&mut tx, (String,), "SELECT faces FROM reports WHERE org_id = $1", org.id);
        let faces: Value = serde_json::from_str(&faces.expect("a row").0).expect("JSON");
        assert_eq!(faces[0]["name"], "Inter-Regular");
        assert_eq!(faces[0]["sha256"].as_str().map(str::len), Some(64));
        drop(tx);

        for (digest, kind) in [(digest, "file"), (made.content_sha256, "content")] {
            let answer = look_up(&app, digest).await;
            assert_eq!((&answer["known"], &answer["entry"]["kind"]), (&json!(true), &json!(kind)));
            assert_eq!(answer["entry"]["issuer"], "Acme");
            assert_eq!(answer["entry"]["number"], "NV-2026-000001");
            assert_eq!(answer["entry"]["issued_at"], "2026-11-23T09:00:00.000000Z");
        }
        let mut altered = file.body.to_vec();
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        assert_eq!(look_up(&app, Digest::of(&altered)).await, json!({ "known": false }));
        assert_eq!(app.browser().get("/api/v1/digests/abc").await.error(), AppError::Malformed);
        // As somebody copied it: in pairs, with capitals.
        let digits = digest.to_string().to_ascii_uppercase();
        let pairs: Vec<_> = digits.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
        for copied in [pairs.join(":"), pairs.join("-"), pairs.join("%20")] {
            let answer = app.browser().get(&format!("/api/v1/digests/{copied}")).await.json::<Value>();
            assert_eq!(answer["known"], true, "{copied}");
            let page = app.browser().get(&format!("/verify?digest={}", copied.replace(':', "%3A"))).await.ok();
            assert!(page.text().contains("NV-2026-000001"), "{copied}");
        }
    }

    async fn a_signed_name_is_never_printed_in_boxes_where_a_face_went_after_the_signing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let call = async |name: &str| {
            let mut tx = app.db.write(org.id).await.expect("a transaction");
            norven::execute!(&mut tx, "UPDATE signatures SET name = $2 WHERE org_id = $1", org.id, name).expect("named");
            tx.commit().await.expect("kept");
        };
        call("王小明").await;
        let issue = async || org.owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await;
        let letters = "王 (U+738B), 小 (U+5C0F), 明 (U+660E)".to_owned();
        assert_eq!(issue().await.error(), AppError::Unprintable { letters });

        // Issued by a server that has the face, made by one that has not.
        call("Ana").await;
        let report = org.owner.issue(inspection).await;
        let mut tx = app.db.read(org.id).await.expect("a transaction");
        let (object,) =
            norven::fetch_one!(&mut tx, (String,), "SELECT record_key FROM reports WHERE id = $1", report).expect("a row");
        let key = norven::features::orgs::service::key(&app, &mut tx).await.expect("a key");
        drop(tx);
        let bytes = app.vault.get(&key, &object).await.expect("a record");
        let mut record = Record::parse(&bytes).expect("parses");
        record.signatures[0].name = "王小明".to_owned();
        app.vault.put(&key, &object, record.to_bytes().expect("bytes")).await.expect("kept");
        app.drain().await;
        let without = view(&org.owner, report).await;
        assert_eq!((without.summary.state, without.file_sha256), (ReportState::Rendering, None));
        app.vault.put(&key, &object, bytes).await.expect("kept");
        app.clock.advance_seconds(3600);
        app.drain().await;
        assert_eq!(view(&org.owner, report).await.summary.state, ReportState::Issued);
    }

    async fn the_pdf_carries_the_record_that_was_signed(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let report = org.owner.issue(inspection).await;
        app.drain().await;
        let file = org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
        let bytes = embedded_record(&file.body);
        assert_eq!(norven_proof::record::content_digest(&bytes), view(&org.owner, report).await.content_sha256);
        let record = norven_proof::record::Record::parse(&bytes).expect("a record");
        record.check().expect("a record that keeps its promises");
        assert_eq!(record.core.digest().expect("a digest"), core);
        assert_eq!(record.signatures.iter().map(|signature| signature.core_sha256).collect::<Vec<_>>(), [core]);
        assert_eq!(record.core.score.percent.as_deref(), Some("100.0"));
    }

    async fn a_report_is_issued_once_however_often_it_is_asked_for(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let issue = || org.owner.issue(inspection);
        let (first, second, third) = tokio::join!(issue(), issue(), issue());
        assert_eq!((first, first), (second, third));
        app.drain().await;
        app.drain().await;
        assert_eq!(org.owner.issue(inspection).await, first);
        let reports: Page<ReportSummary> = org.owner.post_fn("/api/list_reports", json!({})).await.json();
        assert_eq!((reports.lines.len(), reports.count), (1, Count::Exactly(1)));
    }

    async fn of_two_processes_that_make_one_report_the_first_decides_which_file_is_issued(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        let records = app.blobs.keys();
        let gate = app.blobs.close_gate();
        let late = spawn_render(&app, org.id, report);
        wait_for_more(&app, &records).await;
        app.blobs.open_gate();

        // The other process makes another file of the same record.
        let mut settings: Value = org.owner.post_fn("/api/load_organisation", json!({})).await.json();
        settings["settings"]["colour"] = json!("#123456");
        let changed = json!({ "name": "Acme", "settings": settings["settings"] });
        org.owner.post_fn("/api/update_organisation", changed).await.ok();
        let other = app.restarted().await;
        other.drain().await;
        let issued = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body;

        gate.add_permits(1);
        late.await.expect("it ends").expect("losing is no failure");
        assert_eq!(org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body, issued);
        assert_eq!(view(&org.owner, report).await.file_sha256, Some(Digest::of(&issued)));
        assert_eq!(files_of(&app, org.id, report).await, [Digest::of(&issued)]);
        assert_eq!(app.blobs.keys().len(), records.len() + 1, "the file of the other try is gone");
        other.db.close().await;
    }

    async fn a_process_that_dies_between_storing_and_finishing_leaves_one_file_in_the_end(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        let records = app.blobs.keys();
        let gate = app.blobs.close_gate();
        let worker = norven::server::serve::worker(&app);
        let died = tokio::spawn(async move { worker.drain().await });
        wait_for_more(&app, &records).await;
        died.abort();
        // The handler is a task of its own, which the gate holds for ever.
        app.blobs.open_gate();

        app.clock.advance_seconds(120);
        app.drain().await;
        let issued = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body;
        assert_eq!(files_of(&app, org.id, report).await, [Digest::of(&issued)]);
        app.clock.advance_seconds(24 * 3600);
        norven::platform::blobs::pending::sweep(&app.db, &[app.vault.objects()], app.now()).await.expect("swept");
        assert_eq!(app.blobs.keys().len(), records.len() + 1);

        // The job is done once more, by hand.
        spawn_render(&app, org.id, report).await.expect("it ends").expect("nothing to do");
        assert_eq!(app.blobs.keys().len(), records.len() + 1, "nothing was written");
        drop(gate);
    }

    async fn a_file_that_was_swept_before_it_was_named_is_made_again(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        let records = app.blobs.keys();
        let gate = app.blobs.close_gate();
        let asleep = spawn_render(&app, org.id, report);
        wait_for_more(&app, &records).await;
        // As a sweep does a day later.
        let file = app.blobs.keys().into_iter().find(|key| !records.contains(key)).expect("a file");
        norven::platform::blobs::pending::discard(&app.db, app.vault.objects(), &[&file], app.now()).await;
        app.blobs.open_gate();
        gate.add_permits(1);
        asleep.await.expect("it ends").expect_err("what is gone is not named");
        app.drain().await;
        org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
    }

    async fn while_a_record_is_kept_others_write_and_what_they_change_is_in_it(app: TestApp) {
        let (org, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let (_, second) = signed(&app, &org.owner, &org).await;
        let kept = app.blobs.keys();
        let gate = app.blobs.close_gate();
        let slow = tokio::spawn({
            let owner = org.owner.elsewhere();
            async move { owner.issue(inspection).await }
        });
        wait_for_more(&app, &kept).await;
        app.blobs.open_gate();
        // Its record is made and being stored. Somebody else signs, another report takes the number, and another
        // organisation works: nobody waits.
        other.owner.add_site("Warehouse 5").await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let late = crate::support::signature(&app, inspection, None, core);
        org.owner.post_fn("/api/v1/signatures", json!({ "signature": late })).await.ok();
        let first = org.owner.issue(second).await;
        gate.add_permits(1);
        let report = slow.await.expect("issued");

        let number = async |report| view(&org.owner, report).await.summary.number;
        assert_eq!(number(first).await, "NV-2026-000001");
        assert_eq!(number(report).await, "NV-2026-000002");
        assert_eq!(app.blobs.keys().len(), kept.len() + 2, "the record that nothing names is gone");
        app.drain().await;
        let pdf = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body;
        let record = Record::parse(&embedded_record(&pdf)).expect("a record");
        assert_eq!((record.number.as_str(), record.signatures.len()), ("NV-2026-000002", 2));
    }

    async fn an_inspection_that_is_reopened_while_its_record_is_kept_is_not_issued(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let kept = app.blobs.keys();
        let gate = app.blobs.close_gate();
        let slow = tokio::spawn({
            let owner = org.owner.elsewhere();
            async move { owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await.error() }
        });
        wait_for_more(&app, &kept).await;
        app.blobs.open_gate();
        org.owner.post_fn("/api/reopen_inspection", json!({ "id": inspection })).await.ok();
        gate.add_permits(1);
        assert_eq!(slow.await.expect("answered"), AppError::NotFinished);
        assert_eq!(app.blobs.keys(), kept);
    }

    async fn numbers_follow_one_another_in_each_organisation(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        for (org, number) in [(&acme, "NV-2026-000001"), (&acme, "NV-2026-000002"), (&other, "NV-2026-000001")] {
            let (_, inspection) = signed(&app, &org.owner, org).await;
            let report = org.owner.issue(inspection).await;
            assert_eq!(view(&org.owner, report).await.summary.number, number);
        }
    }

    async fn what_is_not_finished_or_not_signed_is_not_issued(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let issue = async || org.owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await.error();
        assert_eq!(issue().await, AppError::NotFinished);
        org.owner.fill_and_finish(inspection, &sample).await;
        assert_eq!(issue().await, AppError::field("signature", FieldProblem::Missing));
        assert!(app.blobs.keys().iter().all(|key| !key.contains("/reports/")));
    }

    async fn what_is_issued_stays(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (sample, inspection) = signed(&app, &org.owner, &org).await;
        let report = org.owner.issue(inspection).await;
        app.drain().await;
        let before = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body;

        let op = Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 1 };
        let reply = org.owner.commands(inspection, app.id(), &[command(&app, op)]).await;
        assert_eq!(reply.error(), AppError::AlreadyFinished);
        let reopen = org.owner.post_fn("/api/reopen_inspection", json!({ "id": inspection })).await;
        assert_eq!(reopen.error(), AppError::AlreadyIssued);
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let late = crate::support::signature(&app, inspection, None, core);
        let reply = org.owner.post_fn("/api/v1/signatures", json!({ "signature": late })).await;
        assert_eq!(reply.error(), AppError::AlreadyIssued);

        // What the report was made of may change; the report does not.
        let settings = org.owner.post_fn("/api/load_organisation", json!({})).await.json::<Value>()["settings"].clone();
        let renamed = json!({ "name": "Acme Holdings", "settings": settings });
        org.owner.post_fn("/api/update_organisation", renamed).await.ok();
        app.drain().await;
        assert_eq!(org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body, before);
        assert_eq!(look_up(&app, Digest::of(&before)).await["entry"]["issuer"], "Acme");
        assert_eq!(org.owner.inspection(inspection).await.state, State::Issued);
    }

    async fn viewers_read_reports_and_inspectors_those_of_their_own_inspections(app: TestApp) {
        let org = app.organisation("Acme").await;
        let inspector = org.member(Role::Inspector).await;
        let (_, inspection) = signed(&app, &inspector, &org).await;
        let report = inspector.issue(inspection).await;
        app.drain().await;
        let list = async |client: &Client| -> usize {
            client.post_fn("/api/list_reports", json!({})).await.json::<Page<ReportSummary>>().lines.len()
        };
        let (viewer, colleague) = (org.member(Role::Viewer).await, org.person("colleague", Role::Inspector).await);
        let stranger = app.organisation("Other").await.owner;
        for reader in [&inspector, &viewer, &org.owner] {
            assert_eq!(list(reader).await, 1);
            reader.get(&format!("/reports/{report}/pdf")).await.ok();
        }
        for other in [&colleague, &stranger] {
            assert_eq!(list(other).await, 0);
            let foreign = other.get(&format!("/reports/{report}/pdf")).await;
            let missing = other.get(&format!("/reports/{}/pdf", app.id::<ReportId>())).await;
            assert_eq!((foreign.error(), foreign.body), (AppError::NotFound, missing.body));
        }
    }

    async fn what_was_drawn_over_a_photo_is_signed_with_it_and_over_it_in_the_report(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let photo = org.owner.add_photo(inspection, sample.exit, crate::support::jpeg(64, 48, 2)).await;
        let annotations = vec![
            Annotation { shape: Shape::Circle, from: [5000, 5000], to: [5000, 7000] },
            Annotation { shape: Shape::Arrow, from: [0, 10_000], to: [4000, 6000] },
        ];
        org.owner.act(inspection, [Op::AnnotatePhoto { photo, annotations: annotations.clone() }]).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let report = org.owner.issue(inspection).await;
        app.drain().await;
        let pdf = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body;

        let record = Record::parse(&embedded_record(&pdf)).expect("a record");
        let drawn: Vec<_> = record.core.files.iter().map(|file| (file.id.clone(), file.annotations.clone())).collect();
        assert_eq!(drawn.len(), 2);
        assert!(drawn.contains(&(photo.to_string(), annotations)) && drawn.iter().any(|(_, none)| none.is_empty()));
        // The photo itself is as it was.
        let shown = org.owner.get(&format!("/photos/{photo}/shown")).await.ok().body;
        assert!(pdf.windows(shown.len()).any(|window| window == shown));
        assert_eq!(record.core.files.iter().find(|file| file.id == photo.to_string()).expect("it").shown.sha256, Digest::of(&shown));
    }

    async fn the_audit_log_lists_every_action(app: TestApp) {
        let org = app.organisation("Acme").await;
        let member = org.member(Role::Manager).await;
        // Signing in for the first time was before they belonged.
        drop(app.sign_in(&org.address("manager")).await);
        let (sample, inspection) = signed(&app, &org.owner, &org).await;
        org.owner.post_fn("/api/reopen_inspection", json!({ "id": inspection })).await.ok();
        let photo = org.owner.add_photo(inspection, sample.views, crate::support::jpeg(64, 48, 2)).await;
        org.owner.get(&format!("/photos/{photo}/thumb")).await.ok();
        org.owner.act(inspection, [Op::RemovePhoto { photo }]).await;
        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        org.owner.sign(inspection, sample.signature).await;
        let report = org.owner.issue(inspection).await;
        view(&org.owner, report).await;
        app.drain().await;
        view(&org.owner, report).await;
        org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
        let members: Vec<Value> = org.owner.lines("list_members").await;
        let manager = members.iter().find(|one| one["role"] == "manager").expect("one")["id"].clone();
        org.owner.post_fn("/api/set_role", json!({ "user": manager, "role": "viewer" })).await.ok();
        org.owner.post_fn("/api/remove_member", json!({ "user": manager })).await.ok();
        drop(member);

        let mut seen = std::collections::BTreeSet::new();
        let mut before = Value::Null;
        loop {
            let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": before })).await.json();
            for event in &page.events {
                assert!(event.actor.ends_with("@acme.example>"), "{event:?}");
                assert!(event.ip.starts_with("127.") && event.user_agent == "Norven tests", "{event:?}");
                assert!(seen.insert((event.action.clone(), event.id)), "no event stands on two pages");
            }
            match page.older {
                Some(older) => before = json!(older),
                None => break,
            }
        }
        let actions: std::collections::BTreeSet<&str> = seen.iter().map(|(action, _)| action.as_str()).collect();
        for action in [
            "session.started", "organisation.created", "member.invited", "member.joined", "member.role_changed", "member.removed", "site.saved",
            "template.created", "template.changed", "template.published", "inspection.started",
            "inspection.answered", "photo.added", "photo.viewed", "photo.removed", "inspection.finished",
            "inspection.reopened", "inspection.signed", "report.issued", "report.viewed", "report.downloaded",
        ] {
            assert!(actions.contains(action), "{action} is missing in {actions:?}");
        }
        let views = seen.iter().filter(|(action, _)| action == "report.viewed").count();
        assert_eq!(views, 1, "who waits for a report has not seen it");
    }
}
