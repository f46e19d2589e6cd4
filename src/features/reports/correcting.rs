//! Correcting a report: its inspection is opened again, and issued again or left as it was.

use super::{model::ReportState, store};
use crate::{
    error::AppError,
    features::{inspections::corrections, orgs::model::Permission},
    ids::{InspectionId, ReportId},
    platform::{blobs::pending, db::Tx, fault::Fault},
    server::actor::Member,
};

/// Opens the inspection of a report again, so that a corrected report can replace it.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners and managers, [`AppError::NotFound`], [`AppError::Field`] `reason`,
/// [`AppError::NotFinished`] where a correction was begun already, [`AppError::Conflict`] where it is not sealed, or a
/// correction waits to be.
pub async fn correct(member: &Member, id: ReportId, reason: &str) -> Result<InspectionId, Fault> {
    member.may(Permission::ManageInspections)?;
    let mut tx = member.read().await?;
    let inspection = correctable(&mut tx, id).await?;
    let reason = corrections::check_reason(reason)?;
    let snapshot = corrections::snapshot(member, &mut tx, inspection).await?;
    drop(tx);
    let mut tx = member.write().await?;
    correctable(&mut tx, id).await?;
    corrections::begin_in(member, &mut tx, inspection, (reason, &snapshot)).await?;
    tx.commit().await?;
    Ok(inspection)
}

/// The inspection of a report that can be corrected.
///
/// What was never sealed was never issued: nothing replaces it. Of a report that is being replaced, the one that comes says
/// what it replaces.
async fn correctable(tx: &mut Tx, id: ReportId) -> Result<InspectionId, Fault> {
    let report = store::one(tx, id).await?.ok_or(AppError::NotFound)?;
    let latest = store::of_inspection(tx, report.inspection_id).await?.into_iter().next().map(|row| row.id);
    if ReportState::stored(&report.state) != ReportState::Issued || latest != Some(id) {
        return Err(AppError::Conflict.into());
    }
    Ok(report.inspection_id)
}

/// Gives the correction of a report up: its inspection is again what was issued.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners and managers, [`AppError::NotFound`], [`AppError::Conflict`] where no
/// correction is under way, or it was issued by now.
pub async fn give_up(member: &Member, id: ReportId) -> Result<(), Fault> {
    member.may(Permission::ManageInspections)?;
    let app = &member.app;
    let mut tx = member.write().await?;
    let report = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    // A corrected report that could not be sealed goes with the correction: it was never issued.
    let unsealed = store::take_unsealed(&mut tx, report.inspection_id).await?;
    if let Some(record) = &unsealed {
        pending::note(&mut tx, &[record], app.present()).await?;
    }
    corrections::give_up_in(member, &mut tx, report.inspection_id).await?;
    tx.commit().await?;
    if let Some(record) = &unsealed {
        pending::discard(&app.db, app.vault.objects(), &[record], app.present()).await;
    }
    Ok(())
}
