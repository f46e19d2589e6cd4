//! What a provider tells of its people, as Clerk does.

use axum::{body::Body, http::Request};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use norven::{
    features::{
        audit::model::{EventLine, EventPage},
        orgs::model::{InvitationLine, MemberLine, Role, Viewer},
    },
    ids::OrgId,
};
use serde_json::{Value, json};

use super::providers::enter;
use crate::support::{Client, Org, Provider, Reply, TestApp, hmac, on_both};

const SECRET: [u8; 24] = [7; 24];
/// The organisation at the provider that is one here.
const MAPPED: &str = "org_2abc";

/// A provider that tells the application of its people.
struct Teller {
    app: TestApp,
    provider: Provider,
    org: Org,
}

/// A message before it is sent.
struct Message {
    id: String,
    /// When it is signed, in seconds from now.
    at: i64,
    secret: [u8; 24],
    body: String,
}

impl Message {
    fn new(id: &str, body: &Value) -> Self {
        Self { id: id.to_owned(), at: 0, secret: SECRET, body: body.to_string() }
    }

    fn timestamp(&self, app: &TestApp) -> String {
        (app.now().0 / 1_000_000 + self.at).to_string()
    }

    fn signature(&self, app: &TestApp) -> String {
        let signed = format!("{}.{}.{}", self.id, self.timestamp(app), self.body);
        format!("v1,{}", BASE64_STANDARD.encode(hmac(&self.secret, signed.as_bytes())))
    }
}

impl Teller {
    /// The application with one organisation, Acme, that is the provider's own.
    async fn new(app: &TestApp) -> Self {
        let (provider, org) = (Provider::start().await, app.organisation("Acme").await);
        let roles = json!({ "org:admin": "manager", "org:member": "inspector", "org:boss": "owner" });
        let id = org.id;
        Self { app: app.clone(), provider, org }.configured(id, roles)
    }

    /// The same, where the operator named another organisation or other roles.
    fn configured(self, org: OrgId, roles: Value) -> Self {
        let secret = format!("whsec_{}", BASE64_STANDARD.encode(SECRET));
        let webhook = json!({ "secret": secret, "organisations": { MAPPED: org }, "roles": roles });
        Self { app: self.provider.telling(&self.app, Some(webhook)), ..self }
    }

    /// Sends a request as it is: no browser does.
    async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app.browser().send_as_is(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    async fn send_signed(&self, message: &Message, signature: &str) -> Reply {
        let timestamp = message.timestamp(&self.app);
        let headers = [("svix-id", &*message.id), ("svix-timestamp", &timestamp), ("svix-signature", signature)];
        self.post("/webhooks/okta", &headers, &message.body).await
    }

    async fn send(&self, message: &Message) -> Reply {
        self.send_signed(message, &message.signature(&self.app)).await
    }

    /// Tells something, which is heard.
    async fn tell(&self, id: &str, kind: &str, data: Value) {
        self.app.clock.advance_seconds(1);
        let millis = self.app.now().0 / 1000;
        self.tell_late(id, kind, data, millis).await;
    }

    /// Tells something that was said at an instant.
    async fn tell_late(&self, id: &str, kind: &str, data: Value, millis: i64) {
        let body = json!({ "type": kind, "object": "event", "timestamp": millis, "data": data });
        self.send(&Message::new(id, &body)).await.ok();
    }

    async fn member(&self, id: &str, done: &str, person: &str, role: &str) {
        self.tell(id, &format!("organizationMembership.{done}"), membership(MAPPED, person, role)).await;
    }

    /// A browser of somebody who signs in by the provider.
    async fn sign_in(&self, subject: &str) -> Client {
        let browser = self.app.browser();
        enter(&browser, &self.provider, subject, &format!("{subject}@acme.example")).await.expect("signed in");
        browser
    }

    /// The members by the part of their address before the @, with their roles.
    async fn members(&self) -> Vec<(String, Role)> {
        let owner = self.owner().await;
        let lines: Vec<MemberLine> = owner.post_fn("/api/list_members", json!({})).await.json();
        lines.into_iter().map(|line| (line.email.replace("@acme.example", ""), line.role)).collect()
    }

    async fn invitations(&self) -> Vec<(String, Role)> {
        let owner = self.owner().await;
        let lines: Vec<InvitationLine> = owner.post_fn("/api/list_invitations", json!({})).await.json();
        lines.into_iter().map(|line| (line.email, line.role)).collect()
    }

    /// What is on record in the provider's name, oldest first.
    async fn record(&self) -> Vec<(String, bool)> {
        let told = |line: &EventLine| line.actor == "provider (Okta)" && line.user.is_none();
        let page: EventPage = self.owner().await.post_fn("/api/load_audit_page", json!({})).await.json();
        let lines = page.events.into_iter().rev().filter(told);
        lines.map(|line| (line.action, line.denied)).collect()
    }

    async fn owner(&self) -> Client {
        self.app.sign_in(&self.org.address("owner")).await
    }
}

fn membership(org: &str, person: &str, role: &str) -> Value {
    json!({
        "id": "orgmem_1", "object": "organization_membership", "role": role,
        "organization": { "id": org, "name": "Acme" },
        "public_user_data": { "user_id": person, "identifier": format!("{person}@acme.example"), "first_name": null },
    })
}

fn created() -> Value {
    json!({ "type": "organizationMembership.created", "data": membership(MAPPED, "ines", "org:member") })
}

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
        assert_eq!(teller.record().await, events(&[("member.added", false), ("identity.removed", false)]));
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
        let lines: Vec<MemberLine> = teller.owner().await.post_fn("/api/list_members", json!({})).await.json();
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
        let lines: Vec<MemberLine> = ines.post_fn("/api/list_members", json!({})).await.json();
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
