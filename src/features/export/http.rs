//! A list as a file.

use std::collections::HashMap;

use axum::{
    extract::{Extension, Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{file::export, list::List};
use crate::{
    platform::{fault::Fault, table::Kind},
    server::{actor, headers::NO_STORE, origin::Origin, reply, state::App},
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
        let disposition = format!("attachment; filename=\"{}-{day}.{}\"", list.name(), kind.suffix());
        let body = export(member, list, kind, origin.locale).await?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type())),
            (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Fault::internal)?),
            (header::CACHE_CONTROL, NO_STORE),
        ];
        Ok((headers, body).into_response())
    };
    reply::or_problem(found.await, &origin)
}
