//! What a report says stays what its record says; correcting it, and giving a correction up.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        inspections::model::{Action, AnswerValue, Findings, Inspection, Op, Overview, State},
        reports::model::{ReportStatus, ReportSummary},
    },
    ids::{ActionId, InspectionId, PhotoId, ReportId},
    ui::listing::Page,
};
use norven_proof::record::{self, Record};
use serde_json::json;

use super::{signed, view};
use crate::support::{Client, Org, Sample, TestApp, embedded_record, jpeg, on_both};

async fn record(owner: &Client, report: ReportId) -> Record {
    let file = owner.get(&format!("/reports/{report}/pdf")).await.ok();
    Record::parse(&embedded_record(&file.body)).expect("a record")
}

/// An organisation with a report that is sealed.
async fn issued(app: &TestApp) -> (Org, Sample, InspectionId, ReportId) {
    let org = app.organisation("Acme").await;
    let (sample, inspection) = signed(app, &org.owner, &org).await;
    let report = org.owner.issue(inspection).await;
    app.drain().await;
    (org, sample, inspection, report)
}

async fn correct(owner: &Client, report: ReportId, reason: &str) -> InspectionId {
    owner.post_fn("/api/correct_report", json!({ "id": report, "reason": reason })).await.json()
}

/// Finishes, signs and issues.
async fn issue_again(app: &TestApp, owner: &Client, inspection: InspectionId, sample: &Sample) -> ReportId {
    owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
    owner.sign(inspection, sample.signature).await;
    let report = owner.issue(inspection).await;
    app.drain().await;
    report
}

/// Another answer to an item that was answered.
async fn answer_again(owner: &Client, inspection: InspectionId, item: norven::ids::ItemId, value: AnswerValue) {
    let seen = owner.inspection(inspection).await.findings.answers[&item].value_rev;
    let ops = [norven::features::inspections::model::Op::Answer { item, value: Some(value), seen }];
    owner.act(inspection, ops).await;
}

fn action(app: &TestApp, sample: &Sample, text: &str, done: bool) -> Action {
    let (text, assignee) = (text.to_owned(), String::new());
    Action { id: app.id(), item: sample.exit, text, assignee, due: None, done, closed: None }
}

/// What people see of an inspection that has to be the same again: not how often it was written to.
fn seen(inspection: &Inspection) -> (State, Findings, Option<norven_proof::digest::Digest>, usize) {
    let mut findings = inspection.findings.clone();
    findings.answers.values_mut().for_each(|answer| (answer.value_rev, answer.note_rev) = (0, 0));
    findings.photos.sort_by_key(|photo| photo.id);
    findings.actions.sort_by_key(|action| action.id);
    (inspection.state, findings, inspection.core_sha256, inspection.signatures.len())
}

on_both! {
    async fn what_is_issued_is_what_was_on_the_screen(app: TestApp) {
        let (org, sample, inspection, report) = issued(&app).await;
        let first = org.owner.inspection(inspection).await.core_sha256;
        correct(&org.owner, report, "Misread").await;
        answer_again(&org.owner, inspection, sample.exit, AnswerValue::NotApplicable).await;
        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        org.owner.sign(inspection, sample.signature).await;
        let second = org.owner.inspection(inspection).await.core_sha256;
        assert_ne!(first, second);
        let issue = async |core| org.owner.post_fn("/api/issue_report", json!({ "inspection": inspection, "core": core })).await;
        assert_eq!(issue(first).await.error(), AppError::Conflict, "the page showed what it was before");
        // Given up meanwhile, nothing is issued, and nobody is told so.
        org.owner.post_fn("/api/give_up_correction", json!({ "id": report })).await.ok();
        assert_eq!(issue(second).await.error(), AppError::Conflict);
        let same: ReportId = issue(first).await.json();
        assert_eq!(same, report, "sent again");
    }

    async fn what_was_issued_while_another_core_was_being_issued_is_not_what_was_on_the_screen(app: TestApp) {
        let (org, sample, inspection, report) = issued(&app).await;
        let owner = &org.owner;
        correct(owner, report, "Misread").await;
        answer_again(owner, inspection, sample.exit, AnswerValue::NotApplicable).await;
        owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        owner.sign(inspection, sample.signature).await;
        let core = owner.inspection(inspection).await.core_sha256;
        let records = || app.blobs.keys().iter().filter(|key| key.contains("/record-")).count();
        let (before, gate) = (records(), app.blobs.close_gate());
        let give_up = async {
            while records() == before {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            owner.post_fn("/api/give_up_correction", json!({ "id": report })).await.ok();
            app.blobs.open_gate();
            gate.add_permits(1);
        };
        let issue = owner.post_fn("/api/issue_report", json!({ "inspection": inspection, "core": core }));
        let (answer, ()) = tokio::join!(issue, give_up);
        assert_eq!(answer.error(), AppError::Conflict);
        assert_eq!(records(), before, "its record goes");
    }

    async fn a_report_says_what_its_record_says_whatever_is_changed_later(app: TestApp) {
        let (org, sample, inspection, first) = issued(&app).await;
        let owner = &org.owner;
        let told = view(owner, first).await.summary;
        assert_eq!((told.tally.passed, told.tally.failed), (2, 0));
        assert_eq!((told.revision, told.status), (1, ReportStatus::Current));

        // Site, checklist and person are called otherwise from now on.
        let sites: Vec<norven::features::sites::model::Site> = owner.lines("list_sites").await;
        let site = json!({ "id": sites[0].id, "name": "Renamed", "address": "" });
        owner.post_fn("/api/save_site", json!({ "site": site })).await.ok();
        owner.post_fn("/api/update_profile", json!({ "name": "Somebody Else", "locale": "en" })).await.ok();
        app.clock.advance_seconds(1);
        correct(owner, first, "The exit was blocked.").await;
        answer_again(owner, inspection, sample.exit, AnswerValue::Fail).await;
        owner.act(inspection, [Op::Note { item: sample.exit, text: "Pallets".to_owned(), seen: 0 }]).await;
        owner.add_photo(inspection, sample.exit, jpeg(64, 48, 7)).await;
        assert_eq!(view(owner, first).await.summary, told, "while it is corrected");
        let second = issue_again(&app, owner, inspection, &sample).await;

        let old = view(owner, first).await.summary;
        assert_eq!(old, ReportSummary { status: ReportStatus::Replaced, ..told.clone() });
        let new = view(owner, second).await.summary;
        assert_eq!((new.site.as_str(), new.inspector.as_str(), new.tally.failed), ("Renamed", "Somebody Else", 1));
        let list: Page<ReportSummary> = owner.post_fn("/api/list_reports", json!({})).await.json();
        let list = list.lines;
        assert_eq!(list, [new.clone(), old]);
        assert_eq!(list.iter().map(|line| line.revision).collect::<Vec<_>>(), [2, 1]);

        owner.post_fn("/api/revoke_report", json!({ "id": second, "reason": "Wrong building" })).await.ok();
        assert_eq!(view(owner, second).await.summary.status, ReportStatus::Revoked);
        let names = view(owner, first).await.revisions;
        let named: Vec<_> = names.iter().map(|line| (line.id, line.status, line.correction.as_str())).collect();
        assert_eq!(
            named,
            [(second, ReportStatus::Revoked, "The exit was blocked."), (first, ReportStatus::Replaced, "")]
        );
    }

    async fn what_earlier_reports_say_is_read_from_their_records(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let told = view(&org.owner, report).await.summary;
        let mut tx = app.db.write(org.id).await.expect("a transaction");
        let id = org.id;
        norven::execute!(
            &mut tx,
            "UPDATE reports SET site = '', template = '', inspector = '', items = 0, answered = 0, passed = 0, facts_missing = 1
             WHERE org_id = $1",
            id
        )
        .expect("as they were kept before");
        tx.commit().await.expect("committed");
        assert_ne!(view(&org.owner, report).await.summary, told);
        norven::features::reports::facts::complete(&app).await.expect("read");
        assert_eq!(view(&org.owner, report).await.summary, told);
        norven::features::reports::facts::complete(&app).await.expect("nothing is left to read");
    }

    async fn the_overview_counts_reports_in_the_month_of_their_issue(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (_, inspection) = signed(&app, &org.owner, &org).await;
        let issued = async || {
            let overview: Overview = org.owner.post_fn("/api/load_overview", json!({})).await.json();
            (overview.inspections, overview.issued)
        };
        assert_eq!(issued().await, (1, 0), "finished, not issued");
        app.clock.advance_seconds(32 * 24 * 3600);
        let owner = app.sign_in(&org.address("owner")).await;
        owner.issue(inspection).await;
        app.drain().await;
        let overview: Overview = owner.post_fn("/api/load_overview", json!({})).await.json();
        assert_eq!((overview.inspections, overview.issued), (0, 1), "started in one month, issued in the next");
    }

    async fn an_action_done_on_site_and_one_closed_later_are_told_apart_with_time_and_person(app: TestApp) {
        let org = app.organisation("Acme").await;
        let inspector = org.member(norven::features::orgs::model::Role::Inspector).await;
        let sample = Sample::new(&app);
        let inspection = inspector.start_sample(&org.owner, &sample).await;
        let on_site = action(&app, &sample, "Cleared the door", true);
        let later = action(&app, &sample, "Repair the lamp", false);
        inspector.act(inspection, [on_site.clone(), later.clone()].map(|action| Op::SetAction { action })).await;
        let noted = app.now().to_record();
        // Written again, it is not done again.
        app.clock.advance_seconds(60);
        let again = Action { text: "Cleared the fire door".to_owned(), ..on_site.clone() };
        inspector.act(inspection, [Op::SetAction { action: again.clone() }]).await;
        inspector.fill_and_finish(inspection, &sample).await;
        inspector.sign(inspection, sample.signature).await;
        let first = org.owner.issue(inspection).await;
        app.drain().await;
        app.clock.advance_seconds(3 * 24 * 3600);
        let owner = app.sign_in(&org.address("owner")).await;
        owner.post_fn("/api/complete_action", json!({ "action": later.id })).await.ok();
        let closed = app.now().to_record();
        correct(&owner, first, "One reading was wrong.").await;
        let seen = owner.inspection(inspection).await.findings.actions;
        let seen = seen.iter().find(|action| action.id == later.id).expect("the action");
        assert!(!seen.done && seen.closed.is_some() && !seen.is_open());
        // A phone that did not hear of it cannot make it one that was done on site.
        owner.act(inspection, [Op::SetAction { action: Action { done: true, ..later.clone() } }]).await;
        let second = issue_again(&app, &owner, inspection, &sample).await;

        let actions = |record: &Record| {
            let answers = record.core.sections.iter().flat_map(|section| &section.answers);
            let actions = answers.flat_map(|answer| answer.actions.clone()).collect::<Vec<_>>();
            let of = |id: ActionId| actions.iter().find(|action| action.id == id.to_string()).expect("an action").clone();
            (of(on_site.id), of(later.id))
        };
        let (before, after) = (record(&owner, first).await, record(&owner, second).await);
        let (done, open) = actions(&before);
        let deed = done.done_on_site.clone().expect("when and by whom");
        assert_eq!((done.done, deed.at, deed.by.id), (true, noted, before.core.inspector.id.clone()));
        assert_eq!((open.done, open.done_on_site, open.closed_later), (false, None, None));
        let (still, closed_later) = actions(&after);
        assert_eq!(still, done);
        let deed = closed_later.closed_later.expect("when and by whom");
        assert_eq!((closed_later.done, deed.at, deed.by.name.as_str()), (false, closed, "owner"));
    }

    async fn a_correction_tells_why_and_when_and_keeps_the_first_finishing(app: TestApp) {
        let (org, sample, inspection, first) = issued(&app).await;
        let owner = &org.owner;
        for (reason, problem) in [("  ", FieldProblem::Missing), (&"x".repeat(501), FieldProblem::TooLong(500))] {
            let refused = owner.post_fn("/api/correct_report", json!({ "id": first, "reason": reason })).await;
            assert_eq!(refused.error(), AppError::field("reason", problem));
        }
        let finished = owner.inspection(inspection).await.finished;
        app.clock.advance_seconds(3 * 24 * 3600);
        let owner = app.sign_in(&org.address("owner")).await;
        correct(&owner, first, " The drill was in May. ").await;
        let begun = app.now();
        let under_way = view(&owner, first).await.correction.expect("it is under way");
        assert_eq!((under_way.reason.as_str(), under_way.by.as_str()), ("The drill was in May.", "owner"));
        assert_eq!(owner.inspection(inspection).await.correction, Some(under_way));
        app.clock.advance_seconds(60);
        owner.answer(inspection, sample.drill, AnswerValue::Yes).await;
        let second = issue_again(&app, &owner, inspection, &sample).await;
        assert_eq!(view(&owner, second).await.correction, None);
        assert_eq!(owner.inspection(inspection).await.finished, finished);

        let (before, after) = (record(&owner, first).await, record(&owner, second).await);
        assert_eq!(before.core.correction, None);
        assert_eq!(after.core.finished_at, before.core.finished_at);
        let replaced = after.supersedes.expect("it replaces one");
        assert_eq!((replaced.revision, replaced.issued_at), (Some(1), Some(before.issued_at)));
        let correction = after.core.correction.expect("a correction");
        assert_eq!(
            (correction.reason.as_str(), correction.started_at, correction.finished_at),
            ("The drill was in May.", begun.to_record(), begun.plus_seconds(60).to_record())
        );
        let who = record::Person { id: org.user(&org.address("owner")).await.to_string(), name: "owner".to_owned() };
        assert_eq!(correction.started_by, who);
        // The next one has a reason of its own.
        correct(&owner, second, "The address was wrong.").await;
        let third = record(&owner, issue_again(&app, &owner, inspection, &sample).await).await;
        assert_eq!(third.core.finished_at, before.core.finished_at);
        assert_eq!(third.core.correction.expect("a correction").reason, "The address was wrong.");
    }

    async fn a_correction_that_is_given_up_leaves_what_was_issued(app: TestApp) {
        let org = app.organisation("Acme").await;
        let owner = &org.owner;
        let sample = Sample::new(&app);
        let inspection = owner.start_sample(owner, &sample).await;
        let (kept, dropped) = (action(&app, &sample, "Repair", true), action(&app, &sample, "Clean", false));
        owner.act(inspection, [kept.clone(), dropped.clone()].map(|action| Op::SetAction { action })).await;
        owner.fill_and_finish(inspection, &sample).await;
        owner.sign(inspection, sample.signature).await;
        let report = owner.issue(inspection).await;
        app.drain().await;
        let before = seen(&owner.inspection(inspection).await);
        let give_up = async || owner.post_fn("/api/give_up_correction", json!({ "id": report })).await;
        assert_eq!(give_up().await.error(), AppError::Conflict, "nothing is under way");

        for finished in [false, true] {
            correct(owner, report, "Another look").await;
            let photo: PhotoId = owner.inspection(inspection).await.findings.photos[0].id;
            answer_again(owner, inspection, sample.light, AnswerValue::Number { decimal: "3".to_owned() }).await;
            owner.answer(inspection, sample.drill, AnswerValue::Yes).await;
            owner.add_photo(inspection, sample.views, jpeg(64, 48, 3)).await;
            owner
                .act(
                    inspection,
                    [
                        Op::CaptionPhoto { photo, text: "Another caption".to_owned() },
                        Op::RemovePhoto { photo },
                        Op::SetAction { action: Action { text: "Repair it well".to_owned(), done: false, ..kept.clone() } },
                        Op::RemoveAction { action: dropped.id },
                        Op::SetAction { action: action(&app, &sample, "Something new", false) },
                    ],
                )
                .await;
            if finished {
                owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
                owner.sign(inspection, sample.signature).await;
            }
            give_up().await.ok();
            assert_eq!(seen(&owner.inspection(inspection).await), before);
            let shown = view(owner, report).await;
            assert_eq!((shown.correction, shown.summary.status), (None, ReportStatus::Current));
            owner.get(&format!("/photos/{photo}/thumb")).await.ok();
        }
        // Nothing is left behind: the next correction is issued as usual, and is not given up once it is.
        app.clock.advance_seconds(1);
        correct(owner, report, "The last one").await;
        let second = issue_again(&app, owner, inspection, &sample).await;
        assert_eq!(record(owner, second).await.signatures.len(), 1);
        assert_eq!(give_up().await.error(), AppError::Conflict);
    }

    async fn a_correction_that_is_asked_for_twice_is_begun_once_and_given_up_once(app: TestApp) {
        let (org, sample, inspection, report) = issued(&app).await;
        let owner = &org.owner;
        let ask = async |reason: &str| owner.post_fn("/api/correct_report", json!({ "id": report, "reason": reason })).await;
        let (one, other) = tokio::join!(ask("Misread"), ask("Misread"));
        assert_eq!([one.json::<InspectionId>(), other.json()], [inspection; 2]);
        // Also once work on it went on.
        answer_again(owner, inspection, sample.exit, AnswerValue::Fail).await;
        assert_eq!(ask(" Misread ").await.json::<InspectionId>(), inspection);
        assert!(owner.inspection(inspection).await.findings.answers[&sample.exit].value == Some(AnswerValue::Fail));
        assert_eq!(ask("Another building").await.error(), AppError::NotFinished, "that is another correction");
        let manager = org.member(norven::features::orgs::model::Role::Manager).await;
        let theirs = manager.post_fn("/api/correct_report", json!({ "id": report, "reason": "Misread" })).await;
        assert_eq!(theirs.error(), AppError::NotFinished, "that is somebody else's");

        let give_up = async || owner.post_fn("/api/give_up_correction", json!({ "id": report })).await;
        let (one, other) = tokio::join!(give_up(), give_up());
        one.ok();
        other.ok();
        give_up().await.ok();
        assert_eq!(owner.inspection(inspection).await.state, State::Issued);
        let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
        let recorded = |action: &str| page.events.iter().filter(|event| event.action == action).count();
        assert_eq!((recorded("inspection.reopened"), recorded("inspection.correction_given_up")), (1, 1));

        // What was issued instead is another end.
        app.clock.advance_seconds(1);
        correct(owner, report, "Misread").await;
        issue_again(&app, owner, inspection, &sample).await;
        assert_eq!(ask("Misread").await.error(), AppError::Conflict);
        assert_eq!(give_up().await.error(), AppError::Conflict);
    }

    async fn a_corrected_report_that_could_not_be_sealed_goes_with_its_correction(app: TestApp) {
        let (org, sample, inspection, first) = issued(&app).await;
        let owner = &org.owner;
        correct(owner, first, "Another look").await;
        owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        owner.sign(inspection, sample.signature).await;
        owner.issue(inspection).await;
        app.clock.advance_seconds(25 * 3600);
        app.drain().await;
        let owner = app.sign_in(&org.address("owner")).await;
        assert_eq!(view(&owner, first).await.revisions.len(), 2);
        owner.post_fn("/api/give_up_correction", json!({ "id": first })).await.ok();
        let shown = view(&owner, first).await;
        assert_eq!((shown.revisions.len(), shown.correction), (1, None));
        assert_eq!(owner.inspection(inspection).await.state, State::Issued);
        // It can be corrected as if nothing had been.
        correct(&owner, first, "Another look").await;
        let second = issue_again(&app, &owner, inspection, &sample).await;
        assert_eq!(record(&owner, second).await.revision, 2);
    }
}
