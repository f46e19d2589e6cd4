//! Templates: drafts, versions and the library.

mod problems;

use norven::{
    error::{AppError, FieldProblem},
    features::{
        orgs::model::Role,
        templates::model::{Checklist, ItemKind, LibraryEntry, TemplateDraft, TemplateSummary},
    },
    ids::TemplateId,
};
use norven_words::Locale;
use serde_json::json;

use crate::support::{Client, Reply, Sample, TestApp, on_both};

/// What an author does to a draft.
type Change = fn(&mut Checklist);

async fn draft(owner: &Client, template: TemplateId) -> TemplateDraft {
    owner.post_fn("/api/load_template", json!({ "template": template })).await.json()
}

async fn save(owner: &Client, template: TemplateId, base_rev: i64, checklist: &Checklist) -> Reply {
    let arguments = json!({ "template": template, "base_rev": base_rev, "checklist": checklist });
    owner.post_fn("/api/save_template", arguments).await
}

fn unit(kind: &mut ItemKind) {
    if let ItemKind::Number { unit, .. } = kind {
        "王".clone_into(unit);
    }
}

fn role(kind: &mut ItemKind) {
    if let ItemKind::Signature { role } = kind {
        "王".clone_into(role);
    }
}

on_both! {
    async fn every_checklist_of_the_library_is_adopted_in_both_languages(app: TestApp) {
        let org = app.organisation("Acme").await;
        let library: Vec<LibraryEntry> = org.owner.post_fn("/api/list_library", json!({})).await.json();
        assert!(library.len() >= 8);
        for entry in &library {
            for locale in Locale::ALL {
                let template: TemplateId = app.id();
                let adopt = json!({ "template": template, "slug": entry.slug, "locale": locale });
                org.owner.post_fn("/api/adopt_template", adopt).await.ok();
                let adopted = draft(&org.owner, template).await;
                assert_eq!((adopted.version, adopted.locale, adopted.changed), (Some(1), locale, false), "{}", entry.slug);
            }
        }
        let templates: Vec<TemplateSummary> = org.owner.lines("list_templates").await;
        assert_eq!(templates.len(), library.len() * Locale::ALL.len());
        let unknown = json!({ "template": app.id::<TemplateId>(), "slug": "../fire-door", "locale": "en" });
        assert_eq!(org.owner.post_fn("/api/adopt_template", unknown).await.error(), AppError::NotFound);
    }

    async fn a_save_that_is_based_on_an_older_one_is_a_conflict_and_loses_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let template = org.owner.add_template(&sample.checklist).await;
        let (mine, theirs) = (
            Checklist { title: "Mine".to_owned(), ..sample.checklist.clone() },
            Checklist { title: "Theirs".to_owned(), ..sample.checklist.clone() },
        );
        let rev = draft(&org.owner, template).await.rev;
        assert_eq!(save(&org.owner, template, rev, &theirs).await.json::<i64>(), rev + 1);
        assert_eq!(save(&org.owner, template, rev, &mine).await.error(), AppError::Conflict);
        assert_eq!(draft(&org.owner, template).await.checklist, theirs);
    }

    async fn a_published_version_never_changes_under_an_inspection(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let site = org.owner.add_site("Gate").await;
        let template = org.owner.add_template(&sample.checklist).await;
        let first = org.owner.start(site, template).await;
        let changed = Checklist { title: "Exits, second edition".to_owned(), ..sample.checklist.clone() };
        let rev = draft(&org.owner, template).await.rev;
        save(&org.owner, template, rev, &changed).await.ok();
        assert!(draft(&org.owner, template).await.changed);
        let publish = async |rev: i64| {
            let arguments = json!({ "template": template, "base_rev": rev });
            org.owner.post_fn("/api/publish_template", arguments).await
        };
        // What was never on the screen is not published.
        assert_eq!(publish(rev).await.error(), AppError::Conflict);
        let version: u32 = publish(rev + 1).await.json();
        let again: u32 = publish(rev + 1).await.json();
        assert_eq!(again, version, "a revision that is sent twice is one version");
        assert_eq!(version, 2);
        let second = org.owner.start(site, template).await;
        assert_eq!(org.owner.inspection(first).await.checklist, sample.checklist);
        assert_eq!(org.owner.inspection(second).await.checklist, changed);
    }

    async fn a_draft_with_problems_is_kept_and_not_published(app: TestApp) {
        let org = app.organisation("Acme").await;
        let template: TemplateId = app.id();
        org.owner.post_fn("/api/create_template", json!({ "template": template, "locale": "en" })).await.ok();
        let publish = async |rev: i64| {
            let arguments = json!({ "template": template, "base_rev": rev });
            org.owner.post_fn("/api/publish_template", arguments).await
        };
        let error = AppError::field("checklist", FieldProblem::Missing);
        assert_eq!(publish(1).await.error(), error);
        let mut checklist = Sample::new(&app).checklist;
        checklist.sections[0].items[0].text = " ".to_owned();
        save(&org.owner, template, 1, &checklist).await.ok();
        assert_eq!(publish(2).await.error(), error);
        let start = json!({ "new": { "id": app.id::<TemplateId>(), "site": org.owner.add_site("Gate").await, "template": template } });
        assert_eq!(org.owner.post_fn("/api/start_inspection", start).await.error(), AppError::NotFound);
    }

    async fn letters_of_a_draft_that_no_report_prints_are_told_with_their_item_when_it_is_published(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let template: TemplateId = app.id();
        org.owner.post_fn("/api/create_template", json!({ "template": template, "locale": "en" })).await.ok();
        let mut rev = 1;
        let mut publish = async |change: Change| {
            let mut checklist = sample.checklist.clone();
            change(&mut checklist);
            rev = save(&org.owner, template, rev, &checklist).await.json();
            let arguments = json!({ "template": template, "base_rev": rev });
            org.owner.post_fn("/api/publish_template", arguments).await
        };
        let cases: [(Change, &str); 5] = [
            (|of| of.title = "Exits 王".to_owned(), "王 (U+738B)"),
            (|of| of.sections[1].title = "王".to_owned(), "2: 王 (U+738B)"),
            (|of| of.sections[0].items[1].text = "小王".to_owned(), "1.2: 小 (U+5C0F), 王 (U+738B)"),
            (|of| unit(&mut of.sections[0].items[1].kind), "1.2: 王 (U+738B)"),
            (|of| role(&mut of.sections[2].items[0].kind), "3: 王 (U+738B)"),
        ];
        for (change, letters) in cases {
            let letters = letters.to_owned();
            assert_eq!(publish(change).await.error(), AppError::Unprintable { letters });
        }
        // What is read on the screen only is nobody's to print.
        publish(|of| of.sections[0].items[1].help = "王".to_owned()).await.ok();
    }

    async fn a_template_out_of_use_starts_nothing_and_its_inspections_go_on(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let site = org.owner.add_site("Gate").await;
        let template = org.owner.add_template(&sample.checklist).await;
        let inspection = org.owner.start(site, template).await;
        org.owner.post_fn("/api/archive_template", json!({ "template": template })).await.ok();
        let start = json!({ "new": { "id": app.id::<TemplateId>(), "site": site, "template": template } });
        assert_eq!(org.owner.post_fn("/api/start_inspection", start).await.error(), AppError::NotFound);
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        org.owner.issue(inspection).await;
        let restore = json!({ "template": template });
        org.owner.post_fn("/api/restore_template", restore.clone()).await.ok();
        org.owner.post_fn("/api/restore_template", restore).await.ok();
        let missing = json!({ "template": app.id::<TemplateId>() });
        for path in ["/api/restore_template", "/api/archive_template"] {
            assert_eq!(org.owner.post_fn(path, missing.clone()).await.error(), AppError::NotFound, "{path}");
        }
        org.owner.start(site, template).await;
    }

    async fn only_owners_and_managers_edit_templates(app: TestApp) {
        let org = app.organisation("Acme").await;
        let template = org.owner.add_template(&Sample::new(&app).checklist).await;
        for role in [Role::Inspector, Role::Viewer] {
            let member = org.member(role).await;
            let publish = json!({ "template": template, "base_rev": 2 });
            assert_eq!(member.post_fn("/api/publish_template", publish).await.error(), AppError::NotAllowed);
            for path in ["/api/load_template", "/api/archive_template"] {
                let reply = member.post_fn(path, json!({ "template": template })).await;
                assert_eq!(reply.error(), AppError::NotAllowed, "{path}");
            }
        }
        let manager = org.member(Role::Manager).await;
        manager.post_fn("/api/archive_template", json!({ "template": template })).await.ok();
    }
}
