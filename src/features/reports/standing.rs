//! Reports that no longer stand: superseding and revoking, and the public list that says so.

use norven_proof::{
    day::Day,
    digest::Digest,
    log::leaf::{Statement, Status},
    standing::{List, Prefix, Row},
};

use super::{
    model::Revocation,
    store::{self, NewStanding, StandingRow},
};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs::model::Permission,
    },
    ids::{JobId, ReportId},
    platform::{
        blobs::BlobError,
        db::{AnyTx, Tx},
        fault::Fault,
        jobs,
    },
    server::{actor::Member, state::App},
    time::Timestamp,
};

/// The kind of the job that publishes the list.
pub const STANDING_JOB: &str = "reports.standing";

/// Where the list is kept among the public objects.
pub const STANDING_KEY: &str = "standing";

/// Most characters of a reason.
const MAX_REASON: usize = 500;

/// A list older than this is made again when the server starts, in seconds.
const STALE_SECONDS: i64 = 24 * 3600;

/// Says that the organisation no longer stands by a report. Revoked again, it stays as it is.
///
/// # Errors
/// [`AppError::NotAllowed`], [`AppError::NotFound`], [`AppError::Field`] `reason`.
pub async fn revoke(member: &Member, id: ReportId, reason: &str) -> Result<(), Fault> {
    member.may(Permission::ManageInspections)?;
    let reason = reason.trim();
    crate::text::check(reason)?;
    if reason.is_empty() {
        return Err(AppError::field("reason", FieldProblem::Missing).into());
    }
    if reason.chars().count() > MAX_REASON {
        return Err(AppError::field("reason", FieldProblem::TooLong(500)).into());
    }
    let mut tx = member.app.db.write(member.org.id).await?;
    let row = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let content = super::service::digest(row.content_sha256)?;
    let new = NewStanding { content, report: id, successor: None, reason };
    if store::add_standing(&mut tx, &new, member.app.now()).await? {
        let event = Event::new("report.revoked", Object::of("report", id.0))
            .with("number", row.number.as_str())
            .with("reason", reason);
        audit::service::record_for(member, &mut tx, event).await?;
        enqueue(&member.app, &mut tx, content).await?;
    }
    tx.commit().await?;
    member.app.bell.notify_one();
    Ok(())
}

/// Says that a report replaces another, within the transaction that issues it.
///
/// # Errors
/// When the database refuses.
pub async fn supersede_in(
    member: &Member,
    tx: &mut Tx,
    old: (ReportId, Digest),
    successor: Digest,
) -> Result<(), Fault> {
    let (report, content) = old;
    let new = NewStanding { content, report, successor: Some(successor), reason: "" };
    if store::add_standing(tx, &new, member.app.now()).await? {
        audit::service::record_for(member, tx, Event::new("report.superseded", Object::of("report", report.0))).await?;
        enqueue(&member.app, tx, content).await?;
    }
    Ok(())
}

async fn enqueue(app: &App, tx: &mut impl AnyTx, content: Digest) -> Result<(), Fault> {
    let (id, dedupe, payload): (JobId, _, _) = (app.id(), format!("standing/{content}"), serde_json::json!({}));
    let job = jobs::NewJob { kind: STANDING_JOB, dedupe, payload: &payload };
    Ok(jobs::enqueue(tx, id, job, app.now()).await?)
}

/// How a report stands, for its organisation.
///
/// # Errors
/// When the database refuses.
pub async fn of_report(member: &Member, tx: &mut Tx, id: ReportId) -> Result<Option<Revocation>, Fault> {
    Ok(store::standing_of(tx, id).await?.map(|row| Revocation {
        superseded: row.successor_sha256.is_some(),
        reason: row.reason,
        at: member.org.moment(row.at),
    }))
}

/// Publishes the list: every report that no longer stands is in the log, then the list with its own
/// entry, then it is there for everybody.
///
/// # Errors
/// When database, log or object store refuse; it is tried again.
pub async fn publish(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.directory_read().await?;
    let rows = store::all_standing(&mut tx).await?;
    drop(tx);
    let log = app.logs.at(app.now())?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let (record, status, day) = facts(row)?;
        log.append(Statement::ReportStatus { record, status, day }).await?;
        let successor = match status {
            Status::Superseded { by } => Some(Prefix::of(&by)),
            Status::Revoked => None,
        };
        list.push(Row { report: Prefix::of(&record), day, successor });
    }
    let time = u64::try_from(app.now().0 / 1_000_000).map_err(Fault::internal)?;
    let note = List::new(time, list).map_err(Fault::internal)?.sign(&app.keys.standing()?).map_err(Fault::internal)?;
    let text = note.to_string();
    log.append(Statement::StatusSnapshot { list: Digest::of(&text), time }).await?;
    Ok(app.public.put(STANDING_KEY, text.into_bytes()).await?)
}

fn facts(row: StandingRow) -> Result<(Digest, Status, Day), Fault> {
    let record = super::service::digest(row.content_sha256)?;
    let status = match row.successor_sha256 {
        Some(by) => Status::Superseded { by: super::service::digest(by)? },
        None => Status::Revoked,
    };
    let day = Day::of(&row.at.to_record()).ok_or_else(|| Fault::internal("an instant on no day"))?;
    Ok((record, status, day))
}

/// The list as it is published; made where there is none, or where it is older than a day.
///
/// # Errors
/// When database, log or object store refuse.
pub async fn ensure(app: &App) -> Result<(), Fault> {
    let fresh = match app.public.get(STANDING_KEY).await {
        Ok(bytes) => made_at(&bytes).is_some_and(|made| app.now().seconds_since(made) < STALE_SECONDS),
        Err(BlobError::Missing { .. }) => false,
        Err(error) => return Err(error.into()),
    };
    if fresh { Ok(()) } else { publish(app).await }
}

/// When a published list was made, by its second line.
fn made_at(note: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(note).ok()?;
    let seconds: i64 = text.lines().nth(1)?.strip_prefix("time ")?.parse().ok()?;
    Some(Timestamp(seconds.checked_mul(1_000_000)?))
}
