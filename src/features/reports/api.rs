//! Server functions of reports.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::{ReportSummary, ReportView};
use crate::{
    error::AppError,
    ids::{InspectionId, ReportId},
    wire::Json,
};

/// Issues the report of a finished inspection.
#[server(input = Json, output = Json)]
pub async fn issue_report(inspection: InspectionId) -> Result<ReportId, AppError> {
    use crate::server::call;
    call::answer(async { super::service::issue(&call::member().await?, inspection).await }).await
}

/// The latest reports.
#[server(input = Json, output = Json)]
pub async fn list_reports() -> Result<Vec<ReportSummary>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::latest(&call::member().await?).await }).await
}

/// Opens the inspection of a report again for a corrected one; gives the inspection.
#[server(input = Json, output = Json)]
pub async fn correct_report(id: ReportId) -> Result<InspectionId, AppError> {
    use crate::server::call;
    call::answer(async { super::service::correct(&call::member().await?, id).await }).await
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
