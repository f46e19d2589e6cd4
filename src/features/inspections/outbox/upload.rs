//! Sending the bytes of a photo, with progress: the one thing that `fetch` cannot tell.

use std::{cell::Cell, rc::Rc};

use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, ProgressEvent, XmlHttpRequest};

use super::{link::RECEIVED, photo_answer};
use crate::{error::AppError, features::inspections::model::Whose, ids::PhotoId};

/// How long nothing may move before a try is given up, in milliseconds. The server gives up after half of it.
const STANDS_STILL: u32 = 60_000;
/// How long the answer may take once everything is sent: as long as a request may take on the server.
const UNANSWERED: u32 = 120_000;

/// Gives a request up when its time runs out. A connection that a router has forgotten says nothing for a quarter of
/// an hour, and the other photos wait behind it.
#[derive(Clone)]
struct Patience {
    request: XmlHttpRequest,
    timer: Rc<Cell<Option<Timeout>>>,
}

impl Patience {
    /// Waits so many milliseconds from now, and no longer for what was waited for before.
    fn wait(&self, milliseconds: u32) {
        let request = self.request.clone();
        self.timer.set(Some(Timeout::new(milliseconds, move || drop(request.abort()))));
    }
}

/// Sends the bytes of an announced photo.
///
/// # Errors
/// What the server says, or [`AppError::Offline`].
pub async fn put_photo(
    id: PhotoId,
    blob: &Blob,
    whose: Whose,
    progress: impl Fn(u8) + 'static,
) -> Result<(), AppError> {
    let request = XmlHttpRequest::new().map_err(|_| AppError::Offline)?;
    let path = format!("/api/v1/photos/{id}");
    let origin = window().location().origin().map_err(|_| AppError::Offline)?;
    let whose = serde_json::to_string(&whose).map_err(|_| AppError::Offline)?;
    let patience = Patience { request: request.clone(), timer: Rc::default() };
    let moves = patience.clone();
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        moves.wait(STANDS_STILL);
        if event.total() > 0.0 {
            progress((event.loaded() / event.total() * 100.0).clamp(0.0, 100.0) as u8);
        }
    });
    let asks = patience.clone();
    let all_sent = Closure::<dyn Fn(Event)>::new(move |_| asks.wait(UNANSWERED));
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
        upload.set_onload(Some(all_sent.as_ref().unchecked_ref()));
    }
    let ended = Promise::new(&mut |resolve: Function, _| request.set_onloadend(Some(&resolve)));
    let sent = request
        .open_with_async("PUT", &path, true)
        .and_then(|()| request.set_request_header("content-type", &blob.type_()))
        .and_then(|()| request.set_request_header(Whose::HEADER, &whose))
        .and_then(|()| request.send_with_opt_blob(Some(blob)));
    sent.map_err(|_: JsValue| AppError::Offline)?;
    patience.wait(STANDS_STILL);
    let ended = JsFuture::from(ended).await;
    patience.timer.set(None);
    request.set_onloadend(None);
    match (ended, request.status()) {
        (Ok(_), Ok(status)) if status != 0 => {
            let text = request.response_text().ok().flatten().unwrap_or_default();
            let received = request.get_response_header(RECEIVED).ok().flatten();
            photo_answer(&format!("{origin}{path}"), &request.response_url(), (status, received.as_deref()), &text)
        }
        _ => Err(AppError::Offline),
    }
}
