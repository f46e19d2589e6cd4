//! The rules of reports; issuing is in `issuing`.

use norven_proof::digest::Digest;
use serde::{Deserialize, Serialize};

pub use super::{
    correcting::{correct, give_up},
    issuing::issue,
    listing::page,
};
use super::{
    file_name,
    model::{ReportState, ReportStatus, ReportSummary, ReportView, Revision},
    standing,
    store::{self, DigestRow, ReportRow},
};
use crate::{
    error::AppError,
    features::{
        audit::model::{Event, Object},
        inspections::{self, model::Tally},
        orgs::{self, model::Permission},
    },
    ids::{InspectionId, ReportId},
    platform::{
        db::Tx,
        fault::Fault,
        jobs::{self, JobState},
        search::{Doc, fold},
    },
    server::{actor::Member, state::App},
    time::Timestamp,
};

/// So many revisions of a report are named on its page.
const REVISIONS: i64 = 50;

/// What the render job needs to know.
#[derive(Serialize, Deserialize)]
pub struct RenderPayload {
    /// The report.
    pub report: ReportId,
}

/// Names the one render job of a report's record: issued again, it has another.
pub(super) fn render_key(report: ReportId, content: Digest) -> String {
    format!("report/{report}/{content}")
}

/// A report with its digests. Looking at one that is made is recorded.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn view(member: &Member, id: ReportId) -> Result<ReportView, Fault> {
    let mut tx = member.read().await?;
    let row = readable(member, &mut tx, id).await?;
    let content_sha256 = digest(row.content_sha256.clone())?;
    let stuck = jobs::state_of(&mut tx, &render_key(id, content_sha256)).await? == Some(JobState::Dead);
    // A page that waits for its report asks again and again.
    let viewed = row
        .pdf_key
        .is_some()
        .then(|| Event::new("report.viewed", Object::of("report", id.0)).with("number", row.number.as_str()));
    let may_share = inspections::service::check_writable(member, &mut tx, row.inspection_id).await.is_ok();
    let view = ReportView {
        summary: summary(member, &row),
        inspection: row.inspection_id,
        issued_by: row.issued_by,
        content_sha256,
        file_sha256: row.file_sha256.map(digest).transpose()?,
        file_bytes: row.file_bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        stuck,
        standing: standing::of_report(member, &mut tx, id).await?,
        revisions: revisions(member, &mut tx, row.inspection_id).await?,
        correction: inspections::corrections::under_way(member, &mut tx, row.inspection_id).await?,
        may_revoke: member.role.may(Permission::ManageInspections),
        may_share,
    };
    drop(tx);
    if let Some(event) = viewed {
        member.app.views.record(member, event).await?;
    }
    Ok(view)
}

/// A report's file: its name and bytes. Downloading is recorded.
///
/// # Errors
/// [`AppError::NotFound`], also while it is being made.
pub async fn download(member: &Member, id: ReportId) -> Result<(String, Vec<u8>), Fault> {
    let mut tx = member.read().await?;
    let row = readable(member, &mut tx, id).await?;
    let object = row.pdf_key.ok_or(AppError::NotFound)?;
    let key = orgs::service::key(&member.app, &mut tx).await?;
    drop(tx);
    let bytes = member.app.vault.get(&key, &object).await?;
    let event = Event::new("report.downloaded", Object::of("report", id.0)).with("number", row.number.as_str());
    member.app.views.record(member, event).await?;
    Ok((file_name::of(&row.number, u32::try_from(row.revision).unwrap_or(1), &row.site), bytes))
}

/// The revisions of an inspection's report, the latest first.
async fn revisions(member: &Member, tx: &mut Tx, inspection: InspectionId) -> Result<Vec<Revision>, Fault> {
    let rows = store::revisions(tx, inspection, REVISIONS).await?;
    Ok(rows
        .into_iter()
        .map(|row| Revision {
            id: row.id,
            revision: u32::try_from(row.revision).unwrap_or_default(),
            state: ReportState::stored(&row.state),
            status: ReportStatus::stored(&row.status),
            issued: member.org.moment(row.issued_at),
            correction: row.correction,
        })
        .collect())
}

/// A report as it is handed over to people without an account.
pub struct Handed {
    /// Its inspection.
    pub inspection: InspectionId,
    /// Its number.
    pub number: String,
    /// Whether it is the last word.
    pub status: ReportStatus,
    /// What its file is called.
    pub file_name: String,
    /// Where its record is kept.
    pub record_key: String,
    /// Where its PDF is kept, once it is made.
    pub pdf_key: Option<String>,
}

/// What handing a report over takes; nothing where it is not there.
///
/// # Errors
/// When the database refuses.
pub async fn handed(tx: &mut Tx, id: ReportId) -> Result<Option<Handed>, Fault> {
    let Some(row) = store::one(tx, id).await? else { return Ok(None) };
    Ok(Some(Handed {
        inspection: row.inspection_id,
        status: ReportStatus::stored(&row.status),
        file_name: file_name::of(&row.number, u32::try_from(row.revision).unwrap_or(1), &row.site),
        number: row.number,
        record_key: row.record_key,
        pdf_key: row.pdf_key,
    }))
}

/// What the search finds of a report; nothing where it is gone.
///
/// # Errors
/// When the database refuses.
pub async fn doc(tx: &mut Tx, id: ReportId) -> Result<Option<Doc>, Fault> {
    let Some(row) = store::one(tx, id).await? else { return Ok(None) };
    let (site, inspector) = store::whose(tx, id).await?;
    let title = if row.revision > 1 { format!("{} r{}", row.number, row.revision) } else { row.number.clone() };
    // People type the figure without the noughts before it.
    let short = row.number.rsplit('-').next().unwrap_or_default().trim_start_matches('0');
    let texts = [row.number.as_str(), short, &row.site, &row.template, &row.correction];
    Ok(Some(Doc {
        kind: "report",
        thing: id.0,
        site,
        inspector,
        words: fold::words(texts),
        marks: Vec::new(),
        at: Some(row.issued_at),
        title,
        detail: format!("{} · {}", row.site, row.template),
    }))
}

/// How many reports were issued between two instants.
///
/// # Errors
/// When the database refuses.
pub async fn issued_between(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<u32, Fault> {
    Ok(u32::try_from(store::issued_between(tx, from, to).await?).unwrap_or(u32::MAX))
}

async fn readable(member: &Member, tx: &mut Tx, id: ReportId) -> Result<ReportRow, Fault> {
    let row = store::one(tx, id).await?.ok_or(AppError::NotFound)?;
    inspections::service::check_readable(member, tx, row.inspection_id).await?;
    Ok(row)
}

/// The latest report of an inspection.
///
/// # Errors
/// When the database refuses.
pub async fn of_inspection(tx: &mut Tx, inspection: InspectionId) -> Result<Option<ReportId>, Fault> {
    Ok(store::of_inspection(tx, inspection).await?.into_iter().next().map(|row| row.id))
}

/// Where the PDF of the organisation's first report is kept, once it is made.
///
/// # Errors
/// When the database refuses.
pub async fn only_pdf_in(tx: &mut Tx) -> Result<Option<String>, Fault> {
    Ok(store::latest_pdf(tx).await?)
}

/// What the public register says of a digest.
///
/// # Errors
/// When the database refuses.
pub async fn look_up(app: &App, digest: Digest) -> Result<Option<DigestRow>, Fault> {
    let mut tx = app.db.directory_read().await?;
    Ok(store::look_up(&mut tx, digest).await?)
}

pub(super) fn summary(member: &Member, row: &ReportRow) -> ReportSummary {
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    ReportSummary {
        id: row.id,
        number: row.number.clone(),
        revision: count(row.revision),
        state: ReportState::stored(&row.state),
        status: ReportStatus::stored(&row.status),
        site: row.site.clone(),
        template: row.template.clone(),
        inspector: row.inspector.clone(),
        tally: Tally {
            items: count(row.items),
            answered: count(row.answered),
            passed: count(row.passed),
            failed: count(row.failed),
            not_applicable: count(row.not_applicable),
        },
        issued: member.org.moment(row.issued_at),
    }
}

pub(super) fn digest(bytes: Vec<u8>) -> Result<Digest, Fault> {
    bytes.try_into().map(Digest::from_bytes).map_err(|_| Fault::internal("a digest of another length"))
}
