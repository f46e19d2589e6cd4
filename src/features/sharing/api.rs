//! Server functions of links to reports.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;

use super::model::{LinkLine, MadeLink, NewLink, Sending};
use crate::{
    error::AppError,
    ids::{ReportId, ReportLinkId},
    wire::Json,
};

/// Makes a link that opens a report.
#[server(input = Json, output = Json)]
pub async fn share_report(link: NewLink) -> Result<MadeLink, AppError> {
    use crate::server::call;
    call::answer(async { super::service::share(&call::member().await?, &link).await }).await
}

/// Mails a report to people, each with a link of their own.
#[server(input = Json, output = Json)]
pub async fn send_report(sending: Sending) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::send(&call::member().await?, &sending).await }).await
}

/// The links of a report, the latest first.
#[server(input = Json, output = Json)]
pub async fn list_report_links(report: ReportId) -> Result<Vec<LinkLine>, AppError> {
    use crate::server::call;
    call::answer(async { super::service::list(&call::member().await?, report).await }).await
}

/// Ends a link.
#[server(input = Json, output = Json)]
pub async fn revoke_report_link(report: ReportId, link: ReportLinkId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::revoke(&call::member().await?, report, link).await }).await
}
