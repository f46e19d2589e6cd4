//! Sending the bytes of a photo, with progress: the one thing that `fetch` cannot tell.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

use crate::{error::AppError, ids::PhotoId};

/// Sends the bytes of an announced photo.
///
/// # Errors
/// What the server says, or [`AppError::Offline`].
pub async fn put_photo(id: PhotoId, blob: &Blob, progress: impl Fn(u8) + 'static) -> Result<(), AppError> {
    let request = XmlHttpRequest::new().map_err(|_| AppError::Offline)?;
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            progress((event.loaded() / event.total() * 100.0).clamp(0.0, 100.0) as u8);
        }
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
    }
    let ended = Promise::new(&mut |resolve: Function, _| request.set_onloadend(Some(&resolve)));
    let sent = request
        .open_with_async("PUT", &format!("/api/v1/photos/{id}"), true)
        .and_then(|()| request.set_request_header("content-type", &blob.type_()))
        .and_then(|()| request.send_with_opt_blob(Some(blob)));
    sent.map_err(|_: JsValue| AppError::Offline)?;
    let ended = JsFuture::from(ended).await;
    request.set_onloadend(None);
    match (ended, request.status()) {
        (Ok(_), Ok(200..300)) => Ok(()),
        (Ok(_), Ok(status)) if status != 0 => Err(said(&request, status)),
        _ => Err(AppError::Offline),
    }
}

/// What the server said. A proxy in between may answer in words of its own.
fn said(request: &XmlHttpRequest, status: u16) -> AppError {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or(match status {
        401 => AppError::NotSignedIn,
        413 => AppError::TooLarge { limit_mb: 25 },
        400..500 => AppError::Malformed,
        _ => AppError::Offline,
    })
}
