//! A provider that tells the application of its people, as Clerk does.

use axum::{body::Body, http::Request};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use norven::{
    features::{
        audit::model::{EventLine, EventPage},
        orgs::model::{InvitationLine, MemberLine, Role},
    },
    ids::OrgId,
};
use serde_json::{Value, json};

use super::providers::enter;
use crate::support::{Client, Org, Provider, Reply, TestApp, hmac};

const SECRET: [u8; 24] = [7; 24];
/// The organisation at the provider that is one here.
pub const MAPPED: &str = "org_2abc";

/// A provider that tells the application of its people.
pub struct Teller {
    pub app: TestApp,
    pub provider: Provider,
    pub org: Org,
}

/// A message before it is sent.
pub struct Message {
    pub id: String,
    /// When it is signed, in seconds from now.
    pub at: i64,
    pub secret: [u8; 24],
    pub body: String,
}

impl Message {
    pub fn new(id: &str, body: &Value) -> Self {
        Self { id: id.to_owned(), at: 0, secret: SECRET, body: body.to_string() }
    }

    pub fn timestamp(&self, app: &TestApp) -> String {
        (app.now().0 / 1_000_000 + self.at).to_string()
    }

    pub fn signature(&self, app: &TestApp) -> String {
        let signed = format!("{}.{}.{}", self.id, self.timestamp(app), self.body);
        format!("v1,{}", BASE64_STANDARD.encode(hmac(&self.secret, signed.as_bytes())))
    }
}

impl Teller {
    /// The application with one organisation, Acme, that is the provider's own.
    pub async fn new(app: &TestApp) -> Self {
        let (provider, org) = (Provider::start().await, app.organisation("Acme").await);
        let roles = json!({ "org:admin": "manager", "org:member": "inspector", "org:boss": "owner" });
        let id = org.id;
        Self { app: app.clone(), provider, org }.configured(id, roles)
    }

    /// The same, where the operator named another organisation or other roles.
    pub fn configured(self, org: OrgId, roles: Value) -> Self {
        let webhook = Self::webhook(json!({ MAPPED: org }), roles);
        Self { app: self.provider.telling(&self.app, Some(webhook)), ..self }
    }

    /// What the operator's line says of messages.
    pub fn webhook(organisations: Value, roles: Value) -> Value {
        let secret = format!("whsec_{}", BASE64_STANDARD.encode(SECRET));
        json!({ "secret": secret, "organisations": organisations, "roles": roles })
    }

    /// Sends a request as it is: no browser does.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app.browser().send_as_is(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    pub async fn send_signed(&self, message: &Message, signature: &str) -> Reply {
        let timestamp = message.timestamp(&self.app);
        let headers = [("svix-id", &*message.id), ("svix-timestamp", &timestamp), ("svix-signature", signature)];
        self.post("/webhooks/okta", &headers, &message.body).await
    }

    pub async fn send(&self, message: &Message) -> Reply {
        self.send_signed(message, &message.signature(&self.app)).await
    }

    /// Tells something, which is heard.
    pub async fn tell(&self, id: &str, kind: &str, data: Value) {
        self.app.clock.advance_seconds(1);
        let millis = self.app.now().0 / 1000;
        self.tell_late(id, kind, data, millis).await;
    }

    /// Tells something that was said at an instant.
    pub async fn tell_late(&self, id: &str, kind: &str, data: Value, millis: i64) {
        let body = json!({ "type": kind, "object": "event", "timestamp": millis, "data": data });
        self.send(&Message::new(id, &body)).await.ok();
    }

    pub async fn member(&self, id: &str, done: &str, person: &str, role: &str) {
        self.tell(id, &format!("organizationMembership.{done}"), membership(MAPPED, person, role)).await;
    }

    /// A browser of somebody who signs in by the provider.
    pub async fn sign_in(&self, subject: &str) -> Client {
        let browser = self.app.browser();
        enter(&browser, &self.provider, subject, &format!("{subject}@acme.example")).await.expect("signed in");
        browser
    }

    /// The members by the part of their address before the @, with their roles.
    pub async fn members(&self) -> Vec<(String, Role)> {
        let owner = self.owner().await;
        let lines: Vec<MemberLine> = owner.lines("list_members").await;
        lines.into_iter().map(|line| (line.email.replace("@acme.example", ""), line.role)).collect()
    }

    pub async fn invitations(&self) -> Vec<(String, Role)> {
        let owner = self.owner().await;
        let lines: Vec<InvitationLine> = owner.lines("list_invitations").await;
        lines.into_iter().map(|line| (line.email, line.role)).collect()
    }

    /// What is on record in the provider's name, oldest first.
    pub async fn record(&self) -> Vec<(String, bool)> {
        let told = |line: &EventLine| line.actor == "provider (Okta)" && line.user.is_none();
        let page: EventPage = self.owner().await.post_fn("/api/load_audit_page", json!({})).await.json();
        let lines = page.events.into_iter().rev().filter(told);
        lines.map(|line| (line.action, line.denied)).collect()
    }

    pub async fn owner(&self) -> Client {
        self.app.sign_in(&self.org.address("owner")).await
    }
}

pub fn membership(org: &str, person: &str, role: &str) -> Value {
    json!({
        "id": "orgmem_1", "object": "organization_membership", "role": role,
        "organization": { "id": org, "name": "Acme" },
        "public_user_data": { "user_id": person, "identifier": format!("{person}@acme.example"), "first_name": null },
    })
}

pub fn created() -> Value {
    json!({ "type": "organizationMembership.created", "data": membership(MAPPED, "ines", "org:member") })
}
