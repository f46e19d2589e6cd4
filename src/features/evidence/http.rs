//! Photos over plain routes: in with progress, out with authorisation and a record of the view.

use axum::{
    body::Bytes,
    extract::{Extension, Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::service::{self, Size};
use crate::{
    error::AppError,
    ids::PhotoId,
    server::{actor, origin::Origin, reply, state::App},
};

/// Takes the bytes of an announced photo.
pub async fn receive(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(photo): Path<PhotoId>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let received = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        service::receive(&member, photo, bytes.into()).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    reply::or_problem(received.await, &origin)
}

/// Shows a photo: `shown` or `thumb`.
pub async fn photo(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path((photo, size)): Path<(PhotoId, String)>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        let size = match size.as_str() {
            "shown" => Size::Shown,
            "thumb" => Size::Thumb,
            _ => return Err(AppError::NotFound.into()),
        };
        Ok(reply::picture(service::view(&member, photo, size).await?))
    };
    reply::or_problem(found.await, &origin)
}
