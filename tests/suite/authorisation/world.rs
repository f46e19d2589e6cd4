//! An organisation with a member of every role, and things that can be named in a call.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{
    features::{
        inspections::model::{Action, Op},
        orgs::model::{MemberLine, Role, Viewer},
        sharing::model::LinkLine,
    },
    ids::{ActionId, InspectionId, OrgId, PhotoId, ReportId, ReportLinkId, SiteGroupId, SiteId, TemplateId, UserId},
};
use norven_proof::digest::Digest;
use serde_json::json;
use uuid::Uuid;

use super::calls::settings;
use crate::support::{Client, MEMBER_ROLES, Org, Reply, Sample, TestApp, jpeg};

/// An organisation with a member of every role, and another organisation.
pub struct World {
    app: TestApp,
    /// Made by an owner who is no caller: what a caller does to their own sessions is nothing to the world's.
    org: Org,
    sample: Sample,
    site: SiteId,
    template: TemplateId,
    /// What stands in everything that the organisation writes.
    mark: &'static str,
}

impl World {
    /// A new world.
    pub async fn new(app: &TestApp) -> Self {
        Self::marked(app, "").await
    }

    /// A world whose organisation writes a mark wherever it writes anything.
    pub async fn marked(app: &TestApp, mark: &'static str) -> Self {
        let org = app.organisation("Acme").await;
        app.organisation("Other").await;
        for role in MEMBER_ROLES {
            org.member(role).await;
        }
        let mut sample = Sample::new(app);
        for section in &mut sample.checklist.sections {
            section.title += mark;
            section.items.iter_mut().for_each(|item| item.text += mark);
        }
        sample.checklist.title += mark;
        org.person("second_owner", Role::Owner).await;
        let site = org.owner.add_site(&format!("Gate{mark}")).await;
        let template = org.owner.add_template(&sample.checklist).await;
        org.owner.post_fn("/api/update_profile", json!({ "name": format!("Owner{mark}"), "locale": "en" })).await.ok();
        let named = json!({ "name": format!("Acme{mark}"), "settings": settings() });
        org.owner.post_fn("/api/update_organisation", named).await.ok();
        let world = Self { app: app.clone(), org, sample, site, template, mark };
        world.removed("removed").await;
        world
    }

    /// The browser of a caller, just signed in, at an address of its own.
    pub async fn caller(&self, name: &str) -> Client {
        // Whatever is created now is younger than what was there before.
        self.app.clock.advance_seconds(1);
        match name {
            "anonymous" => self.app.browser(),
            "other" => self.app.sign_in("owner@other.example").await,
            "removed" => {
                let browser = self.app.sign_in(&self.org.address("removed")).await;
                let viewer: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
                if viewer.orgs.is_empty() {
                    return browser;
                }
                // They created an organisation of their own.
                self.removed(&self.new_name()).await
            }
            "limited" => self.limited().await,
            "owner" => self.member("second_owner", Role::Owner).await,
            role => self.member(role, Role::parse(role).expect("a role")).await,
        }
    }

    /// The browser of a member, who may have left or lost their role by the call before.
    async fn member(&self, name: &str, role: Role) -> Client {
        let address = self.org.address(name);
        let browser = self.app.sign_in(&address).await;
        let viewer: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
        match viewer.orgs.iter().any(|(org, _)| *org == self.org.id) {
            false => self.org.person(name, role).await,
            true => {
                // Whoever came back belongs longer to what they created meanwhile.
                browser.post_fn("/api/choose_organisation", json!({ "org": self.org.id })).await.ok();
                let members: Vec<MemberLine> = self.owner().await.lines("list_members").await;
                let line = members.into_iter().find(|line| line.email == address).expect("a member");
                if line.role != role {
                    let set = json!({ "user": line.id, "role": role });
                    self.owner().await.post_fn("/api/set_role", set).await.ok();
                }
                browser
            }
        }
    }

    /// The browser of a manager who is limited to a group without the sites that calls name.
    async fn limited(&self) -> Client {
        let browser = self.member("limited", Role::Manager).await;
        let elsewhere = self.owner().await.add_site("Elsewhere").await;
        let group = self.owner().await.add_group(&self.new_name(), &[elsewhere]).await;
        self.org.limit("limited", Some(&[group])).await.ok();
        browser
    }

    /// Signed in anew each time, since what they do needs a fresh proof.
    async fn owner(&self) -> Client {
        self.app.sign_in(&self.org.address("owner")).await
    }

    /// Inspections are theirs. Signed in anew each time, since they are a caller too.
    async fn inspector(&self) -> Client {
        self.member("inspector", Role::Inspector).await
    }

    fn new_name(&self) -> String {
        format!("p{}", self.app.id::<Uuid>().simple())
    }

    /// A viewer who has just been added.
    async fn added(&self, name: &str) -> (Client, UserId) {
        let browser = self.org.person(name, Role::Viewer).await;
        let members: Vec<MemberLine> = self.owner().await.lines("list_members").await;
        let line = members.into_iter().find(|line| line.email == self.org.address(name)).expect("a member");
        (browser, line.id)
    }

    /// An address that was asked to join.
    async fn invited(&self) -> String {
        let email = self.org.address(&format!("{}{}", self.mark, self.new_name()));
        self.owner().await.post_fn("/api/invite_member", json!({ "email": email, "role": "viewer" })).await.ok();
        email
    }

    /// A viewer who was added and removed, and signed in again.
    async fn removed(&self, name: &str) -> Client {
        let (_, user) = self.added(name).await;
        self.owner().await.post_fn("/api/remove_member", json!({ "user": user })).await.ok();
        self.app.sign_in(&self.org.address(name)).await
    }
}

/// What a call names: things of the organisation, each made for the call, or things that are not there.
pub struct Targets<'a> {
    world: &'a World,
    real: bool,
    named: Mutex<Vec<String>>,
    hangs_on_a_site: AtomicBool,
}

impl<'a> Targets<'a> {
    /// Things of the organisation.
    pub fn real(world: &'a World) -> Self {
        Self { world, real: true, named: Mutex::default(), hangs_on_a_site: AtomicBool::new(false) }
    }

    /// Things that are not there.
    pub fn missing(world: &'a World) -> Self {
        Self { world, real: false, named: Mutex::default(), hangs_on_a_site: AtomicBool::new(false) }
    }

    /// The ids that the call named.
    pub fn named(&self) -> Vec<String> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An answer without what differs from call to call: the ids that were named, and the nonce.
    pub fn veil(&self, reply: &Reply) -> String {
        let nonce =
            reply.header("content-security-policy").split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        let veiled = self.named().iter().fold(reply.text(), |text, id| text.replace(id, "ID"));
        nonce.map_or(veiled.clone(), |nonce| veiled.replace(nonce, "NONCE"))
    }

    fn name<T: ToString>(&self, id: T) -> T {
        self.named.lock().unwrap_or_else(PoisonError::into_inner).push(id.to_string());
        id
    }

    /// Whether the call named a site, or something that hangs on one.
    pub fn hangs_on_a_site(&self) -> bool {
        self.hangs_on_a_site.load(Ordering::Relaxed)
    }

    /// Names something that hangs on a site.
    fn name_there<T: ToString>(&self, id: T) -> T {
        self.hangs_on_a_site.store(true, Ordering::Relaxed);
        self.name(id)
    }

    /// An id, for what the caller makes.
    pub fn fresh<T: From<Uuid>>(&self) -> T {
        self.world.app.id()
    }

    /// What is asked.
    pub fn sample(&self) -> &Sample {
        &self.world.sample
    }

    /// The organisation.
    pub fn org(&self) -> OrgId {
        self.name(if self.real { self.world.org.id } else { self.fresh() })
    }

    /// A member.
    pub async fn user(&self) -> UserId {
        self.name(if self.real { self.world.added(&self.world.new_name()).await.1 } else { self.fresh() })
    }

    /// An address that was asked to join.
    pub async fn invited(&self) -> String {
        let address = self.world.org.address(&self.world.new_name());
        self.name(if self.real { self.world.invited().await } else { address })
    }

    /// A site in use.
    pub async fn site(&self) -> SiteId {
        let name = format!("Gate{}", self.world.mark);
        self.name_there(if self.real { self.world.owner().await.add_site(&name).await } else { self.fresh() })
    }

    /// A site that is out of use.
    pub async fn archived_site(&self) -> SiteId {
        let site = self.site().await;
        if self.real {
            self.world.owner().await.post_fn("/api/archive_site", json!({ "site": site })).await.ok();
        }
        site
    }

    /// A template that is out of use.
    pub async fn archived_template(&self) -> TemplateId {
        let template = self.template().await;
        if self.real {
            self.world.owner().await.post_fn("/api/archive_template", json!({ "template": template })).await.ok();
        }
        template
    }

    /// A domain that waits for its record.
    pub async fn domain(&self) -> String {
        let domain = format!("{}d{}.example", self.world.mark, self.fresh::<UserId>());
        if self.real {
            let owner = self.world.owner().await;
            owner.post_fn("/api/add_domain", json!({ "domain": domain })).await.ok();
        }
        domain
    }

    /// A group of sites.
    pub async fn group(&self) -> SiteGroupId {
        let name = format!("{}{}", self.world.mark, self.world.new_name());
        let make = async || self.world.owner().await.add_group(&name, &[self.world.site]).await;
        self.name(if self.real { make().await } else { self.fresh() })
    }

    /// A published template.
    pub async fn template(&self) -> TemplateId {
        let make = async || self.world.owner().await.add_template(&self.world.sample.checklist).await;
        self.name(if self.real { make().await } else { self.fresh() })
    }

    async fn start(&self) -> InspectionId {
        self.world.inspector().await.start(self.world.site, self.world.template).await
    }

    async fn finish(&self) -> InspectionId {
        let id = self.start().await;
        self.world.inspector().await.fill_and_finish(id, &self.world.sample).await;
        id
    }

    async fn sign(&self) -> InspectionId {
        let id = self.finish().await;
        self.world.inspector().await.sign(id, self.world.sample.signature).await;
        id
    }

    /// An open inspection with nothing missing.
    pub async fn inspection(&self) -> InspectionId {
        if !self.real {
            return self.name_there(self.fresh());
        }
        let id = self.start().await;
        let pass = norven::features::inspections::model::AnswerValue::Pass;
        self.world.inspector().await.answer(id, self.world.sample.exit, pass).await;
        let note = Op::Note { item: self.world.sample.exit, text: format!("Clear{}", self.world.mark), seen: 0 };
        self.world.inspector().await.act(id, [note]).await;
        self.name_there(id)
    }

    /// A finished inspection.
    pub async fn finished(&self) -> InspectionId {
        self.name_there(if self.real { self.finish().await } else { self.fresh() })
    }

    /// A finished inspection and the digest of its core.
    pub async fn core(&self) -> (InspectionId, Digest) {
        let id = self.finished().await;
        let core = if self.real { self.world.inspector().await.inspection(id).await.core_sha256 } else { None };
        (id, core.unwrap_or(Digest::of(b"nothing")))
    }

    /// A finished and signed inspection.
    pub async fn signed(&self) -> InspectionId {
        self.name_there(if self.real { self.sign().await } else { self.fresh() })
    }

    /// A report that was issued and made.
    pub async fn report(&self) -> ReportId {
        if !self.real {
            return self.name_there(self.fresh());
        }
        let report = self.world.inspector().await.issue(self.sign().await).await;
        self.world.app.drain().await;
        self.name_there(report)
    }

    /// A report and a link that opens it.
    pub async fn report_link(&self) -> (ReportId, ReportLinkId) {
        let report = self.report().await;
        if !self.real {
            return (report, self.name(self.fresh()));
        }
        let owner = self.world.owner().await;
        let link = json!({ "report": report, "days": 7, "with_code": false });
        owner.post_fn("/api/share_report", json!({ "link": link })).await.ok();
        let links: Vec<LinkLine> = owner.post_fn("/api/list_report_links", json!({ "report": report })).await.json();
        (report, self.name(links[0].id))
    }

    /// A report that is being corrected.
    pub async fn corrected(&self) -> ReportId {
        let report = self.report().await;
        if self.real {
            let correct = json!({ "id": report, "reason": "Misread" });
            self.world.owner().await.post_fn("/api/correct_report", correct).await.ok();
        }
        report
    }

    /// An announced photo and its bytes.
    pub async fn announced(&self) -> (PhotoId, Vec<u8>) {
        let bytes = jpeg(32, 24, 1);
        if !self.real {
            return (self.name_there(self.fresh()), bytes);
        }
        let inspection = self.start().await;
        let photo = self.world.inspector().await.announce(inspection, self.world.sample.views, &bytes).await;
        (self.name_there(photo), bytes)
    }

    /// The organisation has a logo.
    pub async fn logo(&self) {
        if self.real {
            let logo = json!({ "picture": STANDARD.encode(jpeg(32, 16, 1)) });
            self.world.owner().await.post_fn("/api/change_logo", logo).await.ok();
        }
    }

    /// A photo that has arrived.
    pub async fn photo(&self) -> PhotoId {
        let (photo, bytes) = self.announced().await;
        if self.real {
            self.world.inspector().await.put(&format!("/api/v1/photos/{photo}"), bytes).await.ok();
        }
        photo
    }

    /// An action that was closed after its inspection.
    pub async fn closed_action(&self) -> ActionId {
        let action = self.action().await;
        if self.real {
            self.world.owner().await.post_fn("/api/complete_action", json!({ "action": action })).await.ok();
        }
        action
    }

    /// An open action.
    pub async fn action(&self) -> ActionId {
        let id: ActionId = self.name_there(self.fresh());
        if self.real {
            let action = Action {
                id,
                item: self.world.sample.exit,
                text: format!("Clear the exit{}", self.world.mark),
                assignee: String::new(),
                due: None,
                done: false,
                closed: None,
            };
            self.world.inspector().await.act(self.start().await, [Op::SetAction { action }]).await;
        }
        id
    }
}
