//! How much one organisation may have, and how much one request may bring.

use norven::{
    error::{AppError, Quota},
    features::{
        identity::model::SessionLine,
        inspections::model::{Action, AnswerValue, BatchReply, CommandResult, MAX_COMMAND, Op},
        orgs::{
            model::{Role, Viewer},
            quotas::{self, Taken},
        },
        templates::model::{ChoiceOption, ItemKind, MAX_CHECKLIST_KB, TemplateSummary},
    },
    ids::{InspectionId, OrgId, SessionId, SiteGroupId, SiteId, TemplateId},
    server::{quotas::Quotas, state::Parts},
};
use norven_proof::digest::Digest;
use norven_words::Locale;
use serde_json::json;

use crate::support::{Client, Sample, TestApp, command, function_paths, jpeg, on_both, signature};

/// The same application, whose operator allows this.
fn allowing(app: &TestApp, quotas: Quotas) -> TestApp {
    app.with_parts(|parts| Parts { quotas, ..parts })
}

fn full(what: Quota, limit: u64) -> AppError {
    let error = AppError::Full { what, limit };
    for locale in Locale::ALL {
        assert!(error.sentence(locale).contains(&limit.to_string()), "{}", error.sentence(locale));
    }
    assert!(!error.is_passing());
    error
}

async fn try_site(owner: &Client) -> Result<SiteId, AppError> {
    let id: SiteId = owner.app.id();
    let reply = owner.post_fn("/api/save_site", json!({ "site": { "id": id, "name": "Hall", "address": "" } })).await;
    if reply.status == 200 { Ok(id) } else { Err(reply.error()) }
}

async fn try_op(client: &Client, inspection: InspectionId, op: Op) -> CommandResult {
    let commands = [command(&client.app, op)];
    let reply: BatchReply = client.commands(inspection, client.app.id(), &commands).await.json();
    reply.results.into_iter().next().expect("one result")
}

fn action(app: &TestApp, sample: &Sample) -> Action {
    let (text, assignee) = ("Clear".to_owned(), String::new());
    Action { id: app.id(), item: sample.exit, text, assignee, due: None, done: false, closed: None }
}

/// A photo of this many bytes, which are still to come.
fn photo(app: &TestApp, sample: &Sample, bytes: u64) -> Op {
    Op::AddPhoto {
        photo: app.id(),
        item: sample.views,
        sha256: Digest::of(b""),
        bytes,
        media_type: "image/jpeg".to_owned(),
        taken_at: None,
        position: None,
    }
}

on_both! {
    async fn an_organisation_has_as_much_as_the_operator_allows(app: TestApp) {
        let app = allowing(&app, Quotas { templates: 1, sites: 2, site_groups: 1, members: 2, ..Quotas::default() });
        let org = app.organisation("Acme").await;
        let site = try_site(&org.owner).await.expect("room");
        try_site(&org.owner).await.expect("room");
        assert_eq!(try_site(&org.owner).await, Err(full(Quota::Sites, 2)));
        // What is there can be changed, and what is archived makes room.
        let rename = json!({ "site": { "id": site, "name": "Gate", "address": "" } });
        org.owner.post_fn("/api/save_site", rename).await.ok();
        org.owner.post_fn("/api/archive_site", json!({ "site": site })).await.ok();
        try_site(&org.owner).await.expect("room again");

        let sample = Sample::new(&app);
        org.owner.add_template(&sample.checklist).await;
        let create = json!({ "template": app.id::<TemplateId>(), "locale": "en" });
        assert_eq!(org.owner.post_fn("/api/create_template", create).await.error(), full(Quota::Templates, 1));

        let group = org.owner.add_group("North", &[]).await;
        let other = json!({ "group": { "id": app.id::<SiteGroupId>(), "name": "South", "sites": [] } });
        assert_eq!(org.owner.post_fn("/api/save_site_group", other).await.error(), full(Quota::SiteGroups, 1));
        let same = json!({ "group": { "id": group, "name": "South", "sites": [] } });
        org.owner.post_fn("/api/save_site_group", same).await.ok();

        let invite = async |email: &str| {
            org.owner.post_fn("/api/invite_member", json!({ "email": email, "role": "viewer" })).await
        };
        invite("viewer@acme.example").await.ok();
        assert_eq!(invite("another@acme.example").await.error(), full(Quota::Members, 2));
    }

    async fn what_another_organisation_has_does_not_count_even_where_all_ids_are_the_same(app: TestApp) {
        let quotas = Quotas {
            templates: 1, sites: 1, site_groups: 1, members: 2, inspections: 1, photos: 1, ..Quotas::default()
        };
        let app = allowing(&app, quotas);
        for name in ["Acme", "Other"] {
            let mut org = app.organisation(name).await;
            org.owner.app = app.with_ids_of(7);
            let owner = &org.owner;
            let sample = Sample::new(&owner.app);
            let inspection = owner.start_sample(owner, &sample).await;
            owner.add_group("North", &[]).await;
            let asked = owner.post_fn("/api/invite_member", json!({ "email": "kim@example.com", "role": "viewer" })).await;
            assert_eq!(asked.status, 200, "{}", asked.text());
            for _ in 0..3 {
                owner.act(inspection, (0..100).map(|_| Op::SetAction { action: action(&owner.app, &sample) })).await;
            }
            owner.answer(inspection, sample.exit, AnswerValue::Pass).await;
            if name == "Other" {
                owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
                let error = full(Quota::Photos, 1);
                let second = photo(&owner.app, &sample, 1);
                assert_eq!(try_op(owner, inspection, second).await, CommandResult::Refused { error });
            }
            owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
            let core = owner.inspection(inspection).await.core_sha256.expect("a core");
            for _ in 0..30 {
                let new = signature(&owner.app, inspection, None, core);
                owner.post_fn("/api/v1/signatures", json!({ "signature": new })).await.ok();
            }
        }
    }

    async fn who_comes_at_once_with_another_does_not_take_the_last_of_it_too(app: TestApp) {
        let app = allowing(&app, Quotas { sites: 3, ..Quotas::default() });
        let org = app.organisation("Acme").await;
        let owner = &org.owner;
        let (a, b, c, d, e, f) = tokio::join!(
            try_site(owner), try_site(owner), try_site(owner), try_site(owner), try_site(owner), try_site(owner)
        );
        assert_eq!([a, b, c, d, e, f].iter().filter(|saved| saved.is_ok()).count(), 3);
    }

    async fn inspections_actions_photos_and_their_bytes_have_ceilings(app: TestApp) {
        let quotas = Quotas { inspections: 1, actions: 2, photos: 2, stored_mb: 1, ..Quotas::default() };
        let app = allowing(&app, quotas);
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let (site, template) = (org.owner.add_site("Gate").await, org.owner.add_template(&sample.checklist).await);
        let inspection = org.owner.start(site, template).await;
        let again = json!({ "new": { "id": inspection, "site": site, "template": template } });
        org.owner.post_fn("/api/start_inspection", again).await.ok();
        let other = json!({ "new": { "id": app.id::<InspectionId>(), "site": site, "template": template } });
        assert_eq!(org.owner.post_fn("/api/start_inspection", other).await.error(), full(Quota::Inspections, 1));

        let (first, second) = (action(&app, &sample), action(&app, &sample));
        for action in [&first, &second, &first, &second] {
            let set = Op::SetAction { action: action.clone() };
            assert_eq!(try_op(&org.owner, inspection, set).await, CommandResult::Applied, "changed, not added");
        }
        let refused = |what, limit| CommandResult::Refused { error: full(what, limit) };
        let third = Op::SetAction { action: action(&app, &sample) };
        assert_eq!(try_op(&org.owner, inspection, third).await, refused(Quota::Actions, 2));

        let photo = |bytes| photo(&app, &sample, bytes);
        assert_eq!(try_op(&org.owner, inspection, photo(1_000_001)).await, refused(Quota::Storage, 1));
        let announced = photo(900_000);
        let Op::AddPhoto { photo: announced_id, .. } = announced else { unreachable!("a photo") };
        assert_eq!(try_op(&org.owner, inspection, announced).await, CommandResult::Applied);
        assert_eq!(try_op(&org.owner, inspection, photo(200_000)).await, refused(Quota::Storage, 1));
        // What never came gives its room back.
        assert_eq!(try_op(&org.owner, inspection, Op::RemovePhoto { photo: announced_id }).await, CommandResult::Applied);
        assert_eq!(try_op(&org.owner, inspection, Op::RemovePhoto { photo: announced_id }).await, CommandResult::Applied);
        let kept = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        org.owner.act(inspection, [Op::RemovePhoto { photo: kept }]).await;
        assert_eq!(try_op(&org.owner, inspection, photo(1)).await, CommandResult::Applied);
        assert_eq!(try_op(&org.owner, inspection, photo(1)).await, refused(Quota::Photos, 2), "what came stays");
    }

    async fn what_is_taken_and_given_back_leaves_what_there_was(app: TestApp) {
        let org = app.organisation("Acme").await;
        let app = allowing(&app, Quotas { stored_mb: 1, ..Quotas::default() });
        let mut tx = app.db.write(org.id).await.expect("a transaction");
        for _ in 0..3 {
            quotas::take(&app, &mut tx, Taken::photo(1_000_000)).await.expect("room");
            assert!(quotas::take(&app, &mut tx, Taken::bytes(1)).await.is_err());
            quotas::note(&mut tx, Taken::photo(1_000_000).back()).await.expect("given back");
        }
    }

    async fn a_person_owns_so_many_organisations_and_no_more(app: TestApp) {
        let person = app.sign_in("lucia@example.com").await;
        let create = async |number: usize| {
            let arguments = json!({ "name": format!("Company {number}"), "time_zone": "Europe/Madrid" });
            person.post_fn("/api/create_organisation", arguments).await
        };
        for number in 0..quotas::MAX_OWNED {
            create(number).await.ok();
        }
        assert_eq!(create(99).await.error(), full(Quota::Organisations, quotas::MAX_OWNED as u64));
    }

    async fn a_person_who_founds_organisations_at_once_owns_no_more_either(app: TestApp) {
        let person = app.sign_in("lucia@example.com").await;
        let create = async || {
            let reply = person.post_fn("/api/create_organisation", json!({ "name": "Company", "time_zone": "UTC" })).await;
            if reply.status == 200 { Ok(()) } else { Err(reply.error()) }
        };
        for _ in 0..quotas::MAX_OWNED - 3 {
            create().await.expect("room");
        }
        let (a, b, c, d, e, f, g, h) =
            tokio::join!(create(), create(), create(), create(), create(), create(), create(), create());
        let refused: Vec<AppError> = [a, b, c, d, e, f, g, h].into_iter().filter_map(Result::err).collect();
        assert_eq!(refused, vec![full(Quota::Organisations, quotas::MAX_OWNED as u64); 5]);
        let viewer: Viewer = person.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.orgs.len(), quotas::MAX_OWNED);
    }

    async fn a_draft_has_a_size_whatever_it_is_made_of(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let template = org.owner.add_template(&sample.checklist).await;
        let (text, size) = ("x".repeat(1000), MAX_CHECKLIST_KB as u64);
        let mut options = sample.checklist.clone();
        let option = ChoiceOption { text: text.clone(), failing: false };
        options.sections[0].items[3].kind = ItemKind::Choice { options: vec![option; MAX_CHECKLIST_KB] };
        let mut titles = sample.checklist.clone();
        titles.sections[0].title = "x".repeat(MAX_CHECKLIST_KB * 1000);
        let mut unit = sample.checklist.clone();
        unit.sections[0].items[1].kind =
            ItemKind::Number { unit: "x".repeat(MAX_CHECKLIST_KB * 1000), min: None, max: None, decimals: 0 };
        let mut sections = sample.checklist.clone();
        sections.sections.resize(51, sections.sections[0].clone());
        for (checklist, error) in [
            (&options, full(Quota::Checklist, size)),
            (&titles, full(Quota::Checklist, size)),
            (&unit, full(Quota::Checklist, size)),
            (&sections, full(Quota::Sections, 50)),
        ] {
            let save = json!({ "template": template, "base_rev": 2, "checklist": checklist });
            assert_eq!(org.owner.post_fn("/api/save_template", save).await.error(), error);
        }
        let list: Vec<TemplateSummary> = org.owner.lines("list_templates").await;
        assert_eq!(list.iter().map(|line| line.items).collect::<Vec<_>>(), [10], "a list counts the draft's items");
    }

    async fn text_that_no_database_keeps_is_refused_by_every_function_wherever_it_stands(app: TestApp) {
        let org = app.organisation("Acme").await;
        for (path, full) in function_paths() {
            // Which is refused command by command.
            if full == "/api/v1/commands" {
                continue;
            }
            let reply = org.owner.elsewhere().post_bytes(&path, br#"{"domain":"nul\u0000","x":[{"y":"\u0000"}]}"#.to_vec()).await;
            assert_eq!(reply.error(), AppError::Malformed, "{path}");
        }
    }

    async fn a_command_that_is_too_long_is_refused_and_not_kept(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let long = Op::Note { item: sample.exit, text: "x".repeat(1_000_000), seen: 0 };
        let refused = CommandResult::Refused { error: AppError::Malformed };
        assert_eq!(try_op(&org.owner, inspection, long).await, refused);
        let mut tx = app.db.read(org.id).await.expect("a transaction");
        let (longest,): (i64,) = norven::fetch_one!(
            &mut tx,
            (i64,),
            "SELECT CAST(MAX(LENGTH(body)) AS BIGINT) FROM inspection_commands WHERE org_id = $1",
            org.id
        )
        .expect("a length");
        assert!(longest < MAX_COMMAND as i64, "{longest}");
    }

    async fn signatures_end_somewhere_and_one_that_is_sent_again_is_none_more(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        let mut last = None;
        for _ in 0..50 {
            let signature = crate::support::signature(&app, inspection, None, core);
            org.owner.post_fn("/api/v1/signatures", json!({ "signature": signature })).await.ok();
            last = Some(signature);
        }
        org.owner.post_fn("/api/v1/signatures", json!({ "signature": last })).await.ok();
        let signature = crate::support::signature(&app, inspection, None, core);
        let refused = org.owner.post_fn("/api/v1/signatures", json!({ "signature": signature })).await;
        assert_eq!(refused.error(), full(Quota::Signatures, 50));
    }

    async fn what_an_older_version_left_is_counted(app: TestApp) {
        let yes = if app.home().url().is_some() { "true" } else { "1" };
        let bytes = if app.home().url().is_some() { "'019ab000-0000-7000-8000-000000000001'" } else { "x'019ab000000070008000000000000001'" };
        let statement = format!(
            "INSERT INTO organisations
               (id, name, locale, time_zone, colour, photos_per_row, keep_originals, print_origins, languages, photo_side,
                photo_quality, report_months, audit_months, demo, next_report, created_at)
             VALUES ({bytes}, 'Acme', 'en', 'Europe/Madrid', '#0b6070', 3, {yes}, {yes}, 'en', 2048, 82, NULL, 24, {yes}, 1, 0);
             INSERT INTO templates (org_id, id, title, locale, icon, draft, draft_rev, draft_changed, created_at, updated_at)
             VALUES ({bytes}, {bytes}, 'Exits', 'en', 'clipboard', '{{\"sections\":[{{\"items\":[1,2]}},{{\"items\":[3]}}]}}', 1, {yes}, 0, 0)"
        );
        let both = if app.home().url().is_some() { format!("DO $do$ BEGIN {statement}; END $do$") } else { statement };
        let upgraded = app.upgraded(18, &both).await;
        let org = OrgId(uuid::Uuid::from_u128(0x019a_b000_0000_7000_8000_0000_0000_0001));
        let mut tx = upgraded.db.read(org).await.expect("a transaction");
        let (items,): (i32,) =
            norven::fetch_one!(&mut tx, (i32,), "SELECT draft_items FROM templates WHERE org_id = $1", org).expect("a template");
        assert_eq!(items, 3);
        drop(tx);
        upgraded.db.close().await;
        upgraded.home().remove().await;
    }

    async fn a_person_is_signed_in_at_a_thousand_places_and_no_more(app: TestApp) {
        let org = app.organisation("Acme").await;
        let first = org.member(Role::Viewer).await;
        let user = org.user("viewer@acme.example").await;
        let mut tx = app.db.directory().await.expect("a transaction");
        for number in 1..=1000_i64 {
            let (id, at): (SessionId, _) = (app.id(), app.now().plus_seconds(number));
            norven::execute!(
                &mut tx,
                "INSERT INTO sessions
                   (id, token_sha256, user_id, created_at, last_seen_at, proved_at, expires_at, ip, user_agent, strong)
                 VALUES ($1, $2, $3, $4, $4, $4, $5, '', '', $6)",
                id,
                number.to_be_bytes().to_vec(),
                user,
                at,
                at.plus_seconds(3600),
                false
            )
            .expect("a session");
        }
        tx.commit().await.expect("kept");
        first.post_fn("/api/load_viewer", json!({})).await.ok();
        app.clock.advance_seconds(2000);
        let last = app.sign_in("viewer@acme.example").await;
        last.post_fn("/api/load_viewer", json!({})).await.ok();
        assert_eq!(first.post_fn("/api/load_viewer", json!({})).await.error(), AppError::NotSignedIn);
        let sessions: Vec<SessionLine> = last.post_fn("/api/list_sessions", json!({})).await.json();
        assert_eq!(sessions.len(), 1000);
    }
}
