//! The steps from an empty organisation to an issued report, as requests.

use norven::{
    features::{
        evidence::model::{CONSENT_VERSION, NewSignature},
        inspections::model::{AnswerValue, Batch, BatchReply, Command, CommandResult, Inspection, NewInspection, Op},
        sites::model::{Site, SiteGroup},
        templates::model::Checklist,
    },
    ids::{DeviceId, InspectionId, ItemId, PhotoId, ReportId, SiteGroupId, SiteId, TemplateId},
};
use norven_proof::{
    digest::Digest,
    record::{Method, Stroke},
};
use norven_words::Locale;
use serde_json::json;

use super::{
    app::TestApp,
    client::{Client, Reply},
    sample::Sample,
};

impl Client {
    /// Adds a site.
    pub async fn add_site(&self, name: &str) -> SiteId {
        let site =
            Site { name: name.to_owned(), address: "Calle Mayor 1, Madrid".to_owned(), ..Site::new(self.app.id()) };
        self.post_fn("/api/save_site", json!({ "site": site })).await.ok();
        site.id
    }

    /// Makes a group of sites.
    pub async fn add_group(&self, name: &str, sites: &[SiteId]) -> SiteGroupId {
        let group = SiteGroup { id: self.app.id(), name: name.to_owned(), sites: sites.to_vec() };
        self.post_fn("/api/save_site_group", json!({ "group": group })).await.ok();
        group.id
    }

    /// Publishes a checklist as a template.
    pub async fn add_template(&self, checklist: &Checklist) -> TemplateId {
        let template: TemplateId = self.app.id();
        self.post_fn("/api/create_template", json!({ "template": template, "locale": "en" })).await.ok();
        let save = json!({ "template": template, "base_rev": 1, "checklist": checklist });
        self.post_fn("/api/save_template", save).await.ok();
        self.post_fn("/api/publish_template", json!({ "template": template, "base_rev": 2 })).await.ok();
        template
    }

    /// Starts an inspection.
    pub async fn start(&self, site: SiteId, template: TemplateId) -> InspectionId {
        let new = NewInspection { id: self.app.id(), site, template, order_number: String::new() };
        self.post_fn("/api/start_inspection", json!({ "new": new })).await.ok();
        new.id
    }

    /// Starts an inspection of a new site with a sample's checklist.
    pub async fn start_sample(&self, owner: &Self, sample: &Sample) -> InspectionId {
        let site = owner.add_site("Warehouse 4").await;
        let template = owner.add_template(&sample.checklist).await;
        self.start(site, template).await
    }

    /// An inspection with everything in it.
    pub async fn inspection(&self, id: InspectionId) -> Inspection {
        self.post_fn("/api/load_inspection", json!({ "id": id })).await.json()
    }

    /// Sends commands from a device.
    pub async fn commands(&self, inspection: InspectionId, device: DeviceId, commands: &[Command]) -> Reply {
        let batch = Batch { inspection, device, writer: None, commands: commands.to_vec() };
        self.post_fn("/api/v1/commands", json!({ "batch": batch })).await
    }

    /// Does things from a new device; each has to be applied.
    pub async fn act(&self, inspection: InspectionId, ops: impl IntoIterator<Item = Op>) {
        let commands: Vec<Command> = ops.into_iter().map(|op| command(&self.app, op)).collect();
        let reply: BatchReply = self.commands(inspection, self.app.id(), &commands).await.json();
        assert_eq!(reply.results, vec![CommandResult::Applied; commands.len()]);
    }

    /// Answers an item.
    pub async fn answer(&self, inspection: InspectionId, item: ItemId, value: AnswerValue) {
        self.act(inspection, [Op::Answer { item, value: Some(value), seen: 0 }]).await;
    }

    /// Announces a photo.
    pub async fn announce(&self, inspection: InspectionId, item: ItemId, bytes: &[u8]) -> PhotoId {
        let photo: PhotoId = self.app.id();
        let op = Op::AddPhoto {
            photo,
            item,
            sha256: Digest::of(bytes),
            bytes: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(),
            taken_at: Some("2026-11-23T09:31:07".to_owned()),
            position: None,
        };
        self.act(inspection, [op]).await;
        photo
    }

    /// Announces a photo and sends its bytes.
    pub async fn add_photo(&self, inspection: InspectionId, item: ItemId, bytes: Vec<u8>) -> PhotoId {
        let photo = self.announce(inspection, item, &bytes).await;
        let reply = self.put(&format!("/api/v1/photos/{photo}"), bytes).await;
        assert_eq!(reply.status, 204, "{}", reply.text());
        photo
    }

    /// Answers everything that a sample needs, with a photo.
    pub async fn fill(&self, inspection: InspectionId, sample: &Sample) {
        self.answer(inspection, sample.exit, AnswerValue::Pass).await;
        self.answer(inspection, sample.light, AnswerValue::Number { decimal: "71.5".to_owned() }).await;
        self.add_photo(inspection, sample.views, super::jpeg(640, 480, 90)).await;
    }

    /// The same, and finishes.
    pub async fn fill_and_finish(&self, inspection: InspectionId, sample: &Sample) {
        self.fill(inspection, sample).await;
        self.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
    }

    /// Signs a finished inspection in a slot.
    pub async fn sign(&self, inspection: InspectionId, slot: ItemId) {
        let seen = self.inspection(inspection).await;
        let core = seen.core_sha256.expect("a finished inspection has a core");
        let signature = signature(&self.app, inspection, Some(slot), core);
        let signature = NewSignature { consent_printed: seen.print_origins, ..signature };
        self.post_fn("/api/v1/signatures", json!({ "signature": signature })).await.ok();
    }

    /// Issues the report of a finished inspection.
    pub async fn issue(&self, inspection: InspectionId) -> ReportId {
        self.post_fn("/api/issue_report", json!({ "inspection": inspection })).await.json()
    }
}

/// A command at the present instant.
pub fn command(app: &TestApp, op: Op) -> Command {
    Command { id: app.id(), at: app.now(), op }
}

/// A drawn signature under a core.
pub fn signature(app: &TestApp, inspection: InspectionId, slot: Option<ItemId>, core: Digest) -> NewSignature {
    NewSignature {
        id: app.id(),
        inspection,
        slot,
        name: "Lucía Fernández".to_owned(),
        role: "Responsible person".to_owned(),
        organisation: "Almacenes del Sur".to_owned(),
        core_sha256: core,
        consent_locale: Locale::En,
        consent_version: CONSENT_VERSION,
        consent_printed: false,
        method: Method::Drawn,
        strokes: vec![Stroke(vec![[10, 10, 0], [60, 40, 20], [110, 15, 45]])],
        own_device: false,
        account_name: Some("Olga Owner".to_owned()),
        at: app.now(),
        position: None,
    }
}

/// The record that a PDF carries.
pub fn embedded_record(pdf: &[u8]) -> Vec<u8> {
    let document = lopdf::Document::load_mem(pdf).expect("a PDF");
    let is_record = |object: &&lopdf::Object| {
        let kind = |stream: &lopdf::Stream| {
            stream.dict.get(b"Type").and_then(lopdf::Object::as_name).unwrap_or_default().to_vec()
        };
        object.as_stream().is_ok_and(|stream| kind(stream) == b"EmbeddedFile")
    };
    let stream = document.objects.values().find(is_record).expect("an embedded file").as_stream().expect("a stream");
    if stream.is_compressed() { stream.decompressed_content().expect("inflates") } else { stream.content.clone() }
}

/// The words of a PDF with single spaces between them, as Poppler reads them.
pub fn pdf_words(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.pdf");
    std::fs::write(&path, pdf).expect("written");
    let output = std::process::Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output();
    let output = output.expect("pdftotext runs: `cargo xtask test` installs what tests need");
    let text = String::from_utf8(output.stdout).expect("pdftotext writes UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
