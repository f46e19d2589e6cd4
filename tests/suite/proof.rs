//! Reports that prove themselves: seal, log, standing.

use norven::{
    error::{AppError, FieldProblem},
    features::{orgs::model::Role, reports, reports::model::ReportView},
    ids::{InspectionId, ReportId},
    platform::blobs::{
        Blobs,
        editions::{self, Edition, NewEdition},
        pending,
    },
    server::session::PROOF_SECONDS,
    time::Timestamp,
};
use norven_proof::{
    digest::Digest,
    log::leaf::Statement,
    qr::Facts,
    standing::List,
    trust::Trust,
    verdict::{Standing, Verdict},
    verify::verify,
};
use serde_json::json;

use crate::support::{Client, Org, Sample, TestApp, Trouble, on_both};

/// An organisation with an issued report, whose PDF is made.
pub async fn issued(app: &TestApp) -> (Org, ReportId, Vec<u8>) {
    let org = app.organisation("Acme").await;
    let (report, pdf) = issued_by(app, &org).await;
    (org, report, pdf)
}

/// A report that an organisation issued, and its PDF.
pub async fn issued_by(app: &TestApp, org: &Org) -> (ReportId, Vec<u8>) {
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    org.owner.fill_and_finish(inspection, &sample).await;
    org.owner.sign(inspection, sample.signature).await;
    let report = org.owner.issue(inspection).await;
    app.drain().await;
    let pdf = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body.to_vec();
    (report, pdf)
}

/// The trust document, as anybody gets it.
pub async fn trust(browser: &Client) -> Trust {
    let reply = browser.get("/.well-known/norven-trust.json").await.ok();
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    Trust::parse(&reply.body).expect("a trust document")
}

/// The standing list, as anybody gets it.
async fn list(browser: &Client, trust: &Trust) -> List {
    let reply = browser.get("/standing").await.ok();
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    List::parse(&reply.body, &trust.standing.key).expect("a standing list")
}

/// When the statements of the tests were made.
pub const STATED: Timestamp = Timestamp(0);

/// Some statement that no other is.
pub fn statement(number: u32) -> Statement {
    Statement::AuditHead { head: Digest::of(number.to_be_bytes()) }
}

on_both! {
    async fn an_issued_report_proves_itself_to_a_stranger_who_has_only_the_trust_document(app: TestApp) {
        let (_, _, pdf) = issued(&app).await;
        let stranger = app.browser();
        let trust = trust(&stranger).await;
        let now = app.now().to_record();
        let Verdict::Issued { record, log, standing, .. } = verify(&pdf, &trust, None, &now) else {
            panic!("{:?}", verify(&pdf, &trust, None, &now));
        };
        assert_eq!((record.issuer.name.as_str(), record.number.as_str()), ("Acme", "NV-2026-000001"));
        assert_eq!((log.origin.as_str(), log.index, log.witnesses.len()), ("localhost:3000/log/2026", 1, 0));
        assert_eq!(standing, Standing::Unknown);

        let mut altered = pdf.clone();
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        assert!(matches!(verify(&altered, &trust, None, &now), Verdict::Altered { .. }));
        let added = [pdf.as_slice(), b"\n"].concat();
        let Verdict::Altered { original, .. } = verify(&added, &trust, None, &now) else { panic!("an added byte") };
        assert_eq!(original, Some(0..pdf.len()));
    }

    async fn making_a_report_again_gives_the_same_seal_and_no_second_entry(app: TestApp) {
        let (org, report, pdf) = issued(&app).await;
        let log = app.logs.at(app.now()).expect("a log");
        let size = log.size().await.expect("published");
        let job = json!({ "report": report });
        let job = norven::platform::jobs::Job {
            id: app.id(), lane: norven::platform::jobs::Lane::Interactive,
            kind: "reports.render".to_owned(), org: Some(org.id), payload: job, attempts: 1,
            waits: 0, useful_until: None,
        };
        reports::jobs::render((*app).clone(), job).await.expect("made again");
        assert_eq!(log.size().await.expect("published"), size);
        assert_eq!(org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body, pdf);
    }

    async fn a_revoked_report_is_on_the_list_that_everybody_fetches(app: TestApp) {
        let (org, report, pdf) = issued(&app).await;
        let revoke = async |browser: &Client, reason: &str| {
            browser.post_fn("/api/revoke_report", json!({ "id": report, "reason": reason })).await
        };
        assert_eq!(revoke(&org.member(Role::Inspector).await, "Wrong site").await.error(), AppError::NotAllowed);
        assert_eq!(revoke(&org.owner, " ").await.error(), AppError::field("reason", FieldProblem::Missing));
        app.clock.advance_seconds(PROOF_SECONDS);
        assert_eq!(revoke(&org.owner, "Wrong site").await.error(), AppError::ProofNeeded);
        let owner = app.sign_in(&org.address("owner")).await;
        revoke(&owner, "Wrong site").await.ok();
        revoke(&owner, "Once more").await.ok();
        app.drain().await;

        let view: ReportView = org.owner.post_fn("/api/load_report", json!({ "id": report })).await.json();
        let standing = view.standing.expect("it no longer stands");
        assert_eq!((standing.superseded, standing.reason.as_str()), (false, "Wrong site"));

        let stranger = app.browser();
        let trust = trust(&stranger).await;
        let list = list(&stranger, &trust).await;
        assert_eq!(list.rows().len(), 1);
        let Verdict::Issued { standing, .. } = verify(&pdf, &trust, Some(&list), &app.now().to_record()) else {
            panic!("still issued");
        };
        assert!(matches!(&standing, Standing::Revoked { since, .. } if since == "2026-11-23"), "{standing:?}");
    }

    async fn a_publisher_that_read_the_list_before_a_revocation_does_not_take_it_off_again(app: TestApp) {
        let (org, first, _) = issued(&app).await;
        let (second, _) = issued_by(&app, &org).await;
        let stranger = app.browser();
        let trust = trust(&stranger).await;
        let other = app.restarted().await;
        // Once where no list is there yet, and once where one is replaced.
        for (report, rows) in [(first, 1), (second, 2)] {
            let signed_in_again = if rows == 1 {
                None
            } else {
                // The list that each issue has published is made, and is old by now.
                app.clock.advance_seconds(10);
                app.drain().await;
                app.clock.advance_seconds(25 * 3600);
                Some(app.sign_in(&org.address("owner")).await)
            };
            let owner = signed_in_again.as_ref().unwrap_or(&org.owner);
            let kept = app.public.keys();
            let gate = app.public.close_gate();
            let slow = tokio::spawn({
                let app = norven::server::state::App::clone(&app);
                async move { reports::standing::ensure(&app).await }
            });
            // It has read what no longer stands, and enters its list in the log.
            while app.public.keys() == kept {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            app.public.open_gate();
            owner.post_fn("/api/revoke_report", json!({ "id": report, "reason": "Wrong site" })).await.ok();
            other.drain().await;
            assert_eq!(list(&stranger, &trust).await.rows().len(), rows);
            gate.add_permits(1000);
            slow.await.expect("it ends").expect("published");
            assert_eq!(list(&stranger, &trust).await.rows().len(), rows, "the revocation stays");
        }
        // The lists that were replaced, and those that came too late, go.
        let lists = async || app.public.keys().iter().filter(|key| key.starts_with("standing-list/")).count();
        app.clock.advance_seconds(24 * 3600);
        pending::sweep(&app.db, &[&*app.public], app.now()).await.expect("swept");
        assert_eq!(lists().await, 1);
        assert_eq!(list(&stranger, &trust).await.rows().len(), 2);
        other.db.close().await;
    }

    async fn of_many_publishers_at_once_none_publishes_less_than_was_there(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut issued = Vec::new();
        for _ in 0..3 {
            issued.push(issued_by(&app, &org).await.0);
        }
        let others = [app.restarted().await, app.restarted().await];
        for report in issued {
            org.owner.post_fn("/api/revoke_report", json!({ "id": report, "reason": "Wrong site" })).await.ok();
        }
        let (first, second) = (&others[0], &others[1]);
        tokio::join!(app.drain(), first.drain(), second.drain());
        app.drain().await;
        let stranger = app.browser();
        assert_eq!(list(&stranger, &trust(&stranger).await).await.rows().len(), 3);
        for other in others {
            other.db.close().await;
        }
    }

    async fn an_edition_replaces_only_the_one_that_its_publisher_read(app: TestApp) {
        let latest = async || {
            let mut tx = app.db.directory_read().await.expect("a transaction");
            editions::latest(&mut tx, "list").await.expect("reads")
        };
        let replace = async |seen: &Edition, object: &str| {
            let new = NewEdition { name: "list", object, bytes: object.into() };
            editions::replace(&app.db, &*app.public, seen, new, app.now()).await.expect("the store works")
        };
        let nothing = latest().await;
        assert_eq!(nothing.object, None);
        assert!(replace(&nothing, "list/1").await);
        assert!(!replace(&nothing, "list/late").await, "two were the first");
        let first = latest().await;
        assert!(replace(&first, "list/2").await);
        assert!(!replace(&first, "list/late").await);
        assert_eq!(latest().await.object.as_deref(), Some("list/2"));
        assert_eq!(app.public.keys(), ["list/1", "list/2"], "who came late left nothing");
        app.public.set(Some(Trouble::Full));
        let new = NewEdition { name: "list", object: "list/3", bytes: Vec::new() };
        editions::replace(&app.db, &*app.public, &latest().await, new, app.now()).await.expect_err("no space");
        app.public.set(None);
        assert_eq!(latest().await.object.as_deref(), Some("list/2"));
    }

    async fn a_corrected_report_replaces_the_one_before_under_the_same_number(app: TestApp) {
        let (org, report, old) = issued(&app).await;
        let correct = async |browser: &Client| browser.post_fn("/api/correct_report", json!({ "id": report, "reason": "A misread value" })).await;
        assert_eq!(correct(&org.member(Role::Inspector).await).await.error(), AppError::NotAllowed);
        let inspection: InspectionId = correct(&org.owner).await.json();
        assert_eq!(correct(&org.owner).await.json::<InspectionId>(), inspection, "it is open already");
        let stranger = app.browser();
        let trust = trust(&stranger).await;

        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        let slot = org.owner.inspection(inspection).await.checklist.items().last().expect("a slot").id;
        org.owner.sign(inspection, slot).await;
        let corrected = org.owner.issue(inspection).await;
        app.drain().await;
        let new = org.owner.get(&format!("/reports/{corrected}/pdf")).await.ok();
        assert!(new.header("content-disposition").contains("NV-2026-000001 r2 "));

        let list = list(&stranger, &trust).await;
        let now = app.now().to_record();
        let Verdict::Issued { record, seal, standing, .. } = verify(&new.body, &trust, Some(&list), &now) else {
            panic!("issued");
        };
        assert_eq!((record.revision, record.supersedes.map(|old| old.report)), (2, Some(report.to_string())));
        assert!(matches!(standing, Standing::Current { .. }));
        let Verdict::Issued { standing: Standing::Superseded { by, .. }, .. } = verify(&old, &trust, Some(&list), &now)
        else {
            panic!("superseded");
        };
        assert!(seal.record.to_string().starts_with(&by));
    }

    async fn reports_that_stand_are_current_by_the_list(app: TestApp) {
        let (_, _, pdf) = issued(&app).await;
        reports::standing::ensure(&app).await.expect("published");
        let stranger = app.browser();
        let trust = trust(&stranger).await;
        let list = list(&stranger, &trust).await;
        let verdict = verify(&pdf, &trust, Some(&list), &app.now().to_record());
        assert!(matches!(verdict, Verdict::Issued { standing: Standing::Current { .. }, .. }), "{verdict:?}");
    }

    async fn each_issue_has_a_list_of_later_published(app: TestApp) {
        reports::standing::ensure(&app).await.expect("published");
        let stranger = app.browser();
        app.clock.advance_seconds(60);
        let (org, _, first) = issued(&app).await;
        let (_, second) = issued_by(&app, &org).await;
        let trust = trust(&stranger).await;
        let standing = async |pdf: &[u8]| {
            let list = list(&stranger, &trust).await;
            match verify(pdf, &trust, Some(&list), &app.now().to_record()) {
                Verdict::Issued { standing, .. } => standing,
                verdict => panic!("{verdict:?}"),
            }
        };
        assert!(matches!(standing(first.as_slice()).await, Standing::Earlier { .. }), "the list of before says nothing");
        let size = async || app.logs.at(app.now()).expect("a log").size().await.expect("published");
        let before = size().await;
        app.clock.advance_seconds(10);
        app.drain().await;
        for pdf in [first.as_slice(), second.as_slice()] {
            assert!(matches!(standing(pdf).await, Standing::Current { .. }));
        }
        assert_eq!(size().await, before + 1, "both share one list");
    }

    async fn the_code_on_the_cover_is_signed_and_names_the_record(app: TestApp) {
        let (_, _, pdf) = issued(&app).await;
        let trust = trust(&app.browser()).await;
        let Verdict::Issued { record, seal, .. } = verify(&pdf, &trust, None, &app.now().to_record()) else {
            panic!("issued");
        };
        let address = reports::seal::qr_address(&app, &record, seal.record).expect("an address");
        let (page, _) = address.split_once('#').expect("a fragment");
        assert_eq!(page, "http://localhost:3000/verify");
        let facts = Facts::parse(&address[page.len()..], &trust.qr_key).expect("signed facts");
        assert_eq!((facts.number.as_str(), facts.issuer.as_str()), ("NV-2026-000001", "Acme"));
        assert!(facts.content.is_of(&seal.record));
    }

    async fn the_log_is_rebuilt_from_its_public_files_alone_and_a_changed_one_is_found(app: TestApp) {
        issued(&app).await;
        let log = app.logs.at(app.now()).expect("a log");
        for number in 0..600 {
            log.append(STATED, statement(number)).await.expect("entered");
        }
        let audit = log.audit().await.expect("read");
        assert_eq!((audit.size, audit.findings.as_slice()), (602, [].as_slice()));

        let stranger = app.browser();
        let checkpoint = stranger.get("/log/2026/checkpoint").await.ok();
        assert!(checkpoint.text().starts_with("localhost:3000/log/2026\n602\n"), "{}", checkpoint.text());
        assert_eq!(checkpoint.header("cache-control"), "public, no-cache");
        let tile = stranger.get("/log/2026/tile/0/001").await.ok();
        assert_eq!((tile.body.len(), tile.header("cache-control")), (256 * 32, "public, max-age=31536000, immutable"));
        for path in ["/log/2026/tile/9/000", "/log/2026/../../standing", "/log/1999/checkpoint", "/log/2026/x"] {
            assert_eq!(stranger.get(path).await.status, 404, "{path}");
        }

        let mut bytes = app.public.get("log/2026/tile/entries/001").await.expect("kept");
        bytes[100] ^= 1;
        app.public.put("log/2026/tile/entries/001", bytes).await.expect("changed");
        assert!(!log.audit().await.expect("read").findings.is_empty());
    }

    async fn entries_that_come_at_once_from_two_servers_make_one_log(app: TestApp) {
        let other = app.restarted().await;
        let (one, two) = (app.logs.at(app.now()).expect("a log"), other.logs.at(app.now()).expect("a log"));
        let mut tasks = Vec::new();
        for number in 0..60 {
            // Every tenth is entered by both.
            let log = std::sync::Arc::clone(if number % 2 == 0 { &one } else { &two });
            tasks.push(tokio::spawn(async move { log.append(STATED, statement(number - number % 10 / 9)).await }));
        }
        let mut indices = std::collections::BTreeSet::new();
        for task in tasks {
            indices.insert(task.await.expect("a task").expect("entered"));
        }
        assert_eq!(indices.len(), 54);
        let audit = one.audit().await.expect("read");
        assert_eq!((audit.size, audit.findings.as_slice()), (54, [].as_slice()));
        other.db.close().await;
    }

    async fn a_log_whose_files_could_not_be_written_loses_nothing_and_goes_on(app: TestApp) {
        let log = app.logs.at(app.now()).expect("a log");
        assert_eq!(log.append(STATED, statement(1)).await.expect("entered"), 0);
        app.public.set(Some(Trouble::Full));
        log.append(STATED, statement(2)).await.expect_err("the files cannot be written");
        log.append(STATED, statement(3)).await.expect_err("nor can these");
        app.public.set(None);
        assert_eq!(log.size().await.expect("published"), 1, "a checkpoint never speaks of files that are not there");

        // Another process takes over.
        let other = app.restarted().await;
        let taken = other.logs.at(app.now()).expect("a log");
        taken.catch_up().await.expect("published");
        assert_eq!(taken.append(STATED, statement(4)).await.expect("entered"), 3);
        assert_eq!(log.append(STATED, statement(2)).await.expect("it is there already"), 1);
        assert_eq!(taken.audit().await.expect("read").findings, []);
        log.prove(2).await.expect("a proof");
        other.db.close().await;
    }

    async fn a_closed_key_seals_nothing_more_and_what_it_sealed_stands(app: TestApp) {
        let (_, _, pdf) = issued(&app).await;
        let log = app.logs.at(app.now()).expect("a log");
        let certificate = app.keys.seal().certificate.sha256();
        log.close_key(certificate, 1, true).await.expect("closed");
        let trust = trust(&app.browser()).await;
        assert!(verify(&pdf, &trust, None, &app.now().to_record()).is_issued());
        log.close_key(certificate, 1, true).await.expect("closed again, it stays");
        log.close_key(certificate, 0, true).await.expect("an interval shrinks");
        log.close_key(certificate, 5, true).await.expect_err("and never grows");
        let verdict = verify(&pdf, &self::trust(&app.browser()).await, None, &app.now().to_record());
        assert!(matches!(verdict, Verdict::IssuedUnlogged { .. }), "{verdict:?}");
    }

    async fn closing_a_key_that_the_log_did_not_hear_of_is_finished_by_closing_it_again(app: TestApp) {
        let (_, _, pdf) = issued(&app).await;
        let log = app.logs.at(app.now()).expect("a log");
        let certificate = app.keys.seal().certificate.sha256();
        let size = log.size().await.expect("published");
        app.public.set(Some(Trouble::Broken));
        log.close_key(certificate, 0, true).await.expect_err("the log cannot be written");
        app.public.set(None);
        // It counts from the first try on.
        let verdict = verify(&pdf, &trust(&app.browser()).await, None, &app.now().to_record());
        assert!(matches!(verdict, Verdict::IssuedUnlogged { .. }), "{verdict:?}");
        for _ in 0..2 {
            log.close_key(certificate, 0, true).await.expect("finished");
            assert_eq!(log.size().await.expect("published"), size + 1, "it is said once");
        }
        assert_eq!(log.audit().await.expect("read").findings, []);
        log.close_key(certificate, 1, true).await.expect_err("and never grows");
    }
}
