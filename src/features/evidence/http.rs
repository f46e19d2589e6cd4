//! Photos over plain routes: in with progress, out with authorisation and a record of the view.

use axum::{
    extract::{Extension, Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{
    model::MAX_PHOTO_BYTES,
    service::{self, Size},
};
use crate::{
    error::AppError,
    features::inspections::{self, model::Whose, outbox::RECEIVED},
    ids::PhotoId,
    server::{
        actor,
        intake::{self, Sent},
        origin::Origin,
        reply,
        router::TIMEOUT,
        state::App,
    },
};

/// Takes the bytes of an announced photo: from whom it is awaited, in the length in which it is. Pages of an earlier
/// version do not say whose they are.
pub async fn receive(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(photo): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let sent = Sent::new(&parts, body);
    let received = async {
        let photo: PhotoId = photo.parse().map_err(|_| AppError::NotFound)?;
        let person = actor::signed_in(&app, &parts.headers, origin.clone()).await?;
        let whose = parts.headers.get(Whose::HEADER).map(|value| serde_json::from_slice(value.as_bytes()));
        let whose: Option<Whose> = whose.transpose().map_err(|_| AppError::Malformed)?;
        let member = inspections::service::sender(person, whose).await?;
        if let Some(length) = service::awaited(&member, photo).await? {
            let (bytes, _held) = intake::exactly(&member, photo, sent, length).await?;
            let kept = tokio::time::timeout(TIMEOUT, service::receive(&member, photo, bytes)).await;
            kept.map_err(|_| intake::busy())??;
        } else {
            sent.pass(&app, MAX_PHOTO_BYTES).await?;
        }
        Ok((StatusCode::NO_CONTENT, [(RECEIVED, photo.to_string())]).into_response())
    };
    reply::or_problem(received.await, &origin)
}

/// Shows a photo: `shown` or `thumb`.
pub async fn photo(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path((photo, size)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        let size = match size.as_str() {
            "shown" => Size::Shown,
            "thumb" => Size::Thumb,
            _ => return Err(AppError::NotFound.into()),
        };
        let photo = photo.parse().map_err(|_| AppError::NotFound)?;
        Ok(reply::picture(service::view(&member, photo, size).await?))
    };
    reply::or_problem(found.await, &origin)
}
