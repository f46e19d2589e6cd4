//! Server functions of reports.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;
use norven_proof::digest::Digest;

use super::{
    model::{ReportSummary, ReportView},
    query::ReportQuery,
};
use crate::{
    error::AppError,
    ids::{InspectionId, ReportId},
    ui::listing::Page,
    wire::Json,
};

/// Issues the report of a finished inspection, of the core that was on the screen.
#[server(input = Json, output = Json)]
pub async fn issue_report(inspection: InspectionId, core: Option<Digest>) -> Result<ReportId, AppError> {
    use crate::server::call;
    call::answer(async { super::service::issue(&call::member().await?, inspection, core).await }).await
}

/// A page of the reports that a query asks for; of all, where none is given.
#[server(input = Json, output = Json)]
pub async fn list_reports(query: Option<ReportQuery>) -> Result<Page<ReportSummary>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::page(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// Opens the inspection of a report again for a corrected one, for a reason; gives the inspection.
#[server(input = Json, output = Json)]
pub async fn correct_report(id: ReportId, reason: String) -> Result<InspectionId, AppError> {
    use crate::server::call;
    call::answer(async { super::service::correct(&call::member().await?, id, &reason).await }).await
}

/// Gives the correction of a report up: its inspection is again what was issued.
#[server(input = Json, output = Json)]
pub async fn give_up_correction(id: ReportId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::give_up(&call::member().await?, id).await }).await
}

/// Says that the organisation no longer stands by a report.
#[server(input = Json, output = Json)]
pub async fn revoke_report(id: ReportId, reason: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::standing::revoke(&call::member().await?, id, &reason).await }).await
}

/// A report with its digests.
#[server(input = Json, output = Json)]
pub async fn load_report(id: ReportId) -> Result<ReportView, AppError> {
    use crate::server::call;
    call::answer(async { super::service::view(&call::member().await?, id).await }).await
}
