//! What a provider tells of its people, as Clerk does.

use norven::features::orgs::model::{MemberLine, Role, Viewer};
use serde_json::json;

use super::{
    providers::enter,
    teller::{MAPPED, Message, Teller, created, membership},
};
use crate::support::{Client, TestApp, on_both};

async fn is_signed_in(browser: &Client) -> bool {
    browser.post_fn("/api/load_viewer", json!({})).await.status == 200
}

fn pairs(pairs: &[(&str, Role)]) -> Vec<(String, Role)> {
    pairs.iter().map(|(name, role)| ((*name).to_owned(), *role)).collect()
}

fn events(events: &[(&str, bool)]) -> Vec<(String, bool)> {
    events.iter().map(|(action, denied)| ((*action).to_owned(), *denied)).collect()
}

on_both! {
    async fn a_message_is_heard_as_it_was_signed_and_not_otherwise(app: TestApp) {
        let teller = Teller::new(&app).await;
        let whole = || Message::new("msg_1", &created());
        let signature = whole().signature(&teller.app);
        let other = Message { secret: [8; 24], ..whole() };
        for (reply, what) in [
            (teller.send_signed(&Message { body: whole().body.replace("member", "admin"), ..whole() }, &signature).await, "body"),
            (teller.send_signed(&Message { body: format!("{} ", whole().body), ..whole() }, &signature).await, "a space"),
            (teller.send_signed(&Message { id: "msg_2".to_owned(), ..whole() }, &signature).await, "id"),
            (teller.send_signed(&Message { at: 1, ..whole() }, &signature).await, "instant"),
            (teller.send(&other).await, "secret"),
            (teller.send(&Message { at: -301, ..whole() }).await, "old"),
            (teller.send(&Message { at: 301, ..whole() }).await, "of the future"),
        ] {
            assert_eq!((reply.status, reply.text().lines().count()), (401, 1), "{what}: {}", reply.text());
        }
        assert_eq!(teller.invitations().await, []);
        // While a secret is replaced, a message has a signature of each.
        let both = format!("{} {signature}", other.signature(&teller.app));
        teller.send_signed(&whole(), &both).await.ok();
        assert_eq!(teller.invitations().await, pairs(&[("ines@acme.example", Role::Inspector)]));
    }

    async fn a_message_that_says_nothing_of_use_is_refused_in_one_sentence(app: TestApp) {
        let teller = Teller::new(&app).await;
        let message = Message::new("msg_1", &created());
        let (at, signature) = (message.timestamp(&teller.app), message.signature(&teller.app));
        let headers = [("svix-id", "msg_1"), ("svix-timestamp", &*at), ("svix-signature", &*signature)];
        for lacking in 0..headers.len() {
            let rest: Vec<_> = headers.iter().enumerate().filter(|(at, _)| *at != lacking).map(|(_, one)| *one).collect();
            let reply = teller.post("/webhooks/okta", &rest, &message.body).await;
            assert_eq!((reply.status, reply.text().lines().count()), (400, 1), "{}", reply.text());
        }
        for body in [json!("text"), json!({ "type": "user.deleted" }), json!({ "type": "user.deleted", "data": {} })] {
            let reply = teller.send(&Message::new("msg_2", &body)).await;
            assert_eq!((reply.status, reply.text().lines().count()), (400, 1), "{}", reply.text());
        }
        assert_eq!(teller.send(&Message { body: "{".to_owned(), ..Message::new("msg_2", &json!({})) }).await.status, 400);
        for nobody in ["/webhooks/other", "/webhooks/nobody"] {
            assert_eq!(teller.post(nobody, &headers, &message.body).await.status, 404, "{nobody}");
        }
        assert_eq!((teller.invitations().await, teller.record().await), (vec![], vec![]));
        let standard = [("webhook-id", "msg_1"), ("webhook-timestamp", &*at), ("webhook-signature", &*signature)];
        teller.post("/webhooks/okta", &standard, &message.body).await.ok();
        assert_eq!(teller.invitations().await.len(), 1);
    }

    async fn a_message_needs_no_page_of_ours_is_small_and_is_answered_under_every_header(app: TestApp) {
        let teller = Teller::new(&app).await;
        let reply = teller.send(&Message::new("msg_1", &json!({ "type": "session.created", "data": {} }))).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, ""));
        assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!((reply.header("cache-control"), reply.header("x-frame-options")), ("no-store", "DENY"));
        let large = json!({ "type": "session.created", "data": "x".repeat(64 * 1024) });
        assert_eq!(teller.send(&Message::new("msg_2", &large)).await.status, 413);
        // Nothing else may be asked for without a page of ours.
        assert_eq!(teller.post("/sign-out", &[], "").await.status, 403);
        assert_eq!(teller.post("/webhooks/okta/more", &[], "").await.status, 403);
    }

    async fn a_message_counts_once(app: TestApp) {
        let teller = Teller::new(&app).await;
        let message = Message::new("msg_1", &created());
        teller.send(&message).await.ok();
        let withdraw = json!({ "email": "ines@acme.example" });
        teller.owner().await.post_fn("/api/withdraw_invitation", withdraw).await.ok();
        // Sent again at once, or, since the answer was lost, signed anew a day later.
        for seconds in [0, 60, 24 * 3600] {
            teller.app.clock.advance_seconds(seconds);
            teller.send(&message).await.ok();
            assert_eq!(teller.invitations().await, [], "after {seconds} s");
        }
        let restarted = Teller { app: teller.provider.telling(&app, None), ..teller };
        assert_eq!(restarted.send(&message).await.status, 404, "its webhook was taken away");
    }

    async fn what_was_said_earlier_and_arrives_later_is_overtaken(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.sign_in("ines").await;
        let said = teller.app.now().0 / 1000;
        teller.member("msg_2", "deleted", "ines", "org:member").await;
        let late = membership(MAPPED, "ines", "org:member");
        teller.tell_late("msg_1", "organizationMembership.created", late, said).await;
        assert_eq!(teller.members().await, pairs(&[("owner", Role::Owner)]));
        teller.member("msg_3", "created", "ines", "org:member").await;
        assert_eq!(teller.members().await, pairs(&[("ines", Role::Inspector), ("owner", Role::Owner)]));
    }

    async fn who_is_no_more_at_the_provider_is_signed_out_and_known_by_it_no_longer(app: TestApp) {
        let teller = Teller::new(&app).await;
        let (ines, luis) = (teller.sign_in("ines").await, teller.sign_in("luis").await);
        teller.member("msg_1", "created", "ines", "org:member").await;
        teller.tell("msg_2", "user.deleted", json!({ "id": "ines", "object": "user", "deleted": true })).await;
        teller.tell("msg_3", "user.deleted", json!({ "id": "nobody", "object": "user", "deleted": true })).await;
        assert!(!is_signed_in(&ines).await && is_signed_in(&luis).await);
        assert_eq!(teller.members().await, pairs(&[("owner", Role::Owner)]));
        assert_eq!(teller.record().await, events(&[("member.added", false), ("member.removed", false)]));
        // The account stays. Whoever the provider calls so from now on has to show that it is theirs.
        let came = enter(&teller.app.browser(), &teller.provider, "ines", "ines@acme.example").await;
        assert_eq!(came.as_deref(), Ok("/sign-in/code?then=%2Freports"));
    }

    async fn somebody_known_becomes_a_member_in_the_role_that_theirs_stands_for(app: TestApp) {
        let teller = Teller::new(&app).await;
        let ines = teller.sign_in("ines").await;
        teller.member("msg_1", "created", "ines", "org:member").await;
        let viewer: Viewer = ines.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.org.map(|(org, role)| (org.id, role)), Some((teller.org.id, Role::Inspector)));
        teller.member("msg_2", "updated", "ines", "org:admin").await;
        teller.member("msg_3", "updated", "ines", "org:admin").await;
        assert_eq!(teller.members().await, pairs(&[("ines", Role::Manager), ("owner", Role::Owner)]));
        teller.member("msg_4", "updated", "ines", "org:unnamed").await;
        assert_eq!(teller.members().await, pairs(&[("ines", Role::Manager), ("owner", Role::Owner)]));
        assert_eq!(teller.record().await, events(&[("member.added", false), ("member.role_changed", false)]));
        assert_eq!(app.mails_to("ines@acme.example").await.len(), 0, "they are in already");
    }

    async fn a_role_at_the_provider_makes_no_owner_unless_it_stands_for_that(app: TestApp) {
        let teller = Teller::new(&app).await;
        let org = teller.org.id;
        let teller = teller.configured(org, json!({ "org:admin": "manager" }));
        teller.sign_in("ines").await;
        for (id, role) in [("msg_1", "owner"), ("msg_2", "org:owner"), ("msg_3", "org:boss")] {
            teller.member(id, "created", "ines", role).await;
        }
        assert_eq!(teller.members().await, pairs(&[("owner", Role::Owner)]));
        let teller = teller.configured(org, json!({ "org:boss": "owner" }));
        teller.member("msg_4", "created", "ines", "org:boss").await;
        assert_eq!(teller.members().await, pairs(&[("ines", Role::Owner), ("owner", Role::Owner)]));
    }

    async fn somebody_unknown_is_invited_and_asked_anew_without_a_second_mail(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.member("msg_1", "created", "ines", "org:member").await;
        teller.member("msg_2", "updated", "ines", "org:admin").await;
        assert_eq!(teller.invitations().await, pairs(&[("ines@acme.example", Role::Manager)]));
        let mails = app.mails_to("ines@acme.example").await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].body.starts_with("Okta asks you to join Acme"), "{}", mails[0].body);
        teller.app.clock.advance_seconds(10 * 60);
        teller.member("msg_3", "updated", "ines", "org:member").await;
        assert_eq!(app.mails_to("ines@acme.example").await.len(), 2);
        assert_eq!(teller.record().await, events(&[("member.invited", false); 3]));
        let ines = app.sign_in("ines@acme.example").await;
        ines.post_fn("/api/accept_invitation", json!({ "org": teller.org.id })).await.ok();
        // They are a member now by their address, and nobody is known here by that name of the provider's.
        teller.member("msg_4", "updated", "ines", "org:admin").await;
        assert_eq!(teller.members().await, pairs(&[("ines", Role::Inspector), ("owner", Role::Owner)]));
        let mut nameless = membership(MAPPED, "zoe", "org:member");
        nameless["public_user_data"]["identifier"] = json!("+34600000000");
        teller.tell("msg_5", "organizationMembership.created", nameless).await;
        assert_eq!(teller.invitations().await, []);
    }

    async fn the_groups_that_an_owner_invited_to_stay(app: TestApp) {
        let teller = Teller::new(&app).await;
        let owner = teller.owner().await;
        let group = owner.add_group("South", &[]).await;
        for name in ["ines", "luis"] {
            let invite = json!({ "email": format!("{name}@acme.example"), "role": "viewer", "groups": [group] });
            owner.post_fn("/api/invite_member", invite).await.ok();
        }
        // One is known before the provider tells of them, the other accepts.
        teller.sign_in("ines").await;
        teller.member("msg_1", "created", "ines", "org:admin").await;
        teller.member("msg_2", "created", "luis", "org:admin").await;
        let luis = app.sign_in("luis@acme.example").await;
        luis.post_fn("/api/accept_invitation", json!({ "org": teller.org.id })).await.ok();
        let lines: Vec<MemberLine> = teller.owner().await.lines("list_members").await;
        let limits: Vec<_> = lines.into_iter().map(|line| (line.role, line.groups)).collect();
        let limited = (Role::Manager, Some(vec![group]));
        assert_eq!(limits, [limited.clone(), limited, (Role::Owner, None)]);
        assert_eq!(teller.invitations().await, []);
    }

    async fn whose_membership_ended_there_is_out_at_once(app: TestApp) {
        let teller = Teller::new(&app).await;
        let ines = teller.sign_in("ines").await;
        teller.member("msg_1", "created", "ines", "org:member").await;
        teller.member("msg_2", "created", "luis", "org:member").await;
        for (id, person) in [("msg_3", "ines"), ("msg_4", "luis"), ("msg_5", "nobody")] {
            teller.member(id, "deleted", person, "org:member").await;
        }
        assert!(!is_signed_in(&ines).await);
        assert_eq!((teller.members().await, teller.invitations().await), (pairs(&[("owner", Role::Owner)]), vec![]));
        let record = [
            ("member.added", false),
            ("member.invited", false),
            ("member.removed", false),
            ("member.invitation_withdrawn", false),
        ];
        assert_eq!(teller.record().await, events(&record));
    }

    async fn what_is_told_of_the_last_owner_changes_nothing_and_is_on_record(app: TestApp) {
        let teller = Teller::new(&app).await;
        let browser = teller.app.browser();
        enter(&browser, &teller.provider, "boss", "owner@acme.example").await.expect("a mail");
        let mail = app.mails_to("owner@acme.example").await.remove(0);
        let code = mail.body.lines().find(|line| line.len() == 9 && line.chars().nth(4) == Some(' ')).expect("a code");
        browser.post_form("/sign-in/code", &[("code", code)]).await;
        teller.member("msg_1", "updated", "boss", "org:member").await;
        teller.member("msg_2", "deleted", "boss", "org:member").await;
        assert_eq!(teller.members().await, pairs(&[("owner", Role::Owner)]));
        assert!(is_signed_in(&browser).await);
        assert_eq!(teller.record().await, events(&[("member.role_changed", true), ("member.removed", true)]));
        // With another owner it is done.
        teller.sign_in("ines").await;
        teller.member("msg_3", "created", "ines", "org:boss").await;
        teller.member("msg_4", "updated", "boss", "org:admin").await;
        let ines = teller.sign_in("ines").await;
        let lines: Vec<MemberLine> = ines.lines("list_members").await;
        assert_eq!(lines.iter().map(|line| line.role).collect::<Vec<_>>(), [Role::Owner, Role::Manager]);
    }

    async fn what_concerns_nobody_here_is_heard_and_changes_nothing(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.sign_in("ines").await;
        for (id, kind) in [("msg_1", "created"), ("msg_2", "updated"), ("msg_3", "deleted")] {
            let elsewhere = membership("org_else", "ines", "org:member");
            teller.tell(id, &format!("organizationMembership.{kind}"), elsewhere).await;
        }
        teller.tell("msg_4", "user.updated", json!({ "id": "ines" })).await;
        teller.tell("msg_5", "organization.deleted", json!({ "id": MAPPED })).await;
        assert_eq!((teller.members().await, teller.invitations().await), (pairs(&[("owner", Role::Owner)]), vec![]));
        assert_eq!(teller.record().await, []);
    }

    async fn an_organisation_that_is_not_there_hears_nothing(app: TestApp) {
        let teller = Teller::new(&app).await.configured(app.id(), json!({ "org:member": "viewer" }));
        for (id, kind) in [("msg_1", "created"), ("msg_2", "deleted")] {
            teller.member(id, kind, "ines", "org:member").await;
        }
        assert_eq!(teller.invitations().await, []);
    }
}
