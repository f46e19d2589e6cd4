//! Finding things by words, and lists that are narrowed and paged.

use std::collections::BTreeSet;

use norven::{
    features::{
        inspections::{
            model::{AnswerValue, InspectionSummary, Op, State},
            query::{InspectionPage, InspectionQuery},
        },
        orgs::model::Role,
        reports::{
            model::ReportSummary,
            query::{ReportQuery, Which},
        },
        search::{
            index,
            model::{Hit, Kind},
        },
    },
    ids::{InspectionId, SiteId},
    ui::listing::{Count, Order, PAGE, Page, Place},
};
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Client, Org, Sample, TestApp, on_both};

async fn search(browser: &Client, text: &str) -> Vec<Hit> {
    browser.post_fn("/api/search", json!({ "text": text })).await.json()
}

/// What a text finds, by kind and name.
async fn found(browser: &Client, text: &str) -> Vec<(Kind, String)> {
    search(browser, text).await.into_iter().map(|hit| (hit.kind, hit.title)).collect()
}

async fn inspections(browser: &Client, query: &InspectionQuery) -> InspectionPage {
    browser.post_fn("/api/list_inspections", json!({ "query": query })).await.json()
}

/// Every line that a query finds, page by page, and the count that the first page tells.
async fn every_inspection(browser: &Client, query: &InspectionQuery) -> (Vec<InspectionSummary>, Count) {
    let (mut lines, mut query, mut count) = (Vec::new(), query.clone(), None);
    loop {
        let InspectionPage { page, .. } = inspections(browser, &query).await;
        assert!(page.lines.len() <= PAGE);
        lines.extend(page.lines);
        count.get_or_insert(page.count);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return (lines, count.expect("a page")),
        }
    }
}

async fn note(browser: &Client, inspection: InspectionId, sample: &Sample, text: &str) {
    browser.act(inspection, [Op::Note { item: sample.exit, text: text.to_owned(), seen: 0 }]).await;
}

/// Stores what one answer of an inspection is, readable or not; gives what was stored.
async fn store_answer(app: &TestApp, org: &Org, inspection: InspectionId, value: &str) -> String {
    let mut tx = app.db.write(org.id).await.expect("a transaction");
    let before = norven::fetch_one!(
        &mut tx,
        (String,),
        "SELECT value FROM answers WHERE inspection_id = $1 AND value IS NOT NULL",
        inspection
    );
    let sql = "UPDATE answers SET value = $2 WHERE inspection_id = $1 AND value IS NOT NULL";
    norven::execute!(&mut tx, sql, inspection, value).expect("stored");
    tx.commit().await.expect("kept");
    before.expect("an answer").0
}

/// Changes an inspection behind the application's back, which cannot read it.
async fn change_unseen(app: &TestApp, org: &Org, inspection: InspectionId) {
    let mut tx = app.db.write(org.id).await.expect("a transaction");
    norven::execute!(&mut tx, "UPDATE inspections SET rev = rev + 1 WHERE id = $1", inspection).expect("changed");
    tx.commit().await.expect("kept");
}

/// Changes the schema, as the owner of the tables.
async fn alter(app: &TestApp, sql: &'static str) {
    if let Some(url) = app.home().url() {
        PgConnection::connect(&url).await.expect("connects").execute(sql).await.expect("altered");
        return;
    }
    let mut tx = app.db.directory().await.expect("a transaction");
    norven::execute!(&mut tx, sql).expect("altered");
    tx.commit().await.expect("kept");
}

/// How much waits to be read for the search.
async fn waiting(app: &TestApp) -> i64 {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    norven::fetch_one!(&mut tx, (i64,), "SELECT count(*) FROM search_queue").expect("a count").0
}

async fn rename(org: &Org, site: SiteId, name: &str) {
    let site = json!({ "id": site, "name": name, "address": "Calle Mayor 1, Madrid" });
    org.owner.post_fn("/api/save_site", json!({ "site": site })).await.ok();
}

on_both! {
    async fn things_are_found_by_the_words_that_people_use_for_them(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let site = org.owner.add_site("Colegio Núñez").await;
        let template = org.owner.add_template(&sample.checklist).await;
        let inspection = org.owner.start(site, template).await;
        note(&org.owner, inspection, &sample, "Extintor caído junto a la PUERTA; 東京 дверь").await;
        org.owner.answer(inspection, sample.state, AnswerValue::Choice { index: 1 }).await;
        app.drain().await;

        let here = (Kind::Inspection, "Colegio Núñez".to_owned());
        for text in ["extintor", "EXTINT", "caido puerta", "puerta caído extin", "worn", "京", "двер", "nunez extintor"] {
            assert_eq!(found(&org.owner, text).await, std::slice::from_ref(&here), "{text}");
        }
        assert_eq!(found(&org.owner, "núñez").await, [(Kind::Site, here.1.clone()), here.clone()]);
        assert_eq!(found(&org.owner, &sample.checklist.title).await.last().map(|found| found.0), Some(Kind::Template));
        assert_eq!(found(&org.owner, "owner acme").await, [(Kind::Member, "owner".to_owned())]);
        for text in ["", "  ", "\"", "* OR *", "extintor AND ventana", "'; DROP TABLE search_docs; --", "a:b(c", "\u{202e}"] {
            assert_eq!(found(&org.owner, text).await, [], "{text}");
        }
        // What changes is found as it is now.
        rename(&org, site, "Instituto Goya").await;
        app.drain().await;
        assert_eq!(found(&org.owner, "nunez").await, []);
        assert_eq!(found(&org.owner, "goya").await.len(), 2, "the site and its inspection");
        org.owner.post_fn("/api/archive_site", json!({ "site": site })).await.ok();
        app.drain().await;
        assert_eq!(found(&org.owner, "goya").await, [(Kind::Inspection, "Instituto Goya".to_owned())]);
    }

    async fn what_is_stored_and_does_not_read_stays_found_and_keeps_nothing_else_from_being_found(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let template = org.owner.add_template(&sample.checklist).await;
        let mut inspections = Vec::new();
        for name in ["Alder", "Birch", "Cedar"] {
            let site = org.owner.add_site(name).await;
            let inspection = org.owner.start(site, template).await;
            org.owner.answer(inspection, sample.state, AnswerValue::Choice { index: 1 }).await;
            inspections.push(inspection);
        }
        app.drain().await;

        let before = store_answer(&app, &org, inspections[1], "{").await;
        change_unseen(&app, &org, inspections[1]).await;
        note(&org.owner, inspections[0], &sample, "ladder").await;
        note(&org.owner, inspections[2], &sample, "ladder").await;
        app.drain().await;
        let both = ["Cedar", "Alder"].map(|name| (Kind::Inspection, name.to_owned()));
        let mut ladders = found(&org.owner, "ladder").await;
        ladders.sort_by(|one, other| other.1.cmp(&one.1));
        assert_eq!(ladders, both);
        assert_eq!(found(&org.owner, "birch worn").await, [(Kind::Inspection, "Birch".to_owned())]);
        assert_eq!(waiting(&app).await, 0, "it is told once, not every two seconds");

        store_answer(&app, &org, inspections[1], &before).await;
        note(&org.owner, inspections[1], &sample, "ladder").await;
        app.drain().await;
        assert_eq!(found(&org.owner, "ladder").await.len(), 3);
    }

    async fn what_was_not_read_because_the_database_refused_is_read_when_it_no_longer_does(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.owner.add_site("Alder").await;
        alter(&app, "ALTER TABLE sites RENAME TO away").await;
        assert!(index::catch_up(&app).await.is_err());
        alter(&app, "ALTER TABLE away RENAME TO sites").await;
        index::catch_up(&app).await.expect("in reach");
        assert_eq!(found(&org.owner, "alder").await, [(Kind::Site, "Alder".to_owned())]);
    }

    async fn a_report_is_found_by_its_number_however_it_is_typed(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let report = org.owner.issue(inspection).await;
        app.drain().await;
        for text in ["NV-2026-000001", "nv 2026 000001", "2026-000001", "000001", "warehouse 1"] {
            let hits = search(&org.owner, text).await;
            assert!(hits.iter().any(|hit| hit.kind == Kind::Report && hit.id == report.0), "{text}: {hits:?}");
        }
    }

    async fn nobody_finds_what_their_role_groups_or_organisation_keep_from_them(app: TestApp) {
        let org = app.organisation("Acme").await;
        let stranger = app.organisation("Other").await.owner;
        let sample = Sample::new(&app);
        let (north, south) = (org.owner.add_site("Northgate").await, org.owner.add_site("Southgate").await);
        let template = org.owner.add_template(&sample.checklist).await;
        let inspector = org.member(Role::Inspector).await;
        let colleague = org.person("colleague", Role::Inspector).await;
        let viewer = org.member(Role::Viewer).await;
        let manager = org.member(Role::Manager).await;
        let group = org.owner.add_group("South", &[south]).await;
        org.limit("manager", Some(&[group])).await.ok();
        for site in [north, south] {
            let inspection = inspector.start(site, template).await;
            note(&inspector, inspection, &sample, "pallets in the way").await;
        }
        app.drain().await;
        let sees = async |browser: &Client, text: &str| found(browser, text).await.len();
        assert_eq!(sees(&org.owner, "pallets").await, 2);
        assert_eq!(sees(&viewer, "pallets").await, 2);
        assert_eq!(sees(&inspector, "pallets").await, 2);
        assert_eq!(sees(&colleague, "pallets").await, 0, "inspections of others");
        assert_eq!(sees(&manager, "pallets").await, 1, "sites of other groups");
        assert_eq!(found(&manager, "northgate").await, []);
        assert_eq!(sees(&stranger, "pallets").await, 0, "another organisation");
        let title = sample.checklist.title.as_str();
        let templates = async |browser: &Client| {
            found(browser, title).await.iter().filter(|found| found.0 == Kind::Template).count()
        };
        assert_eq!((templates(&org.owner).await, templates(&viewer).await), (1, 0));
        assert_eq!((sees(&org.owner, "colleague").await, sees(&viewer, "colleague").await), (1, 0));
        // The same holds for the list that is narrowed by words.
        let words = InspectionQuery { text: Some("pallets".to_owned()), ..InspectionQuery::default() };
        let count = async |browser: &Client| inspections(browser, &words).await.page.count;
        assert_eq!(count(&org.owner).await, Count::Exactly(2));
        assert_eq!(count(&manager).await, Count::Exactly(1));
        assert_eq!(count(&colleague).await, Count::Exactly(0));
        assert_eq!(count(&stranger).await, Count::Exactly(0));
    }

    async fn a_list_shows_what_its_filter_means_page_by_page_in_both_orders(app: TestApp) {
        let org = app.organisation("Acme").await;
        let owner = &org.owner;
        let sample = Sample::new(&app);
        let sites = [owner.add_site("North").await, owner.add_site("South").await, owner.add_site("West").await];
        let templates =
            [owner.add_template(&sample.checklist).await, owner.add_template(&Sample::new(&app).checklist).await];
        let inspector = org.member(Role::Inspector).await;
        let mut all = Vec::new();
        for n in 0..(PAGE + 20) {
            app.clock.advance_seconds(if n % 7 == 0 { 0 } else { 3600 });
            let by = if n % 5 == 0 { &inspector } else { owner };
            let (site, template) = (sites[n % 3], templates[usize::from(n % 4 == 0)]);
            let id = by.start(site, template).await;
            if n % 3 == 1 && n % 4 != 0 {
                note(by, id, &sample, if n % 2 == 0 { "Löschdecke fehlt" } else { "alles in Ordnung" }).await;
            }
            if n % 10 == 3 {
                by.fill_and_finish(id, &sample).await;
            }
            all.push((id, site, template));
        }
        app.drain().await;
        let owner = &app.sign_in(&org.address("owner")).await;
        let inspector_id = org.user(&org.address("inspector")).await;
        let (everything, count) = every_inspection(owner, &InspectionQuery::default()).await;
        assert_eq!((everything.len(), count), (all.len(), Count::Exactly(u32::try_from(all.len()).expect("few"))));
        let ids: BTreeSet<_> = everything.iter().map(|line| line.id).collect();
        assert_eq!(ids.len(), all.len(), "none twice");

        let day = everything[20].updated.civil().date().to_string();
        let place = |id: InspectionId| *all.iter().find(|(known, ..)| *known == id).expect("known");
        for mask in 0_u32..64 {
            let on = |bit: u32| mask & (1 << bit) != 0;
            let query = InspectionQuery {
                site: on(0).then_some(sites[1]),
                template: on(1).then_some(templates[0]),
                inspector: on(2).then_some(inspector_id),
                state: on(3).then_some(State::Open),
                from: on(4).then(|| day.clone()),
                order: if on(5) { Order::Oldest } else { Order::Newest },
                ..InspectionQuery::default()
            };
            let mut expected: Vec<_> = everything
                .iter()
                .filter(|line| query.site.is_none_or(|site| place(line.id).1 == site))
                .filter(|line| query.template.is_none_or(|template| place(line.id).2 == template))
                .filter(|line| query.inspector.is_none() || line.inspector == "inspector")
                .filter(|line| query.state.is_none_or(|state| line.state == state))
                .filter(|line| query.from.is_none() || line.updated.civil().date().to_string() >= day)
                .map(|line| line.id)
                .collect();
            if query.order == Order::Oldest {
                expected.reverse();
            }
            let (lines, count) = every_inspection(owner, &query).await;
            assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), expected, "{query:?}");
            assert_eq!(count, Count::Exactly(u32::try_from(expected.len()).expect("few")), "{query:?}");
        }
        // By words, and by words with every other condition.
        let words = InspectionQuery { text: Some("loschdecke".to_owned()), ..InspectionQuery::default() };
        let (lines, count) = every_inspection(owner, &words).await;
        let noted = (0..all.len()).filter(|n| n % 3 == 1 && n % 4 != 0 && n % 2 == 0).count();
        assert_eq!((lines.len(), count), (noted, Count::Exactly(u32::try_from(noted).expect("few"))));
        for line in &lines {
            let (_, site, template) = place(line.id);
            let narrow = InspectionQuery {
                site: Some(site),
                template: Some(template),
                state: Some(line.state),
                ..words.clone()
            };
            let (narrow, _) = every_inspection(owner, &narrow).await;
            assert!(narrow.iter().any(|found| found.id == line.id) && narrow.len() <= lines.len());
        }
        // What is in nobody's reach finds nothing, and what is no day is told.
        let missing = InspectionQuery { site: Some(app.id()), ..InspectionQuery::default() };
        assert_eq!(every_inspection(owner, &missing).await.1, Count::Exactly(0));
        let wrong = InspectionQuery { from: Some("yesterday".to_owned()), ..InspectionQuery::default() };
        let refused = owner.post_fn("/api/list_inspections", json!({ "query": wrong })).await;
        assert_eq!(refused.status, 422);
        let page = owner.get("/inspections?from=yesterday").await;
        assert!(page.status == 422 && page.text().contains("role=\"search\""), "the form is there to be corrected");
        let gone = Place::at(norven::time::Timestamp(0), uuid::Uuid::nil());
        let after = InspectionQuery { after: Some(gone), ..InspectionQuery::default() };
        assert_eq!(inspections(owner, &after).await.page.lines, []);
    }

    async fn reports_are_narrowed_by_status_site_and_day(app: TestApp) {
        let org = app.organisation("Acme").await;
        let owner = &org.owner;
        let sample = Sample::new(&app);
        let template = owner.add_template(&sample.checklist).await;
        let sites = [owner.add_site("North").await, owner.add_site("South").await];
        let mut reports = Vec::new();
        for site in [sites[0], sites[1], sites[1]] {
            let inspection = owner.start(site, template).await;
            owner.fill_and_finish(inspection, &sample).await;
            owner.sign(inspection, sample.signature).await;
            reports.push(owner.issue(inspection).await);
            app.drain().await;
        }
        owner.post_fn("/api/revoke_report", json!({ "id": reports[1], "reason": "Wrong" })).await.ok();
        let list = async |query: ReportQuery| {
            let page: Page<ReportSummary> = owner.post_fn("/api/list_reports", json!({ "query": query })).await.json();
            assert_eq!(page.count, Count::Exactly(u32::try_from(page.lines.len()).expect("few")));
            page.lines.into_iter().map(|line| line.id).collect::<BTreeSet<_>>()
        };
        let of = |which: &[usize]| which.iter().map(|at| reports[*at]).collect::<BTreeSet<_>>();
        let all = ReportQuery::default;
        assert_eq!(list(all()).await, of(&[0, 1, 2]));
        assert_eq!(list(ReportQuery { site: Some(sites[1]), ..all() }).await, of(&[1, 2]));
        assert_eq!(list(ReportQuery { status: Some(Which::Revoked), ..all() }).await, of(&[1]));
        assert_eq!(list(ReportQuery { status: Some(Which::Current), site: Some(sites[1]), ..all() }).await, of(&[2]));
        assert_eq!(list(ReportQuery { status: Some(Which::Replaced), ..all() }).await, of(&[]));
        assert_eq!(list(ReportQuery { template: Some(template), order: Order::Oldest, ..all() }).await, of(&[0, 1, 2]));
        assert_eq!(list(ReportQuery { to: Some("2000-01-01".to_owned()), ..all() }).await, of(&[]));
    }
}
