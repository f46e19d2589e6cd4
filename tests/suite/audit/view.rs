//! The owner's view: filters, pages, files.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::{
            model::{Event, EventPage, Filter, Object, Topic},
            service,
        },
        orgs::model::{MemberLine, Role},
    },
    ids::EventId,
    platform::db::Db,
    server::{config::Storage, origin::Origin, serve},
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row};

use crate::support::{Client, Org, TestApp, on_both};

async fn load(owner: &Client, filter: &Filter, before: Option<EventId>) -> EventPage {
    owner.post_fn("/api/load_audit_page", json!({ "filter": filter, "before": before })).await.json()
}

async fn actions(owner: &Client, filter: Filter) -> Vec<String> {
    load(owner, &filter, None).await.events.into_iter().map(|event| event.action).collect()
}

/// An organisation with a manager, on three days: the owner saved a site, the manager another one and tried what they
/// may not, and the owner changed the settings.
async fn three_days(app: &TestApp) -> (Org, Client) {
    let org = app.organisation("Acme").await;
    let manager = org.member(Role::Manager).await;
    app.clock.advance_seconds(24 * 3600);
    org.owner.add_site("Gate").await;
    app.clock.advance_seconds(60);
    manager.add_site("Hall").await;
    app.clock.advance_seconds(60);
    let refused = manager.post_fn("/api/invite_member", json!({ "email": "x@acme.example", "role": "viewer" })).await;
    assert_eq!(refused.status, 403);
    app.clock.advance_seconds(24 * 3600);
    org.owner.add_site("Roof").await;
    (org, manager)
}

async fn id_of(org: &Org, role: Role) -> norven::ids::UserId {
    let members: Vec<MemberLine> = org.owner.lines("list_members").await;
    members.iter().find(|member| member.role == role).expect("a member").id
}

on_both! {
    async fn each_filter_gives_what_it_asks_for_and_they_can_be_combined(app: TestApp) {
        let (org, _) = three_days(&app).await;
        let all = load(&org.owner, &Filter::default(), None).await;
        assert!(all.events.is_sorted_by(|one, next| one.at.at >= next.at.at));
        assert_eq!(all.searched_to, None);

        let manager = id_of(&org, Role::Manager).await;
        let who = Filter { who: Some(manager), ..Filter::default() };
        let theirs = actions(&org.owner, who.clone()).await;
        assert_eq!(theirs[..2], ["access.denied", "site.saved"]);
        assert!(theirs.contains(&"member.joined".to_owned()), "{theirs:?}");

        let sites = Filter { what: Some(Topic::Sites), ..Filter::default() };
        assert_eq!(actions(&org.owner, sites.clone()).await, ["site.saved"; 3]);
        assert_eq!(actions(&org.owner, Filter { who: Some(manager), ..sites.clone() }).await, ["site.saved"]);

        let denied = Filter { denied: true, ..Filter::default() };
        assert_eq!(actions(&org.owner, denied.clone()).await, ["access.denied"]);
        assert_eq!(actions(&org.owner, Filter { what: Some(Topic::Sites), ..denied }).await, [""; 0]);

        let site = load(&org.owner, &sites, None).await.events[0].object_id;
        assert_eq!(actions(&org.owner, Filter { object: site, ..Filter::default() }).await, ["site.saved"]);
        let theirs = Filter { object: site, who: Some(manager), ..Filter::default() };
        assert_eq!(actions(&org.owner, theirs).await, [""; 0]);
    }

    async fn days_begin_and_end_where_the_organisation_is(app: TestApp) {
        let (org, _) = three_days(&app).await;
        // The clock of the tests begins on 23 November at 9 UTC; the organisation is in Madrid.
        let between = |from: &str, to: &str| Filter {
            from: Some(from.to_owned()),
            to: Some(to.to_owned()),
            what: Some(Topic::Sites),
            ..Filter::default()
        };
        assert_eq!(actions(&org.owner, between("2026-11-24", "2026-11-24")).await.len(), 2);
        assert_eq!(actions(&org.owner, between("2026-11-25", "2026-11-30")).await.len(), 1);
        assert_eq!(actions(&org.owner, between("2026-11-26", "2026-12-31")).await.len(), 0);
        // 23:30 UTC is the next day in Madrid.
        app.clock.advance_seconds(14 * 3600 + 28 * 60);
        org.owner.add_site("Late").await;
        assert_eq!(actions(&org.owner, between("2026-11-26", "2026-11-26")).await.len(), 1);
        assert_eq!(actions(&org.owner, between("2026-11-25", "2026-11-25")).await.len(), 1);

        let wrong = Filter { from: Some("yesterday".to_owned()), ..Filter::default() };
        let reply = org.owner.post_fn("/api/load_audit_page", json!({ "filter": wrong, "before": null })).await;
        assert_eq!(reply.error(), AppError::field("from", FieldProblem::NotADate));
    }

    async fn what_is_rare_is_looked_for_in_parts_and_nobody_waits(app: TestApp) {
        let org = app.organisation("Acme").await;
        let owner = id_of(&org, Role::Owner).await;
        app.clock.advance_seconds(1);
        org.owner.add_site("Gate").await;
        app.clock.advance_seconds(1);
        let mut tx = app.db.write(org.id).await.expect("a transaction");
        let user = norven::features::identity::service::user(&mut tx, owner).await.expect("read").expect("a person");
        for _ in 0..2100 {
            let event = Event::new("photo.viewed", Object { kind: "photo", id: None });
            service::record(&app, &mut tx, Some(&user), &Origin::command_line(app.id()), event).await.expect("recorded");
        }
        tx.commit().await.expect("commits");

        let filter = Filter { who: Some(owner), what: Some(Topic::Sites), ..Filter::default() };
        let first = load(&org.owner, &filter, None).await;
        assert_eq!(first.events, []);
        assert!(first.searched_to.is_some() && first.older.is_some());
        let second = load(&org.owner, &filter, first.older).await;
        assert_eq!(second.events.len(), 1);
        assert_eq!((second.older, second.searched_to), (None, None));
        // By itself each condition has its index.
        let sites = Filter { what: Some(Topic::Sites), ..Filter::default() };
        assert_eq!(load(&org.owner, &sites, None).await.events.len(), 1);
    }

    async fn what_another_organisation_has_on_record_is_not_met_whatever_is_asked_for(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let owner = id_of(&acme, Role::Owner).await;
        app.clock.advance_seconds(1);
        let gate = acme.owner.add_site("Gate").await;
        let asked = |filter: Filter| json!({ "filter": filter, "before": null });
        let whole = Filter { who: Some(owner), what: Some(Topic::Sites), object: Some(gate.0), denied: true, ..Filter::default() };
        let nothing = Filter::default();
        let filters = [
            Filter { who: whole.who, ..nothing.clone() },
            Filter { what: whole.what, ..nothing.clone() },
            Filter { object: whole.object, ..nothing.clone() },
            Filter { denied: true, ..nothing.clone() },
            Filter { denied: false, object: None, ..whole.clone() },
            Filter { denied: false, who: None, ..whole.clone() },
            Filter { object: None, who: None, ..whole },
            Filter { what: Some(Topic::Operator), ..nothing.clone() },
            nothing,
        ];
        let pages = async || {
            let mut pages = Vec::new();
            for filter in &filters {
                pages.push(acme.owner.post_fn("/api/load_audit_page", asked(filter.clone())).await.ok().value());
            }
            pages.push(acme.owner.post_fn("/api/load_audit_check", json!({})).await.ok().value());
            pages
        };
        let before = pages().await;

        // The same person, the same thing, and more than a search looks at.
        app.clock.advance_seconds(1);
        let mut tx = app.db.write(other.id).await.expect("a transaction");
        let user = norven::features::identity::service::user(&mut tx, owner).await.expect("read").expect("a person");
        let checked = Event::new("audit.checked", Object::of("organisation", acme.id.0))
            .with("events", 1).with("purged", 0).with("findings", json!([]));
        let operator = Event::new("operator.log_checked", Object { kind: "log", id: None });
        let denied = (0..2100).map(|_| Event::new("site.saved", Object::of("site", gate.0)).denied());
        for event in denied.chain([checked, operator]) {
            service::record(&app, &mut tx, Some(&user), &Origin::command_line(app.id()), event).await.expect("recorded");
        }
        tx.commit().await.expect("commits");
        assert_eq!(pages().await, before);
    }

    async fn the_page_is_the_filter_s_without_any_script(app: TestApp) {
        let (org, _) = three_days(&app).await;
        let page = org.owner.get("/settings/audit?what=sites&denied=&from=").await.ok().text();
        assert!(page.contains("Gate") && page.contains("Roof") && !page.contains("x@acme.example"), "{page}");
        assert!(page.contains("<option value=\"sites\" selected"), "{page}");
        assert!(page.contains("/audit/csv?what=sites"), "{page}");
        let denied = org.owner.get("/settings/audit?denied=on").await.ok().text();
        assert!(denied.contains("/api/invite_member") && !denied.contains("Gate"), "{denied}");
    }

    async fn what_the_operator_did_can_be_seen_by_every_owner(app: TestApp) {
        let org = app.organisation("Acme").await;
        let event = Event::new("operator.log_checked", Object { kind: "log", id: None });
        service::record_of_operator(&app, event).await.expect("recorded");
        let filter = Filter { what: Some(Topic::Operator), ..Filter::default() };
        assert_eq!(actions(&org.owner, filter.clone()).await, ["operator.log_checked"]);
        assert_eq!(actions(&org.owner, Filter { denied: true, ..filter }).await, [""; 0]);
    }

    async fn the_log_is_taken_out_as_a_file_of_what_the_filter_asks_for_and_that_is_on_record(app: TestApp) {
        let (org, manager) = three_days(&app).await;
        app.clock.advance_seconds(1);
        assert_eq!(org.owner.get("/audit/csv").await.error(), AppError::ProofNeeded);
        let owner = app.sign_in(&org.address("owner")).await;
        owner.add_site("=HYPERLINK(\"https://evil.example\"),x").await;

        let csv = owner.get("/audit/csv?what=sites").await.ok();
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(csv.header("content-disposition"), "attachment; filename=\"audit.csv\"");
        assert_eq!(csv.header("cache-control"), "no-store");
        let text = csv.text();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines[0].starts_with("id,at,action,topic,outcome,user,actor,"), "{text}");
        assert!(lines[1].contains(",site.saved,sites,done,"), "{text}");

        let found: Vec<Value> = owner.get("/audit/json?what=sites").await.json();
        assert_eq!(found.len(), 4);
        assert_eq!(found[0]["detail"]["name"], "=HYPERLINK(\"https://evil.example\"),x");
        assert_eq!(found[3]["at"], "2026-11-24T09:00:00.000000Z");
        let nothing: Vec<Value> = owner.get("/audit/json?what=reports").await.json();
        assert_eq!(nothing, [Value::Null; 0]);

        let views = load(&owner, &Filter { what: Some(Topic::Views), ..Filter::default() }, None).await.events;
        assert_eq!(views.len(), 3);
        assert!(views.iter().all(|event| event.action == "audit.exported"));
        assert_eq!(owner.get("/audit/xml").await.status, 404);
        assert_eq!(owner.get("/audit/csv?from=never").await.status, 422);
        assert_eq!(manager.get("/audit/csv").await.status, 403);
    }

    async fn a_file_holds_all_events_however_many(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut tx = app.db.write(org.id).await.expect("a transaction");
        for number in 0..1200 {
            let event = Event::new("photo.viewed", Object { kind: "photo", id: None }).with("number", number);
            service::record(&app, &mut tx, None, &Origin::command_line(app.id()), event).await.expect("recorded");
        }
        tx.commit().await.expect("commits");
        let found: Vec<Value> = org.owner.get("/audit/json?what=views").await.json();
        let numbers: std::collections::BTreeSet<i64> = found.iter().filter_map(|event| event["detail"]["number"].as_i64()).collect();
        assert_eq!((numbers.len(), numbers.last()), (1200, Some(&1199)));
        let csv = org.owner.get("/audit/csv").await.ok().text();
        assert!(csv.matches("photo.viewed").count() == 1200);
    }
}

/// With both ends of a span of time SQLite takes all of an organisation for as good as one person's part of it, unless it
/// is told how large they are.
#[tokio::test]
async fn sqlite_goes_along_the_index_of_the_condition_and_not_through_all_of_the_organisation() {
    crate::support::run(TestApp::sqlite().await, |app| async move {
        let Db::Sqlite { readers, .. } = &app.db else { unreachable!("SQLite") };
        for (condition, index) in [
            ("object_id = $4", "audit_events_object"),
            ("outcome = 'denied'", "audit_events_denied"),
            ("user_id = $4", "audit_events_user"),
            ("topic = $4", "audit_events_topic"),
            ("TRUE", "audit_events_org"),
        ] {
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT actor FROM audit_events
                 WHERE org_id = $1 AND id < $2 AND id >= $3 AND {condition} ORDER BY id DESC LIMIT 51"
            );
            let plan = sqlx::query(AssertSqlSafe(sql)).fetch_all(readers).await.expect("a plan");
            let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
            assert!(plan.len() == 1 && plan[0].contains(&format!("USING INDEX {index} ")), "{condition}: {plan:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn that_the_database_was_brought_up_to_date_is_on_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage { data: folder.path().to_owned(), database_url: None };
    serve::migrate(&storage).await.expect("migrated");
    let db = serve::open_database(&storage).await.expect("opens");
    let mut tx = db.directory_read().await.expect("a transaction");
    let rows: Vec<(String,)> =
        norven::fetch_all!(&mut tx, (String,), "SELECT action FROM audit_events").expect("events");
    assert_eq!(rows, [("operator.migrated".to_owned(),)]);
}
