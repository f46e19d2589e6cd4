//! Members who are limited to groups of sites.

use std::collections::BTreeSet;

use norven::{
    error::{AppError, FieldProblem},
    features::{
        inspections::action_query::ActionPage,
        inspections::model::{Action, AnswerValue, BatchReply, Command, CommandResult, Op, Overview},
        orgs::model::{InvitationLine, MemberLine, Role},
        sites::model::{Site, SiteGroup},
    },
    ids::{SiteGroupId, SiteId},
};
use norven_proof::digest::Digest;
use serde_json::{Value, json};

use crate::support::{Client, Org, Sample, TestApp, command, on_both};

/// Does an inspection of a site up to its report, with an action.
async fn inspect(app: &TestApp, org: &Org, name: &str) -> SiteId {
    let sample = Sample::new(app);
    let (site, template) = (org.owner.add_site(name).await, org.owner.add_template(&sample.checklist).await);
    let inspection = org.owner.start(site, template).await;
    let text = format!("Clear the exit of {name}");
    let action =
        Action { id: app.id(), item: sample.exit, text, assignee: String::new(), due: None, done: false, closed: None };
    org.owner.act(inspection, [Op::SetAction { action }]).await;
    org.owner.fill_and_finish(inspection, &sample).await;
    org.owner.sign(inspection, sample.signature).await;
    org.owner.issue(inspection).await;
    app.drain().await;
    site
}

async fn sites(browser: &Client) -> Vec<String> {
    let sites: Vec<Site> = browser.lines("list_sites").await;
    sites.into_iter().map(|site| site.name).collect()
}

async fn groups(browser: &Client) -> Vec<SiteGroup> {
    browser.post_fn("/api/list_site_groups", json!({})).await.json()
}

async fn save(browser: &Client, id: SiteGroupId, name: &str, sites: &[SiteId]) {
    let group = SiteGroup { id, name: name.to_owned(), sites: sites.to_vec() };
    browser.post_fn("/api/save_site_group", json!({ "group": group })).await.ok();
}

async fn limit_of(org: &Org, name: &str) -> Option<Vec<SiteGroupId>> {
    let lines: Vec<MemberLine> = org.owner.lines("list_members").await;
    lines.into_iter().find(|line| line.email == org.address(name)).expect("a member").groups
}

/// Everything that lists something, as functions and as pages.
const LISTS: [&str; 5] =
    ["/api/list_sites", "/api/list_inspections", "/api/list_actions", "/api/list_reports", "/api/load_overview"];
const PAGES: [&str; 6] = ["/overview", "/inspections", "/inspections/new", "/actions", "/reports", "/sites"];

on_both! {
    async fn a_limited_member_finds_their_sites_and_no_trace_of_others(app: TestApp) {
        let org = app.organisation("Acme").await;
        let north = inspect(&app, &org, "Northgate").await;
        let south = inspect(&app, &org, "Southgate").await;
        let group = org.owner.add_group("South", &[south]).await;
        let manager = org.member(Role::Manager).await;
        let trace = async |name: &str| {
            let mut found = Vec::new();
            for list in LISTS {
                let text = manager.post_fn(list, json!({})).await.ok().text();
                found.extend(text.contains(name).then_some(list));
            }
            for page in PAGES {
                let text = manager.get(page).await.ok().text();
                found.extend(text.contains(name).then_some(page));
            }
            found.len()
        };
        let everywhere = LISTS.len() + PAGES.len();
        assert_eq!((trace("Northgate").await, trace("Southgate").await), (everywhere, everywhere), "before");

        org.limit("manager", Some(&[group])).await.ok();
        assert_eq!((trace("Northgate").await, trace("Southgate").await), (0, everywhere), "limited");
        let overview: Overview = manager.post_fn("/api/load_overview", json!({})).await.json();
        assert_eq!((overview.inspections, overview.issued, overview.latest.len()), (1, 1, 1));

        // What moves into a group or out of it does so at once.
        save(&org.owner, group, "South", &[north]).await;
        assert_eq!((trace("Northgate").await, trace("Southgate").await), (everywhere, 0), "the other way round");
        org.limit("manager", None).await.ok();
        assert_eq!(sites(&manager).await, ["Northgate", "Southgate"]);
    }

    async fn a_limited_manager_changes_their_sites_and_adds_none(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (north, south) = (org.owner.add_site("North").await, org.owner.add_site("South").await);
        let group = org.owner.add_group("South", &[south]).await;
        let manager = org.member(Role::Manager).await;
        org.limit("manager", Some(&[group])).await.ok();
        let save = async |id: SiteId| {
            let site = Site { name: "Renamed".to_owned(), ..Site::new(id) };
            manager.post_fn("/api/save_site", json!({ "site": site })).await
        };
        save(south).await.ok();
        assert_eq!(save(north).await.error(), AppError::NotFound);
        assert_eq!(save(app.id()).await.error(), AppError::NotFound);
        assert_eq!(sites(&org.owner).await, ["North", "Renamed"]);
        // Nor do they widen what they see.
        for (call, arguments) in [
            ("/api/list_site_groups", json!({})),
            ("/api/remove_site_group", json!({ "group": group })),
            ("/api/save_site_group", json!({ "group": { "id": group, "name": "South", "sites": [south] } })),
        ] {
            assert_eq!(manager.post_fn(call, arguments).await.error(), AppError::NotAllowed, "{call}");
        }
    }

    async fn the_overview_proposes_a_site_to_whoever_may_add_one(app: TestApp) {
        let org = app.organisation("Acme").await;
        let manager = org.member(Role::Manager).await;
        let proposed = async || manager.get("/overview").await.ok().text().contains("Add a site");
        assert!(proposed().await);
        let group = org.owner.add_group("South", &[]).await;
        org.limit("manager", Some(&[group])).await.ok();
        assert!(!proposed().await, "they see no site, and add none");
    }

    async fn ids_of_things_elsewhere_are_answered_as_if_they_were_new(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let (north, south) = (org.owner.add_site("North").await, org.owner.add_site("South").await);
        let template = org.owner.add_template(&sample.checklist).await;
        let (elsewhere, here) = (org.owner.start(north, template).await, org.owner.start(south, template).await);
        let action = |id, text: &str| {
            let (text, assignee) = (text.to_owned(), String::new());
            Op::SetAction { action: Action { id, item: sample.exit, text, assignee, due: None, done: false, closed: None } }
        };
        let add_photo = |photo| Op::AddPhoto {
            photo,
            item: sample.views,
            sha256: Digest::of(b"a photo"),
            bytes: 7,
            media_type: "image/jpeg".to_owned(),
            taken_at: None,
            position: None,
        };
        let (foreign_action, foreign_photo) = (app.id(), app.id());
        let theirs: Vec<_> = [action(foreign_action, "Theirs"), add_photo(foreign_photo)].map(|op| command(&app, op)).into();
        org.owner.commands(elsewhere, app.id(), &theirs).await.ok();
        let group = org.owner.add_group("South", &[south]).await;
        let manager = org.member(Role::Manager).await;
        org.limit("manager", Some(&[group])).await.ok();

        let answer = || Op::Answer { item: sample.exit, value: Some(AnswerValue::Pass), seen: 0 };
        let foreign = [
            command(&app, action(foreign_action, "Mine")),
            command(&app, add_photo(foreign_photo)),
            Command { id: theirs[0].id, ..command(&app, answer()) },
        ];
        let device = app.id();
        for (number, sent) in foreign.into_iter().enumerate() {
            let new = match &sent.op {
                Op::SetAction { .. } => command(&app, action(app.id(), "Mine")),
                Op::AddPhoto { .. } => command(&app, add_photo(app.id())),
                _ => command(&app, answer()),
            };
            for sent in [new, sent] {
                let reply = manager.commands(here, device, &[sent]).await;
                assert_eq!(reply.status, 200, "{number}: {}", reply.text());
                assert_eq!(reply.json::<BatchReply>().results, [CommandResult::Applied], "{number}");
            }
        }
        // What is there stays as it is, and the same command is still known to whoever sent it.
        let actions: ActionPage = org.owner.post_fn("/api/list_actions", json!({})).await.json();
        let told: BTreeSet<_> = actions.page.lines.iter().map(|line| (line.text.as_str(), line.inspection)).collect();
        assert_eq!(told, BTreeSet::from([("Mine", here), ("Theirs", elsewhere)]));
        let again: BatchReply = org.owner.commands(elsewhere, app.id(), &theirs).await.json();
        assert_eq!((again.rev, again.results), (2, vec![CommandResult::Applied; 2]));
    }

    async fn a_limited_inspector_loses_sight_of_their_own_work_elsewhere(app: TestApp) {
        let org = app.organisation("Acme").await;
        let inspector = org.member(Role::Inspector).await;
        let inspection = inspector.start_sample(&org.owner, &Sample::new(&app)).await;
        let group = org.owner.add_group("South", &[org.owner.add_site("South").await]).await;
        org.limit("inspector", Some(&[group])).await.ok();
        let load = inspector.post_fn("/api/load_inspection", json!({ "id": inspection })).await;
        assert_eq!(load.error(), AppError::NotFound);
        org.limit("inspector", None).await.ok();
        assert_eq!(inspector.inspection(inspection).await.id, inspection);
    }

    async fn only_a_member_who_is_no_owner_is_limited_and_only_to_groups_there_are(app: TestApp) {
        let (org, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let group = org.owner.add_group("South", &[]).await;
        let foreign = other.owner.add_group("Theirs", &[]).await;
        org.member(Role::Viewer).await;
        let refused = async |name: &str, groups: &[SiteGroupId]| org.limit(name, Some(groups)).await.error();
        assert_eq!(refused("owner", &[group]).await, AppError::field("groups", FieldProblem::NotAChoice));
        assert_eq!(refused("viewer", &[]).await, AppError::field("groups", FieldProblem::Missing));
        assert_eq!(refused("viewer", &[group, foreign]).await, AppError::NotFound);
        assert_eq!(limit_of(&org, "viewer").await, None);
        org.limit("viewer", Some(&[group])).await.ok();
        assert_eq!(limit_of(&org, "viewer").await, Some(vec![group]));
    }

    async fn who_becomes_an_owner_is_limited_no_longer(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.owner.add_site("North").await;
        let group = org.owner.add_group("South", &[]).await;
        let manager = org.member(Role::Manager).await;
        org.limit("manager", Some(&[group])).await.ok();
        assert_eq!(sites(&manager).await, [] as [&str; 0]);
        let id = crate::suite::orgs::id_of(&org.owner, "manager@acme.example").await;
        org.owner.post_fn("/api/set_role", json!({ "user": id, "role": "owner" })).await.ok();
        assert_eq!((sites(&manager).await, limit_of(&org, "manager").await), (vec!["North".to_owned()], None));
    }

    async fn whoever_was_limited_to_a_group_that_is_removed_sees_no_site(app: TestApp) {
        let org = app.organisation("Acme").await;
        let group = org.owner.add_group("South", &[org.owner.add_site("South").await]).await;
        let viewer = org.member(Role::Viewer).await;
        org.limit("viewer", Some(&[group])).await.ok();
        assert_eq!(sites(&viewer).await, ["South"]);
        org.owner.post_fn("/api/remove_site_group", json!({ "group": group })).await.ok();
        assert_eq!((sites(&viewer).await.len(), limit_of(&org, "viewer").await), (0, Some(Vec::new())));
    }

    async fn whoever_is_invited_to_groups_is_limited_from_the_start(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.owner.add_site("North").await;
        let group = org.owner.add_group("South", &[org.owner.add_site("South").await]).await;
        let invite = async |role: &str, groups: Value| {
            let arguments = json!({ "email": "ines@acme.example", "role": role, "groups": groups });
            org.owner.post_fn("/api/invite_member", arguments).await
        };
        assert_eq!(invite("owner", json!([group])).await.error(), AppError::field("groups", FieldProblem::NotAChoice));
        assert_eq!(invite("viewer", json!([])).await.error(), AppError::field("groups", FieldProblem::Missing));
        invite("viewer", json!([group])).await.ok();
        let lines: Vec<InvitationLine> = org.owner.lines("list_invitations").await;
        assert_eq!(lines[0].groups, Some(vec![group]));
        let viewer = app.sign_in("ines@acme.example").await;
        viewer.post_fn("/api/accept_invitation", json!({ "org": org.id })).await.ok();
        assert_eq!(sites(&viewer).await, ["South"]);
    }

    async fn a_group_has_a_name_of_its_own_and_sites_of_the_organisation(app: TestApp) {
        let (org, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let (site, foreign) = (org.owner.add_site("South").await, other.owner.add_site("Theirs").await);
        let first = org.owner.add_group("South", &[site, site]).await;
        let save = async |name: &str, sites: &[SiteId]| {
            let group = SiteGroup { id: app.id(), name: name.to_owned(), sites: sites.to_vec() };
            org.owner.post_fn("/api/save_site_group", json!({ "group": group })).await.error()
        };
        assert_eq!(save(" ", &[]).await, AppError::field("group_name", FieldProblem::Missing));
        assert_eq!(save("South", &[]).await, AppError::field("group_name", FieldProblem::Taken));
        assert_eq!(save("North", &[foreign]).await, AppError::NotFound);
        assert_eq!(groups(&org.owner).await, [SiteGroup { id: first, name: "South".to_owned(), sites: vec![site] }]);
    }
}
