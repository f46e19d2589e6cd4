//! Correcting a report: its inspection is opened again, and issued again or left as it was.

use super::{model::ReportState, store};
use crate::{
    error::AppError,
    features::{
        inspections::corrections::{self, WayBack},
        orgs::model::Permission,
    },
    ids::{InspectionId, ReportId},
    platform::{blobs::pending, db::Tx, fault::Fault},
    server::actor::Member,
};

/// How often giving up begins again because somebody still writes.
const TRIES: u32 = 20;

/// Opens the inspection of a report again, so that a corrected report can replace it. Asked for twice, it leads to the
/// correction that is under way.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners and managers, [`AppError::NotFound`], [`AppError::Field`] `reason`,
/// [`AppError::NotFinished`] where another correction was begun already, [`AppError::Conflict`] where it is not sealed, or
/// a correction waits to be.
pub async fn correct(member: &Member, id: ReportId, reason: &str) -> Result<InspectionId, Fault> {
    member.may(Permission::ManageInspections)?;
    let mut tx = member.read().await?;
    let inspection = correctable(&mut tx, id).await?;
    let reason = corrections::check_reason(reason)?;
    if corrections::is_begun(member, &mut tx, inspection, reason).await? {
        return Ok(inspection);
    }
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

/// Gives the correction of a report up: its inspection is again what was issued. Of one that was given up already it says
/// the same.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners and managers, [`AppError::NotFound`], [`AppError::Conflict`] where no
/// correction is under way, or it was issued by now, [`AppError::Busy`] where others write it all the time.
pub async fn give_up(member: &Member, id: ReportId) -> Result<(), Fault> {
    member.may(Permission::ManageInspections)?;
    for _ in 0..TRIES {
        // Looked for by a reader: others write meanwhile.
        let mut tx = member.read().await?;
        let report = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        let Some(back) = corrections::way_back(member, &mut tx, report.inspection_id).await? else { return Ok(()) };
        drop(tx);
        if give_up_by(member, report.inspection_id, &back).await? {
            return Ok(());
        }
    }
    Err(AppError::Busy { seconds: 1 }.into())
}

/// Gives the correction of an inspection up; false where it has changed since the way back was looked for.
async fn give_up_by(member: &Member, inspection: InspectionId, back: &WayBack) -> Result<bool, Fault> {
    let app = &member.app;
    let mut tx = member.write().await?;
    // A corrected report that could not be sealed goes with the correction: it was never issued.
    let unsealed = store::take_unsealed(&mut tx, inspection).await?;
    if let Some(record) = &unsealed {
        pending::note(&mut tx, &[record], app.present()).await?;
    }
    if !corrections::give_up_in(member, &mut tx, inspection, back).await? {
        return Ok(false);
    }
    tx.commit().await?;
    if let Some(record) = &unsealed {
        pending::discard(&app.db, app.vault.objects(), &[record], app.present()).await;
    }
    Ok(true)
}
