//! Organisations and members.

mod approval;
mod handover;
mod invitations;
mod naming;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{
    error::{AppError, FieldProblem, PhotoProblem},
    features::{
        audit::model::{EventLine, EventPage},
        orgs::model::{Invitation, InvitationLine, MemberLine, OrgSettings, Organisation, Role, Viewer},
    },
    ids::{TemplateId, UserId},
    server::refusals,
};
use norven_words::Locale;
use serde_json::json;

use super::proof::issued_by;
use crate::support::{Client, Org, Provider, Reply, Sample, TestApp, jpeg, on_both};

async fn members(owner: &Client) -> Vec<MemberLine> {
    owner.lines("list_members").await
}

pub(crate) async fn id_of(owner: &Client, email: &str) -> UserId {
    members(owner).await.into_iter().find(|line| line.email == email).expect("a member").id
}

async fn owners(app: &TestApp, org: &Org) -> i64 {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    let sql = "SELECT COUNT(*) FROM memberships WHERE org_id = $1 AND role = 'owner'";
    let (owners,): (i64,) = norven::fetch_one!(&mut tx, (i64,), sql, org.id).expect("counts");
    owners
}

async fn invite(owner: &Client, email: &str, role: Role) -> Reply {
    owner.post_fn("/api/invite_member", json!({ "email": email, "role": role })).await
}

/// The addresses that were asked and have not answered.
async fn invited(owner: &Client) -> Vec<String> {
    let lines: Vec<InvitationLine> = owner.lines("list_invitations").await;
    lines.into_iter().map(|line| line.email).collect()
}

async fn viewer(browser: &Client) -> Viewer {
    browser.post_fn("/api/load_viewer", json!({})).await.json()
}

on_both! {
    async fn whoever_creates_an_organisation_owns_it(app: TestApp) {
        let org = app.organisation("Acme").await;
        let viewer: Viewer = org.owner.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.org.map(|(org, role)| (org.id, org.name, role)), Some((org.id, "Acme".to_owned(), Role::Owner)));
        let lines = members(&org.owner).await;
        assert_eq!(lines.iter().map(|line| (line.role, line.is_reader)).collect::<Vec<_>>(), [(Role::Owner, true)]);
    }

    async fn the_logo_that_an_owner_chose_is_on_the_reports_that_follow(app: TestApp) {
        let org = app.organisation("Acme").await;
        let change = async |browser: &Client, picture: &[u8]| {
            browser.post_fn("/api/change_logo", json!({ "picture": STANDARD.encode(picture) })).await
        };
        assert_eq!(change(&org.member(Role::Manager).await, &jpeg(64, 32, 3)).await.error(), AppError::NotAllowed);
        for (picture, problem) in [
            (b"%PDF-1.7".as_slice(), PhotoProblem::NotAPhoto),
            (&jpeg(64, 32, 3)[..200], PhotoProblem::Damaged),
            (b"\0\0\0\x18ftypheic\0\0\0\0", PhotoProblem::Heic),
        ] {
            assert_eq!(change(&org.owner, picture).await.error(), AppError::Photo { problem });
        }
        assert_eq!(org.owner.get("/logo").await.status, 404);
        change(&org.owner, &jpeg(64, 32, 3)).await.ok();
        let logo = org.owner.get("/logo").await.ok();
        assert_eq!(logo.header("content-type"), "image/jpeg");
        assert_eq!(org.member(Role::Viewer).await.get("/logo").await.ok().body, logo.body);

        let pdf = issued_by(&app, &org).await.1;
        let holds = |pdf: &[u8]| pdf.windows(logo.body.len()).any(|part| part == logo.body);
        assert!(holds(&pdf), "the logo's bytes pass through untouched");
        org.owner.post_fn("/api/remove_logo", json!({})).await.ok();
        assert_eq!(org.owner.get("/logo").await.status, 404);
        let pdf = issued_by(&app, &org).await.1;
        assert!(!holds(&pdf));
    }

    async fn an_organisation_needs_a_name_and_a_time_zone_that_exists(app: TestApp) {
        let browser = app.sign_in("lucia@example.com").await;
        for (name, zone, field, problem) in [
            (" ", "Europe/Madrid", "name", FieldProblem::Missing),
            ("Acme", "Europe/Atlantis", "time_zone", FieldProblem::NotAChoice),
            ("Acme", "../../etc/passwd", "time_zone", FieldProblem::NotAChoice),
        ] {
            let reply = browser.post_fn("/api/create_organisation", json!({ "name": name, "time_zone": zone })).await;
            assert_eq!(reply.error(), AppError::field(field, problem));
        }
        let viewer: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.orgs, []);
    }

    async fn whoever_is_invited_is_told_by_mail_and_belongs_once_they_accept(app: TestApp) {
        let org = app.organisation("Acme").await;
        invite(&org.owner, "ines@acme.example", Role::Inspector).await.ok();
        let mail = app.mails_to("ines@acme.example").await.remove(0);
        assert_eq!(mail.subject, "“Acme” invites you to Norven");
        assert!(mail.body.starts_with("owner asks you to join Acme on Norven, as Inspector."), "{}", mail.body);
        assert!(mail.body.contains("\n\nhttp://localhost:3000/sign-in\n\n"), "{}", mail.body);

        let browser = app.sign_in("ines@acme.example").await;
        assert_eq!(viewer(&browser).await.orgs, [], "asked is not yet a member");
        let asked: Vec<Invitation> = browser.post_fn("/api/load_invitations", json!({})).await.json();
        assert_eq!(asked, [Invitation { org: org.id, name: "Acme".to_owned(), role: Role::Inspector }]);
        browser.post_fn("/api/accept_invitation", json!({ "org": org.id })).await.ok();
        assert_eq!(viewer(&browser).await.org.map(|(org, role)| (org.id, role)), Some((org.id, Role::Inspector)));
        assert!(invited(&org.owner).await.is_empty());

        let again = invite(&org.owner, "Ines@Acme.example", Role::Owner).await;
        assert_eq!(again.error(), AppError::field("email", FieldProblem::Taken));
        let twice = browser.post_fn("/api/accept_invitation", json!({ "org": org.id })).await;
        assert_eq!(twice.error(), AppError::NotFound);
    }

    async fn a_person_is_asked_by_whoever_asked_them_and_nobody_else(app: TestApp) {
        let (acme, _other) = (app.organisation("Acme").await, app.organisation("Other").await);
        invite(&acme.owner, "ines@people.example", Role::Viewer).await.ok();
        let ines = app.sign_in("ines@people.example").await;
        let asked: Vec<Invitation> = ines.post_fn("/api/load_invitations", json!({})).await.json();
        assert_eq!(asked.iter().map(|asked| (asked.org, asked.name.as_str())).collect::<Vec<_>>(), [(acme.id, "Acme")]);
    }

    async fn an_invitation_is_for_its_address_alone(app: TestApp) {
        let org = app.organisation("Acme").await;
        invite(&org.owner, "ines@acme.example", Role::Owner).await.ok();
        let stranger = app.sign_in("mallory@acme.example").await;
        for call in ["/api/accept_invitation", "/api/decline_invitation"] {
            assert_eq!(stranger.post_fn(call, json!({ "org": org.id })).await.error(), AppError::NotFound, "{call}");
        }
        assert_eq!(invited(&org.owner).await, ["ines@acme.example"], "it is still hers");
        assert_eq!(viewer(&stranger).await.orgs, []);
    }

    async fn an_invitation_is_declined_or_taken_back_or_runs_out(app: TestApp) {
        let org = app.organisation("Acme").await;
        let browser = app.sign_in("ines@acme.example").await;
        let accept = async || browser.post_fn("/api/accept_invitation", json!({ "org": org.id })).await;

        invite(&org.owner, "ines@acme.example", Role::Viewer).await.ok();
        browser.post_fn("/api/decline_invitation", json!({ "org": org.id })).await.ok();
        assert_eq!((accept().await.error(), invited(&org.owner).await.len()), (AppError::NotFound, 0));

        app.clock.advance_seconds(600);
        invite(&org.owner, "ines@acme.example", Role::Viewer).await.ok();
        let withdraw = json!({ "email": "ines@acme.example" });
        org.owner.post_fn("/api/withdraw_invitation", &withdraw).await.ok();
        assert_eq!(accept().await.error(), AppError::NotFound);
        assert_eq!(org.owner.post_fn("/api/withdraw_invitation", &withdraw).await.error(), AppError::NotFound);

        app.clock.advance_seconds(600);
        invite(&org.proved_owner().await, "ines@acme.example", Role::Viewer).await.ok();
        app.clock.advance_seconds(13 * 24 * 3600);
        let soon = browser.post_fn("/api/load_invitations", json!({})).await.json::<Vec<Invitation>>();
        assert_eq!(soon.len(), 1);
        app.clock.advance_seconds(24 * 3600);
        assert_eq!(accept().await.error(), AppError::NotFound);
        let asked = browser.post_fn("/api/load_invitations", json!({})).await.json::<Vec<Invitation>>();
        assert_eq!(asked, []);
        let owner = app.sign_in("owner@acme.example").await;
        let lines: Vec<InvitationLine> = owner.lines("list_invitations").await;
        assert!(lines.len() == 1 && lines[0].is_over, "the owner sees that it ran out");
    }

    async fn an_invitation_that_was_withdrawn_was_a_mail_too(app: TestApp) {
        let org = app.organisation("Acme").await;
        let withdraw = async || org.owner.post_fn("/api/withdraw_invitation", json!({ "email": "ana@example.com" })).await.ok();
        invite(&org.owner, "ana@example.com", Role::Viewer).await.ok();
        withdraw().await;
        app.clock.advance_seconds(599);
        let refused = invite(&org.owner, "ana@example.com", Role::Viewer).await;
        assert_eq!(refused.error(), AppError::TooMany { seconds: 1 });
        app.clock.advance_seconds(1);
        invite(&org.owner, "ana@example.com", Role::Viewer).await.ok();
        app.drain().await;
        assert_eq!(app.mails_to("ana@example.com").await.len(), 2);
    }

    async fn inviting_again_changes_the_role_and_does_not_flood_a_mailbox(app: TestApp) {
        let org = app.organisation("Acme").await;
        invite(&org.owner, "ines@acme.example", Role::Viewer).await.ok();
        let at_once = invite(&org.owner, "ines@acme.example", Role::Manager).await;
        assert_eq!(at_once.error(), AppError::TooMany { seconds: 600 });
        app.clock.advance_seconds(600);
        invite(&org.owner, "ines@acme.example", Role::Manager).await.ok();
        assert_eq!(app.mails_to("ines@acme.example").await.len(), 2);
        let lines: Vec<InvitationLine> = org.owner.lines("list_invitations").await;
        assert_eq!(lines.iter().map(|line| line.role).collect::<Vec<_>>(), [Role::Manager]);
    }

    async fn a_removed_member_is_out_at_once(app: TestApp) {
        let org = app.organisation("Acme").await;
        let manager = org.member(Role::Manager).await;
        org.owner.add_site("Gate").await;
        let user = id_of(&org.owner, "manager@acme.example").await;
        org.owner.post_fn("/api/remove_member", json!({ "user": user })).await.ok();
        assert_eq!(manager.post_fn("/api/list_sites", json!({})).await.error(), AppError::NotSignedIn);
        // Not even by signing in again and choosing the organisation.
        let manager = app.sign_in("manager@acme.example").await;
        manager.post_fn("/api/choose_organisation", json!({ "org": org.id })).await.ok();
        assert_eq!(manager.post_fn("/api/list_sites", json!({})).await.error(), AppError::NotFound);
    }

    async fn a_changed_role_counts_at_once(app: TestApp) {
        let org = app.organisation("Acme").await;
        let manager = org.member(Role::Manager).await;
        manager.add_site("Gate").await;
        let user = id_of(&org.owner, "manager@acme.example").await;
        org.owner.post_fn("/api/set_role", json!({ "user": user, "role": "viewer" })).await.ok();
        let site = json!({ "site": { "id": app.id::<norven::ids::SiteId>(), "name": "Gate", "address": "" } });
        assert_eq!(manager.post_fn("/api/save_site", site).await.error(), AppError::NotAllowed);
    }

    async fn what_a_member_may_not_do_is_on_record_as_their_attempt(app: TestApp) {
        let org = app.organisation("Acme").await;
        let viewer = org.member(Role::Viewer).await;
        let user = id_of(&org.owner, "owner@acme.example").await;
        let demote = json!({ "user": user, "role": "viewer" });
        assert_eq!(viewer.post_fn("/api/set_role", &demote).await.error(), AppError::NotAllowed);
        app.clock.advance_seconds(1);
        assert_eq!(viewer.get("/settings/members").await.status, 403);

        let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json();
        let denied = page.events.iter().filter(|event| event.denied).map(|event| {
            (event.action.as_str(), event.actor.as_str(), event.detail[0].1.as_str())
        });
        let actor = "viewer <viewer@acme.example>";
        assert_eq!(
            denied.collect::<Vec<_>>(),
            [
                ("access.denied", actor, "GET /settings/members"),
                ("access.denied", actor, "POST /api/set_role"),
            ]
        );
        let stranger = app.sign_in("mallory@acme.example").await;
        assert_eq!(stranger.post_fn("/api/set_role", &demote).await.error(), AppError::NotFound);
        let after: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json();
        assert_eq!(after.events.len(), page.events.len(), "of another organisation's people nothing is told");
    }

    async fn who_is_refused_again_and_again_is_on_record_once_and_then_counted(app: TestApp) {
        let org = app.organisation("Acme").await;
        let viewer = org.member(Role::Viewer).await;
        let user = id_of(&org.owner, "owner@acme.example").await;
        let denied = async || {
            let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({})).await.json();
            let denied = page.events.into_iter().filter(|event| event.denied);
            denied.map(|event| event.detail.into_iter().map(|(_, value)| value).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        for _ in 0..100 {
            let demote = json!({ "user": user, "role": "viewer" });
            assert_eq!(viewer.post_fn("/api/set_role", demote).await.error(), AppError::NotAllowed);
        }
        assert_eq!(denied().await, [["POST /api/set_role"]], "the first one, at once");
        refusals::settle(&app, false).await.expect("counted");
        assert_eq!(denied().await.len(), 1, "its time is not over");
        app.clock.advance_seconds(refusals::WINDOW_SECONDS);
        refusals::settle(&app, false).await.expect("counted");
        let told = denied().await;
        assert_eq!((told.len(), told[0].contains(&"99".to_owned())), (2, true), "{told:?}");
        refusals::settle(&app, false).await.expect("counted");
        assert_eq!(denied().await.len(), 2, "once");
        // A stranger in the owner's name, until the server ends.
        let token = app.printed_token("owner@acme.example").await;
        app.browser().post_form("/sign-in/link", &[("token", &token)]).await;
        for _ in 0..50 {
            app.browser().post_form("/sign-in/link", &[("token", &token)]).await;
        }
        assert_eq!(denied().await.len(), 3);
        refusals::settle(&app, true).await.expect("counted");
        let told = denied().await;
        let counted = told.iter().any(|values| values.contains(&"49".to_owned()));
        assert_eq!((told.len(), counted), (4, true), "{told:?}");
    }

    async fn what_an_owner_is_refused_is_on_record_with_its_reason(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.member(Role::Viewer).await;
        invite(&org.owner, "viewer@acme.example", Role::Owner).await;
        let inside = json!({ "provider": Provider::described(app.id(), "https://127.0.0.1") });
        let secret = json!({ "credential": "{}" });
        for (path, arguments) in [
            ("/api/leave_organisation", json!({})),
            ("/api/add_provider", inside),
            ("/api/add_passkey", secret),
        ] {
            app.clock.advance_seconds(1);
            assert_ne!(org.owner.post_fn(path, arguments).await.status, 200, "{path}");
        }
        let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json();
        let denied = page.events.iter().filter(|event| event.denied).map(|event| {
            let values = event.detail.iter().map(|(_, value)| value.as_str());
            (event.action.as_str(), values.collect::<Vec<_>>().join(", "))
        });
        assert_eq!(
            denied.collect::<Vec<_>>(),
            [
                ("access.refused", "POST /api/add_passkey, malformed".to_owned()),
                ("access.refused", "POST /api/add_provider, access".to_owned()),
                ("access.refused", "POST /api/leave_organisation, last_owner".to_owned()),
                ("access.refused", "POST /api/invite_member, email, field".to_owned()),
            ]
        );
    }

    async fn the_last_owner_stays(app: TestApp) {
        let org = app.organisation("Acme").await;
        // Another organisation's owner does not count.
        app.organisation("Other").await;
        let owner = id_of(&org.owner, "owner@acme.example").await;
        let demote = json!({ "user": owner, "role": "manager" });
        assert_eq!(org.owner.post_fn("/api/set_role", &demote).await.error(), AppError::LastOwner);
        let remove = json!({ "user": owner });
        assert_eq!(org.owner.post_fn("/api/remove_member", &remove).await.error(), AppError::LastOwner);
        org.person("second", Role::Owner).await;
        org.owner.post_fn("/api/set_role", &demote).await.ok();
        assert_eq!(org.owner.post_fn("/api/set_role", &demote).await.error(), AppError::NotAllowed);
    }

    async fn two_owners_who_remove_each_other_at_once_leave_one(app: TestApp) {
        let org = app.organisation("Acme").await;
        let second = org.person("second", Role::Owner).await;
        let (first_id, second_id) =
            (id_of(&org.owner, "owner@acme.example").await, id_of(&org.owner, "second@acme.example").await);
        tokio::join!(
            org.owner.post_fn("/api/remove_member", json!({ "user": second_id })),
            second.post_fn("/api/remove_member", json!({ "user": first_id })),
        );
        assert_eq!(owners(&app, &org).await, 1);
    }

    async fn two_owners_who_demote_each_other_at_once_leave_one(app: TestApp) {
        let org = app.organisation("Acme").await;
        let second = org.person("second", Role::Owner).await;
        let (first_id, second_id) =
            (id_of(&org.owner, "owner@acme.example").await, id_of(&org.owner, "second@acme.example").await);
        tokio::join!(
            org.owner.post_fn("/api/set_role", json!({ "user": second_id, "role": "viewer" })),
            second.post_fn("/api/set_role", json!({ "user": first_id, "role": "viewer" })),
        );
        assert_eq!(owners(&app, &org).await, 1);
        for owner in [&org.owner, &second] {
            let reply = owner.post_fn("/api/load_audit_page", json!({ "before": null })).await;
            let is_attempt = |event: &&EventLine| event.denied && event.detail[0].1 == "POST /api/set_role";
            let attempts = |page: EventPage| page.events.iter().filter(is_attempt).count();
            assert!(reply.status == 403 || attempts(reply.json()) == 1, "who was second is on record");
        }
    }

    async fn settings_outside_their_range_are_refused(app: TestApp) {
        let org = app.organisation("Acme").await;
        let settings = org.owner.post_fn("/api/load_organisation", json!({})).await.json::<Organisation>().settings;
        let update = async |settings: OrgSettings| {
            org.owner.post_fn("/api/update_organisation", json!({ "name": "Acme", "settings": settings })).await
        };
        let refused = [
            ("colour", OrgSettings { colour: "red".to_owned(), ..settings.clone() }),
            ("colour", OrgSettings { colour: "#12345é".to_owned(), ..settings.clone() }),
            ("photos_per_row", OrgSettings { photos_per_row: 1, ..settings.clone() }),
            ("photos_per_row", OrgSettings { photos_per_row: 7, ..settings.clone() }),
            ("time_zone", OrgSettings { time_zone: "Nowhere".to_owned(), ..settings.clone() }),
            ("languages", OrgSettings { languages: vec![Locale::En, Locale::En], ..settings.clone() }),
            ("locale", OrgSettings { languages: vec![Locale::Es], ..settings.clone() }),
            ("photo_side", OrgSettings { photo_side: 1023, ..settings.clone() }),
            ("photo_side", OrgSettings { photo_side: 4097, ..settings.clone() }),
            ("photo_quality", OrgSettings { photo_quality: 59, ..settings.clone() }),
            ("photo_quality", OrgSettings { photo_quality: 96, ..settings.clone() }),
            ("report_months", OrgSettings { report_months: Some(11), ..settings.clone() }),
            ("report_months", OrgSettings { report_months: Some(601), ..settings.clone() }),
            ("audit_months", OrgSettings { audit_months: 11, ..settings.clone() }),
            ("audit_months", OrgSettings { audit_months: 121, ..settings.clone() }),
        ];
        for (field, settings) in refused {
            assert_eq!(update(settings).await.error(), AppError::field(field, FieldProblem::NotAChoice));
        }
        let none = OrgSettings { languages: Vec::new(), ..settings.clone() };
        assert_eq!(update(none).await.error(), AppError::field("languages", FieldProblem::Missing));
        let changed = OrgSettings {
            photos_per_row: 2,
            print_origins: true,
            languages: vec![Locale::Es],
            locale: Locale::Es,
            photo_side: 1280,
            photo_quality: 70,
            report_months: Some(120),
            audit_months: 36,
            ..settings
        };
        update(changed.clone()).await.ok();
        let seen = org.owner.post_fn("/api/load_organisation", json!({})).await.json::<Organisation>();
        assert_eq!(seen.settings, changed);
    }

    async fn checklists_are_made_in_the_languages_of_the_organisation(app: TestApp) {
        let org = app.organisation("Acme").await;
        let settings = org.owner.post_fn("/api/load_organisation", json!({})).await.json::<Organisation>().settings;
        let spanish = OrgSettings { languages: vec![Locale::Es], locale: Locale::Es, ..settings };
        org.owner.post_fn("/api/update_organisation", json!({ "name": "Acme", "settings": spanish })).await.ok();
        let create = async |locale: &str| {
            let template = json!({ "template": app.id::<TemplateId>(), "locale": locale });
            org.owner.post_fn("/api/create_template", template).await
        };
        assert_eq!(create("en").await.error(), AppError::field("locale", FieldProblem::NotAChoice));
        create("es").await.ok();
        let adopt = json!({ "template": app.id::<TemplateId>(), "slug": "fire-door", "locale": "en" });
        let refused = org.owner.post_fn("/api/adopt_template", adopt).await;
        assert_eq!(refused.error(), AppError::field("locale", FieldProblem::NotAChoice));
    }

    async fn a_device_is_told_how_to_make_photos_smaller(app: TestApp) {
        let org = app.organisation("Acme").await;
        let settings = org.owner.post_fn("/api/load_organisation", json!({})).await.json::<Organisation>().settings;
        let small = OrgSettings { photo_side: 1280, photo_quality: 70, ..settings };
        org.owner.post_fn("/api/update_organisation", json!({ "name": "Acme", "settings": small })).await.ok();
        let id = org.owner.start_sample(&org.owner, &Sample::new(&app)).await;
        let inspection = org.owner.inspection(id).await;
        assert_eq!((inspection.photo_side, inspection.photo_quality), (1280, 70));
    }

    async fn one_person_works_in_two_organisations_one_at_a_time(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        acme.owner.add_site("Acme gate").await;
        invite(&other.owner, "owner@acme.example", Role::Viewer).await.ok();
        acme.owner.post_fn("/api/accept_invitation", json!({ "org": other.id })).await.ok();
        acme.owner.post_fn("/api/choose_organisation", json!({ "org": acme.id })).await.ok();
        let sites = async || -> Vec<norven::features::sites::model::Site> {
            acme.owner.lines("list_sites").await
        };
        assert_eq!(sites().await.len(), 1);
        acme.owner.post_fn("/api/choose_organisation", json!({ "org": other.id })).await.ok();
        assert_eq!(sites().await.len(), 0);
        let site = json!({ "site": { "id": app.id::<norven::ids::SiteId>(), "name": "Gate", "address": "" } });
        assert_eq!(acme.owner.post_fn("/api/save_site", site).await.error(), AppError::NotAllowed, "a viewer there");
    }

    async fn a_new_session_works_in_the_organisation_that_was_chosen_last(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        invite(&other.owner, "owner@acme.example", Role::Inspector).await.ok();
        acme.owner.post_fn("/api/accept_invitation", json!({ "org": other.id })).await.ok();
        for (org, name) in [(other.id, "Other"), (acme.id, "Acme"), (other.id, "Other")] {
            acme.owner.post_fn("/api/choose_organisation", json!({ "org": org })).await.ok();
            let again = app.sign_in("owner@acme.example").await;
            assert_eq!(viewer(&again).await.org.map(|(org, _)| org.name).as_deref(), Some(name));
        }
        // Whoever is out of it works where they still belong.
        let user = id_of(&other.owner, "owner@acme.example").await;
        other.owner.post_fn("/api/remove_member", json!({ "user": user })).await.ok();
        let again = app.sign_in("owner@acme.example").await;
        assert_eq!(viewer(&again).await.org.map(|(org, _)| org.name).as_deref(), Some("Acme"));
    }

    async fn an_overview_of_an_empty_organisation_has_no_score(app: TestApp) {
        let org = app.organisation("Acme").await;
        let overview: norven::features::inspections::model::Overview =
            org.owner.post_fn("/api/load_overview", json!({})).await.json();
        assert_eq!((overview.inspections, overview.score, overview.has_site, overview.has_template), (0, None, false, false));
        assert_eq!(overview.today.datetime_attribute(), "2026-11-23T09:00:00.000000Z");
    }

    async fn many_overviews_at_once_do_not_wait_for_one_another(app: TestApp) {
        let org = app.organisation("Acme").await;
        let load = || async { org.owner.post_fn("/api/load_overview", json!({})).await.ok() };
        let begun = std::time::Instant::now();
        tokio::join!(load(), load(), load(), load(), load(), load(), load(), load());
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "connections ran out: {:?}", begun.elapsed());
    }
}
