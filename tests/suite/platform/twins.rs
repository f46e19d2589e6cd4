//! Two organisations whose every id is the same. Devices make the ids of what they add, so whoever knows an
//! id of another organisation can use it. Only what each statement says of the organisation keeps the two
//! apart here: no id does.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{
    error::AppError,
    features::inspections::model::{Action, AnswerValue, BatchReply, CommandResult, MAX_PHOTOS, Op},
    ids::{ActionId, InspectionId, PhotoId, ReportId, SiteGroupId, SiteId, TemplateId},
};
use norven_proof::{
    digest::Digest,
    record::{Annotation, Shape},
};
use serde_json::{Value, json};

use crate::support::{Client, Org, Sample, TestApp, command, jpeg, on_both};

/// A person who belongs to both.
const SHARED: &str = "shared@people.example";
/// An address that both have asked to join.
const ASKED: &str = "asked@people.example";
/// An address that both have asked to join and think better of it.
const WITHDRAWN: &str = "withdrawn@people.example";

/// An organisation that does what its twin does, and says its own name wherever something is written.
struct Twin {
    org: Org,
    /// The browser of the person who belongs to both.
    shared: Client,
    sample: Sample,
    shade: u8,
    sites: Vec<SiteId>,
    templates: Vec<TemplateId>,
    inspections: Vec<InspectionId>,
    photos: Vec<PhotoId>,
    actions: Vec<ActionId>,
    report: Option<ReportId>,
    groups: Vec<SiteGroupId>,
}

impl Twin {
    async fn new(app: &TestApp, shared: &Client, name: &str, shade: u8) -> Self {
        let mut org = app.organisation(name).await;
        org.owner.app = app.with_ids_of(1);
        let sample = Sample::new(&org.owner.app);
        Self {
            org,
            shared: shared.elsewhere(),
            sample,
            shade,
            sites: Vec::new(),
            templates: Vec::new(),
            inspections: Vec::new(),
            photos: Vec::new(),
            actions: Vec::new(),
            report: None,
            groups: Vec::new(),
        }
    }

    fn owner(&self) -> &Client {
        &self.org.owner
    }

    fn says(&self, what: &str) -> String {
        format!("{} {what}", self.org.name)
    }

    async fn call(&self, function: &str, arguments: Value) -> Value {
        let reply = self.owner().post_fn(&format!("/api/{function}"), arguments).await;
        reply.ok().value()
    }

    /// Limits the person who belongs to both to some groups, or no longer.
    async fn limit(&self, groups: Option<&[SiteGroupId]>) {
        let user = self.org.user(SHARED).await;
        self.call("limit_member", json!({ "user": user, "groups": groups })).await;
    }

    fn action(&self, id: ActionId, text: &str) -> Op {
        let (text, assignee) = (self.says(text), self.org.name.clone());
        Op::SetAction {
            action: Action { id, item: self.sample.exit, text, assignee, due: None, done: false, closed: None },
        }
    }

    /// The owner shows who they are, which some of what follows needs. Sessions have ids of their own.
    async fn prove(&self) {
        let proved = self.shared.app.sign_in(&self.org.address("owner")).await;
        self.owner().cookies().clone_from(&proved.cookies());
    }

    /// What they do, a step at a time.
    async fn step(&mut self, step: usize) {
        self.prove().await;
        match step {
            0 => self.move_in().await,
            1 => self.meet().await,
            2 => self.inspect().await,
            3 => self.finish().await,
            4 => self.change_inspection().await,
            5 => self.change_people().await,
            6 => self.close().await,
            _ => unreachable!("there are {STEPS} steps"),
        }
    }

    /// Sites and templates, a logo.
    async fn move_in(&mut self) {
        for site in ["gate", "dock"] {
            self.sites.push(self.org.owner.add_site(&self.says(site)).await);
        }
        self.sample.checklist.title = self.says("exits");
        let checklist = self.sample.checklist.clone();
        for _ in 0..2 {
            self.templates.push(self.org.owner.add_template(&checklist).await);
        }
        let draft: TemplateId = self.owner().app.id();
        self.call("create_template", json!({ "template": draft, "locale": "en" })).await;
        self.templates.push(draft);
        self.call("change_logo", json!({ "picture": STANDARD.encode(jpeg(32, 16, self.shade)) })).await;
    }

    /// A member and an address that the twin has too.
    async fn meet(&mut self) {
        for address in [SHARED, ASKED, WITHDRAWN] {
            self.call("invite_member", json!({ "email": address, "role": "viewer" })).await;
        }
        self.shared.post_fn("/api/accept_invitation", json!({ "org": self.org.id })).await.ok();
    }

    /// Inspections: one open with something of everything, one empty.
    async fn inspect(&mut self) {
        for _ in 0..4 {
            self.inspections.push(self.org.owner.start(self.sites[0], self.templates[0]).await);
        }
        let (open, exit, views) = (self.inspections[0], self.sample.exit, self.sample.views);
        self.owner().answer(open, exit, AnswerValue::Fail).await;
        for shade in [0, 1] {
            let photo = self.org.owner.add_photo(open, views, jpeg(64, 48, self.shade + shade)).await;
            self.photos.push(photo);
        }
        self.photos.push(self.org.owner.announce(open, views, &jpeg(64, 48, self.shade + 2)).await);
        for text in ["clears the exit", "marks the exit", "paints the exit"] {
            let id = self.owner().app.id();
            self.owner().act(open, [self.action(id, text)]).await;
            self.actions.push(id);
        }
        let text = self.says("saw it");
        let caption = Op::CaptionPhoto { photo: self.photos[0], text: text.clone() };
        self.owner().act(open, [Op::Note { item: exit, text, seen: 0 }, caption]).await;
    }

    /// An inspection that is finished and signed, one that is issued.
    async fn finish(&mut self) {
        for inspection in [self.inspections[1], self.inspections[2]] {
            let text = Op::Answer {
                item: self.sample.remarks,
                value: Some(AnswerValue::Text { text: self.says("remarks") }),
                seen: 0,
            };
            self.owner().act(inspection, [text]).await;
            self.owner().fill_and_finish(inspection, &self.sample).await;
            self.owner().sign(inspection, self.sample.signature).await;
        }
        self.report = Some(self.owner().issue(self.inspections[2]).await);
    }

    /// Everything that can be changed in an inspection is.
    async fn change_inspection(&mut self) {
        let (open, exit) = (self.inspections[0], self.sample.exit);
        let bytes = jpeg(64, 48, self.shade + 2);
        let sent = self.owner().put(&format!("/api/v1/photos/{}", self.photos[2]), bytes).await;
        assert_eq!(sent.status, 204, "{}", sent.text());
        let was = self.owner().inspection(open).await.findings.answers[&exit].clone();
        let drawn = Annotation { shape: Shape::Circle, from: [5000, 5000], to: [5000, 6000 + u16::from(self.shade)] };
        let ops = [
            Op::Answer { item: exit, value: Some(AnswerValue::Pass), seen: was.value_rev },
            Op::Note { item: exit, text: self.says("looked again"), seen: was.note_rev },
            Op::CaptionPhoto { photo: self.photos[0], text: self.says("said more") },
            Op::AnnotatePhoto { photo: self.photos[0], annotations: vec![drawn] },
            Op::RemovePhoto { photo: self.photos[1] },
            Op::RemoveAction { action: self.actions[1] },
            self.action(self.actions[2], "paints the door"),
        ];
        for op in ops {
            self.owner().act(open, [op]).await;
        }
        self.call("set_order_number", json!({ "id": open, "order_number": self.says("order") })).await;
        self.call("complete_action", json!({ "action": self.actions[0] })).await;
        self.call("reopen_inspection", json!({ "id": self.inspections[1] })).await;
        self.call("revoke_report", json!({ "id": self.report, "reason": self.says("went wrong") })).await;
    }

    /// Roles, invitations, settings.
    async fn change_people(&mut self) {
        let shared = self.org.user(SHARED).await;
        self.call("set_role", json!({ "user": shared, "role": "inspector" })).await;
        self.call("withdraw_invitation", json!({ "email": WITHDRAWN })).await;
        self.call("invite_member", json!({ "email": ASKED, "role": "manager" })).await;
        let settings = json!({
            "languages": ["es"], "locale": "es", "time_zone": "Europe/Lisbon",
            "colour": format!("#0b60{:02x}", self.shade), "photos_per_row": 4, "keep_originals": true,
            "photo_side": 2048, "photo_quality": 85, "report_months": null, "audit_months": 24, "print_origins": true,
        });
        let company = json!({
            "address": self.says("street"), "tax_number": self.says("number"), "phone": "1", "email": "", "web": "",
        });
        let changed = json!({ "name": self.says("Limited"), "settings": settings, "company": company });
        self.call("update_organisation", changed).await;
        self.call("remove_logo", json!({})).await;
    }

    /// What is taken out of use, corrected and left.
    async fn close(&mut self) {
        let site = json!({
            "id": self.sites[0], "name": self.says("north gate"), "address": self.org.name, "client": self.says("harbour"),
        });
        self.call("save_site", json!({ "site": site })).await;
        self.call("archive_site", json!({ "site": self.sites[1] })).await;
        let mut checklist = self.sample.checklist.clone();
        checklist.title = self.says("ways out");
        let save = json!({ "template": self.templates[0], "base_rev": 2, "checklist": checklist });
        self.call("save_template", save).await;
        self.call("publish_template", json!({ "template": self.templates[0], "base_rev": 3 })).await;
        self.call("archive_template", json!({ "template": self.templates[1] })).await;
        let correct = json!({ "id": self.report, "reason": self.says("misread") });
        self.call("correct_report", correct.clone()).await;
        self.call("give_up_correction", json!({ "id": self.report })).await;
        self.call("correct_report", correct).await;
        self.owner().post_fn("/api/finish_inspection", json!({ "id": self.inspections[2] })).await.ok();
        self.owner().sign(self.inspections[2], self.sample.signature).await;
        self.owner().issue(self.inspections[2]).await;
        self.call("remove_member", json!({ "user": self.org.user(SHARED).await })).await;
    }

    /// Everything that its owner can read.
    async fn portrait(&self) -> Value {
        let mut portrait = serde_json::Map::new();
        for list in [
            "list_sites",
            "list_templates",
            "list_inspections",
            "list_actions",
            "list_reports",
            "list_members",
            "list_invitations",
            "load_organisation",
            "load_overview",
        ] {
            portrait.insert(list.to_owned(), self.call(list, json!({})).await);
        }
        portrait.insert("audit".to_owned(), self.call("load_audit_page", json!({ "before": null })).await);
        for (at, template) in self.templates.iter().enumerate() {
            let reply = self.owner().post_fn("/api/load_template", json!({ "template": template })).await;
            portrait.insert(format!("template {at}"), reply.value());
        }
        for (at, inspection) in self.inspections.iter().enumerate() {
            let read = self.call("load_inspection", json!({ "id": inspection })).await;
            portrait.insert(format!("inspection {at}"), read);
        }
        Value::Object(portrait)
    }

    /// Its report, whose reading is itself on record.
    async fn report(&self) -> Value {
        match self.report {
            Some(report) => self.call("load_report", json!({ "id": report })).await,
            None => Value::Null,
        }
    }

    /// The bytes of its photos, logo and report, whose reading is itself on record.
    async fn files(&self) -> Vec<(u16, Vec<u8>)> {
        let photos = self.photos.iter().map(|photo| format!("/photos/{photo}/thumb"));
        let reports = self.report.iter().map(|report| format!("/reports/{report}/pdf"));
        let mut files = Vec::new();
        for path in photos.chain(reports).chain(["/logo".to_owned()]) {
            let reply = self.owner().get(&path).await;
            files.push((reply.status, reply.body.to_vec()));
        }
        files
    }
}

/// How many steps a twin takes.
const STEPS: usize = 7;

/// A portrait without what has to differ: names, ids that the server made, digests, sizes and instants.
fn veiled(portrait: &Value) -> Value {
    match portrait {
        Value::String(text) => {
            let plain = text.replace("Other", "Acme").replace("other", "acme");
            let digits = plain.chars().filter(char::is_ascii_hexdigit).count();
            let is_made =
                digits >= 32 || plain.starts_with("#0b60") || plain.starts_with("2026-") || plain.starts_with("127.");
            Value::String(if is_made { "…".to_owned() } else { plain })
        }
        Value::Number(number) if number.as_i64().is_some_and(|number| number > 500) => Value::Null,
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(veiled).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(fields) => {
            // Of the audit log a page is read, and what stands on it of one instant is as chance will have it.
            let alike = fields.iter().filter(|(name, _)| *name != "audit");
            Value::Object(alike.map(|(name, value)| (name.clone(), veiled(value))).collect())
        }
        other => other.clone(),
    }
}

/// Where two portraits differ.
fn differences(path: &str, one: &Value, other: &Value) -> Vec<String> {
    match (one, other) {
        _ if one == other => Vec::new(),
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            one.iter().flat_map(|(name, value)| differences(&format!("{path}.{name}"), value, &other[name])).collect()
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).flat_map(|(one, other)| differences(&format!("{path}[]"), one, other)).collect()
        }
        (Value::Array(one), Value::Array(other)) => {
            let lacks = |items: &[Value], item: &&Value| !items.contains(item);
            let only = |items: &[Value], others: &[Value]| -> Vec<String> {
                items.iter().filter(|item| lacks(others, item)).map(Value::to_string).collect()
            };
            vec![format!("{path}: only one has {:?}, only the other {:?}", only(one, other), only(other, one))]
        }
        _ => vec![format!("{path}: {one} and {other}")],
    }
}

#[track_caller]
fn assert_same(one: &Value, other: &Value, what: &str) {
    assert!(one == other, "{what}:\n{}", differences("", one, other).join("\n"));
}

/// Gives a report that is not made yet the id of the twin's: only chance keeps these ids apart.
async fn give_report_id(app: &TestApp, twin: &mut Twin, id: ReportId) {
    let own = twin.report.replace(id).expect("a report");
    let mut tx = app.db.write(twin.org.id).await.expect("a transaction");
    norven::execute!(&mut tx, "UPDATE reports SET id = $2 WHERE id = $1", own, id).expect("updated");
    tx.commit().await.expect("committed");
    let mut tx = app.db.directory().await.expect("a transaction");
    let renamed = norven::execute!(
        &mut tx,
        "UPDATE jobs SET payload = replace(payload, $1, $2)",
        own.to_string(),
        id.to_string()
    );
    assert!(renamed.expect("updated") > 0);
    tx.commit().await.expect("committed");
}

/// Both take every step, each first once in a while, and look at what became of themselves.
async fn live(app: &TestApp, mut first: Twin, mut second: Twin) {
    for step in 0..STEPS {
        app.clock.advance_seconds(3600);
        for _ in 0..2 {
            let untouched = second.portrait().await;
            first.step(step).await;
            assert_same(&second.portrait().await, &untouched, &format!("step {step} reached the other"));
            std::mem::swap(&mut first, &mut second);
        }
        if step == 3 {
            let id = first.report.expect("a report");
            give_report_id(app, &mut second, id).await;
        }
        app.drain().await;
        let (mut one, mut other) = (first.portrait().await, second.portrait().await);
        one["report"] = first.report().await;
        other["report"] = second.report().await;
        assert_same(&veiled(&one), &veiled(&other), &format!("after step {step} they are not alike"));
        for (twin, portrait) in [(&first, &one), (&second, &other)] {
            let foreign = if twin.org.name == "Acme" { "Other" } else { "Acme" };
            assert!(!portrait.to_string().contains(foreign), "{foreign} is seen after step {step}: {portrait}");
        }
        let (one, other) = (first.files().await, second.files().await);
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one.0, other.0, "after step {step}");
            assert!(one.0 != 200 || one.1 != other.1, "after step {step} both are given the same file");
        }
    }
}

on_both! {
    async fn organisations_whose_ids_are_all_the_same_never_meet(app: TestApp) {
        let shared = app.sign_in(SHARED).await;
        let acme = Twin::new(&app, &shared, "Acme", 10).await;
        let other = Twin::new(&app, &shared, "Other", 90).await;
        live(&app, acme, other).await;
    }

    async fn organisations_whose_ids_are_all_the_same_never_meet_in_the_other_order(app: TestApp) {
        let shared = app.sign_in(SHARED).await;
        let other = Twin::new(&app, &shared, "Other", 90).await;
        let acme = Twin::new(&app, &shared, "Acme", 10).await;
        live(&app, acme, other).await;
    }

    async fn who_is_limited_in_both_sees_and_may_do_what_each_gives(app: TestApp) {
        let mut twins = Vec::new();
        for (at, (name, shade)) in [("Acme", 10), ("Other", 90)].into_iter().enumerate() {
            // In a session for each: it is of one organisation at a time.
            let shared = app.sign_in(SHARED).await;
            let mut twin = Twin::new(&app, &shared, name, shade).await;
            twin.move_in().await;
            twin.prove().await;
            twin.meet().await;
            twin.call("set_role", json!({ "user": twin.org.user(SHARED).await, "role": "manager" })).await;
            // The same inspection, which is made at another site of each.
            let inspection = twin.org.owner.start(twin.sites[at], twin.templates[0]).await;
            let id = twin.owner().app.id();
            twin.owner().act(inspection, [twin.action(id, "clears the exit")]).await;
            twin.actions.push(id);
            let names = [["South", "North"], ["North", "South"]][at];
            let groups = [
                twin.org.owner.add_group(names[0], &[twin.sites[at]]).await,
                twin.org.owner.add_group(names[1], &[twin.sites[1 - at]]).await,
            ];
            twin.limit(Some(&groups[..1])).await;
            twin.groups = groups.to_vec();
            twins.push(twin);
        }
        let seen = async |twin: &Twin| -> Value {
            let mut seen = serde_json::Map::new();
            for list in ["list_sites", "list_inspections", "list_actions"] {
                let reply = twin.shared.post_fn(&format!("/api/{list}"), json!({})).await;
                seen.insert(list.to_owned(), reply.ok().value());
            }
            for list in ["list_members", "list_site_groups"] {
                seen.insert(list.to_owned(), twin.call(list, json!({})).await);
            }
            Value::Object(seen)
        };
        for twin in &twins {
            let seen = seen(twin).await;
            for list in ["list_sites", "list_inspections", "list_actions"] {
                let lines = if list == "list_sites" { &seen[list]["lines"] } else { &seen[list]["page"]["lines"] };
                assert_eq!(lines.as_array().map(Vec::len), Some(1), "{} {list}: {seen}", twin.org.name);
            }
        }
        let [acme, other] = &twins[..] else { unreachable!("there are two") };
        let untouched = seen(other).await;
        acme.limit(Some(&acme.groups[1..])).await;
        let group = json!({ "id": acme.groups[0], "name": "South", "sites": acme.sites });
        acme.call("save_site_group", json!({ "group": group })).await;
        let site = json!({ "id": acme.sites[1], "name": acme.says("pier"), "address": "" });
        acme.call("save_site", json!({ "site": site })).await;
        assert_same(&seen(other).await, &untouched, "what one gives reached the other");
        acme.limit(None).await;
        assert_same(&seen(other).await, &untouched, "that one limits nobody reached the other");
        acme.call("remove_site_group", json!({ "group": acme.groups[0] })).await;
        assert_same(&seen(other).await, &untouched, "that one has a group less reached the other");
        acme.limit(Some(&acme.groups[1..])).await;
        let site = json!({ "id": acme.sites[1], "name": acme.says("quay"), "address": "" });
        acme.shared.post_fn("/api/save_site", json!({ "site": site })).await.ok();
        assert_same(&seen(other).await, &untouched, "what a limited member calls a site reached the other");
        for twin in &twins {
            let done = twin.shared.post_fn("/api/complete_action", json!({ "action": twin.actions[0] })).await;
            assert_eq!(done.status, if twin.org.name == "Other" { 200 } else { 404 }, "{}: {}", twin.org.name, done.text());
        }
    }

    async fn an_action_whose_id_another_organisation_has_is_completed_where_it_is(app: TestApp) {
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let (action, sample): (ActionId, _) = (app.id(), Sample::new(&app));
        let mut inspections = Vec::new();
        for org in [&acme, &other] {
            let inspection = org.owner.start_sample(&org.owner, &sample).await;
            let text = format!("{} clears the exit", org.name);
            let action = Action { id: action, item: sample.exit, text, assignee: String::new(), due: None, done: false, closed: None };
            org.owner.act(inspection, [Op::SetAction { action }]).await;
            inspections.push(inspection);
        }
        for (org, inspection) in [&acme, &other].into_iter().zip(inspections) {
            org.owner.post_fn("/api/complete_action", json!({ "action": action })).await.ok();
            let actions = org.owner.inspection(inspection).await.findings.actions;
            let closed: Vec<bool> = actions.iter().map(|action| action.closed.is_some()).collect();
            assert_eq!(closed, [true], "{}", org.name);
        }
        // Asked for once more, each is told how its own stands.
        other.owner.post_fn("/api/reopen_action", json!({ "action": action })).await.ok();
        for (org, asked) in [(&acme, "complete"), (&other, "reopen")] {
            org.owner.post_fn(&format!("/api/{asked}_action"), json!({ "action": action })).await.ok();
        }
    }

    async fn a_correction_that_another_organisation_gave_up_was_not_given_up_here(app: TestApp) {
        let mut twins = Vec::new();
        for name in ["Acme", "Other"] {
            let mut org = app.organisation(name).await;
            org.owner.app = app.with_ids_of(1);
            let sample = Sample::new(&org.owner.app);
            let inspection = org.owner.start_sample(&org.owner, &sample).await;
            org.owner.fill_and_finish(inspection, &sample).await;
            org.owner.sign(inspection, sample.signature).await;
            let report = org.owner.issue(inspection).await;
            twins.push((org, inspection, report));
        }
        app.drain().await;
        let [(acme, one, report), (other, two, theirs)] = &twins[..] else { unreachable!("two") };
        assert_eq!(one, two);
        let correct = json!({ "id": report, "reason": "Misread" });
        acme.owner.post_fn("/api/correct_report", correct).await.ok();
        for _ in 0..2 {
            acme.owner.post_fn("/api/give_up_correction", json!({ "id": report })).await.ok();
        }
        let refused = other.owner.post_fn("/api/give_up_correction", json!({ "id": theirs })).await;
        assert_eq!(refused.error(), AppError::Conflict);
    }

    async fn photos_of_another_organisation_do_not_count_against_the_limit(app: TestApp) {
        for name in ["Acme", "Other"] {
            let mut org = app.organisation(name).await;
            org.owner.app = app.with_ids_of(1);
            let sample = Sample::new(&org.owner.app);
            let inspection = org.owner.start_sample(&org.owner, &sample).await;
            for shade in 0..MAX_PHOTOS {
                let bytes = [name.as_bytes(), &shade.to_be_bytes()].concat();
                org.owner.announce(inspection, sample.views, &bytes).await;
            }
            let one_more = command(&org.owner.app, Op::AddPhoto {
                photo: org.owner.app.id(),
                item: sample.views,
                sha256: Digest::of(b"one more"),
                bytes: 8,
                media_type: "image/jpeg".to_owned(),
                taken_at: None,
                position: None,
            });
            let reply: BatchReply = org.owner.commands(inspection, app.id(), &[one_more]).await.json();
            assert!(matches!(reply.results[..], [CommandResult::Refused { .. }]), "{name}: {:?}", reply.results);
        }
    }
}
