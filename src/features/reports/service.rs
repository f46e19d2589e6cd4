//! The rules of reports; issuing is in `issuing`.

use norven_proof::digest::Digest;
use serde::{Deserialize, Serialize};

pub use super::issuing::issue;
use super::{
    model::{ReportState, ReportSummary, ReportView},
    standing,
    store::{self, DigestRow, ReportRow},
};
use crate::{
    error::AppError,
    features::{
        audit::model::{Event, Object},
        inspections::{self, model::Tally},
        orgs::{
            self,
            model::{Permission, Role},
        },
    },
    ids::{InspectionId, ReportId},
    platform::{
        db::Tx,
        fault::Fault,
        jobs::{self, JobState},
    },
    server::{actor::Member, state::App},
};

/// Most lines in a list.
const LIST: i64 = 200;

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

/// Opens the inspection of a report again, so that a corrected report can replace it.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners and managers, [`AppError::NotFound`],
/// [`AppError::NotFinished`] where a correction was begun already, [`AppError::Conflict`] where it is not sealed, or a
/// correction waits to be.
pub async fn correct(member: &Member, id: ReportId) -> Result<InspectionId, Fault> {
    member.may(Permission::ManageInspections)?;
    let mut tx = member.write().await?;
    let report = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    // What was never sealed was never issued: nothing replaces it. Of a report that is being replaced, the one that comes
    // says what it replaces.
    let latest = store::of_inspection(&mut tx, report.inspection_id).await?.into_iter().next().map(|row| row.id);
    if ReportState::stored(&report.state) != ReportState::Issued || latest != Some(id) {
        return Err(AppError::Conflict.into());
    }
    inspections::service::reopen_issued_in(member, &mut tx, report.inspection_id).await?;
    tx.commit().await?;
    Ok(report.inspection_id)
}

/// The latest reports: an inspector sees those of their own inspections, everybody else all.
///
/// # Errors
/// When the database refuses.
pub async fn latest(member: &Member) -> Result<Vec<ReportSummary>, Fault> {
    let own = (member.role == Role::Inspector).then_some(member.user.id);
    let mut tx = member.read().await?;
    Ok(store::latest(&mut tx, own, LIST).await?.iter().map(|row| summary(member, row)).collect())
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
    let view = ReportView {
        summary: summary(member, &row),
        inspection: row.inspection_id,
        issued_by: row.issued_by,
        content_sha256,
        file_sha256: row.file_sha256.map(digest).transpose()?,
        file_bytes: row.file_bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        stuck,
        standing: standing::of_report(member, &mut tx, id).await?,
        may_revoke: member.role.may(Permission::ManageInspections),
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
    let name =
        if row.revision > 1 { format!("{}-r{}.pdf", row.number, row.revision) } else { format!("{}.pdf", row.number) };
    Ok((name, bytes))
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
    Ok(store::latest(tx, None, 1).await?.into_iter().find_map(|row| row.pdf_key))
}

/// What the public register says of a digest.
///
/// # Errors
/// When the database refuses.
pub async fn look_up(app: &App, digest: Digest) -> Result<Option<DigestRow>, Fault> {
    let mut tx = app.db.directory_read().await?;
    Ok(store::look_up(&mut tx, digest).await?)
}

fn summary(member: &Member, row: &ReportRow) -> ReportSummary {
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    ReportSummary {
        id: row.id,
        number: row.number.clone(),
        revision: count(row.revision),
        state: ReportState::stored(&row.state),
        site: row.site.clone(),
        template: row.template.clone(),
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
