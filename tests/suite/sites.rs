//! Sites.

mod limits;

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        inspections::model::NewInspection,
        orgs::model::Role,
        sites::model::{ARCHIVED, Site},
    },
    ids::SiteId,
    ui::{listing::Page, names::NameQuery},
};
use norven_words::Locale;
use serde_json::json;

use crate::support::{Sample, TestApp, on_both};

on_both! {
    async fn a_site_is_added_changed_and_taken_out_of_use(app: TestApp) {
        let org = app.organisation("Acme").await;
        let site = org.owner.add_site("  Harbour   gate ").await;
        let sites = async || -> Vec<Site> { org.owner.lines("list_sites").await };
        assert_eq!(sites().await.iter().map(|site| site.name.as_str()).collect::<Vec<_>>(), ["Harbour gate"]);

        let renamed = Site { name: "North gate".to_owned(), ..Site::new(site) };
        org.owner.post_fn("/api/save_site", json!({ "site": renamed })).await.ok();
        assert_eq!(sites().await, std::slice::from_ref(&renamed));

        org.owner.post_fn("/api/archive_site", json!({ "site": site })).await.ok();
        assert_eq!(sites().await, []);
        // The answer was lost, and the button is pressed again.
        org.owner.post_fn("/api/archive_site", json!({ "site": site })).await.ok();

        let archived = async || -> Vec<Site> {
            let query = NameQuery::default().of(Some(ARCHIVED));
            org.owner.post_fn("/api/list_sites", json!({ "query": query })).await.json::<Page<Site>>().lines
        };
        assert_eq!(archived().await, std::slice::from_ref(&renamed));
        let restore = async || org.owner.post_fn("/api/restore_site", json!({ "site": site })).await;
        restore().await.ok();
        assert_eq!((sites().await, archived().await), (vec![renamed], vec![]));
        restore().await.ok();
        let events = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json::<EventPage>().events;
        let of = |action: &str| events.iter().filter(|event| event.action == action).count();
        assert_eq!((of("site.archived"), of("site.restored")), (1, 1), "what was done already is not done again");
    }

    async fn letters_of_a_site_that_no_report_prints_are_told_at_their_field(app: TestApp) {
        let org = app.organisation("Acme").await;
        let save = async |name: &str, address: &str| {
            let site = Site { name: name.to_owned(), address: address.to_owned(), ..Site::new(app.id()) };
            org.owner.post_fn("/api/save_site", json!({ "site": site })).await
        };
        let wang = FieldProblem::Unprintable('王');
        assert_eq!(save("Gate 王小", "").await.error(), AppError::field("name", wang));
        let refused = save("Gate", "Calle 王").await.error();
        assert_eq!(refused, AppError::field("address", wang));
        for (locale, told) in [(Locale::En, "cannot print: 王 (U+738B)."), (Locale::Es, "no puede imprimir: 王 (U+738B).")] {
            assert!(refused.sentence(locale).contains(told), "{}", refused.sentence(locale));
        }
        save("שער צפון", "Łódź").await.ok();
    }

    async fn a_site_needs_a_name_that_fits(app: TestApp) {
        let org = app.organisation("Acme").await;
        let save = async |name: &str, address: &str| {
            let site = Site { name: name.to_owned(), address: address.to_owned(), ..Site::new(app.id()) };
            org.owner.post_fn("/api/save_site", json!({ "site": site })).await.error()
        };
        assert_eq!(save("  ", "").await, AppError::field("name", FieldProblem::Missing));
        assert_eq!(save(&"x".repeat(121), "").await, AppError::field("name", FieldProblem::TooLong(120)));
        assert_eq!(save("Gate", &"x".repeat(301)).await, AppError::field("address", FieldProblem::TooLong(300)));
        assert_eq!(save("Gate\0", "").await, AppError::Malformed);
        assert_eq!(save("Gate", "Street\0").await, AppError::Malformed);
    }

    async fn a_site_of_another_organisation_is_not_there(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let site = acme.owner.add_site("Harbour gate").await;
        let sites: Vec<Site> = other.owner.lines("list_sites").await;
        assert_eq!(sites, []);
        let archive = async |site: SiteId| other.owner.post_fn("/api/archive_site", json!({ "site": site })).await;
        let (foreign, missing) = (archive(site).await, archive(app.id()).await);
        assert_eq!((foreign.error(), foreign.body), (AppError::NotFound, missing.body));
    }

    async fn nobody_inspects_a_site_of_another_organisation(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let site = acme.owner.add_site("Harbour gate").await;
        let template = other.owner.add_template(&Sample::new(&app).checklist).await;
        let start = async |site: SiteId| {
            let new = NewInspection { id: app.id(), site, template, order_number: String::new() };
            other.owner.post_fn("/api/start_inspection", json!({ "new": new })).await
        };
        let (foreign, missing) = (start(site).await, start(app.id()).await);
        assert_eq!((foreign.error(), foreign.body), (AppError::NotFound, missing.body));
    }

    async fn two_organisations_may_use_one_id_without_meeting(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let site = acme.owner.add_site("Harbour gate").await;
        let theirs = Site { name: "Theirs".to_owned(), ..Site::new(site) };
        other.owner.post_fn("/api/save_site", json!({ "site": theirs })).await.ok();
        let sites: Vec<Site> = acme.owner.lines("list_sites").await;
        assert_eq!(sites[0].name, "Harbour gate");
    }

    async fn inspectors_and_viewers_read_sites_and_do_not_change_them(app: TestApp) {
        let org = app.organisation("Acme").await;
        let site = org.owner.add_site("Harbour gate").await;
        for role in [Role::Inspector, Role::Viewer] {
            let member = org.member(role).await;
            let sites: Vec<Site> = member.lines("list_sites").await;
            assert_eq!(sites.len(), 1);
            let reply = member.post_fn("/api/archive_site", json!({ "site": site })).await;
            assert_eq!(reply.error(), AppError::NotAllowed);
        }
    }
}
