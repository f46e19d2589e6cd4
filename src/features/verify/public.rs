//! What anybody may read, from any site: the trust document, the standing list, the log's files.

use axum::{
    extract::{Extension, Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{single_file, trust};
use crate::{
    error::AppError,
    features::reports,
    platform::{blobs::BlobError, fault::Fault},
    server::{headers, origin::Origin, reply, state::App},
};

/// Kept for five minutes: keys and intervals change rarely, and a change must arrive.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Bytes that any site may read.
fn public(media_type: &'static str, cache: HeaderValue, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, cache),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    (headers, bytes).into_response()
}

/// The trust document.
pub async fn trust(State(app): State<App>, Extension(origin): Extension<Origin>) -> Response {
    let found = async {
        let json = trust::document(&app).await?.to_json().map_err(Fault::internal)?;
        Ok(public("application/json", FIVE_MINUTES, json.into_bytes()))
    };
    reply::or_problem(found.await, &origin)
}

/// The verifier as one file, in the reader's language, to keep.
pub async fn verifier(State(app): State<App>, Extension(origin): Extension<Origin>) -> Response {
    let found = async {
        let file = single_file::make(&app, origin.locale).await?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"verifier.html\"")),
        ];
        Ok((headers, file.html.clone()).into_response())
    };
    reply::or_problem(found.await, &origin)
}

/// The standing list: a signed note.
pub async fn standing(State(app): State<App>, Extension(origin): Extension<Origin>) -> Response {
    let found = async {
        let list = reports::standing::list(&app).await?.ok_or(AppError::NotFound)?;
        Ok(public("text/plain; charset=utf-8", headers::REVALIDATE, list))
    };
    reply::or_problem(found.await, &origin)
}

/// A file of a log (C2SP tlog-tiles): the checkpoint changes, everything else stays as it is.
pub async fn log(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path((year, file)): Path<(String, String)>,
) -> Response {
    let found = async {
        let is_checkpoint = file == "checkpoint";
        if !is_checkpoint && !file.starts_with("tile/") {
            return Err(AppError::NotFound.into());
        }
        let bytes = object(&app, &format!("log/{year}/{file}")).await?;
        Ok(if is_checkpoint {
            public("text/plain; charset=utf-8", headers::REVALIDATE, bytes)
        } else {
            public("application/octet-stream", headers::IMMUTABLE, bytes)
        })
    };
    reply::or_problem(found.await, &origin)
}

async fn object(app: &App, key: &str) -> Result<Vec<u8>, Fault> {
    match app.public.get(key).await {
        Err(BlobError::Missing { .. }) => Err(AppError::NotFound.into()),
        read => Ok(read?),
    }
}
