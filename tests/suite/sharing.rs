//! A report that is handed over: links that open it without an account, and mails with such a link.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        inspections::model::{AnswerValue, Inspection, Op},
        orgs::model::Role,
        sharing::model::{LinkLine, LinkState, MadeLink},
    },
    ids::{InspectionId, ReportId},
};
use norven_proof::digest::Digest;
use serde_json::{Value, json};

use crate::support::{Client, ORIGIN, Org, Reply, Sample, TestApp, embedded_record, jpeg, on_both};

/// An organisation with a report that is issued: its inspection has a note, an action and a photo that is drawn upon.
async fn issued(app: &TestApp) -> (Org, Sample, InspectionId, ReportId) {
    let org = app.organisation("Acme").await;
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    let note = Op::Note { item: sample.exit, text: "Boxes <b>in front</b> & behind".to_owned(), seen: 0 };
    org.owner.act(inspection, [note]).await;
    org.owner.fill_and_finish(inspection, &sample).await;
    org.owner.sign(inspection, sample.signature).await;
    let report = org.owner.issue(inspection).await;
    app.drain().await;
    (org, sample, inspection, report)
}

async fn share(owner: &Client, report: ReportId, with_code: bool) -> MadeLink {
    let link = json!({ "report": report, "days": 7, "with_code": with_code });
    owner.post_fn("/api/share_report", json!({ "link": link })).await.json()
}

async fn send(owner: &Client, report: ReportId, to: &str, note: &str) -> Reply {
    let sending = json!({ "report": report, "to": to, "note": note, "days": 30 });
    owner.post_fn("/api/send_report", json!({ "sending": sending })).await
}

async fn links(owner: &Client, report: ReportId) -> Vec<LinkLine> {
    owner.post_fn("/api/list_report_links", json!({ "report": report })).await.json()
}

/// The path of an address of ours.
fn path(address: &str) -> String {
    address.strip_prefix(ORIGIN).expect("an address of ours").to_owned()
}

/// What a page says, without its elements.
fn said(html: &str) -> String {
    let body = html.split_once("<body>").map_or(html, |(_, body)| body);
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => (inside, ()) = (true, text.push(' ')),
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    plain.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every text that a record holds for people to read.
fn texts(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text)
            if matches!(name, "title" | "question" | "note" | "text" | "name" | "number" | "caption") =>
        {
            found.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, name, found)),
        Value::Object(members) => members.iter().for_each(|(name, value)| texts(value, name, found)),
        _ => {}
    }
}

async fn events(owner: &Client) -> Vec<String> {
    let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
    page.events.into_iter().map(|event| event.action).collect()
}

on_both! {
    async fn a_link_opens_the_report_without_an_account_until_it_is_ended(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let link = path(&share(&org.owner, report, false).await.address);
        let stranger = app.browser();
        let page = stranger.get(&link).await;
        assert_eq!(page.status, 200);
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "no-referrer"));
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
        assert!(!page.text().contains("<script"), "it needs none");

        // Every text of the record is in it, and it is the record of the PDF.
        let pdf = stranger.get(&format!("{link}/pdf")).await.ok();
        assert_eq!(pdf.body, org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body);
        let record = stranger.get(&format!("{link}/record")).await.ok().body;
        assert_eq!(record, embedded_record(&pdf.body));
        let (text, mut facts) = (said(&page.text()), Vec::new());
        texts(&serde_json::from_slice(&record).expect("JSON"), "", &mut facts);
        assert!(facts.len() > 20, "{facts:?}");
        for fact in facts {
            assert!(text.contains(&fact), "{fact:?} is missing from {text}");
        }
        assert!(text.contains(&Digest::of(&record).to_string()));

        let photo = page.text();
        let photo = photo.split("<img src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a photo");
        let photo = stranger.get(photo).await.ok();
        assert_eq!(photo.header("content-type"), "image/jpeg");

        let [line] = links(&org.owner, report).await.try_into().expect("one link");
        assert_eq!((line.views, line.state, line.has_code), (1, LinkState::Open, false));
        org.owner.post_fn("/api/revoke_report_link", json!({ "report": report, "link": line.id })).await.ok();
        let over = stranger.get(&link).await;
        assert_eq!(over.status, 410);
        assert!(!over.text().contains("NV-2026"), "{}", over.text());
        for rest in ["pdf", "record"] {
            assert_eq!(stranger.get(&format!("{link}/{rest}")).await.status, 404);
        }
        assert_eq!(links(&org.owner, report).await[0].state, LinkState::Revoked);
        let events = events(&org.owner).await;
        for event in ["report.shared", "report_link.viewed", "report.downloaded", "report.link_revoked"] {
            assert!(events.iter().any(|action| action == event), "{event} is not in {events:?}");
        }
    }

    async fn a_link_runs_out_and_views_within_a_minute_count_once(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let link = path(&share(&org.owner, report, false).await.address);
        for (seconds, views) in [(0, 1), (30, 1), (31, 2)] {
            app.clock.advance_seconds(seconds);
            assert_eq!(app.browser().get(&link).await.status, 200);
            assert_eq!(links(&org.owner, report).await[0].views, views, "after {seconds} seconds");
        }
        app.clock.advance_seconds(7 * 24 * 3600);
        assert_eq!(app.browser().get(&link).await.status, 410);
        let owner = app.sign_in("owner@acme.example").await;
        assert_eq!(links(&owner, report).await[0].state, LinkState::Expired);
    }

    async fn a_link_with_a_code_shows_nothing_before_it(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let made = share(&org.owner, report, true).await;
        let (link, code) = (path(&made.address), made.code.expect("a code"));
        let stranger = app.browser();
        let asked = stranger.get(&link).await;
        assert_eq!(asked.status, 200);
        for told in ["NV-2026", "Warehouse", "Acme"] {
            assert!(!asked.text().contains(told), "{told} is told before the code");
        }
        for rest in ["pdf", "record"] {
            assert_eq!(stranger.get(&format!("{link}/{rest}")).await.status, 404);
        }
        assert_eq!(stranger.post_form(&link, &[("code", "2222 2222")]).await.status, 422);
        assert_eq!(links(&org.owner, report).await[0].views, 0, "asking for a code is no view");
        // As people type it.
        let typed = code.to_lowercase().replace(' ', "-");
        assert_eq!(stranger.post_form(&link, &[("code", &typed)]).await.status, 303);
        assert!(stranger.get(&link).await.ok().text().contains("NV-2026"));
        stranger.get(&format!("{link}/pdf")).await.ok();
        assert!(!app.browser().get(&link).await.text().contains("NV-2026"), "another browser is asked");

        // What one link's code gave opens no other.
        let other = path(&share(&org.owner, report, true).await.address);
        assert!(!stranger.get(&other).await.text().contains("NV-2026"));
        let guesser = app.browser();
        let mut status = 0;
        for _ in 0..200 {
            status = guesser.post_form(&other, &[("code", "33333333")]).await.status;
            if status == 429 {
                break;
            }
        }
        assert_eq!(status, 429, "codes are not tried without end");
    }

    async fn a_report_is_mailed_to_chosen_people_with_a_note(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let to = "ines@client.example;\n Luis@Client.example, ines@client.example";
        send(&org.owner, report, to, "As agreed on site.\nRegards, Olga").await.ok();
        let [mail] = app.mails_to("luis@client.example").await.try_into().expect("one mail");
        assert_eq!(mail.subject, "Report NV-2026-000001");
        assert!(mail.body.contains("> As agreed on site.\n> Regards, Olga\n"), "{}", mail.body);
        let address = mail.body.lines().find(|line| line.starts_with(ORIGIN)).expect("a link");
        assert!(app.browser().get(&path(address)).await.ok().text().contains("Is the exit free?"));

        let mut lines = links(&org.owner, report).await;
        lines.sort_by_key(|line| line.recipient.clone());
        let told: Vec<_> = lines.iter().map(|line| (line.recipient.as_deref(), line.views)).collect();
        assert_eq!(told, [(Some("ines@client.example"), 0), (Some("luis@client.example"), 1)]);

        let again = send(&org.owner, report, "ines@client.example", "").await.error();
        assert!(matches!(again, AppError::TooMany { seconds: 1..=600 }), "{again:?}");
        let crowd: String = (0..21).map(|n| format!("p{n}@client.example\n")).collect();
        for (to, note, field, problem) in [
            ("", "", "to", FieldProblem::Missing),
            ("nobody", "", "to", FieldProblem::NotEmail),
            (crowd.as_str(), "", "to", FieldProblem::TooMany(20)),
            ("a@client.example", "Sign in at evil.example/now", "note", FieldProblem::LeadsSomewhere),
            ("a@client.example", "Call +34 600123456 now", "note", FieldProblem::LeadsSomewhere),
        ] {
            assert_eq!(send(&org.owner, report, to, note).await.error(), AppError::field(field, problem), "{to} {note}");
        }
        // A note may name reports and figures.
        send(&org.owner, report, "a@client.example", "Replaces NV-2025-000123; 3 of 24 items failed, 71.5 lx.").await.ok();
    }

    async fn a_report_that_is_mailed_twice_at_once_arrives_once(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let mail = async || send(&org.owner, report, "a@client.example", "").await;
        let (one, two, three) = tokio::join!(mail(), mail(), mail());
        let refused: Vec<AppError> = [one, two, three].iter().filter(|one| one.status != 200).map(Reply::error).collect();
        assert!(matches!(refused[..], [AppError::TooMany { .. }, AppError::TooMany { .. }]), "{refused:?}");
        assert_eq!(app.mails_to("a@client.example").await.len(), 1);
    }

    async fn mails_of_reports_count_like_invitations(app: TestApp) {
        let app = app.with_parts(|mut parts| {
            parts.admission.invitations_new = 2;
            parts
        });
        let (org, _, _, report) = issued(&app).await;
        let refused = send(&org.owner, report, "a@x.example, b@x.example, c@x.example", "").await.error();
        assert!(matches!(refused, AppError::Invitations { limit: 2, .. }), "{refused:?}");
        assert!(links(&org.owner, report).await.is_empty(), "none was sent");
        assert!(app.mails_to("a@x.example").await.is_empty());
        send(&org.owner, report, "a@x.example, b@x.example", "").await.ok();
    }

    async fn an_inspector_hands_over_what_they_inspected_and_nothing_else(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let inspector = org.person("inspector", Role::Inspector).await;
        let link = json!({ "link": { "report": report, "days": 7, "with_code": false } });
        assert_eq!(inspector.post_fn("/api/share_report", &link).await.error(), AppError::NotFound);
        let other = app.organisation("Other").await;
        assert_eq!(other.owner.post_fn("/api/share_report", &link).await.error(), AppError::NotFound);
        let days = json!({ "link": { "report": report, "days": 3650, "with_code": false } });
        let refused = org.owner.post_fn("/api/share_report", &days).await.error();
        assert_eq!(refused, AppError::field("days", FieldProblem::NotAChoice));
    }

    async fn a_report_that_was_replaced_or_revoked_says_so_and_still_shows_its_own_photos(app: TestApp) {
        let (org, sample, inspection, report) = issued(&app).await;
        let link = path(&share(&org.owner, report, false).await.address);
        let first = app.browser().get(&link).await.ok().text();
        let photo = first.split("<img src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a photo").to_owned();
        assert!(!first.contains("role=\"alert\""), "it is the last word");

        org.owner.post_fn("/api/correct_report", json!({ "id": report, "reason": "Misread" })).await.ok();
        let seen: Inspection = org.owner.inspection(inspection).await;
        let before = seen.findings.photos[0].id;
        org.owner.act(inspection, [Op::RemovePhoto { photo: before }]).await;
        org.owner.add_photo(inspection, sample.views, jpeg(400, 300, 7)).await;
        let seen = seen.findings.answers[&sample.exit].value_rev;
        let op = Op::Answer { item: sample.exit, value: Some(AnswerValue::NotApplicable), seen };
        org.owner.act(inspection, [op]).await;
        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        org.owner.sign(inspection, sample.signature).await;
        let second = org.owner.issue(inspection).await;
        app.drain().await;

        let page = said(&app.browser().get(&link).await.ok().text());
        assert!(page.contains("This report was replaced"), "{page}");
        app.browser().get(&photo).await.ok();
        let new = path(&share(&org.owner, second, false).await.address);
        let html = app.browser().get(&new).await.ok().text();
        assert!(!html.contains(&before.to_string()));
        // A link opens its own report's photos only.
        assert_eq!(app.browser().get(&photo.replace(&link, &new)).await.status, 404);
        org.owner.post_fn("/api/revoke_report", json!({ "id": second, "reason": "Wrong site" })).await.ok();
        let page = said(&app.browser().get(&new).await.ok().text());
        assert!(page.contains("This report was revoked") && !page.contains("Wrong site"), "{page}");
    }

    async fn a_link_that_nobody_made_opens_nothing_and_says_what_to_do(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        let link = path(&share(&org.owner, report, false).await.address);
        for wrong in [&link[..link.len() - 1], "/r/x", "/r/%00", &format!("/r/{}", "A".repeat(43))] {
            let page = app.browser().get(wrong).await;
            assert_eq!(page.status, 404, "{wrong}");
            assert!(page.text().contains("long links are cut off"), "{}", page.text());
        }
        assert_eq!(app.browser().get(&format!("{link}/photos/zzz")).await.status, 404);
    }

    async fn a_report_has_so_many_links(app: TestApp) {
        let (org, _, _, report) = issued(&app).await;
        for _ in 0..98 {
            share(&org.owner, report, false).await;
        }
        // Of those who come at once, each is counted.
        let link = json!({ "link": { "report": report, "days": 7, "with_code": false } });
        let try_one = async || org.owner.post_fn("/api/share_report", &link).await;
        let (a, b, c, d, e) = tokio::join!(try_one(), try_one(), try_one(), try_one(), try_one());
        let refused: Vec<AppError> = [a, b, c, d, e].iter().filter(|one| one.status != 200).map(Reply::error).collect();
        assert!(matches!(refused[..], [AppError::Full { limit: 100, .. }, _, _]), "{refused:?}");
        assert_eq!((refused.len(), links(&org.owner, report).await.len()), (3, 100));
        let last = links(&org.owner, report).await[0].id;
        org.owner.post_fn("/api/revoke_report_link", json!({ "report": report, "link": last })).await.ok();
        share(&org.owner, report, false).await;
    }
}
