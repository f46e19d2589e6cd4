//! Finishing, signing and opening again.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        evidence::model::{MAX_POINTS, NewSignature},
        inspections::model::{AnswerValue, Missing, Op, State},
        orgs::model::Role,
        reports::model::MAX_PHOTO_BYTES,
    },
    ids::InspectionId,
    time::Timestamp,
};
use norven_proof::{digest::Digest, record::Stroke};
use norven_words::Locale;
use serde_json::json;

use crate::support::{Client, Sample, TestApp, command, jpeg, on_both, signature};

async fn finish(client: &Client, id: InspectionId) -> crate::support::Reply {
    client.post_fn("/api/finish_inspection", json!({ "id": id })).await
}

on_both! {
    async fn what_is_answered_while_an_inspection_is_finished_is_in_its_core_or_refused(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        for round in 0..6 {
            let inspection = org.owner.start_sample(&org.owner, &sample).await;
            org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
            org.owner.answer(inspection, sample.light, AnswerValue::Number { decimal: "70".to_owned() }).await;
            let light = |decimal: &str| {
                let value = Some(AnswerValue::Number { decimal: decimal.to_owned() });
                [command(&app, Op::Answer { item: sample.light, value, seen: 2 })]
            };
            let (one, two) = (light("71"), light("72"));
            let (device, other) = (app.id(), app.id());
            tokio::join!(
                org.owner.commands(inspection, device, &one),
                finish(&org.owner, inspection),
                org.owner.commands(inspection, other, &two)
            );
            let seen = org.owner.inspection(inspection).await;
            assert_eq!(seen.state, State::Finished, "round {round}");
            let Some(AnswerValue::Number { decimal }) = seen.findings.value(sample.light) else { panic!("answered") };
            let mut tx = app.db.read(org.id).await.expect("a transaction");
            let (core,): (String,) = norven::fetch_one!(
                &mut tx,
                (String,),
                "SELECT core FROM inspections WHERE org_id = $1 AND id = $2",
                org.id,
                inspection
            )
            .expect("a core");
            assert!(core.contains(&format!("\"{decimal}\"")), "round {round}: {decimal} is not in {core}");
        }
    }

    async fn an_inspection_with_gaps_is_not_finished(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let missing = async || {
            let seen = org.owner.inspection(inspection).await;
            seen.findings.gaps(&seen.checklist).iter().map(|gap| gap.missing).collect::<Vec<_>>()
        };
        assert_eq!(missing().await, [Missing::Answer]);
        assert_eq!(finish(&org.owner, inspection).await.error(), AppError::Gaps { count: 1 });

        org.owner.answer(inspection, sample.exit, AnswerValue::Fail).await;
        assert_eq!(missing().await, [Missing::Note]);
        org.owner.act(inspection, [Op::Note { item: sample.exit, text: "Pallets".to_owned(), seen: 0 }]).await;
        assert_eq!(missing().await, [Missing::Photo]);
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.exit, &bytes).await;
        assert_eq!(missing().await, [Missing::Upload]);
        assert_eq!(finish(&org.owner, inspection).await.error(), AppError::Gaps { count: 1 });
        org.owner.put(&format!("/api/v1/photos/{photo}"), bytes).await.ok();
        assert_eq!(missing().await, []);
        finish(&org.owner, inspection).await.ok();
        assert_eq!(org.owner.inspection(inspection).await.state, State::Finished);
    }

    async fn photos_that_no_report_could_hold_are_refused_with_their_sum_before_anybody_signs(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
        for shade in [1, 2] {
            let bytes = jpeg(64, 48, shade);
            let photo = org.owner.announce(inspection, sample.exit, &bytes).await;
            org.owner.put(&format!("/api/v1/photos/{photo}"), bytes).await.ok();
        }
        let add_up_to = async |bytes: u64| {
            let half = i64::try_from(bytes / 2).expect("a number");
            let mut tx = app.db.write(org.id).await.expect("a transaction");
            norven::execute!(&mut tx, "UPDATE photos SET shown_bytes = $2 WHERE org_id = $1", org.id, half)
                .expect("updated");
            tx.commit().await.expect("kept");
        };
        add_up_to(MAX_PHOTO_BYTES + 2).await;
        let error = finish(&org.owner, inspection).await.error();
        assert_eq!(error, AppError::ReportTooLarge { photos: 2, megabytes: 252, limit_mb: 251 });
        assert!(error.sentence(Locale::En).contains("The 2 photos add up to 252 MB"));
        assert!(error.sentence(Locale::Es).contains("Las 2 fotos suman 252 MB"));
        assert_eq!(org.owner.inspection(inspection).await.state, State::Open);
        add_up_to(MAX_PHOTO_BYTES).await;
        finish(&org.owner, inspection).await.ok();
    }

    async fn texts_that_no_record_could_hold_are_refused_with_their_size_before_anybody_signs(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill(inspection, &sample).await;
        let write = async |letters: u32| {
            let mut tx = app.db.write(org.id).await.expect("a transaction");
            norven::execute!(&mut tx, "UPDATE answers SET note = $2 WHERE org_id = $1", org.id, "x".repeat(letters as usize / 2))
                .expect("updated");
            tx.commit().await.expect("kept");
        };
        for letters in [725_000, 1_501_000] {
            write(letters).await;
            let error = finish(&org.owner, inspection).await.error();
            let AppError::RecordTooLarge { kilobytes, limit_kb: 721 } = error else { panic!("{error:?}") };
            assert_eq!(kilobytes / 10, letters / 10_000, "{kilobytes}");
            assert_eq!(org.owner.inspection(inspection).await.state, State::Open);
        }
        write(700_000).await;
        finish(&org.owner, inspection).await.ok();
    }

    async fn a_report_of_the_longest_texts_and_signatures_is_issued_and_the_signature_too_many_is_refused(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill(inspection, &sample).await;
        let mut tx = app.db.write(org.id).await.expect("a transaction");
        norven::execute!(&mut tx, "UPDATE answers SET note = $2 WHERE org_id = $1", org.id, "x".repeat(355_000))
            .expect("updated");
        tx.commit().await.expect("kept");
        finish(&org.owner, inspection).await.ok();
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let dense = |slot| {
            let points = (0..MAX_POINTS).map(|n| {
                let n = u32::try_from(n).expect("few");
                [100 + n % 900, 100 + n % 300, 10 + n % 30]
            });
            let strokes = vec![Stroke(points.collect())];
            NewSignature { strokes, ..signature(&app, inspection, slot, core) }
        };
        let sign = async |slot| org.owner.post_fn("/api/v1/signatures", json!({ "signature": dense(slot) })).await;
        sign(Some(sample.signature)).await.ok();
        let mut signed = 1;
        let refused = loop {
            let reply = sign(None).await;
            if reply.status != 200 {
                break reply.error();
            }
            signed += 1;
            assert!(signed < 10);
        };
        assert!(matches!(refused, AppError::SignaturesTooLarge { limit_kb: 312, .. }), "{refused:?}");
        assert!(refused.sentence(Locale::En).contains("type the name instead of drawing it"));
        assert_eq!(org.owner.inspection(inspection).await.signatures.len(), signed);
        org.owner.issue(inspection).await;
    }

    async fn a_slot_is_signed_once_however_many_windows_show_it_empty(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let sign = async |new: &NewSignature| org.owner.post_fn("/api/v1/signatures", json!({ "signature": new })).await;
        let first = signature(&app, inspection, Some(sample.signature), core);
        sign(&first).await.ok();
        // The same one again, whose answer was lost, and another from the window beside.
        sign(&first).await.ok();
        let other = signature(&app, inspection, Some(sample.signature), core);
        assert_eq!(sign(&other).await.error(), AppError::SlotSigned);
        sign(&signature(&app, inspection, None, core)).await.ok();
        assert_eq!(org.owner.inspection(inspection).await.signatures.len(), 2);
        org.owner.issue(inspection).await;
    }

    async fn nobody_finishes_what_was_not_on_their_screen(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
        let finish = async |seen: i64| {
            org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection, "seen": seen })).await
        };
        let seen = org.owner.inspection(inspection).await.rev;
        org.owner.act(inspection, [Op::Note { item: sample.exit, text: "Ajar".to_owned(), seen: 0 }]).await;
        assert_eq!(finish(seen).await.error(), AppError::Conflict);
        assert_eq!(org.owner.inspection(inspection).await.state, State::Open);
        finish(org.owner.inspection(inspection).await.rev).await.ok();
        assert_eq!(org.owner.inspection(inspection).await.state, State::Finished);
    }

    async fn finishing_twice_changes_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let first = org.owner.inspection(inspection).await;
        app.clock.advance_seconds(60);
        finish(&org.owner, inspection).await.ok();
        assert_eq!(org.owner.inspection(inspection).await, first);
    }

    async fn a_finished_inspection_takes_no_answers_and_no_photos(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let op = Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 0 };
        let reply = org.owner.commands(inspection, app.id(), &[command(&app, op)]).await;
        assert_eq!(reply.error(), AppError::AlreadyFinished);
    }

    async fn a_signature_under_another_core_is_refused(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let sign = async |core: Digest| {
            let signature = signature(&app, inspection, Some(sample.signature), core);
            org.owner.post_fn("/api/v1/signatures", json!({ "signature": signature })).await
        };
        assert_eq!(sign(Digest::of(b"early")).await.error(), AppError::NotFinished);
        org.owner.fill_and_finish(inspection, &sample).await;
        assert_eq!(sign(Digest::of(b"another")).await.error(), AppError::SignedOther);
        assert_eq!(org.owner.inspection(inspection).await.signatures, []);
    }

    async fn a_signature_sent_twice_is_kept_once(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let signature = json!({ "signature": signature(&app, inspection, Some(sample.signature), core) });
        org.owner.post_fn("/api/v1/signatures", &signature).await.ok();
        org.owner.post_fn("/api/v1/signatures", &signature).await.ok();
        assert_eq!(org.owner.inspection(inspection).await.signatures.len(), 1);
    }

    async fn a_signature_needs_a_name_a_role_a_slot_and_strokes_inside_the_field(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let good = serde_json::to_value(signature(&app, inspection, Some(sample.signature), core)).expect("plain data");
        let with = async |key: &str, value: serde_json::Value| {
            let mut changed = good.clone();
            changed[key] = value;
            org.owner.post_fn("/api/v1/signatures", json!({ "signature": changed })).await.error()
        };
        assert_eq!(with("name", json!(" ")).await, AppError::field("name", FieldProblem::Missing));
        assert_eq!(with("role", json!("")).await, AppError::field("role", FieldProblem::Missing));
        assert_eq!(with("strokes", json!([])).await, AppError::field("strokes", FieldProblem::Missing));
        assert_eq!(with("strokes", json!([[[1001, 0, 0]]])).await, AppError::Malformed);
        assert_eq!(with("method", json!("typed")).await, AppError::Malformed);
        assert_eq!(with("consent_version", json!(1)).await, AppError::Conflict);
        assert_eq!(with("consent_printed", json!(true)).await, AppError::Conflict);
        assert_eq!(with("slot", json!(sample.exit)).await, AppError::UnknownItem);
    }

    async fn a_device_whose_clock_is_absurd_still_signs_what_can_be_issued(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        for (slot, at) in [Some(sample.signature), None, None, None].into_iter().zip([i64::MIN, -1, 253_402_297_199_000_000, i64::MAX]) {
            let absurd = NewSignature { at: Timestamp(at), ..signature(&app, inspection, slot, core) };
            org.owner.post_fn("/api/v1/signatures", json!({ "signature": absurd })).await.ok();
        }
        let report = org.owner.issue(inspection).await;
        app.drain().await;
        org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
    }

    async fn opening_again_voids_the_signatures(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let reopen = async || org.owner.post_fn("/api/reopen_inspection", json!({ "id": inspection })).await;
        assert_eq!(reopen().await.error(), AppError::NotFinished);
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let before = org.owner.inspection(inspection).await;
        reopen().await.ok();
        let open = org.owner.inspection(inspection).await;
        assert_eq!((open.state, open.core_sha256, open.signatures.len()), (State::Open, None, 0));

        app.clock.advance_seconds(1);
        finish(&org.owner, inspection).await.ok();
        let after = org.owner.inspection(inspection).await;
        assert_ne!(after.core_sha256, before.core_sha256, "what was signed is no more");
        let issue = org.owner.post_fn("/api/issue_report", json!({ "inspection": inspection })).await;
        assert_eq!(issue.error(), AppError::field("signature", FieldProblem::Missing));
    }

    async fn texts_in_any_form_of_unicode_can_be_frozen(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        // A combining accent after a line break: in JSON it would stand after the letter of an escape.
        for (item, text) in [(sample.exit, "Luci\u{301}a\n\u{301}\t\u{30c}"), (sample.light, "\u{301}x\u{1f}")] {
            org.owner.act(inspection, [Op::Note { item, text: text.to_owned(), seen: 0 }]).await;
        }
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        org.owner.issue(inspection).await;
        app.drain().await;
    }

    async fn only_those_who_may_change_an_inspection_finish_it(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspector = org.member(Role::Inspector).await;
        let inspection = inspector.start_sample(&org.owner, &sample).await;
        let viewer = org.member(Role::Viewer).await;
        assert_eq!(finish(&viewer, inspection).await.error(), AppError::NotAllowed);
        let other = org.person("other", Role::Inspector).await;
        assert_eq!(finish(&other, inspection).await.error(), AppError::NotFound);
        inspector.fill_and_finish(inspection, &sample).await;
    }

    async fn letters_that_no_face_has_are_named_before_anybody_signs(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
        org.owner.answer(inspection, sample.light, AnswerValue::Number { decimal: "71.5".to_owned() }).await;
        org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        let note = async |text: &str| {
            let seen = org.owner.inspection(inspection).await.findings.answers[&sample.exit].note_rev;
            org.owner.act(inspection, [Op::Note { item: sample.exit, text: text.to_owned(), seen }]).await;
        };
        note("灭火器 expired").await;
        let refused = finish(&org.owner, inspection).await.error();
        assert_eq!(refused, AppError::Unprintable { letters: "灭 (U+706D), 火 (U+706B), 器 (U+5668)".to_owned() });
        assert!(refused.sentence(Locale::Es).contains("灭 (U+706D)"));
        assert_eq!(org.owner.inspection(inspection).await.state, State::Open);
        assert_eq!(org.owner.inspection(inspection).await.printable.missing("灭火器 דלת").len(), 3);

        note("דלת 3 חסומה (B-12). الباب 🔥 ทางหนีไฟ").await;
        finish(&org.owner, inspection).await.ok();
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let sign = async |name: &str, role: &str| {
            let mut new = signature(&app, inspection, Some(sample.signature), core);
            (new.name, new.role) = (name.to_owned(), role.to_owned());
            org.owner.post_fn("/api/v1/signatures", json!({ "signature": new })).await
        };
        let refused = sign("王小明", "Owner").await.error();
        assert_eq!(refused, AppError::Unprintable { letters: "王 (U+738B), 小 (U+5C0F), 明 (U+660E)".to_owned() });
        let heap = sign("A\u{301}\u{302}\u{303}\u{304}na", "Owner").await.error();
        assert_eq!(heap, AppError::Unprintable { letters: "U+0304".to_owned() });
        assert!(matches!(sign("Ana", "王").await.error(), AppError::Unprintable { .. }));
        assert_eq!(org.owner.inspection(inspection).await.signatures, []);
        sign("ليلى حداد", "रीता").await.ok();
    }
}
