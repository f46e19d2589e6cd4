//! What the cover says beside the result: the organisation's own details, the client, the order number.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        inspections::model::NewInspection,
        orgs::model::{Company, Organisation, Role},
        sharing::model::MadeLink,
        sites::model::Site,
    },
    ids::{InspectionId, ReportId},
    server::session::PROOF_SECONDS,
};
use norven_proof::record::{self, Record};
use serde_json::{Value, json};

use crate::support::{Client, ORIGIN, Org, Reply, Sample, TestApp, embedded_record, on_both, pdf_words};

fn company() -> Company {
    Company {
        address: "Calle Mayor 12, 28013 Madrid".to_owned(),
        tax_number: "NIF B12345678".to_owned(),
        phone: "+34 910 000 000".to_owned(),
        email: String::new(),
        web: "www.acme.example".to_owned(),
    }
}

async fn organisation(client: &Client) -> Organisation {
    client.post_fn("/api/load_organisation", json!({})).await.json()
}

/// Changes what the organisation says of itself, and nothing else.
async fn describe(client: &Client, company: &Company) -> Reply {
    let org = organisation(client).await;
    let changed = json!({ "name": org.name, "settings": org.settings, "company": company });
    client.post_fn("/api/update_organisation", changed).await
}

async fn save_client(owner: &Client, site: norven::ids::SiteId, client: &str) -> Reply {
    let site = Site { name: "Harbour".to_owned(), client: client.to_owned(), ..Site::new(site) };
    owner.post_fn("/api/save_site", json!({ "site": site })).await
}

async fn order(client: &Client, inspection: InspectionId, number: &str) -> Reply {
    client.post_fn("/api/set_order_number", json!({ "id": inspection, "order_number": number })).await
}

/// An open inspection of the owner's that was started with an order number, of a site with a client.
async fn started(app: &TestApp, org: &Org, client: &str, number: &str) -> (Sample, InspectionId, norven::ids::SiteId) {
    let sample = Sample::new(app);
    let (site, id) = (org.owner.add_site("Harbour").await, app.id());
    save_client(&org.owner, site, client).await.ok();
    let template = org.owner.add_template(&sample.checklist).await;
    let new = NewInspection { id, site, template, order_number: number.to_owned() };
    org.owner.post_fn("/api/start_inspection", json!({ "new": new })).await.ok();
    (sample, id, site)
}

async fn sign_and_issue(app: &TestApp, org: &Org, inspection: InspectionId, sample: &Sample) -> (ReportId, Record) {
    org.owner.sign(inspection, sample.signature).await;
    let report = org.owner.issue(inspection).await;
    app.drain().await;
    let file = org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
    (report, Record::parse(&embedded_record(&file.body)).expect("a record"))
}

/// What was on record of an action, the latest first.
async fn on_record(owner: &Client, action: &str) -> Vec<(String, String)> {
    let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
    let fact = |detail: &[(String, String)], name: &str| {
        detail.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let of = page.events.iter().filter(|event| event.action == action);
    of.map(|event| (fact(&event.detail, "before"), fact(&event.detail, "after"))).collect()
}

on_both! {
    async fn the_cover_says_what_was_set_when_the_inspection_was_finished(app: TestApp) {
        let org = app.organisation("Acme").await;
        describe(&org.owner, &company()).await.ok();
        let (sample, inspection, site) = started(&app, &org, "Inmobiliaria Ñandú, S. A.", " PO-1 ").await;
        let shown = org.owner.inspection(inspection).await;
        assert_eq!((shown.client.as_str(), shown.order_number.as_str()), ("Inmobiliaria Ñandú, S. A.", "PO-1"));
        order(&org.owner, inspection, "PO-2026/0815").await.ok();
        assert_eq!(on_record(&org.owner, "inspection.order_number_changed").await, [("PO-1".into(), "PO-2026/0815".into())]);
        org.owner.fill_and_finish(inspection, &sample).await;

        // What is changed from here on is for later reports.
        assert_eq!(order(&org.owner, inspection, "PO-3").await.error(), AppError::AlreadyFinished);
        save_client(&org.owner, site, "Somebody else").await.ok();
        describe(&org.owner, &Company::default()).await.ok();
        let (report, record) = sign_and_issue(&app, &org, inspection, &sample).await;
        let core = &record.core;
        assert_eq!(core.site.client.as_deref(), Some("Inmobiliaria Ñandú, S. A."));
        assert_eq!(core.order_number.as_deref(), Some("PO-2026/0815"));
        let said = record::Company {
            address: Some("Calle Mayor 12, 28013 Madrid".to_owned()),
            tax_number: Some("NIF B12345678".to_owned()),
            phone: Some("+34 910 000 000".to_owned()),
            email: None,
            web: Some("www.acme.example".to_owned()),
        };
        assert_eq!(core.company, Some(said));

        let link = json!({ "report": report, "days": 7, "with_code": false });
        let link: MadeLink = org.owner.post_fn("/api/share_report", json!({ "link": link })).await.json();
        let page = app.browser().get(link.address.strip_prefix(ORIGIN).expect("an address of ours")).await.ok().text();
        for said in ["Inmobiliaria Ñandú, S. A.", "PO-2026/0815", "NIF B12345678 · +34 910 000 000 · www.acme.example"] {
            assert!(page.contains(said), "{said} is missing from {page}");
        }
        let file = org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
        let words = pdf_words(&file.body);
        let facts = "Client Inmobiliaria Ñandú, S. A. Order no. PO-2026/0815";
        for said in ["Calle Mayor 12, 28013 Madrid · NIF B12345678 · +34 910 000 000 · www.acme.example", facts] {
            assert_eq!(words.matches(said).count(), 1, "{said} in: {words}");
        }
    }

    async fn nothing_of_it_is_in_the_record_where_it_is_empty(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (sample, inspection, _) = started(&app, &org, "", "").await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let (report, record) = sign_and_issue(&app, &org, inspection, &sample).await;
        let json: Value = serde_json::from_slice(&record.to_bytes().expect("bytes")).expect("JSON");
        for absent in ["/core/company", "/core/order_number", "/core/site/client"] {
            assert!(json.pointer(absent).is_none(), "{absent}");
        }
        let file = org.owner.get(&format!("/reports/{report}/pdf")).await.ok();
        let words = pdf_words(&file.body);
        assert!(!words.contains("Client") && !words.contains("Order no."), "{words}");
    }

    async fn a_correction_keeps_the_order_number_and_giving_it_up_puts_it_back(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (sample, inspection, _) = started(&app, &org, "", "PO-1").await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let (report, _) = sign_and_issue(&app, &org, inspection, &sample).await;
        let correct = json!({ "id": report, "reason": "Misread" });
        org.owner.post_fn("/api/correct_report", correct.clone()).await.ok();
        order(&org.owner, inspection, "PO-2").await.ok();
        org.owner.post_fn("/api/give_up_correction", json!({ "id": report })).await.ok();
        assert_eq!(org.owner.inspection(inspection).await.order_number, "PO-1");
        org.owner.post_fn("/api/correct_report", correct).await.ok();
        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        let (_, record) = sign_and_issue(&app, &org, inspection, &sample).await;
        assert_eq!((record.revision, record.core.order_number.as_deref()), (2, Some("PO-1")));
    }

    async fn an_order_number_is_checked_and_its_change_is_a_revision(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (sample, inspection, _) = started(&app, &org, "", "").await;
        let problem = |problem| AppError::field("order_number", problem);
        let long = "7".repeat(61);
        assert_eq!(order(&org.owner, inspection, &long).await.error(), problem(FieldProblem::TooLong(60)));
        assert_eq!(order(&org.owner, inspection, "PO\u{202E}1").await.error(), problem(FieldProblem::Unseen));
        assert_eq!(order(&org.owner, inspection, "PO-王").await.error(), problem(FieldProblem::Unprintable('王')));
        org.owner.fill(inspection, &sample).await;
        let seen = org.owner.inspection(inspection).await.rev;
        order(&org.owner, inspection, "PO-1").await.ok();
        let finish = json!({ "id": inspection, "seen": seen });
        assert_eq!(org.owner.post_fn("/api/finish_inspection", finish).await.error(), AppError::Conflict);
        let inspector = org.member(Role::Inspector).await;
        assert_eq!(order(&inspector, inspection, "PO-2").await.error(), AppError::NotFound, "it is not theirs");
    }

    async fn a_client_is_checked_like_a_name_and_may_be_left_out(app: TestApp) {
        let org = app.organisation("Acme").await;
        let site = org.owner.add_site("Harbour").await;
        let long = "x".repeat(121);
        assert_eq!(
            save_client(&org.owner, site, &long).await.error(),
            AppError::field("client", FieldProblem::TooLong(120))
        );
        assert_eq!(
            save_client(&org.owner, site, "王小明").await.error(),
            AppError::field("client", FieldProblem::Unprintable('王'))
        );
        save_client(&org.owner, site, " Harbour  Ltd ").await.ok();
        let sites: Vec<Site> = org.owner.lines("list_sites").await;
        assert_eq!(sites[0].client, "Harbour Ltd");
    }

    async fn what_an_organisation_says_of_itself_needs_a_fresh_proof_and_is_on_record(app: TestApp) {
        let org = app.organisation("Acme").await;
        let manager = org.member(Role::Manager).await;
        assert_eq!(describe(&manager, &company()).await.error(), AppError::NotAllowed);
        let long = Company { address: "x".repeat(301), ..Company::default() };
        assert_eq!(describe(&org.owner, &long).await.error(), AppError::field("address", FieldProblem::TooLong(300)));
        let unprintable = Company { web: "王.example".to_owned(), ..Company::default() };
        assert_eq!(
            describe(&org.owner, &unprintable).await.error(),
            AppError::field("web", FieldProblem::Unprintable('王'))
        );
        app.clock.advance_seconds(PROOF_SECONDS);
        assert_eq!(describe(&org.owner, &company()).await.error(), AppError::ProofNeeded);
        let owner = org.proved_owner().await;
        describe(&owner, &company()).await.ok();
        // What says nothing of it changes nothing of it: a page that was loaded before, and one that changes other things.
        let old = organisation(&owner).await;
        let plain = json!({ "name": old.name, "settings": old.settings });
        owner.post_fn("/api/update_organisation", plain).await.ok();
        app.clock.advance_seconds(PROOF_SECONDS);
        describe(&org.owner, &company()).await.ok();
        assert_eq!(organisation(&org.owner).await.company, company());
        assert_eq!(on_record(&org.owner, "company.changed").await, [(String::new(), company().line())]);
    }
}
