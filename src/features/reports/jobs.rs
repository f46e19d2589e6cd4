//! Making the PDF of an issued report.

use std::{borrow::Cow, collections::HashMap, io};

use norven_press::{Brand, FaceUsed, Layout, Photos, Report};
use norven_proof::{digest::Digest, record::Record};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::{
    seal,
    service::RenderPayload,
    standing,
    store::{self, NewDigest},
    unsealed,
};
use crate::{
    features::{evidence, inspections, orgs},
    platform::{
        blobs::{OrgKey, Vault, pending},
        db::Tx,
        fault::Fault,
        jobs::{self, Job, progress},
    },
    server::state::App,
    time::Timestamp,
    ui::routes,
};

/// The kind of the job that makes a report's PDF.
pub const RENDER_JOB: &str = "reports.render";

/// Photos that are fetched one by one, on a thread that may wait: together they are nearly all of a report.
struct ShownPhotos {
    vault: Vault,
    key: OrgKey,
    objects: HashMap<String, String>,
    runtime: Handle,
}

impl Photos for ShownPhotos {
    fn jpeg(&self, file_id: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        let Some(object) = self.objects.get(file_id) else { return Ok(None) };
        let jpeg = self.runtime.block_on(self.vault.get(&self.key, object)).map_err(io::Error::other)?;
        Ok(Some(Cow::Owned(jpeg)))
    }
}

/// Has what makes reports and the list of those that no longer stand tried again, where it was given up: a report is made
/// or given up within a day, and a revocation is never lost.
///
/// # Errors
/// When the database refuses.
pub async fn revive(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    let mut revived = 0;
    for kind in [RENDER_JOB, standing::STANDING_JOB] {
        revived += jobs::revive(&mut tx, kind, app.now()).await?;
    }
    tx.commit().await?;
    if revived > 0 {
        tracing::warn!(revived, "jobs that were given up are tried again");
        app.bell.notify_one();
    }
    Ok(())
}

/// Makes a report's PDF, keeps it and registers its digests. Done again, nothing changes: each try keeps its file under a
/// key of its own, and the first to come to its end names its file in the report, for ever. Another file of the same record
/// may have another colour, logo or time stamp, and whoever has the first one must find it here.
///
/// # Errors
/// When anything it needs is out of reach; it is tried again.
pub async fn render(app: App, job: Job) -> Result<(), Fault> {
    let org = job.org.ok_or_else(|| Fault::internal("a report without an organisation"))?;
    let RenderPayload { report } = serde_json::from_value(job.payload.clone())?;
    let mut tx = app.db.read(org).await?;
    let row = store::one(&mut tx, report).await?.ok_or_else(|| Fault::internal("the report is gone"))?;
    if row.pdf_key.is_some() {
        return Ok(());
    }
    if unsealed::is_too_late(row.issued_at, app.now()) {
        drop(tx);
        return unsealed::give_up(&app, org, &row).await;
    }
    let organisation = orgs::service::organisation(&mut tx).await?;
    let key = orgs::service::key(&app, &mut tx).await?;
    let photos = evidence::service::received_in(&mut tx, row.inspection_id).await?;
    drop(tx);

    let logo = orgs::logo::load(&app, &key, &organisation).await?;
    let bytes = app.vault.get(&key, &row.record_key).await?;
    let record = Record::parse(&bytes)?;
    // Signed names and findings are never printed as boxes: the faces of this machine may be others than those of the one
    // that issued.
    inspections::service::check_printable(&app, &record.core, &record.issuer.name, &record.signatures)?;
    let total = i32::try_from(photos.len()).unwrap_or(i32::MAX).saturating_add(1);
    // The press checks that each is the one that the record names.
    let shown = ShownPhotos {
        vault: app.vault.clone(),
        key: key.clone(),
        objects: photos.iter().map(|photo| (photo.id.to_string(), photo.shown_key.clone())).collect(),
        runtime: Handle::current(),
    };
    note(&app, &job, total - 1, total).await?;

    let verify = app.origin.url(routes::VERIFY);
    let content = Digest::of(&bytes);
    let (settings, fixed) = (organisation.settings.clone(), record.clone());
    let qr = seal::qr_address(&app, &record, content)?;
    let faces = app.faces.clone();
    let rendered = tokio::task::spawn_blocking(move || {
        norven_press::render(&Report {
            faces: &faces,
            record: &fixed,
            record_bytes: &bytes,
            content_sha256: content,
            verify_address: &verify,
            qr: &qr,
            photos: &shown,
            brand: Brand { colour: colour(&settings.colour), logo: logo.as_deref() },
            layout: Layout { photos_per_row: settings.photos_per_row },
        })
    })
    .await
    .map_err(Fault::internal)??;
    let faces = used(&rendered.faces)?;
    let pdf = seal::seal(&app, rendered.pdf, content, row.issued_at).await?;

    let (app, try_id) = (&app, app.id::<Uuid>());
    let object = format!("{org}/reports/{report}/{try_id}");
    let mut tx = app.db.write(org).await?;
    pending::note(&mut tx, &[&object], app.present()).await?;
    tx.commit().await?;
    let (file, size) = (Digest::of(&pdf), pdf.len());
    let named = async {
        app.vault.put(&key, &object, pdf).await?;
        let mut tx = app.db.write(org).await?;
        if !store::complete(&mut tx, report, content, &object, file, size, &faces).await? {
            return Ok(false);
        }
        if !pending::adopt(&mut tx, &[&object]).await? {
            return Err(Fault::internal("the report's file was taken for one that nothing names"));
        }
        register(&mut tx, &record, &row.issued_at, report, content, file).await?;
        if let Some(old) = &record.supersedes {
            standing::supersede_in(app, &mut tx, old, content).await?;
            inspections::corrections::complete_in(app, &mut tx, row.inspection_id).await?;
        }
        standing::refresh_in(app, &mut tx).await?;
        tx.commit().await?;
        app.bell.notify_one();
        Ok::<_, Fault>(true)
    };
    let named = named.await;
    if !matches!(named, Ok(true)) {
        pending::discard(&app.db, app.vault.objects(), &[&object], app.present()).await;
    }
    named?;
    note(app, &job, total, total).await
}

/// The faces of a report as its row keeps them: with these files the same record gives the same PDF again.
fn used(faces: &[FaceUsed]) -> Result<String, Fault> {
    let faces = faces.iter().map(|face| serde_json::json!({ "name": face.name, "sha256": face.sha256 }));
    Ok(serde_json::to_string(&faces.collect::<Vec<_>>())?)
}

async fn register(
    tx: &mut Tx,
    record: &Record,
    issued_at: &Timestamp,
    report: crate::ids::ReportId,
    content: Digest,
    file: Digest,
) -> Result<(), Fault> {
    for (digest, kind) in [(content, "content"), (file, "file")] {
        let new = NewDigest {
            digest,
            kind,
            report,
            issuer: &record.issuer.name,
            number: &record.number,
            revision: record.revision,
            issued_at: *issued_at,
        };
        store::register(tx, &new).await?;
    }
    Ok(())
}

async fn note(app: &App, job: &Job, done: i32, total: i32) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    progress(&mut tx, job.id, done, total).await?;
    Ok(tx.commit().await?)
}

/// `#b9472b` as three bytes; the settings were checked when they were saved.
fn colour(text: &str) -> [u8; 3] {
    let value = u32::from_str_radix(text.trim_start_matches('#'), 16).unwrap_or_default();
    let [_, red, green, blue] = value.to_be_bytes();
    [red, green, blue]
}
