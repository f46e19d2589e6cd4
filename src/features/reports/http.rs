//! Downloading a report.

use axum::{
    extract::{Extension, Path, State},
    http::HeaderMap,
    response::Response,
};

use super::service;
use crate::{
    error::AppError,
    ids::ReportId,
    server::{actor, origin::Origin, reply, state::App},
};

/// The PDF of a report.
pub async fn pdf(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(report): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        let report: ReportId = report.parse().map_err(|_| AppError::NotFound)?;
        let (name, bytes) = service::download(&member, report).await?;
        Ok(reply::attachment("application/pdf", &name, bytes))
    };
    reply::or_problem(found.await, &origin)
}
