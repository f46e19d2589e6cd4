//! Downloading a report.

use axum::{
    extract::{Extension, Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::service;
use crate::{
    error::AppError,
    ids::ReportId,
    server::{actor, headers::NO_STORE, origin::Origin, reply, state::App},
    ui::routes,
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
        Ok(attachment(&name, bytes))
    };
    reply::or_problem(found.await, &origin)
}

/// A PDF to be saved under a name (RFC 6266), which has no quotation marks.
#[must_use]
pub fn attachment(name: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name.chars().map(|character| if character.is_ascii() { character } else { '_' }).collect();
    let own = if name.is_ascii() { String::new() } else { format!("; filename*=UTF-8''{}", routes::escape(name)) };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"{own}"))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, NO_STORE),
    ];
    (headers, bytes).into_response()
}
