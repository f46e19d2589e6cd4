//! The log as a file.

use std::collections::HashMap;

use axum::{
    extract::{Extension, Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{
    export::{Format, export},
    model::Filter,
};
use crate::server::{actor, headers::NO_STORE, origin::Origin, reply, state::App};

/// The events that the query asks for, as CSV or JSON.
pub async fn file(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(format): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        let format = Format::parse(&format)?;
        let body = export(member, format, Filter::of_query(|name| query.get(name).cloned())).await?;
        let disposition = match format {
            Format::Csv => "attachment; filename=\"audit.csv\"",
            Format::Json => "attachment; filename=\"audit.json\"",
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
            (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
            (header::CACHE_CONTROL, NO_STORE),
        ];
        Ok((headers, body).into_response())
    };
    reply::or_problem(found.await, &origin)
}
