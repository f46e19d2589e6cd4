//! Sites.

mod limits;

use norven::{
    error::{AppError, FieldProblem},
    features::{inspections::model::NewInspection, orgs::model::Role, sites::model::Site},
    ids::SiteId,
};
use serde_json::json;

use crate::support::{Sample, TestApp, on_both};

on_both! {
    async fn a_site_is_added_changed_and_taken_out_of_use(app: TestApp) {
        let org = app.organisation("Acme").await;
        let site = org.owner.add_site("  Harbour   gate ").await;
        let sites = async || -> Vec<Site> { org.owner.post_fn("/api/list_sites", json!({})).await.json() };
        assert_eq!(sites().await.iter().map(|site| site.name.as_str()).collect::<Vec<_>>(), ["Harbour gate"]);

        let renamed = Site { id: site, name: "North gate".to_owned(), address: String::new() };
        org.owner.post_fn("/api/save_site", json!({ "site": renamed })).await.ok();
        assert_eq!(sites().await, std::slice::from_ref(&renamed));

        org.owner.post_fn("/api/archive_site", json!({ "site": site })).await.ok();
        assert_eq!(sites().await, []);
        let again = org.owner.post_fn("/api/archive_site", json!({ "site": site })).await;
        assert_eq!(again.error(), AppError::NotFound);

        let archived = async || -> Vec<Site> { org.owner.post_fn("/api/list_archived_sites", json!({})).await.json() };
        assert_eq!(archived().await, std::slice::from_ref(&renamed));
        let restore = async || org.owner.post_fn("/api/restore_site", json!({ "site": site })).await;
        restore().await.ok();
        assert_eq!((sites().await, archived().await), (vec![renamed], vec![]));
        assert_eq!(restore().await.error(), AppError::NotFound, "it is in use");
    }

    async fn a_site_needs_a_name_that_fits(app: TestApp) {
        let org = app.organisation("Acme").await;
        let save = async |name: &str, address: &str| {
            let site = Site { id: app.id(), name: name.to_owned(), address: address.to_owned() };
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
        let sites: Vec<Site> = other.owner.post_fn("/api/list_sites", json!({})).await.json();
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
            let new = NewInspection { id: app.id(), site, template };
            other.owner.post_fn("/api/start_inspection", json!({ "new": new })).await
        };
        let (foreign, missing) = (start(site).await, start(app.id()).await);
        assert_eq!((foreign.error(), foreign.body), (AppError::NotFound, missing.body));
    }

    async fn two_organisations_may_use_one_id_without_meeting(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let site = acme.owner.add_site("Harbour gate").await;
        let theirs = Site { id: site, name: "Theirs".to_owned(), address: String::new() };
        other.owner.post_fn("/api/save_site", json!({ "site": theirs })).await.ok();
        let sites: Vec<Site> = acme.owner.post_fn("/api/list_sites", json!({})).await.json();
        assert_eq!(sites[0].name, "Harbour gate");
    }

    async fn inspectors_and_viewers_read_sites_and_do_not_change_them(app: TestApp) {
        let org = app.organisation("Acme").await;
        let site = org.owner.add_site("Harbour gate").await;
        for role in [Role::Inspector, Role::Viewer] {
            let member = org.member(role).await;
            let sites: Vec<Site> = member.post_fn("/api/list_sites", json!({})).await.json();
            assert_eq!(sites.len(), 1);
            let reply = member.post_fn("/api/archive_site", json!({ "site": site })).await;
            assert_eq!(reply.error(), AppError::NotAllowed);
        }
    }
}
