//! Building a sample organisation, by the services that people use.

use std::sync::Arc;

use norven_proof::{digest::Digest, record::Method};

use super::{
    content::{self, Finding, Plan, Reply, Sample},
    scribble::scribble,
};
use crate::{
    features::{
        evidence::{
            self,
            model::{CONSENT_VERSION, NewSignature},
        },
        identity::{
            self,
            model::{Email, User},
        },
        inspections::{
            self,
            model::{Action, AnswerValue, Batch, Command, Inspection, NewInspection, Op},
        },
        orgs::{
            self,
            model::{OrgSettings, Role},
        },
        reports,
        sites::{self, model::Site},
        templates::{
            self,
            model::{Item, ItemKind, Precision, YesNo},
        },
    },
    ids::{DeviceId, InspectionId, ItemId, OrgId, PhotoId, RequestId, SiteId, TemplateId},
    platform::{clock::FixedClock, fault::Fault},
    server::{actor::Member, origin::Origin, serve, state::App},
    time::Timestamp,
};

const DAY: i64 = 24 * 3600;

/// Builds the sample organisation of a language.
///
/// # Errors
/// When anything it needs is out of reach.
pub async fn organisation(app: &App, sample: &'static Sample) -> Result<(), Fault> {
    let member = found(app, app.id(), sample, sample.organisation, content::OWNER_EMAIL).await?;
    let sites = add_sites(&member, sample).await?;
    let now = app.now();
    for plan in &sample.inspections {
        let clock = FixedClock::at(morning(&member, now, plan.days_ago)?);
        let then = Member { app: app.with_clock(Arc::new(clock.clone())), ..member.clone() };
        inspect(&member, (&then, &clock), sample, plan, sites[plan.site]).await?;
    }
    serve::worker(app).drain().await
}

/// Builds the organisation of the public sample: one issued report, no member.
///
/// # Errors
/// When anything it needs is out of reach.
pub async fn public_sample(app: &App, org: OrgId, name: &str, sample: &'static Sample) -> Result<(), Fault> {
    let member = found(app, org, sample, name, content::PUBLIC_SAMPLE_EMAIL).await?;
    let sites = add_sites(&member, sample).await?;
    let clock = FixedClock::at(morning(&member, app.now(), 1)?);
    let then = Member { app: app.with_clock(Arc::new(clock.clone())), ..member.clone() };
    let plan = &sample.inspections[0];
    inspect(&member, (&then, &clock), sample, plan, sites[plan.site]).await
}

/// Creates the organisation and its owner.
async fn found(app: &App, org: OrgId, sample: &Sample, name: &str, email: &str) -> Result<Member, Fault> {
    let origin = Origin { locale: sample.locale, ..Origin::command_line(RequestId(app.id())) };
    let settings = OrgSettings { colour: sample.colour.to_owned(), ..orgs::service::first_settings(sample.locale) };
    let mut tx = app.db.write(org).await?;
    let user = identity::service::ensure_user(app, &mut tx, &Email::parse(email)?, sample.locale).await?;
    identity::service::rename(app, &mut tx, &user, content::OWNER_NAME).await?;
    let user = User { name: content::OWNER_NAME.to_owned(), named: true, ..user };
    orgs::service::create_in(app, &mut tx, name, &settings, true).await?;
    // The public sample is nobody's to enter.
    if email == content::OWNER_EMAIL {
        orgs::service::add_member_in(app, &mut tx, user.id, Role::Owner).await?;
    }
    let organisation = orgs::service::organisation(&mut tx).await?;
    tx.commit().await?;
    Ok(Member {
        app: app.clone(),
        user,
        org: organisation,
        role: Role::Owner,
        limited: false,
        proved_at: app.now(),
        origin,
    })
}

/// Ten past nine in the morning some days ago, where the organisation is; never later than now.
fn morning(member: &Member, now: Timestamp, days_ago: i64) -> Result<Timestamp, Fault> {
    let day = member.org.moment(now.plus_seconds(-days_ago * DAY)).civil().date();
    let at = day.at(9, 10, 0, 0).to_zoned(member.org.time_zone()).map_err(Fault::internal)?;
    Ok(Timestamp(at.timestamp().as_microsecond()).min(now.plus_seconds(-2 * 3600)))
}

async fn add_sites(member: &Member, sample: &Sample) -> Result<[SiteId; 2], Fault> {
    let mut ids = [SiteId(uuid::Uuid::nil()); 2];
    for (place, (name, address)) in sample.sites.into_iter().enumerate() {
        ids[place] = member.app.id();
        let site = Site { name: name.to_owned(), address: address.to_owned(), ..Site::new(ids[place]) };
        sites::service::save(member, site).await?;
    }
    Ok(ids)
}

/// Does an inspection as planned, in its past: fills it, and where it is complete finishes and signs it. The report is of
/// the present: its seal and time stamp are.
async fn inspect(
    present: &Member,
    (member, clock): (&Member, &FixedClock),
    sample: &Sample,
    plan: &Plan,
    site: SiteId,
) -> Result<(), Fault> {
    let (id, template): (InspectionId, TemplateId) = (member.app.id(), member.app.id());
    templates::service::adopt(member, template, plan.slug, sample.locale).await?;
    inspections::service::start(member, NewInspection { id, site, template, order_number: String::new() }).await?;
    clock.advance_seconds(10 * 60);
    let inspection = inspections::service::open(member, id).await?;
    fill(member, clock, plan, &inspection).await?;
    let Some((name, role)) = plan.countersigned else { return Ok(()) };

    inspections::service::finish(member, id, None).await?;
    clock.advance_seconds(3 * 60);
    sign(member, id, &member.user.name, None, true).await?;
    clock.advance_seconds(90);
    sign(member, id, name, Some(role), false).await?;
    reports::service::issue(present, id, None).await.map(drop)
}

async fn fill(member: &Member, clock: &FixedClock, plan: &Plan, inspection: &Inspection) -> Result<(), Fault> {
    let mut filler =
        Filler { member, device: member.app.id(), inspection: inspection.id, ops: Vec::new(), photos: Vec::new() };
    for (s, section) in inspection.checklist.sections.iter().enumerate().take(plan.sections) {
        for (i, item) in section.items.iter().enumerate() {
            let finding = plan.findings.iter().find(|finding| finding.at == (s, i));
            filler.answer(item, finding, plan.remarks);
            for (_, _, files) in plan.photos.iter().filter(|(section, at, _)| (*section, *at) == (s, i)) {
                filler.photos(item.id, files);
            }
        }
    }
    filler.send(clock).await
}

/// Gathers what a device would have sent.
struct Filler<'a> {
    member: &'a Member,
    device: DeviceId,
    inspection: InspectionId,
    ops: Vec<Op>,
    photos: Vec<(PhotoId, &'static [u8])>,
}

impl Filler<'_> {
    fn answer(&mut self, item: &Item, finding: Option<&Finding>, remarks: &str) {
        let value = match finding {
            Some(finding) => Some(self.reply(finding.answer)),
            None => plain(item, self.member, remarks),
        };
        if let Some(value) = value {
            self.ops.push(Op::Answer { item: item.id, value: Some(value), seen: 0 });
        }
        let Some(finding) = finding else { return };
        if !finding.note.is_empty() {
            self.ops.push(Op::Note { item: item.id, text: finding.note.to_owned(), seen: 0 });
        }
        self.photos(item.id, finding.photos);
        if let Some((text, who, days)) = finding.action {
            let due = self.day(days);
            let action = Action {
                id: self.member.app.id(),
                item: item.id,
                text: text.to_owned(),
                assignee: who.to_owned(),
                due: Some(due),
                done: days == 0,
                closed: None,
            };
            self.ops.push(Op::SetAction { action });
        }
    }

    fn photos(&mut self, item: ItemId, files: &[&str]) {
        for file in files {
            let (id, bytes): (PhotoId, _) = (self.member.app.id(), content::photo(file));
            self.ops.push(Op::AddPhoto {
                photo: id,
                item,
                sha256: Digest::of(bytes),
                bytes: bytes.len() as u64,
                media_type: "image/jpeg".to_owned(),
                taken_at: Some(self.member.org.moment(self.member.app.now()).civil().to_string()),
                position: None,
            });
            let annotations = content::drawing(file);
            if !annotations.is_empty() {
                self.ops.push(Op::AnnotatePhoto { photo: id, annotations });
            }
            self.photos.push((id, bytes));
        }
    }

    fn reply(&self, reply: Reply) -> AnswerValue {
        match reply {
            Reply::Fail => AnswerValue::Fail,
            Reply::NotApplicable => AnswerValue::NotApplicable,
            Reply::Option(index) => AnswerValue::Choice { index },
            Reply::Options(indexes) => AnswerValue::Choices { indexes: indexes.to_vec() },
            Reply::Figure(figure) => AnswerValue::Number { decimal: figure.to_owned() },
            Reply::Days(days) => AnswerValue::Date { date: self.day(days) },
        }
    }

    fn day(&self, days: i64) -> String {
        let at = self.member.app.now().plus_seconds(days * DAY);
        self.member.org.moment(at).civil().date().to_string()
    }

    async fn send(self, clock: &FixedClock) -> Result<(), Fault> {
        let at = self.member.app.now();
        let commands: Vec<Command> =
            self.ops.into_iter().map(|op| Command { id: self.member.app.id(), at, op }).collect();
        for chunk in commands.chunks(Batch::MAX) {
            let batch =
                Batch { inspection: self.inspection, device: self.device, writer: None, commands: chunk.to_vec() };
            inspections::service::apply(self.member, &batch).await?;
        }
        for (id, bytes) in self.photos {
            evidence::service::receive(self.member, id, bytes.to_vec()).await?;
        }
        clock.advance_seconds(75 * 60);
        Ok(())
    }
}

/// The plain good answer to an item.
fn plain(item: &Item, member: &Member, remarks: &str) -> Option<AnswerValue> {
    let today = member.org.moment(member.app.now()).civil();
    match &item.kind {
        ItemKind::PassFail => Some(AnswerValue::Pass),
        ItemKind::YesNo { failing: Some(YesNo::Yes) } => Some(AnswerValue::No),
        ItemKind::YesNo { .. } => Some(AnswerValue::Yes),
        ItemKind::Choice { .. } => Some(AnswerValue::Choice { index: 0 }),
        ItemKind::Choices { .. } => Some(AnswerValue::Choices { indexes: vec![0] }),
        ItemKind::Text { long: true } => Some(AnswerValue::Text { text: remarks.to_owned() }),
        ItemKind::Text { long: false } => Some(AnswerValue::Text { text: "CE-2".to_owned() }),
        ItemKind::DateTime { precision: Precision::Date } => {
            let date = today.date().checked_add(jiff::Span::new().days(28)).unwrap_or(today.date());
            Some(AnswerValue::Date { date: date.to_string() })
        }
        ItemKind::DateTime { precision: Precision::Time } => Some(AnswerValue::Time { time: "10:48".to_owned() }),
        ItemKind::DateTime { precision: Precision::DateTime } => {
            Some(AnswerValue::DateTime { local: format!("{}T10:48", today.date()) })
        }
        ItemKind::Number { .. } | ItemKind::Photo { .. } | ItemKind::Signature { .. } | ItemKind::Instruction => None,
    }
}

async fn sign(
    member: &Member,
    id: InspectionId,
    name: &str,
    role: Option<&str>,
    own_device: bool,
) -> Result<(), Fault> {
    let inspection = inspections::service::open(member, id).await?;
    let slot = inspection
        .checklist
        .signature_slots()
        .find(|(slot, _)| !inspection.signatures.iter().any(|signature| signature.slot == Some(*slot)));
    let signature = NewSignature {
        id: member.app.id(),
        inspection: id,
        slot: slot.map(|(slot, _)| slot),
        name: name.to_owned(),
        role: role.or(slot.map(|(_, role)| role)).unwrap_or_default().to_owned(),
        organisation: if own_device { member.org.name.clone() } else { inspection.site.clone() },
        core_sha256: inspection.core_sha256.ok_or_else(|| Fault::internal("finished without a core"))?,
        consent_locale: inspection.locale,
        consent_version: CONSENT_VERSION,
        consent_printed: member.org.settings.print_origins,
        method: Method::Drawn,
        strokes: scribble(name),
        own_device,
        account_name: None,
        at: now(member),
        position: None,
    };
    evidence::service::sign(member, &signature).await
}

fn now(member: &Member) -> Timestamp {
    member.app.now()
}
