//! People who sign in, and organisations they belong to.

use norven::{
    features::{
        audit::model::EventPage,
        identity::{self, model::Email},
        orgs::model::{MemberLine, Role, Viewer},
    },
    ids::{OrgId, SiteGroupId, UserId},
    server::refusals,
};
use serde_json::json;

use super::{
    app::TestApp,
    client::{Client, Reply},
};

/// Every role but the owner's.
pub const MEMBER_ROLES: [Role; 3] = [Role::Manager, Role::Inspector, Role::Viewer];

/// An organisation, and the browser of its owner.
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: Client,
}

impl TestApp {
    /// The browser of a person who has just signed in.
    pub async fn sign_in(&self, email: &str) -> Client {
        self.sign_in_with(self.browser(), email).await
    }

    /// A browser of which something was said before, signed in.
    pub async fn sign_in_with(&self, browser: Client, email: &str) -> Client {
        let browser = self.enter(browser, email).await;
        self.name(email).await;
        browser
    }

    /// The same, whose account says no more than it did.
    pub async fn enter(&self, browser: Client, email: &str) -> Client {
        let token = self.printed_token(email).await;
        let reply = browser.post_form("/sign-in/link", &[("token", &token)]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/overview"));
        browser
    }

    /// Has an account not say what its person is called.
    pub async fn forget_name(&self, email: &str) {
        let mut tx = self.db.directory().await.expect("a transaction");
        norven::execute!(&mut tx, "UPDATE users SET named_at = NULL WHERE email = $1", email).expect("forgotten");
        tx.commit().await.expect("committed");
    }

    /// Has an account say that its person is called what their address begins with.
    async fn name(&self, email: &str) {
        let mut tx = self.db.directory().await.expect("a transaction");
        let named = "UPDATE users SET named_at = created_at WHERE email = $1 AND named_at IS NULL";
        norven::execute!(&mut tx, named, email).expect("named");
        tx.commit().await.expect("committed");
    }

    /// The token of a link that is printed at the machine.
    pub async fn printed_token(&self, email: &str) -> String {
        let email = Email::parse(email).expect("an address");
        let link = identity::service::console_link(self, &email).await.expect("a link");
        link.split_once("token=").expect("a link has a token").1.to_owned()
    }

    /// The browser of a person who has just signed in with a mailed code.
    pub async fn sign_in_by_mail(&self, email: &str) -> Client {
        let browser = self.browser();
        browser.post_form("/sign-in", &[("email", email)]).await;
        let code = self.code_mailed_to(email).await;
        let reply = browser.post_form("/sign-in/code", &[("code", &code)]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/overview"));
        browser
    }

    /// The code of the latest mail to an address.
    pub async fn code_mailed_to(&self, address: &str) -> String {
        let is_code = |line: &&str| line.len() == 9 && line.chars().nth(4) == Some(' ');
        let mails = self.mails_to(address).await;
        mails.iter().find_map(|mail| mail.body.lines().find(is_code)).expect("a code").to_owned()
    }

    /// How often somebody was refused, by the log of an organisation: its events, and what they count.
    pub async fn refusals_of(&self, owner: &Client, action: &str) -> u64 {
        refusals::settle(self, true).await.expect("what was counted goes on record");
        let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
        let denied = page.events.iter().filter(|event| event.action == action && event.denied);
        let counts = denied.map(|event| event.detail.iter().find(|(key, _)| key == "repeated"));
        counts.map(|count| count.map_or(1, |(_, times)| times.parse().expect("a count"))).sum()
    }

    /// An organisation that a person has just created: `owner@acme.example` for Acme.
    pub async fn organisation(&self, name: &str) -> Org {
        let owner = self.sign_in(&address("owner", name)).await;
        let arguments = json!({ "name": name, "time_zone": "Europe/Madrid" });
        let id = owner.post_fn("/api/create_organisation", arguments).await.json();
        Org { id, name: name.to_owned(), owner }
    }
}

fn address(person: &str, org: &str) -> String {
    format!("{person}@{}.example", org.to_lowercase())
}

impl Org {
    /// The address of a member.
    pub fn address(&self, person: &str) -> String {
        address(person, &self.name)
    }

    /// The browser of a member with a role, who has just been invited and has accepted:
    /// `viewer@acme.example`.
    pub async fn member(&self, role: Role) -> Client {
        self.person(role.as_str(), role).await
    }

    /// The browser of a member with a name of their own.
    pub async fn person(&self, name: &str, role: Role) -> Client {
        let email = self.address(name);
        let owner = self.proved_owner().await;
        owner.post_fn("/api/invite_member", json!({ "email": email, "role": role })).await.ok();
        let browser = self.owner.app.sign_in(&email).await;
        browser.post_fn("/api/accept_invitation", json!({ "org": self.id })).await.ok();
        let viewer: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!(viewer.org.map(|(org, role)| (org.id, role)), Some((self.id, role)));
        browser
    }

    /// A browser of the owner, who has just shown who they are.
    pub async fn proved_owner(&self) -> Client {
        self.owner.app.sign_in(&self.address("owner")).await
    }

    /// Limits a member to groups of sites, or lifts that.
    pub async fn limit(&self, person: &str, groups: Option<&[SiteGroupId]>) -> Reply {
        let user = self.user(&self.address(person)).await;
        let owner = self.proved_owner().await;
        owner.post_fn("/api/limit_member", json!({ "user": user, "groups": groups })).await
    }

    /// The member who signs in with an address.
    pub async fn user(&self, address: &str) -> UserId {
        let members: Vec<MemberLine> = self.owner.lines("list_members").await;
        members.into_iter().find(|line| line.email == address).expect("a member").id
    }
}
