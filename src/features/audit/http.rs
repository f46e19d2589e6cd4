//! The log as a file.

use std::collections::HashMap;

use axum::{
    extract::{Extension, Path, Query, State},
    http::HeaderMap,
    response::Response,
};

use super::{
    export::{Format, export},
    model::Filter,
};
use crate::server::{actor, origin::Origin, reply, state::App};

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
        let name = match format {
            Format::Csv => "audit.csv",
            Format::Json => "audit.json",
        };
        Ok(reply::attachment(format.media_type(), name, body))
    };
    reply::or_problem(found.await, &origin)
}
