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

/// A report with its digests.
#[server(input = Json, output = Json)]
pub async fn load_report(id: ReportId) -> Result<ReportView, AppError> {
    use crate::server::call;
    call::answer(async { super::service::view(&call::member().await?, id).await }).await
}
