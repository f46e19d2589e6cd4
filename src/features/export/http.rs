//! A list as a file.

use std::collections::HashMap;

use axum::{
    extract::{Extension, Path, Query, State},
    http::HeaderMap,
    response::Response,
};

use super::{file::export, list::List};
use crate::{
    platform::table::Kind,
    server::{actor, origin::Origin, reply, state::App},
};

/// Everything that the query finds in a list, as CSV or XLSX.
pub async fn file(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path((list, kind)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        let kind = Kind::parse(&kind)?;
        let list = List::of_query(&list, |name| query.get(name).cloned())?;
        let day = member.org.moment(app.now()).civil().date();
        let name = format!("{}-{day}.{}", list.name(), kind.suffix());
        let body = export(member, list, kind, origin.locale).await?;
        Ok(reply::attachment(kind.media_type(), &name, body))
    };
    reply::or_problem(found.await, &origin)
}
