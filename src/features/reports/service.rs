//! The rules of issuing.

use norven_proof::{
    digest::Digest,
    record::{self, RECORD_VERSION, Record},
};
use serde::{Deserialize, Serialize};

use super::{
    jobs::RENDER_JOB,
    model::{ReportState, ReportSummary, ReportView},
    standing,
    store::{self, DigestRow, LatestRow, NewReport, ReportRow},
};
use crate::{
    error::AppError,
    features::{
        access,
        audit::{
            self,
            model::{Event, Object},
        },
        evidence,
        inspections::{
            self,
            model::{State, Tally},
        },
        orgs::{
            self,
            model::{Permission, Role},
            quotas::Taken,
        },
    },
    ids::{InspectionId, JobId, ReportId},
    platform::{
        db::Tx,
        fault::Fault,
        jobs::{self, JobState},
    },
    server::{actor::Member, state::App},
    time::Timestamp,
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
fn render_key(report: ReportId, content: Digest) -> String {
    format!("report/{report}/{content}")
}

/// Issues the report of a finished inspection: fixes its record, and has its PDF made. Issuing again
/// gives the same report.
///
/// # Errors
/// [`AppError::NotFinished`], [`AppError::Field`] `signature` while a required slot is empty,
/// [`AppError::AwaitingApproval`].
pub async fn issue(member: &Member, inspection: InspectionId) -> Result<ReportId, Fault> {
    let app = &member.app;
    let mut tx = member.write().await?;
    let locked = inspections::service::lock(member, &mut tx, inspection).await?;
    match locked.state {
        State::Open => return Err(AppError::NotFinished.into()),
        State::Issued => {
            let latest = of_inspection(&mut tx, inspection).await?;
            return latest.ok_or_else(|| Fault::internal("issued without a report"));
        }
        State::Finished => member.org.approved()?,
    }
    let core = locked.core()?.ok_or_else(|| Fault::internal("finished without a core"))?;
    inspections::service::check_signed(member, &mut tx, inspection).await?;

    let now = app.now();
    let Place { id, number, revision, supersedes, given_up } = place(member, &mut tx, inspection, now).await?;
    let record = Record {
        v: RECORD_VERSION,
        report: id.to_string(),
        number: number.clone(),
        revision,
        supersedes,
        nonce: hex::encode(app.rng.bytes::<32>()),
        issued_at: now.to_record(),
        issuer: issuer(member, &mut tx).await?,
        language: locked.locale.tag().to_owned(),
        time_zone: member.org.settings.time_zone.clone(),
        core,
        signatures: evidence::service::records_in(&mut tx, inspection).await?,
    };
    let bytes = crate::text::normalised(&record)?.to_bytes()?;
    let content_sha256 = record::content_digest(&bytes);
    let photos = evidence::service::received_in(&mut tx, inspection).await?;
    let shown: u64 = photos.iter().map(|photo| photo.shown_bytes).sum();
    orgs::quotas::take(app, &mut tx, Taken::bytes(shown + bytes.len() as u64)).await?;
    let record_key = format!("{}/reports/{id}/record-{content_sha256}", member.org.id);
    let key = orgs::service::key(app, &mut tx).await?;
    app.vault.put(&key, &record_key, bytes).await?;
    let new = NewReport {
        id,
        inspection,
        number: &number,
        revision,
        issued_by: member.user.id,
        content_sha256,
        record_key: &record_key,
    };
    if given_up {
        store::issue_again(&mut tx, &new, now).await?;
    } else {
        store::add(&mut tx, &new, now).await?;
    }
    inspections::service::mark_issued_in(member, &mut tx, inspection).await?;
    enqueue_render(app, &mut tx, id, content_sha256).await?;
    let event = Event::new("report.issued", Object::of("report", id.0))
        .with("number", number)
        .with("content_sha256", content_sha256.to_string());
    audit::service::record_for(member, &mut tx, event).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(id)
}

/// Which report is issued.
struct Place {
    id: ReportId,
    number: String,
    revision: u32,
    supersedes: Option<record::Superseded>,
    /// Whether it was issued before and could not be sealed in time: then it is issued with another record.
    given_up: bool,
}

/// The place of an inspection's next report: a new number, the next revision, or the place of the one that was given up.
async fn place(member: &Member, tx: &mut Tx, inspection: InspectionId, now: Timestamp) -> Result<Place, Fault> {
    let mut reports = store::of_inspection(tx, inspection).await?.into_iter().peekable();
    let given_up = reports.next_if(|row| ReportState::stored(&row.state) == ReportState::Unsealed);
    let replaced = reports.next();
    let supersedes = match &replaced {
        Some(old) => {
            Some(record::Superseded { report: old.id.to_string(), content_sha256: digest(old.content_sha256.clone())? })
        }
        None => None,
    };
    let revision = |row: &LatestRow| u32::try_from(row.revision).map_err(Fault::internal);
    Ok(match (given_up, replaced) {
        (Some(row), _) => {
            Place { revision: revision(&row)?, id: row.id, number: row.number, supersedes, given_up: true }
        }
        (None, Some(old)) => Place {
            id: member.app.id(),
            revision: revision(&old)? + 1,
            number: old.number,
            supersedes,
            given_up: false,
        },
        (None, None) => {
            let number = orgs::service::next_report_number(tx, member.org.moment(now).civil().year()).await?;
            Place { id: member.app.id(), number, revision: 1, supersedes, given_up: false }
        }
    })
}

/// Has the PDF of a report made, whose record has this digest.
async fn enqueue_render(app: &App, tx: &mut Tx, id: ReportId, content: Digest) -> Result<(), Fault> {
    let payload = serde_json::to_value(RenderPayload { report: id })?;
    let job = jobs::NewJob {
        kind: RENDER_JOB,
        dedupe: render_key(id, content),
        payload: &payload,
        lane: jobs::Lane::Interactive,
        useful_until: None,
    };
    Ok(jobs::enqueue(tx, app.id::<JobId>(), job, app.now()).await?)
}

/// Who issues: what the organisation calls itself, and the domain that it has proven to be its own.
async fn issuer(member: &Member, tx: &mut Tx) -> Result<record::Issuer, Fault> {
    let domain = access::service::proven_domain(tx).await?;
    Ok(record::Issuer { id: member.org.id.to_string(), name: member.org.name.clone(), domain })
}

/// Opens the inspection of a report again, so that a corrected report can replace it.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners and managers, [`AppError::NotFound`],
/// [`AppError::NotFinished`] where a correction was begun already.
pub async fn correct(member: &Member, id: ReportId) -> Result<InspectionId, Fault> {
    member.may(Permission::ManageInspections)?;
    let mut tx = member.write().await?;
    let report = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    // What was never sealed was never issued: nothing replaces it.
    if ReportState::stored(&report.state) != ReportState::Issued {
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
