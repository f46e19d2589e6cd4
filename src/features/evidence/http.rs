//! Photos over plain routes: in with progress, out with authorisation and a record of the view.

use axum::{
    extract::{Extension, Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::service::{self, Size};
use crate::{
    error::AppError,
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

/// Takes the bytes of an announced photo: from whom it is awaited, in the length in which it is.
pub async fn receive(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(photo): Path<PhotoId>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let sent = Sent::new(&parts, body);
    let received = async {
        let member = actor::member(actor::signed_in(&app, &parts.headers, origin.clone()).await?).await?;
        if let Some(length) = service::awaited(&member, photo).await? {
            let (bytes, _held) = intake::exactly(&app, &origin, sent, length).await?;
            let kept = tokio::time::timeout(TIMEOUT, service::receive(&member, photo, bytes)).await;
            kept.map_err(|_| intake::busy())??;
        }
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
